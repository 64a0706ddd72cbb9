"""How long does the map of 4 million page frames take from a pan or a zoom to the paint, and how long to be made?"""

from __future__ import annotations

from tests.bench.measure import Row, run_script

_START = """
import random, time
from PySide6.QtWidgets import QApplication
from engine.buddy.zone import BuddyZone
from gui.allocator.map_view import MapView
from tests.bench.measure import spread
app = QApplication([])
zone = BuddyZone("Normal", 0, 2, 0, 1 << 22, 10, 9)
rng = random.Random(1)
for block in range(0, 1 << 22, 1024):
    for _ in range(60):
        zone.state[block + rng.randrange(0, 512, 2)] = 8
    for order in (3, 5, 7):
        zone.state[block + 512 + (1 << order)] = (order + 1) << 3 | 1
    zone.movable[block:block + 512] = bytes([1]) * 512
view = MapView()
view.resize(1200, 800)
view.show()
"""

_PAINTS = (
    _START
    + """
view.show_zone(zone)
app.processEvents()
found, busy = [], []
def painted(action):
    start, worked = time.perf_counter(), time.thread_time()
    action()
    app.processEvents()
    found.append((time.perf_counter() - start) * 1000)
    busy.append((time.thread_time() - worked) * 1000)
for _ in range(3):
    view.show_all()
    app.processEvents()
    while view.scale < 48:
        painted(lambda: view.zoom(2 ** 0.5))
        for _ in range(12):
            painted(lambda: view.move(37, 23))
    while view.scale > 1:
        painted(lambda: view.zoom(0.5 ** 0.5))
print(f"{spread(found)} (of the processor: {spread(busy)})")
"""
)

_MAKING = (
    _START
    + """
found, again = [], []
for _ in range(5):
    start = time.perf_counter()
    view.show_zone(zone)
    found.append((time.perf_counter() - start) * 1000)
    for place in range(0, 1 << 22, 1 << 14):
        zone.state[place] ^= 8
    start = time.perf_counter()
    view.follow(zone)
    again.append((time.perf_counter() - start) * 1000)
print(f"made: {spread(found)}; followed after 256 changes: {spread(again)}")
"""
)


def rows() -> list[Row]:
    """The map's figures."""
    return [
        Row("map of 4 M frames, 1200×800: pan or zoom until painted", run_script(_PAINTS), "p99 16 ms"),
        Row("map of 4 M frames: made, and brought up to date", run_script(_MAKING), "made in 300 ms"),
    ]

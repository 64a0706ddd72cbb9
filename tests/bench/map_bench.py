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
found, again, stretches = [], [], []
def whole(action):
    start = time.perf_counter()
    action()
    stretches.append((time.perf_counter() - start) * 1000)
    while view.behind:
        at = time.perf_counter()
        app.processEvents()
        stretches.append((time.perf_counter() - at) * 1000)
    return (time.perf_counter() - start) * 1000
for _ in range(5):
    found.append(whole(lambda: view.show_zone(zone)))
    for place in range(0, 1 << 22, 1 << 14):
        zone.state[place] ^= 8
    again.append(whole(lambda: view.follow(zone)))
print(f"made: {spread(found)}; followed after 256 changes: {spread(again)}; longest stretch {max(stretches):.0f} ms")
"""
)

_ROOM = """
import time
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from gui.allocator.room import AllocatorRoom
from tests.bench.buddy_bench import sixteen_gigabytes
from tests.bench.measure import spread
app = QApplication([])
request = AllocRequest(4, 0x40CC0, ("GFP_KERNEL", "__GFP_COMP"))
room = AllocatorRoom()
room.resize(1000, 600)
room.show()
def stretches(until, limit=20.0):
    found, loop, beat = [], QEventLoop(), QTimer(interval=3)
    start = last = time.perf_counter()
    def tick():
        nonlocal last
        now = time.perf_counter()
        found.append((now - last) * 1000)
        last = now
        if until() or now - start > limit:
            loop.quit()
    beat.timeout.connect(tick)
    beat.start()
    loop.exec()
    return time.perf_counter() - start, found
stretches(lambda: True)
room.show_scenario(Scenario(zones=(sixteen_gigabytes(),), request=request, rules="6.12"))
"""

_STATE = (
    _ROOM
    + """
made, still = [], []
for seed in range(1, 6):
    took, found = stretches(lambda: room.lab.simulation is not None)
    made.append(took * 1000)
    still += found
    still += stretches(lambda: not room.map.behind)[1]
    room.lab.make(seed)
print(f"{spread(made)}; between events meanwhile: {spread(still)}, worst {max(still):.0f} ms")
"""
)

_PROGRAMS = (
    _ROOM
    + """
stretches(lambda: room.lab.simulation is not None and not room.map.behind)
room.tabs.setCurrentIndex(1)
room.try_box.speed.setValue(room.try_box.speed.maximum())
room.try_box.run.click()
stretches(lambda: room.lab.programs.run is not None)
took, still = stretches(lambda: not room.try_box.runs, 5.0)
speed = f"{room.lab.programs.run.at / took:,.0f} steps a second"
print(f"{speed}; between events: {spread(still)}, worst {max(still):.0f} ms")
"""
)


def rows() -> list[Row]:
    """The map's figures."""
    return [
        Row("map of 4 M frames, 1200×800: pan or zoom until painted", run_script(_PAINTS), "p99 16 ms"),
        Row("map of 4 M frames: made, and brought up to date", run_script(_MAKING), "no stretch above 50 ms"),
        Row("a state from a report of 16 GiB, in the window", run_script(_STATE), "1 s, no stillness above 50 ms"),
        Row("programs at top speed on 16 GiB, in the window", run_script(_PROGRAMS), "no stillness above 50 ms"),
    ]

"""How quickly does the list of 100,000 reports follow a key, and does the window stand still while a log is read?

Each figure comes from a fresh process, offscreen, its floor from a process of the same run.
"""

from __future__ import annotations

import tempfile
from pathlib import Path

from tests.bench.measure import Row, run_script
from tests.tree import ROOT

_SAMPLE = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"
_COUNT = 100_000
_REPORTS = 2_000
_NOISE = "Nov 18 06:00:02 web-3 systemd[1]: Started Session 66510 of user nobody, everything is quite all right here.\n"

_LIST = """
import statistics, sys, time
from PySide6.QtWidgets import QApplication
app = QApplication([])
from gui.panes.reports import ReportsPane
from gui.panes.timeline import TimelinePane
from tests.gui.sightings import a_listing, many
listing = a_listing(*many(int(sys.argv[1])))
def times(actions):
    found = []
    for action in actions:
        start = time.perf_counter()
        action()
        app.processEvents()
        found.append((time.perf_counter() - start) * 1000)
    return found
def told(found):
    return f"median {statistics.median(found):.1f} ms, worst {max(found):.1f} ms, n {len(found)}"
"""

_FILTER = (
    _LIST
    + """
import gc
import numpy  # the chart has brought it long before 100,000 reports are there
gc.freeze()  # as the window does while reports come in
pane = ReportsPane()
pane.resize(1280, 300)
pane.show()
pane.show_listing(listing)
for _ in range(50):
    app.processEvents()
words = ("worker1", "driver_7", "order:4", "kind:oom", "refused", "zzz", "4.0")
typed = [word[:end] for word in words for end in [*range(1, len(word) + 1), *range(len(word) - 1, -1, -1)]]
grouped = sys.argv[2] == "grouped"
if grouped:
    pane.toggle_groups()
print(told(times([lambda text=text: pane.filter.setText(text) for text in typed])))
"""
)

_TIMELINE = (
    _LIST
    + """
pane = TimelinePane()
pane.resize(1280, 300)
pane.show_listing(listing)
pane.show()
while not pane.view.data().take():
    app.processEvents()
for _ in range(20):
    app.processEvents()
zoom = [lambda: pane.view._zoom(0.8, 100_000.0)] * 20 + [lambda: pane.view._zoom(1.25, 100_000.0)] * 20
print(told(times(zoom)))
"""
)

_REPAINT = """
import statistics, sys, time
from PySide6.QtGui import QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QApplication, QTableView
app = QApplication([])
model = QStandardItemModel(1000, 10)
for row in range(1000):
    for column in range(10):
        model.setItem(row, column, QStandardItem(f"cell {row} {column}"))
view = QTableView()
view.setModel(model)
view.resize(1280, 300)
view.show()
found = []
for _ in range(60):
    start = time.perf_counter()
    view.viewport().update()
    app.processEvents()
    found.append((time.perf_counter() - start) * 1000)
print(f"median {statistics.median(found[20:]):.1f} ms")
"""

_SURVEY = """
import sys, time
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
app = QApplication([])
from gui.app import build_window
from gui.arguments import parse
window = build_window(parse([]))
window.resize(1280, 800)
window.show()
window.fill()
while window.workbench.chart is None:  # brought in beside the window
    app.processEvents()
for _ in range(50):
    app.processEvents()
gaps, last = [], [time.perf_counter()]
def tick():
    now = time.perf_counter()
    gaps.append((now - last[0]) * 1000)
    last[0] = now
timer = QTimer(interval=10)
timer.timeout.connect(tick)
timer.start()
start = last[0] = time.perf_counter()
if len(sys.argv) > 1:
    window.opener.open_paths([sys.argv[1]])
    reporting = window.log_view.reporting
    reporting.feed.ended.connect(lambda: QTimer.singleShot(1000, app.quit))
else:
    QTimer.singleShot(3000, app.quit)
app.exec()
gaps.sort()
count = len(window.log_view.reporting.listing)
p99 = gaps[round(len(gaps) * 0.99) - 1]
print(f"largest gap {gaps[-1]:.0f} ms, p99 {p99:.0f} ms, n {len(gaps)}, {count:,} reports")
window.leave()
"""


def rows() -> list[Row]:
    """The list's figures."""
    return [_filter("flat"), _filter("grouped"), _timeline(), _stillness()]


def _filter(kind: str) -> Row:
    what = f"{_COUNT:,} reports in the list ({kind}): filter keystroke, painted"
    return Row(
        what, run_script(_FILTER, str(_COUNT), kind), "50 ms", f"a table of Qt's own repainted: {run_script(_REPAINT)}"
    )


def _timeline() -> Row:
    return Row(
        f"{_COUNT:,} reports on the timeline: one step of zoom, painted", run_script(_TIMELINE, str(_COUNT)), "50 ms"
    )


def _stillness() -> Row:
    """A timer of 10 ms in the window, while another process reads 50 MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "kern.log"
        report = _SAMPLE.read_text("utf-8")
        gap = _NOISE * (25_000 // len(_NOISE))
        with path.open("w") as file:
            for number in range(_REPORTS):
                file.write(gap)
                file.write(report.replace("rsync", f"rsync{number % 50}"))
        size = path.stat().st_size / 1e6
        what = f"a timer of 10 ms in the window, while {size:.0f} MB with {_REPORTS:,} reports come in"
        return Row(what, run_script(_SURVEY, str(path)), "no gap above 50 ms", f"an idle window: {run_script(_SURVEY)}")

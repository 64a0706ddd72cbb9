"""How long do an edit and the first paint take, and how much memory does the window hold?

Each figure comes from fresh processes, offscreen, its floor from processes of the same run.
"""

from __future__ import annotations

import statistics
import time

from tests.bench.measure import Row, run_script
from tests.tree import ROOT

_SAMPLE = str(ROOT / "resources" / "samples" / "2012-order4-dma32.txt")
_STARTS = 15

_FIRST_PAINT = """
import sys, time
from PySide6.QtCore import QEvent, QObject, QTimer
class FirstPaint(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            print((time.time() - float(sys.argv[1])) * 1000, flush=True)
            QTimer.singleShot(0, app.quit)
            window.removeEventFilter(self)
        return False
"""

_EMPTY_WINDOW = (
    _FIRST_PAINT
    + """
from PySide6.QtWidgets import QApplication, QMainWindow, QPlainTextEdit
app = QApplication([])
window = QMainWindow()
window.setCentralWidget(QPlainTextEdit())
watcher = FirstPaint()
window.installEventFilter(watcher)
window.show()
app.exec()
"""
)

_OUR_WINDOW = (
    _FIRST_PAINT
    + """
from PySide6.QtWidgets import QApplication
from gui.app import build_window
from gui.arguments import parse
window = build_window(parse([sys.argv[2]]))
app = QApplication.instance()
watcher = FirstPaint()
window.installEventFilter(watcher)
window.show()
app.exec()
"""
)

_FIVE_ZONES = """
import statistics, sys, time
from dataclasses import replace
from PySide6.QtWidgets import QApplication
from engine.model.edits import blank_machine, set_value
from gui.app import build_window
from gui.arguments import parse
app = QApplication([])
window = build_window(parse([]))
window.resize(1400, 900)
window.show()
window.fill()
window.workbench.make_chart()
machine = blank_machine()
normal = machine.zones[2]
document = window.document
document.edit("five zones", replace(machine, zones=(*machine.zones, replace(normal, node=1), replace(normal, node=2))))
for _ in range(20):
    app.processEvents()
def told(times):
    times = sorted(times)
    return f"median {statistics.median(times):.2f} ms, p99 {times[round(len(times) * 0.99) - 1]:.2f} ms"
def measure(action):
    found = []
    for index in range(420):
        start, busy = time.perf_counter(), time.thread_time()
        action(index)
        app.processEvents()
        found.append(((time.perf_counter() - start) * 1000, (time.thread_time() - busy) * 1000))
    wall, busy = zip(*found[20:])
    print(f"{told(wall)} (of the processor: {told(busy)}), n {len(wall)}")
"""

_EDITS = (
    _FIVE_ZONES
    + """
def edit(index):
    key = ("zone", index % 5, "nr_free", index % 11)
    document.edit("bench", set_value(document.state.scenario, key, 3 + index % 7))
measure(edit)
"""
)

_SLIDES = (
    _FIVE_ZONES
    + """
window.workbench.go_to("kernels")
kernels = window.workbench.kernels
while kernels.board.grid is None:
    app.processEvents()
last = kernels.slider.maximum()
def slide(index):
    kernels.slider.setValue(last - abs(last - index % (2 * last)))
measure(slide)
"""
)

_REPAINT = """
import statistics, time
from PySide6.QtWidgets import QApplication, QMainWindow, QTableWidget
app = QApplication([])
window = QMainWindow()
table = QTableWidget(5, 11)
window.setCentralWidget(table)
window.resize(1400, 900)
window.show()
for _ in range(20):
    app.processEvents()
found = []
for _ in range(200):
    start = time.perf_counter()
    table.viewport().update()
    app.processEvents()
    found.append((time.perf_counter() - start) * 1000)
found = sorted(found)
print(f"median {statistics.median(found):.2f} ms, p99 {found[round(len(found) * 0.99) - 1]:.2f} ms")
"""

_MEMORY_FLOOR = """
from PySide6.QtWidgets import QApplication
import pyqtgraph
from tests.bench.measure import resident_mb
app = QApplication([])
window = pyqtgraph.PlotWidget()
window.resize(1280, 800)
window.show()
for _ in range(20):
    app.processEvents()
print(resident_mb())
"""

_MEMORY = """
import sys
from PySide6.QtWidgets import QApplication
from gui.app import build_window
from gui.arguments import parse
from tests.bench.measure import resident_mb
app = QApplication([])
window = build_window(parse([sys.argv[1]]))
window.resize(1280, 800)
window.show()
window.fill()
window.workbench.make_chart()
for _ in range(50):
    app.processEvents()
print(resident_mb())
"""


def rows() -> list[Row]:
    """The window's figures."""
    return [_edits(), _slides(), _first_paint(), _memory()]


def _edits() -> Row:
    what = "one edit: rules, undo step, table, banner, trace, chart painted, 1400×900, 5 zones"
    floor = f"an empty 5×11 table repainted: {run_script(_REPAINT)}"
    return Row(what, run_script(_EDITS), "median 8 ms, p99 16 ms", floor)


def _slides() -> Row:
    what = "a step of the slider over the kernels: rules, all panes and the matrix's outline painted, 1400×900, 5 zones"
    return Row(what, run_script(_SLIDES), "p99 16 ms", "the empty table above")


def _first_paint() -> Row:
    ours, empty = [], []
    for _ in range(_STARTS):
        empty.append(float(run_script(_EMPTY_WINDOW, repr(time.time()))))
        ours.append(float(run_script(_OUR_WINDOW, repr(time.time()), _SAMPLE)))
    ratio = statistics.median(ours) / statistics.median(empty)
    figure = f"median {statistics.median(ours):.0f} ms, {ratio:.2f} × the floor, n {_STARTS}"
    floor = f"an empty main window with a text pane: {statistics.median(empty):.0f} ms"
    return Row("first window painted, from process start", figure, "1.5 × the floor", floor)


def _memory() -> Row:
    ours, floor = float(run_script(_MEMORY, _SAMPLE)), float(run_script(_MEMORY_FLOOR))
    figure = f"{ours:.0f} MB, floor + {ours - floor:.0f} MB"
    return Row("resident with one report open", figure, "floor + 40 MB", f"an empty pyqtgraph window: {floor:.0f} MB")

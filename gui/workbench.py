"""Which panes are there, and what has each to do with the document and with the others?

The panes know neither each other nor the document: every connection is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, QTimer, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.explain.analysis import Analysis
from engine.model.report import Key
from engine.model.scenario import Scenario
from gui.dock_layout import give_room
from gui.dock_window import DockWindow
from gui.document import Document
from gui.latest import Latest
from gui.panes.allocator import AllocatorPane
from gui.panes.answers import AnswersPane
from gui.panes.compare import ComparePane
from gui.panes.free_lists import FreeListsPane
from gui.panes.history import HistoryPane
from gui.panes.kernels import KernelsPane
from gui.panes.notes import NotesPane
from gui.panes.reports import ReportsPane
from gui.panes.request import RequestPane
from gui.panes.source import SourcePane
from gui.panes.timeline import TimelinePane
from gui.panes.trace import TracePane
from gui.panes.zones import ZonesPane
from gui.unveiling import Unveiling

if TYPE_CHECKING:  # the chart brings numpy, and comes after the first paint
    from engine.report.chart import Other
    from gui.panes.chart import ChartPane

_FIGURES = ("zones", "free_lists", "answers", "trace", "request", "allocator", "kernels")
"""The panes that show figures; one that is behind others costs nothing until it is looked at."""


class Workbench(DockWindow):
    """All panes, each in its dock, shown inside of the window."""

    zone_changed = Signal(int)
    side_by_side_chosen = Signal(bool)
    direct_chosen = Signal(bool)
    export_asked = Signal()
    files_dropped = Signal(list)
    chart_made = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._zone = 0
        self._choosing = self._trying = False
        self._stale: set[str] = set()
        self.zones = ZonesPane()
        self.free_lists = FreeListsPane()
        self.answers = AnswersPane(lambda: document.report)
        self.trace = TracePane()
        self.request = RequestPane()
        self.source = SourcePane()
        self.notes = NotesPane()
        self.history = HistoryPane(document.undo_stack)
        self.reports = ReportsPane()
        self.timeline = TimelinePane()
        self.allocator = AllocatorPane()
        self.kernels = KernelsPane()
        self.compare = ComparePane()
        self.chart: ChartPane | None = None
        self._later = _Later(self.make_chart)
        self._prepared = Latest(import_module, self)
        self._prepared.done.connect(lambda name, module: self.make_chart())
        self._side_by_side = self._direct = False
        self._other: Other | None = None
        self._freshened = QTimer(self, singleShot=True, interval=0)
        self._freshened.timeout.connect(self._freshen)
        self._fill_docks()
        self.unveiling = Unveiling(self.docks, self)
        self.unveiling.due.connect(self._fill)
        self.unveiling.ended.connect(self._settle)
        self._connect_document()
        self._connect_tables()
        self._connect_others()
        self._show_reading(document.state.reading)
        self._show_analysis(document.analysis)

    # ---- the panes in their docks

    def _fill_docks(self) -> None:
        for name, dock in self.docks.items():
            dock.setWidget(self._later if name == "chart" else self.pane(name))
            dock.visibilityChanged.connect(self._freshened.start)

    def pane(self, name: str) -> QWidget:
        """A pane by its name in the rows; the chart's is there once it was made."""
        found = getattr(self, name)
        if not isinstance(found, QWidget):
            raise KeyError(f"no pane {name!r} yet; there are: {', '.join(self.docks)}")
        return found

    def veil(self) -> None:
        """Paint nothing until `unveiling` is told to; the answers come last, for they are made beside the window."""
        last = ("answers",)
        self.unveiling.veil([name for name in self.docks if name not in last] + list(last))

    def _fill(self, name: str) -> None:
        """Bring one pane up to date that is about to be seen."""
        if name in self._stale:
            with self._quietly():
                self._show_in(name, self._document.analysis, self._document.original)

    def play_request(self) -> None:
        """Show the allocator with room enough, and play the request there."""
        give_room(self, self.docks)
        self.go_to("allocator")
        self._freshen()
        self.allocator.play()

    # ---- the chart, after the first paint

    def prepare_chart(self) -> None:
        """Bring in what draws the chart beside the window, before there is something to draw."""
        self._prepared.ask("gui.panes.chart")

    def make_chart(self) -> None:
        """Bring in what draws the chart, and draw it."""
        if self.chart is not None:
            return
        from gui.panes.chart import ChartPane

        self.chart = chart = ChartPane()
        self.docks["chart"].setWidget(chart)
        self._later.deleteLater()
        chart.zone_chosen.connect(self.choose_zone)
        chart.side_by_side_chosen.connect(self.side_by_side_chosen)
        chart.direct_chosen.connect(self.direct_chosen)
        chart.export_asked.connect(self.export_asked)
        chart.set_side_by_side(self._side_by_side)
        chart.set_direct_shown(self._direct)
        chart.set_other(self._other)
        self._show_chart(self._document.analysis)
        chart.set_zone(self._zone)
        self._light(self.trace.chosen())
        self.chart_made.emit()

    def set_side_by_side(self, on: bool) -> None:
        """The chart of one zone, or all of them."""
        self._side_by_side = on
        if self.chart is not None:
            self.chart.set_side_by_side(on)

    def set_direct_shown(self, on: bool) -> None:
        """The direct computation over the kernel's."""
        self._direct = on
        if self.chart is not None:
            self.chart.set_direct_shown(on)

    def set_other(self, other: Other | None) -> None:
        """What the chart is compared with; None: with nothing."""
        self._other = other
        if self.chart is not None:
            self.chart.set_other(other)

    # ---- connections

    def _connect_document(self) -> None:
        self._document.reading_changed.connect(self._show_reading)
        self._document.analysis_changed.connect(self._show_analysis)

    def _connect_tables(self) -> None:
        for pane in (self.zones, self.free_lists):
            pane.edit_asked.connect(self._edit)
            pane.place_asked.connect(self.source.show_key)
            pane.zone_chosen.connect(self.choose_zone)
        self.request.edit_asked.connect(self._edit)
        self.allocator.edit_asked.connect(self._edit)
        self.allocator.zone_chosen.connect(self.choose_zone)
        self.allocator.tried.connect(self._try_out)
        self.kernels.edit_asked.connect(self._edit)
        self.kernels.zone_chosen.connect(self.choose_zone)

    def _connect_others(self) -> None:
        self.trace.zone_chosen.connect(self.choose_zone)
        self.trace.step_chosen.connect(self._light)
        self.source.text_edited.connect(self._document.type_text)
        self.source.files_dropped.connect(self.files_dropped)
        self.source.chosen_place.connect(self._choose_key)
        self.notes.line_asked.connect(self.source.show_place)
        self.answers.place_asked.connect(self.source.show_place)
        self.answers.edit_asked.connect(self._edit)
        self.answers.undo_asked.connect(self._document.undo_stack.undo)
        self.answers.pane_asked.connect(self.go_to)
        self.answers.zone_asked.connect(self.choose_zone)

    def _edit(self, text: str, scenario: Scenario, merge_key: str) -> None:
        self._document.edit(text, scenario, merge_key)

    def _try_out(self, scenario: Scenario) -> None:
        """All other panes follow what is tried in the allocator, unless it has yet to be told of an edit."""
        if "allocator" not in self._stale:
            self._trying = True
            try:
                self._document.try_out(scenario)
            finally:
                self._trying = False

    def _choose_key(self, key: Key) -> None:
        """A value that a person went to in the source is shown in the tables."""
        with self._quietly():
            for pane in (self.zones, self.free_lists):
                pane.choose_key(key)

    def show_key(self, key: Key) -> None:
        """Show a value in the source, and the source where it is behind others."""
        self.source.show_key(key)
        self.bring_up("source")

    # ---- showing

    def _show_reading(self, reading: object) -> None:
        state = self._document.state
        self.source.show_text(state.data, state.reading, state.report_index, state.first_line)
        self.notes.show_reading(state.reading, state.first_line)
        self._zone = -1

    def _show_analysis(self, analysis: Analysis) -> None:
        """Every pane shows the same answer; the zone that is looked at stays, unless another report came."""
        original = self._document.original
        with self._quietly():
            for name in _FIGURES:
                if name != "allocator" or not self._trying:
                    self._show_in(name, analysis, original)
            self._show_in("chart", analysis, original)
        if not 0 <= self._zone < len(analysis.zones):
            self.choose_zone(analysis.decisive or 0)
        self._light(self.trace.chosen())

    def _show_in(self, name: str, analysis: Analysis, original: Scenario | None) -> None:
        """Show it in one pane; one that is behind others waits until it comes to the front."""
        if name in self.unveiling.waiting or (name != "chart" and self.is_behind(name)):
            self._stale.add(name)
            return
        self._stale.discard(name)
        if name == "chart":
            self._show_chart(analysis)
        else:
            getattr(self, name).show_analysis(analysis, original)

    def _freshen(self) -> None:
        """Bring panes up to date that came to the front."""
        fresh = [name for name in self._stale if not self.is_behind(name)]
        if not fresh or self.unveiling.waiting:
            return
        with self._quietly():
            for name in fresh:
                self._show_in(name, self._document.analysis, self._document.original)
        self._settle()

    def _settle(self) -> None:
        """Panes that were filled later than others look at the same zone and step."""
        self._go_to_zone(self.zone)
        self._light(self.trace.chosen())

    def _show_chart(self, analysis: Analysis) -> None:
        if self.chart is not None:
            self.chart.show_analysis(analysis, self._document.original_analysis)

    @property
    def zone(self) -> int:
        """The zone that all panes look at."""
        return max(self._zone, 0)

    def choose_zone(self, index: int) -> None:
        """Have all panes look at one zone."""
        if self._choosing or not 0 <= index < len(self._document.analysis.zones):
            return
        self._zone = index
        self._go_to_zone(index)
        self.zone_changed.emit(index)

    def _go_to_zone(self, index: int) -> None:
        with self._quietly():
            self.zones.choose_zone(index)
            self.free_lists.choose_zone(index)
            self.trace.choose_zone(index)
            self.allocator.choose_zone(index)
            self.kernels.choose_zone(index)
            if self.chart is not None:
                self.chart.set_zone(index)

    def next_zone(self, by: int) -> None:
        """The next zone, or with -1 the one before; round at the end."""
        count = len(self._document.analysis.zones)
        if count:
            self.choose_zone((self.zone + by) % count)

    @contextmanager
    def _quietly(self) -> Iterator[None]:
        """Panes that are filled or moved tell of it; that asks for nothing."""
        before, self._choosing = self._choosing, True
        try:
            yield
        finally:
            self._choosing = before

    def _light(self, chosen: tuple[int, int | None] | None) -> None:
        """Light what the chosen step read, in the tables and in the chart; none puts the light out."""
        zones = self._document.analysis.zones
        zone, step_index = chosen if chosen is not None else (0, None)
        if step_index is None or zone >= len(zones) or step_index >= len(zones[zone].trace):
            self.zones.light(self.zone, ())
            self.free_lists.light(self.zone, ())
            if self.chart is not None:
                self.chart.light(self.zone, None)
            return
        step = zones[zone].trace[step_index].step
        self.zones.light(zone, step.reads)
        self.free_lists.light(zone, step.reads)
        if self.chart is not None:
            self.chart.light(zone, step)


class _Later(QWidget):
    """Stands where the chart will be, and asks for it once it was painted itself."""

    def __init__(self, make: Callable[[], None]) -> None:
        super().__init__()
        self._make = make
        self._asked = False

    def sizeHint(self) -> QSize:
        """About what a chart takes."""
        return QSize(600, 360)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first time, the chart follows."""
        super().paintEvent(event)
        if not self._asked:
            self._asked = True
            QTimer.singleShot(0, self._make)

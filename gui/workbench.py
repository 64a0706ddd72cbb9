"""Which panes are there, where do they stand, and what has each to do with the others?

The panes know neither each other nor the document: every connection is made here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QByteArray, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabWidget, QWidget

from engine.explain.analysis import Analysis
from engine.model.report import Key
from engine.model.scenario import Scenario
from gui.actions import PANES
from gui.dock_layout import arrange, give_room, show_timeline
from gui.document import Document
from gui.panes.allocator import AllocatorPane
from gui.panes.answers import AnswersPane
from gui.panes.free_lists import FreeListsPane
from gui.panes.history import HistoryPane
from gui.panes.notes import NotesPane
from gui.panes.reports import ReportsPane
from gui.panes.request import RequestPane
from gui.panes.source import SourcePane
from gui.panes.timeline import TimelinePane
from gui.panes.trace import TracePane
from gui.panes.zones import ZonesPane

if TYPE_CHECKING:  # the chart brings numpy, and comes after the first paint
    from gui.panes.chart import ChartPane

_VERSION = 2
_FIGURES = ("zones", "free_lists", "answers", "trace", "request", "allocator")
"""The panes that show figures; one that is behind others costs nothing until it is looked at."""
_SMALLEST = 200


class Workbench(QMainWindow):
    """All panes as docks around nothing, shown inside of the window."""

    zone_changed = Signal(int)
    side_by_side_chosen = Signal(bool)
    direct_chosen = Signal(bool)
    export_asked = Signal()
    files_dropped = Signal(list)
    chart_made = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self._document = document
        self._zone = 0
        self._choosing = False
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
        self._lists_shown = (False, False)
        self._layouts: dict[bool, bytes] = {}
        self.chart: ChartPane | None = None
        self._later = _Later(self.make_chart)
        self._side_by_side = self._direct = False
        self.docks = {spec.name: QDockWidget(spec.title) for spec in PANES}
        self._tidied = QTimer(self, singleShot=True, interval=0)
        self._tidied.timeout.connect(self._tidy_titles)
        self._freshened = QTimer(self, singleShot=True, interval=0)
        self._freshened.timeout.connect(self._freshen)
        self._make_docks()
        self._laid_out = False
        self._connect_document()
        self._connect_tables()
        self._connect_others()
        self._show_reading(document.state.reading)
        self._show_analysis(document.analysis)

    # ---- docks

    def _make_docks(self) -> None:
        options = QMainWindow.DockOption
        self.setDockOptions(options.AllowNestedDocks | options.AllowTabbedDocks | options.GroupedDragging)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDocumentMode(True)
        for spec in PANES:
            dock = self.docks[spec.name]
            dock.setObjectName(spec.name)
            dock.setWidget(self._later if spec.name == "chart" else self.pane(spec.name))
            dock.setAccessibleName(spec.title)
            dock.toggleViewAction().setStatusTip(spec.tip)
            dock.dockLocationChanged.connect(self._tidied.start)
            dock.visibilityChanged.connect(self._tidied.start)
            dock.visibilityChanged.connect(self._freshened.start)
            dock.topLevelChanged.connect(self._tidied.start)

    def _tidy_titles(self) -> None:
        """A pane that has a tab needs no title besides."""
        for dock in self.docks.values():
            tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed != (dock.titleBarWidget() is not None):
                old = dock.titleBarWidget()
                dock.setTitleBarWidget(QWidget() if tabbed else cast(QWidget, None))
                if old is not None:
                    old.deleteLater()

    def pane(self, name: str) -> QWidget:
        """A pane by its name in the rows; the chart's is there once it was made."""
        found = getattr(self, name)
        if not isinstance(found, QWidget):
            raise KeyError(f"no pane {name!r} yet; there are: {', '.join(self.docks)}")
        return found

    def reset_layout(self) -> None:
        """Every pane where it is at first."""
        self._layouts.clear()
        self._lay_out()

    def _lay_out(self) -> None:
        """The layout that was left last, with or without the list of reports; the usual one where there is none."""
        self._laid_out = True
        arrange(self, self.docks, self._lists_shown)
        layout = self._layouts.get(self._lists_shown[0])
        if layout:
            self.restoreState(QByteArray(layout), _VERSION)

    def show_lists(self, reports: bool, timeline: bool) -> None:
        """Give the list of reports and its timeline their place, or take it."""
        before, self._lists_shown = self._lists_shown, (reports, timeline)
        if not self._laid_out:
            return
        if reports != before[0]:
            self._layouts[before[0]] = self._layout_bytes()
            self._lay_out()
        elif timeline != before[1]:
            show_timeline(self.docks, timeline)

    def showEvent(self, event: QShowEvent) -> None:
        """Shown with a real size, it can be laid out."""
        super().showEvent(event)
        self._lay_out_once()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The usual layout hangs on the room that there is."""
        super().resizeEvent(event)
        self._lay_out_once()

    def _lay_out_once(self) -> None:
        if not self._laid_out and self.isVisible() and self.height() >= _SMALLEST:
            self._lay_out()

    def _layout_bytes(self) -> bytes:
        return bytes(self.saveState(_VERSION).data())

    def layouts(self) -> tuple[bytes, bytes]:
        """Where the panes stand, to be remembered: without the list of reports, and with it."""
        kept = self._layouts | ({self._lists_shown[0]: self._layout_bytes()} if self._laid_out else {})
        return kept.get(False, b""), kept.get(True, b"")

    def restore_layouts(self, plain: bytes, listed: bytes) -> None:
        """Put the panes where they stood, without and with the list; what can't be read changes nothing."""
        self._layouts = {False: plain, True: listed}
        self._lay_out()

    def go_to(self, name: str) -> None:
        """Show a pane, bring it to the front and give it the keyboard."""
        dock = self.docks[name]
        dock.show()
        dock.raise_()
        widget = dock.widget()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def play_request(self) -> None:
        """Show the allocator with room enough, and play the request there."""
        give_room(self, self.docks)
        self.go_to("allocator")
        self._freshen()
        self.allocator.play()

    # ---- the chart, after the first paint

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

    def _connect_others(self) -> None:
        self.trace.zone_chosen.connect(self.choose_zone)
        self.trace.step_chosen.connect(self._light)
        self.source.text_edited.connect(self._document.type_text)
        self.source.files_dropped.connect(self.files_dropped)
        self.source.chosen_place.connect(self._choose_key)
        self.notes.line_asked.connect(self.source.show_place)
        self.answers.place_asked.connect(self.source.show_place)

    def _edit(self, text: str, scenario: Scenario, merge_key: str) -> None:
        self._document.edit(text, scenario, merge_key)

    def _choose_key(self, key: Key) -> None:
        """A value that a person went to in the source is shown in the tables."""
        with self._quietly():
            for pane in (self.zones, self.free_lists):
                pane.choose_key(key)

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
                self._show_in(name, analysis, original)
            self._show_chart(analysis)
        if not 0 <= self._zone < len(analysis.zones):
            self.choose_zone(analysis.decisive or 0)
        self._light(self.trace.chosen())

    def _show_in(self, name: str, analysis: Analysis, original: Scenario | None) -> None:
        """Show it in one pane; one that is behind others waits until it comes to the front."""
        if self._is_behind(name):
            self._stale.add(name)
        else:
            self._stale.discard(name)
            getattr(self, name).show_analysis(analysis, original)

    def _is_behind(self, name: str) -> bool:
        """Whether nothing of a pane can be seen: it is hidden, or behind others (Qt keeps those beside the window)."""
        dock = self.docks[name]
        if not self.isVisible() or dock.isFloating():
            return False
        return not dock.isVisible() or not self.rect().intersects(dock.geometry())

    def _freshen(self) -> None:
        """Bring panes up to date that came to the front."""
        fresh = [name for name in self._stale if not self._is_behind(name)]
        if not fresh:
            return
        with self._quietly():
            for name in fresh:
                self._show_in(name, self._document.analysis, self._document.original)
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

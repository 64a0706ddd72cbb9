"""The window: what is shown where, and what each action does. It is painted before engine and panes are brought in."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QStackedWidget,
    QToolBar,
    QVBoxLayout,
    QWidget,
)

from gui import settings as rows
from gui import theme
from gui.actions import Needs
from gui.commands import Commands
from gui.menus import Actions
from gui.settings import SCHEMES, Settings
from gui.tidying import Tidying

if TYPE_CHECKING:  # each of these comes when it is wanted: what stands above is what the first paint needs
    from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent

    from engine.explain.analysis import Analysis
    from engine.model.scenario import Scenario
    from gui.arguments import Arguments
    from gui.asked import Asked
    from gui.compare.view import CompareView
    from gui.document import Document
    from gui.exports import Exports
    from gui.leaving import Leaving
    from gui.log_view import LogView
    from gui.message_bar import MessageBar
    from gui.opening.opener import Opener
    from gui.panes.banner import Banner
    from gui.session import View
    from gui.welcome import Welcome
    from gui.workbench import Workbench

_NAME = "Buddyscope"
_USUAL_SIZE = QSize(1280, 800)
_TOOL = 20
_TEXT_BESIDE_ICON = 2
"""Qt.ToolButtonTextBesideIcon. To import Qt's enumerations takes a tenth of the start: the first paint goes without."""
_WAITING_SCALE = 1.45


class MainWindow(QMainWindow):
    """All that a person sees.

    It is painted first, with what that takes. Then `bring_answer` brings in the engine and opens what the command line
    gave, and `fill` the panes; whatever is asked for earlier comes at once.
    """

    def __init__(self, arguments: Arguments | None = None, settings: Settings | None = None) -> None:
        super().__init__()
        self._arguments = arguments
        self._files = arguments.files if arguments is not None else ()
        self.settings = settings or Settings()
        self._tidying = Tidying(self)
        self._closing = False
        self._painted = False
        self._answered = False
        self.pages = QStackedWidget()
        self.commands = Commands(self)
        self.rows = Actions(self, self.commands)
        self.bar = QToolBar("Tools")
        self._content = QVBoxLayout()
        self._lay_out()
        self._restore()

    # ---- the first paint

    def _lay_out(self) -> None:
        self._content.setContentsMargins(0, 0, 0, 0)
        self._content.setSpacing(0)
        self._content.addWidget(self.pages, 1)
        content = QWidget()
        content.setLayout(self._content)
        self.setCentralWidget(content)
        self.pages.addWidget(_waiting() if self._files else self.welcome)
        self.rows.fill_menu_bar(self.menuBar())
        self.bar.setMovable(False)
        self.bar.setIconSize(QSize(_TOOL, _TOOL))
        self.bar.setProperty("toolButtonStyle", _TEXT_BESIDE_ICON)
        self.rows.fill_tool_bar(self.bar)
        self.addToolBar(self.bar)
        self.setAcceptDrops(True)
        self.setWindowTitle(f"{_NAME}[*]")
        self.rows.enable(())

    def _restore(self) -> None:
        self.resize(_USUAL_SIZE)
        geometry = self.settings.get(rows.GEOMETRY)
        if geometry:
            self.restoreGeometry(geometry)
        self.rows[f"choose_theme.{self.settings.get(rows.THEME)}"].setChecked(True)
        self.rows["show_side_by_side"].setChecked(self.settings.get(rows.SIDE_BY_SIDE))
        self.rows["show_direct"].setChecked(self.settings.get(rows.DIRECT))

    def createPopupMenu(self) -> None:
        """No menu that hides the tool bar: there would be no other way to bring it back."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The first paint asks for the rest."""
        super().paintEvent(event)
        if not self._painted:
            self._painted = True
            QTimer.singleShot(0, self.bring_answer)

    # ---- what comes after it

    def bring_answer(self) -> None:
        """Bring in the engine, and open what the command line gave; the panes follow when that was painted."""
        if not self._answered:
            self._answered = True
            theme.apply(cast(QApplication, QApplication.instance()), SCHEMES[self.settings.get(rows.THEME)])
            self.log_view.reporting.wanted = self.asked.row
            if self.opener.open_given(self._files):
                self._go_to_asked()
            QTimer.singleShot(0, self.fill)

    def fill(self) -> None:
        """Bring in the panes; whoever needs them earlier asks for `workbench`."""
        self.bring_answer()
        if "workbench" not in self.__dict__ and self.document.analysis.zones:
            self.asked.go_to_zone()
        self.workbench.show()
        if self.document.state.empty:
            self.workbench.prepare_chart()

    @cached_property
    def document(self) -> Document:
        """What is open."""
        from gui.document import Document

        document = Document(self)
        document.reading_changed.connect(self._show_reading)
        document.analysis_changed.connect(self._show_analysis)
        document.saved_changed.connect(self._show_saved)
        document.undo_stack.canUndoChanged.connect(self.enable_actions)
        document.undo_stack.canRedoChanged.connect(self.enable_actions)
        return document

    @cached_property
    def opener(self) -> Opener:
        """What opens and saves."""
        from gui.opening.opener import Opener

        reporting = self.log_view.reporting
        reporting.failed.connect(self.fail)
        reporting.told.connect(self.message.say)
        reporting.coming.connect(self._make_way)
        reporting.arrived.connect(self._go_to_asked_zone)
        reporting.arrived.connect(self._unveil)
        opener = Opener(self.document, reporting, self.settings, self.view, self)
        opener.failed.connect(self.fail)
        opener.told.connect(self.message.say)
        opener.opened.connect(self.message.hide)
        opener.arrived.connect(self._go_to_asked)
        opener.view_asked.connect(self._take_view)
        return opener

    @cached_property
    def welcome(self) -> Welcome:
        """What is seen while nothing is open."""
        from gui.welcome import Welcome

        welcome = Welcome()
        welcome.paste_asked.connect(self.commands.new_from_clipboard)
        welcome.open_asked.connect(self.commands.open_files)
        welcome.blank_asked.connect(self.commands.open_blank)
        welcome.sample_chosen.connect(self.commands.open_sample)
        return welcome

    @cached_property
    def message(self) -> MessageBar:
        """Where the window tells what went wrong."""
        from gui.message_bar import MessageBar

        message = MessageBar()
        self._content.insertWidget(0, message)
        return message

    @cached_property
    def banner(self) -> Banner:
        """The verdict."""
        from gui.panes.banner import Banner

        return Banner()

    @cached_property
    def work(self) -> QWidget:
        """The page with the banner, and the panes below it."""
        work = QWidget()
        layout = QVBoxLayout(work)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addStretch(0)
        self.pages.addWidget(work)
        return work

    @cached_property
    def workbench(self) -> Workbench:
        """The panes."""
        self.bring_answer()
        from gui.workbench import Workbench

        bench = Workbench(self.document)
        bench.files_dropped.connect(self.opener.open_paths)
        bench.export_asked.connect(self.commands.export_chart)
        bench.side_by_side_chosen.connect(self.commands.show_side_by_side)
        bench.direct_chosen.connect(self.commands.show_direct)
        bench.chart_made.connect(self._tidying.begin)
        self.document.analysis_changed.connect(self._tidying.changed)
        layouts = self.settings.get(rows.LAYOUT), self.settings.get(rows.LIST_LAYOUT)
        if any(layouts):
            bench.restore_layouts(*layouts)
        bench.set_side_by_side(self.settings.get(rows.SIDE_BY_SIDE))
        bench.set_direct_shown(self.settings.get(rows.DIRECT))
        cast(QVBoxLayout, self.work.layout()).addWidget(bench, 1)
        self.log_view.attach(bench)
        self.compare.attach(bench)
        self.rows.add_icons()
        QTimer.singleShot(0, self, self._place_focus)
        return bench

    @cached_property
    def log_view(self) -> LogView:
        """The list of reports, and the reading of logs."""
        from gui.log_view import LogView

        return LogView(self)

    @cached_property
    def compare(self) -> CompareView:
        """What connects a comparison with its pane, the chart and the list of reports."""
        from gui.compare.view import CompareView

        return CompareView(self.document, self.log_view.reporting, self)

    def add_below(self, strip: QWidget) -> None:
        """Give a strip its place at the bottom."""
        self._content.addWidget(strip)

    @cached_property
    def exports(self) -> Exports:
        """What saves and copies the chart, and what writes the files of an incident."""
        from gui.exports import Exports

        return Exports(self)

    @cached_property
    def asked(self) -> Asked:
        """What the command line asked to see."""
        from gui.asked import Asked

        return Asked(self._arguments, self)

    @cached_property
    def leaving(self) -> Leaving:
        """What asks before edits are lost."""
        from gui.leaving import Leaving

        leaving = Leaving(self.opener, self)
        leaving.allowed.connect(self.leave)
        return leaving

    def view(self) -> View:
        """How it is looked at now."""
        from gui.session import View

        zone = self.workbench.zone if self.document.analysis.zones else None
        return View(zone, self.rows["show_side_by_side"].isChecked(), self.rows["show_direct"].isChecked())

    # ---- showing

    def _show_reading(self, reading: object) -> None:
        state = self.document.state
        if "workbench" in self.__dict__:
            self.log_view.button.show_reading(state.reading)
        self.setWindowTitle(f"{Path(state.name).name}[*] \N{EM DASH} {_NAME}" if state.name else f"{_NAME}[*]")
        QTimer.singleShot(0, self.banner, self.banner.allow_shrinking)

    def _show_analysis(self, analysis: Analysis) -> None:
        state = self.document.state
        if state.data and state.report is None and not state.scenario.zones:
            self.banner.show_nothing_found(state.reading)
        else:
            self.banner.show_analysis(analysis, state.report)
        self.enable_actions()
        self._show_page(self.welcome if state.empty else self.work)

    def _show_page(self, page: QWidget) -> None:
        """Show a page; the keyboard goes where something can be done."""
        if self.pages.currentWidget() is not page:
            self.pages.addWidget(page)
            self.pages.setCurrentWidget(page)
            QTimer.singleShot(0, self, self._place_focus)

    def _make_way(self) -> None:
        """A log's first report is about to be shown: its panes are laid out now, and painted bit by bit with it."""
        if "workbench" in self.__dict__:
            self.workbench.veil()
        self._show_page(self.work)

    def _unveil(self) -> None:
        if "workbench" in self.__dict__:
            self.workbench.unveiling.unveil()

    def _place_focus(self) -> None:
        focused = QApplication.focusWidget()
        page = self.welcome if self.pages.currentWidget() is self.welcome else self.work
        if focused is None or focused is self.banner.view or not page.isAncestorOf(focused):
            if page is self.welcome:
                page.setFocus()
            elif "workbench" in self.__dict__:
                self.workbench.trace.tree.setFocus()

    def _show_saved(self, saved: bool) -> None:
        self.setWindowModified(not saved)

    def enable_actions(self) -> None:
        """Let those actions be used that something is there for."""
        document = self.document
        there = {
            Needs.SOMETHING: not document.state.empty,
            Needs.ZONES: bool(document.state.scenario.zones),
            Needs.EDITS: document.edited and document.original is not None,
            Needs.PLAY: _can_play(document.state.scenario),
            Needs.REPORTS: self.log_view.count > 1,
            Needs.UNDO: document.undo_stack.canUndo(),
            Needs.REDO: document.undo_stack.canRedo(),
        }
        self.rows.enable(need for need, given in there.items() if given)

    def fail(self, sentence: str) -> None:
        """Tell what went wrong; what was open stays."""
        self.message.complain(sentence)
        if self.document.state.empty:
            self._show_page(self.welcome)

    def _take_view(self, view: View) -> None:
        """Look at it as the session was looked at."""
        self.commands.show_side_by_side(view.side_by_side)
        self.commands.show_direct(view.direct)
        if view.zone is not None:
            self.workbench.choose_zone(view.zone)

    def _go_to_asked(self) -> None:
        """The report and the zone that the command line asked for."""
        self.asked.go_to_report()
        self._go_to_asked_zone()

    def _go_to_asked_zone(self) -> None:
        if "workbench" in self.__dict__:
            self.asked.go_to_zone()

    # ---- dropping

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and text may be dropped anywhere."""
        if event.mimeData().hasUrls() or event.mimeData().hasText():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Open what was dropped."""
        if self.opener.take(event.mimeData(), "dropped text"):
            event.acceptProposedAction()

    # ---- leaving

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave at once where nothing would be lost; else ask first."""
        if not self._closing and "document" in self.__dict__ and not self.document.saved:
            event.ignore()
            self.leaving.ask()
            return
        self._remember()
        if "document" in self.__dict__:
            self.document.undo_stack.disconnect(self)
            self.log_view.reporting.close()
            self.compare.comparing.close()
        super().closeEvent(event)

    def leave(self) -> None:
        """Close, whatever was edited."""
        self._closing = True
        self.close()

    def _remember(self) -> None:
        self.settings.put(rows.GEOMETRY, bytes(self.saveGeometry().data()))
        if "workbench" in self.__dict__:
            for setting, layout in zip((rows.LAYOUT, rows.LIST_LAYOUT), self.workbench.layouts(), strict=True):
                self.settings.put(setting, layout)
        self.settings.save()


def _can_play(scenario: Scenario) -> bool:
    return scenario.request is not None and any(zone.free_areas for zone in scenario.zones)


def _waiting() -> QWidget:
    """What is seen until the answer is there."""
    label = QLabel("Reading \N{HORIZONTAL ELLIPSIS}")
    label.setMargin(20)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * _WAITING_SCALE)
    label.setFont(font)
    page = QWidget()
    layout = QVBoxLayout(page)
    layout.addWidget(label)
    layout.addStretch(1)
    return page

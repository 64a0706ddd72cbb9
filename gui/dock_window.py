"""Where do the docks stand, which of them can be seen, and how is that remembered?"""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QByteArray, Qt, QTimer
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTabBar, QTabWidget, QWidget

from gui.actions import PANES
from gui.dock_layout import arrange, give_height, show_answers, show_timeline

_VERSION = 2
_SMALLEST = 200


class DockWindow(QMainWindow):
    """A dock for each row of PANES, around nothing, inside of another window."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Widget)
        self.docks = {spec.name: QDockWidget(spec.title) for spec in PANES}
        self._lists_shown = (False, False)
        self._layouts: dict[bool, bytes] = {}
        self._laid_out = self._arranged = False
        self._tidied = QTimer(self, singleShot=True, interval=0)
        self._tidied.timeout.connect(self._tidy_titles)
        options = QMainWindow.DockOption
        self.setDockOptions(options.AllowNestedDocks | options.AllowTabbedDocks | options.GroupedDragging)
        self.setTabPosition(Qt.DockWidgetArea.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        self.setDocumentMode(True)
        for spec in PANES:
            dock = self.docks[spec.name]
            dock.setObjectName(spec.name)
            dock.setAccessibleName(spec.title)
            dock.toggleViewAction().setStatusTip(spec.tip)
            dock.dockLocationChanged.connect(self._tidied.start)
            dock.visibilityChanged.connect(self._tidied.start)
            dock.topLevelChanged.connect(self._tidied.start)

    def _tidy_titles(self) -> None:
        """A pane that has a tab needs no title besides; where tabs have little room they scroll, with whole names."""
        for bar in self.findChildren(QTabBar, options=Qt.FindChildOption.FindDirectChildrenOnly):
            bar.setElideMode(Qt.TextElideMode.ElideNone)
            bar.setUsesScrollButtons(True)
        for dock in self.docks.values():
            tabbed = bool(self.tabifiedDockWidgets(dock)) and not dock.isFloating()
            if tabbed != (dock.titleBarWidget() is not None):
                old = dock.titleBarWidget()
                dock.setTitleBarWidget(QWidget() if tabbed else cast(QWidget, None))
                if old is not None:
                    old.deleteLater()

    def reset_layout(self) -> None:
        """Every pane where it is at first."""
        self._layouts.clear()
        self._lay_out()

    def _lay_out(self) -> None:
        """The layout that was left last, with or without the list of reports; the usual one where there is none."""
        self._laid_out = True
        layout = self._layouts.get(self._lists_shown[0])
        if self._arranged and layout and self.restoreState(QByteArray(layout), _VERSION):
            return
        self._arranged = True
        arrange(self, self.docks, self._lists_shown)
        if layout and self.restoreState(QByteArray(layout), _VERSION):
            show_answers(self, self.docks, layout)

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
        self.bring_up(name)
        give_height(self, self.docks, name)
        widget = self.docks[name].widget()
        if widget is not None:
            widget.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def bring_up(self, name: str) -> None:
        """Show a pane and bring it to the front."""
        self.docks[name].show()
        self.docks[name].raise_()

    def is_behind(self, name: str) -> bool:
        """Whether nothing of a pane can be seen: it is hidden, or behind others (Qt keeps those beside the window)."""
        dock = self.docks[name]
        if not self.isVisible() or dock.isFloating():
            return False
        return not dock.isVisible() or not self.rect().intersects(dock.geometry())

    def is_seen(self, name: str) -> bool:
        """Whether something of a pane can be seen."""
        return self.isVisible() and self.docks[name].isVisible() and not self.is_behind(name)

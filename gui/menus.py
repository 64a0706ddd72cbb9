"""How do the rows of actions become menus, tool bar and keys?"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction, QActionGroup, QKeySequence

from gui import theme
from gui.actions import MENUS, ROWS, ActionSpec, Needs, SubmenuSpec, action_rows

if TYPE_CHECKING:
    from PySide6.QtWidgets import QMenu, QMenuBar, QToolBar, QWidget


class Actions(QObject):
    """Every action as made from its row. `commands` has a method of the name of each row."""

    def __init__(self, window: QWidget, commands: object) -> None:
        super().__init__(window)
        self._window = window
        self._commands = commands
        self._groups: dict[str, QActionGroup] = {}
        self._iconless: list[ActionSpec] = []
        self._given: set[Needs] | None = None
        self.by_id = {spec.id: self._made(spec) for spec in action_rows()}
        theme.changed.connect(self.take_theme)

    def _made(self, spec: ActionSpec) -> QAction:
        action = QAction(spec.text, self._window)
        action.setShortcuts([QKeySequence(keys) for keys in spec.keys])
        shown = QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
        action.setToolTip(f"{spec.words} ({shown})\n{spec.tip}" if shown else spec.tip)
        action.setStatusTip(spec.tip)
        action.setIconText(spec.short or spec.words)
        action.setCheckable(spec.checkable)
        if spec.group:
            self._groups.setdefault(spec.group, QActionGroup(self)).addAction(action)
        action.triggered.connect(self._call(spec))
        if spec.toolbar:
            action.setIcon(theme.tool_icon(spec.icon))
        elif spec.icon:
            self._iconless.append(spec)
        self._window.addAction(action)
        return action

    def _call(self, spec: ActionSpec) -> Callable[[bool], None]:
        method = getattr(self._commands, spec.name)
        if spec.value:
            return lambda checked: method(spec.value)
        if spec.checkable:
            return lambda checked: method(checked)
        return lambda checked: method()

    def __getitem__(self, name: str) -> QAction:
        """An action by its row's id."""
        return self.by_id[name]

    def fill_menu_bar(self, bar: QMenuBar) -> None:
        """The menus, in the order of the rows."""
        for name, title in MENUS.items():
            menu = bar.addMenu(title)
            menu.setToolTipsVisible(True)
            for row in ROWS:
                if row.menu == name:
                    self._add(menu, row)

    def _add(self, menu: QMenu, row: ActionSpec | SubmenuSpec) -> None:
        if isinstance(row, SubmenuSpec):
            below = menu.addMenu(row.text)
            below.setToolTipsVisible(True)
            for item in row.items:
                below.addAction(self.by_id[item.id])
            if not row.items:
                fill = getattr(self._commands, row.name)
                below.aboutToShow.connect(lambda: fill(below))
        elif row.name:
            menu.addAction(self.by_id[row.id])
        else:
            menu.addSeparator()

    def fill_tool_bar(self, bar: QToolBar) -> None:
        """The rows that want to be there; a gap where another menu begins."""
        before = ""
        for spec in action_rows():
            if not spec.toolbar:
                continue
            if before and spec.menu != before:
                bar.addSeparator()
            before = spec.menu
            bar.addAction(self.by_id[spec.id])

    def enable(self, there: Iterable[Needs]) -> None:
        """Let those be used whose need is there."""
        given = {Needs.NOTHING, *there}
        if given == self._given:
            return
        self._given = given
        for spec in action_rows():
            self.by_id[spec.id].setEnabled(spec.needs in given)

    def add_icons(self) -> None:
        """Icons of what is only in menus; they are not needed for the first paint."""
        for spec in self._iconless:
            self.by_id[spec.id].setIcon(theme.tool_icon(spec.icon))
        self._iconless.clear()

    def take_theme(self) -> None:
        """Every icon in the ink of the new scheme."""
        for spec in action_rows():
            if spec.icon and spec not in self._iconless:
                self.by_id[spec.id].setIcon(theme.tool_icon(spec.icon))

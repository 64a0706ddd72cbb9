"""Every action is a row: its method is there, its keys are its own, and the sheet shows it."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gui import theme
from gui.actions import MENUS, PANES, ROWS, ActionSpec, SubmenuSpec, action_rows
from gui.commands import Commands
from gui.dialogs.about import AboutDialog, about_text
from gui.dialogs.shortcuts import ShortcutsDialog, sheet
from gui.panes.source import FIND_KEYS
from tests.gui.window import OFFSCREEN_LACKS, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


@pytest.mark.parametrize("spec", action_rows(), ids=lambda spec: spec.id)
def test_an_action_is_whole(spec: ActionSpec) -> None:
    assert callable(getattr(Commands, spec.name))
    assert spec.tip
    assert spec.icon == "" or spec.icon in theme.icon_names()
    assert not spec.toolbar or spec.short


def test_every_menu_and_submenu_has_what_it_needs() -> None:
    for row in ROWS:
        assert row.menu in MENUS
        if isinstance(row, SubmenuSpec):
            assert row.items or callable(getattr(Commands, row.name))


def test_no_two_actions_share_a_key(qapp: QApplication) -> None:
    keys = [QKeySequence(keys) for spec in action_rows() for keys in spec.keys]
    keys += [QKeySequence(keys) for _, _, keys in FIND_KEYS]
    written = [key.toString() for key in keys]
    assert all(written)
    assert len(set(written)) == len(written)


def test_every_action_has_a_key() -> None:
    assert [spec.id for spec in action_rows() if not spec.keys] == []


def test_mnemonics_are_unique_in_each_menu() -> None:
    for menu in MENUS:
        texts = [row.text for row in ROWS if row.menu == menu and row.text]
        letters = [text[text.index("&") + 1].lower() for text in texts]
        assert len(set(letters)) == len(letters), f"{menu}: {texts}"


def test_the_sheet_holds_every_action(qtbot: QtBot) -> None:
    told = {keys for _, entries in sheet() for _, all_keys, _ in entries for keys in all_keys}
    assert {keys for spec in action_rows() for keys in spec.keys} <= told
    dialog = ShortcutsDialog()
    qtbot.addWidget(dialog)
    assert dialog.tree.topLevelItemCount() == len(MENUS) + 3


def test_about_tells_what_is_not_known(qtbot: QtBot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert "What it does not know" in dialog.words.toPlainText()
    assert "2.6.12 to 7.2" in about_text()


def test_menus_are_made_of_the_rows(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)()
    menus = [action.menu() for action in window.menuBar().actions()]
    assert [action.text() for action in window.menuBar().actions()] == list(MENUS.values())
    texts = [action.text() for menu in menus for action in _actions(menu) if not action.isSeparator()]
    assert texts == [row.text for row in ROWS if row.text]


def _actions(menu: object) -> list[QAction]:
    assert isinstance(menu, QMenu)
    return menu.actions()


def test_everything_that_takes_the_keyboard_has_a_name(qtbot: QtBot) -> None:
    from PySide6.QtCore import Qt

    window = opens_windows(qtbot)()
    window.commands.open_blank()
    window.workbench.make_chart()
    named = (pane for spec in PANES for pane in window.workbench.pane(spec.name).findChildren(QWidget))
    nameless = [
        f"{type(widget.parent()).__name__}: {widget}"
        for widget in named
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not (widget.accessibleName() or widget.property("text") or widget.toolTip() or _inner(widget))
    ]
    assert nameless == []


def _inner(widget: QWidget) -> bool:
    """Qt's own parts of its widgets: a spin box's editor, scroll bars, the list of a combo box."""
    return widget.objectName().startswith("qt_") or type(widget).__module__.startswith("PySide6")

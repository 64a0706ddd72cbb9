"""Panes that come to sight at once are filled and painted one after another."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow
from pytestqt.qtbot import QtBot

from gui.unveiling import Unveiling
from tests.gui.window import OFFSCREEN_LACKS

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
NAMES = ("first", "second", "hidden", "third")


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    window = QMainWindow()
    qtbot.addWidget(window)
    return window


@pytest.fixture
def docks(window: QMainWindow) -> dict[str, QDockWidget]:
    docks = {name: QDockWidget(name, window) for name in NAMES}
    for dock in docks.values():
        window.addDockWidget(Qt.DockWidgetArea.LeftDockWidgetArea, dock)
    docks["hidden"].hide()
    window.show()
    return docks


def test_docks_are_due_in_turn_and_painted_afterwards(qtbot: QtBot, docks: dict[str, QDockWidget]) -> None:
    unveiling = Unveiling(docks)
    told: list[tuple[str, bool]] = []
    unveiling.due.connect(lambda name: told.append((name, docks[name].updatesEnabled())))
    unveiling.veil(NAMES)
    unveiling.veil(NAMES)
    assert not any(dock.updatesEnabled() for dock in docks.values())
    with qtbot.waitSignal(unveiling.ended):
        unveiling.unveil()
    assert told == [(name, False) for name in NAMES]
    assert all(dock.updatesEnabled() for dock in docks.values())
    assert not unveiling.waiting


def test_with_nothing_veiled_nothing_is_due(qtbot: QtBot, docks: dict[str, QDockWidget]) -> None:
    unveiling = Unveiling(docks)
    with qtbot.assertNotEmitted(unveiling.ended, wait=20):
        unveiling.unveil()

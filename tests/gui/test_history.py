"""The list of steps: whole when it is looked at, free of charge while it is not."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack
from pytestqt.qtbot import QtBot

from gui.panes.history import HistoryPane

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window shown with no screen


def test_steps_made_while_it_was_hidden_are_there_when_it_is_shown(qtbot: QtBot) -> None:
    stack = QUndoStack()
    pane = HistoryPane(stack)
    qtbot.addWidget(pane)
    pane.show()
    stack.push(QUndoCommand("one"))
    assert pane.model().rowCount() == 2
    pane.hide()
    stack.push(QUndoCommand("two"))
    assert pane.stack() is None
    pane.show()
    assert [pane.model().index(row, 0).data() for row in range(3)] == ["Start", "one", "two"]
    assert pane.currentIndex().row() == 2

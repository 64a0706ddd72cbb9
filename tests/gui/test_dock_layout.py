"""The answers have most of the right side, tables that are asked for can be read, and older layouts open sensibly."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QDockWidget, QMainWindow, QTextEdit
from pytestqt.qtbot import QtBot

from gui.dock_layout import arrange, give_height, show_answers
from gui.panes.compare import ComparePane
from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

CASE_2012 = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"
LEFT = ("zones", "free_lists", "chart", "allocator", "reports", "timeline")
NAMES = (*LEFT, "answers", "trace", "request", "history", "source", "notes", "kernels", "compare")
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def _docks(qtbot: QtBot, size: QSize, lists: bool) -> tuple[QMainWindow, dict[str, QDockWidget]]:
    window = QMainWindow()
    qtbot.addWidget(window)
    window.setDockOptions(QMainWindow.DockOption.AllowNestedDocks | QMainWindow.DockOption.AllowTabbedDocks)
    docks = {name: QDockWidget(name) for name in NAMES}
    for name, dock in docks.items():
        dock.setObjectName(name)
        dock.setWidget(ComparePane() if name == "compare" else QTextEdit())
    window.resize(size)
    window.show()
    arrange(window, docks, (lists, lists))
    return window, docks


@pytest.mark.parametrize("lists", [False, True], ids=["one report", "with a list"])
@pytest.mark.parametrize("size", [QSize(1280, 830), QSize(1920, 914), QSize(2560, 1274)], ids=str)
def test_answers_are_higher_than_the_source(qtbot: QtBot, size: QSize, lists: bool) -> None:
    _window, docks = _docks(qtbot, size, lists)
    assert docks["answers"].height() > docks["source"].height()


def test_a_table_that_is_asked_for_can_be_read(qtbot: QtBot) -> None:
    window, docks = _docks(qtbot, QSize(1280, 640), False)
    docks["kernels"].raise_()
    qtbot.waitUntil(lambda: _in_front(window, docks["kernels"]))
    before = docks["kernels"].height()
    give_height(window, docks, "kernels")
    qtbot.waitUntil(lambda: docks["kernels"].height() > before)


def test_a_layout_from_before_the_answers_shows_them(qtbot: QtBot) -> None:
    window, docks = _docks(qtbot, QSize(1280, 640), False)
    docks["trace"].raise_()
    qtbot.waitUntil(lambda: not _in_front(window, docks["answers"]))
    show_answers(window, docks, "zones trace".encode("utf-16-be"))
    qtbot.waitUntil(lambda: _in_front(window, docks["answers"]))


def test_a_layout_that_knows_the_answers_leaves_them_where_they_were(qtbot: QtBot) -> None:
    window, docks = _docks(qtbot, QSize(1280, 640), False)
    docks["trace"].raise_()
    qtbot.waitUntil(lambda: not _in_front(window, docks["answers"]))
    show_answers(window, docks, bytes(window.saveState().data()))
    assert not _in_front(window, docks["answers"])


def test_the_window_shows_the_answers_first(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    assert window.workbench.is_seen("answers")
    assert not window.workbench.docks["answers"].isFloating()


def _in_front(window: QMainWindow, dock: QDockWidget) -> bool:
    """Qt keeps a dock that is behind others beside the window."""
    return window.rect().intersects(dock.geometry()) and dock.widget().isVisibleTo(window)

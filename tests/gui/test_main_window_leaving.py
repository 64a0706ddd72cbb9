"""What is saved and remembered, and what is asked before edits are lost."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMessageBox
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from tests.gui.logs import THE_2012_LOG
from tests.gui.window import OFFSCREEN_LACKS, Opens
from tests.gui.windows import edit, log, main_window, opens

__all__ = ["log", "main_window", "opens"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def test_a_session_opens_to_the_same_state(opens: Opens, log: Path, tmp_path: Path) -> None:
    window = opens(log)
    edit(window, 4711)
    window.document.edit("rules", replace(window.document.state.scenario, rules="4.4"))
    window.workbench.choose_zone(1)
    window.commands.show_direct(True)
    path = tmp_path / "case.json"
    assert window.opener.save(str(path))
    assert window.document.saved
    window.commands.show_direct(False)
    other = opens(path)
    assert other.document.analysis == window.document.analysis
    assert other.document.state.data == THE_2012_LOG.encode()
    assert other.workbench.zone == 1
    assert other.rows["show_direct"].isChecked()
    assert other.banner.text() == window.banner.text()


def test_a_session_that_cant_be_written_is_told(main_window: MainWindow, tmp_path: Path) -> None:
    assert not main_window.opener.save(str(tmp_path / "nowhere" / "case.json"))
    assert "there is no folder" in main_window.message.text()


def test_without_edits_the_window_closes_at_once(main_window: MainWindow) -> None:
    assert main_window.close()


@pytest.mark.parametrize(
    ("button", "closes"),
    [(QMessageBox.StandardButton.Discard, True), (QMessageBox.StandardButton.Cancel, False)],
)
def test_closing_with_edits_asks(
    qtbot: QtBot, main_window: MainWindow, button: QMessageBox.StandardButton, closes: bool
) -> None:
    edit(main_window)
    assert not main_window.close()
    assert main_window.leaving.question is not None
    assert not main_window.close(), "a second try asks no second time"
    QTest.mouseClick(main_window.leaving.question.button(button), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: main_window.leaving.question is None)
    assert main_window.isVisible() is not closes


def test_closing_can_save_first(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    edit(main_window, 1)
    main_window.opener.save(str(path))
    edit(main_window, 2)
    main_window.close()
    assert main_window.leaving.question is not None
    QTest.mouseClick(main_window.leaving.question.button(QMessageBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not main_window.isVisible())
    assert b'"free": 2' in path.read_bytes()


def test_closing_asks_where_to_save(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    edit(main_window)
    main_window.close()
    assert main_window.leaving.question is not None
    QTest.mouseClick(main_window.leaving.question.button(QMessageBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(main_window.findChildren(QFileDialog)))
    dialog = main_window.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path / "case.json"))
    qtbot.waitUntil(lambda: not main_window.isVisible())
    assert (tmp_path / "case.json").exists()


def test_the_layout_is_remembered(opens: Opens, log: Path) -> None:
    window = opens(log)
    window.workbench.docks["notes"].hide()
    window.close()
    again = opens(log)
    assert again.workbench.docks["notes"].isHidden()
    assert not again.workbench.docks["source"].isHidden()


@pytest.mark.parametrize(
    "content", ["", "[view]\ntheme=blue\n", "\0\xff", "[window]\nlayout=@ByteArray(xx)\ngeometry=3\n"]
)
def test_a_broken_settings_file_does_not_stop_the_start(
    opens: Opens, log: Path, fresh_settings: Path, content: str
) -> None:
    folder = fresh_settings / "buddyscope"
    folder.mkdir()
    (folder / "buddyscope.ini").write_text(content)
    window = opens(log)
    assert window.banner.text()
    assert not window.workbench.docks["zones"].isHidden()

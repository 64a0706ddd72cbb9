"""Picking a boot of the journal."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.intake.journal import Boot
from engine.intake.raw import InputError
from gui.dialogs.journal import BootDialog
from tests.gui.window import OFFSCREEN_LACKS, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
BOOTS = (
    Boot(-1, "a" * 32, 1_700_000_000.0, 1_700_090_000.0, ""),
    Boot(0, "b" * 32, 1_764_000_000.0, 1_764_090_000.0, ""),
    Boot(-2, "c" * 32, None, None, "<b>Mon 2023-01-02 03:04:05 UTC</b>"),
)


def shown_dialog(qtbot: QtBot, boots: Sequence[Boot] = BOOTS) -> BootDialog:
    dialog = BootDialog(list_them=lambda: boots)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: dialog.list.topLevelItemCount() == len(boots))
    return dialog


def test_the_latest_boot_stands_first_and_is_ready_to_be_read(qtbot: QtBot) -> None:
    dialog = shown_dialog(qtbot)
    chosen: list[str] = []
    dialog.chosen.connect(lambda path, name: chosen.append(path))
    dialog.read.click()
    assert chosen == [f"journal:{'b' * 32}"]


def test_boots_are_filtered_as_one_types(qtbot: QtBot) -> None:
    dialog = shown_dialog(qtbot)
    chosen: list[tuple[str, str]] = []
    dialog.chosen.connect(lambda *what: chosen.append(what))
    QTest.keyClicks(dialog.filter, "mon 2023")
    dialog.read.click()
    assert chosen == [(f"journal:{'c' * 32}", "journal of <b>Mon 2023-01-02 03:04:05 UTC</b>")]
    QTest.keyClicks(dialog.filter, " nothing")
    assert not dialog.read.isEnabled()


def test_the_arrows_go_through_the_list_from_the_filter(qtbot: QtBot) -> None:
    dialog = shown_dialog(qtbot)
    for _ in range(5):
        QTest.keyClick(dialog.filter, Qt.Key.Key_Down)
    item = dialog.list.currentItem()
    assert item is not None
    assert item.text(0) == "-2"


def test_without_a_journal_the_reason_is_told(qtbot: QtBot) -> None:
    def refuse() -> Sequence[Boot]:
        raise InputError("the journal can't be read: there is no journalctl on this machine")

    dialog = BootDialog(list_them=refuse)
    qtbot.addWidget(dialog)
    qtbot.waitUntil(lambda: "no journalctl" in dialog.words.text())
    assert not dialog.read.isEnabled()


def test_the_window_surveys_the_boot(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    window = opens_windows(qtbot)()
    monkeypatch.setattr("gui.dialogs.journal.list_boots", lambda: BOOTS)
    asked: list[tuple[object, str]] = []
    monkeypatch.setattr(window.log_view.reporting, "open_log", lambda inputs, name: asked.append((inputs, name)))
    window.commands.open_journal()
    dialog = window.findChild(BootDialog)
    assert isinstance(dialog, BootDialog)
    dialog.chosen.emit("journal:0", "journal of today")
    assert asked == [(["journal:0"], "journal of today")]

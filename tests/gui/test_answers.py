"""The questions that people ask stand on the first screen, with answers whose grounds open and lead to the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from gui.main_window import MainWindow
from gui.panes.answers import AnswersPane
from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def _pane(window: MainWindow) -> AnswersPane:
    pane = window.workbench.answers
    pane.answer_now()
    return pane


def test_questions_and_answers_stand_there_without_a_click(qtbot: QtBot) -> None:
    pane = _pane(opens_windows(qtbot)(SAMPLES / "2012-order4-dma32.txt"))
    text = pane.toPlainText()
    assert [answer.number for answer in pane.answers()] == list(range(1, 11))
    for answer in pane.answers()[1:]:
        assert answer.question in text
        assert answer.sentence[-40:] in text
    assert pane.answers()[0].question not in text  # the verdict stands above all panes


def test_grounds_open_and_lead_to_their_place(qtbot: QtBot) -> None:
    pane = _pane(opens_windows(qtbot)(SAMPLES / "6.12-numa-order9-movable.txt"))
    answer = next(answer for answer in pane.answers()[1:] if any(ground.places for ground in answer.grounds))
    ground = next(ground for ground in answer.grounds if ground.places)
    assert ground.text not in pane.toPlainText()
    pane.anchorClicked.emit(QUrl(f"open:{answer.number}"))
    assert ground.text in pane.toPlainText()
    place = ground.places[0]
    with qtbot.waitSignal(pane.place_asked) as asked:
        pane.anchorClicked.emit(QUrl(f"go:{place.line},{place.start},{place.end}"))
    assert asked.args == [place]
    pane.anchorClicked.emit(QUrl(f"open:{answer.number}"))
    assert ground.text not in pane.toPlainText()


def test_a_text_for_a_bug_report_is_copied(qtbot: QtBot) -> None:
    pane = _pane(opens_windows(qtbot)(SAMPLES / "3.10-order3-network-receive.txt"))
    draft = pane.answers()[2].draft
    assert draft
    pane.anchorClicked.emit(QUrl("copy:3"))
    assert QGuiApplication.clipboard().text() == draft


def test_an_edit_is_answered_when_the_hand_rests(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(SAMPLES / "2012-order4-dma32.txt")
    pane = _pane(window)
    before = pane.answers()
    document = window.document
    scenario = document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    document.edit("no marks", replace(scenario, zones=zones))
    assert pane.answers() is before
    qtbot.waitUntil(lambda: pane.answers() is not before)


def test_names_stay_letters(qtbot: QtBot, tmp_path: Path) -> None:
    text = (SAMPLES / "2012-order4-dma32.txt").read_text(encoding="utf-8")
    log = tmp_path / "log.txt"
    log.write_text(text.replace("rsync", "<b>x</b>"), encoding="utf-8")
    pane = _pane(opens_windows(qtbot)(log))
    assert "<b>x</b>" in pane.toPlainText()

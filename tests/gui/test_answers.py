"""The questions that people ask stand on the first screen, with answers whose grounds open and lead to the text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.check.outcome import Outcome
from engine.explain.analyse import analyse
from engine.explain.solver import ChangeKind
from engine.model.scenario import Scenario
from gui.answers.glossary import parts_of
from gui.main_window import MainWindow
from gui.panes.answers import AnswersPane
from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
CASE_2012 = SAMPLES / "2012-order4-dma32.txt"
REFUSED = (
    "2012-order4-dma32",
    "2.6.32-order0-atomic",
    "3.10-order3-network-receive",
    "5.10-order0-highatomic-only",
    "6.1-i686-order8-highmem",
    "6.12-numa-order9-movable",
)
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def _settled(qtbot: QtBot, window: MainWindow) -> AnswersPane:
    """The pane, once it answers to what is shown elsewhere."""
    pane = window.workbench.answers
    qtbot.waitUntil(lambda: pane.settled and bool(pane.answers()), timeout=30_000)
    return pane


def _outcome(window: MainWindow) -> Outcome:
    return window.document.analysis.outcome


def _lines(pane: AnswersPane) -> list[str]:
    return pane.toPlainText().splitlines()


def test_questions_and_answers_stand_there_without_a_click(qtbot: QtBot) -> None:
    pane = _settled(qtbot, opens_windows(qtbot)(CASE_2012))
    text = pane.toPlainText()
    assert [answer.number for answer in pane.answers()] == list(range(1, 11))
    for answer in pane.answers()[1:]:
        assert answer.question in text
        assert answer.sentence[-40:] in text
    assert pane.answers()[0].question not in text  # the verdict stands above all panes


def test_where_there_is_no_report_an_edit_writes_nothing_anew(qtbot: QtBot) -> None:
    pane = AnswersPane(lambda: None)
    qtbot.addWidget(pane)
    pane.show_analysis(analyse(Scenario()), None)
    before = pane.toPlainText()
    with qtbot.assertNotEmitted(pane.textChanged, wait=50):
        pane.show_analysis(analyse(Scenario()), None)
    assert pane.settled
    assert pane.toPlainText() == before != ""


def test_grounds_open_and_lead_to_their_place(qtbot: QtBot) -> None:
    pane = _settled(qtbot, opens_windows(qtbot)(SAMPLES / "6.12-numa-order9-movable.txt"))
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
    pane = _settled(qtbot, opens_windows(qtbot)(SAMPLES / "3.10-order3-network-receive.txt"))
    draft = pane.answers()[2].draft
    assert draft
    pane.anchorClicked.emit(QUrl("copy:3"))
    assert QGuiApplication.clipboard().text() == draft


def test_an_edit_is_answered_when_the_hand_rests(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    pane = _settled(qtbot, window)
    before = pane.answers()
    document = window.document
    scenario = document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    document.edit("no marks", replace(scenario, zones=zones))
    assert pane.answers() is before
    qtbot.waitUntil(lambda: pane.answers() is not before)


def test_names_stay_letters(qtbot: QtBot, tmp_path: Path) -> None:
    text = CASE_2012.read_text(encoding="utf-8")
    log = tmp_path / "log.txt"
    log.write_text(text.replace("rsync", "<b>x</b>"), encoding="utf-8")
    pane = _settled(qtbot, opens_windows(qtbot)(log))
    assert "<b>x</b>" in pane.toPlainText()


# ---- what would have let it pass


@pytest.mark.parametrize("name", REFUSED)
def test_every_change_lets_it_pass_as_one_step_that_undo_takes_back(qtbot: QtBot, name: str) -> None:
    window = opens_windows(qtbot)(SAMPLES / f"{name}.txt")
    pane, document = _settled(qtbot, window), window.document
    start, steps, shown = document.state, document.undo_stack.index(), pane.toPlainText()
    assert _outcome(window) is Outcome.REFUSED
    assert pane.changes()
    for number, change in enumerate(pane.changes()):
        pane.anchorClicked.emit(QUrl(f"try:{number}"))
        assert _outcome(window) is Outcome.WOULD_PASS, change.text
        assert document.undo_stack.index() == steps + 1
        assert document.undo_stack.undoText() == f"try {change.text}"
        _settled(qtbot, window)
        tried = [line for line in _lines(pane) if "Undo" in line]
        assert len(tried) == 1
        assert change.text[1:] in tried[0]
        pane.anchorClicked.emit(QUrl("undo"))
        assert document.state is start
        _settled(qtbot, window)
        assert pane.toPlainText() == shown


def test_one_change_after_the_other_is_tried_on_the_figures_of_the_log(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    pane, document = _settled(qtbot, window), window.document
    offered = pane.changes()
    by_kind = {change.kind: number for number, change in enumerate(offered)}
    start = document.state.scenario
    pane.try_change(by_kind[ChangeKind.MARK])
    _settled(qtbot, window)
    assert pane.changes() == offered
    assert "Try instead" in pane.toPlainText()
    pane.try_change(by_kind[ChangeKind.ORDER])
    assert document.state.scenario == offered[by_kind[ChangeKind.ORDER]].apply(start)
    assert document.state.scenario.zones == start.zones
    _settled(qtbot, window)
    assert "Applied:" in pane.toPlainText()


def test_another_edit_is_offered_its_own_changes(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    pane, document = _settled(qtbot, window), window.document
    before = pane.changes()
    scenario = document.state.scenario
    zones = tuple(replace(zone, min=(zone.min or 0) + 500) for zone in scenario.zones)
    document.edit("higher marks", replace(scenario, zones=zones))
    _settled(qtbot, window)
    assert pane.changes() != before
    assert "Applied:" not in pane.toPlainText()
    pane.try_change(0)
    assert _outcome(window) is Outcome.WOULD_PASS


def test_a_request_that_passes_is_offered_nothing(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(SAMPLES / "6.12-oom-kill-in-a-cpuset.txt")
    pane = _settled(qtbot, window)
    refused = window.document.analysis.outcome is Outcome.REFUSED
    assert ("What would have let it pass?" in pane.toPlainText()) is refused


def test_the_keyboard_tries_a_change_and_takes_it_back(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    pane, document = _settled(qtbot, window), window.document
    start = document.state
    pane.setFocus()
    for _ in range(50):
        pane.focusNextPrevChild(True)
        if pane.textCursor().charFormat().anchorHref() == "try:0":
            break
    QTest.keyClick(pane, Qt.Key.Key_Return)
    assert _outcome(window) is Outcome.WOULD_PASS
    _settled(qtbot, window)
    assert pane.textCursor().charFormat().anchorHref() == "undo"  # the keyboard is where it was
    QTest.keyClick(pane, Qt.Key.Key_Return)
    assert document.state is start


def test_links_are_underlined_and_terms_tell_what_they_mean(qtbot: QtBot) -> None:
    pane = _settled(qtbot, opens_windows(qtbot)(CASE_2012))
    cursor = pane.document().find("Try it")
    assert cursor.charFormat().fontUnderline()
    assert cursor.charFormat().toolTip()
    term = pane.document().find("min_free_kbytes")
    term.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.MoveAnchor)
    assert "vm.min_free_kbytes" in term.charFormat().toolTip()


def test_a_word_of_the_kernel_is_explained_once() -> None:
    told: set[str] = set()
    first = list(parts_of("order 4 and order 3, __GFP_ZERO", told))
    assert [part for part, tip in first if tip] == ["order 4", "__GFP_ZERO"]
    assert "".join(part for part, _ in first) == "order 4 and order 3, __GFP_ZERO"
    assert list(parts_of("order 4", told)) == [("order 4", "")]


def test_a_change_that_is_tried_brings_its_zone_to_sight(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    pane = _settled(qtbot, window)
    number = next(n for n, change in enumerate(pane.changes()) if change.zone not in (None, window.workbench.zone))
    pane.try_change(number)
    assert window.workbench.zone == pane.changes()[number].zone


def test_while_answers_are_on_their_way_nobody_is_told_to_paste(qtbot: QtBot) -> None:
    window = opens_windows(qtbot)(CASE_2012)
    report = window.document.report
    pane = AnswersPane(lambda: report)
    qtbot.addWidget(pane)
    assert "Paste" in AnswersPane(lambda: None).toPlainText()
    pane.show_analysis(window.document.analysis, None)
    assert not pane.answers()
    assert pane.toPlainText().startswith("Working")

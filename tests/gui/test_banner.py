"""The banner: the sentence first, told by icon, word, colour and text; what is pasted stays letters."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.model.zone import Zone
from engine.read.reader import read_text
from gui.panes.banner import Banner
from tests.gui.logs import AS_HTML, NO_REPORT, THE_2012_LOG
from tests.gui.window import OFFSCREEN_LACKS

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
REPORT = read_text("log", THE_2012_LOG).reports[0]


@pytest.fixture
def banner(qtbot: QtBot) -> Banner:
    made = Banner()
    qtbot.addWidget(made)
    return made


@pytest.mark.parametrize(("rules", "word"), [(None, "REFUSED"), ("4.4", "WOULD PASS"), ("6.1", "UNDECIDED")], ids=str)
def test_the_outcome_is_a_word_before_the_sentence(banner: Banner, rules: str | None, word: str) -> None:
    scenario = REPORT.scenario
    if rules == "6.1":
        scenario = replace(scenario, kernel=replace(scenario.kernel, release=None), request=None)
    analysis = analyse(replace(scenario, rules=rules))
    banner.show_analysis(analysis, REPORT)
    assert banner.text() == analysis.sentence
    assert banner.full_text().splitlines()[0] == word


def test_the_whole_sentence_stands_in_the_view(banner: Banner) -> None:
    analysis = analyse(REPORT.scenario)
    banner.show_analysis(analysis, REPORT)
    words = " ".join(banner.view.toPlainText().split())
    assert words.startswith(" ".join(analysis.sentence.split()))
    assert "Asked for 64 kB (order 4) by rsync (pid 4321), GFP_KERNEL|__GFP_COMP|__GFP_ZERO (0xc0d0)" in words
    assert "Rules Linux 2.6.32: the log names Linux 2.6.32-41-server" in words


def test_flags_tell_their_bits(banner: Banner) -> None:
    banner.show_analysis(analyse(REPORT.scenario), REPORT)
    document = banner.view.document()
    cursor = document.find("GFP_KERNEL")
    assert "__GFP_WAIT" in cursor.charFormat().toolTip()


@pytest.mark.parametrize("name", ["<b>x</b>", "&amp;", "a\x1b[31mb", "a\u202eb", "x" * 2000])
def test_a_name_is_shown_by_its_letters(banner: Banner, name: str) -> None:
    zone = Zone(None, name, 1, 2, 3, 4)
    scenario = replace(REPORT.scenario, zones=(zone,))
    banner.show_analysis(analyse(scenario), replace(REPORT, comm=name))
    shown = banner.view.toPlainText()
    assert "\x1b" not in shown
    if name.isprintable():
        assert f"by {name} (pid 4321)" in shown


def test_html_in_a_process_name_stays_letters(banner: Banner) -> None:
    report = read_text("log", AS_HTML).reports[0]
    banner.show_analysis(analyse(report.scenario), report)
    assert "by <b>x</b> (pid" in banner.view.toPlainText()


def test_a_text_without_a_report_says_what_is_looked_for(banner: Banner) -> None:
    banner.show_nothing_found(read_text("quiet.log", NO_REPORT))
    assert banner.text() == "No report of the kernel's memory was found in “quiet.log”."
    assert "page allocation failure" in banner.full_text()


def test_it_can_be_read_by_keyboard_and_by_a_screen_reader(banner: Banner) -> None:
    banner.show_analysis(analyse(REPORT.scenario), REPORT)
    banner.show()
    banner.view.setFocus()
    QTest.keyClick(banner.view, Qt.Key.Key_End, Qt.KeyboardModifier.ShiftModifier)
    assert banner.view.textCursor().hasSelection()
    assert banner.view.accessibleDescription().startswith("Refused: No zone could give")


def test_edits_don_t_make_it_jump(banner: Banner) -> None:
    banner.resize(900, 400)
    banner.show()
    banner.show_analysis(analyse(replace(REPORT.scenario, rules="4.4")), REPORT)
    height = banner.view.minimumHeight()
    banner.show_analysis(analyse(REPORT.scenario), REPORT)
    assert banner.view.minimumHeight() == height
    banner.allow_shrinking()
    assert banner.view.minimumHeight() <= height


def test_the_same_answer_keeps_what_is_selected(banner: Banner) -> None:
    analysis = analyse(REPORT.scenario)
    banner.show_analysis(analysis, REPORT)
    cursor = banner.view.textCursor()
    cursor.movePosition(QTextCursor.MoveOperation.End, QTextCursor.MoveMode.KeepAnchor)
    banner.view.setTextCursor(cursor)
    banner.show_analysis(analyse(REPORT.scenario), REPORT)
    assert banner.view.textCursor().hasSelection()


def test_when_figures_rest_an_empty_strip_is_given_back(banner: Banner, qtbot: QtBot) -> None:
    banner.resize(900, 400)
    banner.show()
    banner.show_analysis(analyse(replace(REPORT.scenario, rules="4.4")), REPORT)
    height = banner.view.minimumHeight()
    banner.show_analysis(analyse(REPORT.scenario), REPORT)
    qtbot.waitUntil(lambda: banner.view.minimumHeight() < height)


def test_memory_without_a_question_is_asked_in_the_window_not_on_a_command_line(banner: Banner) -> None:
    banner.show_analysis(analyse(replace(REPORT.scenario, request=None)), None)
    assert "put a question to it in the pane Request." in banner.view.toPlainText()
    assert "--order" not in banner.full_text()

"""Picking a report, and the notes on the text."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis
from engine.model.report import Diagnostic, Level, Place, Reading
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from gui.panes.notes import NotesPane
from gui.panes.reports import ReportModel, ReportPicker
from tests.gui.logs import NO_REPORT, THE_2012_LOG, TWO_REPORTS


def test_the_list_of_reports_is_a_sound_model(qapp: QApplication, qtmodeltester: ModelTester) -> None:
    model = ReportModel()
    model.show(read_text("log", TWO_REPORTS))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]
    model.answer(1)
    model.show(read_text("log", NO_REPORT))
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


@pytest.mark.parametrize(
    ("text", "shown"), [(THE_2012_LOG, False), (TWO_REPORTS, True), (NO_REPORT, False)], ids=["one", "two", "none"]
)
def test_it_is_shown_where_there_is_something_to_pick(qtbot: QtBot, text: str, shown: bool) -> None:
    picker = ReportPicker()
    qtbot.addWidget(picker)
    reading = read_text("log", text)
    chosen: list[int] = []
    picker.report_chosen.connect(chosen.append)
    picker.show_reading(reading, 0 if reading.reports else None)
    assert picker.list.isHidden() is not shown
    assert chosen == []


def test_verdicts_are_made_only_for_lines_that_are_seen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Scenario] = []

    def counted(scenario: Scenario) -> Analysis:
        asked.append(scenario)
        return analyse(scenario)

    monkeypatch.setattr("gui.panes.reports.analyse", counted)
    picker = ReportPicker()
    qtbot.addWidget(picker)
    picker.show_reading(read_text("log", THE_2012_LOG * 200), 0)
    assert picker.model.rowCount() == 200
    picker.list.sizeHint()
    picker.list.view().sizeHintForColumn(0)
    assert len(asked) == 1


def a_reading(*notes: Diagnostic) -> Reading:
    return Reading("log", "", 9, (), notes)


def test_choosing_a_note_asks_for_its_place(qtbot: QtBot) -> None:
    pane = NotesPane()
    qtbot.addWidget(pane)
    note = Diagnostic(Level.WARNING, "<b>damaged</b>", Place(3, 1, 4))
    asked: list[object] = []
    pane.line_asked.connect(asked.append)
    pane.show_reading(a_reading(note, note))
    assert asked == []
    pane.setCurrentRow(1)
    assert asked == [note.place]
    item = pane.item(0)
    assert item is not None
    assert item.text() == "Line 3: <b>damaged</b>"


def test_nothing_to_note_is_said_and_asks_for_nothing(qtbot: QtBot) -> None:
    pane = NotesPane()
    qtbot.addWidget(pane)
    asked: list[object] = []
    pane.line_asked.connect(asked.append)
    pane.show_reading(a_reading())
    pane.setCurrentRow(0)
    assert asked == []
    item = pane.item(0)
    assert item is not None
    assert item.text().startswith("Nothing to note")


def test_a_text_with_endless_notes_is_cut(qtbot: QtBot) -> None:
    pane = NotesPane()
    qtbot.addWidget(pane)
    pane.show_reading(a_reading(*[Diagnostic(Level.INFO, "odd", Place(1, 0, 0))] * 2500))
    item = pane.item(pane.count() - 1)
    assert item is not None
    assert item.text() == "And 500 more."

"""The notes on the text."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from engine.model.report import Diagnostic, Level, Place, Reading
from gui.panes.notes import NotesPane


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


def test_lines_are_counted_as_in_the_log_that_the_text_is_a_part_of(qtbot: QtBot) -> None:
    pane = NotesPane()
    qtbot.addWidget(pane)
    pane.show_reading(a_reading(Diagnostic(Level.WARNING, "odd", Place(3, 0, 0))), 5001)
    item = pane.item(0)
    assert item is not None
    assert item.text() == "Line 5,003: odd"

"""The source pane shows a text so that every place stays where the reader counted it, and never changes it."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from engine.model.report import Diagnostic, Key, Kind, Level, Place, Reading, Report
from engine.model.scenario import Scenario
from gui.panes.source import SourcePane
from gui.source import text as source_text

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window shown with no screen

FREE: Key = ("zone", 0, "free")
ORDER: Key = ("request", "order")
LOG = "old line\nash: page allocation failure. order:4\nNode 0 DMA free:15816kB min:32kB\n"


def a_report(places: dict[Key, Place], used: dict[int, str], first: int = 1, last: int = 3) -> Report:
    return Report(Kind.PAGE_ALLOC_FAILURE, first, last, Scenario(), places=places, used_lines=used)


def a_reading(text: str, reports: Iterable[Report] = (), diagnostics: Iterable[Diagnostic] = ()) -> Reading:
    return Reading("log", "", text.count("\n"), tuple(reports), tuple(diagnostics))


REPORT = a_report({ORDER: Place(2, 37, 38), FREE: Place(3, 16, 21)}, {2: "header", 3: "zone"}, 2)


@pytest.fixture
def pane(qtbot: QtBot) -> SourcePane:
    pane = SourcePane()
    qtbot.addWidget(pane)
    pane.resize(600, 300)
    return pane


def show(pane: SourcePane, text: str, reports: Iterable[Report] = (), diagnostics: Iterable[Diagnostic] = ()) -> None:
    reports = tuple(reports)
    pane.show_text(text.encode("utf-8", "surrogatepass"), a_reading(text, reports, diagnostics), 0 if reports else None)


def lit(pane: SourcePane) -> str:
    """The text that is lit."""
    selections = pane.edit.extraSelections()
    return selections[-1].cursor.selectedText() if selections else ""  # type: ignore[attr-defined,unused-ignore]


def test_a_place_is_lit_and_brought_into_view(pane: SourcePane, qtbot: QtBot) -> None:
    above = "\n" * 500
    places: dict[Key, Place] = {FREE: Place(503, 16, 21)}
    pane.show()
    show(pane, above + LOG, [a_report(places, {}, 502, 503)])
    pane.show_key(FREE)
    assert lit(pane) == "15816"
    assert pane.edit.viewport().rect().contains(pane.edit.cursorRect())


def test_a_value_without_a_place_lights_nothing(pane: SourcePane) -> None:
    show(pane, LOG, [REPORT])
    pane.show_key(FREE)
    pane.show_key(("zone", 7, "free"))
    assert lit(pane) == ""


def test_an_array_is_shown_at_its_first_entry(pane: SourcePane) -> None:
    places: dict[Key, Place] = {
        ("zone", 0, "lowmem_reserve", 1): Place(1, 20, 22),
        ("zone", 0, "lowmem_reserve", 0): Place(1, 18, 19),
    }
    show(pane, "lowmem_reserve[]: 5 77", [a_report(places, {})])
    pane.show_key(("zone", 0, "lowmem_reserve"))
    assert lit(pane) == "5"


@pytest.mark.parametrize(
    "before",
    [
        "😀😀 ",
        "\u2028",
        "\u2029x",
        "a\x00b",
        "a\rb",
        "\x0b\x0c",
        "\ufeff",
        "\u00a0\u00a0",
        "\ud800",
        "\u202e",
        "é\t",
        "\x85",
    ],
    ids=ascii,
)
def test_places_hold_after_characters_that_a_widget_takes_otherwise(pane: SourcePane, before: str) -> None:
    line = f"{before} free:15816kB"
    start = line.index("15816")
    text = f"{before}\nfirst\r\n{line}\r\nlast"
    data = text.encode("utf-8", "surrogatepass")
    decoded = data.decode("utf-8", "replace").split("\n")[2]
    start += len(decoded) - len(f"{line}\r")  # bytes that are no UTF-8 become one mark each
    reading = a_reading(text, [a_report({FREE: Place(3, start, start + 5)}, {})])
    pane.show_text(data, reading, 0)
    assert pane.edit.blockCount() == 4
    pane.show_key(FREE)
    assert lit(pane) == "15816"


def test_a_click_tells_which_value_stands_there(pane: SourcePane, qtbot: QtBot) -> None:
    show(pane, "😀" + LOG.replace("\n", "\n😀"), [a_report({FREE: Place(3, 17, 22)}, {})])
    pane.show()
    cursor = QTextCursor(pane.edit.document().findBlockByNumber(2))
    cursor.setPosition(cursor.position() + 20)
    where = pane.edit.cursorRect(cursor).center() + QPoint(2, 0)
    with qtbot.waitSignal(pane.chosen_place) as chosen:
        qtbot.mouseClick(pane.edit.viewport(), Qt.MouseButton.LeftButton, pos=where)  # type: ignore[no-untyped-call]
    assert chosen.args == [FREE]


@given(st.text(max_size=30), st.integers(0, 30))
def test_columns_and_positions_are_translated_both_ways(line: str, column: int) -> None:
    column = min(column, len(line))
    assert source_text.to_column(line, source_text.to_units(line, column)) == column


@given(st.text(st.sampled_from("ab\n\r\t\x00\x0b\u2028\u2029\x85😀"), max_size=60))
def test_the_shown_text_has_the_same_lines_and_columns_and_gives_the_text_back(text: str) -> None:
    originals: dict[str, str] = {}
    shown = source_text.shown_lines(text, originals)
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    assert [len(line) for line in shown.split("\n")] == [len(line) for line in lines]
    assert not set(shown) & set("\r\x00\x0b\u2028\u2029\x85")
    distinct = {source_text.shown_line(line): line for line in text.split("\n")}
    if len(distinct) == len(set(text.split("\n"))):  # lines that look alike can't be told apart
        assert source_text.edited_text(shown, originals) == text


def test_what_is_typed_is_told_once_and_lines_that_nobody_touched_stay_as_they_came(
    pane: SourcePane, qtbot: QtBot
) -> None:
    show(pane, "a\rb\u2028c\r\nsecond\r\nthird")
    with qtbot.waitSignal(pane.text_edited) as told:
        pane.edit.moveCursor(QTextCursor.MoveOperation.End)
        qtbot.keyClicks(pane.edit, " line")  # type: ignore[no-untyped-call]
    assert told.args == ["a\rb\u2028c\r\nsecond\r\nthird line"]


def test_reading_what_was_typed_keeps_cursor_and_undo(pane: SourcePane, qtbot: QtBot) -> None:
    show(pane, LOG, [REPORT])
    with qtbot.waitSignal(pane.text_edited) as told:
        qtbot.keyClicks(pane.edit, "new ")  # type: ignore[no-untyped-call]
    show(pane, told.args[0], [REPORT])
    assert pane.edit.textCursor().position() == 4
    pane.edit.undo()
    assert pane.edit.raw_text() == LOG


def test_showing_a_text_is_no_edit(pane: SourcePane, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(pane.text_edited, wait=250):
        show(pane, LOG, [REPORT])
        pane.show_key(FREE)


def test_a_pasted_text_comes_as_it_was(pane: SourcePane, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setText("a\x00b\u2028c\nfree:1")
    with qtbot.waitSignal(pane.text_edited) as told:
        pane.edit.insertFromMimeData(mime)
    assert told.args == ["a\x00b\u2028c\nfree:1"]
    assert pane.edit.blockCount() == 2


def test_files_come_before_their_names_as_text(pane: SourcePane, qtbot: QtBot) -> None:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile("/tmp/a log.txt")])
    mime.setText("file:///tmp/a%20log.txt")
    assert pane.edit.canInsertFromMimeData(mime)
    with qtbot.waitSignal(pane.files_dropped) as dropped:
        pane.edit.insertFromMimeData(mime)
    assert dropped.args == [["/tmp/a log.txt"]]
    assert pane.edit.raw_text() == ""


def test_used_lines_are_tinted_and_the_margin_says_by_what(pane: SourcePane) -> None:
    show(pane, LOG, [REPORT])
    pane.show()
    picture = pane.edit.viewport().grab().toImage()
    heights = [int(pane.edit._top_of(block)) + 3 for block in pane.edit._visible_blocks()]
    colors = [picture.pixelColor(picture.width() - 5, height).name() for height in heights[:3]]
    assert len(set(colors)) == 3
    assert pane.edit.margin_tip(heights[1]) == "Line 2: header"


def test_damaged_parts_are_underlined_with_a_plain_tooltip(pane: SourcePane) -> None:
    pane.show()
    show(pane, LOG, [], [Diagnostic(Level.WARNING, "<b>x</b> is unknown", Place(2, 0, 3))])
    assert lit(pane) == "ash"
    block = pane.edit.document().findBlockByNumber(1)
    point = QPoint(8, int(pane.edit._top_of(block)) + 5)
    assert pane.edit.tip_at(point) == "<b>x</b> is unknown"


def test_a_diagnostic_without_columns_means_the_whole_line(pane: SourcePane) -> None:
    pane.show()
    show(pane, LOG, [], [Diagnostic(Level.ERROR, "lost", Place(1, 4, 4))])
    assert lit(pane) == "old line"


def test_a_large_text_is_shown_by_its_reports_with_their_line_numbers(
    pane: SourcePane, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source_text, "MOST_BYTES", 1000)
    text = "noise\n" * 400 + LOG + "noise\n" * 400
    report = a_report({FREE: Place(403, 16, 21)}, {402: "header", 403: "zone"}, 402, 403)
    show(pane, text, [report])
    assert pane.edit.blockCount() == 10
    assert [pane.edit.number_of(block) for block in (0, 1, 9)] == [0, 399, 0]
    assert "lines 1 to 398 not shown" in pane.edit.document().findBlockByNumber(0).text()
    assert pane.edit.isReadOnly()
    assert not pane.note.isHidden()
    assert "too large to edit" in pane.note.text()
    pane.show_key(FREE)
    assert lit(pane) == "15816"
    show(pane, LOG, [REPORT])
    assert not pane.edit.isReadOnly()
    assert pane.note.isHidden()


@pytest.mark.parametrize("data", [b"x" * 5_000_000, b"\n" * 4_000_000], ids=["one line", "all lines"])
def test_five_megabytes_of_one_thing_do_not_hang(pane: SourcePane, data: bytes) -> None:
    pane.show_text(data, a_reading("x"), None)
    assert len(pane.edit.raw_text()) < 30_000
    assert pane.note.text()


def test_binary_can_be_shown(pane: SourcePane) -> None:
    data = bytes(range(256)) * 20
    pane.show_text(data, a_reading("x"), None)
    assert pane.edit.blockCount() == 21


def test_find_goes_round(pane: SourcePane) -> None:
    show(pane, "one two\none\n")
    pane.show()
    pane.open_find()
    pane.find_bar.field.setText("one")
    assert pane.edit.textCursor().blockNumber() == 0
    assert pane.find_bar.find_next()
    assert pane.edit.textCursor().blockNumber() == 1
    assert pane.find_bar.find_next()
    assert (pane.edit.textCursor().blockNumber(), pane.find_bar.told.text()) == (0, "from the beginning again")
    assert pane.find_bar.find_previous()
    assert pane.edit.textCursor().blockNumber() == 1
    pane.find_bar.field.setText("three")
    assert pane.find_bar.told.text() == "not found"

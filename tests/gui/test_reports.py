"""The list of reports: filter, sorting, groups, choosing, copying; whatever stands in a log is shown by its letters."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.model.report import Kind
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from gui import theme
from gui.panes.reports import ReportsPane
from gui.reports.filter import matching, parse
from gui.reports.groups import Groups
from gui.reports.haystack import TextColumn
from gui.reports.listing import Listing, TextListing
from gui.reports.model import ReportTable
from gui.reports.rows import PLACES
from tests.gui.logs import THE_2012_LOG, TWO_REPORTS
from tests.gui.sightings import a_listing, a_sighting, many

SEVERAL = (
    a_sighting(start=0, comm="rsync", order=4, outcome="refused", time="1.0", seconds=1.0),
    a_sighting(start=1, comm="tar", order=0, outcome="would_pass", time="2.0", seconds=2.0),
    a_sighting(
        start=2, comm=None, pid=None, order=None, kind=Kind.OOM_KILL, outcome="undecided", time=None, seconds=None
    ),
    a_sighting(start=3, comm="rsync", order=4, outcome="refused", time="4.0", seconds=4.0, repeats=7),
    a_sighting(start=4, comm="Kworker/u16:2", order=14, outcome="refused", zone="Node 1 Normal", source=1),
)


def a_table(listing: Listing | None = None) -> ReportTable:
    table = ReportTable()
    table.show(a_listing(*SEVERAL) if listing is None else listing)
    return table


def shown(table: ReportTable) -> list[int]:
    return list(table.shown)


def column_of(table: ReportTable, name: str) -> list[str]:
    return [str(table.index(line, PLACES[name]).data()).strip() for line in range(table.rowCount())]


# ---- the model


@pytest.mark.parametrize("grouped", [False, True], ids=["one by one", "by cause"])
def test_the_list_is_a_sound_model(qapp: QApplication, qtmodeltester: ModelTester, grouped: bool) -> None:
    listing = a_listing(*many(60))
    table = a_table(listing)
    table.set_grouped(grouped)
    qtmodeltester.check(table, force_py=True)  # type: ignore[no-untyped-call]
    if grouped:
        table.set_open(2, True)
        table.set_open(0, True)
    table.set_filter("order:4")
    table.sort(PLACES["process"], Qt.SortOrder.DescendingOrder)
    listing.add(a_sighting(start=10_000_000 + number) for number in range(3))
    table.grow()
    table.show(Listing())
    assert table.rowCount() == 0


def test_a_row_says_what_its_report_is(qapp: QApplication) -> None:
    table = a_table()
    assert [str(table.index(0, column).data()) for column in range(table.columnCount())] == [
        "1.0",
        "allocation failure",
        "rsync (4321)",
        "alloc_rx_buffer",
        "4",
        "GFP_KERNEL|__GFP_COMP",
        "refused",
        "Node 0 DMA32",
        "",
        "kern.log:1",
    ]
    assert table.index(3, PLACES["repeats"]).data() == "+7"


def test_what_was_not_printed_is_told_as_such_and_never_as_nought(qapp: QApplication) -> None:
    table = a_table()
    assert [table.index(2, PLACES[name]).data() for name in ("time", "process", "order")] == ["—", "—", "—"]


def test_the_outcome_has_an_icon_besides_its_word(qapp: QApplication) -> None:
    index = a_table().index(0, PLACES["outcome"])
    assert not index.data(Qt.ItemDataRole.DecorationRole).isNull()


# ---- filter


@pytest.mark.parametrize(
    ("typed", "rows"),
    [
        ("", [0, 1, 2, 3, 4]),
        ("rsync", [0, 3]),
        ("RSync", [0, 3]),
        ("order:4", [0, 3]),
        ("order:14", [4]),
        ("order:", [0, 1, 2, 3, 4]),
        ("rsync 4.0", [3]),
        ("kind:oom", [2]),
        ("kind:page_alloc", [0, 1, 3, 4]),
        ("outcome:would_pass", [1]),
        ('outcome:"would pass"', [1]),
        ('zone:"node 1"', [4]),
        ("kworker/u16:2", [4]),
        ("source:kern.log.1", [4]),
        ("process:refused", []),
        ("  rsync   order:4 ", [0, 3]),
        ('"unfinished', []),
        ("\x0e\x00", []),
    ],
)
def test_the_filter_finds(qapp: QApplication, typed: str, rows: list[int]) -> None:
    table = a_table()
    table.set_filter(typed)
    assert shown(table) == rows


TYPED = st.lists(
    st.sampled_from(
        ["r", "rs", "rsync", "order:4", "order:1", "order:14", "k", "kind:oom", "kind:o", '"a b', "tar", "4"]
    ),
    max_size=3,
).map(" ".join)


@given(st.lists(TYPED, min_size=1, max_size=6))
def test_what_was_typed_before_makes_no_difference(typed: list[str]) -> None:
    listing = a_listing(*SEVERAL)
    table = a_table(listing)
    for text in typed:
        table.set_filter(text)
    assert shown(table) == list(matching(parse(typed[-1]), range(len(listing)), listing.haystack))


@given(
    st.lists(st.text(alphabet="aAßsÖöéo:4 \x00\n\udc80", max_size=6), min_size=1, max_size=8),
    st.text("aßssöéo4", max_size=3),
)
def test_a_word_is_found_where_the_folded_text_holds_it(texts: list[str], word: str) -> None:
    column = TextColumn()
    for text in texts:
        column.add(text)
    wanted = word.casefold()
    assert column.holding(wanted, exact=False).tolist() == [wanted in text.casefold() for text in texts]
    assert column.holding(wanted, exact=True).tolist() == [wanted == text.casefold() for text in texts]
    column.add("later a")
    assert len(column.holding(wanted, exact=False)) == len(texts) + 1


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_filter(typed: str) -> None:
    a_table().set_filter(typed)


# ---- sorting


@pytest.mark.parametrize(
    ("column", "up", "down"),
    [
        ("time", [0, 1, 3, 4, 2], [4, 3, 1, 0, 2]),
        ("order", [1, 0, 3, 4, 2], [4, 0, 3, 1, 2]),
        ("process", [4, 0, 3, 1, 2], [1, 0, 3, 4, 2]),
        ("source", [0, 1, 2, 3, 4], [4, 0, 1, 2, 3]),
        ("outcome", [0, 3, 4, 1, 2], [2, 1, 0, 3, 4]),
    ],
)
def test_a_column_sorts_and_what_was_not_printed_comes_last(
    qapp: QApplication, column: str, up: list[int], down: list[int]
) -> None:
    table = a_table()
    table.sort(PLACES[column], Qt.SortOrder.AscendingOrder)
    assert shown(table) == up
    table.sort(PLACES[column], Qt.SortOrder.DescendingOrder)
    assert shown(table) == down
    table.sort(-1)
    assert shown(table) == [0, 1, 2, 3, 4]


# ---- groups


def test_reports_with_one_cause_stand_together_the_most_frequent_first(qapp: QApplication) -> None:
    table = a_table()
    table.set_grouped(True)
    assert column_of(table, "time") == ["2 reports", "1 report", "1 report", "1 report"]
    assert column_of(table, "order") == ["4", "0", "—", "14"]
    assert column_of(table, "repeats")[0] == "+7"
    table.set_open(0, True)
    assert column_of(table, "process")[:3] == ["rsync", "rsync (4321)", "rsync (4321)"]
    table.set_filter("4.0")
    assert column_of(table, "time") == ["1 report", "4.0"]


@given(
    st.lists(st.integers(0, 5), min_size=1, max_size=40),
    st.sets(st.integers(0, 5)),
    st.booleans(),
    st.randoms(use_true_random=False),
)
def test_groups_hold_every_row_once_in_its_order(
    causes: list[int], opened: set[int], by_count: bool, random: Random
) -> None:
    rows = [row for row in range(len(causes)) if row % 3]
    random.shuffle(rows)
    if not rows:
        return
    groups = Groups(np.array(rows), np.array(causes), by_count)
    members = [groups.rows(number).tolist() for number in range(len(groups))]
    by_cause = {cause: [row for row in rows if causes[row] == cause] for cause in [causes[row] for row in rows]}
    assert members == sorted(by_cause.values(), key=lambda each: -len(each) if by_count else 0)
    lines = [
        line
        for number, each in enumerate(members)
        for line in (-1 - number, *(each if causes[each[0]] in opened else ()))
    ]
    assert groups.lines(opened).tolist() == lines


def test_a_closed_group_stands_for_all_its_reports(qapp: QApplication) -> None:
    table = a_table()
    table.set_grouped(True)
    assert table.rows_in([0, 1]) == [0, 3, 1]


# ---- growing


@pytest.mark.parametrize("column", [-1, PLACES["process"]], ids=["as found", "sorted"])
def test_rows_appear_as_they_come(qapp: QApplication, column: int) -> None:
    listing = a_listing(SEVERAL[0])
    table = a_table(listing)
    table.sort(column)
    table.set_filter("rsync")
    listing.add(SEVERAL[1:])
    table.grow()
    assert shown(table) == [0, 3]


def test_a_text_is_judged_bit_by_bit(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.reports.listing.SLICE", 0.0005)
    reading = read_text("log", THE_2012_LOG * 300)
    listing = TextListing(reading)
    assert len(listing) < 300
    with qtbot.waitSignal(listing.ended):
        pass
    assert [one.outcome for one in listing.sightings] == ["refused"] * 300


# ---- the pane


@pytest.fixture
def pane(qtbot: QtBot) -> ReportsPane:
    pane = ReportsPane()
    qtbot.addWidget(pane)
    pane.resize(1000, 300)
    pane.show_listing(a_listing(*SEVERAL))
    return pane


def chosen_in(pane: ReportsPane) -> list[int]:
    chosen: list[int] = []
    pane.report_chosen.connect(chosen.append)
    return chosen


def test_how_many_are_shown_is_told(pane: ReportsPane) -> None:
    assert pane.count.text() == "5 reports"
    pane.filter.setText("rsync")
    assert pane.count.text() == "2 of 5 reports"
    pane.toggle_groups()
    assert pane.count.text() == "2 of 5 reports in 1 group"


def test_moving_to_a_row_chooses_its_report(pane: ReportsPane) -> None:
    chosen = chosen_in(pane)
    pane.filter.setText("rsync")
    pane.view.setCurrentIndex(pane.model.index(1, 0))
    assert chosen == [3]


def test_showing_the_chosen_report_asks_for_nothing(pane: ReportsPane) -> None:
    chosen = chosen_in(pane)
    pane.show_chosen(2)
    assert (pane.view.current_row(), chosen) == (2, [])
    pane.filter.setText("rsync")
    assert pane.view.current_row() is None
    pane.filter.clear()
    assert (pane.view.current_row(), chosen) == (2, [])


@pytest.mark.parametrize(
    "before", [lambda pane: pane.view.sortByColumn(2, Qt.SortOrder.DescendingOrder), ReportsPane.toggle_groups]
)
def test_the_chosen_report_stays_in_view_when_lines_move(
    pane: ReportsPane, before: Callable[[ReportsPane], None]
) -> None:
    chosen = chosen_in(pane)
    pane.show_chosen(3)
    before(pane)
    assert (pane.view.current_row(), chosen) == (3, [])


def test_all_of_it_goes_by_keyboard(pane: ReportsPane) -> None:
    chosen = chosen_in(pane)
    QTest.keyClicks(pane.filter, "rsync")
    QTest.keyClick(pane.filter, Qt.Key.Key_Down)
    assert chosen == [0]
    QTest.keyClick(pane.view, Qt.Key.Key_Down)
    assert chosen == [0, 3]
    QTest.keyClick(pane.filter, Qt.Key.Key_Escape)
    assert pane.filter.text() == ""
    pane.toggle_groups()
    QTest.keyClick(pane.view, Qt.Key.Key_Left)  # to the group
    assert pane.view.current_row() is None
    QTest.keyClick(pane.view, Qt.Key.Key_Left)
    assert pane.model.rowCount() == 4
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    assert pane.model.rowCount() == 6
    QTest.keyClick(pane.view, Qt.Key.Key_Return)
    assert pane.model.rowCount() == 4


def test_a_cell_becomes_a_term_of_the_filter(pane: ReportsPane) -> None:
    pane.view.setCurrentIndex(pane.model.index(4, PLACES["zone"]))
    pane.filter_by_cell()
    assert pane.filter.text() == 'zone:"Node 1 Normal"'
    assert shown(pane.model) == [4]


def painted(pane: ReportsPane, line: int, name: str) -> set[str]:
    """The colours of a cell."""
    picture = pane.view.viewport().grab().toImage()
    rect = pane.view.visualRect(pane.model.index(line, PLACES[name]))
    across, down = range(rect.left(), rect.right()), range(rect.top(), rect.bottom())
    return {picture.pixelColor(x, y).name() for x in across for y in down}


def test_a_cell_is_painted_as_what_it_is(pane: ReportsPane) -> None:
    pane.show_chosen(3)
    text, selection = theme.color("text").name(), theme.color("selection").name()
    assert text in painted(pane, 0, "process")
    assert text not in painted(pane, 2, "process")  # nothing was printed: a dim dash
    assert len(painted(pane, 2, "process")) > 1
    assert selection in painted(pane, 3, "process")
    assert selection not in painted(pane, 0, "process")


def test_a_process_named_like_html_is_shown_by_its_letters(pane: ReportsPane) -> None:
    evil = "<b>x</b>\u202e\n=cmd()"
    pane.show_listing(a_listing(a_sighting(comm=evil, sentence="<img src=x>"), a_sighting(start=1)))
    index = pane.model.index(0, PLACES["process"])
    assert index.data() == "<b>x</b>\\u202e\\x0a=cmd() (4321)"
    assert "&lt;img" in index.data(Qt.ItemDataRole.ToolTipRole)
    assert pane.count.textFormat() == Qt.TextFormat.PlainText


def test_another_listing_replaces_the_rows(pane: ReportsPane, qtbot: QtBot) -> None:
    other = a_listing(a_sighting())
    pane.show_listing(other)
    assert pane.count.text() == "1 report"
    other.add([a_sighting(start=1)])
    other.grown.emit()
    assert pane.count.text() == "2 reports"


def sightings_of(text: str) -> list[Sighting]:
    return TextListing(read_text("log", text)).sightings


def test_the_reports_of_a_text_are_rows_like_those_of_a_log(qapp: QApplication) -> None:
    assert [(one.comm, one.order, one.part) for one in sightings_of(TWO_REPORTS)] == [("rsync", 4, 0), ("tar", 0, 1)]

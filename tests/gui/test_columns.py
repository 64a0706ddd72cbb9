"""What stands in the zone table and the free-list table."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.check.outcome import ZoneOutcome
from engine.model import edits
from engine.model.scenario import Scenario
from engine.model.zone import Zone
from gui.figures import list_columns, zone_columns
from gui.figures.quantity import QuantityError, Unit
from gui.table_model import Cell
from tests.gui.figures import a_big_machine, an_analysis, areas, the_2012_machine

DMA32 = 1


def zone_cells(
    scenario: Scenario, original: Scenario | None = None, unit: Unit = Unit.KB, zone: int = DMA32
) -> dict[str, Cell]:
    analysis = an_analysis(scenario, (ZoneOutcome.NOT_CANDIDATE, ZoneOutcome.FAIL, ZoneOutcome.PASS))
    row = zone_columns.zone_rows(analysis, original, unit)[zone]
    return {column.name: as_cell(column.get(row)) for column in zone_columns.zone_columns(unit, 2)}


def list_cells(scenario: Scenario, original: Scenario | None = None, row: int = 2) -> dict[str, Cell]:
    rows = list_columns.list_rows(scenario, original)
    return {column.name: as_cell(column.get(rows[row])) for column in list_columns.columns_of_lists(scenario)}


def as_cell(cell: Cell | str) -> Cell:
    assert isinstance(cell, Cell)
    return cell


@pytest.mark.parametrize(
    ("name", "kb", "pages"),
    [
        ("free", "12,560", "3,140"),
        ("min", "7,076", "1,769"),
        ("boost", "not printed", "not printed"),
        ("lowmem_reserve[2]", "994", "994"),
        ("lowmem_reserve", "0 0 994", "0 0 994"),
        ("node", "0", "0"),
        ("zone", "DMA32", "DMA32"),
        ("outcome", "refuses", "refuses"),
    ],
)
def test_figures_are_shown_in_the_chosen_unit(name: str, kb: str, pages: str) -> None:
    assert zone_cells(the_2012_machine())[name].text == kb
    assert zone_cells(the_2012_machine(), unit=Unit.PAGES)[name].text == pages


def test_the_tooltip_has_both_units() -> None:
    assert zone_cells(the_2012_machine())["free"].tip == "12,560 kB = 3,140 pages"


@pytest.mark.parametrize(
    ("outcome", "word"),
    [(0, "not a candidate"), (1, "refuses"), (2, "passes")],
)
def test_outcomes_have_a_word_and_an_icon(outcome: int, word: str) -> None:
    cell = zone_cells(the_2012_machine(), zone=outcome)["outcome"]
    assert cell.text == word
    assert cell.icon


def test_a_memory_dump_without_a_request_has_no_outcome() -> None:
    dump = replace(the_2012_machine(), request=None)
    row = zone_columns.zone_rows(an_analysis(dump), None, Unit.KB)[0]
    assert as_cell(zone_columns.zone_columns(Unit.KB, None)[0].get(row)).text == "nothing asked"


def test_an_edited_cell_says_what_the_log_says() -> None:
    original = the_2012_machine()
    cells = zone_cells(edits.set_value(original, ("zone", DMA32, "min"), 1000), original)
    assert cells["min"].edited
    assert "The log says 7,076 kB = 1,769 pages" in cells["min"].tip
    assert not cells["low"].edited


def test_a_machine_made_by_hand_has_no_edited_cells() -> None:
    assert not any(cell.edited for cell in zone_cells(edits.blank_machine(), None).values())


def test_a_zone_that_is_not_in_the_log_is_told_in_its_title() -> None:
    original = the_2012_machine()
    rows = zone_columns.zone_rows(an_analysis(edits.add_zone(original)), original, Unit.KB)
    assert zone_columns.zone_title(rows[3]).text == "Node 0 HighMem (new)"
    assert zone_columns.zone_title(rows[1]).text == "Node 0 DMA32"


@pytest.mark.parametrize("unit", list(Unit))
def test_every_editable_cell_takes_back_the_text_that_its_editor_starts_with(unit: Unit) -> None:
    scenario = a_big_machine(1)
    row = zone_columns.zone_rows(an_analysis(scenario), None, unit)[0]
    for column in zone_columns.zone_columns(unit, 2):
        cell = as_cell(column.get(row))
        if cell.edit is not None and cell.key is not None:
            assert column.put is not None
            assert column.put(row, cell.edit) == edits.value_at(scenario, cell.key), column.name


def test_every_cell_of_the_lists_takes_back_its_text_too() -> None:
    scenario = a_big_machine(1)
    for row in list_columns.list_rows(scenario, None):
        for column in list_columns.columns_of_lists(scenario):
            cell = as_cell(column.get(row))
            if cell.edit is not None and cell.key is not None:
                assert column.put is not None
                assert column.put(row, cell.edit) == edits.value_at(scenario, cell.key)


def test_a_bare_number_means_the_unit_that_is_shown() -> None:
    for unit, pages in ((Unit.KB, 2), (Unit.PAGES, 8)):
        row = zone_columns.zone_rows(an_analysis(the_2012_machine()), None, unit)[0]
        assert zone_columns.zone_columns(unit, 2)[1].put(row, "8") == pages  # type: ignore[misc]


def test_a_column_says_in_its_header_what_its_unit_is() -> None:
    titles = [column.copied for column in zone_columns.zone_columns(Unit.PAGES, 2)]
    assert "free (pages)" in titles
    assert "lowmem_reserve[2] (pages)" in titles


def test_orders_have_their_block_size_in_the_header_and_the_asked_one_a_mark() -> None:
    titles = [column.title for column in list_columns.columns_of_lists(the_2012_machine())]
    assert titles[:1] + titles[4:5] + titles[10:11] == ["order 0\n4 kB", "order 4 ◂\n64 kB", "order 10\n4 MB"]


def test_counts_and_letters_have_rows_of_their_own() -> None:
    scenario = a_big_machine(1)
    assert list_cells(scenario, row=0)["order 3"].text == "1,500"
    assert list_cells(scenario, row=1)["order 3"].text == "UME"
    assert list_cells(the_2012_machine(), row=3)["order 3"].text == "not printed"


@pytest.mark.parametrize(
    ("free", "total", "told"),
    [
        (10, 10, "agrees"),
        (10, None, "agrees"),
        (13, 10, "free 12 kB more"),
        (10, 9, "printed sum 4 kB less"),
        (9, 11, "printed sum 4 kB more, free 4 kB less"),
    ],
)
def test_the_sum_is_held_against_what_is_printed(free: int, total: int | None, told: str) -> None:
    zone = Zone(0, "DMA", free, free_areas=areas(4, 3), total=total)
    cells = list_cells(Scenario((zone,)), row=0)
    assert cells["sum"].text == "40 kB"
    assert cells["agreement"].text == told


def test_an_unknown_count_leaves_the_sum_open() -> None:
    cells = list_cells(Scenario((Zone(0, "DMA", 10, free_areas=areas(4, None)),)), row=0)
    assert (cells["sum"].text, cells["agreement"].text) == ("not printed", "not printed")


def test_columns_that_nobody_prints_are_not_shown_at_first() -> None:
    shown = zone_columns.printed_columns(zone_columns.zone_columns(Unit.KB, 2), an_analysis(the_2012_machine()))
    names = [column.name for column, yes in zip(zone_columns.zone_columns(Unit.KB, 2), shown, strict=True) if yes]
    assert names[:6] == ["outcome", "free", "min", "low", "high", "lowmem_reserve[2]"]
    assert "present" in names
    assert not {"boost", "free_pcp", "node", "zone"} & set(names)


def test_computed_cells_say_so() -> None:
    assert zone_columns.zone_columns(Unit.KB, 2)[0].put is None
    with pytest.raises(QuantityError):
        list_columns.columns_of_lists(the_2012_machine())[0].put(  # type: ignore[misc]
            list_columns.list_rows(the_2012_machine(), None)[0], "many"
        )

"""The item model tells what changed and no more, and never changes by itself."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from PySide6.QtCore import QModelIndex, Qt
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from gui.figures.quantity import QuantityError
from gui.table_model import Cell, Column, TableModel

Role = Qt.ItemDataRole


@dataclass(frozen=True)
class Row:
    """A name and a number."""

    name: str
    number: int
    edited: bool = False


def put_number(row: Row, text: str) -> int:
    if not text.isdigit():
        raise QuantityError(f"{text} is no number.")
    return int(text)


COLUMNS: Sequence[Column[Row]] = (
    Column("name", "What it is called", lambda row: row.name),
    Column(
        "number\nkB",
        "How much",
        lambda row: Cell(str(row.number), f"<b>{row.name}</b>", ("n", row.name), str(row.number), edited=row.edited),
        put_number,
    ),
)


@pytest.fixture
def model(qtbot: QtBot) -> TableModel:
    model = TableModel(lambda row: f"row {row.name}")
    model.show(COLUMNS, [Row("a", 1), Row("b", 2)])
    return model


@pytest.fixture
def changes(model: TableModel) -> list[tuple[int, int]]:
    told: list[tuple[int, int]] = []

    def tell(first: QModelIndex, last: QModelIndex) -> None:
        told.extend(
            (row, column)
            for row in range(first.row(), last.row() + 1)
            for column in range(first.column(), last.column() + 1)
        )

    model.dataChanged.connect(tell)
    return told


def test_the_model_is_a_good_one(model: TableModel, qtmodeltester: ModelTester) -> None:
    qtmodeltester.check(model, force_py=True)  # type: ignore[no-untyped-call]


def test_another_tip_is_there_without_painting_anything_again(
    model: TableModel, changes: list[tuple[int, int]]
) -> None:
    model.show((COLUMNS[1],), [Row("a", 1)])
    model.show((COLUMNS[1],), [Row("c", 1)])
    keys = list(changes)
    tips: Sequence[Column[Row]] = [Column("number", "How much", lambda row: Cell(str(row.number), tip=row.name))]
    model.show(tips, [Row("a", 1)])
    changes.clear()
    model.show(tips, [Row("c", 1)])
    assert keys == [(0, 0)], "another key may be lit"
    assert changes == []
    assert model.data(model.index(0, 0), Role.ToolTipRole) == "c"


def test_only_headers_that_differ_are_told(model: TableModel) -> None:
    told: list[tuple[int, int]] = []
    model.headerDataChanged.connect(lambda orientation, first, last: told.append((first, last)))
    renamed = (COLUMNS[0], Column("sum\nkB", "All", COLUMNS[1].get, put_number))
    model.show(renamed, [Row("a", 1), Row("b", 2)])
    assert told == [(1, 1)]
    assert model.headerData(1, Qt.Orientation.Horizontal) == "sum\nkB"


def test_only_cells_that_differ_are_told(model: TableModel, changes: list[tuple[int, int]], qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        model.show(COLUMNS, [Row("a", 1), Row("b", 3)])
    assert changes == [(1, 1)]
    assert model.data(model.index(1, 1)) == "3"


def test_rows_come_and_go_without_a_reset(model: TableModel, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(model.modelReset):
        with qtbot.waitSignal(model.rowsInserted):
            model.show(COLUMNS, [Row("a", 1), Row("b", 2), Row("c", 3)])
        with qtbot.waitSignal(model.rowsRemoved):
            model.show(COLUMNS, [Row("b", 2)])
    assert model.headerData(0, Qt.Orientation.Vertical) == "row b"
    assert [model.data(model.index(0, column)) for column in (0, 1)] == ["b", "2"]


def test_other_columns_of_the_same_number_are_shown(model: TableModel, qtbot: QtBot) -> None:
    other: Sequence[Column[Row]] = (COLUMNS[0], Column("number\npages", "How much", lambda row: f"{row.number} pages"))
    with qtbot.waitSignal(model.headerDataChanged):
        model.show(other, [Row("a", 1), Row("b", 2)])
    assert model.data(model.index(1, 1)) == "2 pages"


def test_an_edit_is_asked_for_and_not_made(model: TableModel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(model.put_asked) as asked:
        assert model.setData(model.index(1, 1), "40")
    assert asked.args == [[(("n", "b"), 40)]]
    assert model.data(model.index(1, 1)) == "2"


def test_a_text_that_cant_be_taken_is_told_at_the_cell_and_the_value_stays(model: TableModel, qtbot: QtBot) -> None:
    index = model.index(0, 1)
    with qtbot.assertNotEmitted(model.put_asked), qtbot.waitSignal(model.refused) as refused:
        assert not model.setData(index, "many")
    assert refused.args == ["many is no number."]
    assert model.data(index, Role.ToolTipRole) == "many is no number."
    assert model.data(index, Role.BackgroundRole) is not None
    assert model.data(index) == "1"
    model.show(COLUMNS, [Row("a", 1), Row("b", 2)])
    assert model.data(index, Role.BackgroundRole) is None


def test_computed_cells_can_not_be_edited(model: TableModel) -> None:
    assert not model.flags(model.index(0, 0)) & Qt.ItemFlag.ItemIsEditable
    assert model.flags(model.index(0, 1)) & Qt.ItemFlag.ItemIsEditable
    assert model.complaint(model.index(0, 0), "x") == "“name” is computed and can't be edited."


def test_lit_cells_are_told_when_the_light_comes_and_goes(model: TableModel, changes: list[tuple[int, int]]) -> None:
    model.light([("n", "a")])
    model.light([("n", "a"), ("n", "b")])
    model.light([])
    assert changes == [(0, 1), (1, 1), (0, 1), (1, 1)]


def test_edited_cells_have_more_than_a_colour(model: TableModel) -> None:
    model.show(COLUMNS, [Row("a", 1, edited=True), Row("b", 2)])
    assert model.data(model.index(0, 1), Role.FontRole).bold()  # type: ignore[attr-defined]
    assert model.data(model.index(1, 1), Role.FontRole) is None
    assert model.mark(model.index(0, 1)).edited
    assert model.data(model.index(0, 1), Role.AccessibleTextRole) == "row a, number (kB): 1, edited"


def test_html_from_a_log_is_shown_as_letters(model: TableModel) -> None:
    tip = model.data(model.index(0, 1), Role.ToolTipRole)
    assert "&lt;b&gt;a&lt;/b&gt;" in str(tip)


def test_a_value_is_found_by_its_key(model: TableModel) -> None:
    assert model.index_of(("n", "b")) == model.index(1, 1)
    assert not model.index_of(("n", "z")).isValid()

"""The zone table and the free-list table ask for edits, places and zones, and for nothing while they are filled."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QLineEdit, QTableView
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from engine.model import edits
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from gui.figures.pane import FigurePane
from gui.figures.quantity import Unit
from gui.panes.free_lists import FreeListsPane
from gui.panes.zones import ZonesPane
from tests.gui.figures import a_big_machine, an_analysis, the_2012_machine
from tests.gui.logs import THE_2012_LOG

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")  # a window or tooltip shown with no screen

DMA32 = 1
Asked = list[tuple[str, Scenario, str]]


class Desk:
    """A pane beside something that carries its edits out, as the window does."""

    def __init__(self, pane: FigurePane, scenario: Scenario) -> None:
        self.pane = pane
        self.original = scenario
        self.scenario = scenario
        self.asked: Asked = []
        self.places: list[object] = []
        self.zones: list[int] = []
        pane.edit_asked.connect(self.edit)
        pane.place_asked.connect(self.places.append)
        pane.zone_chosen.connect(self.zones.append)
        self.show(scenario)

    def edit(self, text: str, scenario: Scenario, merge_key: str) -> None:
        self.asked.append((text, scenario, merge_key))
        self.show(scenario)

    def show(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.pane.show_analysis(an_analysis(scenario), self.original)

    def index(self, *key: str | int) -> QModelIndex:
        found = self.pane.model.index_of(key)
        assert found.isValid(), key
        return found

    def text(self, *key: str | int) -> str:
        return self.pane.model.cell(self.index(*key)).text

    def go(self, *key: str | int) -> None:
        self.pane.table.setCurrentIndex(self.index(*key))

    def select(self, *keys: tuple[str | int, ...]) -> None:
        self.go(*keys[0])
        selection = self.pane.table.selectionModel()
        selection.clearSelection()
        for key in keys:
            selection.select(self.index(*key), selection.SelectionFlag.Select)


@pytest.fixture
def zones(qtbot: QtBot) -> Desk:
    pane = ZonesPane()
    qtbot.addWidget(pane)
    return Desk(pane, the_2012_machine())


@pytest.fixture
def lists(qtbot: QtBot) -> Desk:
    pane = FreeListsPane()
    qtbot.addWidget(pane)
    return Desk(pane, the_2012_machine())


@pytest.fixture
def clipboard(qtbot: QtBot) -> Iterator[Callable[[str], None]]:
    board = QGuiApplication.clipboard()
    yield board.setText
    board.clear()


def free(zone: int = DMA32) -> tuple[str | int, ...]:
    return ("zone", zone, "free")


def count(order: int, zone: int = DMA32) -> tuple[str | int, ...]:
    return ("zone", zone, "nr_free", order)


def test_the_models_are_good_ones(zones: Desk, lists: Desk, qtmodeltester: ModelTester) -> None:
    for desk in (zones, lists):
        qtmodeltester.check(desk.pane.model, force_py=True)  # type: ignore[no-untyped-call]


def test_filling_asks_for_nothing(zones: Desk, lists: Desk) -> None:
    for desk in (zones, lists):
        desk.pane.table.setCurrentIndex(desk.index("zone", 2, "free" if desk is zones else "total"))
        desk.places.clear()
        desk.zones.clear()
        desk.show(edits.remove_zones(desk.scenario, [2]))
        desk.show(a_big_machine())
        desk.pane.choose_zone(5)
        desk.pane.light(1, (("free",),))
        assert (desk.asked, desk.places, desk.zones) == ([], [], [])


def test_an_edited_figure_is_one_step_with_a_name(zones: Desk) -> None:
    zones.pane.model.setData(zones.index(*free()), "8MB")
    assert zones.asked == [("Node 0 DMA32 free 12,560 kB → 8,192 kB", zones.scenario, "")]
    assert zones.text(*free()) == "8,192"
    assert zones.pane.model.cell(zones.index(*free())).edited


def test_a_refused_text_is_told_below_the_table(zones: Desk) -> None:
    zones.pane.model.setData(zones.index(*free()), "12561kB")
    assert zones.asked == []
    assert "12,560 kB and 12,564 kB are" in zones.pane.note.text()
    zones.show(zones.scenario)
    assert "bare number" in zones.pane.note.text()


@pytest.mark.parametrize(("linked", "shown"), [(True, 3140 - 360), (False, 3140)])
def test_a_count_carries_free_along_while_it_is_linked(lists: Desk, linked: bool, shown: int) -> None:
    assert isinstance(lists.pane, FreeListsPane)
    lists.pane.set_linked(linked)
    lists.pane.model.setData(lists.index(*count(0)), "2000")
    assert lists.scenario.zones[DMA32].free == shown


def test_going_to_a_cell_asks_for_its_place_and_zone(zones: Desk) -> None:
    zones.go(*free(2))
    assert (zones.places, zones.zones) == ([("zone", 2, "free")], [2])


def test_places_are_those_of_the_log_when_zones_were_removed(zones: Desk) -> None:
    zones.show(edits.remove_zones(zones.scenario, [0]))
    zones.go(*free(1))
    assert zones.places == [("zone", 2, "free")]


def test_a_zone_that_is_not_in_the_log_has_no_place(zones: Desk) -> None:
    zones.show(edits.add_zone(zones.scenario))
    zones.go(*free(3))
    assert zones.places == []


def test_a_place_in_the_source_chooses_its_cell_without_asking_back(lists: Desk) -> None:
    lists.pane.choose_key(count(4))
    assert lists.pane.table.currentIndex() == lists.index(*count(4))
    assert lists.places == []


def test_a_step_of_the_trace_lights_the_cells_that_it_read(zones: Desk, lists: Desk) -> None:
    for desk, lit in ((zones, free()), (lists, count(3))):
        desk.pane.light(DMA32, (("free",), ("nr_free", 3)))
        assert desk.pane.model.mark(desk.index(*lit)).lit
        desk.pane.light(DMA32, ())
        assert not desk.pane.model.mark(desk.index(*lit)).lit


def test_a_reserve_lights_in_both_of_its_columns(zones: Desk) -> None:
    zones.pane.light(DMA32, (("lowmem_reserve", 2),))
    for key in (("zone", DMA32, "lowmem_reserve", 2), ("zone", DMA32, "lowmem_reserve")):
        assert zones.pane.model.mark(zones.index(*key)).lit


def test_a_copy_has_headers_and_comes_back_as_no_edit(zones: Desk) -> None:
    zones.select(free(0), ("zone", 0, "min"), free(1), ("zone", 1, "min"))
    zones.pane.table.copy_tsv()
    assert QGuiApplication.clipboard().text() == (
        "zone\tfree (kB)\tmin (kB)\nNode 0 DMA\t15816\t32\nNode 0 DMA32\t12560\t7076\n"
    )
    zones.pane.table.paste()
    assert [scenario for _, scenario, _ in zones.asked] == [zones.original]


def test_a_copy_as_markdown(zones: Desk) -> None:
    zones.select(free(0), free(1))
    zones.pane.table.copy_markdown()
    assert QGuiApplication.clipboard().text().splitlines() == [
        "| zone | free (kB) |",
        "| --- | ---: |",
        "| Node 0 DMA | 15816 |",
        "| Node 0 DMA32 | 12560 |",
    ]


def test_a_block_is_pasted_as_one_step(lists: Desk, clipboard: Callable[[str], None]) -> None:
    clipboard("1\t2\t3\n4\t5\t6\n")
    lists.select(count(0, 0))
    lists.pane.table.paste()
    assert [text for text, _, _ in lists.asked] == ["paste 6 cells"]
    assert [area.nr_free for area in (lists.scenario.zones[0].free_areas or ())[:3]] == [1, 2, 3]
    assert [area.nr_free for area in (lists.scenario.zones[1].free_areas or ())[:3]] == [4, 5, 6]


def test_rows_of_letters_out_of_sight_are_passed_over_by_a_paste(lists: Desk) -> None:
    assert lists.pane.table.isRowHidden(1)
    lists.pane._letters.trigger()  # type: ignore[attr-defined]
    assert not lists.pane.table.isRowHidden(1)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("1\t2\n3\t-4", "Nothing was pasted. Node 0 DMA32, order 1: “-4” is negative"),
        ("1\n" * 9, "The block is 9 × 1 cells"),
        ("1\t" * 30, "from here on there are 3 × 13"),
    ],
    ids=["a bad cell", "too high", "too wide"],
)
def test_a_block_with_something_wrong_is_refused_whole(
    lists: Desk, clipboard: Callable[[str], None], text: str, told: str
) -> None:
    clipboard(text)
    lists.select(count(0, 0))
    lists.pane.table.paste()
    assert lists.asked == []
    assert told in lists.pane.note.text()


def test_one_copied_value_fills_the_selection(lists: Desk, clipboard: Callable[[str], None]) -> None:
    clipboard("7")
    lists.select(count(1), count(2), count(5))
    lists.pane.table.paste()
    assert [(lists.scenario.zones[DMA32].free_areas or ())[order].nr_free for order in (1, 2, 5)] == [7, 7, 7]
    assert len(lists.asked) == 1


def test_delete_makes_values_unknown_and_they_can_be_put_back(zones: Desk) -> None:
    zones.select(free(), ("zone", DMA32, "min"))
    zones.pane.table.clear_cells()
    assert (zones.scenario.zones[DMA32].free, zones.scenario.zones[DMA32].min) == (None, None)
    assert zones.text(*free()) == "not printed"
    zones.select(free())
    zones.pane.table.put_back()
    assert (zones.scenario.zones[DMA32].free, zones.scenario.zones[DMA32].min) == (3140, None)
    zones.pane.put_all_back()
    assert zones.scenario == zones.original
    assert [text for text, _, _ in zones.asked] == ["clear 2 cells", "put back Node 0 DMA32 free", "put all zones back"]


def test_a_name_can_not_be_cleared(zones: Desk) -> None:
    zones.pane.show_column("zone", True)  # type: ignore[attr-defined]
    zones.select(("zone", 0, "name"))
    zones.pane.table.clear_cells()
    assert zones.asked == []
    assert "A zone needs a name." in zones.pane.note.text()


def test_steps_up_and_down_share_a_merge_key(lists: Desk) -> None:
    lists.go(*count(4))
    lists.pane.table.step_up()
    lists.pane.table.step_up()
    lists.pane.table.step_down()
    assert lists.text(*count(4)) == "5"
    keys = {key for _, _, key in lists.asked}
    assert len(keys) == 1
    assert keys != {""}


def test_a_count_of_nothing_can_not_be_stepped_down(lists: Desk) -> None:
    lists.go(*count(10))
    lists.pane.table.step_down()
    assert lists.asked == []


def test_zones_come_and_go(zones: Desk) -> None:
    assert isinstance(zones.pane, ZonesPane)
    zones.pane.ask_new_zone()
    assert zones.pane.model.rowCount() == 4
    assert zones.pane.table.currentIndex().row() == 3
    zones.select(free(3))
    zones.pane.ask_removal()
    assert [text for text, _, _ in zones.asked] == ["new zone Node 0 HighMem", "remove Node 0 HighMem"]
    assert zones.scenario == zones.original


def test_a_blank_machine_can_be_started(zones: Desk) -> None:
    assert isinstance(zones.pane, ZonesPane)
    zones.pane.ask_blank()
    assert zones.scenario == edits.blank_machine()


def test_orders_come_and_go(lists: Desk) -> None:
    assert isinstance(lists.pane, FreeListsPane)
    lists.pane.ask_order()
    assert lists.pane.model.columnCount() == 14
    lists.pane.ask_order_removal()
    assert lists.scenario == lists.original


def test_the_unit_of_figures_can_be_changed(zones: Desk) -> None:
    assert isinstance(zones.pane, ZonesPane)
    zones.pane.set_unit(Unit.PAGES)
    assert zones.text(*free()) == "3,140"
    zones.pane.model.setData(zones.index(*free()), "3000")
    assert zones.scenario.zones[DMA32].free == 3000
    assert zones.asked[0][0] == "Node 0 DMA32 free 12,560 kB → 12,000 kB"


def press(qtbot: QtBot, editor: QLineEdit, key: Qt.Key) -> None:
    qtbot.keyClick(editor, key)  # type: ignore[no-untyped-call]


def editor_of(table: QTableView) -> QLineEdit:
    editor = table.findChild(QLineEdit)
    assert editor is not None
    return editor


def test_return_commits_what_is_right_and_keeps_the_editor_at_what_is_wrong(zones: Desk, qtbot: QtBot) -> None:
    zones.pane.show()
    zones.go(*free())
    zones.pane.table.edit_current()
    editor = editor_of(zones.pane.table)
    assert editor.text() == "12560 kB"
    editor.setText("12561kB")
    press(qtbot, editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is not whole pages" in zones.pane.note.text())
    assert zones.asked == []
    assert editor.isVisible()
    editor.setText("12564kB")
    press(qtbot, editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: zones.scenario.zones[DMA32].free == 3141)


def test_escape_drops_a_text_without_a_word(zones: Desk, qtbot: QtBot) -> None:
    zones.pane.show()
    zones.go(*free())
    zones.pane.table.edit_current()
    editor = editor_of(zones.pane.table)
    editor.setText("nonsense")
    press(qtbot, editor, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: "bare number" in zones.pane.note.text())
    assert not zones.pane.model.mark(zones.index(*free())).refusal
    assert zones.asked == []


def test_leaving_a_wrong_text_keeps_the_old_value_and_says_why(zones: Desk, qtbot: QtBot) -> None:
    zones.pane.show()
    zones.go(*free())
    zones.pane.table.edit_current()
    qtbot.keyClicks(editor_of(zones.pane.table), "-5")  # type: ignore[no-untyped-call]
    zones.pane.table.setFocus()
    zones.go("zone", 0, "min")
    qtbot.waitUntil(lambda: "The old value stays." in zones.pane.note.text())
    assert zones.text(*free()) == "12,560"
    assert zones.asked == []


def test_an_untouched_editor_asks_for_nothing(zones: Desk, qtbot: QtBot) -> None:
    zones.pane.show()
    zones.go(*free())
    zones.pane.table.edit_current()
    editor = editor_of(zones.pane.table)
    press(qtbot, editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: zones.pane.table.state() == QTableView.State.NoState)
    assert zones.asked == []


def test_everything_in_the_menu_has_a_key_and_works_without_a_selection(zones: Desk) -> None:
    zones.pane.table.selectionModel().clear()
    menu = zones.pane.table.make_menu()
    assert all(action.shortcut().toString() for action in menu.actions())
    for action in menu.actions():
        action.trigger()
    assert zones.asked == []


def test_sixteen_zones_can_be_scrolled_to(qtbot: QtBot) -> None:
    pane = FreeListsPane()
    qtbot.addWidget(pane)
    desk = Desk(pane, a_big_machine(16))
    pane.resize(700, 250)
    pane.show()
    pane.choose_zone(15)
    assert pane.table.currentIndex() == desk.index(*count(0, 15))
    assert pane.table.viewport().rect().contains(pane.table.visualRect(pane.table.currentIndex()))


def test_panes_and_tables_have_accessible_names(zones: Desk, lists: Desk) -> None:
    assert [desk.pane.table.accessibleName() for desk in (zones, lists)] == ["Zone table", "Free-list table"]


@pytest.mark.parametrize("make", [ZonesPane, FreeListsPane])
def test_every_button_of_a_pane_can_be_reached_with_the_tab_key(qtbot: QtBot, make: Callable[[], FigurePane]) -> None:
    pane = make()
    qtbot.addWidget(pane)
    buttons = [pane.bar.widgetForAction(action) for action in pane.bar.actions()]
    buttons = [button for button in buttons if not isinstance(button, QLabel)]
    assert len(buttons) > 3
    assert all(button.focusPolicy() & Qt.FocusPolicy.TabFocus for button in buttons)


def test_the_chosen_zone_stays_in_sight_in_a_small_place(qtbot: QtBot) -> None:
    pane = ZonesPane()
    qtbot.addWidget(pane)
    scenario = a_big_machine()
    pane.show_analysis(an_analysis(scenario), scenario)
    pane.resize(700, 700)
    pane.show()
    pane.choose_zone(len(scenario.zones) - 1)
    pane.resize(700, 200)
    qtbot.waitUntil(lambda: pane.table.viewport().height() < 150)
    seen = pane.table.visualRect(pane.table.currentIndex())
    assert pane.table.viewport().rect().contains(seen.center())


def test_what_comes_to_a_table_that_was_empty_is_not_cut_off(qtbot: QtBot) -> None:
    pane = ZonesPane()
    qtbot.addWidget(pane)
    pane.resize(900, 300)
    pane.show()
    pane.show_analysis(an_analysis(Scenario()), None)
    scenario = read_text("log", THE_2012_LOG).reports[0].scenario
    pane.show_analysis(an_analysis(scenario), scenario)
    table = pane.table
    shown = [column for column in range(pane.model.columnCount()) if not table.isColumnHidden(column)]
    grid = 1  # the hint counts the line beside the cell
    assert all(table.columnWidth(column) >= table.sizeHintForColumn(column) - grid for column in shown)

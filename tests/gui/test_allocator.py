"""The allocator's pane: the request plays, the map shows what is there, and trials change only what they say."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.buddy.layout import lay_out
from engine.buddy.simulation import Held
from engine.buddy.zone import USED, BuddyZone
from engine.model.edits import blank_machine
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea, MigrateType, Zone
from engine.read.reader import read_text
from gui import theme
from gui.allocator.closeup import Inks, Paper, View, close_up
from gui.allocator.frames import FIXED, FREE, GIVEN, MOVES, OUTSIDE, FrameGrid, block_shape, codes_of
from gui.allocator.inks import map_colors
from gui.allocator.lab import Lab
from gui.allocator.map_view import MapView
from gui.allocator.play_box import count_words
from gui.allocator.room import AllocatorRoom
from gui.main_window import MainWindow
from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)

CASE = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"


@pytest.fixture(scope="module")
def case() -> Scenario:
    return read_text("case", CASE.read_bytes()).reports[0].scenario


@pytest.fixture
def lab(qtbot: QtBot, case: Scenario) -> Lab:
    return a_lab(qtbot, case)


def a_lab(qtbot: QtBot, scenario: Scenario) -> Lab:
    found = Lab()
    found.show_scenario(scenario)
    qtbot.waitUntil(lambda: found.simulation is not None)
    return found


@pytest.fixture
def room(qtbot: QtBot, case: Scenario) -> AllocatorRoom:
    found = AllocatorRoom()
    qtbot.addWidget(found)
    found.resize(900, 480)
    found.show_scenario(case)
    found.show()
    qtbot.waitUntil(lambda: found.lab.simulation is not None)
    return found


def advance(lab: Lab, steps: int) -> None:
    """Let its workload go on, slice by slice."""
    while steps:
        done = lab.advance(steps)
        assert done, "the workload came to its end"
        steps -= done


def titles(lab: Lab) -> list[str]:
    assert lab.play is not None
    return [scene.title for scene in lab.play.scenes]


# ---- the play


def test_the_2012_case_plays(lab: Lab) -> None:
    assert lab.start_play()
    assert titles(lab)[0] == "Asked for: 16 pages in a row (64 kB, order 4)"
    assert titles(lab)[3:] == [
        "Normal: no free block of order 4 or above; 93 pages left against 143 at step 0: refused",
        "DMA32: 765 pages left against 884 at step 0: refused",
        "Refused: page allocation failure, with 14,744 kB free",
    ]


def test_under_4_4_rules_the_same_state_splits_a_block_and_serves(qtbot: QtBot, case: Scenario, lab: Lab) -> None:
    before = [bytes(zone.state) for zone in lab.zones]
    later = a_lab(qtbot, replace(case, rules="4.4"))
    assert [bytes(zone.state) for zone in later.zones] == before
    assert later.start_play()
    told = titles(later)
    assert "DMA32: 3,125 pages left against 2,211: passes" in told
    assert sum(title.startswith("Split") for title in told) == 4
    assert told[-1].startswith("Served: 16 pages")
    assert later.play is not None
    assert later.play.scenes[-1].ok is True


def test_each_scene_shows_the_zones_as_they_were_then_forward_and_back(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    first = bytes(lab.zones[0].state)
    assert lab.start_play()
    assert lab.play is not None
    shown = []
    for number in range(len(lab.play.scenes)):
        lab.go_to(number)
        shown.append(bytes(lab.zones[0].state))
    assert shown[0] == first
    assert len(set(shown)) > 4
    for number in reversed(range(len(shown))):
        lab.step(-1) if number < len(shown) - 1 else lab.to_end()
        assert bytes(lab.zones[0].state) == shown[number]
    assert lab.play.at == 0
    lab.step(-5)
    assert lab.play.at == 0


def test_what_was_done_goes_on_under_other_rules(qtbot: QtBot, case: Scenario, lab: Lab) -> None:
    assert lab.start_play(0)
    lab.to_end()
    state = [bytes(zone.state) for zone in lab.zones]
    assert any(USED in zone for zone in state)
    lab.show_scenario(replace(case, rules="4.4"))
    assert lab.simulation is None
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert [bytes(zone.state) for zone in lab.zones] == state
    assert lab.start_play()
    assert titles(lab)[-1].startswith("Served")
    lab.make(0)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert not any(USED in bytes(zone.state) for zone in lab.zones)


def test_a_machine_without_free_lists_says_so_and_plays_nothing(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    lab.show_scenario(replace(case, zones=tuple(replace(zone, free_areas=None) for zone in case.zones)))
    assert "no zones with free lists" in lab.trouble
    assert not lab.start_play()
    assert lab.zones == ()


def test_counts_that_are_not_printed_are_told(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    zone = case.zones[0]
    assert zone.free_areas is not None
    areas = (FreeArea(None), *zone.free_areas[1:])
    lab.show_scenario(replace(case, zones=(replace(zone, free_areas=areas), *case.zones[1:])))
    qtbot.waitUntil(lambda: bool(lab.trouble))
    assert "prints no count" in lab.trouble


def test_only_the_last_machine_that_was_asked_for_comes(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    lab.show_scenario(case)
    lab.make(7)
    lab.make(3)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert lab.seed == 3
    once = bytes(lab.zones[0].state)
    lab.make(3)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert bytes(lab.zones[0].state) == once


def test_how_many_more(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    before = bytes(lab.zones[0].state)
    with qtbot.waitSignal(lab.counted) as found:
        lab.count_next()
    words = count_words(found.args[0])
    assert "more such requests are served" in words
    assert "from Node 0 DMA32" in words
    assert bytes(lab.zones[0].state) == before


# ---- by hand


def test_what_is_allocated_can_be_freed_and_all_is_as_before(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    free = lab.zones[0].free
    counts = [lab.zones[0].nr_free(order) for order in range(11)]
    assert lab.start_play(4)
    lab.to_end()
    pfn = lab.zones[0].base + bytes(lab.zones[0].state).index(USED + 4)
    assert lab.zones[0].free == free - 16
    assert lab.free(pfn)
    assert titles(lab)[0].startswith("Freed: 16 pages")
    assert any(title.startswith("Merge") for title in titles(lab))
    lab.to_end()
    assert [lab.zones[0].nr_free(order) for order in range(11)] == counts


@pytest.mark.parametrize("order", [-1, 11, 99])
def test_an_order_that_the_kernel_has_not_is_refused_in_words(qtbot: QtBot, lab: Lab, order: int) -> None:
    before = bytes(lab.zones[0].state)
    with qtbot.waitSignal(lab.complained) as told:
        assert not lab.start_play(order)
    assert "not one of this kernel's orders" in told.args[0]
    assert bytes(lab.zones[0].state) == before


@pytest.mark.parametrize(("pfn", "order"), [(1 << 40, 0), (-1, 0), (0, 12)])
def test_a_frame_out_of_range_changes_nothing(qtbot: QtBot, lab: Lab, pfn: int, order: int) -> None:
    before = [bytes(zone.state) for zone in lab.zones]
    with qtbot.waitSignal(lab.complained):
        assert not lab.free(pfn, order)
    assert [bytes(zone.state) for zone in lab.zones] == before


def test_what_is_free_is_not_freed_again(qtbot: QtBot, lab: Lab) -> None:
    frame = next(frame for frame, state in enumerate(lab.zones[0].state) if state)
    with qtbot.waitSignal(lab.complained):
        assert not lab.free(lab.zones[0].base + frame, 0)


# ---- workloads


def test_a_workload_runs_and_is_run_again_exactly(qtbot: QtBot, lab: Lab, tmp_path: Path) -> None:
    with qtbot.waitSignal(lab.running, check_params_cb=bool, timeout=20_000):
        lab.begin_run("network server")
    advance(lab, 2_000)
    after = [bytes(zone.state) for zone in lab.zones]
    assert lab.run is not None
    assert lab.run.served > 0
    assert lab.history.steps == 2_000
    lab.save_run(tmp_path / "run.json")
    lab.make(0)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    lab.load_run(tmp_path / "run.json")
    advance(lab, 2_000)
    assert [bytes(zone.state) for zone in lab.zones] == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps({"schema": "buddyscope-workload", "version": 9}), "version 9"),
        ("{}", "is no workload"),
        ("\0", "is no workload"),
        (json.dumps({"schema": "buddyscope-workload", "version": 1, "mix": 3}), "damaged"),
    ],
)
def test_a_workload_file_that_cant_be_read_changes_nothing(
    qtbot: QtBot, lab: Lab, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    with qtbot.waitSignal(lab.complained) as told:
        lab.load_run(path)
    assert words in told.args[0]
    assert lab.run is None


def test_no_file_and_nothing_to_save_are_told(qtbot: QtBot, lab: Lab, tmp_path: Path) -> None:
    with qtbot.waitSignal(lab.complained):
        lab.load_run(tmp_path / "none.json")
    with qtbot.waitSignal(lab.complained):
        lab.save_run(tmp_path / "run.json")
    assert not (tmp_path / "run.json").exists()


def test_a_long_history_stays_small(lab: Lab) -> None:
    for _ in range(5_000):
        lab.history.count(True)
        lab.history.sample(lab.zones)
    samples = lab.history.samples
    assert len(samples) <= 1200
    assert samples[0].steps == 0
    assert samples[-1].steps == 5_000


# ---- the state goes back into the tables


def test_an_untouched_state_is_no_edit(lab: Lab, case: Scenario) -> None:
    assert lab.used_scenario() == case


def test_the_state_carries_into_the_scenario(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    lab.start_play(4)
    lab.to_end()
    used = lab.used_scenario()
    assert used is not None
    zone, before = used.zones[0], case.zones[0]
    assert zone.free is not None
    assert before.free is not None
    assert zone.free == before.free - 16
    assert zone.free_areas is not None
    assert sum((area.nr_free or 0) << order for order, area in enumerate(zone.free_areas)) == zone.free
    assert zone.total == zone.free
    assert used.zones[1] == case.zones[1]
    assert zone.managed is None


def test_letters_come_and_go_with_the_blocks(qtbot: QtBot) -> None:
    machine = blank_machine()
    lab = a_lab(qtbot, machine)
    for _ in range(40):
        lab.start_play(10)
    lab.to_end()
    used = lab.used_scenario()
    assert used is not None
    top = [zone.free_areas[10] for zone in used.zones if zone.free_areas is not None]
    assert [bool(area.types) for area in top] == [bool(area.nr_free) for area in top]
    assert sum(area.nr_free or 0 for area in top) < 27


# ---- the map


def a_zone(*counts: int, present: int = 4096) -> BuddyZone:
    areas = tuple(FreeArea(count, frozenset({MigrateType.MOVABLE} if count else ())) for count in counts)
    return lay_out(Zone(0, "Normal", free_areas=areas, present=present), 1).zone


def test_every_frame_has_a_cell_of_its_own() -> None:
    grid = FrameGrid(a_zone(*[3] * 11, present=9 * 1024), map_colors(10))
    cells = {grid.cell_of(frame) for frame in range(9 * 1024)}
    assert len(cells) == 9 * 1024
    assert all(grid.frame_at(*grid.cell_of(frame)) == frame for frame in range(0, 9 * 1024, 7))
    assert grid.frame_at(-1, 0) is None
    assert grid.frame_at(grid.width, 0) is None


@given(st.integers(0, 10), st.integers(0, 1023))
def test_a_block_is_a_rectangle_and_its_buddy_is_beside_it(order: int, number: int) -> None:
    grid = GRID
    first = (number << order) % (4 << 10)
    cells = [grid.cell_of(frame) for frame in range(first, first + (1 << order))]
    wide, high = block_shape(order)
    left, top = grid.cell_of(first)
    assert set(cells) == {(left + x, top + y) for x in range(wide) for y in range(high)}
    if order < 10:
        other = grid.cell_of(first ^ 1 << order)
        assert abs(other[0] - left) + abs(other[1] - top) == (high if order % 2 else wide)


GRID = FrameGrid(a_zone(*[0] * 11), map_colors(10))


def test_what_is_drawn_is_what_the_zone_says() -> None:
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    codes = codes_of(zone)
    for order in range(11):
        assert np.count_nonzero(codes == FREE + order) == zone.nr_free(order) << order
    used = codes[(codes == FIXED) | (codes == MOVES)]
    assert len(used) == 4096 - zone.free
    assert np.count_nonzero(codes == MOVES) == bytes(zone.movable).count(1)
    frame = int(np.flatnonzero(codes == MOVES)[0])
    zone.state[frame] = USED
    assert codes_of(zone)[frame] == GIVEN


def test_frames_beside_the_zone_are_left_out() -> None:
    zone = BuddyZone("Normal", 0, 0, 100, 1000, 10, 9)
    codes = codes_of(zone)
    assert (codes[:100] == OUTSIDE).all()
    assert (codes[100:1100] != OUTSIDE).all()
    assert (codes[1100:] == OUTSIDE).all()


def test_an_update_draws_what_a_new_grid_would() -> None:
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    grid = FrameGrid(zone, map_colors(10), 1.0)
    for frame in zone.free_within(0, zone.size)[::2]:
        zone.state[frame] = 0
    grid.update(zone)
    fresh = FrameGrid(zone, map_colors(10), 1.0)
    assert (grid.cells == fresh.cells).all()
    assert all((one == other).all() for one, other in zip(grid.levels, fresh.levels, strict=True))


def test_a_smaller_picture_is_the_mean_of_the_larger() -> None:
    colors = map_colors(10)
    zone = a_zone(*[0] * 11)
    for frame in range(0, 4096, 4):
        zone.state[frame] = 8
    grid = FrameGrid(zone, colors)
    parts = [
        colors[[FREE, grid.cells[0, 1], grid.cells[1, 0], grid.cells[1, 1]]] >> shift & 0xFF for shift in (0, 8, 16)
    ]
    mean = [int(grid.levels[0][0, 0]) >> shift & 0xFF for shift in (0, 8, 16)]
    assert mean == [pytest.approx(float(part.mean()), abs=1) for part in parts]


@pytest.mark.parametrize("scale", [7.0, 9.3, 24.0, 48.0])
@pytest.mark.parametrize("at", [(-4.0, -7.5), (0.0, 0.0), (33.3, 20.7), (500.0, 0.0)])
def test_a_close_up_shows_each_cells_colour(scale: float, at: tuple[float, float]) -> None:
    grid = FrameGrid(a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1), map_colors(10))
    table = map_colors(10)
    inks = Inks(table, 0xFF123456, 0xFF654321)
    view = View(*at, scale, 300, 200)
    picture = close_up(grid.cells, view, inks, (32, 16), Paper())
    assert picture.shape == (200, 300)
    for x, y in ((150, 100), (299, 199), (0, 0), (77, 13)):
        column, row = int(np.floor(at[0] + (x + 0.5) / scale)), int(np.floor(at[1] + (y + 0.5) / scale))
        inside = 0 <= column < grid.width and 0 <= row < grid.height
        code = grid.cells[row, column] if inside else OUTSIDE
        dotted = {int(table[FIXED])} if code == MOVES else set()
        assert int(picture[y, x]) in {int(table[code]), inks.line, inks.pageblock} | dotted


def test_the_map_zooms_moves_and_tells_what_is_below_the_pointer(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    view.show_zone(zone)
    view.show()
    whole = view.scale
    middle = QPointF(200, 150)
    frame = view.frame_at(middle)
    view.zoom(4, middle)
    assert view.scale == pytest.approx(min(whole * 4, 48))
    assert view.frame_at(middle) == frame
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.frame_at(middle) != frame
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale == 48
    assert not view.grab().isNull()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.scale == pytest.approx(whole)
    for _ in range(40):
        view.zoom(0.5)
    assert view.scale == pytest.approx(whole)
    view.go_to(1024, 10)
    assert view.frame_at(middle) is not None
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert chosen.args == [view.frame_at(QPointF(200, 150))]


def test_a_map_of_nothing_can_be_used(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.show_zone(None)
    view.zoom(2)
    view.move(3, 3)
    view.go_to(5, 1)
    assert view.frame_at(QPointF(5, 5)) is None
    assert not view.grab().isNull()


# ---- the pane


def test_the_pane_plays_when_its_machine_is_there(qtbot: QtBot, case: Scenario) -> None:
    room = AllocatorRoom()
    qtbot.addWidget(room)
    room.show_scenario(case)
    room.play()
    qtbot.waitUntil(lambda: room.lab.play is not None)
    box = room.play_box
    assert box.title.text() == "Asked for: 16 pages in a row (64 kB, order 4)"
    box.last.click()
    assert box.title.text().startswith("Refused: page allocation failure")
    assert not box.on.isEnabled()
    box.back.click()
    assert box.title.text() == "DMA32: 765 pages left against 884 at step 0: refused"
    assert room.head.zones.currentText() == "Node 0 DMA32"
    QTest.keyClick(box.steps, Qt.Key.Key_Left)
    assert box.place.text() == "4 of 6"
    assert room.head.zones.currentText() == "Node 0 Normal"


def test_it_says_that_positions_are_assumed(room: AllocatorRoom) -> None:
    assert room.head.assumed.text() == "positions are assumed; seed"
    assert "Another seed puts them elsewhere" in room.head.seed.toolTip()
    before = bytes(room.lab.zones[0].state)
    room.head.seed.setValue(5)
    assert room.lab.seed == 5
    QApplication.processEvents()
    assert room.lab.busy or bytes(room.lab.zones[0].state) != before


def test_the_pointer_is_told_frame_block_and_list(room: AllocatorRoom) -> None:
    zone = room.lab.zones[room._zone]
    frame = next(frame for frame, state in enumerate(zone.state) if state >> 3 == 5)
    room.map.pointed.emit(frame + 3)
    words = room.hover.text()
    assert words.startswith(f"Page frame {zone.base + frame + 3:,}: free, block of order 4 (64 kB)")
    assert "movable list" in words


def test_a_block_from_the_start_is_freed_by_the_chosen_order(qtbot: QtBot, room: AllocatorRoom) -> None:
    zone = room.lab.zones[0]
    room.choose_zone(zone.title)
    frame = next(
        frame
        for frame in range(0, zone.size, 4)
        if all(room.lab.held_by(0, frame + each).held is Held.FROM_START for each in range(4))
    )
    free = zone.free
    room.try_box.order.setValue(2)
    room.map.chosen.emit(frame + 1)
    assert room.try_box.free.isEnabled()
    room.try_box.free.click()
    assert room.lab.zones[0].free == free + 4


def test_freeing_what_is_free_is_told_at_the_place(room: AllocatorRoom) -> None:
    zone = room.lab.zones[0]
    room.choose_zone(zone.title)
    frame = next(frame for frame, state in enumerate(zone.state) if state)
    free = zone.free
    room.map.chosen.emit(frame)
    assert not room.try_box.free.isEnabled()
    room.map.free_asked.emit(frame)
    assert not room.message.isHidden()
    assert zone.free == free


def test_programs_run_in_slices_and_rest(qtbot: QtBot, room: AllocatorRoom) -> None:
    room.try_box.speed.setValue(4)
    room.try_box.run.click()
    qtbot.waitUntil(lambda: room.lab.run is not None and room.lab.run.at >= 800, timeout=20_000)
    assert room.try_box.words.text().startswith("network server: ")
    room.try_box.run.click()
    assert not room.try_box.runs
    assert room.lab.run is not None
    at = room.lab.run.at
    QTest.qWait(120)
    assert room.lab.run.at == at


@pytest.fixture
def window(qtbot: QtBot) -> MainWindow:
    found = opens_windows(qtbot)(CASE)
    found.workbench.make_chart()
    return found


def open_room(qtbot: QtBot, window: MainWindow) -> AllocatorRoom:
    window.rows["play_request"].trigger()
    room = window.workbench.allocator.room
    assert room is not None
    qtbot.waitUntil(lambda: room.lab.play is not None)
    return room


def test_the_pane_is_hidden_until_it_is_asked_for(window: MainWindow) -> None:
    assert window.workbench.docks["allocator"].isHidden()
    assert window.workbench.allocator.room is None


def test_the_action_plays_and_rules_are_one_undoable_step(qtbot: QtBot, window: MainWindow) -> None:
    room = open_room(qtbot, window)
    assert not window.workbench.docks["allocator"].isHidden()
    room.head.rules.setCurrentIndex(room.head.rules.findData("4.4"))
    room.head.rules.activated.emit(room.head.rules.currentIndex())
    assert window.document.state.scenario.rules == "4.4"
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    room.play()
    room.lab.to_end()
    assert room.play_box.title.text().startswith("Served: 16 pages")
    window.document.undo_stack.undo()
    assert window.document.state.scenario.rules is None


def test_use_this_state_is_one_step_that_tables_chart_and_verdict_follow(qtbot: QtBot, window: MainWindow) -> None:
    room = open_room(qtbot, window)
    room.head.rules.activated.emit(room.head.rules.findData("4.4"))
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    room.play()
    room.lab.to_end()
    steps = window.document.undo_stack.count()
    machine = room.lab.simulation
    room.head.use.click()
    assert window.document.undo_stack.count() == steps + 1
    assert window.document.state.scenario.zones[0].free == 3124
    assert room.lab.simulation is machine, "its own state is not made anew"
    window.document.undo_stack.undo()
    assert window.document.state.scenario.zones[0].free == 3140
    qtbot.waitUntil(lambda: room.lab.simulation is not None and room.lab.simulation is not machine)
    assert room.lab.zones[0].free == 3140


def test_without_a_request_there_is_nothing_to_play(window: MainWindow) -> None:
    assert window.rows["play_request"].isEnabled()
    scenario = window.document.state.scenario
    window.document.edit("no request", replace(scenario, request=None))
    assert not window.rows["play_request"].isEnabled()


@pytest.mark.parametrize("dark", [False, True])
def test_it_is_drawn_in_both_schemes(qapp: QApplication, room: AllocatorRoom, dark: bool) -> None:
    theme.apply(qapp, dark)
    room.play()
    room.lab.to_end()
    room.map.go_to(0, 4)
    room.tabs.setCurrentIndex(1)
    picture = room.grab().toImage()
    colors = {picture.pixel(x, y) for x in range(0, picture.width(), 9) for y in range(0, picture.height(), 9)}
    assert len(colors) > 5
    theme.apply(qapp, False)

"""What is tried in the allocator: every pane follows, nothing is kept unless asked for, programs rest and go on."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.buddy.workload import MIXES, plan, save
from engine.buddy.zone import USED
from engine.model.scenario import Scenario
from gui.allocator.borders import borders
from gui.allocator.frames import FrameGrid
from gui.allocator.graphs import Graphs
from gui.allocator.inks import map_colors
from gui.allocator.lab import Lab
from gui.allocator.legend import Legend
from gui.allocator.map_view import MapView
from gui.allocator.room import AllocatorRoom
from gui.allocator.words import run_words
from gui.document import TRIED, Document
from gui.main_window import MainWindow
from tests.gui.allocators import CASE, a_lab, a_zone, advance, case, open_room, room, window
from tests.gui.window import OFFSCREEN_LACKS

__all__ = ["case", "room", "window"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


# ---- the document shows a trial, and keeps nothing of it


def a_document() -> Document:
    made = Document()
    made.open_text("case", CASE.read_bytes())
    return made


def with_free(document: Document, pages: int) -> Scenario:
    scenario = document.state.scenario
    return replace(scenario, zones=(replace(scenario.zones[0], free=pages), *scenario.zones[1:]))


def test_a_trial_is_judged_and_marked_but_no_step(qtbot: QtBot) -> None:
    document = a_document()
    steps, before = document.undo_stack.count(), document.state
    with qtbot.waitSignal(document.analysis_changed):
        document.try_out(with_free(document, 9999))
    assert document.analysis.scenario.zones[0].free == 9999
    assert document.analysis.notes[0] == TRIED
    assert document.edited, "what is shown are not the log's figures"
    assert document.saved, "and nothing is lost by closing"
    assert (document.undo_stack.count(), document.state) == (steps, before)
    with qtbot.assertNotEmitted(document.analysis_changed):
        document.try_out(with_free(document, 9999))


def test_the_figures_that_are_open_are_no_trial() -> None:
    document = a_document()
    document.try_out(with_free(document, 9999))
    document.try_out(document.state.scenario)
    assert TRIED not in document.analysis.notes
    assert not document.edited


@pytest.mark.parametrize("pages", [3140, 4000])
def test_a_step_ends_a_trial_even_one_that_changes_nothing(pages: int) -> None:
    document = a_document()
    document.try_out(with_free(document, 9999))
    document.edit("free", with_free(document, pages))
    assert document.analysis.scenario.zones[0].free == pages
    assert TRIED not in document.analysis.notes


# ---- the other panes follow


def served_by_4_4(qtbot: QtBot, window: MainWindow) -> AllocatorRoom:
    room = open_room(qtbot, window)
    room.head.rules.activated.emit(room.head.rules.findData("4.4"))
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    room.play()
    return room


def test_tables_chart_and_verdict_follow_the_play_forward_and_back(qtbot: QtBot, window: MainWindow) -> None:
    room = served_by_4_4(qtbot, window)
    chart = window.workbench.chart
    assert chart is not None
    free, shown = [], []
    for number in (0, len(room.lab.play.scenes) - 1 if room.lab.play else 0, 0):
        room.lab.go_to(number)
        free.append(window.document.analysis.scenario.zones[0].free)
        shown.append(TRIED in window.banner.full_text())
    assert free == [3140, 3124, 3140]
    assert shown == [False, True, False]
    assert window.document.state.scenario.zones[0].free == 3140


def test_put_back_forgets_what_was_tried(qtbot: QtBot, window: MainWindow) -> None:
    room = served_by_4_4(qtbot, window)
    room.lab.to_end()
    steps = window.document.undo_stack.count()
    assert room.head.back.isEnabled()
    room.head.back.click()
    assert window.document.analysis.scenario == window.document.state.scenario
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    assert room.lab.zones[0].free == 3140
    assert not room.head.back.isEnabled()
    assert window.document.undo_stack.count() == steps


def test_an_edit_that_the_hidden_pane_has_yet_to_hear_of_is_not_overwritten(qtbot: QtBot, window: MainWindow) -> None:
    room = served_by_4_4(qtbot, window)
    window.workbench.go_to("chart")
    qtbot.waitUntil(lambda: not window.workbench.docks["allocator"].isVisible() or room.visibleRegion().isEmpty())
    scenario = window.document.state.scenario
    fresh = replace(scenario, zones=(replace(scenario.zones[0], free=7000), *scenario.zones[1:]))
    window.document.edit("free", fresh)
    room.lab.to_end()
    assert window.document.analysis.scenario.zones[0].free == 7000


def test_other_rules_are_no_step_that_carries_the_trial(qtbot: QtBot, window: MainWindow) -> None:
    room = served_by_4_4(qtbot, window)
    room.lab.to_end()
    room.head.rules.activated.emit(room.head.rules.findData("6.12"))
    assert window.document.state.scenario.zones[0].free == 3140
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    assert window.document.state.scenario.rules == "6.12"
    assert window.document.analysis.scenario.zones[0].free == 3124, "the trial goes on under the other rules"


def test_the_other_panes_follow_programs_while_they_run(qtbot: QtBot, window: MainWindow) -> None:
    room = open_room(qtbot, window)
    room.try_box.speed.setValue(5)
    room.try_box.run.click()
    qtbot.waitUntil(lambda: TRIED in window.document.analysis.notes, timeout=20_000)
    assert room.try_box.runs
    room.try_box.run.click()
    shown = window.document.analysis.scenario.zones
    assert [zone.free for zone in shown] == [zone.free for zone in room.lab.zones]


def test_the_zone_that_all_panes_look_at_is_on_the_map_at_first(qtbot: QtBot, window: MainWindow) -> None:
    window.workbench.choose_zone(1)
    window.workbench.go_to("allocator")
    room = window.workbench.allocator.room
    assert room is not None
    qtbot.waitUntil(lambda: room.lab.simulation is not None)
    assert room.head.zones.currentText() == "Node 0 Normal"


# ---- programs


def begin(qtbot: QtBot, lab: Lab, mix: str = "network server") -> None:
    with qtbot.waitSignal(lab.programs.running, check_params_cb=bool, timeout=20_000):
        lab.programs.begin(mix)


def test_programs_that_rest_go_on_where_they_were(qtbot: QtBot, room: AllocatorRoom) -> None:
    box = room.try_box
    begin(qtbot, room.lab)
    advance(room.lab, 300)
    run = room.lab.programs.run
    box.run.click()
    assert box.run.text() == "Go on"
    box.mix.setCurrentIndex(1)
    assert box.run.text() == "Run", "another mix begins anew"
    box.mix.setCurrentIndex(0)
    box.run.click()
    assert box.run.text() == "Pause"
    assert room.lab.programs.run is run


def test_a_block_that_a_person_freed_is_not_freed_again_by_the_programs(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    begin(qtbot, lab)
    advance(lab, 400)
    run = lab.programs.run
    assert run is not None
    for zone, frame, _ in list(run.given.values())[:20]:
        assert lab.free(zone.base + frame)
    advance(lab, 4_000)
    assert all(zone.free == zone.listed() for zone in lab.zones)


def test_programs_go_on_under_other_rules(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, case)
    begin(qtbot, lab)
    advance(lab, 500)
    before = lab.programs.run
    lab.show_scenario(replace(case, rules="6.12"))
    qtbot.waitUntil(lambda: lab.simulation is not None)
    run = lab.programs.run
    assert before is not None
    assert run is not None
    assert run.simulation is lab.simulation
    assert (run.at, len(run.given)) == (500, len(before.given))
    assert all(zone.state[frame] == USED + order for zone, frame, order in run.given.values())
    advance(lab, 500)
    assert all(zone.free == zone.listed() for zone in lab.zones)


def test_programs_of_a_file_can_rest_and_run_again(qtbot: QtBot, room: AllocatorRoom, tmp_path: Path) -> None:
    mix = replace(MIXES[0], name="my own")
    save(plan(mix, 3, 120), tmp_path / "own.json")
    with qtbot.waitSignal(room.lab.programs.running, check_params_cb=bool, timeout=20_000):
        room.lab.programs.load(tmp_path / "own.json")
    assert room.try_box.mix.currentText() == "my own"
    advance(room.lab, 120)
    room.lab.programs.stop()
    assert room.try_box.run.text() == "Run"
    room.try_box.run.click()
    assert room.lab.programs.run is not None
    assert room.lab.programs.run.at < 120


def test_a_file_of_a_newer_version_is_told_in_the_pane_and_changes_nothing(
    qtbot: QtBot, room: AllocatorRoom, tmp_path: Path
) -> None:
    (tmp_path / "new.json").write_text(json.dumps({"schema": "buddyscope-workload", "version": 2}), "ascii")
    before = [bytes(zone.state) for zone in room.lab.zones]
    room.try_box.load_asked.emit(tmp_path / "new.json")
    qtbot.waitUntil(lambda: not room.message.isHidden())
    told = "new.json is of version 2; this program reads up to version 1. Nothing was changed."
    assert room.message.text() == told
    assert [bytes(zone.state) for zone in room.lab.zones] == before
    assert not room.try_box.runs


def test_programs_of_which_none_is_served_say_why(qtbot: QtBot, case: Scenario) -> None:
    full = replace(case, zones=tuple(replace(zone, min=1 << 20, low=1 << 20, high=1 << 20) for zone in case.zones))
    lab = a_lab(qtbot, full)
    begin(qtbot, lab)
    advance(lab, 100)
    assert lab.programs.run is not None
    assert run_words(lab.programs.run).endswith("nothing gives memory back here: free some first")


def test_what_is_not_played_is_said_where_programs_run(room: AllocatorRoom) -> None:
    assert "kswapd" in room.try_box.words.text()
    assert "not played" in room.try_box.words.text()


# ---- page frames by number


@pytest.mark.parametrize(("text", "frame"), [("5", 5), (" 1,024 ", 1024), ("0x10", 16)])
def test_a_page_frame_that_is_named_is_chosen_and_shown(room: AllocatorRoom, text: str, frame: int) -> None:
    zone = room.lab.zones[0]
    assert (zone.base, zone.first) == (0, 0)
    room.try_box.frame.setText(text)
    QTest.keyClick(room.try_box.frame, Qt.Key.Key_Return)
    assert room.head.zones.currentText() == zone.title
    assert room.try_box.chosen.text().startswith(f"Page frame {frame:,}: ")
    assert room.message.isHidden()
    assert room.map.scale >= 7


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("99999999", "Page frame 99,999,999 is in none of the zones: Node 0 DMA32 has 0 to "),
        ("-1", "“-1” is no page frame"),
        ("", "“” is no page frame"),
        ("½", "“½” is no page frame"),
        ("0x", "“0x” is no page frame"),
        ("12ab", "“12ab” is no page frame"),
    ],
)
def test_a_page_frame_out_of_range_is_told_and_changes_nothing(room: AllocatorRoom, text: str, words: str) -> None:
    before = room.try_box.chosen.text(), [bytes(zone.state) for zone in room.lab.zones]
    room.try_box.frame.setText(text)
    QTest.keyClick(room.try_box.frame, Qt.Key.Key_Return)
    assert room.message.text().startswith(words)
    assert (room.try_box.chosen.text(), [bytes(zone.state) for zone in room.lab.zones]) == before


# ---- what if


def test_both_questions_are_answered_by_figures(qtbot: QtBot, room: AllocatorRoom) -> None:
    box = room.what_if_box
    room.choose_zone("Node 0 DMA32")
    before = [bytes(zone.state) for zone in room.lab.zones]
    assert box.pages.value() == 64 * 16
    assert box.amount.text() == "If 4 MB of this zone were freed"
    box.free.click()
    qtbot.waitUntil(lambda: "tries" in box.freed.text(), timeout=20_000)
    assert box.freed.text().startswith("With 1,024 pages (4,096 kB) of Node 0 DMA32 freed, page by page and at random")
    box.move_pages.click()
    qtbot.waitUntil(lambda: "Node 0 Normal" in box.moved.text(), timeout=20_000)
    assert box.moved.text().splitlines()[0] == "Yes, Node 0 Normal could serve it then."
    assert "Linux 2.6.32 itself moves no pages for a request of this order." in box.moved.text()
    assert [bytes(zone.state) for zone in room.lab.zones] == before


def test_an_answer_goes_when_the_state_is_another(qtbot: QtBot, room: AllocatorRoom) -> None:
    room.what_if_box.show_freed("an answer")
    room.what_if_box.show_moved("an answer")
    room.try_box.allocate_asked.emit(0)
    assert (room.what_if_box.freed.text(), room.what_if_box.moved.text()) == ("", "")


# ---- graphs and map


def test_the_graphs_tell_what_was_below_the_pointer(qtbot: QtBot, room: AllocatorRoom) -> None:
    graphs = room.graphs
    graphs.resize(500, 240)
    room.choose_zone("Node 0 DMA32")
    begin(qtbot, room.lab)
    advance(room.lab, 1_500)
    samples = room.lab.history.samples
    first, last = graphs.told_at(150), graphs.told_at(499 - 60)
    assert first.startswith("After 0 steps: 3,140 pages free, largest free order 8, fragmentation index for order 4: a")
    assert last.startswith(tuple(f"After {each.steps:,} steps: " for each in samples[-2:]))
    assert graphs.told_at(2) == ""
    assert f"{samples[-1].free[0]:,} pages free" in graphs.accessibleDescription()


def test_every_order_has_its_strip_and_its_shade(qtbot: QtBot, room: AllocatorRoom) -> None:
    graphs = room.graphs
    sample = room.lab.history.samples[0]
    indices = tuple(tuple(-1000 if order < 6 else order * 90 for order in range(11)) for _ in sample.indices)
    room.lab.history.samples[:] = [sample._replace(indices=indices), sample._replace(indices=indices, steps=9)]
    graphs.resize(500, 320)
    picture = graphs.grab().toImage()
    place = graphs._parts(graphs._area(graphs._look_now().em))[2]
    middle = round(place.center().x())
    shades = [
        picture.pixelColor(middle, round(place.top() + (row + 0.5) * place.height() / 10)).lightness()
        for row in range(10)
    ]
    assert shades[:5] == sorted(shades[:5])
    assert len(set(shades[:5])) == 5, "orders 10 to 6: each less in pieces than the one above"
    assert len(set(shades[5:])) == 1, "a block is free: nothing is drawn"


def test_graphs_without_a_sample_draw_nothing(qtbot: QtBot) -> None:
    graphs = Graphs(Lab().history)
    qtbot.addWidget(graphs)
    assert graphs.told_at(200) == ""
    assert not graphs.grab().isNull()


def test_a_large_map_is_brought_up_to_date_bit_by_bit(qtbot: QtBot) -> None:
    zone = a_zone(*[0] * 11, present=200 << 10)
    grid = FrameGrid(zone, map_colors(10), drawn=False)
    assert not grid.cells.any()
    rounds = 0
    left = grid.parts
    while left > 0:
        left -= grid.update_some(zone, 0.0)
        rounds += 1
    assert rounds == grid.parts > 1
    assert (grid.cells == FrameGrid(zone, map_colors(10)).cells).all()


def test_a_map_that_follows_comes_round_by_itself(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    zone = a_zone(*[0] * 11, present=400 << 10)
    view.show_zone(zone)
    zone.state[zone.size - 4] = USED
    view.follow(zone)
    qtbot.waitUntil(lambda: not view.behind)
    assert view.grid is not None
    assert np.array_equal(view.grid.cells, FrameGrid(zone, map_colors(10), view.width() / view.height()).cells)


@pytest.mark.parametrize(
    ("at", "scale", "columns", "rows"),
    [((0.0, 0.0), 1.0, 2, 4), ((0.0, 0.0), 0.5, 0, 0), ((-10.0, 8.0), 1.0, 2, 3), ((33.0, 17.0), 2.0, 0, 2)],
)
def test_borders_run_between_pageblocks(at: tuple[float, float], scale: float, columns: int, rows: int) -> None:
    grid = FrameGrid(a_zone(*[0] * 11, present=4096), map_colors(10), 1.0)
    assert (grid.width, grid.height) == (64, 64)
    lines = borders(grid, 9, at, scale, QSize(70, 70))
    down = [line for line in lines if line.x1() == line.x2()]
    assert (len(down), len(lines) - len(down)) == (columns, rows)
    assert all((line.x1() / scale + at[0]) % 32 == 0 for line in down)


def test_the_legend_is_as_high_as_its_lines(qtbot: QtBot) -> None:
    legend = Legend()
    qtbot.addWidget(legend)
    legend.show()
    heights = []
    for width in (900, 400, 200):
        legend.resize(width, 10)
        heights.append(legend.minimumHeight())
    assert heights[0] < heights[1] < heights[2]


def test_the_tabs_are_reached_by_the_keyboard(room: AllocatorRoom) -> None:
    room.tabs.setFocus()
    QTest.keyClick(room.tabs.tabBar(), Qt.Key.Key_Right)
    QTest.keyClick(room.tabs.tabBar(), Qt.Key.Key_Right)
    assert room.tabs.currentWidget() is room.what_if_box
    for widget in (room.what_if_box.pages, room.what_if_box.order, room.what_if_box.free, room.what_if_box.move_pages):
        assert widget.accessibleName()

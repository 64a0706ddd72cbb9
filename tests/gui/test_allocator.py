"""The allocator's pane: the request plays, what is done by hand is told, and only "use" changes the document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.buddy.simulation import Held
from engine.model.scenario import Scenario
from gui import theme
from gui.allocator.room import AllocatorRoom
from gui.main_window import MainWindow
from tests.gui.allocators import case, open_room, room, window
from tests.gui.window import OFFSCREEN_LACKS

__all__ = ["case", "room", "window"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


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
    assert box.title.text() == "DMA32 refused at step 0: 765 pages left, and more than 884 wanted"
    assert room.head.zones.currentText() == "Node 0 DMA32"
    QTest.keyClick(box.steps, Qt.Key.Key_Left)
    assert box.place.text() == "5 of 7"
    assert room.head.zones.currentText() == "Node 0 Normal"


def test_while_a_state_is_made_the_line_above_the_map_grows_no_wider(room: AllocatorRoom) -> None:
    room.head.show_progress(None)
    wide = room.head.minimumSizeHint().width()
    room.head.show_progress(0.5)
    assert room.head.bar.isVisibleTo(room.head)
    assert room.head.minimumSizeHint().width() == wide


def test_it_says_that_positions_are_assumed(room: AllocatorRoom) -> None:
    assert room.head.assumed.text() == "positions assumed"
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
    qtbot.waitUntil(lambda: room.lab.programs.run is not None and room.lab.programs.run.at >= 800, timeout=20_000)
    assert room.try_box.words.text().startswith("network server: ")
    room.try_box.run.click()
    assert not room.try_box.runs
    assert room.lab.programs.run is not None
    at = room.lab.programs.run.at
    QTest.qWait(120)
    assert room.lab.programs.run.at == at


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

"""Machines of the allocator's pane for tests: the fixtures and what makes them."""

from __future__ import annotations

import pytest
from pytestqt.qtbot import QtBot

from engine.buddy.layout import lay_out
from engine.buddy.zone import BuddyZone
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea, MigrateType, Zone
from engine.read.reader import read_text
from gui.allocator.lab import Lab
from gui.allocator.room import AllocatorRoom
from gui.main_window import MainWindow
from tests.gui.window import opens_windows
from tests.tree import ROOT

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
        done = lab.programs.advance(steps)
        assert done, "the workload came to its end"
        steps -= done


def a_zone(*counts: int, present: int = 4096) -> BuddyZone:
    areas = tuple(FreeArea(count, frozenset({MigrateType.MOVABLE} if count else ())) for count in counts)
    return lay_out(Zone(0, "Normal", free_areas=areas, present=present), 1).zone


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

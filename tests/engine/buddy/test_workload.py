"""Workloads: drawn by a seed, carried out alike, saved and read again."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from engine.buddy.compaction import blocks_by_order
from engine.buddy.simulation import Simulation
from engine.buddy.workload import MIXES, Mix, Run, WorkloadError, load, plan, save
from engine.buddy.zone import BuddyZone
from engine.check.fragmentation import unusable_index
from tests.engine.buddy.machines import a_simulation, a_zone, books


def big() -> BuddyZone:
    zone = a_zone(1 << 15, top=10, block_order=9)
    zone.min, zone.low, zone.high = 100, 125, 150
    return zone


@pytest.mark.parametrize("mix", MIXES, ids=lambda mix: mix.name)
@pytest.mark.parametrize("label", ["2.6.32", "4.4", "6.12", "7.2"])
def test_a_workload_ends_twice_in_the_same_state_and_at_any_pace(mix: Any, label: str) -> None:
    workload = plan(mix, 11, 3000)
    assert workload == plan(mix, 11, 3000)
    assert workload != plan(mix, 12, 3000)
    one, other = a_simulation(big(), label=label), a_simulation(big(), label=label)
    run = Run(workload, one)
    assert run.go(10_000) == 3000
    assert run.go(1) == 0
    slow = Run(workload, other)
    while slow.go(777):
        pass
    assert books(one.zones[0]) == books(other.zones[0])
    assert one.zones[0].free < 1 << 15


def test_what_was_given_can_be_freed_and_nothing_is_lost() -> None:
    simulation = a_simulation(big())
    run = Run(plan(MIXES[0], 3, 5000), simulation)
    run.go(5000)
    for zone, frame, order in run.given.values():
        simulation.release(zone, frame, order)
    assert simulation.zones[0].free == 1 << 15


@pytest.mark.parametrize("label", ["2.6.32", "6.12"])
@pytest.mark.parametrize(("mix", "pages"), list(zip(MIXES, (5 << 10, 40 << 10, 64 << 10, 44 << 10), strict=True)))
def test_fragmentation_grows_where_a_mix_has_little_room(mix: Mix, pages: int, label: str) -> None:
    zone = a_zone(pages, top=10, block_order=9)
    zone.min, zone.low, zone.high = 64, 80, 96
    run = Run(plan(mix, 1, 60_000), a_simulation(zone, label=label))
    unusable = []
    while run.go(10_000):
        unusable.append(unusable_index(blocks_by_order(zone), 4))
    assert sum(unusable[3:]) > 3 * unusable[0]


def test_what_somebody_else_freed_is_not_freed_again() -> None:
    simulation = a_simulation(big())
    run = Run(plan(MIXES[0], 3, 5000), simulation)
    run.go(2000)
    zone, frame, order = next(iter(run.given.values()))
    simulation.free(zone.base + frame)
    run.forget(zone, frame)
    run.go(5000)
    for block in run.given.values():
        simulation.release(*block)
    assert zone.free == zone.listed() == 1 << 15
    assert order >= 0


def test_a_run_goes_on_in_a_copy_of_its_simulation() -> None:
    workload = plan(MIXES[0], 3, 4000)
    whole, first = a_simulation(big()), a_simulation(big())
    Run(workload, whole).go(4000)
    run = Run(workload, first)
    run.go(1500)
    second = Simulation(first.machine.copy())
    moved = run.moved_to(second)
    assert moved.go(4000) == 2500
    assert books(second.zones[0]) == books(whole.zones[0])
    assert first.zones[0].free != second.zones[0].free


def test_a_workload_that_asks_too_much_counts_its_refusals() -> None:
    run = Run(plan(MIXES[2], 3, 3000), a_simulation(a_zone(64)))
    run.go(3000)
    assert run.refused > 0


def test_a_saved_workload_is_read_as_it_was(tmp_path: Path) -> None:
    workload = plan(MIXES[1], 4, 500)
    save(workload, tmp_path / "w.json")
    assert load(tmp_path / "w.json") == workload


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"version": 2}, "w.json is of version 2; this program reads up to version 1"),
        ({"version": "1"}, "is of version 1;"),
        ({"schema": "other"}, "is no workload"),
        ({"actions": [0, 7777]}, "is damaged: step 1 is 7777"),
        ({"actions": [0, [5]]}, r"is damaged: step 1 is \[5\]"),
        ({"actions": [0, [0], [0]]}, r"is damaged: step 2 is \[0\]"),
        ({"actions": [True]}, "is damaged: step 0 is True"),
        ({"actions": [[[0]]]}, "is damaged"),
        ({"actions": None}, "is damaged"),
        ({"seed": -1}, "is damaged"),
        ({"mix": {"name": "x", "says": "y", "uses": [[["__GFP_IO"], -1, 1, 1]]}}, "is damaged"),
        ({"mix": {"name": "x", "says": "y", "uses": [[["__GFP_WISH"], 0, 1, 1]]}}, "'__GFP_WISH' is no flag of any"),
        ({"mix": {"name": "x", "says": "y", "uses": [[["__GFP_IO"], 40, 1, 1]]}}, "order 40 is above what any kernel"),
        ({"mix": {"name": "x", "says": "y", "uses": [[7, 0, 1, 1]]}}, "is damaged"),
        ({"mix": []}, "is damaged"),
    ],
)
def test_a_file_that_is_no_workload_is_told(tmp_path: Path, change: dict[str, Any], says: str) -> None:
    path = tmp_path / "w.json"
    save(plan(MIXES[1], 4, 50), path)
    path.write_text(json.dumps(json.loads(path.read_text("ascii")) | change), "ascii")
    with pytest.raises(WorkloadError, match=says):
        load(path)


@pytest.mark.parametrize("text", ["", "[", "7", "[" * 100_000, "\x00"])
def test_any_text_is_told_not_to_be_a_workload(tmp_path: Path, text: str) -> None:
    path = tmp_path / "w.json"
    path.write_text(text, "ascii")
    with pytest.raises(WorkloadError, match="is no workload"):
        load(path)

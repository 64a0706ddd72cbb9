"""A pageblock under isolation gives nothing, takes its frees, and comes back as it was."""

from __future__ import annotations

import pytest

from engine.buddy.isolate import isolate, release
from engine.buddy.simulation import Held, holder
from engine.buddy.zone import ISOLATE, MOVABLE
from tests.engine.buddy.machines import a_simulation, a_zone, an_ask, free_blocks, row_of


@pytest.mark.parametrize("label", ["4.4", "5.10", "6.12", "7.2"])
def test_isolated_pages_are_neither_counted_nor_given(label: str) -> None:
    zone = a_zone(64)
    simulation = a_simulation(zone, label=label)
    assert isolate(zone, 12, row_of(simulation))
    assert not isolate(zone, 8, row_of(simulation))
    assert zone.free == 56
    assert (8, 3, ISOLATE) in free_blocks(zone)
    given = [simulation.serve(an_ask(simulation, "movable", 0)) for _ in range(57)]
    assert given[-1] is None
    assert {got[1] for got in given if got} == set(range(64)) - set(range(8, 16))
    assert release(zone, 15)
    assert not release(zone, 15)
    assert zone.free == 8
    assert (8, 3, MOVABLE) in free_blocks(zone)


@pytest.mark.parametrize("label", ["4.6", "5.10", "6.12", "7.2"])
def test_what_is_freed_under_isolation_stays_apart(label: str) -> None:
    zone = a_zone(64)
    simulation = a_simulation(zone, label=label)
    zone.remove(0)
    zone.free = 32
    zone.movable[:32] = b"\1" * 32
    assert isolate(zone, 0, row_of(simulation))
    simulation.free(0, 3)
    simulation.free(8, 3)
    assert zone.free == 40
    assert {(0, 3, ISOLATE), (8, 3, MOVABLE)} <= free_blocks(zone)


def test_pages_that_cannot_move_prevent_it() -> None:
    zone = a_zone(64)
    simulation = a_simulation(zone)
    got = simulation.serve(an_ask(simulation, "unmovable", 0))
    assert got is not None
    before = free_blocks(zone)
    assert not isolate(zone, got[1], row_of(simulation))
    assert free_blocks(zone) == before


def test_a_page_tells_what_it_is_part_of() -> None:
    zone = a_zone(64, start=96)
    zone.remove(32)
    simulation = a_simulation(zone)
    simulation.serve(an_ask(simulation, "movable", 2))
    assert holder(zone, 3) == (96, 2, Held.IN_USE, None, True)
    assert holder(zone, 7) == (100, 2, Held.FREE, MOVABLE, False)
    assert holder(zone, 31) == (112, 4, Held.FREE, MOVABLE, False)
    assert holder(zone, 40) == (136, None, Held.FROM_START, None, False)
    simulation.machine.use_cpu_lists(4096)
    simulation.machine.lists[zone].high = 99
    simulation.free(96)
    assert holder(zone, 2) == (96, 2, Held.ON_CPU, None, False)

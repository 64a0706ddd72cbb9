"""Playing: what is in use, what can't be done, what each step says."""

from __future__ import annotations

import pytest

from engine.buddy.events import Step
from engine.buddy.pcp import CpuLists, batch_of
from engine.buddy.simulation import ImpossibleError
from engine.buddy.zone import MOVABLE, ON_CPU, UNMOVABLE
from tests.engine.buddy.machines import a_simulation, a_zone, an_ask, books, row_of


def test_a_served_request_is_freed_by_its_page_frame() -> None:
    simulation = a_simulation(a_zone(start=64))
    before = books(simulation.zones[0])[:2]
    zone, frame = simulation.serve(an_ask(simulation, "movable", 2)) or (None, 0)
    assert zone is simulation.zones[0]
    assert zone.movable.count(1) == 4
    simulation.free(64 + frame)
    assert zone.movable.count(1) == 0
    assert zone.free == 256
    assert set(zone.codes()) == set(before[0])  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("pfn", "order", "says"),
    [
        (63, 0, "page frame 63 is in none of the zones"),
        (320, 0, "page frame 320 is in none of the zones"),
        (64, 1, "the block in use at page frame 64 has order 2, not 1"),
        (65, 0, "page frame 65 does not begin a block of order 0 that is in use"),
        (66, None, "page frame 66 was not given by a request"),
        (68, 0, "page frame 68 does not begin a block of order 0 that is in use"),
        (100, 0, "page frame 100 does not begin a block of order 0 that is in use"),
        (97, 1, "page frame 97 does not begin a block of order 1 that is in use"),
        (64, 9, "the block in use at page frame 64 has order 2, not 9"),
        (96, 9, "page frame 96 does not begin a block of order 9 that is in use"),
        (96, -1, "page frame 96 does not begin a block of order -1 that is in use"),
    ],
)
def test_an_impossible_free_is_told_and_changes_nothing(pfn: int, order: int | None, says: str) -> None:
    simulation = a_simulation(a_zone(start=64))
    simulation.serve(an_ask(simulation, "movable", 2))
    before = books(simulation.zones[0])
    with pytest.raises(ImpossibleError, match=says):
        simulation.free(pfn, order)
    assert books(simulation.zones[0]) == before


def test_pages_in_use_from_the_start_are_freed_with_an_order() -> None:
    zone = a_zone()
    zone.remove(32)
    zone.free -= 32
    simulation = a_simulation(zone)
    simulation.free(36, 2)
    assert zone.free == 228
    with pytest.raises(ImpossibleError):
        simulation.free(36, 2)
    with pytest.raises(ImpossibleError):
        simulation.free(32, 3)


@pytest.mark.parametrize("order", [-1, 6, 99])
def test_an_order_that_the_kernel_lacks_is_told(order: int) -> None:
    with pytest.raises(ImpossibleError, match="orders, 0 to 5"):
        a_simulation().request(order, 0xCC0)


def test_the_steps_tell_the_story() -> None:
    simulation = a_simulation(a_zone(64))
    simulation.record()
    simulation.serve(an_ask(simulation, "movable", 3))
    told = [(event.step, event.pfn, event.order) for event in simulation.events()]
    assert told == [
        (Step.CHECK, 0, 3),
        (Step.TAKE_OFF, 0, 5),
        (Step.SPLIT, 16, 4),
        (Step.SPLIT, 8, 3),
        (Step.TAKE, 0, 3),
    ]
    check = simulation.events()[0].check
    assert check is not None
    assert check.ok
    simulation.record()
    simulation.free(0)
    told = [(event.step, event.pfn, event.order) for event in simulation.events()]
    assert told == [(Step.FREE, 0, 3), (Step.MERGE, 8, 3), (Step.MERGE, 16, 4), (Step.GIVE, 0, 5)]


def test_a_refusal_is_a_step_behind_every_check() -> None:
    zone = a_zone(64)
    zone.min, zone.low = 70, 80
    simulation = a_simulation(zone)
    simulation.record()
    assert simulation.serve(an_ask(simulation, "movable", 0)) is None
    steps = [event.step for event in simulation.events()]
    assert set(steps[:-1]) == {Step.CHECK}
    assert steps[-1] is Step.REFUSE


@pytest.mark.parametrize(
    ("managed", "page_size", "batch"), [(1 << 20, 4096, 63), (4000, 4096, 1), (60_000, 4096, 15), (1 << 20, 65536, 3)]
)
def test_the_batch_follows_from_the_zones_size(managed: int, page_size: int, batch: int) -> None:
    assert batch_of(managed, page_size) == batch


@pytest.mark.parametrize(("label", "lists"), [("4.19", 3), ("5.14", 15), ("6.1", 13), ("6.12", 14)])
def test_the_lists_of_a_cpu(label: str, lists: int) -> None:
    zone = a_zone(1024, top=10, block_order=9)
    assert len(CpuLists(zone, row_of(a_simulation(label=label)), 63).lists) == lists


def test_pages_come_and_go_in_batches_by_way_of_the_cpu() -> None:
    zone = a_zone(256)
    simulation = a_simulation(zone)
    machine = simulation.machine
    machine.use_cpu_lists(4096)
    lists = machine.lists[zone]
    lists.batch, lists.high = 4, 8
    ask = an_ask(simulation, "movable", 0)
    zone_and_frame = simulation.serve(ask)
    assert zone_and_frame == (zone, 0)
    assert (zone.free, lists.count) == (252, 3)
    assert [zone.state[frame] for frame in (1, 2, 3)] == [ON_CPU] * 3
    given = [simulation.serve(ask) for _ in range(11)]
    assert (zone.free, lists.count) == (244, 0)
    for got in given:
        assert got is not None
        simulation.release(*got, 0)
    assert lists.count < 8
    assert zone.free + lists.count == 255
    machine.drain()
    assert (zone.free, lists.count) == (255, 0)


def test_pages_on_a_cpus_list_are_not_free_to_be_freed_again() -> None:
    simulation = a_simulation()
    simulation.machine.use_cpu_lists(4096)
    zone, frame = simulation.serve(an_ask(simulation, "movable", 0)) or (a_zone(), 0)
    simulation.free(zone.base + frame)
    with pytest.raises(ImpossibleError):
        simulation.free(zone.base + frame, 0)


def test_a_copy_changes_on_its_own() -> None:
    simulation = a_simulation()
    simulation.machine.use_cpu_lists(4096)
    simulation.serve(an_ask(simulation, "movable", 0))
    zone = simulation.zones[0]
    before = books(zone), simulation.machine.lists[zone].count
    copy = simulation.machine.copy()
    assert copy.zones[0].free == 255
    assert copy.allocate(an_ask(simulation, "unmovable", 1), 0) is not None
    assert (books(zone), simulation.machine.lists[zone].count) == before
    assert UNMOVABLE in copy.zones[0].block_types
    assert UNMOVABLE not in zone.block_types
    assert MOVABLE in zone.block_types

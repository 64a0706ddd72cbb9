"""How many more, after freeing, and could compaction help?"""

from __future__ import annotations

import pytest

from engine.buddy.compaction import Suitable, blocks_by_order, compaction_suitable, perfect_compaction
from engine.buddy.questions import Tries, after_freeing, how_many, if_moved, tries_after_freeing
from engine.buddy.zone import MOVABLE, BuddyZone, code_of
from tests.engine.buddy.machines import a_machine, a_simulation, a_zone, an_ask, books


def test_requests_are_counted_zone_by_zone_until_the_refusal() -> None:
    low, high = a_zone(64, name="DMA32", index=1), a_zone(96, start=512)
    high.low = high.min = 32
    low.lowmem_reserve = (0, 0, 16, 16)
    simulation = a_simulation(low, high, label="5.0")
    before = [books(zone) for zone in simulation.zones]
    counted = how_many(simulation.machine, an_ask(simulation, "movable", 2), 0)
    assert [books(zone) for zone in simulation.zones] == before
    assert counted.refused
    assert counted.runs == (("Node 0 Normal", 16), ("Node 0 DMA32", 12))
    assert counted.served == 28
    assert counted.by_zone() == {"Node 0 Normal": 16, "Node 0 DMA32": 12}
    assert how_many(simulation.machine, an_ask(simulation, "movable", 2), 0, limit=5).refused is False
    assert how_many(simulation.machine, an_ask(simulation, "movable", 2), 0, spare=False) == counted
    assert how_many(simulation.machine, an_ask(simulation, "movable", 2), 0).served == 0


def test_nothing_is_served_from_an_empty_machine() -> None:
    zone = a_zone(64)
    zone.min = zone.low = 64
    simulation = a_simulation(zone)
    counted = how_many(simulation.machine, an_ask(simulation, "movable", 0), 0)
    assert (counted.served, counted.runs, counted.refused) == (0, (), True)


def in_use_but(*frames: int) -> BuddyZone:
    """A zone of 64 pages, pageblocks of 8, of which only these are free, one by one."""
    zone = a_zone(64)
    for code in list(zone.codes()):
        for frame in zone.blocks(code):
            zone.remove(frame)
    zone.fill(code_of(0, MOVABLE), frames)
    zone.free = len(frames)
    return zone


def test_after_freeing_enough_the_request_is_served() -> None:
    simulation = a_simulation(in_use_but(*range(0, 64, 8)))
    ask = an_ask(simulation, "movable", 2)
    assert not after_freeing(simulation.machine, ask, 0, 0, 0, 0, seed=1).served
    whole = after_freeing(simulation.machine, ask, 0, 0, 64, 0, seed=1)
    assert (whole.freed, whole.served) == (56, True)
    four = after_freeing(simulation.machine, ask, 0, 0, 4, 2, seed=1)
    assert (four.freed, four.served) == (4, True)
    assert simulation.zones[0].free == 8


@pytest.mark.parametrize(
    ("pages", "order", "found"),
    [(64, 0, Tries(56, 8, 8)), (4, 2, Tries(4, 8, 8)), (0, 0, Tries(0, 8, 0)), (1, 0, Tries(1, 8, 0))],
)
def test_freeing_is_tried_several_times(pages: int, order: int, found: Tries) -> None:
    simulation = a_simulation(in_use_but(*range(0, 64, 8)))
    before = books(simulation.zones[0])
    told: list[float] = []
    ask = an_ask(simulation, "movable", 2)
    assert tries_after_freeing(simulation.machine, ask, 0, 0, pages, order, told.append) == found
    assert told == [number / 8 for number in range(1, 9)]
    assert books(simulation.zones[0]) == before


def test_few_pages_of_a_large_zone_are_drawn_without_a_look_at_all_of_them() -> None:
    zone = a_zone(1 << 12, top=10, block_order=9)
    for code in list(zone.codes()):
        for frame in zone.blocks(code):
            zone.remove(frame)
    zone.free = 0
    simulation = a_simulation(zone)
    ask = an_ask(simulation, "movable", 0)
    assert after_freeing(simulation.machine, ask, 0, 0, 7, 0, seed=2).freed == 7
    assert after_freeing(simulation.machine, ask, 0, 0, 1 << 12, 3, seed=2).freed == 1 << 12


@pytest.mark.parametrize(
    ("movable", "least", "blocks", "passes"), [(range(64), 0, 4, True), (range(64), 33, 4, False), ((), 0, 0, False)]
)
def test_a_request_could_pass_if_pages_moved(movable: range, least: int, blocks: int, passes: bool) -> None:
    zone = in_use_but(*range(0, 64, 2))
    zone.min = least
    for frame in movable:
        zone.movable[frame] = frame % 2
    machine = a_machine(zone, label="6.12")
    simulation = a_simulation(zone, label="6.12")
    (found,) = if_moved(machine, an_ask(simulation, "movable", 3), 0, (6, 12))
    assert (found.zone, found.free, found.best.possible, found.passes) == ("Node 0 Normal", 32, blocks, passes)
    assert found.suitable is (Suitable.SKIPPED if least else Suitable.CONTINUE)


def test_blocks_are_counted_by_order_whatever_their_type() -> None:
    zone = in_use_but(*range(0, 64, 8))
    zone.put_tail(4, code_of(1, MOVABLE + 1))
    assert blocks_by_order(zone) == (8, 1, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("movable", "areas", "possible"),
    [(range(64), 8, 4), (range(32), 4, 4), (range(8), 1, 1), ((), 0, 0)],
)
def test_perfect_compaction_empties_what_holds_only_movable_pages(movable: range, areas: int, possible: int) -> None:
    zone = in_use_but(*range(0, 64, 2))
    for frame in movable:
        zone.movable[frame] = frame % 2
    found = perfect_compaction(zone, 3)
    assert (found.areas, found.possible) == (areas, possible)


@pytest.mark.parametrize(
    ("label", "order", "free", "answer"),
    [
        ("2.6.32", 4, 32, None),
        ("2.6.35", 3, 32, None),
        ("2.6.35", 4, 8, Suitable.SKIPPED),
        ("3.0", 3, 16, Suitable.SKIPPED),
        ("3.0", 3, 32, Suitable.CONTINUE),
        ("4.4", 3, 32, Suitable.CONTINUE),
        ("4.13", 3, 16, Suitable.SKIPPED),
        ("4.13", 3, 32, Suitable.CONTINUE),
        ("6.12", 3, 32, Suitable.CONTINUE),
        ("7.2", 3, 32, Suitable.CONTINUE),
    ],
)
def test_the_kernels_own_test(label: str, order: int, free: int, answer: Suitable | None) -> None:
    zone = in_use_but(*range(0, 2 * free, 2))
    simulation = a_simulation(zone, label=label)
    ask = an_ask(simulation, "movable", order)
    assert compaction_suitable(zone, ask.slow, simulation.machine.rules, simulation.machine.release) is answer


def test_where_a_block_is_there_nothing_is_to_be_done() -> None:
    for label in ("3.0", "4.4", "5.10", "7.2"):
        simulation = a_simulation(a_zone(64), label=label)
        ask = an_ask(simulation, "movable", 3)
        assert (
            compaction_suitable(simulation.zones[0], ask.slow, simulation.machine.rules, simulation.machine.release)
            is Suitable.SUCCESS
        )


def test_little_memory_in_few_blocks_is_no_fragmentation() -> None:
    zone = in_use_but()
    zone.fill(code_of(2, MOVABLE), range(0, 64, 8))
    zone.free = 32
    machine = a_machine(zone, label="3.19")
    simulation = a_simulation(zone, label="3.19")
    ask = an_ask(simulation, "movable", 3)
    assert compaction_suitable(zone, ask.slow, machine.rules, machine.release) is Suitable.NOT_SUITABLE

"""Whatever is asked and freed, the books stay right."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine.buddy.events import Step, carry_out
from engine.buddy.simulation import Simulation
from engine.buddy.zone import MOVABLE, ORDINARY_TYPES, BuddyZone, code_of
from tests.engine.buddy.machines import LABELS, NAMES, a_simulation, a_zone, an_ask, books, free_blocks

STEPS = st.lists(
    st.tuples(st.sampled_from(sorted(NAMES)), st.integers(0, 5), st.booleans(), st.integers(0, 1 << 16)), max_size=80
)
# Two zones whose borders lie inside of pageblocks and blocks of the top order.
ZONES = st.tuples(st.integers(90, 300), st.integers(0, 40))


def two_zones(pages: int, start: int) -> tuple[BuddyZone, BuddyZone]:
    low = BuddyZone("DMA32", 0, 1, start, pages, 5, 3)
    high = BuddyZone("Normal", 0, 2, 512, pages, 5, 3)
    for zone in (low, high):
        zone.lowmem_reserve = (0, 0, 8, 8) if zone is low else (0, 0, 0, 0)
        zone.min, zone.low, zone.high = 4, 8, 16
    return low, high


def populate(simulation: Simulation) -> None:
    """Frees every page one by one, as a kernel does at boot."""
    for zone in simulation.zones:
        for frame in range(zone.first, zone.end):
            simulation.machine.free(zone, frame, 0)


def play(simulation: Simulation, steps: list[tuple[str, int, bool, int]]) -> list[tuple[BuddyZone, int, int]]:
    """Carries steps out; the blocks that are in use at the end."""
    live: list[tuple[BuddyZone, int, int]] = []
    for kind, order, frees, which in steps:
        if frees and live:
            simulation.release(*live.pop(which % len(live)))
        else:
            got = simulation.serve(an_ask(simulation, kind, order))
            if got is not None:
                live.append((*got, order))
    return live


@pytest.mark.parametrize("label", LABELS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(steps=STEPS, shape=ZONES, on_cpus=st.booleans())
def test_pages_are_conserved_and_never_twice(
    label: str, steps: list[tuple[str, int, bool, int]], shape: tuple[int, int], on_cpus: bool
) -> None:
    simulation = a_simulation(*two_zones(*shape), label=label)
    populate(simulation)
    if on_cpus:
        simulation.machine.use_cpu_lists(4096)
    live = play(simulation, steps)
    simulation.machine.drain()
    for zone in simulation.zones:
        held = [(frame, order) for at, frame, order in live if at is zone]
        held += [(frame, order) for frame, order, _ in free_blocks(zone)]
        pages = [page for frame, order in held for page in range(frame, frame + (1 << order))]
        assert sorted(pages) == list(range(zone.first, zone.end))


@pytest.mark.parametrize("label", LABELS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(steps=STEPS, shape=ZONES)
def test_the_lists_equal_the_counts(
    label: str, steps: list[tuple[str, int, bool, int]], shape: tuple[int, int]
) -> None:
    simulation = a_simulation(*two_zones(*shape), label=label)
    populate(simulation)
    play(simulation, steps)
    for zone in simulation.zones:
        assert zone.free == zone.listed() == sum(1 << order for _, order, _ in free_blocks(zone))
        assert {frame: code for frame, code in enumerate(zone.state) if 0 < code < 160} == {
            frame: code for code in zone.codes() for frame in zone.blocks(code)
        }
        if simulation.machine.allocator.counts_moves:
            kept = sum(1 << order for _, order, kind in free_blocks(zone) if kind == 3)
            assert zone.free_highatomic == kept
            small = [(frame, order, kind) for frame, order, kind in free_blocks(zone) if order <= zone.block_order]
            assert [block for block in small if zone.block_type(block[0]) != block[2]] == []


@pytest.mark.parametrize("label", LABELS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(steps=STEPS, shape=ZONES)
def test_no_two_free_buddies_stand_side_by_side(
    label: str, steps: list[tuple[str, int, bool, int]], shape: tuple[int, int]
) -> None:
    simulation = a_simulation(*two_zones(*shape), label=label)
    populate(simulation)
    play(simulation, steps)
    for zone in simulation.zones:
        orders = {frame: order for frame, order, _ in free_blocks(zone)}
        # From a pageblock on the types have a say; those of ordinary types always merge.
        ordinary = {frame for frame, _, kind in free_blocks(zone) if kind in ORDINARY_TYPES}
        alone = [
            frame
            for frame, order in orders.items()
            if order < zone.top
            and orders.get(frame ^ 1 << order) == order
            and (order < zone.block_order or {frame, frame ^ 1 << order} <= ordinary)
        ]
        assert alone == []


@pytest.mark.parametrize("label", LABELS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(steps=STEPS, order=st.integers(0, 5))
def test_a_block_of_the_own_type_taken_and_freed_leaves_the_same_blocks(
    label: str, steps: list[tuple[str, int, bool, int]], order: int
) -> None:
    simulation = a_simulation(a_zone(), label=label)
    play(simulation, [("movable", size, frees, which) for _, size, frees, which in steps])
    before = free_blocks(simulation.zones[0])
    got = simulation.serve(an_ask(simulation, "movable", order))
    if got is not None:
        simulation.release(*got, order)
    assert free_blocks(simulation.zones[0]) == before


@pytest.mark.parametrize("label", LABELS)
@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.differing_executors])
@given(steps=STEPS, shape=ZONES)
def test_the_log_of_steps_leads_to_the_same_state(
    label: str, steps: list[tuple[str, int, bool, int]], shape: tuple[int, int]
) -> None:
    simulation = a_simulation(*two_zones(*shape), label=label)
    populate(simulation)
    copies = [zone.copy() for zone in simulation.zones]
    simulation.record()
    play(simulation, steps)
    carry_out(dict(enumerate(copies)), simulation.events())
    assert [books(copy) for copy in copies] == [books(zone) for zone in simulation.zones]


def test_the_log_tells_the_head_of_a_list_from_its_tail() -> None:
    simulation = a_simulation(a_zone(64))
    (zone,) = simulation.zones
    ask = an_ask(simulation, "movable", 0)
    assert [simulation.serve(ask) for _ in range(8)] == [(zone, frame) for frame in range(8)]
    copy = zone.copy()
    simulation.record()
    for frame in (4, 2, 3, 0):  # the last one's pair is half of a block that is half free: a larger merge is likely
        simulation.release(zone, frame, 0)
    events = simulation.events()
    assert [event.step for event in events].count(Step.GIVE_TAIL) == 1
    assert zone.blocks(code_of(0, MOVABLE)) == [4, 0]
    carry_out({0: copy}, events)
    assert books(copy) == books(zone)


@settings(max_examples=40, deadline=None)
@given(steps=STEPS, shape=ZONES)
def test_a_log_changes_nothing(steps: list[tuple[str, int, bool, int]], shape: tuple[int, int]) -> None:
    noted, silent = (a_simulation(*two_zones(*shape), label="7.2") for _ in range(2))
    for simulation in (noted, silent):
        populate(simulation)
    noted.record()
    play(noted, steps)
    play(silent, steps)
    assert [books(zone) for zone in noted.zones] == [books(zone) for zone in silent.zones]


@pytest.mark.parametrize("label", LABELS)
def test_freeing_everything_leaves_one_block_for_each_aligned_range(label: str) -> None:
    simulation = a_simulation(*two_zones(300, 7), label=label)
    populate(simulation)
    for zone in simulation.zones:
        whole = [frame for frame in range(0, zone.end, 32) if frame >= zone.first and frame + 32 <= zone.end]
        assert sorted(frame for frame, order, _ in free_blocks(zone) if order == 5) == whole

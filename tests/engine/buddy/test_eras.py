"""What changed from kernel to kernel, seen on one zone."""

from __future__ import annotations

import pytest

from engine.buddy.eras import ROWS, allocator_of
from engine.buddy.simulation import Simulation
from engine.buddy.zone import CMA, HIGHATOMIC, MOVABLE, RECLAIMABLE, RESERVE, UNMOVABLE, BuddyZone, code_of
from tests.engine.buddy.machines import a_simulation, a_zone, an_ask, free_blocks


@pytest.mark.parametrize(
    ("release", "label"),
    [
        ("2.6.12", "2.6.24"),
        ("2.6.32", "2.6.32"),
        ("3.2", "2.6.38"),
        ("4.11", "4.10"),
        ("4.12", "4.12"),
        ("5.10.262-1", "5.10"),
        ("6.1", "6.1"),
        ("6.1.176-1", "6.1-stable"),
        ("6.1-stable", "6.1-stable"),
        ("6.12.0", "6.12"),
        ("6.12.95-1~bpo12+1", "6.12-stable"),
        ("6.18", "6.18"),
        ("7.2.13-1", "7.2"),
        ("9.9", "7.2"),
    ],
)
def test_a_release_has_its_row(release: str, label: str) -> None:
    assert allocator_of(release).label == label


def test_a_text_without_a_release_has_none() -> None:
    with pytest.raises(ValueError, match="no release"):
        allocator_of("the newest")


def test_rows_are_in_order_and_labels_differ() -> None:
    main = [row.since for row in ROWS if not row.stable]
    assert main == sorted(set(main))
    assert len({row.label for row in ROWS}) == len(ROWS)


def blocks_of(*rows: tuple[int, int, int], pages: int = 64) -> BuddyZone:
    """A zone of 64 pages, pageblocks of 8, with these free blocks: frame, order, type; their pageblocks' type too."""
    zone = a_zone(pages)
    for code in list(zone.codes()):
        zone.heads[code].clear()
        zone.tails[code].clear()
    zone.state[:] = bytes(zone.size)
    for frame, order, kind in rows:
        zone.fill(code_of(order, kind), [frame])
        zone.set_block_types(frame, order, kind)
    zone.free = zone.listed()
    return zone


def served(label: str, kind: str, order: int, *rows: tuple[int, int, int]) -> tuple[Simulation, int]:
    simulation = a_simulation(blocks_of(*rows), label=label)
    got = simulation.serve(an_ask(simulation, kind, order))
    return simulation, -1 if got is None else got[1]


def test_the_lowest_pages_are_given_and_the_rest_is_listed_in_halves() -> None:
    simulation, frame = served("7.2", "movable", 1, (32, 5, MOVABLE))
    assert frame == 32
    assert free_blocks(simulation.zones[0]) == {(48, 4, MOVABLE), (40, 3, MOVABLE), (36, 2, MOVABLE), (34, 1, MOVABLE)}


@pytest.mark.parametrize(("label", "frame"), [("4.12", 8), ("4.13", 12), ("6.10", 12), ("7.2", 12)])
def test_a_movable_request_that_can_not_claim_takes_the_smallest_block_from_4_13(label: str, frame: int) -> None:
    zone = blocks_of()
    zone.block_order, zone.block_types = 5, bytearray([UNMOVABLE, MOVABLE])  # claimed from order 2 on
    zone.put_tail(8, code_of(1, UNMOVABLE))
    zone.put_tail(12, code_of(0, UNMOVABLE))
    zone.free = zone.listed()
    simulation = a_simulation(zone, label=label)
    got = simulation.serve(an_ask(simulation, "movable", 0))
    assert got is not None
    assert got[1] == frame


@pytest.mark.parametrize(
    ("label", "kind"), [("4.13", MOVABLE), ("6.9", MOVABLE), ("6.10", UNMOVABLE), ("7.2", UNMOVABLE)]
)
def test_the_rest_of_a_block_that_was_stolen_alone(label: str, kind: int) -> None:
    zone = blocks_of()
    zone.block_order, zone.block_types = 5, bytearray([UNMOVABLE, MOVABLE])
    zone.put_tail(4, code_of(1, UNMOVABLE))
    zone.free = 2
    simulation = a_simulation(zone, label=label)
    got = simulation.serve(an_ask(simulation, "movable", 0))
    assert got is not None
    assert free_blocks(zone) == {(5, 0, kind)}


@pytest.mark.parametrize(("label", "boost"), [("4.20", 0), ("5.1", 8), ("5.10", 8), ("6.12", 8), ("7.2", 8)])
def test_mixing_raises_the_watermarks_from_5_0(label: str, boost: int) -> None:
    zone = blocks_of((0, 2, MOVABLE))
    zone.high = 20
    simulation = a_simulation(zone, label=label)
    simulation.serve(an_ask(simulation, "unmovable", 0))
    assert zone.boost == boost


@pytest.mark.parametrize(("label", "frame"), [("3.19", 8), ("4.4", -1)])
def test_the_reserve_pageblocks_are_the_last_resort_up_to_4_3(label: str, frame: int) -> None:
    assert served(label, "unmovable", 0, (8, 2, RESERVE))[1] == frame


@pytest.mark.parametrize(("label", "frame"), [("3.4", -1), ("3.6", 8), ("4.1", 8), ("5.10", 8), ("7.2", 8)])
def test_cma_pages_serve_movable_requests_where_the_kernel_has_them(label: str, frame: int) -> None:
    zone = blocks_of((8, 2, CMA))
    zone.free_cma = 4
    simulation = a_simulation(zone, label=label)
    got = simulation.serve(an_ask(simulation, "movable", 0))
    assert (-1 if got is None else got[1]) == frame
    assert simulation.serve(an_ask(simulation, "unmovable", 0)) is None
    assert all(kind == CMA for _, _, kind in free_blocks(zone))


@pytest.mark.parametrize(("label", "first"), [("5.7", 8), ("5.8", 16), ("7.2", 16)])
def test_cma_pages_go_first_when_they_are_more_than_half(label: str, first: int) -> None:
    zone = blocks_of((8, 0, MOVABLE), (16, 3, CMA))
    zone.free_cma = 8
    simulation = a_simulation(zone, label=label)
    got = simulation.serve(an_ask(simulation, "movable", 0))
    assert got is not None
    assert got[1] == first


@pytest.mark.parametrize(
    ("label", "kept"), [("4.3", 0), ("4.4", 8), ("5.10", 8), ("6.1-stable", 8), ("6.3", 8), ("6.8", 0)]
)
def test_a_pageblock_is_kept_after_a_high_order_atomic_request(label: str, kept: int) -> None:
    zone = blocks_of((0, 3, MOVABLE), (8, 1, MOVABLE))
    zone.min, zone.low, zone.high = 1, 40, 60  # the fast pass fails, and only the slow one has the right
    simulation = a_simulation(zone, label=label)
    assert simulation.serve(an_ask(simulation, "atomic", 1)) is not None
    assert zone.reserved_highatomic == kept
    assert bytes(zone.block_types).count(HIGHATOMIC) == kept // 8
    assert all(zone.block_type(frame) == kind for frame, _, kind in free_blocks(zone)) or not kept


@pytest.mark.parametrize(
    ("label", "merges"), [("3.17", True), ("4.6", True), ("5.17", True), ("5.19", False), ("7.2", False)]
)
def test_highatomic_and_other_pageblocks_stay_apart_from_5_19(label: str, merges: bool) -> None:
    zone = blocks_of((0, 3, HIGHATOMIC))
    simulation = a_simulation(zone, label=label)
    simulation.machine.free(zone, 8, 3)
    assert ((0, 4, MOVABLE) in free_blocks(zone)) is merges


@pytest.mark.parametrize(("label", "at_tail"), [("2.6.32", False), ("2.6.36", True), ("2.6.38", True), ("7.2", True)])
def test_a_block_that_will_merge_soon_goes_to_the_tail(label: str, at_tail: bool) -> None:
    # Frame 8 is freed; its buddy 9 is in use, and the pair's buddy 10 is free at order 1.
    zone = blocks_of((10, 1, MOVABLE), (20, 0, MOVABLE))
    simulation = a_simulation(zone, label=label)
    simulation.machine.free(zone, 8, 0)
    assert zone.blocks(code_of(0, MOVABLE)) == ([20, 8] if at_tail else [8, 20])


def test_from_2_6_38_to_3_3_the_upper_half_never_goes_to_the_tail() -> None:
    for label, expected in (("2.6.38", [9, 20]), ("3.4", [20, 9])):
        zone = blocks_of((10, 1, MOVABLE), (20, 0, MOVABLE))
        a_simulation(zone, label=label).machine.free(zone, 9, 0)
        assert zone.blocks(code_of(0, MOVABLE)) == expected


def test_without_mixing_only_whole_pageblocks_are_claimed() -> None:
    # Normal with DMA32 below: the fast pass goes to DMA32 rather than to mix pageblocks.
    low, high = blocks_of((0, 1, UNMOVABLE)), blocks_of((8, 2, RECLAIMABLE))
    low.name, low.index = "DMA32", 1
    simulation = a_simulation(low, high, label="7.2")
    got = simulation.serve(an_ask(simulation, "unmovable", 0))
    assert got is not None
    assert got[0] is low


@pytest.mark.parametrize("label", ["2.6.32", "4.4", "5.10", "6.10", "7.2"])
def test_without_mobility_grouping_everything_is_unmovable_and_any_block_is_claimed(label: str) -> None:
    zone = blocks_of((8, 0, MOVABLE))
    zone.grouping = False
    simulation = a_simulation(zone, label=label)
    ask = an_ask(simulation, "movable", 0)
    assert (ask.kind, ask.fast.flags) == (UNMOVABLE, frozenset())
    assert simulation.serve(ask) == (zone, 8)
    assert zone.block_type(8) == UNMOVABLE


@pytest.mark.parametrize(
    ("label", "kind", "frame"),
    [("6.18", "unmovable", -1), ("6.18", "atomic", -1), ("7.2", "unmovable", -1), ("7.2", "atomic", 8)],
)
def test_defrag_mode_refuses_to_mix_pageblocks_but_for_a_last_pass_from_7_2(label: str, kind: str, frame: int) -> None:
    zone = blocks_of((8, 2, MOVABLE))
    simulation = a_simulation(zone, label=label)
    simulation.machine.defrag_mode = True
    got = simulation.serve(an_ask(simulation, kind, 0))
    assert (-1 if got is None else got[1]) == frame

"""A state from a report: the counts are the report's, the positions possible."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.buddy.layout import LayoutError, lay_out
from engine.buddy.scenario import playground
from engine.buddy.zone import ORDINARY_TYPES, TYPES, code_of
from engine.model.zone import FreeArea, MigrateType
from tests.engine.buddy.machines import books, free_blocks
from tests.engine.builders import a_scenario, a_zone, areas, blog_scenario, blog_zone

COUNTS = st.lists(st.integers(0, 60), min_size=11, max_size=11)
LETTERS = st.lists(st.sets(st.sampled_from("UMEHC"), min_size=1), min_size=11, max_size=11)


@settings(max_examples=40, deadline=None)
@given(counts=COUNTS, letters=LETTERS, seed=st.integers(0, 99), present=st.integers(1, 200_000))
def test_the_counts_and_letters_are_the_reports(
    counts: list[int], letters: list[set[str]], seed: int, present: int
) -> None:
    named = ["".join(sorted(names))[: count or 0] for names, count in zip(letters, counts, strict=True)]
    report = a_zone(counts=counts, free_areas=areas(counts, named), present=present)
    zone = lay_out(report, seed, start=5000).zone
    for order, (count, names) in enumerate(zip(counts, named, strict=True)):
        assert zone.nr_free(order) == count
        held = {kind.value for number, kind in enumerate(TYPES) if zone.count(code_of(order, number))}
        assert held == set(names)
    assert zone.listed() == zone.free == report.free
    blocks = free_blocks(zone)
    pages = [page for frame, order, _ in blocks for page in range(frame, frame + (1 << order))]
    assert len(set(pages)) == len(pages)
    assert all(zone.first <= page < zone.end for page in pages)
    orders = {frame: order for frame, order, _ in blocks}
    assert [frame for frame, order in orders.items() if order < 9 and orders.get(frame ^ 1 << order) == order] == []
    assert [frame for frame, order, kind in blocks if zone.block_type(frame) != kind] == []
    assert not any(zone.movable[page] for page in pages)


def test_the_same_seed_gives_the_same_positions_and_another_others() -> None:
    first, again, other = (lay_out(blog_zone(), seed).zone for seed in (1, 1, 2))
    assert books(first) == books(again)
    assert books(first) != books(other)


def test_what_is_assumed_is_said() -> None:
    assert lay_out(blog_zone(), 1).assumed == (
        "positions and the pages in use are assumed",
        "the report names no lists: all blocks are taken as movable",
        "the zone's size is not printed and assumed",
    )
    named = a_zone(counts=(8,) * 11, free_areas=areas((8,) * 11, ["M"] * 11))
    assert lay_out(named, 1).assumed == ("positions and the pages in use are assumed",)
    mixed = a_zone(counts=(8,) * 11, free_areas=areas((8,) * 11, ["UM"] * 11))
    assert lay_out(mixed, 1).assumed[1:] == ("where an order has several types, how many blocks each has is assumed",)


def test_types_that_pagetypeinfo_counts_are_exact() -> None:
    unmovable, movable = MigrateType.UNMOVABLE, MigrateType.MOVABLE
    both = frozenset({unmovable, movable})
    none = FreeArea(0, frozenset(), ())
    rows = [none] * 11
    rows[0] = FreeArea(9, both, ((unmovable, 7), (movable, 2)))
    rows[3] = FreeArea(4, both, ((unmovable, 1), (movable, None)))  # capped: what the other leaves
    made = lay_out(a_zone(free_areas=tuple(rows), free=41), 3)
    held = {order: [made.zone.count(code_of(order, kind)) for kind in ORDINARY_TYPES] for order in (0, 3)}
    assert held == {0: [7, 2, 0], 3: [1, 3, 0]}
    assert made.assumed == ("positions and the pages in use are assumed",)


def test_counts_by_type_that_do_not_add_up_are_not_taken() -> None:
    unmovable, movable = MigrateType.UNMOVABLE, MigrateType.MOVABLE
    rows = [FreeArea(0, frozenset())] * 11
    rows[0] = FreeArea(9, frozenset({unmovable, movable}), ((unmovable, 7), (movable, 7)))
    made = lay_out(a_zone(free_areas=tuple(rows), free=9), 3)
    assert made.zone.nr_free(0) == 9
    assert len(made.assumed) == 2


@pytest.mark.parametrize("given_areas", [None, areas((1, None, 3))])
def test_free_blocks_that_are_not_known_make_no_state(given_areas: object) -> None:
    with pytest.raises(LayoutError, match="Node 0 Normal prints no count"):
        lay_out(a_zone(free_areas=given_areas), 1)


def test_progress_rises_to_the_whole() -> None:
    told: list[float] = []
    counts = (50,) * 11
    playground(a_scenario(a_zone(counts=counts), a_zone("DMA32", counts=counts)), progress=told.append)
    assert told == sorted(told)
    assert told[-1] == 1


def test_the_2012_case_is_refused_by_2_6_32_and_served_by_4_4() -> None:
    for rules, served in ((None, False), ("4.4", True)):
        scenario = blog_scenario(rules=rules)
        assert scenario.request is not None
        play = playground(scenario, seed=5)
        assert (play.simulation.serve(play.ask(scenario.request)) is not None) is served


def test_a_report_without_free_blocks_is_no_playground() -> None:
    with pytest.raises(LayoutError, match="prints no free blocks"):
        playground(a_scenario(a_zone(free_areas=None)))

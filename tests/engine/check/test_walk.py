"""The walk over the zones: candidates, reserves, the removal step, and what hangs on unknown figures."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.check.outcome import Exclusion, Outcome, ZoneOutcome
from engine.check.walk import Walk, outcomes_by_order, rules_for, walk
from engine.kernels.generations import ROWS
from engine.model.scenario import Scenario
from engine.model.trace import FailedAt
from tests.engine.builders import GFP_ATOMIC_5, GFP_KERNEL_5, a_scenario, a_zone, areas, blog_scenario, blog_zone


def walked(scenario: Scenario) -> Walk:
    assert scenario.request is not None
    return walk(scenario, scenario.request, rules_for(scenario))


def test_the_2012_case_fails_at_step_0() -> None:
    zone = walked(blog_scenario()).zones[0]
    assert zone.check is not None
    assert (zone.check.base_left, zone.check.base_right) == (3125, 1769)
    assert zone.check.steps == ((765, 884),)
    assert (zone.outcome, zone.failed_at) == (ZoneOutcome.FAIL, 0)


@pytest.mark.parametrize(
    ("gfp", "rules", "steps", "found"),
    [
        (0x4020, None, ((765, 332), (605, 166), (521, 83), (465, 41)), None),
        (0xC0D0, "4.4", None, 4),
        (0xC0D0, "6.12", None, 4),
        (0xC0D0, "2.6.12", ((765, 884),), None),
        (0xC0D0, "2.6.39", ((763, 884),), None),
        (0xC0D0, "4.3", ((765, 884),), None),
    ],
)
def test_contrasts_of_the_2012_case(
    gfp: int, rules: str | None, steps: tuple[tuple[int, int], ...] | None, found: int | None
) -> None:
    done = walked(blog_scenario(gfp, rules))
    check = done.zones[0].check
    assert check is not None
    assert (check.steps, check.found_order) == (steps, found)
    fails = steps is not None and steps[-1][0] <= steps[-1][1]
    assert done.outcome is (Outcome.REFUSED if fails else Outcome.WOULD_PASS)


def test_an_unprinted_reserve_leaves_the_loops_refusal_but_not_the_scans_pass() -> None:
    unprinted = blog_zone(lowmem_reserve=None)
    normal = a_zone("Normal", (100,) + (0,) * 10, lowmem_reserve=None)
    old = a_scenario(unprinted, normal, order=4, gfp=0xC0D0, release="2.6.32")
    assert walked(old).zones[0].outcome is ZoneOutcome.FAIL
    new = walked(replace(old, rules="4.4")).zones[0]
    assert new.outcome is ZoneOutcome.UNDECIDED
    assert new.unknown == (("lowmem_reserve", 2),)


@pytest.mark.parametrize(
    ("gfp", "candidates"),
    [
        (GFP_KERNEL_5, {"DMA", "DMA32", "Normal"}),
        (GFP_KERNEL_5 | 0x1, {"DMA"}),
        (GFP_KERNEL_5 | 0x4, {"DMA", "DMA32"}),
        (0x100CCA, {"DMA", "DMA32", "Normal", "Movable"}),
        (0x100CC2, {"DMA", "DMA32", "Normal"}),
    ],
    ids=["GFP_KERNEL", "GFP_DMA", "GFP_DMA32", "GFP_HIGHUSER_MOVABLE", "GFP_HIGHUSER without HighMem"],
)
def test_candidates_are_the_zones_up_to_the_highest_that_the_mask_may_use(gfp: int, candidates: set[str]) -> None:
    zones = [a_zone(name) for name in ("DMA", "DMA32", "Normal", "Movable")]
    done = walked(a_scenario(*zones, gfp=gfp))
    assert {zones[one.index].name for one in done.zones if one.exclusion is None} == candidates
    assert all(one.exclusion in (None, Exclusion.TOO_HIGH) for one in done.zones)


@pytest.mark.parametrize(
    ("gfp", "left", "passes"),
    [(GFP_KERNEL_5, 500, False), (GFP_KERNEL_5, 501, True), (GFP_KERNEL_5 | 0x4, 301, True), (0x100CCA, 601, False)],
    ids=["at the mark and Normal's reserve", "one above", "DMA32's reserve", "Movable's reserve"],
)
def test_the_reserve_is_that_at_the_highest_usable_zone(gfp: int, left: int, passes: bool) -> None:
    zone = a_zone("DMA", (left,) + (0,) * 10, lowmem_reserve=(0, 200, 400, 600))
    done = walked(a_scenario(zone, gfp=gfp))
    assert (done.zones[0].outcome is ZoneOutcome.PASS) is passes


def test_nodes_outside_the_nodemask_are_no_candidates() -> None:
    zones = [a_zone(node=0), a_zone(counts=(1000,) + (0,) * 10, node=1)]
    done = walked(a_scenario(*zones, nodemask=frozenset({0})))
    assert done.zones[1].exclusion is Exclusion.NODEMASK
    assert done.outcome is Outcome.REFUSED


@pytest.mark.parametrize(("gfp", "bound"), [(GFP_KERNEL_5, True), (GFP_ATOMIC_5, False)])
def test_a_cpuset_binds_only_requests_that_obey_it(gfp: int, bound: bool) -> None:
    zones = [a_zone(node=0), a_zone(counts=(1000,) + (0,) * 10, node=1)]
    done = walked(a_scenario(*zones, gfp=gfp, release="5.10.7", mems_allowed=frozenset({0})))
    assert (done.zones[1].exclusion is Exclusion.CPUSET) is bound


def test_thisnode_with_nodes_that_disagree_hangs_on_the_node() -> None:
    zones = [a_zone(node=0), a_zone(counts=(1000,) + (0,) * 10, node=1)]
    assert walked(a_scenario(*zones, gfp=GFP_KERNEL_5 | 0x200000)).outcome is Outcome.UNDECIDED
    assert (
        walked(a_scenario(zones[0], replace(zones[0], node=1), gfp=GFP_KERNEL_5 | 0x200000)).outcome is Outcome.REFUSED
    )


@pytest.mark.parametrize(
    ("letters", "order", "gfp", "failed_at"),
    [
        ("H", 0, GFP_ATOMIC_5 | 0x1, FailedAt.REMOVAL),
        ("C", 0, GFP_KERNEL_5, FailedAt.REMOVAL),
        ("I", 0, GFP_KERNEL_5, FailedAt.REMOVAL),
        ("I", 2, GFP_KERNEL_5, FailedAt.NO_BLOCK),
        ("C", 2, GFP_KERNEL_5, FailedAt.NO_BLOCK),
        ("C", 2, 0x100CCA, None),
        ("UC", 2, GFP_KERNEL_5, None),
        ("H", 2, GFP_KERNEL_5, FailedAt.NO_BLOCK),
        ("H", 2, GFP_ATOMIC_5, None),
    ],
)
def test_blocks_count_only_on_lists_that_the_request_may_use(
    letters: str, order: int, gfp: int, failed_at: FailedAt | None
) -> None:
    counts = (0, 0, 0, 0, 90) + (0,) * 6
    zone = a_zone("DMA", counts, free_areas=areas(counts, ["", "", "", "", letters] + [""] * 6))
    done = walked(a_scenario(zone, order=order, gfp=gfp, release="5.10.7"))
    assert done.zones[0].failed_at is failed_at
    assert done.zones[0].outcome is (ZoneOutcome.PASS if failed_at is None else ZoneOutcome.FAIL)


def test_a_loop_that_passes_without_a_block_is_refused_at_removal() -> None:
    zone = a_zone(counts=(10,) + (0,) * 10, free=50_000)
    done = walked(a_scenario(zone, order=1, gfp=0xD0, release="2.6.32"))
    assert done.zones[0].failed_at is FailedAt.REMOVAL


@pytest.mark.parametrize(("free", "outcome"), [(100, "fail"), (101, "undecided"), (1612, "undecided"), (1613, "pass")])
def test_the_unprinted_reserve_of_4_4_is_an_interval(free: int, outcome: str) -> None:
    zone = a_zone(counts=(free,) + (0,) * 10, reserved_highatomic=None)
    done = walked(a_scenario(zone, gfp=0x24000C0, release="4.4.0"))
    assert done.zones[0].outcome.value == outcome


@pytest.mark.parametrize(
    ("letters", "outcome"), [("M", "pass"), ("H", "fail"), ("MH", "undecided")], ids=["none", "all", "some"]
)
def test_the_unprinted_free_part_of_6_12_lies_between_what_the_letters_allow(letters: str, outcome: str) -> None:
    counts = (110,) + (0,) * 10
    lists = areas(counts, [letters] + [""] * 10)
    zone = a_zone(counts=counts, free_areas=lists, reserved_highatomic=512, free_highatomic=None)
    assert walked(a_scenario(zone, release="6.12.0")).zones[0].outcome.value == outcome


@pytest.mark.parametrize("field", ["free", "min", "free_areas", "lowmem_reserve", "free_cma", "reserved_highatomic"])
def test_a_missing_figure_that_decides_leaves_it_undecided_and_is_named(field: str) -> None:
    zone = a_zone("DMA32", (5000,) + (0,) * 10, **{field: None})
    order = 1 if field == "free_areas" else 0
    if field != "free_areas":
        zone = replace(zone, free_areas=areas((5000,) + (0,) * 10, ["MC"] + [""] * 10))
    other = a_zone("Normal")
    done = walked(a_scenario(zone, other, order=order, release="5.10.7")).zones[0]
    if field == "reserved_highatomic":
        assert done.outcome is ZoneOutcome.PASS  # at most 1 % and a pageblock, far below what is free
    else:
        assert done.outcome is ZoneOutcome.UNDECIDED
        assert done.unknown[0][0] == ("nr_free" if field == "free_areas" else field)


def test_memalloc_requests_fail_only_for_want_of_a_page() -> None:
    assert walked(a_scenario(a_zone(counts=(1,) + (0,) * 10), gfp=0x20CC0)).outcome is Outcome.WOULD_PASS
    assert walked(a_scenario(a_zone(), gfp=0x20CC0)).outcome is Outcome.REFUSED


def test_no_zones_are_undecided() -> None:
    assert walked(a_scenario()).outcome is Outcome.UNDECIDED


figures = st.integers(0, 4000)
counts = st.lists(st.integers(0, 40), min_size=11, max_size=11)
labels = st.sampled_from([row.label for row in ROWS])


@given(counts, figures, figures, st.integers(0, 10), labels, figures)
def test_more_free_pages_never_turn_a_pass_into_a_fail(
    blocks: list[int], minimum: int, reserve: int, order: int, label: str, more: int
) -> None:
    zone = a_zone("DMA", blocks, min=minimum, lowmem_reserve=(0, reserve, reserve, reserve))
    before = walked(a_scenario(zone, order=order, rules=label))
    after = walked(a_scenario(replace(zone, free=(zone.free or 0) + more), order=order, rules=label))
    if before.outcome is Outcome.WOULD_PASS and (zone.free or 0) >= (2 << order):
        assert after.outcome is Outcome.WOULD_PASS


@given(counts, figures, st.integers(0, 10), labels)
def test_an_answer_with_an_unknown_agrees_with_some_value_of_it(
    blocks: list[int], minimum: int, order: int, label: str
) -> None:
    zone = a_zone("DMA", blocks, min=minimum, lowmem_reserve=None)
    done = walked(a_scenario(zone, order=order, rules=label)).outcome
    known = [
        walked(a_scenario(replace(zone, lowmem_reserve=(0, r, r, r)), order=order, rules=label)).outcome
        for r in (0, 10_000_000)
    ]
    assert done in known if known[0] is known[1] else done is Outcome.UNDECIDED


def test_outcomes_by_order_are_those_of_asking_each_order() -> None:
    scenario = blog_scenario()
    assert scenario.request is not None
    answer = rules_for(scenario)
    whole, by_zone = outcomes_by_order(scenario, scenario.request, answer)
    asked = [walked(blog_scenario(order=order)) for order in range(11)]
    assert whole == tuple(one.outcome for one in asked)
    assert by_zone == (tuple(one.zones[0].outcome for one in asked),)


def test_orders_cut_off_a_buddy_line_are_unknown_not_empty() -> None:
    whole = a_zone("DMA32", (9000, 0, 0, 0, 1) + (0,) * 6)
    cut = replace(whole, free_areas=(whole.free_areas or ())[:5], total=None)
    assert walked(a_scenario(whole, order=5)).outcome is Outcome.REFUSED
    done = walked(a_scenario(cut, order=5))
    assert done.outcome is Outcome.UNDECIDED
    assert done.zones[0].unknown[0] == ("nr_free", 5)
    assert walked(a_scenario(cut, order=4)).outcome is Outcome.WOULD_PASS

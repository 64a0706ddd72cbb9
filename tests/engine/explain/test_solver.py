"""What would have let it pass: applied it passes, one page or block less does not."""

from dataclasses import replace

import pytest
from hypothesis import assume, given, settings

from engine.check.outcome import Outcome
from engine.explain.analyse import analyse
from engine.explain.matrix import matrix
from engine.explain.solver import Change, ChangeKind, changes, fruitless, passes
from engine.kernels.generations import ROWS
from engine.model.edits import Value, set_values, value_at
from engine.model.report import Key
from engine.model.scenario import Scenario
from tests.engine.builders import GFP_KERNEL_5, a_scenario, a_zone, areas, blog_scenario
from tests.engine.explain.scenarios import scenarios


def one_less(change: Change, scenario: Scenario) -> Scenario:
    """The same change with one block, page or order less of it."""
    if change.kind is ChangeKind.ORDER:
        assert change.request is not None
        return replace(scenario, request=replace(change.request, order=change.request.order + 1))
    values: list[tuple[Key, Value]] = []
    for key, value in change.values:
        before = value_at(scenario, key)
        if isinstance(value, int) and isinstance(before, int):
            value += 1 if before > value else -1
            if value == before:
                return scenario
        values.append((key, value))
    return set_values(scenario, values)


STEPPED = (ChangeKind.BLOCKS, ChangeKind.PAGES, ChangeKind.MARK, ChangeKind.RESERVE, ChangeKind.ORDER)


@settings(max_examples=100)
@given(scenarios())
def test_applied_it_passes_and_one_less_does_not(scenario: Scenario) -> None:
    analysis = analyse(scenario)
    assume(analysis.outcome is Outcome.REFUSED)
    for change in changes(analysis, matrix(analysis)):
        assert passes(change.apply(scenario)), change
        if change.kind in STEPPED:
            assert not passes(one_less(change, scenario)), change


@settings(max_examples=40)
@given(scenarios())
def test_a_request_that_is_not_refused_needs_no_change(scenario: Scenario) -> None:
    analysis = analyse(scenario)
    assume(analysis.outcome is not Outcome.REFUSED)
    assert changes(analysis, matrix(analysis)) == ()


@settings(max_examples=40)
@given(scenarios())
def test_what_is_said_not_to_help_does_not(scenario: Scenario) -> None:
    analysis = analyse(scenario)
    table = matrix(analysis)
    request = scenario.request
    told = fruitless(analysis, changes(analysis, table), table)
    if analysis.outcome is not Outcome.REFUSED or request is None:
        assert told == ()
        return
    words = " ".join(told)
    tries = []
    for index, zone in enumerate(scenario.zones):
        if f"a lower {request.mark.value} mark" in words and zone.mark(request.mark):
            tries.append(set_values(scenario, ((("zone", index, request.mark.value), 0),)))
        for place in range(len(zone.lowmem_reserve or ())):
            if "a smaller lowmem_reserve" in words:
                tries.append(set_values(scenario, ((("zone", index, "lowmem_reserve", place), 0),)))
    if "a smaller order" in words:
        tries += [replace(scenario, request=replace(request, order=order)) for order in range(request.order)]
    if "another kernel" in words:
        tries += [replace(scenario, rules=row.label) for row in ROWS]
    assert [one for one in tries if passes(one)] == []


def test_a_refusal_for_want_of_blocks_is_told_what_does_not_help() -> None:
    analysis = analyse(a_scenario(a_zone(counts=(5000,) + (0,) * 10), order=3))
    told = fruitless(analysis, changes(analysis, matrix(analysis)), matrix(analysis))
    assert "a lower min mark (even 0 would not do)" in told


def found(scenario: Scenario) -> dict[ChangeKind, Change]:
    analysis = analyse(scenario)
    return {change.kind: change for change in reversed(changes(analysis, matrix(analysis)))}


def test_the_case_of_2012_passes_with_a_lower_mark_or_by_newer_rules() -> None:
    told = found(blog_scenario())
    assert told[ChangeKind.MARK].values == ((("zone", 0, "min"), 1529),)
    assert told[ChangeKind.RULES].rules == "4.4"
    assert told[ChangeKind.FLAGS].text.startswith("other flags: __GFP_HIGH (")
    order = told[ChangeKind.ORDER].request
    assert order is not None
    assert order.order == 0


def test_a_zone_without_a_block_wants_one_block() -> None:
    scenario = a_scenario(a_zone(counts=(5000,) + (0,) * 10), order=3)
    told = found(scenario)
    assert told[ChangeKind.BLOCKS].values == ((("zone", 0, "nr_free", 3), 1),)
    assert ChangeKind.PAGES not in told
    order = told[ChangeKind.ORDER].request
    assert order is not None
    assert order.order == 0


def test_a_block_is_added_to_a_list_that_the_request_may_take_from() -> None:
    zone = a_zone(counts=(5000, 0, 0, 4), free_areas=areas((5000, 0, 0, 4), ("M", "", "", "C")), free_cma=32)
    change = found(a_scenario(zone, order=3))[ChangeKind.BLOCKS]
    assert [key for key, _ in change.values] == [("zone", 0, "nr_free", 3), ("zone", 0, "types", 3)]


def test_too_few_pages_want_the_difference() -> None:
    zone = a_zone(free=90, counts=(90,) + (0,) * 10, min=100)
    change = found(a_scenario(zone))[ChangeKind.PAGES]
    assert (change.amount, change.text) == (11, "11 more free pages (44 kB) in Node 0 Normal")


def test_a_reserve_is_lowered_only_as_far_as_needed() -> None:
    dma32 = a_zone("DMA32", (1000,) + (0,) * 10, lowmem_reserve=(0, 0, 5000, 5000))
    normal = a_zone(counts=(10,) + (0,) * 10)
    change = found(a_scenario(dma32, normal))[ChangeKind.RESERVE]
    assert change.values == ((("zone", 0, "lowmem_reserve", 2), 1000 - 100 - 1),)


def test_nodes_that_are_not_allowed_would_have_served() -> None:
    full, free = a_zone(counts=(10,) + (0,) * 10), a_zone(counts=(5000,) + (0,) * 10, node=1)
    told = found(a_scenario(full, free, mems_allowed=frozenset({0})))
    assert ChangeKind.NODES in told


@pytest.mark.parametrize("names", [(), ("GFP_KERNEL",)], ids=["number alone", "with names"])
def test_other_flags_are_written_as_the_text_writes_them(names: tuple[str, ...]) -> None:
    scenario = a_scenario(a_zone(counts=(80,) + (0,) * 10), gfp_names=names)
    request = found(scenario)[ChangeKind.FLAGS].request
    assert request is not None
    assert request.gfp_mask == GFP_KERNEL_5 | 0x20
    assert request.gfp_names == (("GFP_KERNEL", "__GFP_HIGH") if names else ())


def test_a_text_without_counts_is_told_no_blocks() -> None:
    zone = replace(a_zone(counts=(10,) + (0,) * 10), free_areas=None, total=None)
    assert ChangeKind.BLOCKS not in found(a_scenario(zone, order=2))

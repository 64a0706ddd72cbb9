"""One zone: asking many kernels and orders at once gives what each of them gives alone."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine.check.asked import asked_in_every_order, asked_of
from engine.check.one_zone import judge_zone, outcome_of
from engine.check.outcome import ZoneOutcome
from engine.check.walk import outcomes_elsewhere, rules_for, walk
from engine.kernels.generations import ROWS
from engine.model.edits import blank_machine
from tests.engine.builders import GFP_ATOMIC_5, GFP_KERNEL_5, a_scenario, a_zone

MASKS = (GFP_KERNEL_5, GFP_ATOMIC_5, 0xC0D0, 0x4020, 0x20, GFP_ATOMIC_5 | 0x8)


@given(
    counts=st.lists(st.integers(0, 3), min_size=11, max_size=11),
    minimum=st.integers(0, 300),
    gfp=st.sampled_from(MASKS),
    reserved=st.none() | st.integers(0, 200),
)
def test_outcomes_alone_are_those_of_the_whole_check(
    counts: list[int], minimum: int, gfp: int, reserved: int | None
) -> None:
    zone = a_zone("Normal", counts, min=minimum, reserved_highatomic=reserved)
    for row in ROWS:
        scenario = a_scenario(zone, gfp=gfp, rules=row.label)
        assert scenario.request is not None
        for asked in asked_in_every_order(asked_of(scenario, scenario.request, rules_for(scenario))):
            whole = judge_zone(0, zone, asked.situation, asked.rules).outcome
            assert outcome_of(zone, asked.situation, asked.rules) is whole, (row.label, asked.situation.order)


def test_rules_that_the_text_does_not_rule_out_end_as_when_chosen() -> None:
    scenario = replace(blank_machine(), zones=(a_zone("Normal", (40, 3), min=20),))
    assert scenario.request is not None
    answer = rules_for(scenario)
    assert answer.alternatives
    ends = outcomes_elsewhere(scenario, scenario.request, answer)
    chosen = [replace(scenario, rules=row.label) for row in answer.alternatives]
    assert list(ends) == [walk(one, scenario.request, rules_for(one)).outcome for one in chosen]


@given(
    gfp=st.sampled_from(MASKS),
    cma=st.none() | st.integers(0, 200),
    reserved=st.none() | st.integers(0, 200),
    minimum=st.none() | st.integers(0, 300),
)
def test_a_zone_of_which_nobody_knows_what_is_free_is_never_said_to_serve(
    gfp: int, cma: int | None, reserved: int | None, minimum: int | None
) -> None:
    zone = replace(
        a_zone("Normal", (40, 3), min=minimum),
        free=None,
        free_cma=cma,
        reserved_highatomic=reserved,
        managed=None,
        present=None,
    )
    for row in ROWS:
        scenario = a_scenario(zone, gfp=gfp, rules=row.label)
        assert scenario.request is not None
        asked = asked_of(scenario, scenario.request, rules_for(scenario))
        ends = judge_zone(0, zone, asked.situation, asked.rules)
        assert ends.outcome is not ZoneOutcome.PASS or asked.situation.ignores_watermarks, row.label

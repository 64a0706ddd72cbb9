"""What is refused at one order is refused at every larger one: the table of kernels and orders rests on it."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from engine.check.asked import asked_of, of_order
from engine.check.one_zone import as_read, judge_zone
from engine.check.outcome import ZoneOutcome
from engine.check.walk import rules_for
from engine.kernels.generations import ROWS
from engine.model.scenario import Scenario
from tests.engine.explain.scenarios import scenarios

UNKNOWN = (
    (),
    ("free_cma",),
    ("reserved_highatomic", "free_highatomic"),
    ("boost",),
    ("min",),
    ("free",),
    ("lowmem_reserve",),
    ("free_areas",),
)


@settings(max_examples=100, deadline=None)
@given(scenarios(), st.sampled_from(ROWS), st.sampled_from(UNKNOWN))
def test_larger_blocks_are_refused_too(scenario: Scenario, row: object, unknown: tuple[str, ...]) -> None:
    scenario = replace(
        scenario,
        rules=row.label,  # type: ignore[attr-defined]
        zones=tuple(replace(zone, **dict.fromkeys(unknown)) for zone in scenario.zones),  # type: ignore[arg-type]
    )
    assert scenario.request is not None
    asked = asked_of(scenario, scenario.request, rules_for(scenario))
    situation, rules = as_read(*(lambda one: (one.situation, one.rules))(of_order(1, asked)))
    for zone in scenario.zones:
        ends = [judge_zone(0, zone, situation._replace(order=order), rules).outcome for order in range(1, 11)]
        first = ends.index(ZoneOutcome.FAIL) if ZoneOutcome.FAIL in ends else len(ends)
        assert set(ends[first:]) <= {ZoneOutcome.FAIL}, (zone, ends)

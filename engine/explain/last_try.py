"""Why did the kernel kill although the printed numbers would serve the request? The last try before is a harder one.

Before it kills, the kernel asks once more for the same block, against the high mark and with no right to a reserve, so
that it does not kill where another kill has freed enough (__alloc_pages_may_oom; allocator.md section g).
"""

from __future__ import annotations

from dataclasses import replace

from engine.check.asked import asked_of, exclusion_of
from engine.check.one_zone import judge_zone
from engine.check.outcome import Outcome, ZoneOutcome
from engine.check.walk import rules_for
from engine.explain.analysis import Analysis
from engine.explain.reasons import clause
from engine.model.zone import Mark

_WHY = "Before it kills, the kernel tries once more, against the high mark and without reserves, and that fails:"


def last_try_note(analysis: Analysis) -> str | None:
    """The zone with most free pages that the last try refuses; None where one serves, or the numbers do not tell."""
    scenario = analysis.scenario
    request = scenario.request
    if request is None or analysis.outcome is not Outcome.WOULD_PASS or request.mark is not Mark.MIN:
        return None
    answer = rules_for(scenario)
    asked = asked_of(scenario, replace(request, mark=Mark.HIGH), answer)
    situation = asked.situation._replace(flags=frozenset(), ignores_watermarks=False)
    candidates = [(index, zone) for index, zone in enumerate(scenario.zones) if exclusion_of(zone, asked) is None]
    walks = [judge_zone(index, zone, situation, answer.rules) for index, zone in candidates]
    if not walks or any(walk.outcome is not ZoneOutcome.FAIL for walk in walks):
        return None
    most = max(walks, key=lambda walk: (scenario.zones[walk.index].free or 0, -walk.index))
    zone = scenario.zones[most.index]
    return f"{_WHY} {zone.title} {clause(most, zone, asked.request, asked.terms, scenario.page_size)}."

"""How does the whole walk over the zones end?

Follows get_page_from_freelist of the failed attempt: the zones that the mask may use, highest first, each with its
watermark check and then the removal step (semantics.md B.1, C, A.10). The order of nodes does not change whether a
request is served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.check.asked import Asked, Terms, asked_elsewhere, asked_in_every_order, asked_of, exclusion_of
from engine.check.kept import kept
from engine.check.one_zone import judge_zone, outcome_of
from engine.check.outcome import Outcome, ZoneOutcome, ZoneWalk
from engine.kernels.choice import RulesAnswer, choose
from engine.kernels.layout import zone_rank
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import Zone


@dataclass(frozen=True, slots=True)
class Walk:
    """The whole answer: each zone in the order of the scenario, and how the request ends."""

    asked: Asked
    zones: tuple[ZoneWalk, ...]
    outcome: Outcome

    @property
    def terms(self) -> Terms:
        """The request in the terms of the rules used."""
        return self.asked.terms


def rules_for(scenario: Scenario) -> RulesAnswer:
    """The rules of this scenario: its own choice, or what its text tells."""
    return choose(scenario.kernel, scenario.request, scenario.rules)


def walk(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> Walk:
    """The walk under the answer's rules."""
    asked = asked_of(scenario, request, answer)
    zones = tuple(_one_zone(index, zone, asked) for index, zone in enumerate(scenario.zones))
    return Walk(asked, zones, end_of_walk([zone.outcome for zone in zones], scenario, asked.terms))


@kept(most=128)
def _one_zone(index: int, zone: Zone, asked: Asked) -> ZoneWalk:
    excluded = exclusion_of(zone, asked)
    if excluded is not None:
        return ZoneWalk(index, ZoneOutcome.NOT_CANDIDATE, excluded)
    return judge_zone(index, zone, asked.situation, asked.rules)


def end_of_walk(outcomes: Sequence[ZoneOutcome], scenario: Scenario, terms: Terms) -> Outcome:
    """How the request ends, from how the walk ends at each zone."""
    if ZoneOutcome.PASS in outcomes:
        return Outcome.UNDECIDED if hangs_on_node(outcomes, scenario, terms) else Outcome.WOULD_PASS
    return Outcome.UNDECIDED if not outcomes or ZoneOutcome.UNDECIDED in outcomes else Outcome.REFUSED


def in_walk_order(zones: Sequence[ZoneWalk], scenario: Scenario) -> list[ZoneWalk]:
    """The zones as the kernel comes to them: within a node from the highest down.

    Which node comes first is not printed; the lowest is told first.
    """
    return sorted(
        zones, key=lambda one: (scenario.zones[one.index].node or 0, -zone_rank(scenario.zones[one.index].name))
    )


def hangs_on_node(outcomes: Sequence[ZoneOutcome], scenario: Scenario, terms: Terms) -> bool:
    """Whether __GFP_THISNODE confines the request to one node, which no report names, and the nodes disagree."""
    if "__GFP_THISNODE" not in terms.names:
        return False
    nodes = {zone.node for zone in scenario.zones}
    ends = zip(scenario.zones, outcomes, strict=True)
    serving = {zone.node for zone, outcome in ends if outcome is ZoneOutcome.PASS}
    return len(nodes) > 1 and serving != nodes


def outcomes_by_order(
    scenario: Scenario, request: AllocRequest, answer: RulesAnswer
) -> tuple[tuple[Outcome, ...], tuple[tuple[ZoneOutcome, ...], ...]]:
    """For every order from 0: whether a request of that order would be served; and the same for each zone."""
    asked = asked_of(scenario, request, answer)
    by_zone = _ends(scenario, asked_in_every_order(asked))
    return tuple(end_of_walk(ends, scenario, asked.terms) for ends in zip(*by_zone, strict=True)), by_zone


def outcomes_elsewhere(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> tuple[Outcome, ...]:
    """How the request would end under each of the rules that the text does not rule out."""
    others = asked_elsewhere(asked_of(scenario, request, answer), answer)
    by_zone = _ends(scenario, others)
    return tuple(
        end_of_walk([ends[place] for ends in by_zone], scenario, asked.terms) for place, asked in enumerate(others)
    )


def _ends(scenario: Scenario, questions: tuple[Asked, ...]) -> tuple[tuple[ZoneOutcome, ...], ...]:
    return tuple(_ends_at(zone, questions) for zone in scenario.zones)


@kept(most=256)
def _ends_at(zone: Zone, questions: tuple[Asked, ...]) -> tuple[ZoneOutcome, ...]:
    """How the walk ends at one zone for each question, without the steps."""
    return tuple(
        outcome_of(zone, asked.situation, asked.rules)
        if exclusion_of(zone, asked) is None
        else ZoneOutcome.NOT_CANDIDATE
        for asked in questions
    )

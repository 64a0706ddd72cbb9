"""How does the whole walk over the zones end?

Follows get_page_from_freelist of the failed attempt: the zones that the mask may use, highest first, each with its
watermark check and then the removal step (semantics.md B.1, C, A.10). The order of nodes does not change whether a
request is served.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.check.bounds import Situation
from engine.check.one_zone import judge_zone, outcome_of
from engine.check.outcome import Exclusion, Outcome, ZoneOutcome, ZoneWalk
from engine.kernels.choice import RulesAnswer, choose
from engine.kernels.flags import SlowPath, highest_zone, mobility, slow_path
from engine.kernels.gfp import Names, bits_of, era_of, translate
from engine.kernels.layout import Layout, layout_of, zone_rank
from engine.kernels.rules import KernelRules
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario, Trait
from engine.model.zone import MigrateType, Zone, order_count

_CMA_SINCE = (3, 5)
_HIGHATOMIC_SINCE = (4, 4)
_BOOST_SINCE = (5, 0)
_LETTERS_SINCE = (3, 8)


class Terms(NamedTuple):
    """The request in the terms of one kernel: single-bit names, flags, zones, the index of the reserve that counts."""

    names: Names
    slow: SlowPath
    migratetype: MigrateType
    layout: Layout
    highest: str
    reserve_index: int | None
    ignores_watermarks: bool

    def of_order(self, order: int, request: AllocRequest, rules: KernelRules) -> Terms:
        """The same mask asking for another order: only the flags of the slow path can differ."""
        slow = slow_path(self.names, order, request.task, rules)
        return self._replace(slow=slow, ignores_watermarks=_ignores_watermarks(self.names, request, slow))


@dataclass(frozen=True, slots=True)
class Walk:
    """The whole answer: each zone in the order of the scenario, and how the request ends."""

    terms: Terms
    zones: tuple[ZoneWalk, ...]
    outcome: Outcome


def rules_for(scenario: Scenario) -> RulesAnswer:
    """The rules of this scenario: its own choice, or what its text tells."""
    return choose(scenario.kernel, scenario.request, scenario.rules)


def terms_of(scenario: Scenario, request: AllocRequest, answer: RulesAnswer, rules: KernelRules) -> Terms:
    """What the mask means under the rules; a mask written for another kernel is translated by its names first."""
    names = bits_of(request.gfp_mask, request.gfp_names, answer.log_era)
    if answer.chosen or rules is not answer.rules:
        names = translate(names, answer.log_era, era_of(rules.since))
    slow = slow_path(names, request.order, request.task, rules)
    layout = layout_of(scenario.zones, answer.log_version)
    highest = highest_zone(names, layout)
    index = layout.index(highest) if highest in layout else None
    return Terms(names, slow, mobility(names), layout, highest, index, _ignores_watermarks(names, request, slow))


def _ignores_watermarks(names: Names, request: AllocRequest, slow: SlowPath) -> bool:
    """The right to a pass without watermarks, whichever function of the kernel grants it (B.2)."""
    if "NO_WATERMARKS" in slow.flags:
        return True
    if "__GFP_NOMEMALLOC" in names:
        return False
    return "__GFP_MEMALLOC" in names or (request.task.pf_memalloc and not request.task.in_interrupt)


def walk(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> Walk:
    """The walk under the answer's rules."""
    rules = answer.rules
    terms = terms_of(scenario, request, answer, rules)
    situation = _situation(scenario, request, terms, answer, rules)
    zones = tuple(_one_zone(index, zone, request, terms, situation, rules) for index, zone in enumerate(scenario.zones))
    return Walk(terms, zones, _outcome(zones, scenario, terms))


def _situation(
    scenario: Scenario, request: AllocRequest, terms: Terms, answer: RulesAnswer, rules: KernelRules
) -> Situation:
    version = answer.log_version
    retries = rules.boost_retry in terms.names or rules.boost_retry in terms.slow.flags
    return Situation(
        order=request.order,
        flags=terms.slow.flags,
        mark=request.mark,
        reserve_index=terms.reserve_index,
        highest=terms.highest,
        retries_unboosted=retries,
        letters=names_lists(scenario, answer),
        page_size=scenario.page_size,
        orders=order_count(scenario.zones, scenario.page_size),
        movable=terms.migratetype is MigrateType.MOVABLE,
        ignores_watermarks=terms.ignores_watermarks,
        had_cma=version is None or version >= _CMA_SINCE,
        had_highatomic=version is None or version >= _HIGHATOMIC_SINCE,
        had_boost=version is None or version >= _BOOST_SINCE,
    )


def names_lists(scenario: Scenario, answer: RulesAnswer) -> bool:
    """Whether the log's kernel prints letters, so that a count without them has lost them; else blocks are ordinary."""
    version = answer.log_version
    return Trait.LETTERS in scenario.kernel.traits or (version is not None and version >= _LETTERS_SINCE)


def exclusion_of(zone: Zone, request: AllocRequest, terms: Terms) -> Exclusion | None:
    """Why the walk never comes to this zone; None if it does."""
    if zone_rank(zone.name) > zone_rank(terms.highest):
        return Exclusion.TOO_HIGH
    if zone.node is not None and request.nodemask is not None and zone.node not in request.nodemask:
        return Exclusion.NODEMASK
    if (
        zone.node is not None
        and request.mems_allowed is not None
        and terms.slow.cpuset_enforced
        and zone.node not in request.mems_allowed
    ):
        return Exclusion.CPUSET
    return None


def _one_zone(
    index: int, zone: Zone, request: AllocRequest, terms: Terms, situation: Situation, rules: KernelRules
) -> ZoneWalk:
    excluded = exclusion_of(zone, request, terms)
    if excluded is not None:
        return ZoneWalk(index, ZoneOutcome.NOT_CANDIDATE, excluded)
    return judge_zone(index, zone, situation, rules)


def _outcome(zones: tuple[ZoneWalk, ...], scenario: Scenario, terms: Terms) -> Outcome:
    outcomes = {zone.outcome for zone in zones}
    if not outcomes - {ZoneOutcome.NOT_CANDIDATE}:
        return Outcome.UNDECIDED if not zones else Outcome.REFUSED
    if ZoneOutcome.PASS in outcomes:
        return Outcome.UNDECIDED if hangs_on_node(zones, scenario, terms) else Outcome.WOULD_PASS
    return Outcome.UNDECIDED if ZoneOutcome.UNDECIDED in outcomes else Outcome.REFUSED


def in_walk_order(zones: Sequence[ZoneWalk], scenario: Scenario) -> list[ZoneWalk]:
    """The zones as the kernel comes to them: within a node from the highest down.

    Which node comes first is not printed; the lowest is told first.
    """
    return sorted(
        zones, key=lambda one: (scenario.zones[one.index].node or 0, -zone_rank(scenario.zones[one.index].name))
    )


def hangs_on_node(zones: tuple[ZoneWalk, ...], scenario: Scenario, terms: Terms) -> bool:
    """Whether __GFP_THISNODE confines the request to one node, which no report names, and the nodes disagree."""
    if "__GFP_THISNODE" not in terms.names:
        return False
    nodes = {zone.node for zone in scenario.zones}
    serving = {scenario.zones[zone.index].node for zone in zones if zone.outcome is ZoneOutcome.PASS}
    return len(nodes) > 1 and serving != nodes


def outcomes_by_order(
    scenario: Scenario, request: AllocRequest, answer: RulesAnswer
) -> tuple[tuple[Outcome, ...], tuple[tuple[ZoneOutcome, ...], ...]]:
    """For every order from 0: whether a request of that order would be served; and the same for each zone."""
    top = order_count(scenario.zones, scenario.page_size)
    terms = terms_of(scenario, request, answer, answer.rules)
    excluded = [exclusion_of(zone, request, terms) for zone in scenario.zones]
    base = _situation(scenario, request, terms, answer, answer.rules)
    walks = []
    for order in range(top):
        here = terms.of_order(order, request, answer.rules)
        situation = base._replace(order=order, flags=here.slow.flags, ignores_watermarks=here.ignores_watermarks)
        walks.append(_light_walk(scenario, situation, excluded, answer.rules))
    by_zone = tuple(tuple(zones[index].outcome for zones in walks) for index in range(len(scenario.zones)))
    return tuple(_outcome(zones, scenario, terms) for zones in walks), by_zone


def outcome_under(scenario: Scenario, request: AllocRequest, answer: RulesAnswer, rules: KernelRules) -> Outcome:
    """How the request would end under other rules."""
    terms = terms_of(scenario, request, answer, rules)
    excluded = [exclusion_of(zone, request, terms) for zone in scenario.zones]
    situation = _situation(scenario, request, terms, answer, rules)
    return _outcome(_light_walk(scenario, situation, excluded, rules), scenario, terms)


def _light_walk(
    scenario: Scenario, situation: Situation, excluded: Sequence[Exclusion | None], rules: KernelRules
) -> tuple[ZoneWalk, ...]:
    """The walk without its steps."""
    return tuple(
        ZoneWalk(index, ZoneOutcome.NOT_CANDIDATE, why)
        if why is not None
        else ZoneWalk(index, outcome_of(zone, situation, rules))
        for index, (zone, why) in enumerate(zip(scenario.zones, excluded, strict=True))
    )

"""What is asked of every zone? A request in the terms of one kernel's rules (semantics.md B.2, C)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from engine.check.bounds import Situation
from engine.check.kept import kept
from engine.check.outcome import Exclusion
from engine.kernels.choice import RulesAnswer
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


@dataclass(frozen=True, slots=True, eq=False)
class Asked:
    """A request put to one kernel's rules: what it means there, and what the check of a zone has to know of it."""

    request: AllocRequest
    rules: KernelRules
    terms: Terms
    situation: Situation


def asked_of(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> Asked:
    """The request under the answer's rules. All that it takes from the zones is their layout, so edits keep it."""
    orders = order_count(scenario.zones, scenario.page_size)
    letters = names_lists(scenario, answer)
    layout = layout_of(scenario.zones, answer.log_version)
    return _asked(request, answer, answer.rules, layout, scenario.page_size, orders, letters)


@kept(most=64)
def _asked(
    request: AllocRequest,
    answer: RulesAnswer,
    rules: KernelRules,
    layout: Layout,
    page_size: int,
    orders: int,
    letters: bool,
) -> Asked:
    terms = _terms(request, answer, rules, layout)
    version = answer.log_version
    situation = Situation(
        order=request.order,
        flags=terms.slow.flags,
        mark=request.mark,
        reserve_index=terms.reserve_index,
        highest=terms.highest,
        retries_unboosted=rules.boost_retry in terms.names or rules.boost_retry in terms.slow.flags,
        letters=letters,
        page_size=page_size,
        orders=orders,
        movable=terms.migratetype is MigrateType.MOVABLE,
        ignores_watermarks=terms.ignores_watermarks,
        had_cma=version is None or version >= _CMA_SINCE,
        had_highatomic=version is None or version >= _HIGHATOMIC_SINCE,
        had_boost=version is None or version >= _BOOST_SINCE,
    )
    return Asked(request, rules, terms, situation)


def _terms(request: AllocRequest, answer: RulesAnswer, rules: KernelRules, layout: Layout) -> Terms:
    """What the mask means under the rules; a mask written for another kernel is translated by its names first."""
    names = bits_of(request.gfp_mask, request.gfp_names, answer.log_era)
    if answer.chosen or rules is not answer.rules:
        names = translate(names, answer.log_era, era_of(rules.since))
    slow = slow_path(names, request.order, request.task, rules)
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


def names_lists(scenario: Scenario, answer: RulesAnswer) -> bool:
    """Whether the log's kernel prints letters, so that a count without them has lost them; else blocks are ordinary."""
    version = answer.log_version
    return Trait.LETTERS in scenario.kernel.traits or (version is not None and version >= _LETTERS_SINCE)


@kept(most=64)
def asked_elsewhere(asked: Asked, answer: RulesAnswer) -> tuple[Asked, ...]:
    """The same under each of the rules that the text does not rule out."""
    here = asked.situation
    return tuple(
        _asked(asked.request, answer, rules, asked.terms.layout, here.page_size, here.orders, here.letters)
        for rules in answer.alternatives
    )


@kept(most=64)
def asked_in_every_order(asked: Asked) -> tuple[Asked, ...]:
    """The same mask asking for every order from 0; the walk is the request's own, only the flags can differ."""
    return tuple(of_order(order, asked) for order in range(asked.situation.orders))


def of_order(order: int, asked: Asked) -> Asked:
    """The same mask asking for another order."""
    request, terms = asked.request, asked.terms
    slow = slow_path(terms.names, order, request.task, asked.rules)
    ignores = _ignores_watermarks(terms.names, request, slow)
    situation = asked.situation._replace(order=order, flags=slow.flags, ignores_watermarks=ignores)
    return Asked(request, asked.rules, terms, situation)


def exclusion_of(zone: Zone, asked: Asked) -> Exclusion | None:
    """Why the walk never comes to this zone; None if it does."""
    request, terms = asked.request, asked.terms
    if not zone.populated:
        return Exclusion.NO_MEMORY
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

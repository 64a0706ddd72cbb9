"""How does the walk end at one zone: its watermark check, then the removal step?

What was not printed is asked at both ends of what is possible; the zone is undecided only where those disagree.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

from engine.check.bounds import Situation, ends_of
from engine.check.kept import kept
from engine.check.outcome import ZoneOutcome, ZoneWalk
from engine.check.watermark import Question, check_watermark
from engine.kernels.rules import AtomicRule, Flags, KernelRules
from engine.model.trace import ReadField, StepKind, TraceStep, WatermarkCheck
from engine.model.zone import ORDINARY, MigrateType, TypeSet, Zone, with_orders

_NEVER_READ = frozenset({"KSWAPD", "NO_WATERMARKS"})
"""Flags that the check of a zone does not ask for: what the second one grants is told by `ignores_watermarks`."""
_ANY = AtomicRule(present=frozenset(), absent=frozenset(), gives="")


def judge_zone(index: int, zone: Zone, situation: Situation, rules: KernelRules) -> ZoneWalk:
    """The end of the walk at a candidate zone."""
    zone = with_orders(zone, situation.orders)
    ends = ends_of(zone, situation, rules)
    kindest = _checked(ends.kindest, situation, rules)
    harshest = kindest if not ends.unknown else _checked(ends.harshest, situation, rules)
    if not kindest.ok:
        return ZoneWalk(index, ZoneOutcome.FAIL, check=kindest, unknown=ends.unknown)
    take, order = _take(ends.kindest, situation, rules)
    lists = frozenset() if take.ok else _lists_from(ends.kindest)
    if not take.ok and zone.free_areas is not None:
        return ZoneWalk(index, ZoneOutcome.FAIL, None, kindest, harshest, ends.unknown, take, None, lists)
    # What is less than nothing passes where kernels compare as unsigned, but no zone has so little.
    if not harshest.ok or (zone.free is None and not situation.ignores_watermarks):
        return ZoneWalk(index, ZoneOutcome.UNDECIDED, None, kindest, harshest, ends.unknown, None, None, lists)
    sure = take.ok and ends.harshest is ends.kindest
    holding = () if sure else _unknown_holding(zone, ends.harshest, situation, rules)
    outcome = ZoneOutcome.UNDECIDED if holding else ZoneOutcome.PASS
    unknown = tuple(dict.fromkeys((*ends.unknown, *holding)))
    return ZoneWalk(index, outcome, None, harshest, harshest, unknown, take, order, lists)


def outcome_of(zone: Zone, situation: Situation, rules: KernelRules) -> ZoneOutcome:
    """How the walk ends at a candidate zone, without the steps: for asking about many orders or kernels at once."""
    return _outcome_of(zone, as_read(situation, rules))


@kept(most=1024)
def _outcome_of(zone: Zone, asked: tuple[Situation, KernelRules]) -> ZoneOutcome:
    return judge_zone(0, zone, *asked).outcome


@kept(most=256)
def as_read(situation: Situation, rules: KernelRules) -> tuple[Situation, KernelRules]:
    """The same without what no check of a zone reads: kernels that differ in nothing else are asked only once."""
    flags = situation.flags - _NEVER_READ
    single = situation.order == 0
    retries = single and situation.retries_unboosted and rules.boost_retry is not None
    needed = _needed(_Same(rules), flags, single, retries)
    return _the_one(situation._replace(flags=flags, retries_unboosted=retries), _Same(needed))


class _Same:
    """A value that is told apart by identity, which costs nothing however large it is."""

    __slots__ = ("rules",)

    def __init__(self, rules: KernelRules) -> None:
        self.rules = rules

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.rules is other.rules

    def __hash__(self) -> int:
        return id(self.rules)


@lru_cache(maxsize=512)
def _needed(same: _Same, flags: Flags, single: bool, retries: bool) -> KernelRules:
    """The rules without what a check with these flags does not read."""
    rules = same.rules
    needed = replace(
        rules,
        label="",
        generation="",
        since=(),
        atomic=_ANY,
        high_gives="",
        rt_gives="",
        kswapd_flag=False,
        no_watermarks_flag=False,
        memalloc_mask=False,
        stable=False,
        evidence="",
        fast=rules.fast if single else None,
        boost_retry=rules.boost_retry if retries else None,
        reductions=tuple(row for row in rules.reductions if row.flag in flags),
        spares_highatomic=rules.spares_highatomic & flags,
        scan_highatomic=rules.scan_highatomic & flags,
        take_highatomic=rules.take_highatomic if rules.take_highatomic & flags else frozenset(),
    )
    return _one_of(needed)


@lru_cache(maxsize=512)
def _one_of(rules: KernelRules) -> KernelRules:
    """Equal rules as the same object."""
    return rules


@lru_cache(maxsize=256)
def _the_one(situation: Situation, same: _Same) -> tuple[Situation, KernelRules]:
    """Equal ones as the same one."""
    return situation, same.rules


def _checked(question: Question, situation: Situation, rules: KernelRules) -> WatermarkCheck:
    check = check_watermark(question, rules)
    if check.ok or not situation.ignores_watermarks:
        return check
    step = TraceStep(StepKind.NO_WATERMARKS, ok=True, reads=(("gfp_mask",),))
    return check._replace(ok=True, failed_at=None, trace=(*check.trace, step))


def takeable_lists(order: int, flags: Flags, movable: bool, rules: KernelRules) -> TypeSet:
    """The lists from which a block may be removed (rmqueue with its fallbacks; semantics.md A.10)."""
    lists = ORDINARY | {MigrateType.RESERVE}
    if movable and "CMA" in flags:
        lists |= {MigrateType.CMA}
    if rules.take_highatomic & flags and (order > 0 or "HARDER" not in rules.take_highatomic):
        lists |= {MigrateType.HIGHATOMIC}
    return lists


def _take(question: Question, situation: Situation, rules: KernelRules) -> tuple[TraceStep, int | None]:
    """The removal step: the first order, from the request's up, that holds a block on a list the request may take."""
    lists = takeable_lists(question.order, situation.flags, situation.movable, rules)
    for order in range(question.order, len(question.areas)):
        area = question.areas[order]
        types = ORDINARY if area.types is None else area.types
        if area.nr_free and types & lists:
            reads: tuple[ReadField, ...] = (("nr_free", order), ("types", order))
            return TraceStep(StepKind.TAKE, pages=area.nr_free, order=order, ok=True, reads=reads), order
    fields: tuple[ReadField, ...] = tuple(("types", order) for order in range(question.order, len(question.areas)))
    return TraceStep(StepKind.TAKE, order=question.order, ok=False, reads=fields), None


def _lists_from(question: Question) -> TypeSet:
    """The lists that hold blocks of the request's order or above."""
    held = [area.types or frozenset() for area in question.areas[question.order :] if area.nr_free]
    return frozenset().union(*held)


def _unknown_holding(zone: Zone, harshest: Question, situation: Situation, rules: KernelRules) -> tuple[ReadField, ...]:
    """The counts on which the removal step hangs, where the check passed and no printed block is sure to serve."""
    if _take(harshest, situation, rules)[1] is not None:
        return ()
    if zone.free_areas is None:
        ordinary = (zone.free or 0) - (zone.free_cma or 0) - (zone.reserved_highatomic or 0)
        return () if harshest.order == 0 and ordinary > 0 else (("nr_free", harshest.order),)
    fields: list[ReadField] = []
    for order, area in enumerate(zone.free_areas):
        if order >= harshest.order and area.nr_free is None:
            fields.append(("nr_free", order))
        elif order >= harshest.order and area.nr_free and area.types is None:
            fields.append(("types", order))
    return tuple(fields)

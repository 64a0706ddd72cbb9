"""Does one zone pass the watermark check, and by which steps?

Follows __zone_watermark_ok (zone_watermark_ok before 2.6.38) and zone_watermark_fast; semantics.md sections A.2 – A.8.
All numbers are pages.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.kernels.rules import CmaDeduction, Flags, HighatomicDeduction, KernelRules, Procedure
from engine.model.trace import FailedAt, ReadField, StepKind, TraceStep, WatermarkCheck
from engine.model.zone import ORDINARY, FreeArea, MigrateType, TypeSet


class Question(NamedTuple):
    """One zone's figures as the check takes them, none of them unknown.

    `mark` is the watermark before any reduction, boost included; `reserve` the zone's lowmem_reserve at the request's
    index, whose place in the array is `reserve_index`. `mark_name` is the field that the mark was read from.
    """

    order: int
    mark: int
    reserve: int
    free: int
    areas: tuple[FreeArea, ...]
    flags: Flags
    free_cma: int = 0
    reserved_highatomic: int = 0
    free_highatomic: int = 0
    unaccepted: int = 0
    boost: int = 0
    retries_unboosted: bool = False
    mark_name: str = "min"
    reserve_index: int = 0


def check_watermark(question: Question, rules: KernelRules) -> WatermarkCheck:
    """The check as the allocation path makes it: the wrapper for one page where the rules have one, else the plain
    check.
    """
    if rules.fast is None:
        return plain_check(question, rules)
    return fast_check(question, rules)


def fast_check(question: Question, rules: KernelRules) -> WatermarkCheck:
    """zone_watermark_fast (4.7 and later): short-cut for order 0, the plain check, and the retry without boost.

    The figures of the answer are those of the last plain check; where the short-cut passes and the plain check would
    not, the trace ends with the short-cut.
    """
    full = plain_check(question, rules)
    if full.ok or question.order > 0:
        return full
    shortcut = _shortcut(question, rules)
    if shortcut.ok:
        return full._replace(ok=True, failed_at=None, trace=(*full.trace, shortcut))
    if not (rules.boost_retry and question.boost and question.retries_unboosted):
        return full
    without = max(question.mark - question.boost, 0)
    retry = plain_check(question._replace(mark=without), rules)
    step = TraceStep(
        StepKind.BOOST_RETRY, right=without, pages=-question.boost, reads=(("boost",), (question.mark_name,))
    )
    return retry._replace(trace=(*full.trace, step, *retry.trace))


def _shortcut(question: Question, rules: KernelRules) -> TraceStep:
    fast = rules.fast
    assert fast is not None
    if fast.subtracts_unusable:
        unusable = sum(pages for _, pages, _ in _unusable(question, rules))
    else:
        unusable = 0 if "CMA" in question.flags else question.free_cma
    left = question.free - unusable
    right = question.mark + question.reserve
    if fast.clamped:
        left = max(left, 0)
    ok = left > right or left < 0  # below zero the unsigned comparison sees a huge number
    return TraceStep(StepKind.SHORTCUT, left, right, unusable, 0, ok, reads=(("free",), (question.mark_name,)))


def _unusable(question: Question, rules: KernelRules) -> list[tuple[StepKind, int, ReadField]]:
    """Free pages that do not count for this request beside its own block (__zone_watermark_unusable_free)."""
    parts: list[tuple[StepKind, int, ReadField]] = []
    if rules.highatomic is not HighatomicDeduction.NOTHING and not rules.spares_highatomic & question.flags:
        if rules.highatomic is HighatomicDeduction.WHOLE_RESERVE:
            parts.append((StepKind.HIGHATOMIC, question.reserved_highatomic, ("reserved_highatomic",)))
        else:
            parts.append((StepKind.HIGHATOMIC, question.free_highatomic, ("free_highatomic",)))
    if rules.cma is CmaDeduction.THROUGHOUT and "CMA" not in question.flags:
        parts.append((StepKind.CMA, question.free_cma, ("free_cma",)))
    if rules.deducts_unaccepted:
        parts.append((StepKind.UNACCEPTED, question.unaccepted, ("unaccepted",)))
    return parts


def plain_check(question: Question, rules: KernelRules) -> WatermarkCheck:
    """__zone_watermark_ok: the first comparison, then the halving loop or the scan of the lists."""
    trace: list[TraceStep] = []
    left = _usable_pages(question, rules, trace)
    minimum = _reduced_mark(question, rules, trace)
    right = minimum + question.reserve
    trace.append(
        TraceStep(
            StepKind.RESERVE, right=right, pages=question.reserve, reads=(("lowmem_reserve", question.reserve_index),)
        )
    )
    compared = left
    if rules.cma is CmaDeduction.BASE_ONLY and "CMA" not in question.flags:
        compared = left - question.free_cma
        trace.append(
            TraceStep(StepKind.CMA, compared, pages=-question.free_cma, detail="base only", reads=(("free_cma",),))
        )
    ok = compared > right or (rules.unsigned_base and compared < 0)
    wraps = "unsigned" if rules.unsigned_base and compared < 0 else ""
    trace.append(TraceStep(StepKind.BASE, compared, right, ok=ok, detail=wraps))
    loops = rules.procedure is Procedure.HALVING_LOOP
    if not ok:
        return WatermarkCheck(False, FailedAt.BASE, compared, right, () if loops else None, None, tuple(trace))
    if loops:
        failed, steps = _halving_loop(question, left, minimum, trace)
        return WatermarkCheck(failed is None, failed, compared, right, steps, None, tuple(trace))
    if question.order == 0:
        trace.append(TraceStep(StepKind.NO_LOOP, order=0, ok=True))
        return WatermarkCheck(True, None, compared, right, None, None, tuple(trace))
    found = _scan(question, rules, trace)
    return WatermarkCheck(
        found is not None, FailedAt.NO_BLOCK if found is None else None, compared, right, None, found, tuple(trace)
    )


def _usable_pages(question: Question, rules: KernelRules, trace: list[TraceStep]) -> int:
    left = question.free
    trace.append(TraceStep(StepKind.FREE, left, pages=left, reads=(("free",),)))
    block = (1 << question.order) - rules.order_offset
    left -= block
    trace.append(TraceStep(StepKind.ORDER, left, pages=-block, order=question.order, reads=(("order",),)))
    for kind, pages, field in _unusable(question, rules):
        left -= pages
        trace.append(TraceStep(kind, left, pages=-pages, reads=(field,)))
    return left


def _reduced_mark(question: Question, rules: KernelRules, trace: list[TraceStep]) -> int:
    mark = question.mark
    trace.append(
        TraceStep(StepKind.MARK, right=mark, pages=mark, detail=question.mark_name, reads=((question.mark_name,),))
    )
    for row in rules.reductions:
        if row.flag not in question.flags:
            continue
        if row.only_with is not None and row.only_with not in question.flags:
            continue
        if row.not_with is not None and row.not_with in question.flags:
            continue
        cut = mark // row.divisor
        mark -= cut
        trace.append(TraceStep(StepKind.REDUCE, right=mark, pages=-cut, detail=row.flag, reads=(("gfp_mask",),)))
    return mark


def _halving_loop(
    question: Question, left: int, minimum: int, trace: list[TraceStep]
) -> tuple[int | None, tuple[tuple[int, int], ...]]:
    """The loop up to 4.3: each order below the request's leaves, and the minimum is shifted right by one."""
    steps: list[tuple[int, int]] = []
    for order in range(question.order):
        blocks = question.areas[order].nr_free or 0 if order < len(question.areas) else 0
        left -= blocks << order
        minimum >>= 1
        ok = left > minimum
        steps.append((left, minimum))
        trace.append(
            TraceStep(StepKind.DROP_ORDER, left, minimum, -(blocks << order), order, ok, reads=(("nr_free", order),))
        )
        if not ok:
            return order, tuple(steps)
    return None, tuple(steps)


def _scan(question: Question, rules: KernelRules, trace: list[TraceStep]) -> int | None:
    """The scan from 4.4 on: the first order, from the request's up, with a block on a list that serves it."""
    serving = serving_lists(question.flags, rules)
    takes_any = rules.harder_takes_any and "HARDER" in question.flags
    for order in range(question.order, len(question.areas)):
        area = question.areas[order]
        types = types_of(area)
        ok = bool(area.nr_free) and (takes_any or bool(types & serving))
        reads: tuple[ReadField, ...] = (("nr_free", order), ("types", order)) if area.nr_free else (("nr_free", order),)
        trace.append(TraceStep(StepKind.SCAN, pages=area.nr_free, order=order, ok=ok, reads=reads))
        if ok:
            return order
    trace.append(TraceStep(StepKind.NO_BLOCK, order=question.order, ok=False))
    return None


def types_of(area: FreeArea) -> TypeSet:
    """The lists that hold blocks. Where a kernel prints no letters the blocks count as ordinary ones."""
    return ORDINARY if area.types is None else area.types


def serving_lists(flags: Flags, rules: KernelRules) -> TypeSet:
    """The lists whose blocks satisfy the scan for a request with these flags (A.6)."""
    lists = ORDINARY
    if "CMA" in flags:
        lists |= {MigrateType.CMA}
    if rules.scan_highatomic & flags:
        lists |= {MigrateType.HIGHATOMIC}
    return lists

"""Does a zone pass its watermark check now? Asked of the engine's one check, and remembered.

The check is monotone in the free pages: with a block at hand for the scan of the lists, what it compares
(`base_left`, `base_right`) moves with them one for one. So one answer tells the number from which on a zone passes. All
else is put to the check itself; answers to the same figures are kept.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.buddy.ask import Attempt
from engine.buddy.zone import TYPES, BuddyZone
from engine.check.watermark import Question, check_watermark, plain_check
from engine.kernels.rules import KernelRules, Procedure
from engine.model.trace import WatermarkCheck
from engine.model.zone import ORDINARY, FreeArea, Mark

_PLENTY = 1 << 40
_BLOCK_EVERYWHERE = (FreeArea(1, ORDINARY),) * 20
_MOST_KEPT = 1 << 16


class Floor(NamedTuple):
    """The free pages that must be exceeded where a block is at hand; `exact`: not exceeding them is refusal.

    Free CMA and highatomic pages that the check takes away are not in it: `cma` and `highatomic` are 1 where they are
    to be taken from the free pages first.
    """

    pages: int
    exact: bool
    cma: int
    highatomic: int


_floors: dict[tuple[object, ...], Floor] = {}
_deducts: dict[int, tuple[int, int]] = {}
_scans: dict[tuple[int, int], bool] = {}
_answers: dict[tuple[object, ...], bool] = {}


def passes(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> bool:
    """Whether the check passes (zone_watermark_fast, or what the kernel had before it)."""
    floor = zone.floors.get(attempt.ident) or _floor_of(zone, attempt, rules)
    usable = zone.free
    if zone.free_cma or zone.free_highatomic:
        usable -= floor.cma * zone.free_cma + floor.highatomic * zone.free_highatomic
    order = attempt.order
    if order and rules.procedure is Procedure.HALVING_LOOP:
        return usable - _below(zone, order) > floor.pages or _asked(zone, attempt, rules)
    if usable <= floor.pages:
        return not floor.exact and _asked(zone, attempt, rules)
    return not order or _scanned(zone, attempt, rules)


def question_of(zone: BuddyZone, attempt: Attempt, areas: tuple[FreeArea, ...]) -> Question:
    """The zone's figures as the check takes them."""
    return Question(
        order=attempt.order,
        mark=mark_of(zone, attempt.mark),
        reserve=_reserve(zone, attempt),
        free=max(zone.free, 0),
        areas=areas,
        flags=attempt.flags,
        free_cma=max(zone.free_cma, 0),
        reserved_highatomic=zone.reserved_highatomic,
        free_highatomic=zone.free_highatomic,
        boost=zone.boost if attempt.mark is Mark.MIN else 0,
        retries_unboosted=attempt.retries,
        mark_name=attempt.mark.value,
        reserve_index=attempt.reserve_index,
    )


def full_check(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> WatermarkCheck:
    """The check with all its steps."""
    return check_watermark(question_of(zone, attempt, areas_of(zone)), rules)


def mark_of(zone: BuddyZone, mark: Mark) -> int:
    """The watermark with its boost."""
    return (zone.low if mark is Mark.LOW else zone.min if mark is Mark.MIN else zone.high) + zone.boost


def areas_of(zone: BuddyZone) -> tuple[FreeArea, ...]:
    """Counts and letters of every order, as a report would print them."""
    areas = []
    for order in range(zone.top + 1):
        first = (order + 1) << 3
        counts = {TYPES[kind]: zone.count(first | kind) for kind in range(len(TYPES))}
        areas.append(FreeArea(sum(counts.values()), frozenset(kind for kind, count in counts.items() if count)))
    return tuple(areas)


def _reserve(zone: BuddyZone, attempt: Attempt) -> int:
    return zone.lowmem_reserve[attempt.reserve_index] if attempt.reserve_index < len(zone.lowmem_reserve) else 0


def _floor_of(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> Floor:
    """The floor of this zone as its marks are now, kept until they change."""
    floor = _base_floor(zone, attempt, rules)
    if attempt.order > 1:  # 2^order pages leave before the comparison (semantics.md A.2)
        floor = floor._replace(pages=floor.pages + (1 << attempt.order) - 2)
    zone.floors[attempt.ident] = floor
    return floor


def _base_floor(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> Floor:
    """The floor for one page, or for any order above as if it were 1."""
    mark, reserve = mark_of(zone, attempt.mark), _reserve(zone, attempt)
    boost = zone.boost if attempt.retries else 0
    key = (attempt.base, mark, reserve, zone.reserved_highatomic, boost)
    floor = _floors.get(key)
    if floor is None:
        if len(_floors) >= _MOST_KEPT:
            _floors.clear()
        question = question_of(zone, attempt, _BLOCK_EVERYWHERE)
        order = min(attempt.order, 1)
        question = question._replace(order=order, free=_PLENTY, free_cma=0, free_highatomic=0)
        floor = _floors[key] = _found_floor(question, attempt.base, rules)
    return floor


def _found_floor(question: Question, base: int, rules: KernelRules) -> Floor:
    check = plain_check(question, rules)
    pages = _PLENTY - check.base_left + check.base_right
    deducts = _deducts.get(base)
    if deducts is None:
        cma = check.base_left - plain_check(question._replace(free_cma=1), rules).base_left
        highatomic = check.base_left - plain_check(question._replace(free_highatomic=1), rules).base_left
        deducts = _deducts[base] = (cma, highatomic)
    if question.order:
        return Floor(pages, rules.procedure is Procedure.LIST_SCAN, *deducts)

    def ok(free: int, free_cma: int = 0) -> bool:
        return check_watermark(question._replace(free=free, free_cma=free_cma), rules).ok

    if ok(0) or ok(0, 1):  # an unsigned comparison: few free pages pass where more don't (semantics.md A.5, A.8)
        return Floor(pages, False, *deducts)
    fails = pages if pages > 0 and not ok(pages) else 0
    while fails < pages:  # the wrapper passes more than the plain check does
        middle = (fails + pages) // 2
        fails, pages = (fails, middle) if ok(middle + 1) else (middle + 1, pages)
    return Floor(pages, True, *deducts)


def has_block(zone: BuddyZone, order: int) -> bool:
    """Whether an unmovable, movable or reclaimable block of this order or above is free: it serves every request."""
    heads, tails = zone.heads, zone.tails
    for code in range((order + 1) << 3, zone.end_code, 8):
        if heads[code] or heads[code + 1] or heads[code + 2]:
            return True
        if tails[code] or tails[code + 1] or tails[code + 2]:
            return True
    return False


def _scanned(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> bool:
    """Whether the scan of the lists finds a block, the free pages being enough."""
    if has_block(zone, attempt.order):
        return True
    heads, tails, order = zone.heads, zone.tails, attempt.order
    held = 0
    for code in range((order + 1) << 3, zone.end_code):
        if heads[code] or tails[code]:
            held |= 1 << code
    answer = _scans.get((attempt.ident, held))
    if answer is None:
        if len(_scans) >= _MOST_KEPT:
            _scans.clear()
        question = question_of(zone, attempt, areas_of(zone))._replace(free=_PLENTY)
        answer = _scans[attempt.ident, held] = check_watermark(question, rules).ok
    return answer


def _below(zone: BuddyZone, order: int) -> int:
    """Pages in blocks too small for the request."""
    return sum(zone.nr_free(low) << low for low in range(order))


def _asked(zone: BuddyZone, attempt: Attempt, rules: KernelRules) -> bool:
    """The check's own answer; kept for the same figures."""
    areas = areas_of(zone) if attempt.order else _BLOCK_EVERYWHERE
    question = question_of(zone, attempt, areas)
    key = (attempt.ident, *question[1:4], *question[6:11], areas if attempt.order else ())
    answer = _answers.get(key)
    if answer is None:
        if len(_answers) >= _MOST_KEPT:
            _answers.clear()
        answer = _answers[key] = check_watermark(question, rules).ok
    return answer

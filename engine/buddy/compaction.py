"""Could moving pages help: by the kernel's own test, and if every movable page moved?

Follows compaction_suitable (mm/compaction.c); allocator.md k.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.buddy.ask import Attempt
from engine.buddy.gate import areas_of, full_check, mark_of, question_of
from engine.buddy.zone import MOVABLE, BuddyZone
from engine.check.fragmentation import SUITABLE, THRESHOLD, fragmentation_index
from engine.check.watermark import plain_check
from engine.kernels.rules import KernelRules
from engine.kernels.version import Version
from engine.model.zone import Mark

_COSTLY = 3


class Suitable(Enum):
    """What compaction would do with a zone (compaction_suitable)."""

    SUCCESS = "nothing to do: a block is there"
    SKIPPED = "too little free memory to move pages to"
    NOT_SUITABLE = "the failure is for lack of memory, not for fragmentation"
    CONTINUE = "compaction may help"


@dataclass(frozen=True, slots=True)
class SuitableRules:
    """One era's test: the mark of its order-0 check, whose flags and zone index it takes, for which orders the index
    counts, and whether a check at the request's order that passes ends it.
    """

    since: Version
    least_order: int
    low_above: int
    own_index: bool
    own_flags: bool
    cma_only: bool
    index_above: int
    full_first: bool
    adds_gap: bool = False


SUITABLE_ROWS: tuple[SuitableRules, ...] = (
    SuitableRules((2, 6, 35), 4, -1, False, False, False, -1, False),
    SuitableRules((2, 6, 38), 1, -1, False, False, False, -1, False),
    SuitableRules((3, 0), 1, -1, False, False, False, -1, True),
    SuitableRules((3, 19), 1, -1, True, True, False, -1, True),
    SuitableRules((4, 9), 1, _COSTLY, True, False, True, _COSTLY, True),
    SuitableRules((6, 15), 1, _COSTLY, True, False, True, _COSTLY, True, adds_gap=True),
)
"""Oldest first; the kernels of 2.6.24 – 2.6.34 have no compaction."""


def blocks_by_order(zone: BuddyZone) -> tuple[int, ...]:
    """The free blocks of each order, of whatever type."""
    return tuple(zone.nr_free(order) for order in range(zone.top + 1))


def compaction_suitable(zone: BuddyZone, attempt: Attempt, rules: KernelRules, release: Version) -> Suitable | None:
    """The test of a release for the request's last attempt; None where that kernel compacts nothing of this order."""
    order = attempt.order
    row = next((row for row in reversed(SUITABLE_ROWS) if row.since <= release), None)
    if row is None or order < row.least_order:
        return None
    areas = areas_of(zone)
    question = question_of(zone, attempt, areas)
    if row.since >= (4, 9) and full_check(zone, attempt, rules).ok:
        return Suitable.SUCCESS
    low = order > row.low_above
    mark = mark_of(zone, Mark.LOW if low and not row.adds_gap else Mark.MIN) + (2 << order)
    if row.adds_gap and low:
        mark += zone.low - zone.min
    flags = attempt.flags if row.own_flags else attempt.flags & {"CMA"} if row.cma_only else frozenset()
    if row.since < (4, 9) and row.full_first and row.own_index:
        at_low = question._replace(mark=mark_of(zone, Mark.LOW))
        if plain_check(at_low, rules).ok:
            return Suitable.SUCCESS
    reserve = question.reserve if row.own_index else (zone.lowmem_reserve[0] if zone.lowmem_reserve else 0)
    single = question._replace(order=0, mark=mark, reserve=reserve, flags=flags)
    if not plain_check(single, rules).ok:
        return Suitable.SKIPPED
    return _by_index(zone, order, row, mark, reserve, attempt, rules)


def _by_index(
    zone: BuddyZone, order: int, row: SuitableRules, mark: int, reserve: int, attempt: Attempt, rules: KernelRules
) -> Suitable:
    index = fragmentation_index(blocks_by_order(zone), order)
    if row.full_first and not row.own_index and index == SUITABLE:
        question = question_of(zone, attempt, areas_of(zone))
        if plain_check(question._replace(mark=mark, reserve=reserve, flags=frozenset()), rules).ok:
            return Suitable.SUCCESS
    if order > row.index_above and 0 <= index <= THRESHOLD:
        return Suitable.NOT_SUITABLE
    return Suitable.CONTINUE


@dataclass(frozen=True, slots=True)
class PerfectCompaction:
    """What the best moving of all movable pages could give at one order.

    `areas` are aligned ranges without a page that can't move; `possible` how many of them the free pages suffice to
    empty.
    """

    order: int
    areas: int
    possible: int


def perfect_compaction(zone: BuddyZone, order: int) -> PerfectCompaction:
    """How many blocks of this order there could be if every movable page moved where it is least in the way.

    Pages are movable as `movable` tells: assumed, where the state was made from a report.
    """
    size = 1 << order
    areas = 0
    free = _free_by_area(zone, order)
    first, last = -(-zone.first // size), min(zone.end, zone.size) // size
    for area in range(first, last):
        frame = area << order
        whole = free.get(area, 0) + zone.movable.count(1, frame, frame + size)
        if whole >= size and zone.block_type(frame) <= MOVABLE + 1:
            areas += 1
    pages = zone.listed()
    return PerfectCompaction(order, areas, min(areas, pages >> order))


def _free_by_area(zone: BuddyZone, order: int) -> dict[int, int]:
    """Free pages of each aligned range of this order that has any."""
    found: dict[int, int] = {}
    for code in zone.codes():
        high = (code >> 3) - 1
        for frame in zone.blocks(code):
            first = frame >> order
            if high <= order:
                found[first] = found.get(first, 0) + (1 << high)
            else:
                for area in range(first, first + (1 << high - order)):
                    found[area] = 1 << order
    return found

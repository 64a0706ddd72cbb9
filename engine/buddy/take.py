"""Which block does a zone give up for a request, and what becomes of the rest of it?

Follows __rmqueue with __rmqueue_smallest, expand and __rmqueue_cma_fallback, and rmqueue_buddy; allocator.md c.
"""

from __future__ import annotations

from engine.buddy.fallback import fall_back
from engine.buddy.rules import AllocatorRules, CmaTurn
from engine.buddy.split import take_smallest
from engine.buddy.zone import CMA, HIGHATOMIC, MOVABLE, NO_FRAME, RESERVE, BuddyZone
from engine.kernels.rules import Flags


class Rights:
    """What a request may take in one pass: `cma` pages, the highatomic list `first` or as the `last` resort, blocks of
    other types below a pageblock (`mixes`).
    """

    __slots__ = ("cma", "first", "last", "mixes")

    def __init__(self, cma: bool = False, first: bool = False, last: bool = False, mixes: bool = True) -> None:
        self.cma, self.first, self.last, self.mixes = cma, first, last, mixes


PLAIN = Rights()


def rights_of(flags: Flags, order: int, last: Flags, mixes: bool, rules: AllocatorRules) -> Rights:
    """The rights that allocation flags give; `last` are those that open the highatomic list in the end."""
    first = order > 0 and rules.highatomic_first in flags
    return Rights("CMA" in flags, first, bool(last & flags), mixes)


def take_block(zone: BuddyZone, order: int, kind: int, rights: Rights, rules: AllocatorRules) -> int:
    """A block straight from the buddy lists (rmqueue_buddy): the highatomic list where the request may; NO_FRAME."""
    frame = NO_FRAME
    if rights.first:
        frame = take_smallest(zone, order, HIGHATOMIC)
    if frame < 0:
        frame = take(zone, order, kind, rights, rules)
        if frame < 0 and rights.last:
            frame = take_smallest(zone, order, HIGHATOMIC)
    return frame


def take(zone: BuddyZone, order: int, kind: int, rights: Rights, rules: AllocatorRules) -> int:
    """A block from the own list, CMA's, or by fallback (__rmqueue); NO_FRAME where none may be taken."""
    may_cma = rights.cma and kind == MOVABLE and rules.cma not in (CmaTurn.NEVER, CmaTurn.FIRST_FALLBACK)
    if may_cma and rules.cma is CmaTurn.MORE_THAN_HALF and max(zone.free_cma, 0) > max(zone.free, 0) // 2:
        frame = take_smallest(zone, order, CMA)
        if frame >= 0:
            return frame
    frame = take_smallest(zone, order, kind)
    if frame >= 0:
        return frame
    if may_cma:
        frame = take_smallest(zone, order, CMA)
        if frame >= 0:
            return frame
    frame = fall_back(zone, order, kind, rights.mixes, rules)
    if frame < 0 and rules.reserve_list:
        frame = take_smallest(zone, order, RESERVE)
    return frame

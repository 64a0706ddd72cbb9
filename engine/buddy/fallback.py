"""What does a zone give when the wanted type's lists are empty: whose block, and whose is the pageblock afterwards?

Follows __rmqueue_fallback, steal_suitable_fallback and their successors __rmqueue_claim and __rmqueue_steal;
allocator.md c, e.
"""

from __future__ import annotations

from collections.abc import Callable

from engine.buddy.free import move_block
from engine.buddy.rules import AllocatorRules, CmaTurn, Fallback, Leftover, NoFragment
from engine.buddy.split import expand, take_smallest
from engine.buddy.zone import (
    CMA,
    HIGHATOMIC,
    MOVABLE,
    NO_FRAME,
    RECLAIMABLE,
    UNMOVABLE,
    BuddyZone,
)

_SOURCES = {UNMOVABLE: (RECLAIMABLE, MOVABLE), RECLAIMABLE: (UNMOVABLE, MOVABLE), MOVABLE: (RECLAIMABLE, UNMOVABLE)}
_WITH_CMA = _SOURCES | {MOVABLE: (CMA, RECLAIMABLE, UNMOVABLE)}
BOOST_FACTOR = 15000


def fall_back(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    """A block from a list of another type; NO_FRAME where none may be taken. `mixes` False: NOFRAGMENT."""
    return _BY_ERA[rules.fallback](zone, order, kind, mixes, rules)


def claimable(zone: BuddyZone, order: int, kind: int, rules: AllocatorRules) -> bool:
    """Whether the pageblock of a block of this order may be taken over (can_steal_fallback)."""
    if order >= zone.block_order // 2 or kind == RECLAIMABLE or not zone.grouping:
        return True
    return kind == UNMOVABLE and rules.claim_unmovable


def boost(zone: BuddyZone, rules: AllocatorRules) -> None:
    """Raises the watermarks by one pageblock after mixing (boost_watermark; allocator.md e)."""
    block = 1 << zone.block_order
    if not rules.boosts or (4 * block > zone.managed and not rules.boosts_small_zones):
        return
    most = zone.high * BOOST_FACTOR // 10000
    if most:
        zone.boost = min(zone.boost + block, max(block, most))
        zone.floors.clear()
        zone.note("BOOST", 0, 0, 0, zone.boost)


def _sources(kind: int, rules: AllocatorRules) -> tuple[int, ...]:
    return (_WITH_CMA if rules.cma is CmaTurn.FIRST_FALLBACK else _SOURCES)[kind]


def _found(zone: BuddyZone, order: int, sources: tuple[int, ...]) -> int:
    """The list of this order that the request falls back to first; 0 where all are empty (find_suitable_fallback)."""
    for source in sources:
        code = (order + 1) << 3 | source
        if zone.heads[code] or zone.tails[code]:
            return code
    return 0


def _least_order(zone: BuddyZone, order: int, mixes: bool, rules: AllocatorRules) -> int:
    if mixes or rules.no_fragment is NoFragment.NOT_KNOWN:
        return order
    if rules.no_fragment is NoFragment.WHOLE_OR_OWN and order >= zone.block_order:
        return order
    return zone.block_order


def pageblock_bounds(zone: BuddyZone, frame: int, rules: AllocatorRules) -> tuple[int, int] | None:
    """The frames of the block's pageblock, first and behind the last; None where it crosses the zone's border."""
    start = frame >> zone.block_order << zone.block_order
    end = start + (1 << zone.block_order)
    if end > zone.end or (start < zone.first and not rules.moves_clipped_blocks):
        return None
    return (frame if start < zone.first else start), end


def move_pageblock(zone: BuddyZone, frame: int, kind: int, rules: AllocatorRules) -> int:
    """Moves the pageblock's free blocks to another type; the pages moved (move_freepages_block)."""
    bounds = pageblock_bounds(zone, frame, rules)
    if bounds is None:
        return 0
    return sum(1 << move_block(zone, block, kind, rules) for block in zone.free_within(*bounds))


def _free_in(zone: BuddyZone, start: int, end: int) -> int:
    return sum(1 << (zone.state[frame] >> 3) - 1 for frame in zone.free_within(start, end))


def _alike(zone: BuddyZone, kind: int, old: int, free: int, movable: int) -> int:
    """Pages in use that suit the request's type: movable ones, or in a movable pageblock the others (4.12+)."""
    if kind == MOVABLE:
        return movable
    return (1 << zone.block_order) - (free + movable) if old == MOVABLE else 0


# Up to 4.11: the free blocks move first, and only they are counted.


def _move_block_era(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    sources = _sources(kind, rules)
    for high in range(zone.top, order - 1, -1):
        code = _found(zone, high, sources)
        if code:
            return _take_moving(zone, code, order, kind, rules)
    return NO_FRAME


def _take_moving(zone: BuddyZone, code: int, order: int, kind: int, rules: AllocatorRules) -> int:
    """Takes the block at the head of the list; its pageblock's other free blocks may move (try_to_steal_freepages)."""
    frame, high, old = zone.head(code), (code >> 3) - 1, code & 7
    spared = old == CMA or (rules.spares_highatomic_blocks and zone.block_type(frame) == HIGHATOMIC)
    may_claim = not spared and claimable(zone, high, kind, rules)
    retyped = _claim_moving(zone, frame, high, kind, rules) if may_claim else False
    becomes = {Leftover.ALWAYS: old != CMA, Leftover.IF_CLAIMABLE: may_claim, Leftover.IF_RETYPED: retyped}
    rest = kind if becomes[rules.leftover] else old
    zone.remove(frame)
    if not spared and high >= zone.block_order and rules.retypes_larger:
        zone.set_block_types(frame, high, kind)
    zone.account(-1 << order, old)
    expand(zone, frame, order, high, rest)
    return frame


def _claim_moving(zone: BuddyZone, frame: int, high: int, kind: int, rules: AllocatorRules) -> bool:
    """Moves what is free in the pageblock; whether its type follows."""
    if high >= zone.block_order and rules.leftover is Leftover.IF_RETYPED:
        return True
    zone.note("CLAIM", frame, high, kind)
    moved = move_pageblock(zone, frame, kind, rules)
    if zone.grouping and moved < 1 << zone.block_order - 1:
        return False
    zone.set_block_types(frame, 0, kind)
    return True


# 4.12 – 6.9: the free blocks move, and are counted with the pages in use for the pageblock's type.


def _largest(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    """The list to fall back to: the greatest order's, or for movable requests that can't claim the smallest's."""
    sources = _sources(kind, rules)
    for high in range(zone.top, _least_order(zone, order, mixes, rules) - 1, -1):
        code = _found(zone, high, sources)
        if not code:
            continue
        if rules.smallest_for_movable and kind == MOVABLE and high > order and not claimable(zone, high, kind, rules):
            return next(filter(None, (_found(zone, low, sources) for low in range(order, zone.top + 1))))
        return code
    return 0


def _move_then_count_era(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    while True:
        code = _largest(zone, order, kind, mixes, rules)
        if not code:
            return NO_FRAME
        _move_suitable(zone, zone.head(code), (code >> 3) - 1, kind, rules)
        frame = take_smallest(zone, order, kind)
        if frame >= 0:
            return frame


def _move_suitable(zone: BuddyZone, frame: int, high: int, kind: int, rules: AllocatorRules) -> None:
    """Makes the block, perhaps its whole pageblock, the request's (steal_suitable_fallback)."""
    old = zone.block_type(frame)
    if old != HIGHATOMIC:
        if high >= zone.block_order:
            zone.set_block_types(frame, high, kind)
        else:
            boost(zone, rules)
            if claimable(zone, high, kind, rules) and _move_counting(zone, frame, old, kind, rules):
                return
    zone.note("STEAL", frame, high, old)
    move_block(zone, frame, kind, rules)


def _move_counting(zone: BuddyZone, frame: int, old: int, kind: int, rules: AllocatorRules) -> bool:
    """Moves the pageblock's free blocks; its type follows if enough of it suits. False where nothing could move."""
    bounds = pageblock_bounds(zone, frame, rules)
    if bounds is None:
        return False
    movable = zone.movable.count(1, *bounds)
    zone.note("CLAIM", frame, zone.block_order, kind)
    free = move_pageblock(zone, frame, kind, rules)
    if not zone.grouping or free + _alike(zone, kind, old, free, movable) >= 1 << zone.block_order - 1:
        zone.set_block_types(frame, 0, kind)
    return True


# 6.10 – 6.14: pages are counted before anything moves; a block that is not claimed is split in its own list.


def _count_then_move_era(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    code = _largest(zone, order, kind, mixes, rules)
    if not code:
        return NO_FRAME
    frame, high, old = zone.head(code), (code >> 3) - 1, code & 7
    if zone.block_type(frame) != HIGHATOMIC:
        if high >= zone.block_order:
            return _claim_whole(zone, frame, order, high, old, kind)
        boost(zone, rules)
        if claimable(zone, high, kind, rules) and _claim(zone, frame, old, kind, rules):
            return take_smallest(zone, order, kind)
    return _take_alone(zone, frame, order, high, old)


def _claim_whole(zone: BuddyZone, frame: int, order: int, high: int, old: int, kind: int) -> int:
    """Takes a block of a pageblock or more with all its pageblocks."""
    zone.note("CLAIM", frame, high, kind)
    zone.remove(frame)
    zone.account(-1 << high, old)
    zone.set_block_types(frame, high, kind)
    expand(zone, frame, order, high, kind)
    zone.account((1 << high) - (1 << order), kind)
    return frame


def _claim(zone: BuddyZone, frame: int, old: int, kind: int, rules: AllocatorRules) -> bool:
    """Takes the pageblock over if enough of it is free or suits the request (try_to_claim_block)."""
    bounds = pageblock_bounds(zone, frame, rules)
    if bounds is None:
        return False
    free = _free_in(zone, *bounds)
    movable = zone.movable.count(1, *bounds)
    if zone.grouping and free + _alike(zone, kind, old, free, movable) < 1 << zone.block_order - 1:
        return False
    zone.note("CLAIM", frame, zone.block_order, kind)
    move_pageblock(zone, frame, kind, rules)
    zone.set_block_types(frame, 0, kind)
    return True


def _take_alone(zone: BuddyZone, frame: int, order: int, high: int, old: int) -> int:
    """Takes one block; the rest of it stays on its own type's lists."""
    zone.note("STEAL", frame, high, old)
    zone.remove(frame)
    zone.account(-1 << order, old)
    expand(zone, frame, order, high, old)
    return frame


# 6.12.95 and 6.15 on: claim pageblocks first, from the largest block down, then steal the smallest block alone.


def _claim_then_steal_era(zone: BuddyZone, order: int, kind: int, mixes: bool, rules: AllocatorRules) -> int:
    sources = _SOURCES[kind]
    for high in range(zone.top, _least_order(zone, order, mixes, rules) - 1, -1):
        if not claimable(zone, high, kind, rules):
            break
        code = _found(zone, high, sources)
        if not code:
            continue
        frame, old = zone.head(code), code & 7
        if high >= zone.block_order:
            return _claim_whole(zone, frame, order, high, old, kind)
        boost(zone, rules)
        if _claim(zone, frame, old, kind, rules):
            return take_smallest(zone, order, kind)
    if not mixes:
        return NO_FRAME
    for low in range(order, zone.top + 1):
        code = _found(zone, low, sources)
        if code:
            return _take_alone(zone, zone.head(code), order, low, code & 7)
    return NO_FRAME


_BY_ERA: dict[Fallback, Callable[[BuddyZone, int, int, bool, AllocatorRules], int]] = {
    Fallback.MOVE_BLOCK: _move_block_era,
    Fallback.MOVE_THEN_COUNT: _move_then_count_era,
    Fallback.COUNT_THEN_MOVE: _count_then_move_era,
    Fallback.CLAIM_THEN_STEAL: _claim_then_steal_era,
}

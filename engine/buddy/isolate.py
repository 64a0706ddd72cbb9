"""What happens to a pageblock that nobody may allocate from for a while?

Follows set_migratetype_isolate and unset_migratetype_isolate (mm/page_isolation.c); allocator.md j. From 6.18 on the
isolation is a mark beside the pageblock's own type; here the own type is kept aside in every era. Not run against a
kernel: unverified.
"""

from __future__ import annotations

from engine.buddy.fallback import pageblock_bounds
from engine.buddy.rules import AllocatorRules
from engine.buddy.zone import ISOLATE, BuddyZone, code_of


def isolate(zone: BuddyZone, frame: int, rules: AllocatorRules) -> bool:
    """Takes the pageblock's free pages out of the count and away from all requests; False where it can't be isolated:
    it is already, it crosses the zone's border, or holds pages in use that can't move.
    """
    bounds = pageblock_bounds(zone, frame, rules)
    if bounds is None or zone.block_type(frame) == ISOLATE:
        return False
    start, end = bounds
    blocks = zone.free_within(start, end)
    free = sum(1 << (zone.state[block] >> 3) - 1 for block in blocks)
    if not _split_above(zone, start) and free + zone.movable.count(1, start, end) < end - start:
        return False
    zone.isolated[start >> zone.block_order] = zone.block_type(start)
    zone.set_block_types(start, 0, ISOLATE)
    _move(zone, zone.free_within(start, end), ISOLATE)
    return True


def release(zone: BuddyZone, frame: int) -> bool:
    """Ends the isolation: the free pages count again, as blocks of the pageblock's own type. False if it was not."""
    kind = zone.isolated.pop(frame >> zone.block_order, None)
    if kind is None:
        return False
    start = frame >> zone.block_order << zone.block_order
    zone.set_block_types(start, 0, kind)
    _move(zone, zone.free_within(start, start + (1 << zone.block_order)), kind)
    return True


def _move(zone: BuddyZone, blocks: list[int], kind: int) -> None:
    zone.changed = True
    for block in blocks:
        code = zone.remove(block)
        order = (code >> 3) - 1
        zone.account(-1 << order, code & 7)
        zone.put_tail(block, code_of(order, kind))
        zone.account(1 << order, kind)


def _split_above(zone: BuddyZone, start: int) -> bool:
    """Breaks a free block of more than a pageblock that covers this one into pageblocks; whether there was one."""
    for order in range(zone.block_order + 1, zone.top + 1):
        first = start & -1 << order
        code = zone.state[first]
        if code >> 3 == order + 1:
            zone.remove(first)
            for piece in range(first, first + (1 << order), 1 << zone.block_order):
                zone.put_tail(piece, code_of(zone.block_order, code & 7))
            return True
    return False

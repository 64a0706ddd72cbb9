"""Where does a freed block go: merged with which buddies, on which list, at which end?

Follows __free_one_page, free_one_page and split_large_buddy; allocator.md a, b.
"""

from __future__ import annotations

from engine.buddy.rules import AllocatorRules, MergeRule, Retype, TailTest
from engine.buddy.zone import HIGHATOMIC, ISOLATE, BuddyZone, code_of

_LOWEST_APART = HIGHATOMIC


def free_pages(zone: BuddyZone, frame: int, order: int, rules: AllocatorRules) -> None:
    """Frees a block to the lists of its pageblock's type. The frames must be in use."""
    block_order = zone.block_order
    zone.changed = True
    if order <= block_order or not rules.frees_by_pageblock:
        free_block(zone, frame, order, zone.block_types[frame >> block_order], rules)
        return
    for piece in range(frame, frame + (1 << order), 1 << block_order):
        free_block(zone, piece, block_order, zone.block_types[piece >> block_order], rules)


def free_block(zone: BuddyZone, frame: int, order: int, kind: int, rules: AllocatorRules) -> int:
    """Counts the block, merges it with its free buddies and lists it; the number of the list (__free_one_page)."""
    if zone.threshold or kind >= HIGHATOMIC:
        zone.account(1 << order, kind)
    else:
        zone.free += 1 << order
    state, heads = zone.state, zone.heads
    top, block_order = zone.top, zone.block_order
    limit = block_order if kind == ISOLATE and rules.merge is MergeRule.ISOLATE_TO_BLOCK else top
    buddy = frame
    while order < limit:
        buddy = frame ^ 1 << order
        there = state[buddy]
        if there >> 3 != order + 1:
            break
        if order >= block_order and not _may_merge(zone, buddy, order, kind, rules):
            break
        here = heads[there]
        if buddy in here:
            del here[buddy]
        else:
            del zone.tails[there][buddy]
        state[buddy] = 0
        if zone.log is not None:
            zone.note("MERGE", buddy, order, there & 7)
        frame &= buddy
        order += 1
    code = (order + 1) << 3 | kind
    state[frame] = code
    if order < top - 1:
        likely = state[(frame & buddy) ^ 2 << order] >> 3 == order + 2 and _tail_allowed(frame, buddy, rules)
    else:
        likely = order < top and rules.tail is TailTest.BELOW_TOP and _top_buddy_free(zone, frame & buddy)
    if likely:
        zone.tails[code][frame] = None
    else:
        heads[code][frame] = None
    if zone.log is not None:
        zone.note("GIVE_TAIL" if likely else "GIVE", frame, order, kind)
    return code


def _may_merge(zone: BuddyZone, buddy: int, order: int, kind: int, rules: AllocatorRules) -> bool:
    """Whether the pageblocks' types allow it; the absorbed pageblocks may change theirs."""
    other = zone.block_types[buddy >> zone.block_order]
    if other == kind:
        return True
    if rules.merge is MergeRule.ORDINARY_ONLY:
        if kind >= _LOWEST_APART or other >= _LOWEST_APART:
            return False
    elif rules.merge is MergeRule.ISOLATE_APART and ISOLATE in (kind, other):
        return False
    if rules.retype is Retype.FIRST:
        zone.set_block_types(buddy, 0, kind)
    elif rules.retype is Retype.ALL:
        zone.set_block_types(buddy, order, kind)
    return True


def _tail_allowed(frame: int, buddy: int, rules: AllocatorRules) -> bool:
    """Whether a block whose pair is half of a greater free one goes to the tail (buddy_merge_likely)."""
    return rules.tail is not TailTest.NEVER and not (rules.tail_slips and frame > buddy)


def _top_buddy_free(zone: BuddyZone, pair: int) -> bool:
    """Whether the buddy of a pair of the top order is free; the neighbour can lie outside of the zone (2.6.35)."""
    neighbour = pair ^ 1 << zone.top
    return neighbour < zone.size and zone.state[neighbour] >> 3 == zone.top + 1


def move_block(zone: BuddyZone, frame: int, kind: int, rules: AllocatorRules) -> int:
    """Moves a free block to the tail of another type's list; its order (move_to_free_list)."""
    code = zone.remove(frame)
    order = (code >> 3) - 1
    if rules.counts_moves:
        zone.account(-1 << order, code & 7)
        zone.account(1 << order, kind)
    zone.put_tail(frame, code_of(order, kind))
    return order

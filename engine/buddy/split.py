"""How is the smallest fitting block of one type taken, and its rest listed?

Follows __rmqueue_smallest and expand; allocator.md a, c.
"""

from __future__ import annotations

from engine.buddy.zone import HIGHATOMIC, NO_FRAME, BuddyZone, code_of


def take_smallest(zone: BuddyZone, order: int, kind: int) -> int:
    """The block at the head of the lowest order's list of this type, split down; NO_FRAME if all are empty."""
    heads, tails = zone.heads, zone.tails
    code, end = (order + 1) << 3 | kind, zone.end_code
    while code < end:
        here = heads[code]
        if here or tails[code]:
            break
        code += 8
    else:
        return NO_FRAME
    frame: int = (here or zone.turn(code)).popitem()[0]
    state = zone.state
    state[frame] = 0
    high = (code >> 3) - 1
    if zone.log is not None:
        zone.note("TAKE_OFF", frame, high, kind)
    if zone.threshold or kind >= HIGHATOMIC:
        zone.account(-1 << order, kind)
    else:
        zone.free -= 1 << order
    while high > order:
        high -= 1
        upper = frame + (1 << high)
        code -= 8
        heads[code][upper] = None
        state[upper] = code
        if zone.log is not None:
            zone.note("SPLIT", upper, high, kind)
    return frame


def expand(zone: BuddyZone, frame: int, order: int, high: int, kind: int) -> None:
    """Lists all of a block of order `high` but its first 2^order pages at the heads of this type's lists, uncounted."""
    while high > order:
        high -= 1
        upper = frame + (1 << high)
        zone.put_head(upper, code_of(high, kind))
        if zone.log is not None:
            zone.note("SPLIT", upper, high, kind)

"""Which pageblocks are kept for high-order atomic requests, and when are they given back?

Follows reserve_highatomic_pageblock and unreserve_highatomic_pageblock; allocator.md d.
"""

from __future__ import annotations

from collections.abc import Iterable

from engine.buddy.fallback import move_pageblock, pageblock_bounds
from engine.buddy.free import move_block
from engine.buddy.rules import AllocatorRules, ReserveCap
from engine.buddy.zone import HIGHATOMIC, BuddyZone, code_of


def reserve_cap(zone: BuddyZone, rules: AllocatorRules) -> int:
    """The pages from which on nothing more is reserved; 0 for no reserve at all."""
    share, block = zone.managed // 100, 1 << zone.block_order
    if rules.reserve_cap is ReserveCap.NONE:
        return 0
    if rules.reserve_cap is ReserveCap.PLUS_BLOCK:
        return share + block
    return 0 if share < block else -(-share // block) * block


def reserve_block(zone: BuddyZone, frame: int, order: int, rules: AllocatorRules) -> None:
    """Keeps the pageblock of a block that was just given, unless enough is kept (reserve_highatomic_pageblock)."""
    if zone.reserved_highatomic >= reserve_cap(zone, rules) or zone.block_type(frame) >= HIGHATOMIC:
        return
    if rules.reserve_by_order and order >= zone.block_order:
        zone.set_block_types(frame, order, HIGHATOMIC)
        zone.reserved_highatomic += 1 << order
    else:
        if rules.reserve_by_order and pageblock_bounds(zone, frame, rules) is None:
            return
        zone.reserved_highatomic += 1 << zone.block_order
        move_pageblock(zone, frame, HIGHATOMIC, rules)
        zone.set_block_types(frame, 0, HIGHATOMIC)
    zone.floors.clear()
    zone.note("RESERVE", frame, order, HIGHATOMIC, zone.reserved_highatomic)


def give_back(zones: Iterable[BuddyZone], kind: int, force: bool, rules: AllocatorRules) -> bool:
    """Gives one pageblock of the reserve to this type (unreserve_highatomic_pageblock).

    `force`: also the last one that a zone keeps. False where no zone has a free page in its reserve to give.
    """
    for zone in zones:
        if not force and zone.reserved_highatomic <= 1 << zone.block_order:
            continue
        for order in range(zone.top + 1):
            code = code_of(order, HIGHATOMIC)
            if zone.count(code) and _give_back_block(zone, zone.head(code), order, kind, rules):
                return True
    return False


def _give_back_block(zone: BuddyZone, frame: int, order: int, kind: int, rules: AllocatorRules) -> bool:
    block = 1 << zone.block_order
    zone.changed = True
    zone.floors.clear()
    if not rules.reserve_by_order:
        if zone.block_type(frame) == HIGHATOMIC:
            zone.reserved_highatomic -= min(block, zone.reserved_highatomic)
            zone.note("RESERVE", frame, order, kind, zone.reserved_highatomic)
        zone.set_block_types(frame, 0, kind)
        return move_pageblock(zone, frame, kind, rules) > 0
    zone.reserved_highatomic -= min(max(block, 1 << order), zone.reserved_highatomic)
    zone.note("RESERVE", frame, order, kind, zone.reserved_highatomic)
    if order >= zone.block_order:
        move_block(zone, frame, kind, rules)
        zone.set_block_types(frame, order, kind)
        return True
    moved = move_pageblock(zone, frame, kind, rules)
    zone.set_block_types(frame, 0, kind)
    return moved > 0

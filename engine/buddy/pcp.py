"""Which pages does a CPU keep on lists of its own, and when do they come from and go to the buddy lists?

Follows rmqueue_pcplist, rmqueue_bulk, free_unref_page and free_pcppages_bulk; allocator.md h. The size of the lists is
the one they have at rest: what newer kernels learn from the load (6.8 and later) is left out.
"""

from __future__ import annotations

from engine.buddy.free import free_block
from engine.buddy.rules import AllocatorRules
from engine.buddy.take import Rights, take
from engine.buddy.zone import ISOLATE, MOVABLE, NO_FRAME, ON_CPU, BuddyZone

_KINDS, _TYPES = 3, 7
_LEAST_BATCHES, _OLD_BATCHES = 4, 6


def batch_of(managed: int, page_size: int, largest: int = 1 << 20) -> int:
    """Blocks moved at a time (zone_batchsize): a thousandth of the zone, at most `largest` bytes, one below 2^n."""
    size = max(min(managed // 1024, largest // page_size) // 4, 1)
    size += size // 2
    return max((1 << size.bit_length() - 1) - 1, 1)


class CpuLists:
    """One CPU's lists of one zone. A list's end is its head: pages are put and taken there; they leave at the tail.

    `count` is in pages. `places` tells the list of a block by order * 8 + pageblock type, -1 for none; pages of
    pageblocks that are neither unmovable, movable nor reclaimable join the movable ones, isolated pages none.
    """

    __slots__ = ("batch", "count", "high", "lists", "order_of", "places")

    def __init__(self, zone: BuddyZone, rules: AllocatorRules, batch: int, cpus: int = 1) -> None:
        self.batch, self.count = batch, 0
        self.high = max(zone.low // cpus, _LEAST_BATCHES * batch) if rules.pcp_by_low else _OLD_BATCHES * batch
        self.places = [-1] * ((zone.top + 1) << 3)
        self.order_of: list[int] = []
        for order in range(zone.top + 1):
            many = _KINDS if order <= rules.pcp_orders else rules.pcp_huge if order == zone.block_order else 0
            for kind in range(ISOLATE if many else 0):
                self.places[order << 3 | kind] = len(self.order_of) + _list_of(kind, many)
            for kind in range(ISOLATE + 1, _TYPES if many else 0):
                self.places[order << 3 | kind] = len(self.order_of) + _list_of(kind, many)
            self.order_of += [order] * many
        self.lists: list[list[int]] = [[] for _ in self.order_of]

    def copy(self) -> CpuLists:
        """The same lists, to be changed on their own."""
        other = object.__new__(CpuLists)
        for name in CpuLists.__slots__:
            setattr(other, name, getattr(self, name))
        other.lists = [here.copy() for here in self.lists]
        return other


def _list_of(kind: int, many: int) -> int:
    """Which of so many lists of one order: one for each type, two for movable and the others, or one for all."""
    listed = kind if kind < _KINDS else MOVABLE
    return listed if many == _KINDS else int(listed == MOVABLE) if many > 1 else 0


def take_from_cpu(
    zone: BuddyZone, lists: CpuLists, place: int, order: int, kind: int, rights: Rights, rules: AllocatorRules
) -> int:
    """The head of the list, refilled from the buddy lists when it is empty; NO_FRAME where they give nothing."""
    here = lists.lists[place]
    if not here:
        _refill(zone, lists, here, order, kind, rights, rules)
        if not here:
            return NO_FRAME
    lists.count -= 1 << order
    return here.pop()


def _refill(
    zone: BuddyZone, lists: CpuLists, here: list[int], order: int, kind: int, rights: Rights, rules: AllocatorRules
) -> None:
    batch = max(lists.batch >> order, 2) if lists.batch > 1 else 1
    state, mark = zone.state, ON_CPU + order
    for _ in range(batch):
        frame = take(zone, order, kind, rights, rules)
        if frame < 0:
            break
        state[frame] = mark
        here.append(frame)
    here.reverse()
    lists.count += len(here) << order


def give_to_cpu(zone: BuddyZone, lists: CpuLists, frame: int, order: int, rules: AllocatorRules) -> bool:
    """Puts a freed block on the CPU's list, which may send its oldest back; False for blocks that have no list."""
    place = lists.places[order << 3 | zone.block_types[frame >> zone.block_order]]
    if place < 0:
        return False
    lists.lists[place].append(frame)
    zone.state[frame] = ON_CPU + order
    lists.count += 1 << order
    if lists.count >= lists.high:
        send_back(zone, lists, lists.batch, rules)
    return True


def send_back(zone: BuddyZone, lists: CpuLists, pages: int, rules: AllocatorRules) -> None:
    """Frees about so many pages from the lists' tails, each list in turn (free_pcppages_bulk)."""
    block_types, block_order = zone.block_types, zone.block_order
    zone.changed = True
    while pages > 0 and lists.count > 0:
        held = [place for place, here in enumerate(lists.lists) if here]
        share = max(pages // len(held), 1)
        for place in held:
            order, here = lists.order_of[place], lists.lists[place]
            many = min(max(share >> order, 1), len(here))
            leaving = here[:many]
            del here[:many]
            for frame in leaving:
                zone.state[frame] = 0
                free_block(zone, frame, order, block_types[frame >> block_order], rules)
            lists.count -= many << order
            pages -= many << order
            if pages <= 0:
                break


def drain(zone: BuddyZone, lists: CpuLists, rules: AllocatorRules) -> None:
    """Sends everything back (drain_pages_zone)."""
    send_back(zone, lists, lists.count, rules)

"""What does one zone consist of: free lists on page frames, pageblock types, counters?

Frames are counted from `base`, the page frame number of the aligned block of the top order in which the zone starts, so
that the buddy of frame f at order k is f XOR 2^k, always inside the arrays. A frame's byte in `state` tells what starts
there: a free block (order + 1) * 8 + type, a block in use USED + order, one on a per-CPU list ON_CPU + order, else 0.

A free list is two dictionaries used as sequences: `heads[code]` with the head of the list at its *end*, and behind it
`tails[code]` with the tail of the list at its end. So the head is put and taken at the end of one, a tail is put at the
end of the other, and a block leaves from anywhere, all in constant time.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import Any

from engine.model.zone import MigrateType

UNMOVABLE, MOVABLE, RECLAIMABLE, HIGHATOMIC, CMA, ISOLATE, RESERVE = range(7)
TYPES: tuple[MigrateType, ...] = (
    MigrateType.UNMOVABLE,
    MigrateType.MOVABLE,
    MigrateType.RECLAIMABLE,
    MigrateType.HIGHATOMIC,
    MigrateType.CMA,
    MigrateType.ISOLATE,
    MigrateType.RESERVE,
)
"""The numbers used here, whatever the kernel's own were."""
NUMBER_OF = {kind: number for number, kind in enumerate(TYPES)}
ORDINARY_TYPES = (UNMOVABLE, MOVABLE, RECLAIMABLE)

Log = list[tuple[str, "BuddyZone", int, int, int, int, Any]]
"""What zones note of their doing: the step's name (events.py), zone, frame, order, type, amount, check."""

ON_CPU, USED = 160, 192
_FREE_BLOCK = re.compile(rb"[\x08-\x9f]")
NO_FRAME = -1


def code_of(order: int, kind: int) -> int:
    """The number of the free list of this order and type."""
    return (order + 1) << 3 | kind


class BuddyZone:
    """One zone, in pages; frames relative to `base`. `top` is the greatest order, `block_order` the pageblock's.

    `size` frames are kept, a multiple of 2^top; `first` and `end` are what the zone spans. `movable` has 1 for each
    page in use that could move. `free` and `free_cma` are the counters that the checks read; `drift` and `cma_drift`
    are what they lag behind, never more than `threshold`. `floors` is what gate.py remembers, to be cleared by whoever
    changes a mark, the boost or the reserve. `changed` is set by whatever changes the lists, and cleared by who looks.
    `grouping` False: page_group_by_mobility_disabled, as on machines with few pageblocks. `isolated` keeps the own type
    of each pageblock under isolation, by its number.
    """

    __slots__ = (
        "base",
        "block_order",
        "block_types",
        "boost",
        "changed",
        "cma_drift",
        "drift",
        "end",
        "end_code",
        "first",
        "floors",
        "free",
        "free_cma",
        "free_highatomic",
        "grouping",
        "heads",
        "high",
        "index",
        "isolated",
        "log",
        "low",
        "lowmem_reserve",
        "managed",
        "min",
        "movable",
        "name",
        "node",
        "present",
        "reserved_highatomic",
        "size",
        "state",
        "tails",
        "threshold",
        "top",
    )

    def __init__(
        self, name: str, node: int, index: int, start: int, spanned: int, top: int, block_order: int, kept: int = 0
    ) -> None:
        """A zone without a free page. `start` and `spanned` are page frames, `index` the zone index.

        `kept`: the frames from `start` on that can hold pages, where that is less than what the zone spans.
        """
        self.name, self.node, self.index = name, node, index
        self.top, self.block_order = top, block_order
        whole = 1 << top
        self.base = start & -whole
        self.first = start - self.base
        self.end = self.first + spanned
        self.size = (self.first + (kept or spanned) + whole - 1) & -whole
        self.state = bytearray(self.size)
        self.movable = bytearray(self.size)
        self.block_types = bytearray([MOVABLE]) * (self.size >> block_order)
        self.end_code = (top + 2) << 3
        self.heads: list[dict[int, None]] = [{} for _ in range(self.end_code)]
        self.tails: list[dict[int, None]] = [{} for _ in range(self.end_code)]
        self.present = self.managed = spanned
        self.min = self.low = self.high = self.boost = 0
        self.grouping = True
        self.lowmem_reserve: tuple[int, ...] = ()
        self.free = self.free_cma = self.free_highatomic = self.reserved_highatomic = 0
        self.drift = self.cma_drift = self.threshold = 0
        self.isolated: dict[int, int] = {}
        self.floors: dict[int, Any] = {}
        self.changed = True
        self.log: Log | None = None

    def copy(self) -> BuddyZone:
        """The same zone, to be changed on its own; it keeps no log."""
        other = object.__new__(BuddyZone)
        for name in BuddyZone.__slots__:
            setattr(other, name, getattr(self, name))
        other.heads = [here.copy() for here in self.heads]
        other.tails = [here.copy() for here in self.tails]
        other.state, other.movable = bytearray(self.state), bytearray(self.movable)
        other.block_types, other.floors, other.log = bytearray(self.block_types), {}, None
        other.isolated = dict(self.isolated)
        return other

    @property
    def title(self) -> str:
        """The zone as the kernel names it."""
        return f"Node {self.node} {self.name}"

    def blocks(self, code: int) -> list[int]:
        """The frames of one list, from its head to its tail."""
        return [*reversed(self.heads[code]), *self.tails[code]]

    def first_blocks(self, code: int, many: int) -> list[int]:
        """The frames of at most so many blocks of one list, from its head on."""
        return list(islice(chain(reversed(self.heads[code]), self.tails[code]), many))

    def count(self, code: int) -> int:
        """How many blocks stand on the list."""
        return len(self.heads[code]) + len(self.tails[code])

    def codes(self) -> Iterator[int]:
        """The lists that hold a block, by order, then by type."""
        heads, tails = self.heads, self.tails
        return (code for code in range(8, self.end_code) if heads[code] or tails[code])

    def nr_free(self, order: int) -> int:
        """Free blocks of this order, of whatever type."""
        return sum(self.count(code) for code in range((order + 1) << 3, (order + 2) << 3))

    def listed(self) -> int:
        """Free pages on the lists."""
        return sum(self.count(code) << (code >> 3) - 1 for code in self.codes())

    def fill(self, code: int, frames: Iterable[int]) -> None:
        """Puts blocks behind the list's tail, without counting them."""
        state, fresh = self.state, dict.fromkeys(frames)
        self.tails[code].update(fresh)
        for frame in fresh:
            state[frame] = code

    def head(self, code: int) -> int:
        """The block at the list's head, which holds one."""
        heads = self.heads[code] or self.turn(code)
        frame = heads.popitem()[0]
        heads[frame] = None
        return frame

    def turn(self, code: int) -> dict[int, None]:
        """Makes the tail part of a list whose head part is empty the head part; returns it."""
        tails = self.tails[code]
        self.heads[code] = heads = dict.fromkeys(reversed(tails))
        tails.clear()
        return heads

    def remove(self, frame: int) -> int:
        """Takes a free block off its list; the list's number."""
        code = self.state[frame]
        here = self.heads[code]
        if frame in here:
            del here[frame]
        else:
            del self.tails[code][frame]
        self.state[frame] = 0
        if self.log is not None:
            self.note("TAKE_OFF", frame, (code >> 3) - 1, code & 7)
        return code

    def put_head(self, frame: int, code: int) -> None:
        """Puts a block before the list's head."""
        self.heads[code][frame] = None
        self.state[frame] = code

    def put_tail(self, frame: int, code: int) -> None:
        """Puts a block behind the list's tail."""
        self.tails[code][frame] = None
        self.state[frame] = code
        if self.log is not None:
            self.note("GIVE_TAIL", frame, (code >> 3) - 1, code & 7)

    def note(self, step: str, frame: int, order: int, kind: int = 0, amount: int = 0, check: Any = None) -> None:
        """Adds a step to the log that is kept."""
        if self.log is not None:
            self.log.append((step, self, frame, order, kind, amount, check))

    def free_within(self, start: int, end: int) -> list[int]:
        """The first frames of the free blocks that begin in the range, ascending."""
        return [found.start() for found in _FREE_BLOCK.finditer(self.state, start, end)]

    def block_type(self, frame: int) -> int:
        """The type of the pageblock that the frame is in."""
        return self.block_types[frame >> self.block_order]

    def set_block_types(self, frame: int, order: int, kind: int) -> None:
        """Changes the type of every pageblock that begins in the block (change_pageblock_range); at least one."""
        if not self.grouping and kind <= RECLAIMABLE:
            kind = UNMOVABLE
        first = frame >> self.block_order
        for block in range(first, first + max(1 << order >> self.block_order, 1)):
            self.block_types[block] = kind
        if self.log is not None:
            self.note("RETYPE", frame, order, kind)

    def account(self, pages: int, kind: int) -> None:
        """Counts pages that came (or went) on a list of this type (account_freepages; __mod_zone_page_state)."""
        if kind == ISOLATE:
            return
        if self.threshold:
            self.drift += pages
            if abs(self.drift) > self.threshold:
                self.free += self.drift
                self.drift = 0
        else:
            self.free += pages
        if kind == CMA:
            self._account_cma(pages)
        elif kind == HIGHATOMIC:
            self.free_highatomic += pages

    def _account_cma(self, pages: int) -> None:
        self.cma_drift += pages
        if abs(self.cma_drift) > self.threshold:
            self.free_cma += self.cma_drift
            self.cma_drift = 0

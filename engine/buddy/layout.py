"""What could a zone look like whose free blocks a report counts? One possible layout, drawn with a seed.

A report tells how many free blocks each order has and which types they are of, not where they are, nor what is in use.
So positions, the types of pageblocks and the pages in use are assumed, and `Layout.assumed` says so.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from engine.buddy.zone import CMA, HIGHATOMIC, ISOLATE, MOVABLE, NUMBER_OF, ORDINARY_TYPES, BuddyZone, code_of
from engine.model.zone import FreeArea, Zone

Progress = Callable[[float], None]
_USUAL_PAGEBLOCK = 9


class LayoutError(ValueError):
    """A report from which no state can be made: a sentence that says what it lacks."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A zone made from a report, and what had to be assumed for it, as sentences."""

    zone: BuddyZone
    assumed: tuple[str, ...]


def lay_out(
    report: Zone,
    seed: int,
    start: int = 0,
    pageblock_order: int = _USUAL_PAGEBLOCK,
    index: int = 0,
    progress: Progress | None = None,
) -> Layout:
    """A zone with the report's free blocks; the same seed gives the same positions.

    `start` is the page frame from which on it may lie, `index` its zone index. `progress` is told shares of 1. Raises
    LayoutError where the free blocks are not known.
    """
    counts, assumed = _counts(report, random.Random(seed))
    top = len(counts) - 1
    pageblock_order = min(pageblock_order, top)
    whole = 1 << top
    size = _size(report, counts, pageblock_order, assumed)
    zone = BuddyZone(report.name, report.node or 0, index, -(-start // whole) * whole, size, top, pageblock_order)
    _Drawing(zone, counts, random.Random(seed), progress or (lambda share: None)).draw()
    _take_figures(zone, report)
    return Layout(zone, ("positions and the pages in use are assumed", *assumed))


def _counts(report: Zone, rng: random.Random) -> tuple[list[dict[int, int]], list[str]]:
    """Blocks by type for each order, and what was assumed of their types."""
    if report.free_areas is None or any(area.nr_free is None for area in report.free_areas):
        raise LayoutError(f"{report.title} prints no count for some orders: its free blocks are not known")
    counts: list[dict[int, int]] = []
    divided = unnamed = False
    for area in report.free_areas:
        many = area.nr_free or 0
        exact = _exact(area, many)
        if exact is not None or not many:
            counts.append(exact or {})
            continue
        kinds = sorted(NUMBER_OF[kind] for kind in area.types or ())
        unnamed, divided = unnamed or not kinds, divided or len(kinds) > 1
        counts.append(_divide(many, kinds[:many] or [MOVABLE], rng))
    assumed = ["the report names no lists: all blocks are taken as movable"] if unnamed else []
    if divided:
        assumed.append("where an order has several types, how many blocks each has is assumed")
    return counts, assumed


def _exact(area: FreeArea, many: int) -> dict[int, int] | None:
    """Blocks by type where pagetypeinfo tells them; one capped count is what the others leave. None if not known."""
    if area.by_type is None:
        return None
    known = {NUMBER_OF[kind]: blocks for kind, blocks in area.by_type if blocks}
    capped = [NUMBER_OF[kind] for kind, blocks in area.by_type if blocks is None]
    rest = many - sum(known.values())
    if len(capped) == 1 and rest > 0:
        known[capped[0]] = rest
        rest = 0
    return known if rest == 0 else None


def _divide(many: int, kinds: Sequence[int], rng: random.Random) -> dict[int, int]:
    """Divides blocks among types, at least one each; ordinary types get most."""
    shares = dict.fromkeys(kinds, 1)
    rest = many - len(kinds)
    weights = {kind: rng.uniform(0.5, 1.5) * (1 if kind in ORDINARY_TYPES else 0.2) for kind in kinds}
    total = sum(weights.values())
    for kind in kinds:
        shares[kind] += int(rest * weights[kind] / total)
    shares[kinds[0]] += many - sum(shares.values())
    return shares


def _size(report: Zone, counts: Sequence[Mapping[int, int]], pageblock_order: int, assumed: list[str]) -> int:
    """Pages that the zone spans: what is printed, and enough for the blocks to lie apart."""
    top = len(counts) - 1
    whole = 1 << top
    need = _chunks_needed(counts, pageblock_order) * whole
    printed = report.present if report.present is not None else report.managed
    if printed is None:
        assumed.append("the zone's size is not printed and assumed")
        return max(need, -(-need * 2 // whole) * whole)
    if printed < need:
        assumed.append("the zone is drawn larger than printed, since its blocks did not fit where they were put")
    return max(-(-printed // whole) * whole, need)


def _chunks_needed(counts: Sequence[Mapping[int, int]], pageblock_order: int) -> int:
    """Aligned blocks of the top order that hold all free blocks without two buddies of one order side by side."""
    top = len(counts) - 1
    small = [{kind: counts[order].get(kind, 0) for kind in range(7)} for order in range(pageblock_order)]
    blocks = sum(_regions_needed([row[kind] for row in small]) for kind in range(7))
    regions = blocks
    for order in range(pageblock_order, top):
        many = sum(counts[order].values())
        regions = max(-(-(regions + many) // 2), many)
    return max(regions + sum(counts[top].values()), 1)


def _regions_needed(counts: Sequence[int]) -> int:
    """Pageblocks that hold these blocks, none of two buddies both free: `counts` from order 0 up."""
    regions = 0
    for many in counts:
        regions = max(-(-(regions + many) // 2), many)
    return regions


class _Drawing:
    """Places free blocks from the greatest order down.

    A region of order k is an aligned range that is not wholly free. It holds at most one free block of order k - 1: one
    half of it; the other half, and both halves of one that holds none, are regions of order k - 1.
    """

    def __init__(
        self, zone: BuddyZone, counts: Sequence[Mapping[int, int]], rng: random.Random, progress: Progress
    ) -> None:
        self.zone, self.counts, self.rng, self.progress = zone, counts, rng, progress
        self.done, self.total = 0, sum(sum(row.values()) for row in counts) or 1

    def draw(self) -> None:
        """Fills the zone."""
        zone, rng = self.zone, self.rng
        chunks = list(range(0, zone.size - (1 << zone.top) + 1, 1 << zone.top))
        rng.shuffle(chunks)
        regions: dict[int, list[int]] = {order: [] for order in range(zone.top + 1)}
        regions[zone.top] = chunks
        for kind, many in self.counts[zone.top].items():
            self._put(zone.top, kind, [chunks.pop() for _ in range(many)])
        for order in range(zone.top - 1, zone.block_order - 1, -1):
            for kind, many in self.counts[order].items():
                self._put(order, kind, _halves(regions, order, many, zone.top, rng))
        blocks = _split_all(regions, zone.block_order, zone.top)
        rng.shuffle(blocks)
        self._fill_blocks(blocks)
        self._use_the_rest()

    def _put(self, order: int, kind: int, frames: Sequence[int]) -> None:
        zone = self.zone
        zone.fill(code_of(order, kind), frames)
        if order >= zone.block_order:
            for frame in frames:
                zone.set_block_types(frame, order, kind)
        self.done += len(frames)
        self.progress(self.done / self.total)

    def _fill_blocks(self, blocks: list[int]) -> None:
        """Gives each type the pageblocks that its small blocks need, and the others by likelihood."""
        zone, counts = self.zone, self.counts
        small = range(zone.block_order)
        needs = {kind: _regions_needed([counts[order].get(kind, 0) for order in small]) for kind in range(7)}
        spare = len(blocks) - sum(needs.values())
        shares = _divide(spare, [0, 1, 2], self.rng) if spare >= 3 else {MOVABLE: max(spare, 0)}
        place = 0
        for kind, need in needs.items():
            extra = shares.get(kind, 0) if kind in ORDINARY_TYPES else 0
            own = blocks[place : place + need + extra]
            place += need + extra
            for frame in own:
                zone.set_block_types(frame, 0, kind)
            regions: dict[int, list[int]] = {order: [] for order in range(zone.block_order + 1)}
            regions[zone.block_order] = own
            for order in range(zone.block_order - 1, -1, -1):
                many = counts[order].get(kind, 0)
                if many:
                    self._put(order, kind, _halves(regions, order, many, zone.block_order, self.rng))

    def _use_the_rest(self) -> None:
        """Pages in use in movable pageblocks are taken as movable ones, as far as they are whole pages of the zone."""
        zone = self.zone
        pages = 1 << zone.block_order
        used = b"\1" * pages
        for block, kind in enumerate(zone.block_types):
            if kind == MOVABLE:
                zone.movable[block * pages : (block + 1) * pages] = used
        zone.movable[: zone.first] = bytes(zone.first)
        zone.movable[zone.end :] = bytes(max(zone.size - zone.end, 0))
        empty = [bytes(1 << order) for order in range(zone.top + 1)]
        for code in zone.codes():
            if code & 7 == MOVABLE:  # the others lie in pageblocks of their own
                _clear(zone.movable, zone.blocks(code), empty[(code >> 3) - 1])


def _clear(pages: bytearray, frames: Sequence[int], none: bytes) -> None:
    """Clears what blocks of this length cover."""
    size = len(none)
    if size == 1:
        for frame in frames:
            pages[frame] = 0
        return
    for frame in frames:
        pages[frame : frame + size] = none


def _halves(regions: dict[int, list[int]], order: int, many: int, top: int, rng: random.Random) -> list[int]:
    """So many blocks of this order, one from each region twice as large; what is left of those are regions again.

    Regions that hold nothing yet come first, so that the blocks lie far apart.
    """
    above, whole = regions[order + 1], regions[top]
    size = 1 << order
    if above is not whole:
        _split(regions, top, order + 1, min(len(whole), many), rng)
    while len(above) < many:
        greater = [high for high in range(order + 2, top + 1) if regions[high]]
        if not greater:
            raise LayoutError("the free blocks do not fit into the zone")
        high = top if whole else greater[0]
        _split(regions, high, order + 1, min(len(regions[high]), -(-(many - len(above)) // 2)), rng)
    taken = above[len(above) - many :]
    del above[len(above) - many :]
    found = [region + size if upper & 1 else region for region, upper in zip(taken, rng.randbytes(many), strict=True)]
    regions[order] += [frame ^ size for frame in found]
    return found


def _split(regions: dict[int, list[int]], high: int, order: int, many: int, rng: random.Random) -> None:
    """Makes regions of this order from so many greater ones; one half of each is a region of the order between."""
    whole = regions[high]
    parts = whole[len(whole) - many :]
    del whole[len(whole) - many :]
    for into in range(high - 1, order - 1, -1):
        half = 1 << into
        parts = [part + half if upper & 1 else part for part, upper in zip(parts, rng.randbytes(many), strict=True)]
        regions[into] += [part ^ half for part in parts]
    regions[order] += parts


def _split_all(regions: dict[int, list[int]], order: int, top: int) -> list[int]:
    """All regions as ranges of this order."""
    found: list[int] = []
    for high in range(order, top + 1):
        for region in regions[high]:
            found += range(region, region + (1 << high), 1 << order)
    return found


def _take_figures(zone: BuddyZone, report: Zone) -> None:
    """The counters and marks that are printed; what the lists tell where they are not."""
    listed = zone.listed()
    zone.free = listed if report.free is None else report.free
    zone.present = report.present if report.present is not None else zone.size
    zone.managed = report.managed if report.managed is not None else zone.present
    boost = report.boost or 0
    zone.boost = boost
    zone.min, zone.low, zone.high = (max((mark or 0) - boost, 0) for mark in (report.min, report.low, report.high))
    zone.lowmem_reserve = report.lowmem_reserve or ()
    pages = dict.fromkeys((HIGHATOMIC, CMA, ISOLATE), 0)
    for code in zone.codes():
        if code & 7 in pages:
            pages[code & 7] += zone.count(code) << (code >> 3) - 1
    zone.free_cma = pages[CMA] if report.free_cma is None else report.free_cma
    zone.free_highatomic = pages[HIGHATOMIC] if report.free_highatomic is None else report.free_highatomic
    block = 1 << zone.block_order
    kept = bytes(zone.block_types).count(HIGHATOMIC) * block
    zone.reserved_highatomic = kept if report.reserved_highatomic is None else report.reserved_highatomic

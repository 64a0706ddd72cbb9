"""Is the free memory of a zone too little, or in pieces too small? The kernel's two indices.

mm/vmstat.c, fragmentation_index and unusable_free_index (2.6.35 and later); semantics.md F.5, allocator.md k. Both
count every list, those of CMA, the high-order atomic reserve and isolated pageblocks included.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.model.zone import Zone

SUITABLE = -1000
"""The index of an order that has a free block: a request for it could succeed."""
THRESHOLD = 500
"""vm.extfrag_threshold unless it was changed: up to here the kernel takes a shortage for one of memory."""


@dataclass(frozen=True, slots=True)
class Fragmentation:
    """One order. `index`: −1000 a block is free, near 0 memory is lacking, near 1000 it lies in pieces (thousandths).

    `unusable` is how much of the free memory is in blocks too small for the order, in thousandths.
    """

    order: int
    index: int
    unusable: int


def fragmentation_index(counts: Sequence[int], order: int) -> int:
    """The index for one order; `counts` are the free blocks of each order from 0."""
    blocks = sum(counts)
    if not blocks:
        return 0
    if any(counts[order:]):
        return SUITABLE
    pages = _pages(counts)
    return 1000 - (1000 + pages * 1000 // (1 << order)) // blocks


def unusable_index(counts: Sequence[int], order: int) -> int:
    """Thousandths of the free pages that are in blocks below the order; 1000 where nothing is free."""
    pages = _pages(counts)
    if not pages:
        return 1000
    return _pages(counts[:order]) * 1000 // pages


def fragmentation(zone: Zone) -> tuple[Fragmentation, ...]:
    """Both indices for every order of a zone; empty where a count is not printed."""
    counts = block_counts(zone)
    if counts is None:
        return ()
    return tuple(
        Fragmentation(order, fragmentation_index(counts, order), unusable_index(counts, order))
        for order in range(len(counts))
    )


def block_counts(zone: Zone) -> tuple[int, ...] | None:
    """The free blocks of each order; None where one is not printed."""
    counts = [area.nr_free for area in zone.free_areas or ()]
    return None if not counts or None in counts else tuple(count or 0 for count in counts)


def _pages(counts: Sequence[int]) -> int:
    return sum(count << order for order, count in enumerate(counts))

"""How did memory go while requests came: free pages, the largest free block, how fragmented it is, refusals?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.buddy.compaction import blocks_by_order
from engine.buddy.zone import BuddyZone
from engine.check.fragmentation import fragmentation_index

_MOST = 1200


class Sample(NamedTuple):
    """One moment, by zone: free pages, the largest free order (−1: nothing is free), and by order the kernel's
    fragmentation index in thousandths, −1000 while a block of that order is free.

    `steps` requests and frees have come until then, `refused` requests were refused.
    """

    steps: int
    refused: int
    free: tuple[int, ...]
    largest: tuple[int, ...]
    indices: tuple[tuple[int, ...], ...]

    def fragmentation(self, zone: int, order: int) -> int:
        """The index of a zone for an order."""
        return self.indices[zone][order]


class History:
    """Samples over time; when there are many, every other one goes."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.steps = self.refused = 0

    def clear(self) -> None:
        """Begin anew."""
        self.samples.clear()
        self.steps = self.refused = 0

    def count(self, served: bool) -> None:
        """One request came."""
        self.add(int(served), int(not served), 1)

    def add(self, served: int, refused: int, steps: int) -> None:
        """So many steps were done."""
        self.steps += max(steps, served + refused)
        self.refused += refused

    def sample(self, zones: Sequence[BuddyZone]) -> None:
        """Keep what the zones are like now."""
        blocks = tuple(blocks_by_order(zone) for zone in zones)
        free = tuple(max(zone.free, 0) for zone in zones)
        largest = tuple(max((order for order, count in enumerate(counts) if count), default=-1) for counts in blocks)
        if self.samples and self.samples[-1].steps == self.steps:
            self.samples.pop()
        indices = tuple(tuple(fragmentation_index(counts, order) for order in range(len(counts))) for counts in blocks)
        self.samples.append(Sample(self.steps, self.refused, free, largest, indices))
        if len(self.samples) > _MOST:
            del self.samples[1:-1:2]

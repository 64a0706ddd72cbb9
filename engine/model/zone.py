"""What is known of one memory zone at one moment?

Counts are pages of the machine's page size unless a name says otherwise. None means "not printed", never 0.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import Enum


class MigrateType(Enum):
    """The lists that each order's free blocks are kept on (enum migratetype); the value is the report's letter."""

    UNMOVABLE = "U"
    MOVABLE = "M"
    RECLAIMABLE = "E"
    RESERVE = "R"
    HIGHATOMIC = "H"
    CMA = "C"
    ISOLATE = "I"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


class Mark(Enum):
    """The zone's watermarks, by the names that a zone line prints."""

    MIN = "min"
    LOW = "low"
    HIGH = "high"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


USUAL_PAGE = 4096

TypeSet = frozenset[MigrateType]
TypeCounts = tuple[tuple[MigrateType, int | None], ...]
LEAST_CAPPED = 100_000
"""What pagetypeinfo's “>100000” says at least: it stops counting there (pagetypeinfo_showfree_print, 5.4 and later)."""
ORDINARY: TypeSet = frozenset({MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE})


@dataclass(frozen=True, slots=True)
class FreeArea:
    """The free blocks of one order (struct free_area).

    The log gives one count per order and the letters of the lists that are not empty, so `types` says which lists hold
    something, not how much. Kernels before 3.8 print no letters: None. `by_type` is how much, where /proc/pagetypeinfo
    tells: a list that it leaves out holds nothing, None is a count that it capped (LEAST_CAPPED or more).
    """

    nr_free: int | None
    types: TypeSet | None = None
    by_type: TypeCounts | None = None


@dataclass(frozen=True, slots=True)
class Zone:
    """One zone as a report prints it, in pages.

    `node` is None where the report names none (kernels without NUMA). `boost` is the part of min, low and high that is
    temporary. `free_areas` is None without a buddy line; `total` is the sum that the buddy line claims, of /proc's
    counts what they come to. A zone whose `present` is 0 has no memory (populated_zone).
    """

    node: int | None
    name: str
    free: int | None = None
    min: int | None = None
    low: int | None = None
    high: int | None = None
    boost: int | None = None
    lowmem_reserve: tuple[int, ...] | None = None
    present: int | None = None
    managed: int | None = None
    free_cma: int | None = None
    reserved_highatomic: int | None = None
    free_highatomic: int | None = None
    free_pcp: int | None = None
    unaccepted: int | None = None
    free_areas: tuple[FreeArea, ...] | None = None
    total: int | None = None

    @property
    def populated(self) -> bool:
        """Whether the zone has memory, as far as is known; only zoneinfo prints zones that have none."""
        return self.present != 0 or bool(self.free)

    @property
    def title(self) -> str:
        """The zone as the kernel names it: "Node 0 DMA32", or "DMA32" where no node is printed."""
        return self.name if self.node is None else f"Node {self.node} {self.name}"

    def mark(self, mark: Mark) -> int | None:
        """The watermark's value in pages, boost included as printed."""
        if mark is Mark.MIN:
            return self.min
        return self.low if mark is Mark.LOW else self.high


def listed_pages(zone: Zone) -> int | None:
    """Pages in the printed free lists: sum of nr_free * 2^order; None when a count is not printed."""
    if zone.free_areas is None:
        return None
    pages = 0
    for order, area in enumerate(zone.free_areas):
        if area.nr_free is None:
            return None
        pages += area.nr_free << order
    return pages


USUAL_ORDERS = 11
"""Orders 0 to 10: what nearly every kernel with pages of 4 kB has."""


def order_count(zones: Iterable[Zone], page_size: int) -> int:
    """How many orders the kernel has, as far as its buddy lines tell; 0 where none is printed.

    A line without its total was cut: on its own it does not tell where the orders end.
    """
    printed = [zone for zone in zones if zone.free_areas]
    most = max((len(zone.free_areas or ()) for zone in printed), default=0)
    cut = page_size == USUAL_PAGE and any(zone.total is None for zone in printed)
    return max(most, USUAL_ORDERS) if cut else most


def with_orders(zone: Zone, orders: int) -> Zone:
    """The zone with the orders that were cut off its buddy line as unknown counts."""
    areas = zone.free_areas
    if not areas or len(areas) >= orders or zone.total is not None:
        return zone
    return replace(zone, free_areas=areas + (FreeArea(None),) * (orders - len(areas)))

"""What does a gauge between "too little memory" and "fragmented" show? Both of the kernel's indices, order by order.

mm/vmstat.c, fragmentation_index and unusable_free_index (2.6.35 and later); semantics.md F.5.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.check.fragmentation import SUITABLE, THRESHOLD, block_counts, fragmentation_index, unusable_index
from engine.explain.event import Event
from engine.model.units import show_bytes
from engine.model.zone import Zone, listed_pages

INDEX = "fragmentation index"
UNUSABLE = "unusable free"
A_BLOCK_IS_FREE = "a block is free"
NOT_PRINTED = "not printed"
THRESHOLD_WORDS = "extfrag_threshold {}: above it the kernel compacts, at or below it reclaims instead"
"""compaction_suitable skips compaction where 0 ≤ index ≤ the threshold; knobs.md extfrag_threshold."""


@dataclass(frozen=True, slots=True)
class GaugeRow:
    """One order and the size of its blocks; None is what can't be told from the counts that are printed.

    `index`: −1000 a block is free, near 0 memory is lacking, near 1000 it lies in pieces. `unusable`: thousandths of
    the free memory that are in smaller blocks.
    """

    order: int
    size: str
    index: int | None
    unusable: int | None

    @property
    def suitable(self) -> bool:
        """Whether a block of the order or a larger one is free."""
        return self.index == SUITABLE


@dataclass(frozen=True, slots=True)
class Gauge:
    """One zone. `asked` is the order of the request, None without one; `ends` are the words for the ends of `scale`."""

    title: str
    rows: tuple[GaugeRow, ...]
    asked: int | None
    threshold: int = THRESHOLD
    scale: tuple[int, int] = (0, 1000)
    ends: tuple[str, str] = ("too little memory", "fragmented")

    @property
    def threshold_words(self) -> str:
        """What the marked line means."""
        return THRESHOLD_WORDS.format(self.threshold)

    def place(self, value: int) -> float:
        """Where a value stands on the scale, 0 to 1; values beyond an end stand at it."""
        first, last = self.scale
        return min(max((value - first) / (last - first), 0.0), 1.0)


def gauge(event: Event) -> Gauge | None:
    """That of the zone which the sixth answer is about; None where no zone was asked, or its counts are not printed."""
    if event.of_cgroup or event.from_page_fault or event.manual or event.starting:
        return None
    if event.no_pages_asked and not event.judged:
        return None
    zone = event.pressed or event.main
    asked = None if event.analysis.request is None else event.order
    if zone is not None:
        return zone_gauge(zone.zone, event.page_size, asked)
    largest = max((one.zone for one in event.analysis.zones), key=lambda one: listed_pages(one) or 0, default=None)
    return None if largest is None else zone_gauge(largest, event.page_size, asked)


def zone_gauge(zone: Zone, page_size: int, asked: int | None) -> Gauge | None:
    """Both indices of every order of a zone; None where it has no list of free blocks."""
    areas = zone.free_areas or ()
    if not areas:
        return None
    counts = block_counts(zone)
    rows = []
    for order in range(len(areas)):
        size = show_bytes(page_size << order)
        if counts is not None:
            row = GaugeRow(order, size, fragmentation_index(counts, order), unusable_index(counts, order))
        else:
            is_free = any(area.nr_free for area in areas[order:])
            row = GaugeRow(order, size, SUITABLE if is_free else None, None)
        rows.append(row)
    return Gauge(zone.title, tuple(rows), asked)


def gauge_words(shown: Gauge) -> tuple[str, ...]:
    """The gauge for those who can't see it: a line for the zone, one for each order, one for the threshold."""
    lines = [f"{shown.title}: {INDEX} from {shown.scale[0]}, {shown.ends[0]}, to {shown.scale[1]}, {shown.ends[1]}"]
    for row in shown.rows:
        asked = ", asked for" if row.order == shown.asked else ""
        lines.append(
            f"order {row.order} ({row.size}){asked}: {INDEX} {index_words(row)}, {UNUSABLE} {unusable_words(row)}"
        )
    return (*lines, shown.threshold_words)


def index_words(row: GaugeRow) -> str:
    """The fragmentation index of an order, in thousandths."""
    if row.suitable:
        return f"{_number(row.index)}, {A_BLOCK_IS_FREE}"
    return _number(row.index)


def unusable_words(row: GaugeRow) -> str:
    """The unusable free index of an order, in thousandths."""
    return _number(row.unusable)


def _number(value: int | None) -> str:
    return NOT_PRINTED if value is None else f"{value}".replace("-", "\N{MINUS SIGN}")

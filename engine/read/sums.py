"""Do the sums agree? The buddy line with its own total and with `free:`, and the zones with the totals of the listing.

Running kernels print free counters and lists that differ in four logs of ten: they read one after the other, without a
lock.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.model.report import Level
from engine.model.zone import Zone
from engine.read.lines import Line
from engine.read.listing import Listing
from engine.read.zone_draft import ZoneDraft


def compare_sums(listing: Listing, zones: Sequence[Zone]) -> None:
    """Tell what differs, and by how much."""
    for draft, zone in zip(listing.zones.values(), zones, strict=True):
        if draft.buddy_line is not None and draft.total_kb is not None:
            _compare_total(listing, draft, zone, draft.buddy_line)
    _compare_totals(listing, zones)


def _compare_total(listing: Listing, draft: ZoneDraft, zone: Zone, line: Line) -> None:
    if draft.listed_kb != draft.total_kb:
        level = Level.ERROR if draft.cut else Level.WARNING
        sums = f"the free blocks add up to {draft.listed_kb} kB, but the line says {draft.total_kb} kB"
        listing.note(level, f"{draft.title}: {sums}; the counts are doubtful", line.whole())
    elif zone.free is not None and zone.total is not None and zone.free != zone.total:
        message = f"{draft.title}: the free lists hold {_more(zone.total - zone.free)} than free:"
        listing.note(Level.INFO, f"{message}, which is read at another moment", line.whole())


def _more(pages: int) -> str:
    return f"{abs(pages)} page{'s' if abs(pages) != 1 else ''} {'more' if pages > 0 else 'less'}"


def _compare_totals(listing: Listing, zones: Sequence[Zone]) -> None:
    told = listing.totals.get("free")
    free = [zone.free for zone in zones if zone.free is not None]
    if told is None or not free or len(free) < len(zones) or sum(free) == told:
        return
    message = f"free: of the totals is {_more(told - sum(free))} than that of the listed zones together"
    listing.note(Level.INFO, message, next(line for line in listing.total_lines if "free:" in line.text).whole())

"""Reports of a log for tests of the list; what doesn't matter is filled in."""

from __future__ import annotations

from engine.model.report import Kind
from engine.model.sighting import Sighting, ZoneLevel
from gui.reports.listing import Listing

_PLAIN = Sighting(
    source=0,
    first_line=1,
    last_line=40,
    start=0,
    end=100,
    start_line=1,
    part=0,
    kind=Kind.PAGE_ALLOC_FAILURE,
    time="100.000000",
    seconds=100.0,
    comm="rsync",
    pid=4321,
    kernel="6.1.0",
    requester="alloc_rx_buffer",
    order=4,
    gfp_mask=0xC0D0,
    gfp_flags="GFP_KERNEL|__GFP_COMP",
    outcome="refused",
    zone="Node 0 DMA32",
    sentence="No zone could give 64 kB in one block (order 4).",
    page_size=4096,
    zones=(ZoneLevel("Node 0 DMA32", 3140, 1769), ZoneLevel("Node 0 Normal", 546, 286)),
)
_KINDS = (Kind.PAGE_ALLOC_FAILURE, Kind.PAGE_ALLOC_FAILURE, Kind.OOM_KILL, Kind.SLUB, Kind.MEMCG_OOM)
_OUTCOMES = ("refused", "would_pass", "undecided", "not_applicable")


def a_sighting(**values: object) -> Sighting:
    """A report; it stands at `start` of its source, by which the list knows it."""
    return _PLAIN._replace(**values)  # type: ignore[arg-type]


def many(count: int) -> list[Sighting]:
    """So many reports, of some causes, kinds and processes, in the order of time."""
    return [
        a_sighting(
            start=number * 5000,
            end=number * 5000 + 4000,
            first_line=number * 50 + 1,
            last_line=number * 50 + 40,
            time=f"{number * 3}.{number % 1000:06}",
            seconds=number * 3.0,
            kind=_KINDS[number % 5],
            comm=f"worker{number * 7 % 211}",
            pid=1000 + number * 13 % 30_011,
            requester=f"driver_{number % 23}_alloc",
            order=number * 5 % 7,
            outcome=_OUTCOMES[number * 3 % 4],
            repeats=number % 11 if number % 3 == 0 else 0,
            zones=(
                ZoneLevel("Node 0 DMA32", 4000 + number * 37 % 3000, 1769),
                ZoneLevel("Node 0 Normal", 500 + number * 91 % 7000, 2860),
            ),
        )
        for number in range(count)
    ]


def a_listing(*sightings: Sighting, inputs: tuple[str, ...] = ("kern.log",)) -> Listing:
    """A log's list with these reports in it."""
    listing = Listing(inputs)
    listing.sources = ["kern.log", "kern.log.1"]
    listing.add(sightings)
    return listing

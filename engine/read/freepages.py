"""Which zones and free lists does a listing of Linux 2.4 show? Its lines are put into the form that 2.6 has.

show_free_areas_core in mm/page_alloc.c prints `Zone:DMA freepages:` for every zone, in kB or (kernels with rmap) in
pages, and below, in the same order, a row of free blocks for each zone without its name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain

from engine.read.origins import Change, Repair, Span, with_edits

_MARK = " freepages:0kB"
"""Stays behind the figures, so that the listing tells of which kernel it is."""
_GAP = r"[ \t]{0,40}(?:\r?\n[ \t]{0,8})?"
_FIGURE = rf"{_GAP}\d{{1,12}}(?:{_GAP}[kK]B)?"
_ZONE = re.compile(
    rf"Zone:(?P<name>[A-Z]\w{{1,15}}){_GAP}(?P<word>freepages):(?P<free>{_FIGURE})"
    rf"(?:{_GAP}min:(?P<min>{_FIGURE}){_GAP}low:(?P<low>{_FIGURE}){_GAP}high:(?P<high>{_FIGURE}))?(?![\w:])"
)
_ROW = re.compile(
    rf"(?<![\w*:])(?<!kB )(?<!DMA: )(?<!Normal: )(?<!HighMem: )"
    rf"(?P<blocks>(?:\d{{1,12}}\*\d{{1,8}}kB{_GAP}){{0,24}})= (?P<total>\d{{1,12}}(?:\r?\n\d{{1,12}})?){_GAP}kB\)"
)
_BLOCK = re.compile(r"\d+\*(\d+)kB")
_BREAK = re.compile(r"[ \t\r]*\n[ \t]*")
_TOTALS = re.compile(r"\( Active:[^\n]{0,200}?[ ,](?P<free>free: ?\d{1,12}) ?\)")
_FAR = 2000
"""Characters between two lines of one listing: what stands between the zones and their rows."""
_PAGE_KB = (4, 8, 16, 32, 64)
_TOLD = "zones and free lists of Linux 2.4 were read in the form of later kernels"
_NOT_TOLD = "a listing of Linux 2.4 was left unread: it isn't certain which zone each row of free blocks is of"

Found = re.Match[str]


def as_zone_lines(text: str) -> Change | None:
    """The text with the listings of Linux 2.4 in the form of 2.6."""
    edits: list[Span] = []
    repairs: list[Repair] = []
    for zones, rows, totals in _listings(text):
        unit_kb = _page_kb(rows)
        certain = len(rows) == len(zones) == len({zone["name"] for zone in zones}) and unit_kb > 0
        repairs.append(Repair(_TOLD if certain else _NOT_TOLD, zones[0].start(), doubtful=not certain))
        if certain:
            edits += chain(*(_zone_edits(zone, unit_kb) for zone in zones))
            edits += chain(*(_row_edits(row, zone["name"]) for row, zone in zip(rows, zones, strict=True)))
            edits += chain(*(_total_edits(one) for one in totals))
    return Change(tuple(with_edits(text, sorted(edits))), repairs) if repairs else None


def _listings(text: str) -> Iterator[tuple[list[Found], list[Found], list[Found]]]:
    """The zones, rows and totals of each listing."""
    zones: list[Found] = []
    rows: list[Found] = []
    totals: list[Found] = []
    everything = chain(_ZONE.finditer(text), _ROW.finditer(text), _TOTALS.finditer(text))
    for found in sorted(everything, key=lambda one: one.start()):
        if zones and (found.start() - (rows or zones)[-1].end() > _FAR or (found.re is _ZONE and rows)):
            yield zones, rows, totals
            zones, rows, totals = [], [], []
        if found.re is _ZONE:
            zones.append(found)
        elif zones:
            (rows if found.re is _ROW else totals).append(found)
    if zones:
        yield zones, rows, totals


def _page_kb(rows: list[Found]) -> int:
    """The size of the first blocks; 0 where rows differ or none tells."""
    firsts = {int(block[1]) for row in rows if (block := _BLOCK.match(row["blocks"])) is not None}
    return firsts.pop() if len(firsts) == 1 and firsts.issubset(_PAGE_KB) else 0


def _zone_edits(zone: Found, unit_kb: int) -> Iterator[Span]:
    yield Span(zone.start(), zone.start("name"), "")
    yield Span(zone.end("name"), zone.end("word"), " free")
    last = zone.end("word")
    for name in ("free", "min", "low", "high"):
        if zone[name] is None:
            continue
        start, end = zone.span(name)
        if name != "free":
            yield Span(last, start, f" {name}:")
        last = end
        yield from _figure_edits(zone[name], start, end, unit_kb)
    yield Span(last, last, _MARK)


def _figure_edits(printed: str, start: int, end: int, unit_kb: int) -> Iterator[Span]:
    """A figure with its unit: one that has none is of pages."""
    digits = printed.strip().rstrip("kKB").rstrip()
    first = start + printed.index(digits)
    yield Span(start, first, "")
    if printed.endswith("B"):
        yield Span(first + len(digits), end, "kB")
    else:
        yield Span(first, end, f"{int(digits) * unit_kb}kB")


def _row_edits(row: Found, name: str) -> Iterator[Span]:
    if not row["blocks"]:
        yield Span(*row.span(), f"{name}: empty")
        return
    yield Span(row.start(), row.start(), f"{name}: ")
    start = row.start("blocks")
    for broken in _BREAK.finditer(row["blocks"]):
        yield Span(start + broken.start(), start + broken.end(), " ")
    within = _BREAK.search(row["total"])
    if within is not None:
        yield Span(row.start("total") + within.start(), row.start("total") + within.end(), "")
    yield Span(row.end("total"), row.end(), "kB")


def _total_edits(totals: Found) -> Iterator[Span]:
    yield Span(totals.start(), totals.start("free"), "")
    yield Span(totals.end("free"), totals.end(), "")

"""Listings of Linux 2.4: zones without their own rows of free blocks, in kB or in pages."""

from __future__ import annotations

import pytest

from engine.model.report import Kind, Level, Report
from engine.read.reader import read_text

KB = """\
SysRq : Show Memory
Mem-info:
Free pages:       83640kB (     0kB HighMem)
Zone:DMA freepages: 14632kB min:   128KB low:   256kB high:   384kB
Zone:Normal freepages: 69008kB min:  1020KB low:  2040kB high:  3060kB
Zone:HighMem freepages:     0kB min:     0KB low:     0kB high:     0kB
( Active: 1576, inactive: 69884, free: 20910 )
4*4kB 3*8kB 2*16kB 3*32kB 4*64kB 3*128kB 2*256kB 0*512kB 1*1024kB 6*2048kB = 14632kB)
10*4kB 3*8kB 1*16kB 2*32kB 0*64kB 0*128kB 1*256kB 0*512kB 1*1024kB 33*2048kB = 69008kB)
= 0kB)
Swap cache: add 0, delete 0, find 0/0, race 0+0
Free swap:       136512kB
"""
PAGES = """\
__alloc_pages: 0-order allocation failed (gfp=0x1d2/0)
Mem-info:
Zone:DMA freepages:  1884 min:     0 low:     0 high:     0
Zone:Normal freepages:  1085 min:  1279 low:  4544 high:  6304
Free pages:      2969 (     0 HighMem)
( Active: 2259787/488777, inactive_laundry: 244282, inactive_clean: 244366, free: 2969 )
  aa:0 ac:0 id:0 il:0 ic:0 fr:1884
0*4kB 0*8kB 1*16kB 1*32kB 1*64kB 0*128kB 1*256kB 0*512kB 1*1024kB 1*2048kB 1*4096kB = 7536kB)
55*4kB 9*8kB 19*16kB 9*32kB 0*64kB 1*128kB 1*256kB 0*512kB 1*1024kB 1*2048kB 0*4096kB = 4340kB)
"""
BROKEN = KB.replace("high:   384kB", "high:   384\nkB").replace("= 69008kB)", "= 690\n08kB)").replace(" 33*", "\n33*")
ZONES = {"DMA": (3658, 32, 64, 96, 3658), "Normal": (17252, 255, 510, 765, 17252), "HighMem": (0, 0, 0, 0, None)}


def figures(report: Report) -> dict[str, tuple[int | None, ...]]:
    return {zone.title: (zone.free, zone.min, zone.low, zone.high, zone.total) for zone in report.scenario.zones}


@pytest.mark.parametrize(
    ("text", "zones"),
    [
        (KB, ZONES),
        (BROKEN, ZONES),
        ("".join(f"Jul 12 10:42:41 server kernel: {line}\n" for line in KB.splitlines()), ZONES),
        (PAGES, {"DMA": (1884, 0, 0, 0, 1884), "Normal": (1085, 1279, 4544, 6304, 1085)}),
    ],
    ids=["in kB", "broken at 80 columns", "from syslog", "in pages"],
)
def test_zones_and_their_rows_are_put_together_in_their_order(text: str, zones: object) -> None:
    reading = read_text("", text)
    (report,) = reading.reports
    assert figures(report) == zones
    assert report.complete
    assert [note.level for note in reading.diagnostics if "Linux 2.4" in note.message] == [Level.INFO] * len(
        [note for note in reading.diagnostics if "Linux 2.4" in note.message]
    )


def test_blocks_are_where_the_text_has_them() -> None:
    (report,) = read_text("", KB).reports
    normal = report.scenario.zones[1]
    assert [area.nr_free for area in normal.free_areas or ()] == [10, 3, 1, 2, 0, 0, 1, 0, 1, 33]
    place = report.places["zone", 1, "min"]
    assert KB.split("\n")[place.line - 1][place.start : place.end] == "1020"


def test_the_request_of_an_old_header_is_read_and_its_bits_are_doubted() -> None:
    reading = read_text("", PAGES)
    (report,) = reading.reports
    request = report.scenario.request
    assert report.kind is Kind.PAGE_ALLOC_FAILURE
    assert request is not None
    assert (request.order, request.gfp_mask) == (0, 0x1D2)
    assert any("from 0x80 on Linux 2.4 meant others" in note.message for note in reading.diagnostics)


@pytest.mark.parametrize(
    "text",
    [KB.replace("= 0kB)\n", ""), KB.replace("Zone:Normal", "Zone:DMA"), KB.replace("*4kB", "*5kB")],
    ids=["a row is missing", "a zone twice", "no size of a page"],
)
def test_rows_that_may_be_of_another_zone_are_left_unread(text: str) -> None:
    reading = read_text("", text)
    assert all(zone.free is None and zone.free_areas is None for one in reading.reports for zone in one.scenario.zones)
    assert any(note.level is Level.WARNING and "left unread" in note.message for note in reading.diagnostics)

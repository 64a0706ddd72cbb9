"""Where in a large text may files of /proc stand, which have none of the words that reports have?

Looked for in the first part of a text only: what collects files of a machine in one text makes no more of it, and a
search through all of a log of gigabytes would cost as much as that for reports.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from engine.survey.scan import LONG_LINE, Extent

WITHIN = 32 << 20
"""Bytes of a text in which files of /proc are looked for."""
_WORD = b" 0, zone "
_ANY_NODE = b", zone "
_ROW = re.compile(rb"Node {1,4}0, zone {1,8}[A-Z]\w{1,15}(?:, type {1,8}\w{1,16})?")
_BEFORE = 2 << 10
"""Bytes in front of the first row: its headings, and what names the kernel."""
_APART = 64 << 10
"""Bytes between two zones of zoneinfo: the lists of hundreds of processors stand there."""
_BELOW_ZONE = (
    b" nr_",
    b" numa_",
    b" count:",
    b" batch:",
    b" managed ",
    b" protection:",
    b" start_pfn:",
    b"_unreclaimable:",
)
_BEHIND = 2 << 10
"""Bytes without such a word behind which a zone's figures have ended."""
_LONGEST, _CUT_FROM = 1 << 20, 256 << 10
"""Bytes of files of /proc that are read at once, and after which they are cut where the next state begins."""


def with_proc(data: bytes | bytearray, low: int, high: int, extents: Sequence[Extent]) -> list[Extent]:
    """The parts around files of /proc that begin between `low` and `high`, joined with those around reports."""
    found = list(_proc_extents(data, low, high))
    return _united(sorted([*extents, *found])) if found else list(extents)


def _proc_extents(data: bytes | bytearray, low: int, high: int) -> Iterator[Extent]:
    at = data.find(_WORD, low, high)
    while at >= 0:
        start = data.rfind(b"\n", max(at - LONG_LINE, 0), at) + 1
        row = _ROW.search(data, start, at + 64)
        if row is None:
            at = data.find(_WORD, at + 1, high)
            continue
        end = _end_of(data, at, row[0])
        first = data.rfind(b"\n", 0, max(start - _BEFORE, 0)) + 1
        yield Extent(first, end)
        at = data.find(_WORD, max(end, at + 1), high)


def _end_of(data: bytes | bytearray, first: int, row: bytes) -> int:
    """The end of files that begin with a row: behind the last of its zones, or where a further state begins."""
    last = first
    while last - first < _LONGEST:
        at = data.find(_ANY_NODE, last + 1, last + _APART)
        if at < 0:
            break
        if at - first > _CUT_FROM and data.startswith(row, at - row.index(_ANY_NODE)):
            return data.rfind(b"\n", first, at) + 1
        last = at
    beyond = _past_lists(data, last) + _BEHIND
    end = data.find(b"\n", min(beyond, len(data)))
    return len(data) if end < 0 or end > beyond + LONG_LINE else end + 1


def _past_lists(data: bytes | bytearray, zone: int) -> int:
    """The last word of what zoneinfo says below a zone's row."""
    at, farthest = zone, zone + _APART
    while (further := max(data.rfind(word, at + 1, min(at + _BEHIND, farthest)) for word in _BELOW_ZONE)) > 0:
        at = further
    return at


def _united(extents: Sequence[Extent]) -> list[Extent]:
    united: list[Extent] = []
    for one in extents:
        if united and one.start < united[-1].end:
            united[-1] = Extent(united[-1].start, max(united[-1].end, one.end))
        else:
            united.append(one)
    return united

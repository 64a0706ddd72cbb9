"""Which of two reports that were printed into each other is a line of? Certain where each has one time in all lines."""

from __future__ import annotations

import re
from itertools import pairwise
from typing import NamedTuple

from engine.read.kinds import kind_match
from engine.read.origins import Change, Repair, Span
from engine.read.prefix import is_stamp, prefix_end

_MOST, _FEWEST = 8, 8
"""Reports that are put apart at most, and lines that each has at least."""


class _Line(NamedTuple):
    start: int
    end: int
    stamp: str
    text: str


def apart_by_time(text: str) -> Change | None:
    """The text with the reports one after the other, if each has a time of its own and is whole by itself."""
    lines = _lines(text)
    groups: dict[str, list[int]] = {}
    for index, line in enumerate(lines):
        if line.stamp:
            groups.setdefault(line.stamp, []).append(index)
    reports = {stamp: group for stamp, group in groups.items() if _is_report([lines[index] for index in group])}
    if not 1 < len(reports) <= _MOST or not _overlap(list(reports.values())):
        return None
    first = min(group[0] for group in reports.values())
    last = max(group[-1] for group in reports.values())
    others = [index for index in range(first, last + 1) if lines[index].stamp not in reports]
    if any(kind_match(lines[index].text) is not None for index in others):
        return None
    order = [*range(first), *(index for group in reports.values() for index in group), *others]
    spans: list[Span] = []
    for index in (*order, *range(last + 1, len(lines))):
        line = lines[index]
        spans.append(Span(line.start, line.end))
        if not text.endswith("\n", line.start, line.end):
            spans.append(Span(line.end, line.end, "\n"))
    told = "reports that were printed into each other were put apart by the times of their lines"
    return Change(spans, [Repair(told, lines[first].start)])


def _lines(text: str) -> list[_Line]:
    lines: list[_Line] = []
    start = 0
    for raw in re.findall(r"[^\n]*\n|[^\n]+", text):
        column = prefix_end(raw)
        stamp = raw[:column].strip()
        lines.append(_Line(start, start + len(raw), stamp if is_stamp(stamp) else "", raw[column:].rstrip()))
        start += len(raw)
    return lines


def _is_report(lines: list[_Line]) -> bool:
    """Whether the lines hold one listing: a heading, and of each zone one line of figures and one of free blocks."""
    if len(lines) < _FEWEST or sum(line.text.startswith("Mem-") for line in lines) != 1:
        return False
    kinds = [(found.lastgroup, line.text) for line in lines if (found := kind_match(line.text)) is not None]
    zones = [text.partition(" free:")[0] for kind, text in kinds if kind == "zone"]
    lists = [text.partition(":")[0] for kind, text in kinds if kind == "buddy"]
    return bool(zones) and sorted(zones) == sorted(lists) and len(set(zones)) == len(zones)


def _overlap(groups: list[list[int]]) -> bool:
    """Whether a group begins before the one before it has ended."""
    ordered = sorted(groups)
    return any(later[0] < earlier[-1] for earlier, later in pairwise(ordered))

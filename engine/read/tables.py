"""Which cell of a table holds the kernel's line? Spreadsheets, log viewers and monitoring services export such tables.

Rows are lines of cells with commas, semicolons, tabs or bars between, quoted where need be, quote marks inside doubled.
The line that says what a cell of messages is: one that holds words only the kernel prints.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from engine.read.origins import Change, Repair, Span
from engine.read.records import is_stamped, time_prefix

_DELIMITERS = ",;\t|"
_SIGNS = ("page allocation failure", "lowmem_reserve[]:", "oom-killer:", "vmalloc", "SLUB: ", "Mem-", " free:")
_MOST_SIGNS = 64
_LONGEST = 8192
_FEWEST = 3
_DOUBLED = '""'
_TOLD = "the messages were taken out of the cells of a table"


class _Shape(NamedTuple):
    """What the rows of a table are like: what stands between cells, how many there are, and which is the message."""

    delimiter: str
    cells: int
    message: int


@cache
def _cell(delimiter: str) -> re.Pattern[str]:
    """One cell and what ends it."""
    apart = re.escape(delimiter)
    return re.compile(
        rf'(?:"(?P<quoted>(?:[^"\n]|"")*)"|(?P<plain>[^{apart}"\r\n][^{apart}\r\n]*|))(?P<end>{apart}|\r?$)', re.M
    )


def out_of_tables(text: str) -> Change | None:
    """The text with the message of every row of a table in its stead; other lines stay."""
    shape = _shape(text)
    if shape is None:
        return None
    spans: list[Span] = []
    first = count = end = 0
    for start, beyond in _lines(text):
        cells = _cells(text, start, beyond, shape.delimiter)
        if cells is None or len(cells) != shape.cells:
            continue
        spans += [Span(end, start), *_row(text, cells, shape.message)]
        first, count, end = first if count else start, count + 1, beyond
    if count < _FEWEST:
        return None
    return Change([*spans, Span(end, len(text))], [Repair(_TOLD, first, count)])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    while start < len(text):
        end = text.find("\n", start)
        end = len(text) if end < 0 else end
        yield start, end
        start = end + 1


def _cells(text: str, start: int, end: int, delimiter: str) -> list[re.Match[str]] | None:
    """The cells of a line; None if it is no row."""
    if end - start > _LONGEST:
        return None
    cells: list[re.Match[str]] = []
    pattern = _cell(delimiter)
    while True:
        found = pattern.match(text, start, end)
        if found is None:
            return None
        cells.append(found)
        if found["end"] != delimiter:
            return cells
        start = found.end()


def _shape(text: str) -> _Shape | None:
    """The shape in which most of the kernel's lines stand in quoted cells; None if there is no such table."""
    shapes: Counter[_Shape] = Counter()
    quoted: set[_Shape] = set()
    for sign, start, end in _quoted_signs(text):
        for delimiter in _DELIMITERS:
            cells = _cells(text, start, end, delimiter)
            if cells is None or len(cells) < 2:
                continue
            index = next((at for at, cell in enumerate(cells) if cell.start() <= sign < cell.end()), 0)
            shape = _Shape(delimiter, len(cells), index)
            shapes[shape] += 1
            if cells[index]["quoted"] is not None:
                quoted.add(shape)
    return max((shape for shape in shapes if shape in quoted), key=lambda shape: shapes[shape], default=None)


def _quoted_signs(text: str) -> Iterator[tuple[int, int, int]]:
    """Where the kernel's words stand on lines with quote marks, and where such a line begins and ends."""
    for sign in _SIGNS:
        at = text.find(sign)
        for _ in range(_MOST_SIGNS):
            if at < 0:
                break
            start, end = text.rfind("\n", 0, at) + 1, text.find("\n", at)
            end = len(text) if end < 0 else end
            if text.find('"', start, end) >= 0:
                yield at, start, end
            at = text.find(sign, end)


def _row(text: str, cells: list[re.Match[str]], message: int) -> Iterator[Span]:
    """A row's message, and its time before it where the message has none."""
    start, end = _inside(cells[message])
    if not is_stamped(text, start):
        times = (time_prefix(text, *_inside(cell), "") for at, cell in enumerate(cells) if at != message)
        yield from next((spans for spans in times if spans), [])
    while start < end:
        doubled = text.find(_DOUBLED, start, end) if cells[message]["quoted"] is not None else -1
        stop = end if doubled < 0 else doubled + 1
        yield Span(start, stop)
        start = stop + (doubled >= 0)


def _inside(cell: re.Match[str]) -> tuple[int, int]:
    return cell.span("plain") if cell["quoted"] is None else cell.span("quoted")

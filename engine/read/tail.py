"""What do the lines below the free lists tell: page cache, swap, the machine's pages, huge pages?"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.model.report import Place
from engine.read.lines import Line

_FIGURE = re.compile(
    r"(?<![\w=-])(?:(?P<count>\d{1,15}) (?P<what>total pagecache pages|pages in swap cache|pages RAM"
    r"|pages HighMem(?:/MovableOnly)?|pages (?:cma )?reserved|pages hwpoisoned)(?![\w/])"
    r"|(?P<swap>Free|Total) swap {1,2}= {0,2}(?P<kb>\d{1,15})kB(?!\w))",
    re.ASCII,
)
_HUGE = re.compile(
    r"hugepages_total=(?P<total>\d{1,12})[ \t]+hugepages_free=(?P<free>\d{1,12})[ \t]+hugepages_surp=\d{1,12}"
    r"[ \t]+hugepages_size=(?P<size>\d{1,12})kB(?!\w)",
    re.ASCII,
)
_NAMES = {
    "total pagecache pages": "pagecache",
    "pages in swap cache": "swap_cache",
    "pages RAM": "ram",
    "pages HighMem": "highmem",
    "pages HighMem/MovableOnly": "highmem",
    "pages reserved": "reserved",
    "pages cma reserved": "cma_reserved",
    "pages hwpoisoned": "hwpoisoned",
    "Free": "swap_free_kb",
    "Total": "swap_total_kb",
}


class Figure(NamedTuple):
    """One figure: pages, or kB where its name ends so; and where it stands."""

    value: int
    place: Place


class TailLine(NamedTuple):
    """One line with its 1-based number: as it came, or the text of a `line` that has a prefix or was put together."""

    number: int
    text: str
    line: Line | None = None

    def place(self, start: int, end: int) -> Place:
        """Where characters of the text stand."""
        return Place(self.number, start, end) if self.line is None else self.line.place(start, end)


def tail_figures(lines: Sequence[TailLine]) -> dict[str, Figure]:
    """Every figure by name; one that stands there twice counts as first told, huge pages are summed over nodes."""
    figures: dict[str, Figure] = {}
    for line in lines:
        for found in _FIGURE.finditer(line.text):
            group = "count" if found["count"] else "kb"
            name = _NAMES[found["what"] or found["swap"]]
            figures.setdefault(name, Figure(int(found[group]), line.place(*found.span(group))))
        huge = _HUGE.search(line.text)
        if huge is not None:
            _add(figures, "hugetlb_kb", int(huge["total"]) * int(huge["size"]), line.place(*huge.span("total")))
            _add(figures, "hugetlb_free_kb", int(huge["free"]) * int(huge["size"]), line.place(*huge.span("free")))
    return figures


def _add(figures: dict[str, Figure], name: str, value: int, place: Place) -> None:
    old = figures.get(name)
    figures[name] = Figure(value, place) if old is None else old._replace(value=old.value + value)


class LazyTail(Mapping[str, int]):
    """The figures by name, read when somebody asks for them."""

    __slots__ = ("_known", "_lines")

    def __init__(self, lines: Sequence[TailLine]) -> None:
        self._lines: Sequence[TailLine] | None = lines
        self._known: dict[str, Figure] = {}

    def _figures(self) -> dict[str, Figure]:
        if self._lines is not None:
            self._known, self._lines = tail_figures(self._lines), None
        return self._known

    def __getitem__(self, name: str) -> int:
        return self._figures()[name].value

    def __iter__(self) -> Iterator[str]:
        return iter(self._figures())

    def __len__(self) -> int:
        return len(self._figures())

    def __repr__(self) -> str:
        return repr(dict(self))

    def __reduce__(self) -> tuple[type[dict[str, int]], tuple[dict[str, int]]]:
        return dict, (dict(self),)

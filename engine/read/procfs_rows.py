"""What do the lines of /proc/buddyinfo, zoneinfo and pagetypeinfo say? Every figure with its place.

The lines are those of mm/vmstat.c (frag_show_print, zoneinfo_show_print, pagetypeinfo_show*) of all releases; which
of them a kernel prints: semantics.md E.8. All figures are pages but the counts of blocks.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.model.report import Place
from engine.model.scenario import Trait
from engine.read.prefix import prefix_end
from engine.read.text import LONGEST_LINE

ZoneKey = tuple[int, str]
WORD = ", zone"
"""Every one of the three files has it; a text without it has none of them."""

LONGEST_NUMBER = 18
_TOKEN = re.compile(r"\s*((>?)([0-9]{1,18}))(?!\S)")
_ROW = re.compile(r"Node[^\S\n]+([0-9]{1,4}),[^\S\n]{0,8}zone[^\S\n]+([A-Za-z]\w{0,15})(?!\w)")
_NEXT_ROW = re.compile(
    r"(?<!\S)Node[^\S\n]+[0-9]{1,4},[^\S\n]{0,8}zone[^\S\n]+[A-Za-z]\w{0,15}(?:,[^\S\n]{0,8}type|[^\S\n]+[0-9])"
)
_TYPE = re.compile(r",\s{0,8}type\s+([A-Za-z]+)(?!\S)")
_NUMBERS = re.compile(r"\s*(?:>?[0-9]+\s+)*>?[0-9]+\s*$")
_QUOTE = re.compile(r"(?:[>|][^\S\n]|[^\S\n])*")
_FIELD = re.compile(r"(?:pages\s+)?([a-z][a-z_0-9]*)(:?)\s+([0-9]+)(?:\s.*)?$")
_PROTECTION = re.compile(r"protection:\s*\(([0-9,\s]*)\)")
_SHAPE = re.compile(r"per-node stats|pagesets|vm stats threshold")
_COLUMN = 7
"""Counts are printed "%6lu ": where every number ends in step but the last, the last one is cut."""
_MOST_ORDERS = 64
_LONGEST_FIELD = 512
"""Characters of a line of zoneinfo that are looked at."""
_MOST_STRANGE = 3
_WIDEST_MARKUP = 8
_CUT_MARKS = frozenset({">", "\u2026", "...", "$"})
"""What pagers put where they cut a line."""

FIELDS = {
    "nr_free_pages": "free",
    "boost": "boost",
    "min": "min",
    "low": "low",
    "high": "high",
    "present": "present",
    "managed": "managed",
    "nr_free_cma": "free_cma",
    "nr_unaccepted": "unaccepted",
    "reserved_highatomic:": "reserved_highatomic",
    "free_highatomic:": "free_highatomic",
}
"""A line's key in zoneinfo, with its colon if it has one, and the figure that it gives."""
_TRAITS = {
    "managed": Trait.MANAGED,
    "nr_free_cma": Trait.FREE_CMA,
    "boost": Trait.BOOST,
    "nr_unstable": Trait.UNSTABLE,
    "nr_sec_page_table_pages": Trait.SEC_PAGETABLES,
    "scanned": Trait.ZONEINFO_SCANNED,
    "cma": Trait.ZONEINFO_CMA,
    "nr_unaccepted": Trait.ZONEINFO_UNACCEPTED,
    "promo": Trait.ZONEINFO_PROMO,
    "free_highatomic:": Trait.ZONEINFO_HIGHATOMIC,
}
_AFTER_START = frozenset({"reserved_highatomic:", "free_highatomic:"})


class Figure(NamedTuple):
    """A number and where it stands; `value` is None for a count that is capped, and for a number that can't be."""

    value: int | None
    place: Place


class Row(NamedTuple):
    """A line that names a zone: its columns from the zone's name on. `type_name` is that of a row of pagetypeinfo."""

    number: int
    raw: str
    start: int
    end: int
    key: ZoneKey
    type_name: str | None


def rows(text: str) -> Iterator[tuple[Row, int, int]]:
    """Every line that names a zone as these files do, with the offsets of its beginning and its end in the text.

    Where somebody's page has joined them, one line holds several rows: each ends where the next begins.
    """
    number, counted, floor = 1, 0, 0
    position = text.find(WORD)
    while position >= 0:
        begin = text.rfind("\n", 0, position) + 1
        stop = text.find("\n", position)
        stop = len(text) if stop < 0 else stop
        found = _ROW.search(text, max(begin, floor, position - 32), min(stop, position + 64))
        if found is not None and found.start() - begin < LONGEST_LINE // 2:
            number += text.count("\n", counted, begin)
            counted = begin
            kind = _TYPE.match(text, found.end(), stop)
            end = found.end() if kind is None else kind.end()
            key = (int(found[1]), found[2])
            following = _NEXT_ROW.search(text, end, min(stop, begin + LONGEST_LINE))
            until = stop if following is None else following.start()
            raw = text[begin : min(until, begin + LONGEST_LINE)]
            yield Row(number, raw, found.start() - begin, end - begin, key, kind and kind[1]), begin, until
            if following is not None:
                floor = following.start()
                position = text.find(WORD, floor)
                continue
        position = text.find(WORD, stop)


class Counts:
    """The counts of one row, order by order, with what was broken off it on the following lines."""

    __slots__ = ("_row", "cut", "figures", "first", "foreign", "in_step", "last", "own")

    def __init__(self, row: Row) -> None:
        self._row = row
        self.first = row.number
        self.alone()

    def alone(self) -> None:
        """Take the row for whole: what follows it is something else's."""
        row = self._row
        self.last = row.number
        self.foreign = False
        self.figures = list(self._tokens(row.raw, row.end, row.number))
        self.own = len(self.figures)
        ends = [figure.place.end - row.end for figure in self.figures]
        self.in_step = all(end % _COLUMN == 0 for end in ends)
        self.cut = len(ends) > 2 and not any(end % _COLUMN for end in ends[:-1]) and ends[-1] - ends[-2] < _COLUMN

    def _tokens(self, raw: str, start: int, number: int) -> Iterator[Figure]:
        """The numbers that follow one another; what is no number ends them."""
        position = start
        for _ in range(_MOST_ORDERS):
            found = _TOKEN.match(raw, position)
            if found is None:
                break
            position = found.end()
            yield Figure(None if found[2] else int(found[3]), Place(number, found.start(1), position))
        rest = raw[position:].strip()
        self.foreign = rest in _CUT_MARKS or (rest != "" and len(raw) - position > _WIDEST_MARKUP)

    def take(self, number: int, raw: str) -> bool:
        """Take the next line if it holds only counts; one that was cut in mid-number is made whole."""
        quote = _QUOTE.match(raw)
        start = 0 if quote is None else quote.end()
        if prefix_end(self._row.raw) > 0 and not _NUMBERS.match(raw, start):
            start = prefix_end(raw)
        if not _NUMBERS.match(raw, start):
            return False
        more = list(self._tokens(raw, start, number))
        if self.cut and more and raw[0] in "0123456789" and self._fits(more[0]):
            first, rest = self.figures[-1], more.pop(0)
            digits = self._row.raw[first.place.start : first.place.end] + raw[rest.place.start : rest.place.end]
            self.figures[-1] = Figure(_value(digits) if digits.isdecimal() else None, first.place)
        self.cut = self.in_step = False
        self.figures += more
        self.last = number
        return True

    def _fits(self, rest: Figure) -> bool:
        """Whether digits fill the column of the number that was cut."""
        missing = -(self.figures[-1].place.end - self._row.end) % _COLUMN
        return rest.place.end - rest.place.start == missing

    def sure(self) -> list[Figure]:
        """The counts without the last if that is but a part of one."""
        return self.figures[:-1] if self.cut else self.figures


class ZoneFields:
    """What zoneinfo says of one zone while its lines come in."""

    __slots__ = ("_done", "_strange", "figures", "key", "last", "pcp", "pcp_place", "protection", "row", "traits")

    def __init__(self, row: Row) -> None:
        self.row = row
        self.key = row.key
        self.last = row.number
        self.figures: dict[str, Figure] = {}
        self.protection: list[Figure] | None = None
        self.pcp: int | None = None
        self.pcp_place: Place | None = None
        self.traits: set[Trait] = set()
        self._strange = 0
        self._done = ""

    def empty(self) -> bool:
        """Whether the zone has no memory, or the text nothing about it."""
        present = self.figures.get("present")
        return not self.figures or (present is not None and present.value == 0)

    def read(self, lines: Iterable[str], number: int) -> None:
        """Take the lines that follow the zone's name, until they are something else's."""
        lead = self.row.raw[prefix_end(self.row.raw) : self.row.start]
        for raw in lines:
            number += 1
            raw = raw[:_LONGEST_FIELD]
            start = _start(raw, lead)
            if self._take(raw, start, number):
                self._strange = 0
                self.last = number
            elif raw.strip(" \t\r>|"):
                self._strange += 1
            if self._done == "closed" or self._strange >= _MOST_STRANGE:
                return

    def _take(self, raw: str, start: int, number: int) -> bool:
        found = _FIELD.match(raw, start)
        if found is None:
            return self._other(raw, start, number)
        key = found[1] + found[2]
        if self._done == "start_pfn" and key not in _AFTER_START:
            self._done = "closed"
            return False
        if key in _TRAITS:
            self.traits.add(_TRAITS[key])
        name = "free" if raw.startswith("pages", start) and key == "free" else FIELDS.get(key)
        if name is not None:
            self._figure(name, key, Figure(_value(found[3]), Place(number, *found.span(3))))
        elif key == "count:":
            self.pcp = (self.pcp or 0) + (_value(found[3]) or 0)
            self.pcp_place = self.pcp_place or Place(number, *found.span(3))
        elif key == "start_pfn:":
            self._done = "start_pfn"
        return True

    def _figure(self, name: str, key: str, figure: Figure) -> None:
        """The first of a name counts; "nr_free_pages" comes after "pages free", which is the same."""
        if key != "nr_free_pages" or "free" not in self.figures:
            self.figures.setdefault(name, figure)

    def _other(self, raw: str, start: int, number: int) -> bool:
        found = _PROTECTION.match(raw, start)
        if found is None:
            shape = _SHAPE.match(raw, start)
            if shape is not None and shape[0] == "per-node stats":
                self.traits.add(Trait.NODE_LINES)
            return shape is not None
        if self.protection is None:
            self.protection = [
                Figure(_value(one[0]), Place(number, *one.span()))
                for one in re.finditer(r"[0-9]+", raw[: found.end()])
                if one.start() >= found.start(1)
            ]
        present = self.figures.get("present")
        if present is not None and present.value == 0:
            self._done = "closed"  # nothing more is printed of a zone without memory
        return True


def _start(raw: str, lead: str) -> int:
    """The column in which the file's own words begin."""
    start = len(raw) - len(raw.lstrip())
    if raw[start : start + 1].islower() and (not lead.strip() or not raw.startswith(lead.strip(), start)):
        return start
    start = prefix_end(raw)
    rest = lead.strip()
    if rest and raw.startswith(rest, start):
        start += len(rest)
    return start + len(raw) - start - len(raw[start:].lstrip())


def _value(digits: str) -> int | None:
    return int(digits) if len(digits) <= LONGEST_NUMBER else None

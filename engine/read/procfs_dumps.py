"""Which dumps of /proc/buddyinfo, zoneinfo and pagetypeinfo does a text hold, and which of them show one moment?

Prompts, `cat` lines, the headings of head and tail, quotes and indents may stand before, between and behind them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.report import Place
from engine.model.zone import MigrateType
from engine.read.prefix import prefix_end
from engine.read.procfs_rows import Counts, Figure, Row, ZoneFields, ZoneKey, rows
from engine.read.text import LONGEST_LINE

BUDDYINFO, ZONEINFO, PAGETYPEINFO = "buddyinfo", "zoneinfo", "pagetypeinfo"

TYPE_NAMES = {
    "unmovable": MigrateType.UNMOVABLE,
    "movable": MigrateType.MOVABLE,
    "reclaimable": MigrateType.RECLAIMABLE,
    "reserve": MigrateType.RESERVE,
    "highatomic": MigrateType.HIGHATOMIC,
    "cma": MigrateType.CMA,
    "isolate": MigrateType.ISOLATE,
}
"""migratetype_names of mm/page_alloc.c, in small letters."""

_HEADINGS = re.compile(
    r"(?P<lists>Free pages count per migrate type)|(?P<blocks>Number of blocks type)|(?P<mixed>Number of mixed blocks)"
    r"|Pages per block:[^\S\n]+(?P<pages>[0-9]{1,9})(?![0-9])|Page block order:"
)
_HEADINGS_REACH = 600
"""Characters before a row in which its headings stand."""
_ROW_REACH = 4
"""Lines that may be broken off one row of counts; blank ones may stand between."""
_BLANK = " \t\r>|"


class Dump:
    """One file's text. Of the tables only those of its kind are filled; `block_pages` are the pages of a pageblock,
    `orders` is how many orders the heading names.
    """

    __slots__ = (
        "block_pages", "blocks", "counts", "fields", "kind", "lists", "mixed", "orders", "other_lines", "row",
        "unknown",
    )  # fmt: skip

    def __init__(self, kind: str, row: Row) -> None:
        self.kind = kind
        self.row = row
        self.counts: dict[ZoneKey, Counts] = {}
        self.fields: dict[ZoneKey, ZoneFields] = {}
        self.lists: dict[ZoneKey, dict[MigrateType, Counts]] = {}
        self.blocks: dict[ZoneKey, Counts] = {}
        self.mixed: set[ZoneKey] = set()
        self.block_pages: Figure | None = None
        self.orders = 0
        self.unknown: list[Row] = []
        self.other_lines: list[int] = []

    def keys(self) -> set[ZoneKey]:
        """The zones that it names, but for those of which it says that they have no memory."""
        if self.kind == ZONEINFO:
            return {key for key, zone in self.fields.items() if not zone.empty()}
        return set(self.counts if self.kind == BUDDYINFO else self.lists)

    def holds(self, row: Row) -> bool:
        """Whether the dump has this row already, so that another one begins."""
        if self.kind == ZONEINFO:
            return row.key in self.fields
        if self.kind == BUDDYINFO:
            return row.key in self.counts
        return type_of(row) in self.lists.get(row.key, ())

    def rows(self) -> int:
        """How many lines that name a zone are its."""
        lists = sum(len(zone) for zone in self.lists.values())
        return lists + len(self.counts) + len(self.fields) + len(self.blocks) + len(self.mixed) + len(self.unknown)

    def lines(self) -> Iterator[tuple[int, int]]:
        """The first and the last line of each row, with what followed it."""
        yield from ((number, number) for number in self.other_lines)
        yield from ((zone.row.number, zone.last) for zone in self.fields.values())
        yield from ((one.first, one.last) for one in (*self.counts.values(), *self.blocks.values()))
        yield from ((one.first, one.last) for zone in self.lists.values() for one in zone.values())


def type_of(row: Row) -> MigrateType | None:
    """The list that a row of pagetypeinfo counts; None for one that no kernel read so far has."""
    return TYPE_NAMES.get((row.type_name or "").lower())


def _orders_named(heading: str) -> int:
    """How many orders follow one another from 0 on."""
    count = 0
    for found in re.finditer(r"[0-9]{1,3}(?![0-9])", heading):
        if int(found[0]) != count:
            break
        count += 1
    return count


class State(dict[str, Dump]):
    """The dumps of one moment by kind: at most one of each."""

    def takes(self, dump: Dump) -> bool:
        """Whether a dump can be of the same moment: of another file, and of the same zones as far as the text goes."""
        mine: set[ZoneKey] = set().union(*(one.keys() for one in self.values()))
        others = dump.keys()
        return dump.kind not in self and (mine <= others or others <= mine)


def states_in(text: str) -> list[State]:
    """The states that a text shows, in its order."""
    states: list[State] = []
    for dump in _Scanner(text).dumps():
        if not dump.keys():
            continue
        if not states or not states[-1].takes(dump):
            states.append(State())
        states[-1][dump.kind] = dump
    return states


class _Scanner:
    """Goes over a text once. `_open` takes the lines behind the row read last, `_table` is the heading read last, and
    `_types` how many columns it names.
    """

    def __init__(self, text: str) -> None:
        self._text = text
        self._dumps: list[Dump] = []
        self._open: Counts | ZoneFields | None = None
        self._table = ""
        self._types = 0
        self._pages: Figure | None = None
        self._orders = 0
        self._headings: list[int] = []

    def dumps(self) -> list[Dump]:
        """All of them, in order."""
        end, number = -1, 0
        for row, begin, stop in rows(self._text):
            self._feed(end + 1, begin, number)
            self._read_headings(max(end + 1, begin - _HEADINGS_REACH), begin, row.number)
            self._read_row(row)
            end, number = stop, row.number
        self._feed(end + 1, len(self._text), number)
        return self._dumps

    def _feed(self, start: int, end: int, number: int) -> None:
        """Give the lines between two rows to the row above."""
        if start >= end:
            return
        if isinstance(self._open, ZoneFields):
            self._open.read(self._lines(start, end), number)
        elif self._open is not None:
            reach = _ROW_REACH
            for raw in self._lines(start, end):
                number += 1
                if raw[prefix_end(raw) :].strip(_BLANK) == "" and number - self._open.first <= 2 * _ROW_REACH:
                    reach += 1
                elif number - self._open.first > reach or not self._open.take(number, raw):
                    break

    def _lines(self, start: int, end: int) -> Iterator[str]:
        while start < end:
            stop = self._text.find("\n", start, end)
            stop = end if stop < 0 else stop
            yield self._text[start : min(stop, start + LONGEST_LINE)]
            start = stop + 1

    def _read_headings(self, start: int, end: int, number: int) -> None:
        for found in _HEADINGS.finditer(self._text, start, end) if start < end else ():
            line = number - self._text.count("\n", found.start(), end)
            self._headings.append(line)
            if found["pages"] is not None:
                column = self._text.rfind("\n", 0, found.start()) + 1
                place = Place(line, found.start("pages") - column, found.end("pages") - column)
                self._pages = Figure(int(found["pages"]), place)
            elif found.lastgroup is not None:
                self._table = found.lastgroup
                heading = self._text[found.end() : min(end, found.end() + _HEADINGS_REACH)]
                self._types = len(heading.partition("\n")[0].split())
                if self._table == "lists":
                    self._orders = _orders_named(heading)

    def _read_row(self, row: Row) -> None:
        if row.type_name is not None:
            self._read_list(row)
            return
        counts = Counts(row)
        if counts.figures:
            self._read_counts(row, counts)
        elif not counts.foreign:
            zone = ZoneFields(row)
            self._dump(ZONEINFO, row).fields[row.key] = zone
            self._open = zone
        self._headings.clear()

    def _read_list(self, row: Row) -> None:
        dump = self._dump(PAGETYPEINFO, row)
        if self._pages is not None:
            dump.block_pages, self._pages = self._pages, None
        dump.orders, self._orders = max(dump.orders, self._orders), 0
        kind = type_of(row)
        if kind is None:
            dump.unknown.append(row)
            dump.other_lines.append(row.number)
            self._open = None
        else:
            self._open = dump.lists.setdefault(row.key, {})[kind] = Counts(row)
        self._take_headings(dump)

    def _read_counts(self, row: Row, counts: Counts) -> None:
        dump = self._dumps[-1] if self._dumps else None
        in_table = dump is not None and dump.kind == PAGETYPEINFO and self._table in ("blocks", "mixed")
        if dump is not None and in_table and self._table == "mixed" and row.key in set(dump.lists) - dump.mixed:
            dump.mixed.add(row.key)
            dump.other_lines.append(row.number)
            self._take_headings(dump)
            self._open = None
        elif dump is not None and in_table and row.key in dump.lists and row.key not in dump.blocks:
            dump.blocks[row.key] = self._open = counts
            self._take_headings(dump)
        elif self._table in ("blocks", "mixed") and len(counts.figures) == self._types:
            self._open = None
            if dump is not None and dump.kind == PAGETYPEINFO:
                dump.other_lines.append(row.number)
                self._take_headings(dump)
        else:
            self._table = ""
            self._dump(BUDDYINFO, row).counts[row.key] = self._open = counts

    def _take_headings(self, dump: Dump) -> None:
        dump.other_lines += self._headings
        self._headings.clear()

    def _dump(self, kind: str, row: Row) -> Dump:
        """The dump that a row belongs to: the last one, or one that begins here."""
        last = self._dumps[-1] if self._dumps else None
        if last is None or last.kind != kind or last.holds(row):
            self._dumps.append(Dump(kind, row))
        return self._dumps[-1]

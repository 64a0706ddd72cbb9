"""Which reports of a list have the same cause, and what is told of them together? Quick for a hundred thousand."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.report.safe import printable
from gui.reports.haystack import Numbered
from gui.reports.rows import COLUMNS, UNKNOWN

if TYPE_CHECKING:
    from gui.reports.listing import Listing

_SHARED = ("requester", "order", "flags", "outcome")
Integers: TypeAlias = NDArray[np.int64]


class Groups:
    """Rows by cause: the largest group first, or else in the order of their first rows. Groups are numbered so.

    `causes` says for every row of the listing which cause it has (engine/survey/groups.py says what that is).
    """

    def __init__(self, rows: Integers, causes: Integers, by_count: bool) -> None:
        codes = causes[rows]
        sizes = np.bincount(codes)
        firsts: Integers = np.zeros(len(sizes), dtype=np.int64)
        firsts[codes[::-1]] = np.arange(len(codes))[::-1]  # of several the last one counts, which is the first row
        there = np.flatnonzero(sizes)
        order = np.lexsort((firsts[there], -sizes[there])) if by_count else np.argsort(firsts[there])
        self.causes: Integers = there[order]
        self.sizes: Integers = sizes[self.causes]
        self._ends = np.cumsum(self.sizes)
        numbers = np.zeros(len(sizes), dtype=_number_type(len(there)))
        numbers[self.causes] = np.arange(len(there))
        self._rows: Integers = rows[np.argsort(numbers[codes], kind="stable")]

    def __len__(self) -> int:
        return len(self.causes)

    def number_of(self, cause: int) -> int | None:
        """The group of a cause; None where no row has it."""
        found = np.flatnonzero(self.causes == cause)
        return int(found[0]) if len(found) else None

    def rows(self, number: int) -> Integers:
        """The rows of a group, as they were sorted."""
        end = int(self._ends[number])
        return self._rows[end - int(self.sizes[number]) : end]

    def lines(self, opened: set[int]) -> Integers:
        """The lines of the table: -1 - n is group n, behind it stand its rows if its cause is among the opened."""
        is_open = np.isin(self.causes, np.fromiter(opened, dtype=np.int64, count=len(opened)))
        shown = np.where(is_open, self.sizes, 0)
        heads = np.cumsum(shown + 1) - shown - 1
        lines: Integers = np.empty(len(self) + int(shown.sum()), dtype=np.int64)
        behind: NDArray[np.bool_] = np.ones(len(lines), dtype=np.bool_)
        behind[heads] = False
        lines[heads] = -1 - np.arange(len(self))
        lines[behind] = self._rows[np.repeat(is_open, self.sizes)]
        return lines

    def texts(self, number: int, listing: Listing) -> list[str]:
        """What stands in each column of a group's line."""
        rows = self.rows(number)
        first = listing.sightings[int(rows[0])]
        left_out = int(np.frombuffer(listing.repeats, dtype=np.int64)[rows].sum())
        texts = {column.name: column.text(first, listing.sources) for column in COLUMNS if column.name in _SHARED}
        texts["time"] = "1 report" if len(rows) == 1 else f"{len(rows):,} reports"
        texts["repeats"] = f"+{left_out:,}" if left_out else ""
        for name, told in listing.told.items():
            texts[name] = _together(told, rows)
        return [texts[column.name] for column in COLUMNS]


def _number_type(count: int) -> type[np.uint16 | np.int64]:
    """So few groups are sorted by two bytes, which is ten times as quick."""
    return np.uint16 if count < 1 << 16 else np.int64


def _together(told: Numbered, rows: Integers) -> str:
    """The one value of all, or the most frequent with how many others there are."""
    counts = np.bincount(told.codes()[rows])
    most = told.values[int(np.argmax(counts))]
    others = np.count_nonzero(counts) - 1
    shown = printable(most) if most else UNKNOWN
    return shown if not others else f"{shown} and {others:,} more"

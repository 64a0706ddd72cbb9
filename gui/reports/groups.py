"""Which reports have the same cause, and what is told of them together?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.report.safe import printable
from gui.reports.listing import Listing
from gui.reports.rows import COLUMNS, KIND_WORDS, UNKNOWN

_SHARED = ("requester", "order", "flags", "outcome")


class Group(NamedTuple):
    """Reports with one cause: its number in the listing, and their rows as sorted."""

    cause: int
    rows: Sequence[int]

    def texts(self, listing: Listing) -> list[str]:
        """What stands in each column of the group's line."""
        members = [listing.sightings[row] for row in self.rows]
        first = members[0]
        left_out = sum(one.repeats for one in members)
        texts = {column.name: column.text(first, listing.sources) for column in COLUMNS if column.name in _SHARED}
        texts["time"] = "1 report" if len(members) == 1 else f"{len(members):,} reports"
        texts["kind"] = _together([KIND_WORDS[one.kind.value] for one in members])
        texts["process"] = _together([one.comm for one in members])
        texts["zone"] = _together([one.zone for one in members])
        texts["repeats"] = f"+{left_out:,}" if left_out else ""
        texts["source"] = _together([listing.sources[one.source] for one in members])
        return [texts[column.name] for column in COLUMNS]


def grouped(rows: Sequence[int], causes: Sequence[int], by_count: bool) -> list[Group]:
    """The rows by cause: the largest group first, or else in the order of their first rows."""
    import numpy as np  # it takes time to import, and the chart has brought it before anyone groups

    if not len(rows):
        return []
    every = np.array(rows, dtype=np.int64)
    codes = np.array(causes, dtype=np.int64)[every]
    order = np.argsort(codes, kind="stable")
    starts = np.flatnonzero(np.diff(codes[order], prepend=-1))
    members = np.split(every[order], starts[1:])
    firsts = order[starts]
    counts = [-len(each) if by_count else 0 for each in members]
    ranks = np.lexsort((firsts, counts))
    return [Group(int(codes[firsts[rank]]), members[rank].tolist()) for rank in ranks.tolist()]


def _together(values: Sequence[str | None]) -> str:
    """The one value of all, or the most frequent with how many others there are."""
    counts: dict[str | None, int] = {}
    for value in values:
        counts[value] = counts.get(value, 0) + 1
    most = max(counts, key=counts.__getitem__)
    shown = printable(most) if most else UNKNOWN
    others = len(counts) - 1
    return shown if not others else f"{shown} and {others:,} more"

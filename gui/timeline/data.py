"""What does the timeline show of a listing? Times, outcomes and levels of memory as arrays, by which it is painted."""

from __future__ import annotations

import time
from array import array
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.model.sighting import Sighting
from gui.reports.listing import SLICE, Listing
from gui.reports.rows import OUTCOME_RANKS
from gui.timeline.scale import is_date

Floats: TypeAlias = NDArray[np.float64]
_MB = 1 << 20
_CHUNK = 64
"""Rows between two looks at the clock."""


class TimelineData:
    """The reports of a listing that have a time by one clock, in its order; `take` brings in what came since.

    Dates and seconds since boot can't stand on one axis: `dated` says which of them do (None: those that come first),
    `others` how many reports have a time by the other clock. Arrays are sorted by time: `times` in seconds, `rows` in
    the listing, `outcomes` as ranks of reports/rows.py.
    """

    def __init__(self, listing: Listing, dated: bool | None = None) -> None:
        self.listing = listing
        self.dated = dated
        self.others = 0
        self._seen = 0
        self._times = array("d")
        self._rows = array("q")
        self._outcomes = array("q")
        self._levels: dict[str, tuple[array[float], array[float]]] = {}
        self.zones: list[str] = []
        self.times: Floats = np.empty(0)
        self.rows: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self.outcomes: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._order: NDArray[np.int64] = np.empty(0, dtype=np.int64)
        self._sorted: dict[str, tuple[Floats, Floats]] = {}

    def take(self) -> bool:
        """Take in rows that came since, for a few milliseconds; whether all of them are in."""
        sightings = self.listing.sightings
        first, until = self._seen, time.perf_counter() + SLICE
        while self._seen < len(sightings):
            self._take_row(self._seen, sightings[self._seen])
            self._seen += 1
            if self._seen % _CHUNK == 0 and time.perf_counter() >= until:
                break
        if self._seen > first:
            self._sort()
        return self._seen == len(sightings)

    def _take_row(self, row: int, one: Sighting) -> None:
        if one.seconds is None:
            return
        if self.dated is None:
            self.dated = is_date(one.seconds)
        if is_date(one.seconds) != self.dated:
            self.others += 1
            return
        self._times.append(one.seconds)
        self._rows.append(row)
        self._outcomes.append(OUTCOME_RANKS.get(one.outcome, len(OUTCOME_RANKS) - 1))
        page = one.page_size / _MB
        for title, free, least in one.zones:
            self._add_level(title, None if free is None else free * page, None if least is None else least * page)

    def _sort(self) -> None:
        times = np.array(self._times)
        self._order = np.argsort(times, kind="stable")
        self.times = times[self._order]
        self.rows = np.array(self._rows, dtype=np.int64)[self._order]
        self.outcomes = np.array(self._outcomes, dtype=np.int64)[self._order]
        self._sorted.clear()

    def _add_level(self, title: str, free: float | None, least: float | None) -> None:
        if title not in self._levels:
            self._levels[title] = array("d"), array("d")
            self.zones.append(title)
        place = len(self._times) - 1
        for values, value in zip(self._levels[title], (free, least), strict=True):
            values.extend([np.nan] * (place - len(values)))
            if len(values) == place:
                values.append(np.nan if value is None else value)

    @property
    def lanes(self) -> list[str]:
        """The outcomes that there are."""
        found = set(np.unique(self.outcomes).tolist())
        return [name for name, rank in OUTCOME_RANKS.items() if rank in found]

    def levels(self, zone: str) -> tuple[Floats, Floats]:
        """Free and min of a zone in MB beside `times`; not a number where they were not printed."""
        if zone not in self._sorted:
            found = self._levels.get(zone, (array("d"), array("d")))
            self._sorted[zone] = self._whole(found[0]), self._whole(found[1])
        return self._sorted[zone]

    def _whole(self, values: array[float]) -> Floats:
        padded = np.full(len(self._times), np.nan)
        padded[: len(values)] = np.array(values)
        ordered: Floats = padded[self._order]
        return ordered

    def between(self, first: float, last: float) -> tuple[int, int]:
        """The places of the reports from one time to another, the end excluded."""
        return int(np.searchsorted(self.times, first)), int(np.searchsorted(self.times, last, side="right"))

    def nearest(self, seconds: float, within: float) -> int | None:
        """The place of the report nearest to a time; None if none is within so many seconds."""
        place = int(np.searchsorted(self.times, seconds))
        near = [each for each in (place - 1, place) if 0 <= each < len(self.times)]
        best = min(near, key=lambda each: abs(self.times[each] - seconds), default=None)
        return best if best is not None and abs(self.times[best] - seconds) <= within else None

    def place_of(self, row: int) -> int | None:
        """The place of a row of the listing; None where it has no time."""
        found = np.flatnonzero(self.rows == row)
        return int(found[0]) if len(found) else None

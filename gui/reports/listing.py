"""Which reports does the list hold? One that only grows, whether they come from a short text or out of a huge log."""

from __future__ import annotations

import time
from array import array
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from PySide6.QtCore import QObject, QTimer, Signal

from engine.model.report import Reading
from engine.model.sighting import Sighting
from engine.survey.groups import cause_of
from engine.survey.sightings import Judged, Part, judge_as_printed, sighting_of
from gui.reports.haystack import Haystack, Numbered
from gui.reports.rows import TOLD, texts_of

SLICE = 0.008
"""Seconds that the window works on new rows before it looks after the person again."""

_ALL_OF_IT = Part(0, 0, 1, b"")
"""A text is its own only part."""


@dataclass(frozen=True, slots=True)
class LogPlace:
    """Where a report stands in a log: the names of all inputs, which of them, its bytes, and which report in these."""

    inputs: tuple[str, ...]
    source: int
    start: int
    part: int


class Listing(QObject):
    """Reports in the order in which they were found, each with what the filter looks through.

    `inputs` are the paths that were asked for, `sources` the names of the files that were found in them. `causes` are
    the numbers of the rows' causes (engine/survey/groups.py), `repeats` what was left out behind each. `grown` follows
    new rows, `ended` the last of them.
    """

    grown = Signal()
    ended = Signal()

    def __init__(self, inputs: Sequence[str] = (), parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.inputs = tuple(inputs)
        self.sources: list[str] = []
        self.sightings: list[Sighting] = []
        self.haystack = Haystack()
        self.causes = array("q")
        self.repeats = array("q")
        self.told = {name: Numbered() for name in TOLD}
        self.running = False
        self.has_times = False
        self._codes: dict[object, int] = {}
        self._rows: dict[tuple[int, int, int], int] = {}

    def __len__(self) -> int:
        return len(self.sightings)

    def add(self, found: Iterable[Sighting]) -> None:
        """Take new rows; `grown` is emitted by whoever has added enough."""
        for one in found:
            self._rows[one.source, one.start, one.part] = len(self.sightings)
            self.sightings.append(one)
            self.has_times = self.has_times or one.seconds is not None
            self.haystack.add(texts_of(one, self.sources))
            self.causes.append(self._codes.setdefault(cause_of(one), len(self._codes)))
            self.repeats.append(one.repeats)
            for name, column in self.told.items():
                column.add(TOLD[name](one, self.sources))

    def place_of(self, row: int) -> LogPlace:
        """Where a row's report stands."""
        one = self.sightings[row]
        return LogPlace(self.inputs, one.source, one.start, one.part)

    def row_of(self, place: LogPlace) -> int | None:
        """The row of a report; None while it has not come, or where it is of another log."""
        if place.inputs != self.inputs:
            return None
        return self._rows.get((place.source, place.start, place.part))


class TextListing(Listing):
    """The reports of a text that was read whole; they are judged bit by bit, so that the window never stands still."""

    def __init__(self, reading: Reading, parent: QObject | None = None) -> None:
        super().__init__((), parent)
        self.reading = reading
        self.sources = [PurePath(reading.name).name]
        self.running = True
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._judge)
        self._judge()

    def stop(self) -> None:
        """Judge no more: another text is open."""
        self._next.stop()

    def row_of(self, place: LogPlace) -> int | None:
        """None: a text's reports are counted, not placed."""
        return None

    def _judge(self) -> None:
        until = time.perf_counter() + SLICE
        reports = self.reading.reports
        while len(self) < len(reports):
            self.add([self._judged(len(self))])
            if time.perf_counter() >= until:
                break
        self.running = len(self) < len(reports)
        self.grown.emit()
        if self.running:
            self._next.start()
        else:
            self.ended.emit()

    def _judged(self, index: int) -> Sighting:
        report = self.reading.reports[index]
        return sighting_of(_ALL_OF_IT, Judged(report, judge_as_printed(report), index))

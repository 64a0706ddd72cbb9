"""What was read from a part of a text, and where does it stand in the text that the part was taken out of?"""

from __future__ import annotations

import copy
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from engine.model.report import Diagnostic, Level, Place, Report
from engine.read.lines import Line
from engine.read.origins import Unwrapped
from engine.read.places import LazyPlaces


@dataclass(frozen=True, slots=True)
class Repaired:
    """A repair at its place: what was done, where first and how often; `doubtful` if it may be wrong."""

    what: str
    place: Place
    count: int
    doubtful: bool


@dataclass(slots=True)
class Findings:
    """The reports, diagnostics and repairs of a part of a text."""

    reports: list[Report] = field(default_factory=list)
    notes: list[Diagnostic] = field(default_factory=list)
    repairs: list[Repaired] = field(default_factory=list)

    def add(self, other: Findings) -> None:
        """Take in what the next part gave."""
        self.reports += other.reports
        self.notes += other.notes
        self.repairs += other.repairs

    def is_whole(self) -> bool:
        """Whether there are reports and none lacks anything."""
        return bool(self.reports) and all(report.complete for report in self.reports)

    def is_damaged(self) -> bool:
        """Whether something was left unread."""
        return any(note.level is not Level.INFO for note in self.notes)

    def moved(self, opened: Unwrapped, first: int) -> Findings:
        """The same at the places that the text which was opened has; `first` is the number of its first line."""
        way = _Way(opened, first)
        repairs = [replace(repair, place=way.place(repair.place)) for repair in self.repairs]
        return Findings(
            [way.report(report) for report in self.reports],
            [replace(note, place=way.place(note.place)) for note in self.notes],
            [*way.repairs(), *repairs],
        )


def outside(line: Line) -> Line:
    """A line that stands outside of the part which is read: its number is below zero and its place stays."""
    outer = copy.copy(line)
    outer.number = -line.number
    outer.pieces = tuple(piece._replace(number=-piece.number) for piece in line.pieces)
    return outer


def told(repairs: Iterable[Repaired]) -> list[Diagnostic]:
    """The repairs of a text as diagnostics: each kind once, at its first place."""
    kinds: dict[str, list[Repaired]] = {}
    for repair in repairs:
        kinds.setdefault(repair.what, []).append(repair)
    return [_diagnostic(what, all_of_kind) for what, all_of_kind in kinds.items()]


def _diagnostic(what: str, repairs: list[Repaired]) -> Diagnostic:
    first = min(repairs, key=lambda repair: repair.place)
    count = sum(repair.count for repair in repairs)
    message = what if count == 1 else f"{what} ({count} times)"
    return Diagnostic(Level.WARNING if first.doubtful else Level.INFO, message, first.place)


class _Way:
    """The way back from an opened text to the one that it was taken out of."""

    def __init__(self, opened: Unwrapped, first: int) -> None:
        self._opened = opened
        self._shift = first - 1

    def place(self, place: Place) -> Place:
        if place.line < 0:
            return place._replace(line=-place.line)
        found = self._opened.origin(*place)
        return found._replace(line=found.line + self._shift)

    def _line(self, number: int) -> int:
        return self.place(Place(number, 0, 0)).line

    def repairs(self) -> list[Repaired]:
        repaired = []
        for repair in self._opened.repairs:
            place = self._opened.place_of(repair.offset)
            place = place._replace(line=place.line + self._shift)
            repaired.append(Repaired(repair.what, place, repair.times, repair.doubtful))
        return repaired

    def report(self, report: Report) -> Report:
        used: dict[int, str] = {}
        for number, what in report.used_lines.items():
            used.setdefault(self._line(number), what)
        lines = [self._line(report.first_line), self._line(report.last_line), *used]
        places = report.places
        return replace(
            report,
            first_line=min(lines),
            last_line=max(lines),
            frames=tuple([frame._replace(line=self._line(frame.line)) for frame in report.frames]),
            used_lines=used,
            places=LazyPlaces(lambda: {key: self.place(place) for key, place in places.items()}),
        )

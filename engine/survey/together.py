"""Which /proc files that stand in several texts are one machine's state? Their rows wait until all are read."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from engine.model.report import Kind
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.survey.reading import Judge, Read, sightings_of
from engine.survey.sightings import Judged, Part, sighting_of

_LARGEST, _MOST = 4 << 20, 64 << 20
"""Bytes of one text, and of all, that are held back."""


class ProcText(NamedTuple):
    """A text with /proc files: those of one machine are put together when all inputs are read."""

    data: bytes


class ProcRows(NamedTuple):
    """The rows of a text that holds nothing but files of /proc, and the text."""

    rows: tuple[Sighting, ...]
    data: bytes


class Held(NamedTuple):
    """A text that was held back: the number of its source and its name."""

    source: int
    name: str
    text: ProcRows


class Joined(NamedTuple):
    """Texts that are one state, as one: `data` gives the rows when it is read."""

    name: str
    data: bytes
    rows: tuple[Sighting, ...]


def rows_or_proc(read: Read) -> tuple[Any, ...]:
    """A row for each report of a window; those of a text of /proc as ProcRows."""
    rows = sightings_of(read)
    whole = read.part.start == 0 and len(read.part.data) <= _LARGEST
    if whole and rows and all(row.kind is Kind.PROC for row in rows):
        return (ProcRows(rows, read.part.data),)
    return rows


class HeldBack:
    """The texts of /proc of one survey."""

    def __init__(self) -> None:
        self._held: list[Held] = []
        self._bytes = 0

    def take(self, source: int, name: str, rows: Sequence[Any]) -> tuple[Any, ...]:
        """The rows that need not wait."""
        ready: list[Any] = []
        for row in rows:
            if not isinstance(row, ProcRows):
                ready.append(row)
            elif self._bytes + len(row.data) > _MOST:
                ready += row.rows
            else:
                self._bytes += len(row.data)
                self._held.append(Held(source, name, row))
        return tuple(ready)

    def states(self, judge: Judge) -> Iterator[Held | Joined]:
        """What was held back: texts that stand alone as they are, those that belong together as one."""
        held, self._held = self._held, []
        for group in _of_one_state(held):
            members = [held[index] for index in group]
            yield members[0] if len(members) == 1 else _joined(members, judge)


def _of_one_state(held: Sequence[Held]) -> Sequence[Sequence[int]]:
    if len(held) < 2:
        return [(index,) for index in range(len(held))]
    from engine.read.procfs_merge import one_state

    return one_state([read_text(one.name, one.text.data) for one in held])


def _joined(members: Sequence[Held], judge: Judge) -> Joined:
    data = b"\n".join([one.text.data for one in members])
    names = [os.path.basename(one.name) for one in members[1:]]  # noqa: PTH119
    reports = read_text("", data).reports
    judged = [Judged(report, judge(report), index) for index, report in enumerate(reports)]
    rows = tuple([sighting_of(Part(0, 0, 1, data), one) for one in judged])
    return Joined(" + ".join([members[0].name, *names]), data, rows)

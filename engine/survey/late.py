"""How do answers wait that need the whole log: how often it happened, and what was left out?

All else of a report is answered where it is read. It waits, packed, until the last of the log has come.
"""

from __future__ import annotations

import pickle
import tempfile
import zlib
from collections.abc import Iterator
from typing import Any, NamedTuple

from engine.explain.analysis import Analysis
from engine.explain.event import Event
from engine.explain.ten import answers_of, with_log
from engine.model.report import Report
from engine.model.sighting import Sighting
from engine.survey.reading import Read
from engine.survey.sightings import Judged, Part, sighting_of
from engine.survey.tally import Tally
from engine.survey.views import Answered, rows_of

_IN_MEMORY = 64 << 20
_FAST = 1
_NOWHERE = Part(0, 0, 1, b"")


class Waiting(NamedTuple):
    """A report whose answers wait: what to count it by, and the rest packed."""

    sighting: Sighting
    packed: bytes

    def answered(self, tally: Tally) -> tuple[Answered, str]:
        """The answers by the whole log, and the name of the text that the report stands in."""
        event, answers, name = pickle.loads(zlib.decompress(self.packed))
        return Answered(event, with_log(event, answers, tally.facts(self.sighting))), name


def waiting(report: Report, analysis: Analysis, name: str) -> Waiting:
    """Answer as far as one report goes."""
    event = Event(report, analysis, None)
    answers = answers_of(event)
    sighting = sighting_of(_NOWHERE, Judged(report, analysis, 0))
    return Waiting(sighting, zlib.compress(pickle.dumps((event, answers, name), pickle.HIGHEST_PROTOCOL), _FAST))


def waiting_view(read: Read) -> tuple[Any, ...]:
    """Rows that wait."""
    return rows_of(read, waiting)


class Spool:
    """Keeps what is to be printed in its order: a little in memory, more in a file."""

    def __init__(self) -> None:
        self.tally = Tally()
        self._file = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - it lives as long as this

    def put(self, number: int, row: Any) -> None:
        """Keep a row of that input; a report that waits is counted."""
        if isinstance(row, Waiting):
            row = row._replace(sighting=row.sighting._replace(source=number))
            self.tally.add(row.sighting)
        self.note("show", number, row)

    def note(self, *what: Any) -> None:
        """Keep something else that is to be done in between."""
        pickle.dump(what, self._file, pickle.HIGHEST_PROTOCOL)

    def taken(self) -> Iterator[tuple[Any, ...]]:
        """All of it; the spool is empty then."""
        with self._file:
            self._file.seek(0)
            while True:
                try:
                    what = pickle.load(self._file)
                except EOFError:
                    return
                yield what

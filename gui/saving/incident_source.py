"""Which report does an incident pack of the window tell of, and what is known of the log around it?"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from engine.explain.grounds import LogFacts
from engine.model.batch import Source
from engine.model.report import Report
from engine.read.reader import read_text
from engine.read.text import decode
from engine.report.incident import Incident, Origin, incident_of, judged_as
from engine.report.redact import Choice, Names
from gui.document import State

_CHUNK = 1 << 20


@dataclass(frozen=True)
class IncidentSource:
    """The state as it was when the pack was asked for. Slow to read, so not for the window's own thread.

    `source` is the file that the report is a part of, None where the whole text is open.
    """

    state: State
    report: Report
    edited: bool
    log: LogFacts | None = None
    source: Source | None = None

    @property
    def name(self) -> str:
        """The log's name without folders."""
        return Path(self.state.name).name

    def text(self) -> tuple[str, Report]:
        """The text with the report at the line numbers of the whole log, and the report as read there."""
        text = decode(self.state.data)
        before = self.state.first_line - 1
        if not before:
            return text, self.report
        moved = "\n" * before + text
        first = self.report.first_line + before
        found = next((one for one in read_text("", moved).reports if one.first_line == first), None)
        return (text, self.report) if found is None else (moved, found)

    def names(self) -> Names:
        """The names that the report's lines give away."""
        return Names(*self.text(), self.name)

    def incident(self, redact: Choice | None) -> Incident:
        """The incident, with the names replaced that are chosen."""
        text, report = self.text()
        judge = judged_as(self.state.scenario)
        return incident_of(text, report, self._origin(), judge=judge, log=self.log, edited=self.edited, redact=redact)

    def _origin(self) -> Origin:
        if self.state.place is None:
            return Origin(self.name, self.state.reading.sha256, self.state.reading.lines)
        if self.source is None or self.source.path is None or self.source.packed:
            return Origin(self.name, None, None)
        return _origin_of(self.name, Path(self.source.path))


def _origin_of(name: str, path: Path) -> Origin:
    """The digest and the lines of a whole file; not known where it has gone."""
    digest, lines, last = hashlib.sha256(), 0, b"\n"
    try:
        with path.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
                lines += chunk.count(b"\n")
                last = chunk[-1:]
    except OSError:
        return Origin(name, None, None)
    return Origin(name, digest.hexdigest(), lines + (last != b"\n"))

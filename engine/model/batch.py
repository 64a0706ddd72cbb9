"""What does a survey of many inputs hand over as it goes?"""

from __future__ import annotations

from typing import NamedTuple

from engine.model.report import Level
from engine.model.sighting import Sighting


class Source(NamedTuple):
    """One text among the inputs: a file, a member of an archive, one boot of the journal, standard input.

    `number` is what `Sighting.source` says, `name` is what people read. `path` is the file on disk (of an archive's
    member: the archive), None for standard input and the journal. `packed` says that the bytes counted by sightings
    are not those of `path`. `spool` is a file that has the bytes around each report at their own offsets, where `path`
    can't give them. `size` is in bytes as stored, None if unknown.
    """

    number: int
    name: str
    path: str | None
    packed: bool = False
    spool: str | None = None
    size: int | None = None


class Told(NamedTuple):
    """Something to tell a person. `source` is None where it is about the inputs as a whole, `line` where it is about
    no line of the text; lines are 1-based.
    """

    level: Level
    message: str
    source: int | None = None
    line: int | None = None


class Progress(NamedTuple):
    """How far a survey is. Bytes are as stored (packed); `bytes_total` is None while an input's size is not known."""

    bytes_done: int
    bytes_total: int | None
    seconds: float
    reports: int
    source: int

    @property
    def rate(self) -> float:
        """Bytes a second."""
        return self.bytes_done / self.seconds if self.seconds > 0 else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until the end at this rate, None where the size is not known."""
        if self.bytes_total is None or self.rate <= 0:
            return None
        return max(self.bytes_total - self.bytes_done, 0) / self.rate


class Batch(NamedTuple):
    """What was found since the batch before. `source` is given when an input begins, in the order of `Source.number`;
    sightings come in the order of input and line.
    """

    source: Source | None
    sightings: tuple[Sighting, ...]
    notes: tuple[Told, ...]
    progress: Progress

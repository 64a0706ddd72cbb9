"""How do the reports that another process finds come into a listing, while the window stays alive?"""

from __future__ import annotations

import gc
import time
from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import QObject, QSocketNotifier, QTimer, Signal

from engine.model.batch import Batch, Progress, Source, Told
from engine.model.sighting import Sighting
from gui.reports.listing import SLICE, Listing

_MANY = 2000
"""Rows after which they are set aside: to go through a hundred thousand for garbage takes longer than a key may."""
_CHUNK = 16
"""Rows between two looks at the clock."""
_NOTHING_YET = Progress(0, None, 0.0, 0, 0)


class Survey(Protocol):
    """A survey in another process; `read_batches` never waits, and gives None once everything has come.

    `error` is a sentence if it ended by accident.
    """

    error: str | None

    def start(self) -> None:
        """Begin."""

    def fileno(self) -> int:
        """What can be read when there is something new."""

    def read_batches(self) -> Iterable[Batch] | None:
        """What came since; None at the end."""

    def cancel(self) -> None:
        """Stop; what was found still comes."""

    def close(self) -> None:
        """Forget what was kept of what can't be read twice."""


class Feed(QObject):
    """Brings a survey's batches into a listing, a few milliseconds at a time.

    `progressed` follows each batch, `ended` the last row. `sources` are the inputs as they were met, by their index;
    `names` says what people call some paths.
    """

    progressed = Signal()
    ended = Signal()

    def __init__(
        self, survey: Survey, listing: Listing, names: Mapping[str, str], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.listing = listing
        self._names = names
        self.sources: list[Source] = []
        self.notes: list[Told] = []
        self.progress = _NOTHING_YET
        self.cancelled = False
        self._survey = survey
        self._batches: deque[Batch] = deque()
        self._rows: deque[Sighting] = deque()
        self._all_came = False
        self._set_aside = 0
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._take)
        self._notifier: QSocketNotifier | None = None

    def start(self) -> None:
        """Begin to read."""
        self.listing.running = True
        self._survey.start()
        self._notifier = QSocketNotifier(self._survey.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._read)

    def cancel(self) -> None:
        """Stop reading; what was found stays."""
        if not self._all_came:
            self.cancelled = True
            self._survey.cancel()

    def close(self) -> None:
        """End for good: nothing of it can be opened any more."""
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self._next.stop()
        self._survey.close()

    @property
    def error(self) -> str | None:
        """What ended the reading by accident."""
        return self._survey.error

    @property
    def running(self) -> bool:
        """Whether more may come."""
        return self.listing.running

    def _read(self) -> None:
        batches = self._survey.read_batches()
        if batches is None:
            self._end()
        else:
            self._batches.extend(batches)
        if not self._next.isActive():
            self._next.start()

    def _end(self) -> None:
        self._all_came = True
        if self._notifier is not None:
            self._notifier.setEnabled(False)
        self._next.start()

    def _take(self) -> None:
        """A slice of what came; the rest after the window has looked after the person."""
        until = time.perf_counter() + SLICE
        before = len(self.listing)
        while self._rows or self._next_batch():
            self.listing.add([self._rows.popleft() for _ in range(min(_CHUNK, len(self._rows)))])
            if time.perf_counter() >= until:
                break
        if len(self.listing) > before:
            self.listing.grown.emit()
        if len(self.listing) >= self._set_aside + _MANY:
            self._set_aside = len(self.listing)
            gc.freeze()
        self.progressed.emit()
        if self._rows or self._batches:
            self._next.start()
        elif self._all_came and self.listing.running:
            self.listing.running = False
            self.listing.ended.emit()
            self.ended.emit()

    def _next_batch(self) -> bool:
        if not self._batches:
            return False
        batch = self._batches.popleft()
        if batch.source is not None:
            self._meet(batch.source)
        self.notes.extend(batch.notes)
        self.progress = batch.progress
        self._rows.extend(batch.sightings)
        return True

    def _meet(self, source: Source) -> None:
        name = source.name
        for path, shown in self._names.items():
            name = name.replace(path, shown, 1)
        self.sources.append(source._replace(name=name))
        self.listing.sources.append(name)


def worst_of(notes: Sequence[Told]) -> Told | None:
    """What a person should hear of: the gravest of what was told of the inputs; None where all is well."""
    levels = ("error", "warning")
    grave = [note for note in notes if note.level.value in levels]
    return min(grave, key=lambda note: levels.index(note.level.value), default=None)

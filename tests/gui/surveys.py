"""A survey for tests of the window: what it finds is handed in by the test, in this process."""

from __future__ import annotations

import os
from collections.abc import Sequence

from engine.model.batch import Batch, Progress, Source, Told
from engine.model.sighting import Sighting


class FakeSurvey:
    """Gives out what a test hands in with `send`, and ends with `finish`."""

    def __init__(self) -> None:
        self.error: str | None = None
        self.started = self.cancelled = self.closed = False
        self._read, self._write = os.pipe()
        self._batches: list[Batch] = []
        self._done = False
        self._count = 0

    def start(self) -> None:
        self.started = True

    def fileno(self) -> int:
        return self._read

    def read_batches(self) -> list[Batch] | None:
        os.read(self._read, 1)
        batches, self._batches = self._batches, []
        if not batches and self._done:
            return None
        if self._done:
            os.write(self._write, b".")
        return batches

    def cancel(self) -> None:
        self.cancelled = True
        self.finish()

    def close(self) -> None:
        self.closed = True

    def send(
        self,
        *found: Sighting,
        source: Source | None = None,
        notes: Sequence[Told] = (),
        of: tuple[int, int] = (50, 100),
    ) -> None:
        """Hand in what a batch brings."""
        self._count += len(found)
        self._batches.append(Batch(source, found, tuple(notes), Progress(50, 100, 1.0, self._count, 0)))
        os.write(self._write, b".")

    def finish(self) -> None:
        """There is no more."""
        self._done = True
        os.write(self._write, b".")

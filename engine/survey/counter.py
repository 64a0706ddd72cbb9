"""How far is a survey? Its events as batches, with sources numbered and bytes counted."""

from __future__ import annotations

import time
from typing import Any

from engine.model.batch import Batch, Progress, Source, Told
from engine.model.report import Level
from engine.survey.jobs import Began, Ended, Event, Failed, Gathering, Rows


class Counter:
    """Makes batches; `began` is when the survey did (time.monotonic)."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._total: int | None = None
        self._before = self._done = self._reports = 0
        self.source = -1

    def batch(self, event: Event | None) -> Batch:
        """What an event of a job means to the whole survey."""
        if isinstance(event, Rows):
            self._done = max(self._done, event.done)
            self._reports += len(event.rows)
            return self._made(None, event.rows)
        if isinstance(event, Began):
            return self._made(self._begin(event))
        if isinstance(event, Ended):
            return self._made(None, (), tuple([Told(Level.WARNING, note, self.source) for note in event.notes]))
        if isinstance(event, Failed):
            return self._made(None, (), (Told(Level.INFO if event.skipped else Level.ERROR, event.message),))
        if isinstance(event, Gathering):
            self._total = event.total
            return self._made(None, (), tuple([Told(Level.INFO, note) for note in event.notes]))
        return self._made(None)

    def _begin(self, event: Began) -> Source:
        if not (event.inner and self._done):
            self._before += self._done
            self._done = 0
        self.source += 1
        return Source(self.source, event.name, event.path, event.packed, event.spool, event.size)

    def _made(self, source: Source | None, rows: tuple[Any, ...] = (), notes: tuple[Told, ...] = ()) -> Batch:
        progress = Progress(
            self._before + self._done, self._total, time.monotonic() - self._began, self._reports, self.source
        )
        return Batch(source, tuple([row._replace(source=self.source) for row in rows]), notes, progress)

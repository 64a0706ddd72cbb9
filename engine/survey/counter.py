"""How far is a survey? Its events as batches, with sources numbered and bytes counted."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from typing import Any

from engine.model.batch import Batch, Progress, Source, Told
from engine.model.report import Level
from engine.survey.jobs import Began, Ended, Event, Failed, Gathering, Rows
from engine.survey.reading import Judge
from engine.survey.together import Held, HeldBack


class Counter:
    """Makes batches; `began` is when the survey did (time.monotonic)."""

    def __init__(self, began: float) -> None:
        self._began = began
        self._total: int | None = None
        self._before = self._done = self._reports = 0
        self.source = -1
        self._name = ""
        self._held = HeldBack()

    def batch(self, event: Event | None) -> Batch:
        """What an event of a job means to the whole survey."""
        if isinstance(event, Rows):
            self._done = max(self._done, event.done)
            rows = self._held.take(self.source, self._name, event.rows)
            self._reports += len(rows)
            return self._made(None, rows)
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

    def held_back(self, judge: Judge, spool: str | None) -> Iterator[Batch]:
        """The files of /proc, those of one machine as one source, which `spool` keeps."""
        for state in self._held.states(judge):
            if isinstance(state, Held):
                self._reports += len(state.text.rows)
                made = self._made(None)
                rows = tuple([row._replace(source=state.source) for row in state.text.rows])
                yield made._replace(sightings=rows)
            else:
                self._reports += len(state.rows)
                self.source += 1
                path = None if spool is None else os.path.join(spool, f"proc-{self.source}")  # noqa: PTH118
                if path is not None:
                    with open(path, "wb") as file:  # noqa: PTH123
                        file.write(state.data)
                yield self._made(Source(self.source, state.name, None, True, path, len(state.data)), state.rows)

    def _begin(self, event: Began) -> Source:
        if not (event.inner and self._done):
            self._before += self._done
            self._done = 0
        self.source += 1
        self._name = event.name
        return Source(self.source, event.name, event.path, event.packed, event.spool, event.size)

    def _made(self, source: Source | None, rows: tuple[Any, ...] = (), notes: tuple[Told, ...] = ()) -> Batch:
        progress = Progress(
            self._before + self._done, self._total, time.monotonic() - self._began, self._reports, self.source
        )
        return Batch(source, tuple([row._replace(source=self.source) for row in rows]), notes, progress)

"""What is one job of a survey: a file read from front to end, or some parts of a large one?"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from engine.intake.gather import Item
from engine.intake.harmless import shown_name
from engine.intake.opened import Opened, open_texts
from engine.intake.raw import JOURNAL, InputError
from engine.kernels.gfp import GfpError
from engine.survey.boots import Boot
from engine.survey.pieces import lines_between, read_between
from engine.survey.reading import Judge, Read, WindowReader
from engine.survey.scan import Extent
from engine.survey.stream import Lines, Window, windows


class Gathering(NamedTuple):
    """What the inputs are: sentences about what was left out, and their bytes as stored, None if that is not known."""

    notes: tuple[str, ...]
    total: int | None


class Began(NamedTuple):
    """A text begins; `inner` is a further one of the same archive."""

    name: str
    path: str | None
    packed: bool
    spool: str | None
    size: int | None
    inner: bool = False


class Rows(NamedTuple):
    """What was made of the next reports of the text, and how many bytes as stored were read until now."""

    rows: tuple[Any, ...]
    done: int


class Ended(NamedTuple):
    """A text has ended. Its digest and the number of its lines are there if they were asked for; `notes` are
    sentences about what could not be read of it.
    """

    sha256: str | None
    lines: int | None
    notes: tuple[str, ...]


class Failed(NamedTuple):
    """A file that could not be read, in a sentence; `skipped` is one that nobody named."""

    message: str
    skipped: bool


Event = Gathering | Began | Rows | Ended | Failed


class Wanted(NamedTuple):
    """What to make of the reports of a window, and by which judgement; whether digests and line counts are wanted; the
    folder for bytes of texts that can't be read twice.
    """

    make: Callable[[Read], tuple[Any, ...]]
    judge: Judge
    whole: bool = False
    spool: str | None = None


class Whole(NamedTuple):
    """The job to read all texts of one file; `number` sets it apart from others."""

    item: Item
    number: int


class Run(NamedTuple):
    """The job to read some parts of a large file.

    `marks` are, for each, an offset that is not behind it and the number of the line there, `boots` the kernel's first
    lines before them.
    """

    path: str
    parts: tuple[Extent, ...]
    marks: tuple[tuple[int, int], ...]
    boots: tuple[Boot | None, ...]


class Worker:
    """Does jobs."""

    def __init__(self, wanted: Wanted) -> None:
        self._wanted = wanted

    def __call__(self, job: Whole | Run) -> Iterator[Any]:
        """What a job gives: events of a whole file, or the rows of a run."""
        return self._whole(job) if isinstance(job, Whole) else self._run(job)

    def _whole(self, job: Whole) -> Iterator[Event]:
        item, notes = job.item, list[str]()
        try:
            for index, text in enumerate(
                open_texts(item.path, item.name, digest=self._wanted.whole, choosy=item.choosy, notes=notes)
            ):
                yield from self._text(item, text, job.number, index)
        except (InputError, GfpError) as error:
            yield Failed(str(error), item.choosy and isinstance(error, InputError))
        for note in notes:
            yield Failed(f"{shown_name(item.name or item.path)}: {note}", True)

    def _text(self, item: Item, text: Opened, number: int, index: int) -> Iterator[Event]:
        again = not text.packed and text.bottom.size is not None
        folder = None if again else self._wanted.spool
        spool = None if folder is None else os.path.join(folder, f"{number}-{index}")  # noqa: PTH118
        path = None if item.path == "-" or item.path.startswith(JOURNAL) else item.path
        yield Began(text.name, path, not again, spool, text.bottom.size, index > 0)
        reader = WindowReader(text.name, self._wanted.judge)
        lines = Lines()
        for window in windows(text, lines if self._wanted.whole else None):
            rows: tuple[Any, ...] = ()
            if window is not None:
                rows = self._wanted.make(reader.read(window))
                if rows and spool is not None:
                    _keep(spool, window)
            yield Rows(rows, text.bottom.done)
        yield Ended(text.sha256() if self._wanted.whole else None, lines.count, tuple(text.notes))
        text.notes.clear()

    def _run(self, job: Run) -> Iterator[tuple[Any, ...] | Failed]:
        rows: list[Any] = []
        with open(job.path, "rb", buffering=0) as file:  # noqa: PTH123
            descriptor = file.fileno()
            reader = WindowReader(job.path, self._wanted.judge)
            try:
                for part, (counted, line), boot in zip(job.parts, job.marks, job.boots, strict=True):
                    line += lines_between(descriptor, counted, part.start)
                    window = Window(part.start, line, read_between(descriptor, *part), boot)
                    rows += self._wanted.make(reader.read(window))
            except GfpError as error:
                yield Failed(str(error), False)
        yield tuple(rows)


def _keep(spool: str, window: Window) -> None:
    """Write a window at its own offset: what is between is a hole, which takes no room."""
    with open(spool, "r+b" if os.path.exists(spool) else "wb") as file:  # noqa: PTH110, PTH123
        file.seek(window.start)
        file.write(window.data)
        if window.boot is not None:
            file.seek(window.boot.start)
            file.write(window.boot.text)

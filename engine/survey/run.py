"""How do the jobs of a survey become one stream of answers in the order of the inputs?

Small files and archives are one job each. A large plain file is searched piece by piece while this process still loads
what reads reports; the parts of it that may hold some are then read by as many processes as pay.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left, bisect_right, insort
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from operator import itemgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from engine.intake.gather import Item, gather
from engine.survey.pieces import Pieces, Searched, digest, plain_size, search
from engine.survey.pool import Alone, Forked, Pool, WorkerError, cores, may_fork
from engine.survey.scan import BEFORE, PIECE, Extent, joined

if TYPE_CHECKING:
    from engine.survey.boots import Boot
    from engine.survey.jobs import Event, Run, Wanted

LARGE = PIECE
"""Bytes from which a plain file is searched by several processes."""
ENOUGH = 1 << 20
"""Bytes to read from which processes are forked for it: fewer are read sooner than these have begun."""
_RUN_BYTES, _RUN_PARTS, _RUN_SPAN = 512 << 10, 64, 32 << 20
_PIECES_AT_ONCE = 2
_LOOKED_AHEAD = 32
_AHEAD, _SEARCHED_AHEAD = 2, 12
"""Jobs that a process has at once; those that search go on while this one is still loading."""


class Planned(NamedTuple):
    """One file, and its size if it is a large plain one."""

    item: Item
    large: int | None
    size: int


def plan(items: Iterable[Item]) -> list[Planned]:
    """What is to be done with each file."""
    planned = []
    for item in items:
        size = _size_of(item.path)
        large = plain_size(item.path) if size > LARGE else None
        planned.append(Planned(item, large, size))
    return planned


def _size_of(path: str) -> int:
    try:
        status = os.stat(path)  # noqa: PTH116
    except (OSError, ValueError):
        return 0
    return status.st_size if stat.S_ISREG(status.st_mode) else 0


class Coordinator:
    """Gives out the work of one survey and takes its results."""

    def __init__(self, planned: list[Planned], jobs: int | None, whole: bool) -> None:
        count = cores() if jobs is None else max(jobs, 1)
        self._count = count if count > 1 and may_fork() else 1
        self._planned = planned
        self._whole = whole
        self._pools: list[Pool] = []
        self._scouts: Pool | None = None
        self._digester: Pool | None = None
        self._readers: Pool | None = None
        self._read = 0
        self._submitted = 0
        large = [number for number, one in enumerate(planned) if one.large is not None]
        if large:
            self._scouts = self._pool(search, ahead=_SEARCHED_AHEAD)
            for number in large:
                self._search(number)
            if whole:
                self._digester = self._pool(digest, 1)
                for number in large:
                    self._digester.submit(number, planned[number].item.path)

    def _pool(self, work: Callable[[Any], Iterator[Any]], count: int | None = None, ahead: int = _AHEAD) -> Pool:
        pool: Pool = Forked(work, count or self._count, ahead) if self._count > 1 else Alone(work)
        self._pools.append(pool)
        return pool

    def _search(self, number: int) -> None:
        one = self._planned[number]
        assert one.large is not None
        assert self._scouts is not None
        pieces = -(-one.large // PIECE)
        for first in range(0, pieces, _PIECES_AT_ONCE):
            count = min(_PIECES_AT_ONCE, pieces - first)
            self._scouts.submit((number, first), Pieces(one.item.path, first, count))

    def events(self, wanted: Wanted) -> Iterator[Event | None]:
        """What all files give, in order; None now and then."""
        from engine.survey.jobs import Worker

        self._work = Worker(wanted)
        self._alone: Pool = Alone(self._work)
        small = sum(one.size for one in self._planned if one.large is None)
        if small > ENOUGH and len(self._planned) > 1:
            self._readers = self._pool(self._work)
        for number, one in enumerate(self._planned):
            if one.large is None:
                yield from self._small(number)
            else:
                yield from _Large(self, number, one, wanted).events()

    def _small(self, number: int) -> Iterator[Event | None]:
        """A whole file; those after it are given out already."""
        from engine.survey.jobs import Whole

        pool = self._readers or self._alone
        ahead = number + (_LOOKED_AHEAD if pool is self._readers else 1)
        for index in range(max(self._submitted, number), min(ahead, len(self._planned))):
            if self._planned[index].large is None:
                pool.submit(index, Whole(self._planned[index].item, index))
            self._submitted = index + 1
        yield from pool.values(number)

    def give_out(self, key: object, run: Run) -> Pool:
        """Let some parts be read, here while they are few."""
        self._read += sum(part.end - part.start for part in run.parts)
        if self._readers is None and self._count > 1 and self._read > ENOUGH:
            self._readers = self._pool(self._work)
        pool = self._readers or self._alone
        pool.submit(key, run, first=True)
        return pool

    def searched(self, number: int, pieces: int) -> Iterator[Searched | None]:
        """The parts of each piece of a large file; None now and then."""
        assert self._scouts is not None
        for first in range(0, pieces, _PIECES_AT_ONCE):
            yield from self._scouts.values((number, first))

    def digest_of(self, number: int) -> Iterator[str | None]:
        """The digest of a large file; None while it is being made."""
        if self._digester is not None:
            yield from self._digester.values(number)

    def close(self) -> None:
        """End all processes."""
        for pool in self._pools:
            pool.close()


class _Large:
    """One large plain file: its parts as they are found, in runs that are read together."""

    def __init__(self, above: Coordinator, number: int, one: Planned, wanted: Wanted) -> None:
        assert one.large is not None
        self._above, self._number, self._path, self._size = above, number, one.item.path, one.large
        self._whole = wanted.whole
        self._parts: list[Extent] = []
        self._runs: deque[tuple[Pool, object, int]] = deque()
        self._given = 0
        self._marks: list[tuple[int, int]] = []
        self._lines = 1
        self._boots: list[Boot] = []
        self._end = 0

    def events(self) -> Iterator[Event | None]:
        """What the file gives."""
        from engine.survey.jobs import Began, Ended, Rows

        yield Began(self._path, self._path, False, None, self._size)
        pending: list[Extent] = []
        pieces = -(-self._size // PIECE)
        for found in self._above.searched(self._number, pieces):
            if found is not None:
                pending = joined(pending, found.parts)
                self._know(found)
                self._end = min(self._end + PIECE, self._size)
                while pending and (len(pending) > 1 or pending[0].end < self._end - BEFORE):
                    self._add(pending.pop(0))
            while self._runs and self._runs[0][0].is_done(self._runs[0][1]):
                yield from self._take()
            yield Rows((), self._runs[0][2] if self._runs else self._end)
        for part in pending:
            self._add(part)
        self._give()
        while self._runs:
            yield from self._take()
        made: str | None = None
        for one in self._above.digest_of(self._number):
            made = one or made
            yield None
        yield Ended(made, self._all_lines(), ())

    def _know(self, found: Searched) -> None:
        """Keep where lines are known, and the kernel's first lines."""
        self._marks.append((found.start, self._lines))
        for part, above in zip(found.parts, found.above, strict=True):
            insort(self._marks, (part.start, self._lines + above))
        self._lines += found.lines
        self._boots += found.boots

    def _mark(self, part: Extent) -> tuple[int, int]:
        """The nearest offset that is not behind a part, and the number of the line there; those before are gone."""
        place = max(bisect_right(self._marks, part.start, key=itemgetter(0)) - 1, 0)
        del self._marks[:place]
        return self._marks[0]

    def _boot(self, part: Extent) -> Boot | None:
        """The last of the kernel's first lines before a part; those before it are gone."""
        place = max(bisect_left(self._boots, part.start, key=itemgetter(0)) - 1, 0)
        del self._boots[:place]
        return self._boots[0] if self._boots and self._boots[0].start < part.start else None

    def _add(self, part: Extent) -> None:
        """Put a part into the run, or begin the next one with it."""
        size = sum(one.end - one.start for one in self._parts)
        if self._parts and (
            len(self._parts) >= _RUN_PARTS or size >= _RUN_BYTES or part.start - self._parts[0].start > _RUN_SPAN
        ):
            self._give()
        self._parts.append(part)

    def _give(self) -> None:
        from engine.survey.jobs import Run

        if not self._parts:
            return
        start = self._parts[0].start
        marks = tuple([self._mark(part) for part in self._parts])
        boots = tuple([self._boot(part) for part in self._parts])
        run = Run(self._path, tuple(self._parts), marks, boots)
        key = (self._number, "run", self._given)
        self._runs.append((self._above.give_out(key, run), key, start))
        self._given += 1
        self._parts = []

    def _take(self) -> Iterator[Event | None]:
        """The rows of the first run."""
        from engine.survey.jobs import Failed, Rows

        pool, key, _ = self._runs[0]
        for rows in pool.values(key):
            if rows is None or isinstance(rows, Failed):
                yield rows
            else:
                yield Rows(rows, self._runs[1][2] if len(self._runs) > 1 else self._end)
        self._runs.popleft()

    def _all_lines(self) -> int | None:
        if not self._whole:
            return None
        with open(self._path, "rb") as file:  # noqa: PTH123
            file.seek(-1, os.SEEK_END)
            return self._lines - 1 + (file.read(1) != b"\n")


class Prepared(NamedTuple):
    """Inputs whose large files are being searched already."""

    notes: tuple[str, ...]
    total: int | None
    coordinator: Coordinator


def prepare(inputs: Iterable[str], *, jobs: int | None = None, whole: bool = False) -> Prepared:
    """Find the files and begin to search the large ones. `whole` is for digests and line counts."""
    gathered = gather(inputs)
    planned = plan(gathered.items)
    return Prepared(gathered.notes, _total(planned), Coordinator(planned, jobs, whole))


def run(prepared: Prepared, wanted: Wanted, cancelled: Callable[[], bool] | None = None) -> Iterator[Event | None]:
    """What all inputs hold, event by event; None now and then while there is nothing."""
    from engine.survey.jobs import Failed, Gathering

    coordinator = prepared.coordinator
    try:
        yield Gathering(prepared.notes, prepared.total)
        for event in coordinator.events(wanted):
            yield event
            if cancelled is not None and cancelled():
                return
    except WorkerError as error:
        yield Failed(str(error), False)
    finally:
        coordinator.close()


def _total(planned: list[Planned]) -> int | None:
    """Bytes of all files as stored; None where one has no size."""
    return sum(one.size for one in planned) if all(one.size for one in planned) else None

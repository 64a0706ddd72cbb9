"""How is work done by several processes, and its results taken in the order in which it was given out?

Workers are forked, so that they know all that this process knows. That is safe only while it has no other thread.
"""

from __future__ import annotations

import contextlib
import gc
import os
import select
import signal
import sys
from collections import deque
from collections.abc import Callable, Hashable, Iterator
from typing import Any

from engine.survey.frames import Frames, receive, send

Work = Callable[[Any], Iterator[Any]]
_BLOCK = 1 << 18
_TICK = 0.1
_FEW_COLLECTIONS = (100_000, 50, 100)


class WorkerError(Exception):
    """A worker has ended by accident; the message is a sentence."""


def cores() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def may_fork() -> bool:
    """Whether this process can be forked safely: it has one thread only."""
    if not hasattr(os, "fork"):
        return False
    try:
        return len(os.listdir("/proc/self/task")) == 1  # noqa: PTH208 - every start runs through it
    except OSError:
        threading = sys.modules.get("threading")
        return threading is None or threading.active_count() == 1


class _Worker:
    """One forked process, and the jobs that it has."""

    def __init__(self, work: Work, others: list[_Worker]) -> None:
        jobs, self.jobs = os.pipe()
        self.results, results = os.pipe()
        self.frames = Frames()
        self.load = 0
        sys.stdout.flush()
        sys.stderr.flush()
        self.pid = os.fork()
        if self.pid == 0:
            _serve(
                work,
                jobs,
                results,
                [self.jobs, self.results, *(one.jobs for one in others), *(one.results for one in others)],
            )
        os.close(jobs)
        os.close(results)


def _serve(work: Work, jobs: int, results: int, not_ours: list[int]) -> None:
    """Do what is asked until the parent has gone. Never returns."""
    status = 1
    try:
        for descriptor in not_ours:
            os.close(descriptor)
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        gc.set_threshold(*_FEW_COLLECTIONS)
        while (asked := receive(jobs)) is not None:
            key, job = asked
            for value in work(job):
                send(results, (key, value, False))
            send(results, (key, None, True))
        status = 0
    except BrokenPipeError:
        status = 0
    finally:
        with contextlib.suppress(Exception):
            if status:
                sys.excepthook(*sys.exc_info())
        os._exit(status)


class Forked:
    """Several workers, each with up to `ahead` jobs. `submit` gives out a job, `values` are what its work yields."""

    def __init__(self, work: Work, count: int, ahead: int) -> None:
        gc.freeze()
        self._workers: list[_Worker] = []
        for _ in range(count):
            self._workers.append(_Worker(work, self._workers))
        self._ahead = ahead
        self._by_result = {worker.results: worker for worker in self._workers}
        self._poll = select.poll()
        for worker in self._workers:
            self._poll.register(worker.results, select.POLLIN)
        self._queue: deque[tuple[Hashable, Any]] = deque()
        self._values: dict[Hashable, deque[Any]] = {}
        self._done: set[Hashable] = set()

    def submit(self, key: Hashable, job: Any, *, first: bool = False) -> None:
        """Give out a job, before all that wait if `first`."""
        self._values[key] = deque()
        if first:
            self._queue.appendleft((key, job))
        else:
            self._queue.append((key, job))
        self._feed()

    def is_done(self, key: Hashable) -> bool:
        """Whether all of a job's values have come; takes what is there without waiting."""
        self._take(0)
        return key in self._done

    def values(self, key: Hashable) -> Iterator[Any]:
        """A job's values as they come; None now and then while there is nothing. Raises WorkerError."""
        values = self._values[key]
        while True:
            while values:
                yield values.popleft()
            if key in self._done:
                self._done.discard(key)
                del self._values[key]
                return
            if not self._take(_TICK):
                yield None

    def _feed(self) -> None:
        while self._queue:
            worker = min(self._workers, key=lambda one: one.load)
            if worker.load >= self._ahead:
                return
            worker.load += 1
            send(worker.jobs, self._queue.popleft())

    def _take(self, seconds: float) -> bool:
        ready = self._poll.poll(seconds * 1000)
        for descriptor, _ in ready:
            worker = self._by_result[descriptor]
            data = os.read(descriptor, _BLOCK)
            if not data:
                raise WorkerError(
                    "a process that read the logs has ended by accident; the machine may be short of memory"
                )
            for key, value, done in worker.frames.feed(data):
                if done:
                    self._done.add(key)
                    worker.load -= 1
                else:
                    self._values[key].append(value)
            self._feed()
        return bool(ready)

    def close(self) -> None:
        """End all workers."""
        for worker in self._workers:
            os.close(worker.jobs)
            os.close(worker.results)
            with contextlib.suppress(ProcessLookupError):
                os.kill(worker.pid, signal.SIGKILL)
            with contextlib.suppress(ChildProcessError):
                os.waitpid(worker.pid, 0)
        self._workers = []
        gc.unfreeze()


class Alone:
    """The same in this process: the work is done when its values are asked for."""

    def __init__(self, work: Work) -> None:
        self._work = work
        self._jobs: dict[Hashable, Any] = {}

    def submit(self, key: Hashable, job: Any, *, first: bool = False) -> None:
        """Keep a job until its values are asked for."""
        self._jobs[key] = job

    def is_done(self, key: Hashable) -> bool:
        """Whether its values can be had at once: there is nobody else to make them."""
        return True

    def values(self, key: Hashable) -> Iterator[Any]:
        """Do the job."""
        return self._work(self._jobs.pop(key))

    def close(self) -> None:
        """Nothing is left."""


Pool = Forked | Alone

"""How are many logs broken and read, on several cores, and what is told of those that failed?"""

from __future__ import annotations

import multiprocessing
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from tests.fuzz.corpus import seeds
from tests.fuzz.mutations import broken
from tests.fuzz.oracle import Failure, failures
from tests.fuzz.shrink import shrunk

_BATCH = 250
_EVERY_SECONDS = 10.0
_THOROUGH = 4
"""One log in so many is asked twice and shown as a terminal shows it."""


@dataclass(frozen=True, slots=True)
class Task:
    """Which logs: those of a seed number, made from the samples and from the logs of more folders."""

    seed: int
    also: tuple[Path, ...] = ()


@dataclass(slots=True)
class Found:
    """Failures of one rule: how many, and the first log with what was done to it."""

    index: int
    names: tuple[str, ...]
    detail: str
    data: bytes | str
    count: int = 1


@dataclass(slots=True)
class Batch:
    """What some logs gave."""

    logs: int = 0
    characters: int = 0
    found: dict[str, Found] = field(default_factory=dict)

    def add(self, other: Batch) -> None:
        """Take what other logs gave."""
        self.logs += other.logs
        self.characters += other.characters
        for rule, found in other.found.items():
            known = self.found.setdefault(rule, found)
            if known is not found:
                known.count += found.count


@lru_cache(1)
def _seeds(also: tuple[Path, ...]) -> list[str]:
    return seeds(also)


def examine(task: Task, indices: range) -> Batch:
    """Break and read the logs with these numbers."""
    batch = Batch()
    texts = _seeds(task.also)
    for index in indices:
        log = broken(task.seed, index, texts)
        batch.logs += 1
        batch.characters += len(log.data)
        for failure in failures(log.data, thorough=index % _THOROUGH == 0):
            _remember(batch, failure, Found(index, log.names, failure.detail, log.data))
    return batch


def _remember(batch: Batch, failure: Failure, found: Found) -> None:
    known = batch.found.setdefault(failure.rule, found)
    if known is not found:
        known.count += 1


def _examine(argument: tuple[Task, range]) -> Batch:
    return examine(*argument)


def run(task: Task, indices: range, jobs: int, seconds: float = float("inf")) -> int:
    """Examine all, or as many as there is time for, telling now and then how far it is; then tell what failed."""
    batches = [(task, indices[start : start + _BATCH]) for start in range(0, len(indices), _BATCH)]
    whole = Batch()
    begun = told = time.monotonic()
    with multiprocessing.get_context("spawn").Pool(max(jobs, 1)) as pool:
        for batch in pool.imap_unordered(_examine, batches):
            whole.add(batch)
            if time.monotonic() - told > _EVERY_SECONDS:
                told = time.monotonic()
                print(f"  {_progress(whole, told - begun)}", file=sys.stderr, flush=True)
            if time.monotonic() - begun > seconds:
                break
    print(f"seed {task.seed}: {_progress(whole, time.monotonic() - begun)}")
    for rule, found in sorted(whole.found.items(), key=lambda item: -item[1].count):
        print("\n".join(_told(task, rule, found)), flush=True)
    return 1 if whole.found else 0


def _progress(batch: Batch, seconds: float) -> str:
    size = batch.characters / max(batch.logs, 1)
    failed = sum(found.count for found in batch.found.values())
    rate = batch.logs / max(seconds, 0.001)
    return f"{batch.logs:,} logs of {size:,.0f} characters, {rate:,.0f} a second, {failed:,} failures"


def _told(task: Task, rule: str, found: Found) -> Iterator[str]:
    yield f"\n{found.count:,} × {rule}\n  first: log {found.index} of seed {task.seed}: {', '.join(found.names)}"
    yield f"  {found.detail}"
    small = shrunk(found.data, lambda data: any(one.rule == rule for one in failures(data)))
    details = [one.detail for one in failures(small) if one.rule == rule]
    yield f"  shrunk: {details[0] if details else 'not again'}"
    shown = small.decode("utf-8", "backslashreplace") if isinstance(small, bytes) else small
    yield from (f"    {line[:2000]!a}" for line in shown.split("\n")[:60])


def show(task: Task, indices: range) -> int:
    """Print the broken logs themselves."""
    for index in indices:
        log = broken(task.seed, index, _seeds(task.also))
        print(f"--- log {index} of seed {task.seed}: {', '.join(log.names)}", flush=True)
        data = log.data if isinstance(log.data, bytes) else log.data.encode("utf-8", "surrogatepass")
        sys.stdout.buffer.write(data + b"\n")
        sys.stdout.buffer.flush()
    return 0

"""How long do whole logs take, and how much memory, beside grep on the same file in the same run?

Each figure is the median of fresh processes; memory is the largest process, and all of them together. With
BUDDYSCOPE_BENCH_MB=400 logs above that size are left out.
"""

from __future__ import annotations

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random
from typing import NamedTuple

from tests.bench.made_logs import varied, write_log, write_noise
from tests.bench.measure import Row
from tests.tree import ROOT, samples

_ROUNDS = 5
_MB = 1_000_000
_WORDS = "page allocation failure"
_SHAPES: dict[str, bytes] = {
    "headers only": b"x: page allocation failure: order:1, mode:0x20\n",
    "words only": b"lowmem_reserve[]: ",
    "one endless line": b"a",
}
_SIZES = {
    # MB; what is slow to read at all ends earlier
    "noise": (1, 10, 100, 1000),
    "one endless line": (1, 10, 100, 1000),
    "words only": (1, 10, 100),
    "reports only": (1, 10, 100),
    "headers only": (1, 4, 16),
}
_SMALL = 10


class Figure(NamedTuple):
    """What one command took: seconds on the clock and of all processors, memory in MB."""

    wall: float
    cpu: float
    largest: float
    together: float


def rows() -> list[Row]:
    """The figures of whole logs."""
    found: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="buddyscope-bench-") as folder:
        path = Path(folder) / "log"
        room = round(shutil.disk_usage(folder).free / 1.2)
        most = min(int(os.environ.get("BUDDYSCOPE_BENCH_MB", "2000")) * _MB, room)
        for size, reports, goal in (
            (50 * _MB, 2000, "1.0 s, 200 MB"),
            (400 * _MB, 20, "3 × grep + 0.2 s, 120 MB"),
            (2000 * _MB, 0, "3 × grep + 0.2 s, 120 MB"),
        ):
            if size <= most:
                write_log(path, size, reports) if reports else write_noise(path, size)
                found.append(_row(f"{size // _MB} MB with {reports:,} reports", path, goal))
        found += _growth(path, most)
    return found


def _row(what: str, path: Path, goal: str) -> Row:
    ours, grep = [], []
    for _ in range(_ROUNDS):
        grep.append(measure(["grep", "-c", _WORDS, str(path)]))
        ours.append(check(path))
    floor = statistics.median(one.wall for one in grep)
    busy = statistics.median(one.cpu for one in grep)
    wall = statistics.median(one.wall for one in ours)
    figure = (
        f"{wall:.2f} s (least {min(one.wall for one in ours):.2f}), "
        f"{statistics.median(one.cpu for one in ours):.2f} s of processors, "
        f"{max(one.largest for one in ours):.0f} MB the largest process, "
        f"{max(one.together for one in ours):.0f} MB all, "
        f"{(wall - 0.2) / floor:.1f} × grep + 0.2 s"
    )
    return Row(what, figure, goal, f"grep -c: {floor:.2f} s, {busy:.2f} s of processors")


def check(path: Path) -> Figure:
    """One run of the list of a file's reports."""
    return measure([sys.executable, "-m", "engine", "check", "--list", "--format", "csv", str(path)])


def measure(command: Sequence[str]) -> Figure:
    """Run a command to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    start = time.perf_counter()
    with tempfile.TemporaryFile() as answer:  # grep stops at the first match if its answer goes to /dev/null
        process = subprocess.Popen(command, cwd=ROOT, stdout=answer, stderr=subprocess.DEVNULL)
        watch = _Watch(process.pid)
        _, _, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
    process.returncode = 0
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return Figure(wall, cpu, used.ru_maxrss / 1024, watch.end())


class _Watch:
    """The most memory that a process and its children hold together, looked at now and then (Linux)."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._done = pid, 0.0, threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _run(self) -> None:
        while not self._done.wait(0.02):
            self._most = max(self._most, _held(self._pid))

    def end(self) -> float:
        """The most of it in MB."""
        self._done.set()
        self._thread.join()
        return self._most


def _held(pid: int) -> float:
    """Memory of a process and those that it started, what they share counted once."""
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii").split()
        rollup = Path(f"/proc/{pid}/smaps_rollup").read_text("ascii")
    except OSError:
        return 0.0
    own = next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)
    return own / 1024 + sum(_held(int(child)) for child in children)


def _growth(path: Path, most: int) -> list[Row]:
    """Seconds for each size: twice the size must take twice the time."""
    makers: dict[str, Callable[[int], None]] = {
        "noise": lambda size: write_noise(path, size),
        "reports only": lambda size: _write_reports(path, size),
    }
    for what, unit in _SHAPES.items():
        makers[what] = lambda size, unit=unit: _write_shape(path, unit, size)  # type: ignore[misc]
    found = []
    for what, sizes in _SIZES.items():
        told = []
        for size in sizes:
            if size * _MB <= most:
                makers[what](size * _MB)
                seconds = statistics.median(check(path).cpu for _ in range(3 if size <= _SMALL else 1))
                told.append(f"{size} MB {seconds:.2f} s")
        found.append(Row(f"time of processors against size: {what}", ", ".join(told), "linear"))
    return found


def _write_shape(path: Path, unit: bytes, size: int) -> None:
    block = unit * (_MB // len(unit))
    with path.open("wb") as file:
        for _ in range(size // _MB):
            file.write(block)


def _write_reports(path: Path, size: int) -> None:
    random = Random(3)
    texts = [sample.read_bytes().rstrip(b"\n") + b"\n" for sample in samples()]
    with path.open("wb") as file:
        index = written = 0
        while written < size:
            written += file.write(varied(texts[index % len(texts)], random, 10.0 * index))
            index += 1

"""How are times and memory measured and printed?"""

from __future__ import annotations

import gc
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.tree import ROOT


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the printed table: what was measured, the figure, the goal and the floor of the same run."""

    what: str
    figure: str
    goal: str
    floor: str = ""


def times(action: Callable[[], object], rounds: int, warm_up: int = 5) -> list[float]:
    """Milliseconds of each round, the garbage collector left on as in real use."""
    for _ in range(warm_up):
        action()
    gc.collect()
    found = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        found.append((time.perf_counter() - start) * 1000)
    return found


def spread(found: Sequence[float]) -> str:
    """ "median 1.23 ms, p99 2.34 ms"."""
    ordered = sorted(found)
    p99 = ordered[min(len(ordered) - 1, round(len(ordered) * 0.99))]
    return f"median {statistics.median(ordered):.2f} ms, p99 {p99:.2f} ms, n {len(ordered)}"


def run_script(code: str, *arguments: str) -> str:
    """The last line that a fresh interpreter prints for the code, offscreen."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip().rsplit("\n", 1)[-1]


def resident_mb() -> float:
    """The resident memory of this process in MB (Linux)."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def show(title: str, rows: Sequence[Row]) -> None:
    """Prints a table."""
    print(f"\n{title}")
    width = max(len(row.what) for row in rows)
    for row in rows:
        floor = f"   floor: {row.floor}" if row.floor else ""
        print(f"  {row.what:<{width}}  {row.figure}   goal: {row.goal}{floor}")

"""How long do reading, judging and the vectors take?"""

from __future__ import annotations

import hashlib
import re
import time
from pathlib import Path

from engine.check.conformance import check_file, vector_files
from engine.explain.analyse import analyse
from engine.read.reader import read_text
from tests.bench.measure import Row, spread, times
from tests.tree import ROOT

_WORD = re.compile(rb"\d+\*\d+kB|[a-z_()]+:\d+")


def rows() -> list[Row]:
    """The engine's figures."""
    return [*_read_and_judge(), _conformance()]


def ten_kilobytes() -> bytes:
    """A sample report filled with call-trace lines up to 10 kB."""
    data = max((path.read_bytes() for path in (ROOT / "resources" / "samples").glob("*.txt")), key=len)
    head, mark, tail = data.partition(b"Mem-Info:")
    start = head.rfind(b"\n") + 1
    line = b"[    1.000000]  some_function_of_a_driver+0x1b0/0x250\n"
    filling = line * max((10_000 - len(data)) // len(line), 0)
    return head[:start] + filling + head[start:] + mark + tail


def _read_and_judge() -> list[Row]:
    data = ten_kilobytes()
    whole = times(lambda: [analyse(report.scenario) for report in read_text("bench", data).reports], 300)
    reading = times(lambda: read_text("bench", data), 300)
    floor = times(lambda: (hashlib.sha256(data), data.decode().split("\n"), _WORD.findall(data)), 300)
    size = f"{len(data) / 1000:.1f} kB"
    return [
        Row(
            f"one report of {size}: read and judged",
            spread(whole),
            "1.5 ms",
            f"hash, split, one regex: {spread(floor)}",
        ),
        Row(f"one report of {size}: read only", spread(reading), "part of the above"),
    ]


def _conformance() -> Row:
    folder = ROOT / "tests" / "data" / "vectors"
    paths = list(vector_files([folder])) * 10
    start = time.perf_counter()
    total = sum(check_file(path).total for path in paths)
    seconds = time.perf_counter() - start
    floor = _parse_only(paths)
    rate = f"{total / seconds:,.0f} vectors a second, {total:,} in all"
    return Row("conformance", rate, "10,000 a second", f"parsing the JSON alone: {total / floor:,.0f} a second")


def _parse_only(paths: list[Path]) -> float:
    import json

    start = time.perf_counter()
    for path in paths:
        for line in path.read_text(encoding="utf-8").split("\n"):
            if line:
                json.loads(line)
    return time.perf_counter() - start

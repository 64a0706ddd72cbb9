"""How long do reading, judging and the vectors take?"""

from __future__ import annotations

import hashlib
import re
import time
from collections.abc import Sequence
from itertools import count
from pathlib import Path

from engine.check.conformance import check_file, vector_files
from engine.explain.analyse import analyse
from engine.explain.ten import ten_answers
from engine.model.edits import NEW_BLOCKS
from engine.model.report import Kind, Report
from engine.model.request import AllocRequest
from engine.model.scenario import KernelFacts, Scenario
from engine.model.zone import FreeArea, Zone
from engine.read.reader import read_text
from tests.bench.measure import Row, spread, times
from tests.tree import ROOT

_WORD = re.compile(rb"\d+\*\d+kB|[a-z_()]+:\d+")


def rows() -> list[Row]:
    """The engine's figures."""
    return [*_read_and_judge(), _answers(), _conformance()]


def ten_kilobytes() -> bytes:
    """A sample report filled with call-trace lines up to 10 kB."""
    data = (ROOT / "resources" / "samples" / "6.12-numa-order9-movable.txt").read_bytes()
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


def _answers() -> Row:
    """Of a machine whose figures differ each time, so that nothing is known before."""
    before = (analyse(_five_zones(more)) for more in count(1))

    def answered() -> None:
        analysis = next(before)
        ten_answers(Report(Kind.PAGE_ALLOC_FAILURE, 1, 1, analysis.scenario), analysis)

    return Row("five zones: ten answers, changes and table of kernels", spread(times(answered, 200)), "30 ms")


def _five_zones(more: int) -> Scenario:
    """Two nodes with memory in small blocks, asked for 64 kB."""
    zones = [_a_zone(0, "DMA", (0, 1, 1, 0, 2, 1, 1, 0, 1, 1, 3), 8, (0, 2900, 7800, 7800), 3840)]
    for node in (0, 1):
        dma32 = (3000 + more, 700, 200, 50, 0, 0, 0, 0, 0, 0, 0)
        zones.append(_a_zone(node, "DMA32", dma32, 5000, (0, 0, 4900, 4900), 757_000))
        normal = (9000 + more, 700, 200, 50, 0, 0, 0, 0, 0, 0, 0)
        zones.append(_a_zone(node, "Normal", normal, 12_000, (0, 0, 0, 0), 1_270_000))
    return Scenario(tuple(zones), AllocRequest(4, 0xCC0), kernel=KernelFacts("6.6.9"))


def _a_zone(node: int, name: str, counts: Sequence[int], mark: int, reserve: tuple[int, ...], size: int) -> Zone:
    free = sum(blocks << order for order, blocks in enumerate(counts))
    areas = tuple(FreeArea(blocks, NEW_BLOCKS if blocks else frozenset()) for blocks in counts)
    marks = (mark, mark * 5 // 4, mark * 3 // 2)
    return Zone(node, name, free, *marks, 0, reserve, size, size, 0, 0, 0, 0, free_areas=areas, total=free)


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

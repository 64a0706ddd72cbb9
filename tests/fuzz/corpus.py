"""What is broken? Every report of the samples, shortened so that a million of them can be read in half an hour."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests.tree import ROOT

FOLDERS = ("tests/data/good", "tests/data/bad", "resources/samples")
_ENDINGS = frozenset({".txt", ".log"})
_LONGEST = 48
_MOST_OF_A_FILE = 8
_LARGEST_FILE = 1 << 20
_WHOLE = 2500
"""Characters of a file that is short enough to be a seed as it is, too."""

_EVENT = re.compile(
    r"allocation failure|oom-killer|sysrq: |SysRq ?: |SLUB: Unable|vmalloc error|vmap allocation|allocation failed"
    r"|allocation stall"
)
_ZONE = re.compile(r"((?:Node \d+,? )?[A-Z]\w{2,12})(?: free:|: \d+\*|: empty| per-cpu:)")
_RESERVE = re.compile(r"lowmem_reserve\[\]|protections\[\]")
_CROWDS = tuple(
    re.compile(pattern)
    for pattern in (
        r"\+0x[0-9a-f]+/0x|\bfrom \[<",
        r"R[A-DS][XIP]:|R\d\d:|Code:|^\S* ?[rx]\d+ ?:|GPR|[0-9a-f]{8} [0-9a-f]{8} [0-9a-f]{8}",
        r"\[ *\d+\] +\d+ +\d+ ",
        r"hi: +\d+, btch|cpu \d+ (?:hot|cold)",
        r"hugepages_",
        r"^ +nr_\w+ +\d+|^ +(?:cpu|count|high|batch): +\d+",
    )
)
"""Lines that stand in crowds: a few of each are enough."""
_FEW = 3


def seeds(also: Iterable[Path] = ()) -> list[str]:
    """The seeds in a fixed order. Bytes that are no UTF-8 are kept as lone surrogates."""
    texts: dict[str, None] = {}
    for path in _files([*(ROOT / folder for folder in FOLDERS), *also]):
        text = path.read_bytes()[:_LARGEST_FILE].decode("utf-8", errors="surrogateescape")
        if len(text) <= _WHOLE:
            texts[text] = None
        for event in _events(text.split("\n")):
            texts["\n".join(event)] = None
    return list(texts)


def _files(folders: Iterable[Path]) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(path for path in folder.rglob("*") if path.suffix in _ENDINGS and path.is_file())


def _events(lines: list[str]) -> Iterator[list[str]]:
    """The parts of a file that begin with an event's first line, some of them where there are many."""
    starts = [index for index, line in enumerate(lines) if _EVENT.search(line)]
    starts = [start for last, start in zip([-99, *starts], starts, strict=False) if start - last > 3] or [0]
    step = max(len(starts) // _MOST_OF_A_FILE, 1)
    for start, end in list(zip(starts, [*starts[1:], len(lines)], strict=True))[::step]:
        yield list(_shortened(lines[max(start - 2, 0) : end]))


def _shortened(lines: list[str]) -> Iterator[str]:
    """Three zones at most, a few lines of each crowd, and no more than a screen of text."""
    zones: dict[str, None] = {found[1]: None for line in lines if (found := _ZONE.search(line))}
    kept = frozenset([*list(zones)[:2], *list(zones)[-1:]])
    seen = [0] * len(_CROWDS)
    dropped = False
    left = _LONGEST
    for line in lines:
        found = _ZONE.search(line)
        if found is not None:
            dropped = found[1] not in kept
        if dropped and (found is not None or _RESERVE.search(line)):
            continue
        crowd = next((index for index, pattern in enumerate(_CROWDS) if pattern.search(line)), None)
        if crowd is not None:
            seen[crowd] += 1
            if seen[crowd] > _FEW:
                continue
        yield line
        left -= 1
        if not left:
            return

"""Which part of a broken log is enough to fail in the same way?"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import TypeVar

Text = TypeVar("Text", bytes, str)


def shrunk(data: bytes | str, fails: Callable[[bytes | str], bool], seconds: float = 3.0) -> bytes | str:
    """A small part of the log that still fails: lines are left out, then words, as long as there is time."""
    until = time.monotonic() + seconds
    if isinstance(data, bytes):
        return _shrunk(data, b"\n", b" ", fails, until)
    return _shrunk(data, "\n", " ", fails, until)


def _shrunk(data: Text, line_end: Text, blank: Text, fails: Callable[[bytes | str], bool], until: float) -> Text:
    for between in (line_end, blank):
        parts = data.split(between)
        data = between.join(_fewest(parts, between, fails, until))
    return data


def _fewest(parts: Sequence[Text], between: Text, fails: Callable[[bytes | str], bool], until: float) -> list[Text]:
    """The parts without those that aren't needed: large runs are tried first, single ones last."""
    kept = list(parts)
    run = max(len(kept) // 2, 1)
    while run:
        index = 0
        while index < len(kept) and time.monotonic() < until:
            fewer = kept[:index] + kept[index + run :]
            if fails(between.join(fewer)):
                kept = fewer
            else:
                index += run
        run //= 2
    return kept

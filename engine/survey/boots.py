"""Which kernel was running? Its first line stands far before the reports of a long log."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.survey.find import places_of

WORD = b"Linux version "
_LONGEST = 2048


class Boot(NamedTuple):
    """A kernel's first line: its offset and its bytes without the line's end."""

    start: int
    text: bytes

    @property
    def span(self) -> tuple[int, int]:
        """Its offsets."""
        return self.start, self.start + len(self.text)


def boot_line(data: bytes | bytearray, at: int, base: int) -> Boot:
    """The line around the word at an offset of `data`, which begins at `base` of the text."""
    start = max(data.rfind(b"\n", 0, at) + 1, at - _LONGEST)
    end = data.find(b"\n", at, at + _LONGEST)
    return Boot(start + base, bytes(data[start : end if end >= 0 else at + _LONGEST]).rstrip(b"\r"))


def boots_before(data: bytes | bytearray, low: int, high: int, starts: Iterable[int], base: int) -> Iterator[Boot]:
    """Between two offsets of `data`: the last such line before each of some ascending offsets, and the last of all."""
    last = -1
    waiting = [*sorted(starts, reverse=True)]
    for _, at in places_of((WORD,), data, low, high):
        if last >= 0 and waiting and waiting[-1] <= at:
            yield boot_line(data, last, base)
        while waiting and waiting[-1] <= at:
            waiting.pop()
        last = at
    if last >= 0:
        yield boot_line(data, last, base)

"""Which kernel was running? Its first line stands far before the reports of a long log."""

from __future__ import annotations

import os
from typing import NamedTuple

WORD = b"Linux version "
_LONGEST = 2048
_BLOCK = 1 << 20


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


class BootFinder:
    """The last such line before an offset of a file; whoever asks for later and later offsets reads it once."""

    def __init__(self) -> None:
        self._searched = 0
        self._found: list[Boot] = []

    def before(self, descriptor: int, offset: int) -> Boot | None:
        """The kernel's first line before an offset; None if there is none."""
        while self._searched < offset:
            start = max(self._searched - _LONGEST, 0)
            data = os.pread(descriptor, _BLOCK + 2 * _LONGEST, start)
            end = min(start + _LONGEST + _BLOCK, start + len(data))
            at = data.find(WORD, self._searched - start, end - start)
            while at >= 0:
                self._found.append(boot_line(data, at, start))
                at = data.find(WORD, at + len(WORD), end - start)
            if end <= self._searched:
                break
            self._searched = end
        return next((boot for boot in reversed(self._found) if boot.start < offset), None)

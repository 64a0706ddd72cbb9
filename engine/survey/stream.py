"""How is one text read from front to end in little memory, and where in it are the parts that may hold reports?"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple, Protocol

from engine.intake.raw import Readable
from engine.survey.boots import WORD, Boot, boot_line
from engine.survey.proc_scan import WITHIN, with_proc
from engine.survey.scan import (
    BEFORE,
    BEHIND,
    HEAD,
    PIECE,
    Extent,
    border,
    count_lines,
    extents_in,
    is_proc,
    is_rolled,
    joined,
)

SMALL = 1 << 20
"""Texts up to this many bytes are read whole, whatever is in them."""
WHOLE = 256 << 20
"""Those whose messages stand on several lines each are up to this many bytes."""
WHOLE_PROC = 8 << 20
"""Those that begin with files of /proc."""
_BLOCK = 1 << 20


class Text(Readable, Protocol):
    """Bytes in order, and sentences about what could not be read of them."""

    notes: list[str]


class Window(NamedTuple):
    """A part of a text: its offset, the number of its first line, its bytes, and the kernel's first line before it."""

    start: int
    first_line: int
    data: bytes
    boot: Boot | None = None


class Lines:
    """How many lines a text has, once it was read."""

    def __init__(self) -> None:
        self.count: int | None = None


def windows(text: Text, lines: Lines | None = None) -> Iterator[Window | None]:
    """The parts of a text that may hold reports, in order; None now and then while there is nothing. All lines are
    counted where `lines` wants to know.
    """
    stream = _Stream(text)
    proc = is_proc(stream.head())
    whole = WHOLE if is_rolled(stream.head()) else WHOLE_PROC if proc else SMALL
    if stream.fill(whole + 1) <= whole:
        if stream.end:
            yield Window(0, 1, stream.bytes(0, stream.end))
        if lines is not None:
            lines.count = stream.all_lines()
        return
    if proc:
        text.notes.append(f"files of /proc are looked for in the first {WITHIN >> 20} MB of a text")
    pending: list[Extent] = []
    index = 0
    while index * PIECE < stream.end:
        pending = joined(pending, stream.extents(index))
        limit = max(min((index + 1) * PIECE, stream.end) - BEFORE, 0)
        while pending and (len(pending) > 1 or pending[0].end < limit):
            yield stream.window(pending.pop(0))
        stream.drop(min(limit, pending[0].start if pending else limit))
        yield None
        index += 1
        stream.fill((index + 1) * PIECE + BEHIND)
    for extent in pending:
        yield stream.window(extent)
    if lines is not None:
        lines.count = stream.all_lines()


class _Stream:
    """The bytes of a text from `start` to `end`; what is in front of them is counted and gone."""

    def __init__(self, text: Readable) -> None:
        self._text = text
        self._data = bytearray()
        self.start = self.end = 0
        self._lines, self._counted = 1, 0
        self._boot: Boot | None = None
        self._searched = 0
        self._ended = False

    def fill(self, end: int) -> int:
        """Read until an offset or the text's end; where the bytes that are there end."""
        while self.end < end and not self._ended:
            block = self._text.read(min(_BLOCK, end - self.end))
            self._ended = not block
            self._data += block
            self.end += len(block)
        return self.end

    def head(self) -> bytes:
        """The first bytes."""
        self.fill(HEAD)
        return bytes(self._data[:HEAD])

    def bytes(self, start: int, end: int) -> bytes:
        """The bytes between two offsets."""
        return bytes(self._data[start - self.start : end - self.start])

    def extents(self, index: int) -> list[Extent]:
        """The parts of one piece."""
        self.fill((index + 1) * PIECE + BEHIND)
        begin = index * PIECE
        base = self.start
        low, high = border(self._data, begin - base), border(self._data, begin + PIECE - base)
        extents = extents_in(self._data, low, high)
        if begin < WITHIN:
            extents = with_proc(self._data, low, high, extents)
        return [Extent(one.start + base, one.end + base) for one in extents]

    def window(self, extent: Extent) -> Window:
        """The bytes of a part, with what stands before them."""
        self._count(extent.start)
        data = self.bytes(*extent)
        self._find_boot(extent.start)
        return Window(extent.start, self._lines, data, self._boot)

    def drop(self, offset: int) -> None:
        """Forget what stands before an offset."""
        self._count(offset)
        self._find_boot(offset)
        del self._data[: offset - self.start]
        self.start = max(offset, self.start)

    def all_lines(self) -> int:
        """The number of lines of the text, all of which was read; what stands after the last line end counts."""
        self._count(self.end)
        return self._lines - 1 + (self.end > 0 and not self._data.endswith(b"\n"))

    def _count(self, offset: int) -> None:
        if offset > self._counted:
            self._lines += count_lines(self._data[self._counted - self.start : offset - self.start])
            self._counted = offset

    def _find_boot(self, offset: int) -> None:
        """Keep the last of the kernel's first lines before an offset."""
        if offset <= self._searched:
            return
        at = self._data.rfind(WORD, max(self._searched - self.start - len(WORD), 0), offset - self.start)
        self._searched = offset
        if at >= 0:
            self._boot = boot_line(self._data, at, self.start)

"""Where in a large file on disk may reports stand, and how many lines are before them? Looked up without the reader."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.intake.opened import JOURNAL_MAGIC, is_binary, is_packed
from engine.intake.tar import HEADER
from engine.survey.boots import Boot, boots_before
from engine.survey.proc_scan import WITHIN, with_proc
from engine.survey.scan import BEFORE, BEHIND, HEAD, PIECE, Extent, border, count_lines, extents_in, is_proc, is_rolled

_BLOCK = 1 << 20
_SLICE = 256 << 10
"""Bytes whose line ends are counted at once."""


class Pieces(NamedTuple):
    """Some pieces of a file that follow each other."""

    path: str
    first: int
    pieces: int


class Searched(NamedTuple):
    """What one piece holds, in offsets of the file: parts, where its own lines begin, and how many these are.

    `above` are the line ends between there and the start of each part, fewer than none for those that begin before.
    `boots` are the kernel's first lines: the last before each part, and the last of all.
    """

    parts: tuple[Extent, ...]
    start: int
    lines: int
    above: tuple[int, ...]
    boots: tuple[Boot, ...]


def plain_size(path: str) -> int | None:
    """The size of a regular file that can be searched piece by piece; None of all others."""
    try:
        with open(path, "rb", buffering=0) as file:  # noqa: PTH123
            head = file.read(max(2 * HEADER, HEAD))
            special = is_packed(head) or is_binary(head) or head.startswith(JOURNAL_MAGIC)
            return None if special or is_rolled(head) or is_proc(head) else os.fstat(file.fileno()).st_size
    except OSError:
        return None


def digest(path: str) -> Iterator[str]:
    """The SHA-256 of a file."""
    made = hashlib.sha256()
    with open(path, "rb", buffering=0) as file:  # noqa: PTH123
        while data := file.read(_BLOCK):
            made.update(data)
    yield made.hexdigest()


def search(pieces: Pieces) -> Iterator[Searched]:
    """The pieces, one by one."""
    with open(pieces.path, "rb", buffering=0) as file:  # noqa: PTH123
        buffer = bytearray(BEFORE + PIECE + BEHIND)
        for index in range(pieces.first, pieces.first + pieces.pieces):
            begin = index * PIECE
            base = max(begin - BEFORE, 0)
            size = _fill(file.fileno(), buffer, base, begin + PIECE + BEHIND - base)
            data = buffer if size == len(buffer) else buffer[:size]
            low, high = border(data, begin - base), border(data, begin + PIECE - base)
            extents = extents_in(data, low, high)
            if begin < WITHIN:
                extents = with_proc(data, low, high, extents)
            parts = tuple([Extent(one.start + base, one.end + base) for one in extents])
            starts = [one.start for one in extents]
            above = tuple(_lines_above(data, low, starts))
            last, counted = (starts[-1], above[-1]) if starts else (low, 0)
            lines = counted + _lines(data, last, high)
            yield Searched(parts, low + base, lines, above, tuple(boots_before(data, low, high, starts, base)))


def _lines_above(data: bytearray, low: int, starts: Iterable[int]) -> Iterator[int]:
    counted, lines = low, 0
    for start in starts:
        lines += _lines(data, counted, start)
        counted = start
        yield lines


def _lines(data: bytearray, start: int, end: int) -> int:
    """How many line ends stand from one offset to the other; fewer than none if that is in front of it."""
    if end < start:
        return -_lines(data, end, start)
    return sum(count_lines(data[at : min(at + _SLICE, end)]) for at in range(start, end, _SLICE))


def _fill(descriptor: int, buffer: bytearray, offset: int, size: int) -> int:
    view = memoryview(buffer)
    done = 0
    while done < size and (more := os.preadv(descriptor, [view[done:size]], offset + done)):
        done += more
    return done


def read_between(descriptor: int, start: int, end: int) -> bytes:
    """The bytes between two offsets, fewer where the file ends before."""
    parts: list[bytes] = []
    while start < end and (data := os.pread(descriptor, end - start, start)):
        parts.append(data)
        start += len(data)
    return b"".join(parts)


def lines_between(descriptor: int, start: int, end: int) -> int:
    """How many line ends stand between two offsets."""
    count = 0
    for at in range(start, end, _BLOCK):
        data = os.pread(descriptor, min(_BLOCK, end - at), at)
        count += count_lines(data)
        if not data:
            break
    return count

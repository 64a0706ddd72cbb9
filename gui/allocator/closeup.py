"""What do page frames look like from near? Blocks with their borders, pageblocks, and a pattern for each kind of use.

Drawn with numpy, so that ten thousand blocks cost no more than ten: for each row of cells the few kinds of pixel lines
that it consists of, which are then put below each other.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from gui.allocator.frames import FIXED, GIVEN, MOVES, NO_ORDER, OUTSIDE, WAITING, Bytes, Colors, Numbers, orders_of

_PERIOD = 5
"""Patterns repeat after so many pixels."""
_EDGE, _LINE = 254, 255
"""Codes of the lines between pageblocks and between blocks."""
_FIRST, _LAST = _PERIOD, _PERIOD + 1
"""Beside the lines of the pattern, a row of cells has one above all others and one below."""
Flags: TypeAlias = NDArray[np.bool_]


class View(NamedTuple):
    """What is looked at: the cell at the upper left corner, pixels a cell, and the picture's size in pixels."""

    x: float
    y: float
    scale: float
    width: int
    height: int


class Paper:
    """Memory that is drawn into again and again: new pages cost more than the drawing."""

    def __init__(self) -> None:
        self._parts: dict[str, Colors] = {}

    def part(self, name: str, *shape: int) -> Colors:
        """Some of it, with anything on it."""
        count = math.prod(shape)
        found = self._parts.get(name)
        if found is None or len(found) < count:
            found = self._parts[name] = np.zeros(count, np.uint32)
        return found[:count].reshape(shape)


class Inks(NamedTuple):
    """The table of colours by code, and those of the lines."""

    table: Colors
    line: int
    pageblock: int


def close_up(cells: Bytes, view: View, inks: Inks, pageblock: tuple[int, int], paper: Paper) -> Colors:
    """The picture of what is looked at; `pageblock` is the width and height of one in cells."""
    columns, rows = _cells_along(view.x, view.scale, view.width), _cells_along(view.y, view.scale, view.height)
    inside_x, inside_y = _within(columns, cells.shape[1]), _within(rows, cells.shape[0])
    xs, ys = columns[inside_x], rows[inside_y]
    picture = paper.part("picture", view.height, view.width)
    whole = len(xs) == view.width and len(ys) == view.height
    if not whole:
        picture[:] = inks.table[OUTSIDE]
    if not len(xs) or not len(ys):
        return picture
    part = cells[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
    phase_x: Numbers = (np.arange(view.width)[inside_x] + round(view.x * view.scale)) % _PERIOD
    phase_y: Numbers = (np.arange(view.height)[inside_y] + round(view.y * view.scale)) % _PERIOD
    firsts = phase_y[np.searchsorted(ys, np.arange(ys[0], ys[-1] + 1))]
    lines = _lines(part, xs, int(ys[0]), (phase_x, firsts), pageblock, inks, paper)
    kinds = _kinds(ys, phase_y, pageblock[1])
    which = (ys - ys[0]) * (_PERIOD + 2) + kinds
    if whole:
        return np.take(lines.reshape(-1, len(xs)), which, axis=0, out=picture, mode="clip")
    picture[inside_y, inside_x] = lines.reshape(-1, len(xs))[which]
    return picture


def _cells_along(first: float, scale: float, pixels: int) -> Numbers:
    """The cell of each pixel in a row."""
    return np.floor(first + (np.arange(pixels) + 0.5) / scale).astype(np.int64)


def _within(cells: Numbers, count: int) -> slice:
    return slice(int(np.searchsorted(cells, 0)), int(np.searchsorted(cells, count)))


def _kinds(ys: Numbers, phase: Numbers, pageblock: int) -> Numbers:
    """Which of its cells' lines each line of pixels is."""
    kinds = phase.copy()
    first = np.diff(ys, prepend=ys[0]) > 0
    kinds[first] = _FIRST
    kinds[:-1][first[1:] & (ys[1:] % pageblock == 0)] = _LAST
    return kinds


def _lines(
    part: Bytes,
    xs: Numbers,
    y: int,
    phases: tuple[Numbers, Numbers],
    pageblock: tuple[int, int],
    inks: Inks,
    paper: Paper,
) -> Colors:
    """The lines of pixels of each row of cells: by phase of the pattern, then the first and the last.

    `phases` are those of the columns, and of the first line of each row of cells.
    """
    across = xs - xs[0]
    codes = np.take(part, across, axis=1)
    inside = codes != OUTSIDE
    left, above = _borders(part, int(xs[0]), y)
    starts = np.flatnonzero(np.diff(across, prepend=0))
    edges = starts[xs[starts] % pageblock[0] == 0]
    _mark(codes, starts, left[:, across[starts]], _LINE)
    for columns in (edges, edges - 1):
        _mark(codes, columns, inside[:, columns], _EDGE)
    table = inks.table.copy()
    table[_LINE], table[_EDGE] = inks.line, inks.pageblock
    base = table[codes]
    lines = paper.part("lines", len(part), _PERIOD + 2, len(xs))
    lines[:, :_FIRST] = base[:, None]
    _draw_patterns(lines, codes, int(phases[0][0]), inks)
    lines[:, _FIRST] = np.where(above[:, across], np.uint32(inks.line), lines[np.arange(len(part)), phases[1]])
    rows = np.arange(y, y + len(part))
    for kind, touched in ((_FIRST, rows % pageblock[1] == 0), (_LAST, (rows + 1) % pageblock[1] == 0)):
        lines[touched, kind] = np.where(inside[touched], np.uint32(inks.pageblock), base[touched])
    return lines


def _mark(codes: Bytes, columns: Numbers, where: Flags, code: int) -> None:
    """Put a code of a line into some columns."""
    part = codes[:, columns]
    part[where] = code
    codes[:, columns] = part


def _draw_patterns(lines: Colors, codes: Bytes, phase: int, inks: Inks) -> None:
    """Stripes on what can't move, dots on what can, stripes the other way on what was given, level lines on what waits
    on a CPU's list; `phase` is that of the first column.
    """
    ink = np.uint32(inks.line)
    fixed, given = codes == FIXED, (codes >= GIVEN) & (codes < _EDGE)
    for line in range(_PERIOD):
        for mask, column in ((fixed, -line), (given, line)):
            columns = slice((column - phase) % _PERIOD, None, _PERIOD)
            np.copyto(lines[:, line, columns], ink, where=mask[:, columns])
    dots = slice((1 - phase) % _PERIOD, None, _PERIOD)
    np.copyto(lines[:, 1, dots], inks.table[FIXED], where=codes[:, dots] == MOVES)
    np.copyto(lines[:, 0], ink, where=(codes >= WAITING) & (codes < GIVEN))


def _borders(part: Bytes, x: int, y: int) -> tuple[Flags, Flags]:
    """Which cells begin a block on their left, and which at their top."""
    orders = orders_of(part).astype(np.int64)
    known = orders != NO_ORDER
    widths, heights = (1 << np.where(known, half, 0) for half in ((orders + 1) // 2, orders // 2))
    left = known & (np.arange(x, x + part.shape[1])[None, :] % widths == 0)
    above = known & (np.arange(y, y + part.shape[0])[:, None] % heights == 0)
    left[:, 1:] |= known[:, :-1] & (orders[:, 1:] != orders[:, :-1])
    above[1:, :] |= known[:-1, :] & (orders[1:, :] != orders[:-1, :])
    return left, above

"""What is drawn for each page frame, and where? Bytes in a grid, and smaller pictures of it to look at from afar.

A block of the top order is a rectangle in which each half of a block is a rectangle again: buddies lie side by side.
Those rectangles stand in rows like words on a page. All of it is made when the zone changes, so that moving over the
map only cuts out of pictures that are there.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.buddy.zone import ON_CPU, USED, BuddyZone

Bytes: TypeAlias = NDArray[np.uint8]
Numbers: TypeAlias = NDArray[np.int64]
Colors: TypeAlias = NDArray[np.uint32]
OUTSIDE, FIXED, MOVES = 0, 1, 2
"""No page of the zone; in use from the start and not movable; in use from the start and movable."""
FREE, WAITING, GIVEN = 32, 64, 96
"""Free, on a CPU's list, in use since a request; to each the order is added."""
_ORDER = 31
NO_ORDER = 255
_CHUNK, _UNKNOWN = 32, 255
_LANES, _HALVES = np.uint32(0x00FF00FF), np.uint32(0x00020002)


def codes_of(zone: BuddyZone, first: int = 0, end: int | None = None) -> Bytes:
    """A byte for each frame that the zone keeps from `first` to `end`, both at borders of blocks of the top order."""
    stop = zone.size if end is None else end
    codes = np.frombuffer(zone.movable[first:stop], np.uint8) + np.uint8(FIXED)
    state = np.frombuffer(zone.state[first:stop], np.uint8)
    found = np.flatnonzero(state)
    values = state[found]
    for value in np.flatnonzero(np.bincount(values, minlength=1)).tolist():
        drawn, order = _drawn(value)
        codes.reshape(-1, 1 << order)[found[values == value] >> order] = drawn
    codes[: max(zone.first - first, 0)] = OUTSIDE
    codes[max(zone.end - first, 0) :] = OUTSIDE
    return codes


def _drawn(value: int) -> tuple[int, int]:
    """What is drawn for a byte of the zone's state, and the block's order."""
    if value >= USED:
        return GIVEN + value - USED, value - USED
    if value >= ON_CPU:
        return WAITING + value - ON_CPU, value - ON_CPU
    order = (value >> 3) - 1
    return FREE + order, order


def orders_of(codes: Bytes) -> Bytes:
    """The order of the block that each byte is part of; NO_ORDER where it is none."""
    return np.where(codes >= FREE, codes & _ORDER, NO_ORDER).astype(np.uint8)


def block_shape(order: int) -> tuple[int, int]:
    """Width and height of a block in cells."""
    return 1 << (order + 1) // 2, 1 << order // 2


def _places(top: int) -> tuple[Numbers, Numbers]:
    """Where each frame of a top block stands in its rectangle: the bits of its number go to x and y in turn."""
    frames: Numbers = np.arange(1 << top, dtype=np.int64)
    x, y = np.zeros_like(frames), np.zeros_like(frames)
    for bit in range(top):
        part = (frames >> bit & 1) << bit // 2
        if bit % 2:
            y += part
        else:
            x += part
    return x, y


def _reading_order(top: int) -> Numbers:
    """The frames of a top block as they are read: line by line, from the left."""
    x, y = _places(top)
    return np.argsort(y * block_shape(top)[0] + x)


def _mean_of_four(lane: Colors) -> Colors:
    """The mean of each four values in a row, two colours to a number."""
    four = lane.reshape(len(lane), -1, 4)
    total = four[:, :, 0] + four[:, :, 1] + four[:, :, 2] + four[:, :, 3]
    mean: Colors = (total + _HALVES >> np.uint32(2)) & _LANES
    return mean


class FrameGrid:
    """The frames of one zone in a grid of `width` × `height` cells, with `levels` of halved pictures.

    Level 0 is `cells`, one byte a frame; level k ≥ 1 are colours (0xffRRGGBB), one for 2^k × 2^k frames.
    """

    def __init__(self, zone: BuddyZone, colors: Colors, aspect: float = 1.6, drawn: bool = True) -> None:
        """A grid for a zone of this size; `drawn` False: nothing is in it before the first update."""
        self.top = zone.top
        self.block_width, self.block_height = block_shape(zone.top)
        self.count = max(zone.size >> zone.top, 1)
        self._x, self._y = _places(zone.top)
        self._orders = [_reading_order(zone.top - 2 * level) for level in range(zone.top // 2 + 1)]
        self.columns = self._next = 0
        self.parts = -(-self.count // _CHUNK)
        self.set_colors(colors)
        self.set_aspect(aspect)
        if drawn:
            self.update(zone)

    def set_aspect(self, aspect: float) -> bool:
        """Lay the rectangles out anew so that the whole is about so much wider than high; whether that changed it."""
        wanted = (self.count * self.block_height * max(aspect, 0.1) / self.block_width) ** 0.5
        columns = min(max(round(wanted), 1), self.count)
        if self.columns == columns:
            return False
        self.columns, self.rows = columns, -(-self.count // columns)
        self.width, self.height = columns * self.block_width, self.rows * self.block_height
        self.cells = np.zeros((self.height, self.width), np.uint8)
        shapes = ((self.height >> level, self.width >> level) for level in range(1, self.top // 2 + 1))
        self.levels: list[Colors] = [np.full(shape, self._colors[OUTSIDE], np.uint32) for shape in shapes]
        self._forget()
        return True

    def set_colors(self, colors: Colors) -> None:
        """Other colours; the pictures are made again at the next update."""
        self._colors = colors
        self._lanes = colors & _LANES, colors >> np.uint32(8) & _LANES
        self._forget()
        if self.columns:
            for level in self.levels:
                level[:] = colors[OUTSIDE]

    def _forget(self) -> None:
        """What was drawn is not what should be seen: all of it is drawn again by the next updates."""
        self._codes: Bytes = np.full((self.count, 1 << self.top), _UNKNOWN, np.uint8)

    def update(self, zone: BuddyZone) -> None:
        """Take the zone as it is now; only top blocks that changed are drawn again."""
        for part in range(self.parts):
            self._update_part(zone, part)

    def update_some(self, zone: BuddyZone, seconds: float) -> int:
        """Do so for about so long, and go on the next time where it stopped; how many of the `parts` were done."""
        ends = time.perf_counter() + seconds
        for done in range(1, self.parts + 1):
            self._update_part(zone, self._next)
            self._next = (self._next + 1) % self.parts
            if time.perf_counter() >= ends:
                return done
        return self.parts

    def _update_part(self, zone: BuddyZone, part: int) -> None:
        start, stop = part * _CHUNK, min((part + 1) * _CHUNK, self.count)
        blocks = codes_of(zone, start << self.top, stop << self.top).reshape(stop - start, -1)
        known = self._codes[start:stop]
        changed = np.flatnonzero((blocks != known).any(axis=1))
        if len(changed):
            known[changed] = blocks[changed]
            self._draw(blocks[changed], changed + start)

    def _draw(self, part: Bytes, which: Numbers) -> None:
        """Four frames in a row are a square of 2 × 2 cells: their mean is the next level's, in the same order."""
        row, column = np.divmod(which, self.columns)
        high, wide = self.block_height, self.block_width
        self._shaped(self.cells, high, wide)[row, :, column, :] = part[:, self._orders[0]].reshape(-1, high, wide)
        lanes = [table[part] for table in self._lanes]
        for number, level in enumerate(self.levels, 1):
            lanes = [_mean_of_four(lane) for lane in lanes]
            picture = (lanes[0] | lanes[1] << np.uint32(8))[:, self._orders[number]]
            high, wide = high >> 1, wide >> 1
            self._shaped(level, high, wide)[row, :, column, :] = picture.reshape(-1, high, wide)

    def _shaped(self, picture: NDArray[Any], high: int, wide: int) -> NDArray[Any]:
        return picture.reshape(self.rows, high, self.columns, wide)

    # ---- from frames to cells and back

    def cell_of(self, frame: int) -> tuple[int, int]:
        """The cell (x, y) of a frame, counted from the zone's base."""
        row, column = divmod(frame >> self.top, self.columns)
        inside = frame & (1 << self.top) - 1
        return column * self.block_width + int(self._x[inside]), row * self.block_height + int(self._y[inside])

    def frame_at(self, x: int, y: int) -> int | None:
        """The frame of a cell, counted from the zone's base; None outside of the zone."""
        if not (0 <= x < self.width and 0 <= y < self.height) or self.cells[y, x] == OUTSIDE:
            return None
        block = y // self.block_height * self.columns + x // self.block_width
        inside = self._orders[0][y % self.block_height * self.block_width + x % self.block_width]
        return (block << self.top) + int(inside)


def colors_by_code(outside: int, fixed: int, moves: int, free: Sequence[int], on_cpu: int, given: int) -> Colors:
    """A table of colours (0xRRGGBB) by code: `free` by order."""
    table: Colors = np.full(256, outside, np.uint32)
    table[FIXED], table[MOVES] = fixed, moves
    table[FREE:WAITING] = free[-1]
    table[FREE : FREE + len(free)] = free
    table[WAITING:GIVEN] = on_cpu
    table[GIVEN : GIVEN + 32] = given
    return table | np.uint32(0xFF000000)

"""Where do the borders of pageblocks run on a map that is seen from afar?"""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QSize

from gui.allocator.frames import FrameGrid, block_shape

_LEAST = 10.0
"""Pixels that a pageblock has at least where its border is drawn."""


def borders(grid: FrameGrid, order: int, at: tuple[float, float], scale: float, room: QSize) -> list[QLineF]:
    """Lines between pageblocks of this order; `at` is the cell in the upper left corner, `scale` a cell's pixels."""
    wide, high = block_shape(order)
    if min(wide, high) * scale < _LEAST:
        return []
    x, y = at
    left, top = max(-x, 0.0) * scale, max(-y, 0.0) * scale
    right = min((grid.width - x) * scale, room.width())
    bottom = min((grid.height - y) * scale, room.height())
    columns = range(max(math.ceil(x / wide), 0), grid.width // wide + 1)
    rows = range(max(math.ceil(y / high), 0), grid.height // high + 1)
    across = (round((column * wide - x) * scale) for column in columns)
    down = (round((row * high - y) * scale) for row in rows)
    lines = [QLineF(place, top, place, bottom) for place in across if place < right]
    return lines + [QLineF(left, place, right, place) for place in down if place < bottom]

"""How is a part of a zone's map drawn: from afar, near by, and with frames around some of its blocks?"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen

from engine.buddy.zone import BuddyZone
from gui import theme
from gui.allocator.borders import borders
from gui.allocator.closeup import Inks, Paper, View, close_up
from gui.allocator.frames import FREE, WAITING, FrameGrid, Numbers, block_shape, orders_of
from gui.allocator.inks import free_color
from gui.allocator.pictures import image_of
from gui.chart.look import SMALL, Look

Block = tuple[int, int]
"""A block by its frame, counted from the zone's base, and its order."""

_RING = 14.0
_LABEL = 1.9
_MOST_LABELS = 400


def paint_far(painter: QPainter, grid: FrameGrid, view: View, inks: Inks, zone: BuddyZone) -> None:
    """Many page frames a pixel, or few pixels a frame; pageblocks have borders where there is room."""
    _paint_cells(painter, grid, view, inks)
    painter.setPen(QPen(theme.color("map.line"), 1.0))
    size = QSize(view.width, view.height)
    painter.drawLines(borders(grid, zone.block_order, (view.x, view.y), view.scale, size))


def _paint_cells(painter: QPainter, grid: FrameGrid, view: View, inks: Inks) -> None:
    level = min(max(math.ceil(-math.log2(view.scale)), 0), len(grid.levels))
    step = 1 << level
    picture = grid.levels[level - 1] if level else grid.cells
    high, wide = picture.shape
    left, top = max(int(view.x // step), 0), max(int(view.y // step), 0)
    right = min(math.ceil((view.x + view.width / view.scale) / step), wide)
    bottom = min(math.ceil((view.y + view.height / view.scale) / step), high)
    if right <= left or bottom <= top:
        return
    part = picture[top:bottom, left:right]
    pixels = inks.table[part] if not level else part.astype(np.uint32, copy=False)
    size = step * view.scale
    target = QRectF(
        (left * step - view.x) * view.scale,
        (top * step - view.y) * view.scale,
        (right - left) * size,
        (bottom - top) * size,
    )
    painter.drawImage(target, image_of(pixels))


def paint_near(
    painter: QPainter, grid: FrameGrid, view: View, inks: Inks, zone: BuddyZone, look: Look, paper: Paper
) -> None:
    """Each page frame a cell, and the order in each free block."""
    picture = close_up(grid.cells, view, inks, block_shape(zone.block_order), paper)
    painter.drawImage(QPointF(0, 0), image_of(picture))
    _paint_orders(painter, grid, view, zone, look)


def _paint_orders(painter: QPainter, grid: FrameGrid, view: View, zone: BuddyZone, look: Look) -> None:
    """The order in each free block that has room for it: colour is not the only sign."""
    left, top = max(int(view.x), 0), max(int(view.y), 0)
    right, bottom = int(view.x + view.width / view.scale) + 1, int(view.y + view.height / view.scale) + 1
    part = grid.cells[top:bottom, left:right]
    free = (part >= FREE) & (part < WAITING)
    orders = orders_of(part)
    left_over = _MOST_LABELS
    for order in range(zone.top, -1, -1):
        wide, high = block_shape(order)
        if min(wide, high) * view.scale < _LABEL * look.em or left_over <= 0:
            return
        middle = _starts_of(free & (orders == order), left, top, wide, high)
        ink = "chart.background" if _is_far(free_color(order, zone.top).lightness()) else "chart.text"
        for y, x in middle[:left_over].tolist():
            at_x = (left + x + wide / 2 - view.x) * view.scale
            at_y = (top + y + high / 2 - view.y) * view.scale + look.ascent(SMALL) / 2
            look.draw_centered(painter, at_x, at_y, str(order), ink, SMALL)
        left_over -= len(middle)


def paint_frame(painter: QPainter, grid: FrameGrid, view: View, block: Block, ink: str) -> None:
    """A frame around a block; from afar a ring, so that it can be found."""
    x, y = grid.cell_of(block[0])
    wide, high = block_shape(block[1])
    scale = view.scale
    place = QRectF((x - view.x) * scale, (y - view.y) * scale, wide * scale, high * scale)
    small = max(place.width(), place.height()) < _RING
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, small)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if small:
        middle = place.center()
        place = QRectF(middle.x() - _RING / 2, middle.y() - _RING / 2, _RING, _RING)
    else:
        place.adjust(-1, -1, 1, 1)
    for name, width in (("map.lit.edge", 5.0), (ink, 2.5)):
        painter.setPen(QPen(theme.color(name), width))
        painter.drawEllipse(place) if small else painter.drawRect(place)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _is_far(lightness: int) -> bool:
    """Whether the colour is nearer to the scheme's text than to its ground."""
    return lightness < 128 if not theme.is_dark() else lightness > 128


def _starts_of(mask: NDArray[np.bool_], left: int, top: int, wide: int, high: int) -> Numbers:
    """The cells (y, x) of the mask at which a block of this shape begins."""
    rows, columns = mask.shape
    first_row, first_column = -top % high, -left % wide
    found = np.argwhere(mask[first_row:rows:high, first_column:columns:wide])
    starts: Numbers = found * (high, wide) + (first_row, first_column)
    return starts

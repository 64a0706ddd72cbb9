"""How is the other side of a comparison drawn? An outline around its pages, a dashed line at its minimum."""

from __future__ import annotations

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.report.chart_model import ChartBar, ComparedBar
from gui.chart import marks
from gui.chart.layout import Layout
from gui.chart.look import Look
from gui.chart.marks import Style

_COLOR = "chart.ghost"
_MARK = Style(_COLOR, 0.0)
_AROUND = 0.035
"""How far the outline stands off the bar, in columns."""


def draw_ghost(painter: QPainter, bar: ChartBar, ghost: ComparedBar, place: int, layout: Layout, look: Look) -> None:
    """A column of the other side, where it differs from the bar that stands there."""
    slot = layout.slots[place]
    pair = bar.minimum is not None
    wide = slot.width() * ((0.4 if pair else 0.62) + 2 * _AROUND)
    left = slot.left() + slot.width() * ((0.1 if pair else 0.19) - _AROUND)
    if ghost.pages is not None and ghost.pages != bar.pages:
        if ghost.pages > 0:
            top = layout.y_of(ghost.pages)
            draw_outline(painter, QRectF(left, top, wide, layout.zero - top), look)
        else:
            mark = marks.draw_nothing if ghost.pages == 0 else marks.draw_below
            mark(painter, left, wide, layout.zero, _MARK, look)
    if ghost.minimum is not None and ghost.minimum != bar.minimum:
        end = slot.left() + slot.width() * 0.96
        draw_dashes(painter, left + wide, end, layout.y_of(ghost.minimum), look)


def ghost_tops(ghost: ComparedBar | None, bar: ChartBar, layout: Layout) -> list[float]:
    """Where a ghost's lines run, which no number should be crossed by."""
    if ghost is None:
        return []
    figures = ((ghost.pages, bar.pages), (ghost.minimum, bar.minimum))
    return [layout.y_of(its) for its, ours in figures if its is not None and its != ours and its > 0]


def draw_outline(painter: QPainter, rect: QRectF, look: Look) -> None:
    """The outline of a bar."""
    painter.setPen(look.pen(_COLOR, 1 / 10))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)


def draw_dashes(painter: QPainter, left: float, right: float, y: float, look: Look) -> None:
    """The line of a minimum."""
    painter.setPen(look.pen(_COLOR, 1 / 7, style=Qt.PenStyle.DashLine))
    painter.drawLine(QLineF(left, y, right, y))

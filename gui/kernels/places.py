"""Where does each part of the matrix lie?"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from gui.chart.look import SMALL, STRONG, Look

_GAP = 0.6
_NUMBER = 2.6
_ROW_MOST = 2.1
_ROW_LEAST = 1.0
_TICK = 0.45
_EDGE = 0.5


@dataclass(frozen=True, slots=True)
class Places:
    """A column a step from `left` on, an order a row from `top` on, all in the units of the painter."""

    left: float
    top: float
    wide: float
    high: float
    columns: int
    rows: int
    axis: float
    """The line under the slider, from which the ticks go down."""

    def x(self, column: float) -> float:
        """The left edge of a column, at a whole pixel."""
        return float(round(self.left + column * self.wide))

    def y(self, row: float) -> float:
        """The upper edge of a row, at a whole pixel."""
        return float(round(self.top + row * self.high))

    def middle(self, column: int) -> float:
        """The middle of a column."""
        return (self.x(column) + self.x(column + 1)) / 2

    def cell(self, row: int, first: int, last: int) -> QRectF:
        """The cells of a row from one column to another."""
        return QRectF(QPointF(self.x(first), self.y(row)), QPointF(self.x(last + 1), self.y(row + 1)))

    def column(self, column: int) -> QRectF:
        """All cells of a column."""
        return QRectF(QPointF(self.x(column), self.y(0)), QPointF(self.x(column + 1), self.y(self.rows)))

    def row(self, row: int) -> QRectF:
        """All cells of a row."""
        return self.cell(row, 0, self.columns - 1)

    def at(self, point: QPointF) -> tuple[int, int] | None:
        """The order and the step of the cell at a point."""
        column = int((point.x() - self.left) // self.wide)
        row = int((point.y() - self.top) // self.high)
        return (row, column) if 0 <= column < self.columns and 0 <= row < self.rows else None


def margin(look: Look, texts: Iterable[str]) -> float:
    """The room to the left for the numbers of the orders and these sizes."""
    return max((look.width(text, STRONG) for text in texts), default=4 * look.em) + (_NUMBER + _GAP) * look.em


def head_height(look: Look, slider: int) -> float:
    """What slider, ticks and labels take above the cells."""
    return slider + _TICK * look.em + look.line(SMALL) + 0.3 * look.em


def least_height(look: Look, slider: int, rows: int) -> int:
    """The height below which rows could not be told apart."""
    return round(head_height(look, slider) + rows * _ROW_LEAST * look.em + _EDGE * look.em)


def most_height(look: Look, slider: int, rows: int) -> int:
    """The height above which rows do not grow."""
    return round(head_height(look, slider) + rows * _ROW_MOST * look.em + _EDGE * look.em)


def places(look: Look, area: QRectF, slider: int, columns: int, rows: int, left: float) -> Places:
    """As wide as there is room, rows no higher than is good to read."""
    top = head_height(look, slider)
    wide = max((area.width() - left - _EDGE * look.em) / columns, 1.0)
    high = max(min((area.height() - top - _EDGE * look.em) / max(rows, 1), _ROW_MOST * look.em), 1.0)
    return Places(left, top, wide, high, columns, rows, float(slider))


def labels(look: Look, where: Places, wanted: Iterable[tuple[int, str]]) -> Iterator[tuple[float, int, str]]:
    """Of labels, the most wanted first, those that don't lie on one another: the left end, the column, the text."""
    taken: list[tuple[float, float]] = []
    right = where.x(where.columns)
    for column, text in wanted:
        width = look.width(text, SMALL)
        x = min(max(where.middle(column) - width / 2, 0.0), right - width)
        if all(x > end or x + width < start for start, end in taken):
            taken.append((x - 0.5 * look.em, x + width + 0.5 * look.em))
            yield x, column, text

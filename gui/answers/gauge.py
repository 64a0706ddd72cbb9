"""How is the gauge of the sixth answer drawn? A row an order on one scale, two marks of different shapes in each.

The marks are told by shape first, their numbers stand beside them; the order that was asked for is bold.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QGuiApplication, QImage, QPainter, QPen, QPolygonF

from engine.report.gauge import INDEX, UNUSABLE, Gauge, GaugeRow, index_words, unusable_words
from engine.report.safe import printable
from gui import theme

_MOST_WIDE = 720
_LEAST_TRACK = 110.0
_GAP = 12.0
_MARK = 3.0
_INDEX_COLOR, _UNUSABLE_COLOR = "chart.minimum", "chart.left"
_LEFT = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
_RIGHT = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_MIDDLE = int(Qt.AlignmentFlag.AlignCenter)
_WRAPPED = int(Qt.AlignmentFlag.AlignLeft) | int(Qt.TextFlag.TextWordWrap)


def gauge_image(gauge: Gauge, width: int, ratio: float) -> QImage:
    """The gauge in the colours that are shown now; `width` in units of the window, `ratio` dots in each of them."""
    drawing = _Drawing(gauge, min(width, _MOST_WIDE))
    image = QImage(drawing.size * ratio, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    drawing.draw(painter)
    painter.end()
    return image


class _Drawing:
    """One gauge. Columns: order and size, the track with the marks, both indices as numbers."""

    def __init__(self, gauge: Gauge, width: int) -> None:
        self._gauge = gauge
        self._font = QFont(QGuiApplication.font())
        self._font.setPointSizeF(max(self._font.pointSizeF() - 1.5, 6.0))
        self._bold = QFont(self._font)
        self._bold.setBold(True)
        metrics = QFontMetricsF(self._bold)
        wide = metrics.horizontalAdvance
        self._row = metrics.height()
        index = max(wide(INDEX) + _GAP, *[wide(index_words(row)) for row in gauge.rows]) + _GAP
        unusable = max(wide(UNUSABLE) + _GAP, *[wide(unusable_words(row)) for row in gauge.rows]) + _GAP
        self._left = max(wide(_name(row)) for row in gauge.rows) + _GAP
        self._right = max(width - index - unusable, self._left + _LEAST_TRACK)
        self._index = self._right + index
        self._wide = self._index + unusable
        self._top = 2 * self._row + 4
        self._bottom = self._top + len(gauge.rows) * self._row
        self._under = self._bottom + self._row + 2
        words = metrics.boundingRect(QRectF(0, 0, self._wide, 1000), _WRAPPED, gauge.threshold_words)
        self.size = QSize(round(self._wide), round(self._under + words.height() + 4))

    def draw(self, painter: QPainter) -> None:
        """All of it."""
        self._heads(painter)
        self._scale(painter)
        for number, row in enumerate(self._gauge.rows):
            self._order(painter, row, self._top + number * self._row)
        under = QRectF(0, self._under, self._wide, self.size.height() - self._under)
        self._text(painter, under, _WRAPPED, self._gauge.threshold_words)

    def _heads(self, painter: QPainter) -> None:
        """The zone, the two marks with what they mean, and what the ends of the scale mean."""
        title = QRectF(0, 0, self._right, self._row)
        self._text(painter, title, _LEFT, printable(self._gauge.title), bold=True)
        metrics = QFontMetricsF(self._font)
        for words, right, draw in ((INDEX, self._index, _dot), (UNUSABLE, self._wide, _diamond)):
            self._text(painter, QRectF(0, 0, right, self._row), _RIGHT, words)
            draw(painter, right - metrics.horizontalAdvance(words) - 3 * _MARK, self._row / 2)
        for words, x in zip(self._gauge.ends, (self._left, self._right), strict=True):
            self._text(painter, QRectF(x - 200, self._row, 400, self._row), _MIDDLE, words, "text.dim")

    def _scale(self, painter: QPainter) -> None:
        """The lines of both ends, that of the threshold, and their numbers."""
        gauge = self._gauge
        for value in gauge.scale:
            painter.setPen(QPen(theme.color("border"), 1))
            painter.drawLine(QPointF(self._x(value), self._top), QPointF(self._x(value), self._bottom))
        threshold = self._x(gauge.threshold)
        painter.setPen(QPen(theme.color("text"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(threshold, self._top - 3), QPointF(threshold, self._bottom + 2))
        for value in (*gauge.scale, gauge.threshold):
            box = QRectF(self._x(value) - 50, self._bottom + 1, 100, self._row)
            self._text(painter, box, _MIDDLE, f"{value}", bold=value == gauge.threshold)

    def _order(self, painter: QPainter, row: GaugeRow, top: float) -> None:
        asked = row.order == self._gauge.asked
        if asked:
            painter.fillRect(QRectF(0, top, self._wide, self._row), theme.color("cell.lit"))
        middle = top + self._row / 2
        painter.setPen(QPen(theme.color("border"), 1))
        painter.drawLine(QPointF(self._left, middle), QPointF(self._right, middle))
        threshold = self._x(self._gauge.threshold)
        painter.setPen(QPen(theme.color("text"), 1.5, Qt.PenStyle.DashLine))
        painter.drawLine(QPointF(threshold, top), QPointF(threshold, top + self._row))
        self._text(painter, QRectF(0, top, self._left, self._row), _LEFT, _name(row), bold=asked)
        self._text(painter, QRectF(0, top, self._index, self._row), _RIGHT, index_words(row), bold=asked)
        self._text(painter, QRectF(0, top, self._wide, self._row), _RIGHT, unusable_words(row), bold=asked)
        if row.unusable is not None:
            _diamond(painter, self._x(row.unusable), middle)
        if row.index is not None and not row.suitable:
            _dot(painter, self._x(row.index), middle)

    def _x(self, value: int) -> float:
        return self._left + self._gauge.place(value) * (self._right - self._left)

    def _text(
        self, painter: QPainter, box: QRectF, flags: int, text: str, color: str = "text", *, bold: bool = False
    ) -> None:
        painter.setFont(self._bold if bold else self._font)
        painter.setPen(theme.color(color))
        painter.drawText(box, flags, text)


def _name(row: GaugeRow) -> str:
    return f"order {row.order}, {row.size}"


def _dot(painter: QPainter, x: float, y: float) -> None:
    _ink(painter, _INDEX_COLOR)
    painter.drawEllipse(QPointF(x, y), _MARK, _MARK)


def _diamond(painter: QPainter, x: float, y: float) -> None:
    _ink(painter, _UNUSABLE_COLOR)
    far = _MARK * 1.9
    painter.drawPolygon(QPolygonF([QPointF(x - far, y), QPointF(x, y - far), QPointF(x + far, y), QPointF(x, y + far)]))


def _ink(painter: QPainter, color: str) -> None:
    painter.setBrush(theme.color(color))
    painter.setPen(QPen(theme.color("base"), 0.8))

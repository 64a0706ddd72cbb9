"""How did free pages, the largest block, fragmentation and refusals go over time? Four small graphs in a column."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontInfo, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.allocator.history import History, Sample
from gui.chart.look import SMALL, Look


class Graphs(QWidget):
    """Draws the samples of one zone; the last value of each stands beside it."""

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._zone = self._order = 0
        self._look: Look | None = None
        self.setMinimumHeight(88)
        self.setAccessibleName("Free pages, largest free block, fragmentation and refusals over time")

    def sizeHint(self) -> QSize:
        """Four lines with a graph each."""
        return QSize(280, 150)

    def show_zone(self, zone: int, order: int) -> None:
        """Another zone; fragmentation is told for an order."""
        self._zone, self._order = zone, order
        self.update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        self.update()

    def _rows(self, samples: Sequence[Sample]) -> tuple[tuple[str, str, list[float]], ...]:
        zone, order = self._zone, self._order
        index = [float(max(each.fragmentation(zone, order), 0)) for each in samples]
        return (
            ("free pages", "chart.left", [float(each.free[zone]) for each in samples]),
            ("largest free order", "chart.serves", [float(each.largest[zone]) for each in samples]),
            (f"fragmentation, order {order}", "chart.direct", index),
            ("refusals, all zones", "chart.fail", [float(each.refused) for each in samples]),
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        look, painter = self._look, QPainter(self)
        painter.fillRect(self.rect(), theme.color("chart.background"))
        samples = [each for each in self._history.samples if self._zone < len(each.free)]
        if not samples:
            return
        rows = self._rows(samples)
        times = [float(each.steps) for each in samples]
        high = self.height() / len(rows)
        words = max(look.width(name, SMALL) for name, _, _ in rows) + 6.2 * look.em
        for number, (name, ink, values) in enumerate(rows):
            area = QRectF(words, number * high + 3, max(self.width() - words - 8, 10), high - 6)
            self._draw(painter, look, area, name, ink, times, values)

    def _draw(
        self,
        painter: QPainter,
        look: Look,
        area: QRectF,
        name: str,
        ink: str,
        times: Sequence[float],
        values: Sequence[float],
    ) -> None:
        base = area.center().y() + look.ascent(SMALL) / 2
        look.draw_text(painter, 0.5 * look.em, base, name, "chart.axis", SMALL)
        last = f"{values[-1]:,.0f}" if values[-1] >= 0 else "none"
        look.draw_text(painter, area.left() - look.width(last) - 0.6 * look.em, base, last, "chart.text")
        painter.setPen(look.pen("chart.grid", 1 / 14))
        painter.drawLine(QLineF(area.left(), area.bottom(), area.right(), area.bottom()))
        top = max(*values, 1.0)
        span = (times[-1] - times[0]) or 1.0
        points = [
            QPointF(
                area.left() + (time - times[0]) / span * area.width(),
                area.bottom() - max(value, 0.0) / top * area.height(),
            )
            for time, value in zip(times, values, strict=True)
        ]
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(look.pen(ink, 0.13))
        if len(points) == 1:
            painter.setBrush(look.color(ink))
            painter.drawEllipse(points[0], 2, 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.drawPolyline(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

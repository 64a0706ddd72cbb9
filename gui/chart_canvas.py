"""Which pieces of the chart have to be drawn again? A picture of the sheet that is kept, and mended piece by piece."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QPainter, QPixmap

from gui.chart_painter import Part, Sheet, Spot


class Canvas:
    """The sheet as it was drawn last."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._drawn: dict[tuple[int, int, int, int], object] = {}

    def clear(self) -> None:
        """Forget everything: another size, other colours, another font."""
        self._picture = QPixmap()
        self._drawn = {}

    def paint(self, painter: QPainter, sheet: Sheet, rect: QRect, lit: Spot | None) -> None:
        """Bring the picture up to date and show it."""
        ratio = painter.device().devicePixelRatio()
        if self._picture.size() != rect.size() * ratio or self._picture.devicePixelRatio() != ratio:
            self._drawn = {}
            self._picture = QPixmap(rect.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(sheet.look.color("chart.background"))
        self._mend(sheet, lit)
        painter.drawPixmap(QPointF(rect.topLeft()), self._picture)

    def _mend(self, sheet: Sheet, lit: Spot | None) -> None:
        parts = {_place(part.rect): part for part in sheet.parts(lit)}
        gone = self._drawn.keys() - parts.keys()
        if gone:  # laid out anew: what stood elsewhere has to go
            self._drawn = {}
        stale = [(place, part) for place, part in parts.items() if self._drawn.get(place) != part.depends]
        if not stale and not gone:
            return
        painter = QPainter(self._picture)
        if gone:
            whole = QRectF(self._picture.rect())
            painter.fillRect(whole, sheet.look.color("chart.background"))
        for place, part in stale:
            self._draw(painter, place, part, sheet)
        painter.end()
        self._drawn = {place: part.depends for place, part in parts.items()}

    def _draw(self, painter: QPainter, place: tuple[int, int, int, int], part: Part, sheet: Sheet) -> None:
        area = QRect(*place)
        painter.setClipRect(area)
        painter.fillRect(area, sheet.look.color("chart.background"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # crisp and quick; slanted lines ask for it
        part.draw(painter)


def _place(rect: QRectF) -> tuple[int, int, int, int]:
    left, top = round(rect.left()), round(rect.top())
    return left, top, round(rect.right()) - left, round(rect.bottom()) - top

"""Which pieces of the chart have to be drawn again? A picture of the sheet that is kept, and mended piece by piece."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, QSize
from PySide6.QtGui import QPainter, QPixmap

from gui.chart.painter import Part, Sheet, Spot


class Canvas:
    """The sheet as it was drawn last."""

    def __init__(self) -> None:
        self._picture = QPixmap()
        self._drawn: dict[tuple[int, int, int, int], object] = {}
        self._shown: tuple[Sheet | None, Spot | None] = None, None

    def clear(self) -> None:
        """Forget everything: another size, other colours, another font."""
        self._picture = QPixmap()
        self._drawn = {}
        self._shown = None, None

    def mend(self, sheet: Sheet, size: QSize, ratio: float, lit: Spot | None) -> list[QRect]:
        """Bring the picture up to date, and tell where it changed."""
        if self._picture.size() != size * ratio or self._picture.devicePixelRatio() != ratio:
            self.clear()
            self._picture = QPixmap(size * ratio)
            self._picture.setDevicePixelRatio(ratio)
        if self._shown[0] is sheet and self._shown[1] == lit:
            return []
        self._shown = sheet, lit
        parts = {_place(part.rect): part for part in sheet.parts(lit)}
        anew = not self._drawn or bool(self._drawn.keys() - parts.keys())  # what stood elsewhere has to go
        if anew:
            self._drawn = {}
            self._picture.fill(sheet.look.color("chart.background"))
        stale = [(place, part) for place, part in parts.items() if self._drawn.get(place) != part.depends]
        if stale:
            painter = QPainter(self._picture)
            for place, part in stale:
                self._draw(painter, QRect(*place), part, sheet)
            painter.end()
        self._drawn = {place: part.depends for place, part in parts.items()}
        return [QRect(0, 0, size.width(), size.height())] if anew else [QRect(*place) for place, _ in stale]

    def show(self, painter: QPainter) -> None:
        """Show the picture as it is."""
        painter.drawPixmap(QPointF(0, 0), self._picture)

    def _draw(self, painter: QPainter, area: QRect, part: Part, sheet: Sheet) -> None:
        painter.setClipRect(area)
        painter.fillRect(area, sheet.look.color("chart.background"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # crisp and quick; slanted lines ask for it
        part.draw(painter)


def _place(rect: QRectF) -> tuple[int, int, int, int]:
    left, top = round(rect.left()), round(rect.top())
    return left, top, round(rect.right()) - left, round(rect.bottom()) - top

"""What do the colours of the map mean? A line below it, with the patterns that stand for the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontInfo, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from gui import theme
from gui.allocator.closeup import Inks, Paper, View, close_up
from gui.allocator.frames import FIXED, FREE, GIVEN, MOVES
from gui.allocator.inks import map_colors
from gui.allocator.pictures import image_of
from gui.chart.look import SMALL, Look


class Legend(QWidget):
    """Samples with their names, in as many lines as they need."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = 10
        self._look: Look | None = None
        self.setAccessibleName("What the colours of the map mean")
        self.setMinimumHeight(44)

    def sizeHint(self) -> QSize:
        """Two lines."""
        return QSize(300, 44)

    def show_top(self, top: int) -> None:
        """The greatest order that there is."""
        self._top = top
        self.update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        look, painter = self._look, QPainter(self)
        painter.fillRect(self.rect(), theme.color("chart.background"))
        em = look.em
        line = 1.55 * em
        x, y = 0.6 * em, 0.4 * em
        for words, codes in (
            (f"free: order 0 … {self._top}", [FREE + order for order in range(self._top + 1)]),
            ("in use, movable", [MOVES, MOVES]),
            ("in use, can't move", [FIXED, FIXED]),
            ("given since", [GIVEN + 20, GIVEN + 20]),
        ):
            wide = max(len(codes) * 0.7 * em, 2 * em)
            needed = wide + look.width(words, SMALL) + 0.5 * em
            if x + needed > self.width() and x > em:
                x, y = 0.6 * em, y + line
            self._sample(painter, x, y, codes, round(wide), round(1.1 * em))
            look.draw_text(painter, x + wide + 0.4 * em, y + 0.95 * em, words, "chart.text", SMALL)
            x += needed + 1.2 * em

    def _sample(self, painter: QPainter, x: float, y: float, codes: list[int], wide: int, high: int) -> None:
        inks = Inks(map_colors(self._top), *(theme.color(f"map.{name}").rgb() for name in ("line", "pageblock")))
        scale = wide / len(codes)
        cells = np.repeat(np.array([codes], np.uint8), int(high / scale) + 1, axis=0)
        view = View(0, 0, scale, wide, high)
        painter.drawImage(
            QPointF(round(x), round(y)), image_of(close_up(cells, view, inks, (1 << 30, 1 << 30), Paper()))
        )

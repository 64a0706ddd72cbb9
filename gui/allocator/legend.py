"""What do the colours of the map mean? A line below it, with the patterns that stand for the same."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QSize
from PySide6.QtGui import QFontInfo, QPainter, QPaintEvent, QResizeEvent
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

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt: as high as its lines take."""
        super().resizeEvent(event)
        look = self._look_now()
        last = max((y for _, y, _, _, _ in self._places(look)), default=0.0)
        self.setMinimumHeight(round(last + 1.6 * look.em))

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        look, painter = self._look_now(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("chart.background"))
        for x, y, wide, words, codes in self._places(look):
            self._sample(painter, x, y, codes, round(wide), round(1.1 * look.em))
            look.draw_text(painter, x + wide + 0.4 * look.em, y + 0.95 * look.em, words, "chart.text", SMALL)

    def _look_now(self) -> Look:
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        return self._look

    def _places(self, look: Look) -> list[tuple[float, float, float, str, list[int]]]:
        """Each sample's place and width, its words and its codes."""
        em = look.em
        x, y = 0.6 * em, 0.4 * em
        found = []
        for words, codes in (
            (f"free: order 0 … {self._top}", [FREE + order for order in range(self._top + 1)]),
            ("in use, movable", [MOVES, MOVES]),
            ("in use, can't move", [FIXED, FIXED]),
            ("given since", [GIVEN + 20, GIVEN + 20]),
        ):
            wide = max(len(codes) * 0.7 * em, 2 * em)
            needed = wide + look.width(words, SMALL) + 0.5 * em
            if x + needed > self.width() and x > em:
                x, y = 0.6 * em, y + 1.55 * em
            found.append((x, y, wide, words, codes))
            x += needed + 1.2 * em
        return found

    def _sample(self, painter: QPainter, x: float, y: float, codes: list[int], wide: int, high: int) -> None:
        inks = Inks(map_colors(self._top), *(theme.color(f"map.{name}").rgb() for name in ("line", "pageblock")))
        scale = wide / len(codes)
        cells = np.repeat(np.array([codes], np.uint8), int(high / scale) + 1, axis=0)
        view = View(0, 0, scale, wide, high)
        painter.drawImage(
            QPointF(round(x), round(y)), image_of(close_up(cells, view, inks, (1 << 30, 1 << 30), Paper()))
        )

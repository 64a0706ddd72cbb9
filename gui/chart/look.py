"""In which fonts and colours is a chart drawn?

Sizes are in the units of the painter, so a scaled painter scales all of it.
"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QFontMetricsF, QPainter, QPen, QPixmap, QStaticText

from gui.theme import Scheme, color

NORMAL, SMALL, STRONG, TITLE, CALL = "normal", "small", "strong", "title", "call"

_FONTS = {
    # name: size in ems, bold
    NORMAL: (1.0, False),
    SMALL: (0.88, False),
    STRONG: (1.0, True),
    TITLE: (1.25, True),
    CALL: (1.3, True),
}


class Look:
    """Fonts and colours for one size and one scheme; `em` is the height of the normal font.

    `quick` keeps what was drawn for the next time, which is for the screen: a file should hold real texts.
    """

    def __init__(self, scheme: Scheme | None, em: float, family: str = "", quick: bool = False) -> None:
        self.scheme = scheme
        self.em = em
        self._fonts = {name: _font(family, em * size, bold) for name, (size, bold) in _FONTS.items()}
        self._metrics = {name: QFontMetricsF(font) for name, font in self._fonts.items()}
        self._colors: dict[tuple[str, float], QColor] = {}
        self._pens: dict[tuple[str, float, float, Qt.PenStyle], QPen] = {}
        self.quick = quick
        self.pictures: dict[tuple[str, float, float], QPixmap] = {}
        self.hatches: dict[tuple[object, ...], QPixmap] = {}
        self._static = lru_cache(maxsize=2048)(_static_text)
        self.width = lru_cache(maxsize=4096)(self._width)

    def font(self, name: str) -> QFont:
        """A font by its use."""
        return self._fonts[name]

    def color(self, name: str, amount: float = 1.0) -> QColor:
        """A colour by name, or a tint of it: mixed with the ground, as see-through colours are slow and print badly."""
        found = self._colors.get((name, amount))
        if found is None:
            found = _mixed(color(name, self.scheme), color("chart.background", self.scheme), amount)
            self._colors[name, amount] = found
        return found

    def pen(self, name: str, ems: float, amount: float = 1.0, style: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """A pen by colour and width, with square ends, so that lines end where they should."""
        found = self._pens.get((name, ems, amount, style))
        if found is None:
            brush = QBrush(self.color(name, amount))
            found = QPen(brush, ems * self.em, style, Qt.PenCapStyle.FlatCap, Qt.PenJoinStyle.MiterJoin)
            self._pens[name, ems, amount, style] = found
        return found

    def draw_text(self, painter: QPainter, x: float, y: float, text: str, name: str, font: str = NORMAL) -> None:
        """Text from a point on its base line."""
        if not text:
            return
        painter.setFont(self._fonts[font])
        painter.setPen(self.color(name))
        if self.quick:
            painter.drawStaticText(
                QPointF(x, y - self._metrics[font].ascent()), self._static(text, font, self._fonts[font])
            )
        else:
            painter.drawText(QPointF(x, y), text)

    def draw_centered(self, painter: QPainter, x: float, y: float, text: str, name: str, font: str = SMALL) -> None:
        """Text with its middle at x."""
        self.draw_text(painter, x - self.width(text, font) / 2, y, text, name, font)

    def _width(self, text: str, font: str = NORMAL) -> float:
        return self._metrics[font].horizontalAdvance(text)

    def ascent(self, font: str = NORMAL) -> float:
        """How far capital letters rise above the base line."""
        return self._metrics[font].capHeight()

    def line(self, font: str = NORMAL) -> float:
        """The distance of one line from the next."""
        return self._metrics[font].height()

    def elided(self, text: str, width: float, font: str = NORMAL) -> str:
        """The text, cut to a width."""
        if self.width(text, font) <= width:
            return text
        return self._metrics[font].elidedText(text, Qt.TextElideMode.ElideRight, width)

    def wrapped(self, text: str, width: float, font: str = NORMAL, at_most: int = 99) -> list[str]:
        """The text in lines of a width; a word longer than a line is broken, what is beyond the last line is cut."""
        lines: list[str] = []
        line = ""
        for word in text.split():
            longer = f"{line} {word}" if line else word
            if self.width(longer, font) <= width:
                line = longer
                continue
            if line:
                lines.append(line)
            *whole, line = self._broken(word, width, font)
            lines.extend(whole)
        lines.append(line)
        if len(lines) <= at_most:
            return lines
        rest = " ".join(lines[at_most - 1 :])
        return [*lines[: at_most - 1], self.elided(rest, width, font)]

    def _broken(self, word: str, width: float, font: str) -> list[str]:
        parts = []
        while len(word) > 1 and self.width(word, font) > width:
            fits = max(1, int(len(word) * width / self.width(word, font)) - 1)
            parts.append(word[:fits])
            word = word[fits:]
        return [*parts, word]


def _mixed(ink: QColor, ground: QColor, amount: float) -> QColor:
    if amount >= 1:
        return ink
    parts = zip((ink.red(), ink.green(), ink.blue()), (ground.red(), ground.green(), ground.blue()), strict=True)
    red, green, blue = (round(above * amount + below * (1 - amount)) for above, below in parts)
    return QColor(red, green, blue)


def _static_text(text: str, _name: str, font: QFont) -> QStaticText:
    static = QStaticText(text)
    static.setTextFormat(Qt.TextFormat.PlainText)
    static.setPerformanceHint(QStaticText.PerformanceHint.AggressiveCaching)
    static.prepare(font=font)
    return static


def _font(family: str, pixels: float, bold: bool) -> QFont:
    font = QFont(family) if family else QFont()
    font.setPixelSize(max(1, round(pixels)))
    font.setBold(bold)
    font.setHintingPreference(QFont.HintingPreference.PreferNoHinting)
    return font

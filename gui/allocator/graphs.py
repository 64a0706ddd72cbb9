"""How did free pages, the largest block, fragmentation and refusals go over time? Four graphs in a column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple, cast

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontInfo, QHelpEvent, QPainter, QPaintEvent, QPolygonF
from PySide6.QtWidgets import QToolTip, QWidget

from gui import theme
from gui.allocator.history import History, Sample
from gui.allocator.pictures import image_of
from gui.chart.look import SMALL, Look

_WORDS, _ENDS = 11.5, 4.6
"""Width of the names to the left and of the scales to the right, in heights of the font."""
_STRIPS = 2.3
"""So many times as high as a line's graph is the one that has a strip for each order."""
_LEAST, _SHADES = 0.14, 64


class Graph(NamedTuple):
    """One line over time: its name, its colour, its values, and whether they jump from one to the next."""

    name: str
    ink: str
    values: Sequence[float]
    jumps: bool = False


class Graphs(QWidget):
    """Draws the samples of one zone; what each is now stands beside it, and the pointer is told what it was."""

    def __init__(self, history: History, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._zone = self._order = 0
        self._look: Look | None = None
        self.setMinimumHeight(96)
        self.setAccessibleName("Free pages, largest free order, fragmentation index by order, and refusals over time")

    def sizeHint(self) -> QSize:
        """Four graphs with two lines of words beside each."""
        return QSize(280, 230)

    def show_zone(self, zone: int, order: int) -> None:
        """Another zone, or what became of it; the fragmentation of this order is told in figures."""
        self._zone, self._order = zone, order
        samples = self._samples()
        self.setAccessibleDescription(self._told(samples[-1]) if samples else "")
        self.update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        self.update()

    def _samples(self) -> list[Sample]:
        return [each for each in self._history.samples if self._zone < len(each.free)]

    def _told(self, sample: Sample) -> str:
        """What one moment was like."""
        largest = sample.largest[self._zone]
        parts = (
            f"After {sample.steps:,} steps: {sample.free[self._zone]:,} pages free",
            f"largest free order {largest}" if largest >= 0 else "nothing free",
            f"fragmentation index for order {self._order}: {self._index_words(sample)}",
            f"{sample.refused:,} refused",
        )
        return ", ".join(parts)

    def _index_words(self, sample: Sample) -> str:
        """ "0.536"; a word where a block is free."""
        index = sample.fragmentation(self._zone, self._order)
        return "a block is free" if index < 0 else f"{index / 1000:.3f}"

    # ---- where things stand

    def _area(self, em: float) -> QRectF:
        left, right = _WORDS * em, _ENDS * em
        return QRectF(left, 3, max(self.width() - left - right, 10), max(self.height() - 3 - 1.4 * em, 10))

    def _parts(self, area: QRectF) -> list[QRectF]:
        """A place for each graph, from the top."""
        shares = (1.0, 1.0, _STRIPS, 1.0)
        unit = area.height() / sum(shares)
        places, top = [], area.top()
        for share in shares:
            places.append(QRectF(area.left(), top + 2, area.width(), max(share * unit - 5, 4)))
            top += share * unit
        return places

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        look, painter = self._look_now(), QPainter(self)
        painter.fillRect(self.rect(), theme.color("chart.background"))
        samples = self._samples()
        if not samples:
            return
        zone, last = self._zone, samples[-1]
        area = self._area(look.em)
        places = self._parts(area)
        largest = [float(each.largest[zone]) for each in samples]
        lines = {
            0: Graph("free pages", "chart.left", [float(each.free[zone]) for each in samples]),
            1: Graph("largest free order", "chart.serves", largest, jumps=True),
            3: Graph("refused, all zones", "chart.fail", [float(each.refused) for each in samples]),
        }
        times = [float(each.steps) for each in samples]
        for number, graph in lines.items():
            value = graph.values[-1]
            self._draw_words(painter, look, places[number], graph.name, f"{value:,.0f}" if value >= 0 else "none")
            self._draw_line(painter, look, places[number], graph, times)
        self._draw_words(painter, look, places[2], "fragmentation index", f"order {self._order}: {self._short(last)}")
        self._draw_strips(painter, look, places[2], samples, times)
        self._draw_times(painter, look, area, times)

    def _short(self, sample: Sample) -> str:
        index = sample.fragmentation(self._zone, self._order)
        return "free" if index < 0 else f"{index / 1000:.3f}"

    def _look_now(self) -> Look:
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        return self._look

    def _draw_words(self, painter: QPainter, look: Look, place: QRectF, name: str, value: str) -> None:
        """The name, below it the value; in one line where there is no room."""
        em = look.em
        if place.height() >= 2.2 * em:
            look.draw_text(painter, 0.5 * em, place.top() + em, name, "chart.axis", SMALL)
            look.draw_text(painter, 0.5 * em, place.top() + 2.25 * em, value, "chart.text")
            return
        base = place.center().y() + look.ascent(SMALL) / 2
        look.draw_text(painter, 0.5 * em, base, name, "chart.axis", SMALL)
        short = value.rsplit(" ", 1)[-1]
        look.draw_text(painter, place.left() - look.width(short) - 0.5 * em, base, short, "chart.text")

    def _draw_line(self, painter: QPainter, look: Look, place: QRectF, graph: Graph, times: Sequence[float]) -> None:
        painter.setPen(look.pen("chart.grid", 1 / 14))
        painter.drawLine(QLineF(place.left(), place.bottom(), place.right(), place.bottom()))
        top = max(*graph.values, 1.0)
        self._draw_ends(painter, look, place, f"{top:,.0f}", "0")
        span = (times[-1] - times[0]) or 1.0
        points: list[QPointF] = []
        for time, value in zip(times, graph.values, strict=True):
            x = place.left() + (time - times[0]) / span * place.width()
            y = place.bottom() - max(value, 0.0) / top * place.height()
            if graph.jumps and points:
                points.append(QPointF(x, points[-1].y()))
            points.append(QPointF(x, y))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(look.pen(graph.ink, 0.13))
        if len(points) == 1:
            painter.setBrush(look.color(graph.ink))
            painter.drawEllipse(points[0] + QPointF(2, 0), 2, 2)
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            painter.drawPolyline(QPolygonF(points))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)

    def _draw_ends(self, painter: QPainter, look: Look, place: QRectF, top: str, bottom: str) -> None:
        """The ends of a scale, to the right of it."""
        x = place.right() + 0.4 * look.em
        look.draw_text(painter, x, place.top() + look.ascent(SMALL), top, "chart.axis", SMALL)
        if place.height() >= 1.9 * look.em:
            look.draw_text(painter, x, place.bottom(), bottom, "chart.axis", SMALL)

    def _draw_strips(
        self, painter: QPainter, look: Look, place: QRectF, samples: Sequence[Sample], times: Sequence[float]
    ) -> None:
        """A strip for each order, the greatest on top: empty while a block is free, the stronger the more in pieces."""
        values = np.array([each.indices[self._zone] for each in samples], np.int64).T[:0:-1]
        wide = max(int(place.width()), 1)
        span = (times[-1] - times[0]) or 1.0
        asked = times[0] + np.arange(wide) * (span / wide)
        columns = np.searchsorted(np.array(times), asked, side="right") - 1
        shown = values[:, np.clip(columns, 0, len(times) - 1)]
        shades = [look.color("chart.direct", _LEAST + (1 - _LEAST) * step / (_SHADES - 1)) for step in range(_SHADES)]
        table = np.array([*(shade.rgb() for shade in shades), look.color("chart.background").rgb()], np.uint32)
        places = np.where(shown < 0, _SHADES, np.clip(shown, 0, 1000) * (_SHADES - 1) // 1000)
        painter.drawImage(place, image_of(table[places]))
        painter.setPen(look.pen("chart.grid", 1 / 14))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(place)
        self._draw_ends(painter, look, place, f"order {len(values)}", "order 1")
        self._draw_ramp(painter, look, place, table)

    def _draw_ramp(self, painter: QPainter, look: Look, place: QRectF, table: object) -> None:
        """What the shades mean, below the words."""
        em = look.em
        top = place.top() + 2.9 * em
        if place.bottom() - top < 1.9 * em:
            return
        ramp = QRectF(0.5 * em + 1.2 * em, top, (_WORDS - 4.6) * em, 0.7 * em)
        painter.drawImage(ramp, image_of(np.array([cast("np.ndarray", table)[:_SHADES]], np.uint32)))
        look.draw_text(painter, 0.5 * em, ramp.bottom(), "0", "chart.axis", SMALL)
        look.draw_text(painter, ramp.right() + 0.3 * em, ramp.bottom(), "1", "chart.axis", SMALL)
        words = "too little … in pieces"
        look.draw_text(painter, 0.5 * em, ramp.bottom() + 1.1 * em, words, "chart.axis", SMALL)

    def _draw_times(self, painter: QPainter, look: Look, area: QRectF, times: Sequence[float]) -> None:
        base = area.bottom() + 1.1 * look.em
        look.draw_text(painter, area.left(), base, f"{times[0]:,.0f}", "chart.axis", SMALL)
        words = f"{times[-1]:,.0f} steps"
        look.draw_text(painter, area.right() - look.width(words, SMALL), base, words, "chart.axis", SMALL)

    # ---- the pointer

    def told_at(self, x: float) -> str:
        """What was there at the moment that stands at this place; nothing beside the graphs."""
        samples = self._samples()
        area = self._area(self._look_now().em)
        if not samples or not area.left() <= x <= area.right():
            return ""
        first, last = samples[0].steps, samples[-1].steps
        moment = first + (x - area.left()) / area.width() * (last - first)
        return self._told(next((each for each in reversed(samples) if each.steps <= moment), samples[0]))

    def event(self, event: QEvent) -> bool:
        """For Qt: what was there at the moment below the pointer."""
        if event.type() == QEvent.Type.ToolTip:
            asked = cast(QHelpEvent, event)
            QToolTip.showText(asked.globalPos(), self.told_at(asked.pos().x()), self)
            return True
        return super().event(event)

"""How is the timeline drawn? Reports in a lane for each outcome, below them a zone's free memory against its min.

The same drawing goes to the screen and to files. What falls into one column of pixels is drawn once, so that a hundred
thousand reports cost no more than a thousand.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.chart.look import SMALL, STRONG, Look
from gui.reports.rows import OUTCOME_RANKS, OUTCOME_WORDS
from gui.timeline.data import Floats, TimelineData
from gui.timeline.scale import size_ticks, time_ticks

OUTCOME_COLORS = {name: f"verdict.{name}" for name in OUTCOME_WORDS}
_LANE = 1.5
_FEW = 120
"""Points of a line up to which each is marked."""
_HEADROOM = 1.08


@dataclass(frozen=True)
class Plan:
    """Where everything stands: lanes on top, the plot of a zone below, both over the times from `first` to `last`."""

    lanes: QRectF
    plot: QRectF
    outcomes: tuple[str, ...]
    first: float
    last: float
    em: float

    def x_of(self, seconds: float) -> float:
        """A time's place."""
        return self.lanes.left() + (seconds - self.first) / (self.last - self.first) * self.lanes.width()

    def seconds_at(self, x: float) -> float:
        """A place's time."""
        return self.first + (x - self.lanes.left()) / self.lanes.width() * (self.last - self.first)


def plan(area: QRectF, look: Look, lanes: Sequence[str], first: float, last: float) -> Plan:
    """Lay out an area for the times between two, with a lane for each of some outcomes."""
    em = look.em
    left = area.left() + max(look.width(f"✗ {words}", SMALL) for words in OUTCOME_WORDS.values()) + 2.2 * em
    right = area.right() - 0.8 * em
    upper = QRectF(left, area.top() + 0.3 * em, max(right - left, 10), len(lanes) * _LANE * em)
    top = upper.bottom() + 2.0 * em
    plot = QRectF(left, top, upper.width(), max(area.bottom() - 1.7 * em - top, 10))
    return Plan(upper, plot, tuple(lanes), first, max(last, first + 1e-3), em)


def draw(painter: QPainter, data: TimelineData, zone: str, where: Plan, look: Look, chosen: int | None) -> None:
    """All of it; `chosen` is the place of a report in the data."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    low, high = data.between(where.first, where.last)
    inside = slice(max(low - 1, 0), high + 1)
    _draw_times(painter, where, look)
    _draw_lanes(painter, data, slice(low, high), where, look)
    _draw_levels(painter, data, zone, inside, where, look)
    if chosen is not None and chosen < len(data.times):
        _draw_chosen(painter, float(data.times[chosen]), where, look)


def _draw_times(painter: QPainter, where: Plan, look: Look) -> None:
    most = max(int(where.plot.width() / (look.width("Nov 20 12:59:59", SMALL) + look.em)), 1)
    for seconds, text in time_ticks(where.first, where.last, most):
        x = where.x_of(seconds)
        painter.setPen(look.pen("chart.grid", 1 / 14))
        painter.drawLine(QLineF(x, where.lanes.top(), x, where.lanes.bottom()))
        painter.drawLine(QLineF(x, where.plot.top(), x, where.plot.bottom()))
        width = look.width(text, SMALL)
        at = min(max(x - width / 2, where.plot.left() - look.em), where.plot.right() - width + 0.6 * look.em)
        look.draw_text(painter, at, where.plot.bottom() + 1.2 * look.em, text, "chart.axis", SMALL)


# ---- lanes


def _draw_lanes(painter: QPainter, data: TimelineData, inside: slice, where: Plan, look: Look) -> None:
    columns = _columns(data.times[inside], where)
    outcomes = data.outcomes[inside]
    high = _LANE * where.em
    for lane, name in enumerate(where.outcomes):
        words, rank = OUTCOME_WORDS[name], OUTCOME_RANKS[name]
        top = where.lanes.top() + lane * high
        painter.setPen(look.pen("chart.grid", 1 / 14))
        painter.drawLine(QLineF(where.lanes.left(), top + high, where.lanes.right(), top + high))
        found, counts = np.unique(columns[outcomes == rank], return_counts=True)
        x = where.lanes.left() - look.width(words, SMALL) - 0.5 * where.em
        look.draw_text(painter, x, top + high * 0.5 + look.ascent(SMALL) / 2, words, "chart.axis", SMALL)
        _draw_sign(painter, name, QPointF(x - 0.8 * where.em, top + high / 2), 0.32 * where.em, look)
        if len(found) * where.em <= where.lanes.width():
            for column in found:
                center = QPointF(where.lanes.left() + float(column), top + high / 2)
                _draw_sign(painter, name, center, 0.36 * where.em, look)
        else:
            _draw_bars(painter, name, found, counts, top, where, look)


def _draw_bars(
    painter: QPainter,
    name: str,
    found: NDArray[np.int64],
    counts: NDArray[np.int64],
    top: float,
    where: Plan,
    look: Look,
) -> None:
    high = _LANE * where.em
    tall = np.minimum(0.35 + 0.25 * np.log10(counts), 0.95) * high
    painter.setPen(look.pen(OUTCOME_COLORS[name], 1 / 12))
    left, bottom = where.lanes.left(), top + high - 1
    painter.drawLines(
        [QLineF(x, bottom, x, top) for x, top in zip((found + left).tolist(), (bottom - tall).tolist(), strict=True)]
    )


def _draw_sign(painter: QPainter, name: str, at: QPointF, size: float, look: Look) -> None:
    """A cross, a tick, a diamond or a dash: outcomes are told apart without colour."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.setPen(look.pen(OUTCOME_COLORS[name], 0.17))
    x, y = at.x(), at.y()
    if name == "refused":
        painter.drawLines(
            [QLineF(x - size, y - size, x + size, y + size), QLineF(x - size, y + size, x + size, y - size)]
        )
    elif name == "would_pass":
        painter.drawLines(
            [QLineF(x - size, y, x - size / 4, y + size), QLineF(x - size / 4, y + size, x + size, y - size)]
        )
    elif name == "undecided":
        painter.drawPolygon(
            QPolygonF([QPointF(x, y - size), QPointF(x + size, y), QPointF(x, y + size), QPointF(x - size, y)])
        )
    else:
        painter.drawLine(QLineF(x - size, y, x + size, y))
    painter.restore()


# ---- levels


def _draw_levels(painter: QPainter, data: TimelineData, zone: str, inside: slice, where: Plan, look: Look) -> None:
    free, least = (values[inside] for values in data.levels(zone))
    both = np.concatenate([free, least])
    if not np.isfinite(both).any():
        words = (
            f"{zone}: neither free nor min was printed"
            if zone
            else "No report here has zones: free memory is not known."
        )
        look.draw_text(painter, where.plot.left(), where.plot.center().y(), words, "chart.axis")
        return
    top = float(np.nanmax(both)) * _HEADROOM or 1.0
    _draw_sizes(painter, top, where, look)
    painter.save()
    painter.setClipRect(where.plot.adjusted(-1, -1, 1, 2))
    times = data.times[inside]
    _draw_level(painter, times, free, top, "chart.left", Qt.PenStyle.SolidLine, where, look)
    _draw_level(painter, times, least, top, "chart.minimum", Qt.PenStyle.DashLine, where, look)
    painter.restore()
    _draw_legend(painter, zone, where, look)


def _draw_sizes(painter: QPainter, top: float, where: Plan, look: Look) -> None:
    for size in size_ticks(top, max(int(where.plot.height() / (2.2 * look.em)), 2)):
        y = where.plot.bottom() - size / top * where.plot.height()
        painter.setPen(look.pen("chart.grid" if size else "chart.axis", 1 / 14))
        painter.drawLine(QLineF(where.plot.left(), y, where.plot.right(), y))
        text = f"{size:,.0f}" if size >= 1 or not size else f"{size:g}"
        x = where.plot.left() - look.width(text, SMALL) - 0.5 * look.em
        look.draw_text(painter, x, y + look.ascent(SMALL) / 2, text, "chart.axis", SMALL)


def _draw_legend(painter: QPainter, zone: str, where: Plan, look: Look) -> None:
    y = where.plot.top() - 0.55 * look.em
    x = where.plot.left()
    for words, name, style in (
        ("free", "chart.left", Qt.PenStyle.SolidLine),
        ("min", "chart.minimum", Qt.PenStyle.DashLine),
    ):
        painter.setPen(look.pen(name, 0.16, style=style))
        painter.drawLine(QLineF(x, y - look.ascent(SMALL) / 2, x + 2 * look.em, y - look.ascent(SMALL) / 2))
        look.draw_text(painter, x + 2.4 * look.em, y, words, "chart.text", SMALL)
        x += look.width(words, SMALL) + 3.6 * look.em
    look.draw_text(painter, x, y, look.elided(f"MB, {zone}", where.plot.right() - x, STRONG), "chart.text", STRONG)


def _draw_level(
    painter: QPainter, times: Floats, values: Floats, top: float, name: str, style: Qt.PenStyle, where: Plan, look: Look
) -> None:
    """A line through what was printed; a column of pixels with several values goes from the least to the most."""
    known = np.isfinite(values)
    if not known.any():
        return
    columns = _columns(times[known], where)
    values = values[known]
    starts = np.flatnonzero(np.diff(columns, prepend=columns[0] - 1))
    low, high = np.minimum.reduceat(values, starts), np.maximum.reduceat(values, starts)
    last = values[np.append(starts[1:], len(values)) - 1]
    places = columns[starts] + where.plot.left()
    inside = np.clip(places, where.plot.left() - 1, where.plot.right() + 1)
    scale = where.plot.height() / top
    unders, aboves = ((where.plot.bottom() - line * scale).tolist() for line in (low, high))
    xs, ys = inside.tolist(), np.interp(inside, places, where.plot.bottom() - last * scale).tolist()
    few = len(xs) <= _FEW
    painter.setPen(look.pen(name, 1 / look.em, 0.55))
    painter.drawLines(
        [QLineF(x, under, x, above) for x, under, above in zip(xs, unders, aboves, strict=True) if under != above]
    )
    painter.setPen(look.pen(name, 0.12 if few else 1 / look.em, style=style))  # a pixel's width is quick to draw
    painter.drawPolyline(QPolygonF([QPointF(x, y) for x, y in zip(xs, ys, strict=True)]))
    if few:
        _draw_points(painter, xs, ys, name, style, look)


def _draw_points(
    painter: QPainter, xs: Sequence[float], ys: Sequence[float], name: str, style: Qt.PenStyle, look: Look
) -> None:
    painter.setPen(look.pen(name, 0.12))
    painter.setBrush(look.color(name) if style == Qt.PenStyle.SolidLine else look.color("chart.background"))
    for x, y in zip(xs, ys, strict=True):
        painter.drawEllipse(QPointF(x, y), 0.18 * look.em, 0.18 * look.em)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _draw_chosen(painter: QPainter, seconds: float, where: Plan, look: Look) -> None:
    if not where.first <= seconds <= where.last:
        return
    x, em = where.x_of(seconds), where.em
    painter.setPen(look.pen("chart.lit", 0.14))
    painter.drawLine(QLineF(x, where.lanes.top(), x, where.plot.bottom()))
    painter.setBrush(look.color("chart.lit"))
    painter.drawPolygon(
        QPolygonF(
            [
                QPointF(x - 0.4 * em, where.lanes.top() - 0.3 * em),
                QPointF(x + 0.4 * em, where.lanes.top() - 0.3 * em),
                QPointF(x, where.lanes.top() + 0.3 * em),
            ]
        )
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _columns(times: Floats, where: Plan) -> NDArray[np.int64]:
    """The column of pixels that each time falls into, counted from the left."""
    scale = where.lanes.width() / (where.last - where.first)
    columns: NDArray[np.int64] = np.floor((times - where.first) * scale).astype(np.int64)
    return columns

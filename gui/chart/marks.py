"""How are a chart's single marks drawn: bars, signs, the mark of nothing?

Lines only, no pattern and no clip, so that every device draws them alike.
"""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap, QPolygonF

from engine.check.outcome import Outcome, ZoneOutcome
from engine.report.chart_model import BarRole, ChartBar, Reach
from gui.chart.look import STRONG, Look

_SMOOTH = QPainter.RenderHint.Antialiasing
_APART = 0.42
"""From one line of a hatching to the next, in ems."""
_MOST_LINES = 120
"""In a rectangle that would take more, they are wider apart."""
_TALL = 256
_MOST_HATCHES = 32


@dataclass(frozen=True, slots=True)
class Style:
    """How a bar is filled: a colour by name and how much of it, lines over it ("/", "\\", "x", "-"), its outline."""

    color: str
    fill: float = 1.0
    hatch: str = ""
    outline: float = 1.0
    dashed: bool = False


MINIMUM = Style("chart.minimum", 0.16, "/")
MINIMUM_DIMMED = Style("chart.minimum", 0.05, "/", 0.45)
NOT_REACHED = Style("chart.left", 0.3, "", 0.9, dashed=True)
LARGER = Style("chart.dimmed", 0.99, "", 1.0)
OPEN = Style("chart.left", 0.08, "\\", 0.9, dashed=True)
STYLES = {
    BarRole.LEFT: Style("chart.left"),
    BarRole.FREE: Style("chart.left"),
    BarRole.SERVES: Style("chart.serves"),
    BarRole.TOO_SMALL: Style("chart.too_small", 0.35, "", 0.9),
    BarRole.CMA: Style("chart.cma", 0.3, "\\"),
    BarRole.HIGHATOMIC: Style("chart.highatomic", 0.3, "x"),
    BarRole.ISOLATED: Style("chart.isolated", 0.25, "-"),
    BarRole.RESERVED: Style("chart.reserved", 0.3, "-"),
    BarRole.UNKNOWN: Style("chart.unknown", 0.0, "", 1.0, dashed=True),
}
_SIGN_COLORS = {
    ZoneOutcome.PASS: "chart.pass",
    ZoneOutcome.FAIL: "chart.fail",
    ZoneOutcome.UNDECIDED: "chart.undecided",
    ZoneOutcome.NOT_CANDIDATE: "chart.not_candidate",
}
ZONE_OUTCOMES = {
    Outcome.WOULD_PASS: ZoneOutcome.PASS,
    Outcome.REFUSED: ZoneOutcome.FAIL,
    Outcome.UNDECIDED: ZoneOutcome.UNDECIDED,
    Outcome.NOT_APPLICABLE: ZoneOutcome.NOT_CANDIDATE,
}


def sign_color(outcome: ZoneOutcome) -> str:
    """The name of an outcome's colour."""
    return _SIGN_COLORS[outcome]


def style_of(bar: ChartBar) -> Style:
    """How a bar's pages are filled."""
    if bar.role is BarRole.LEFT and bar.reach is Reach.LARGER:
        return LARGER
    if bar.role is BarRole.FREE and bar.reach is Reach.NOT_REACHED:
        return LARGER
    if bar.role is BarRole.LEFT and bar.reach is Reach.NOT_REACHED:
        return NOT_REACHED
    return STYLES[bar.role]


def draw_bar(painter: QPainter, rect: QRectF, style: Style, look: Look) -> None:
    """A bar as its style says."""
    outline = Qt.PenStyle.DashLine if style.dashed else Qt.PenStyle.SolidLine
    if style.fill == 1.0 and not style.hatch:
        painter.setPen(Qt.PenStyle.NoPen)
    else:
        painter.setPen(look.pen(style.color, 1 / 12, style.outline, outline))
    painter.setBrush(look.color(style.color, style.fill) if style.fill else Qt.BrushStyle.NoBrush)
    painter.drawRect(rect)
    if style.hatch and look.quick:
        _show_hatch(painter, rect, style, look)
    elif style.hatch:
        apart = max(look.em * _APART, (rect.width() + rect.height()) / _MOST_LINES)
        _draw_hatch(painter, rect, style, apart, look)


def _draw_hatch(painter: QPainter, rect: QRectF, style: Style, apart: float, look: Look) -> None:
    painter.setPen(look.pen(style.color, 1 / 12, 0.75 * style.outline))
    painter.setRenderHint(_SMOOTH, True)
    painter.drawLines(hatch_lines(rect, style.hatch, apart))
    painter.setRenderHint(_SMOOTH, not look.quick)


def _show_hatch(painter: QPainter, rect: QRectF, style: Style, look: Look) -> None:
    """The hatching from a picture that was drawn before, as all bars have few widths and one base line."""
    left, bottom = round(rect.left()), round(rect.bottom())
    wide, high = round(rect.right()) - left, bottom - round(rect.top())
    if wide < 1 or high < 1:
        return
    ratio = painter.device().devicePixelRatio()
    tall = -(-high // _TALL) * _TALL
    key = (style, wide, tall, ratio)
    picture = look.hatches.get(key)
    if picture is None:
        if len(look.hatches) >= _MOST_HATCHES:
            look.hatches.clear()
        picture = look.hatches[key] = QPixmap(round(wide * ratio), round(tall * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        _draw_hatch(inner, QRectF(0, 0, wide, tall), style, look.em * _APART, look)
        inner.end()
    part = QRectF(0, (tall - high) * ratio, wide * ratio, high * ratio)
    painter.drawPixmap(QPointF(left, bottom - high), picture, part)


def hatch_lines(rect: QRectF, kind: str, gap: float) -> list[QLineF]:
    """The lines of a hatching, so far apart, cut at the rectangle's edges."""
    if kind == "-":
        count = int(rect.height() / gap)
        return [QLineF(rect.left(), y, rect.right(), y) for y in (rect.bottom() - gap * n for n in range(1, count + 1))]
    lines: list[QLineF] = []
    for direction in {"/": (1,), "\\": (-1,), "x": (1, -1)}[kind]:
        lines += _slanted(rect, gap * 1.414, direction)
    return lines


def _slanted(rect: QRectF, gap: float, direction: int) -> list[QLineF]:
    wide, high = rect.width(), rect.height()
    lines = []
    for n in range(1, int((wide + high) / gap) + 1):
        along = n * gap
        x1, y1 = (along, 0.0) if along <= wide else (wide, along - wide)
        x2, y2 = (0.0, along) if along <= high else (along - high, high)
        if direction < 0:
            x1, x2 = wide - x1, wide - x2
        # From below, so that the lines of bars of different heights meet the same base line.
        lines.append(QLineF(rect.left() + x1, rect.bottom() - y1, rect.left() + x2, rect.bottom() - y2))
    return lines


def draw_nothing(painter: QPainter, left: float, wide: float, zero: float, style: Style, look: Look) -> None:
    """The mark of 0 pages: an empty outline under the line on which bars stand."""
    painter.setPen(look.pen(style.color, 1 / 8, max(style.outline, 0.7)))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(QRectF(left, zero + look.em * 0.12, wide, look.em * 0.34))


def draw_below(painter: QPainter, left: float, wide: float, zero: float, style: Style, look: Look) -> None:
    """The mark of less than nothing: a point downwards."""
    painter.setPen(look.pen(style.color, 1 / 10, max(style.outline, 0.7)))
    painter.setBrush(look.color(style.color, 0.5))
    top, point = zero + look.em * 0.12, zero + look.em * 0.6
    painter.drawPolygon(QPolygonF([QPointF(left, top), QPointF(left + wide, top), QPointF(left + wide / 2, point)]))


def draw_sign(painter: QPainter, rect: QRectF, outcome: ZoneOutcome, look: Look) -> None:
    """✓, ✗, ? or a dash in the middle of a rectangle; on the screen a picture that was drawn before."""
    side = float(round(min(rect.width(), rect.height())))
    middle = rect.center()
    if not look.quick:
        _draw_sign(painter, QRectF(middle.x() - side / 2, middle.y() - side / 2, side, side), outcome, look)
        return
    ratio = painter.device().devicePixelRatio()
    picture = look.pictures.get((outcome.value, side, ratio))
    if picture is None:
        picture = look.pictures[outcome.value, side, ratio] = QPixmap(round(side * ratio), round(side * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        inner = QPainter(picture)
        _draw_sign(inner, QRectF(0, 0, side, side), outcome, look)
        inner.end()
    painter.drawPixmap(QPointF(round(middle.x() - side / 2), round(middle.y() - side / 2)), picture)


def _draw_sign(painter: QPainter, rect: QRectF, outcome: ZoneOutcome, look: Look) -> None:
    size = min(rect.width(), rect.height()) * 0.5
    middle = rect.center()
    x, y, half = middle.x(), middle.y(), size / 2
    color = sign_color(outcome)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.pen(color, max(size / look.em * 0.2, 1 / 12)))
    painter.setRenderHint(_SMOOTH, True)
    if outcome is ZoneOutcome.PASS:
        corners = [QPointF(x - half, y), QPointF(x - half * 0.3, y + half * 0.75), QPointF(x + half, y - half * 0.8)]
        painter.drawPolyline(QPolygonF(corners))
    elif outcome is ZoneOutcome.FAIL:
        h = half * 0.85
        painter.drawLines([QLineF(x - h, y - h, x + h, y + h), QLineF(x - h, y + h, x + h, y - h)])
    elif outcome is ZoneOutcome.NOT_CANDIDATE:
        painter.drawLine(QLineF(x - half * 0.7, y, x + half * 0.7, y))
    else:
        look.draw_centered(painter, x, y + look.ascent(STRONG) / 2, "?", color, STRONG)
    painter.setRenderHint(_SMOOTH, not look.quick)


def draw_diamond(painter: QPainter, center: QPointF, half: float, filled: bool, color: str, look: Look) -> None:
    """A point of the direct computation: filled for its pages, open for its minimum."""
    painter.setPen(look.pen(color, 1 / 9))
    painter.setBrush(look.color(color if filled else "chart.background"))
    x, y = center.x(), center.y()
    painter.setRenderHint(_SMOOTH, True)
    painter.drawPolygon(
        QPolygonF([QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)])
    )
    painter.setRenderHint(_SMOOTH, not look.quick)

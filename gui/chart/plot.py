"""How are a chart's columns drawn, with their scale, the overlay, and the callout of what decided?"""

from __future__ import annotations

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from engine.report.chart_model import BarRole, ChartBar, ChartKind, ChartValues, ComparedBar, Reach
from gui.chart import marks
from gui.chart.ghost import draw_ghost, ghost_tops
from gui.chart.layout import FULL, SMALLEST, Layout, bar_labels, kb_label
from gui.chart.legend import draw_before
from gui.chart.look import CALL, SMALL, Look
from gui.chart.marks import draw_bar, draw_sign

_GROUND = 0.11
"""How much of its colour the ground under the deciding columns has."""


def draw_plot(
    painter: QPainter, values: ChartValues, layout: Layout, look: Look, direct: bool, lit: int | None
) -> None:
    """Everything between the two scales, from the callout down to the marks of nothing."""
    _draw_ground(painter, values, layout, look, lit)
    _draw_grid(painter, values, layout, look)
    ghosts = values.ghosts
    for place, (bar, ghost) in enumerate(zip(values.bars, ghosts, strict=True)):
        _draw_column(painter, bar, place, layout, look)
        if ghost is not None:
            draw_ghost(painter, bar, ghost, place, layout, look)
    if direct:
        _draw_direct_lines(painter, values, layout, look)
    for place in range(len(values.bars)):
        _draw_labels(painter, values, place, ghosts[place], layout, look, direct)
    if direct:
        _draw_direct_points(painter, values, layout, look)
    _draw_callout(painter, values, layout, look)
    if lit is not None:
        draw_spot(painter, layout, look, lit, "chart.lit")


def _draw_ground(painter: QPainter, values: ChartValues, layout: Layout, look: Look, lit: int | None) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    if values.callout.columns is not None:
        painter.setBrush(look.color(marks.sign_color(values.callout.outcome), _GROUND))
        painter.drawRect(layout.span(*values.callout.columns))
    if lit is not None and lit < len(layout.slots):
        painter.setBrush(look.color("chart.lit", 0.2))
        painter.drawRect(layout.span(lit, lit))


def _draw_grid(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    plot = layout.plot
    painter.setPen(look.pen("chart.grid", 1 / 14))
    painter.drawLines([QLineF(plot.left(), y, plot.right(), y) for y, _, value in layout.ticks if value])
    painter.setPen(look.pen("chart.axis", 1 / 9))
    painter.drawLine(QLineF(plot.left(), layout.zero, plot.right(), layout.zero))
    if values.kind is ChartKind.SCAN and len(layout.slots) > 1:
        x = (layout.slots[0].right() + layout.slots[1].left()) / 2
        painter.setPen(look.pen("chart.axis", 1 / 14, style=Qt.PenStyle.DotLine))
        painter.drawLine(QLineF(x, layout.call.bottom(), x, plot.bottom()))


def draw_scale(painter: QPainter, values: ChartValues, layout: Layout, look: Look, in_kb: bool) -> None:
    """The numbers beside the plot: pages on the left, or kB on the right."""
    plot, em, lift = layout.plot, look.em, look.ascent(SMALL) / 2
    for y, label, value in layout.ticks:
        text = kb_label(value, values) if in_kb else label
        x = plot.right() + 0.4 * em if in_kb else plot.left() - 0.4 * em - look.width(text, SMALL)
        look.draw_text(painter, x, (y if value else layout.zero_label) + lift, text, "chart.axis", SMALL)
    if not in_kb and layout.detail == FULL:
        x = plot.left() - 0.4 * em - look.width("pages", SMALL)
        look.draw_text(painter, x, layout.ticks[-1][0] - 0.9 * em, "pages", "chart.axis", SMALL)


# ---- columns


def _draw_column(painter: QPainter, bar: ChartBar, place: int, layout: Layout, look: Look) -> None:
    slot, rect, minimum = layout.slots[place], layout.bars[place], layout.minimums[place]
    if rect is None:
        _draw_unknown(painter, slot, layout, look, beside=minimum is not None)
    else:
        _draw_pages(painter, bar, rect, layout, look)
    if minimum is not None:
        style = marks.MINIMUM if bar.reach is Reach.COMPARED else marks.MINIMUM_DIMMED
        if minimum.height() > 0:
            draw_bar(painter, minimum, style, look)
        else:
            marks.draw_nothing(painter, minimum.left(), minimum.width(), layout.zero, style, look)
    if bar.before is not None:
        y = layout.y_of(bar.before)
        draw_before(painter, slot.left() + slot.width() * 0.04, slot.left() + slot.width() * 0.56, y, look)


def _draw_pages(painter: QPainter, bar: ChartBar, rect: QRectF, layout: Layout, look: Look) -> None:
    style = marks.style_of(bar)
    if bar.pages is not None and bar.pages <= 0:
        mark = marks.draw_nothing if bar.pages == 0 else marks.draw_below
        mark(painter, rect.left(), rect.width(), layout.zero, style, look)
        return
    if bar.least is None:
        draw_bar(painter, rect, style, look)
        return
    split = min(layout.y_of(bar.least), layout.zero)
    lower = QRectF(rect.left(), split, rect.width(), layout.zero - split)
    draw_bar(painter, QRectF(rect.left(), rect.top(), rect.width(), split - rect.top()), marks.OPEN, look)
    draw_bar(painter, lower, style, look)


def _draw_unknown(painter: QPainter, slot: QRectF, layout: Layout, look: Look, beside: bool) -> None:
    """A figure that was not printed: an empty dashed outline that is no height, and the words in it."""
    wide = slot.width() * (0.4 if beside else 0.62)
    left = slot.left() + slot.width() * (0.1 if beside else 0.19)
    high = min(7.2 * look.em, (layout.zero - layout.call.bottom()) * 0.8)
    rect = QRectF(left, layout.zero - high, wide, high)
    draw_bar(painter, rect, marks.STYLES[BarRole.UNKNOWN], look)
    words = "not printed" if high >= look.width("not printed", SMALL) + 0.6 * look.em and wide > look.em else "?"
    painter.save()
    painter.translate(rect.center())
    if words != "?":
        painter.rotate(-90)
    look.draw_centered(painter, 0, look.ascent(SMALL) / 2, words, "chart.axis")
    painter.restore()


def _ground_color(place: int, values: ChartValues, look: Look) -> QColor:
    span = values.callout.columns
    if span is None or not span[0] <= place <= span[1]:
        return look.color("chart.background")
    return look.color(marks.sign_color(values.callout.outcome), _GROUND)


def _draw_labels(
    painter: QPainter,
    values: ChartValues,
    place: int,
    ghost: ComparedBar | None,
    layout: Layout,
    look: Look,
    direct: bool,
) -> None:
    """A column's numbers above everything that is drawn in it."""
    bar = values.bars[place]
    if bar.pages is None or not layout.has_labels(bar):
        return
    room = layout.slots[place].width() * 1.5
    texts = [text for text in bar_labels(bar)[: layout.label_lines] if look.width(text, SMALL) <= room]
    tops = [rect.top() for rect in (layout.bars[place], layout.minimums[place]) if rect is not None]
    if direct and bar.direct_pages is not None and bar.minimum is not None:
        tops += [layout.y_of(max(bar.direct_pages, bar.direct_minimum or 0)) - 0.35 * look.em]
    y = min(tops) - 0.35 * look.em
    for edge in sorted(ghost_tops(ghost, bar, layout), reverse=True):
        if -0.35 * look.em < y - edge < len(texts) * look.line(SMALL):  # it would run through the numbers
            y = edge - 0.35 * look.em
    dim = bar.dimmed or bar.pages == 0
    for line, text in enumerate(reversed(texts)):
        is_minimum = len(texts) == 2 and line == 0
        name = "chart.minimum" if is_minimum and not dim else "chart.axis" if dim else "chart.text"
        if direct or ghost is not None:
            half = look.width(text, SMALL) / 2 + 0.15 * look.em
            ground = QRectF(layout.slots[place].center().x() - half, y - look.ascent(SMALL) * 1.2, 2 * half, look.em)
            painter.fillRect(ground, _ground_color(place, values, look))
        look.draw_centered(painter, layout.slots[place].center().x(), y, text, name)
        y -= look.line(SMALL) * 0.95


# ---- the direct computation


def _direct_points(values: ChartValues, layout: Layout, filled: bool) -> list[QPointF]:
    figures = [bar.direct_pages if filled else bar.direct_minimum for bar in values.bars]
    return [
        QPointF(slot.left() + slot.width() * (0.5 if bar.minimum is not None else 0.96), layout.y_of(pages))
        for bar, slot, pages in zip(values.bars, layout.slots, figures, strict=True)
        if pages is not None
    ]


def _draw_direct_lines(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    for filled, style in ((False, Qt.PenStyle.DashLine), (True, Qt.PenStyle.SolidLine)):
        points = _direct_points(values, layout, filled)
        painter.setPen(look.pen("chart.direct", 1 / 9, style=style))
        painter.drawLines([QLineF(points[place], points[place + 1]) for place in range(len(points) - 1)])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, not look.quick)


def _draw_direct_points(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    for filled in (False, True):
        for point in _direct_points(values, layout, filled):
            marks.draw_diamond(painter, point, 0.34 * look.em, filled, "chart.direct", look)


# ---- the one thing to see first


def _draw_callout(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    callout = values.callout
    if not callout.text:
        return
    color = marks.sign_color(callout.outcome)
    if layout.detail != FULL:
        _draw_short_callout(painter, values, layout, look)
        return
    em = look.em
    inner = max(look.width(callout.text, CALL) + 1.7 * em, look.width(callout.detail, SMALL))
    wide = min(inner + 1.4 * em, layout.plot.width())
    box = QRectF(0, layout.call.top() + 0.1 * em, wide, layout.call.height() - 0.1 * em)
    box.moveLeft(_clamped_middle(values, layout) - wide / 2)
    box.moveLeft(min(max(box.left(), layout.plot.left()), layout.plot.right() - wide))
    if callout.columns is not None:
        _draw_leader(painter, values, layout, look, box)
    painter.setPen(look.pen(color, 1 / 7))
    painter.setBrush(look.color("chart.background"))
    painter.drawRect(box)
    room = wide - 0.8 * em
    text = look.elided(callout.text, room - 1.7 * em, CALL)
    start = box.center().x() - (look.width(text, CALL) + 1.7 * em) / 2
    y = box.top() + 0.4 * em + look.ascent(CALL)
    side = 1.6 * em
    draw_sign(painter, QRectF(start, y - look.ascent(CALL) / 2 - side / 2, side, side), callout.outcome, look)
    look.draw_text(painter, start + 1.7 * em, y, text, color, CALL)
    detail = look.elided(callout.detail, room, SMALL)
    look.draw_centered(painter, box.center().x(), y + look.line(SMALL) * 1.02, detail, "chart.text")


def _clamped_middle(values: ChartValues, layout: Layout) -> float:
    if values.callout.columns is None:
        return layout.plot.center().x()
    return layout.span(*values.callout.columns).center().x()


def _draw_leader(painter: QPainter, values: ChartValues, layout: Layout, look: Look, box: QRectF) -> None:
    """A line from the callout to what it is about."""
    span = values.callout.columns
    assert span is not None
    em, color = look.em, marks.sign_color(values.callout.outcome)
    area = layout.span(*span)
    x = area.center().x()
    tops = [rect.top() for rects in (layout.bars, layout.minimums) for rect in rects[span[0] : span[1] + 1] if rect]
    labels = layout.label_lines * look.line(SMALL) if layout.label_lines else 0
    end = min(tops, default=layout.zero) - labels - 0.7 * em
    painter.setPen(look.pen(color, 1 / 7))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(area.adjusted(1, 0, -1, -1))
    if span[0] != span[1] or end - box.bottom() < 0.9 * em:
        return
    painter.drawLine(QLineF(x, box.bottom(), x, end - 0.3 * em))
    painter.setBrush(look.color(color))
    painter.setPen(Qt.PenStyle.NoPen)
    half = 0.32 * em
    painter.drawPolygon(
        QPolygonF([QPointF(x - half, end - 0.5 * em), QPointF(x + half, end - 0.5 * em), QPointF(x, end)])
    )


def _draw_short_callout(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    callout, em = values.callout, look.em
    color = marks.sign_color(callout.outcome)
    if callout.columns is not None:
        painter.setPen(look.pen(color, 1 / 9))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(layout.span(*callout.columns).adjusted(1, 0, -1, -1))
    words = callout.text if not callout.detail or layout.detail == SMALLEST else f"{callout.text}; {callout.detail}"
    words = look.elided(
        words if look.width(words, SMALL) <= layout.rect.width() else callout.text, layout.rect.width(), SMALL
    )
    half = look.width(words, SMALL) / 2
    x = min(max(_clamped_middle(values, layout), layout.rect.left() + half), layout.rect.right() - half)
    y = layout.call.top() + look.ascent(SMALL) + 0.15 * em
    ground = QRectF(x - half - 0.2 * em, layout.call.top(), 2 * half + 0.4 * em, look.line(SMALL))
    painter.fillRect(ground, look.color("chart.background"))
    look.draw_centered(painter, x, y, words, color)


def draw_spot(painter: QPainter, layout: Layout, look: Look, column: int, name: str) -> None:
    """The frame around one column."""
    if column < len(layout.slots):
        area = layout.span(column, column).adjusted(1, 1, -1, -1)
        style = Qt.PenStyle.SolidLine if name == "chart.lit" else Qt.PenStyle.DotLine
        painter.setPen(look.pen(name, 1 / 6, style=style))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(area)

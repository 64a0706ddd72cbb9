"""How is what stands under a chart's columns drawn: their labels, their brackets, and the strip of all orders?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPolygonF

from engine.report.chart_model import ChartValues
from gui.chart import marks
from gui.chart.layout import Layout
from gui.chart.look import SMALL, Look
from gui.chart.marks import draw_sign


def draw_row(painter: QPainter, values: ChartValues, layout: Layout, look: Look, number: int) -> None:
    """One row of labels, with its heading in the margin."""
    row = layout.rows[number]
    x = layout.plot.left() - 0.6 * look.em - look.width(row.heading, SMALL)
    look.draw_text(painter, x, row.y, row.heading, "chart.axis", SMALL)
    step = _step_of(row.texts, layout, look)
    for bar, slot, text in list(zip(values.bars, layout.slots, row.texts, strict=False))[::step]:
        name = "chart.axis" if bar.dimmed or number else "chart.text"
        look.draw_centered(painter, slot.center().x(), row.y, text, name)


def _step_of(texts: Sequence[str], layout: Layout, look: Look) -> int:
    widest = max((look.width(text, SMALL) for text in texts), default=0.0)
    slot = layout.slots[0].width() if layout.slots else 1.0
    if widest <= slot:
        return 1
    widest += 0.3 * look.em
    return max(1, -int(-widest // slot))


def draw_groups(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    """A bracket under the columns that have something in common, and what that is."""
    if layout.groups_y is None:
        return
    em, y = look.em, layout.groups_y
    for first, last, words in values.groups:
        area = layout.span(first, last)
        left, right = area.left() + 0.3 * em, area.right() - 0.3 * em
        painter.setPen(look.pen("chart.axis", 1 / 12))
        painter.drawPolyline(
            QPolygonF([QPointF(left, y), QPointF(left, y + 0.3 * em), QPointF(right, y + 0.3 * em), QPointF(right, y)])
        )
        if look.width(words, SMALL) > area.width():
            words = words.partition(":")[0]
        shown = look.elided(words, area.width(), SMALL)
        look.draw_centered(painter, area.center().x(), y + 0.35 * em + look.line(SMALL) * 0.8, shown, "chart.text")


def draw_strip(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    """For every order whether a request of it would pass."""
    em = look.em
    right = layout.plot.left() - 0.6 * em
    for row in layout.strip:
        if row.heading and row.cells:
            y = row.cells[0].center().y() + look.ascent(SMALL) / 2
            look.draw_text(painter, right - look.width(row.heading, SMALL), y, row.heading, "chart.text", SMALL)
        for cell, rect in zip(values.strip, row.cells, strict=False):
            outcome = marks.ZONE_OUTCOMES[cell.outcome] if row.anywhere else cell.zone_outcome
            color = marks.sign_color(outcome)
            painter.setPen(look.pen("chart.text", 1 / 6) if cell.asked else look.pen(color, 1 / 14))
            painter.setBrush(look.color(color, 0.16))
            painter.drawRect(rect)
            draw_sign(painter, rect, outcome, look)

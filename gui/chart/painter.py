"""How is a chart drawn? The one painter of the screen and of every export: it draws values where their layout says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter

from engine.check.outcome import ZoneOutcome
from engine.report.chart_model import ChartValues
from gui.chart import marks
from gui.chart.layout import FULL, SMALLEST, Layout, detail_of, grid, lay_out, lay_out_alike
from gui.chart.legend import Entry, draw_legend, legend_of, lines_of
from gui.chart.look import NORMAL, SMALL, STRONG, TITLE, Look
from gui.chart.marks import draw_sign
from gui.chart.plot import draw_plot, draw_scale, draw_spot
from gui.chart.under import draw_groups, draw_row, draw_strip

_OUTCOME_WORDS = {
    ZoneOutcome.PASS: "would pass",
    ZoneOutcome.FAIL: "refused",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not a candidate",
}
_LEGEND_ABOVE = 16
"""A chart keeps its legend while so much height is left without it."""


class Part(NamedTuple):
    """A piece of a drawing: where it is, what it depends on, and how it is drawn. Parts don't overlap."""

    rect: QRectF
    depends: object
    draw: Callable[[QPainter], None]


class Spot(NamedTuple):
    """One column: the chart's place on its sheet, and the column's in the chart."""

    chart: int
    column: int


@dataclass(slots=True)
class Sheet:
    """Charts laid out together in one rectangle: one alone, or several on one scale under one legend."""

    rect: QRectF
    charts: tuple[ChartValues, ...]
    look: Look
    direct: bool
    layouts: tuple[Layout, ...]
    legend: tuple[Entry, ...]

    def draw(self, painter: QPainter, lit: Spot | None = None) -> None:
        """All of it, with the column that a trace step lights."""
        for part in self.parts(lit):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, not self.look.quick)
            part.draw(painter)

    def draw_focus(self, painter: QPainter, spot: Spot) -> None:
        """The frame around the column in focus."""
        if spot.chart < len(self.layouts):
            draw_spot(painter, self.layouts[spot.chart], self.look, spot.column, "chart.text")

    def parts(self, lit: Spot | None = None) -> Iterator[Part]:
        """The drawing in pieces, so that a screen need not draw again what did not change."""
        for place, (values, layout) in enumerate(zip(self.charts, self.layouts, strict=True)):
            column = lit.column if lit is not None and lit.chart == place else None
            yield from _parts(values, layout, self.look, self.direct, column)
        if self.layouts and self.legend:
            yield self._legend_part()

    def _legend_part(self) -> Part:
        look, first = self.look, self.layouts[0]
        above = look.line(SMALL) * 0.8
        y = self.rect.top() + above if len(self.layouts) > 1 else first.legend_y
        corner, width = QPointF(self.rect.left(), y), self.rect.width()
        rect = QRectF(self.rect.left(), y - above, width, lines_of(self.legend) * look.line() * 1.1)
        return Part(rect, self.legend, lambda painter: draw_legend(painter, self.legend, corner, width, look))

    def at(self, point: QPointF) -> tuple[int, int | None, int | None] | None:
        """The chart under a point, the column there, and the order of the strip's cell there."""
        for place, layout in enumerate(self.layouts):
            if layout.rect.contains(point):
                return place, layout.column_at(point), layout.cell_at(point)
        return None


def sheet(rect: QRectF, charts: Sequence[ChartValues], look: Look, direct: bool = False) -> Sheet:
    """Lay out charts in a rectangle."""
    entries = legend_of(charts, direct, look, rect.width())
    if len(charts) == 1:
        detail, high = detail_of(rect, look), lines_of(entries) * look.line() * 1.1
        if detail == SMALLEST or (detail != FULL and rect.height() - high < _LEGEND_ABOVE * look.em):
            entries = []
        layouts = [lay_out(charts[0], rect, look, legend=lines_of(entries))]
    else:
        high = lines_of(entries) * look.line() * 1.1 + 0.4 * look.em
        if high > rect.height() / 5:
            entries, high = [], 0.0
        cells = grid(len(charts), rect.adjusted(0, high, 0, 0), 1.5 * look.em)
        layouts = lay_out_alike(charts, cells, look)
    return Sheet(rect, tuple(charts), look, direct, tuple(layouts), tuple(entries))


def sheet_after(
    before: Iterable[Sheet], rect: QRectF, charts: Sequence[ChartValues], look: Look, direct: bool
) -> Sheet:
    """The same, but with the places of a sheet of before, where everything stands as it stood there."""
    for one in before:
        same = (one.rect, one.look, one.direct, len(one.charts)) == (rect, look, direct, len(charts))
        if same and all(map(_stand_alike, charts, one.charts)):
            return replace(one, charts=tuple(charts))
    return sheet(rect, charts, look, direct)


def _stand_alike(one: ChartValues, other: ChartValues) -> bool:
    """Whether two charts differ in nothing that their layout or legend hangs on."""
    return (
        (one.kind, one.reason, one.groups) == (other.kind, other.reason, other.groups)
        and one.bars == other.bars
        and (one.page_size, one.direct, len(one.strip)) == (other.page_size, other.direct, len(other.strip))
        and bool(one.callout.text) == bool(other.callout.text)
        and one.compared == other.compared
    )


def _parts(values: ChartValues, layout: Layout, look: Look, direct: bool, lit: int | None) -> Iterator[Part]:
    rect, plot = layout.rect, layout.plot
    head_end = min(layout.legend_y - look.line(SMALL) * 0.8, plot.top())
    yield Part(
        QRectF(rect.left(), rect.top(), rect.width(), head_end - rect.top()),
        (values.title, values.callout.outcome, values.order, layout.reason),
        lambda painter: _draw_heading(painter, values, layout, look),
    )
    if layout.detail == FULL:
        yield from _full_plot(values, layout, look, direct, lit)
    else:
        yield Part(
            QRectF(rect.left(), plot.top(), rect.width(), plot.height()),
            (values.bars, values.callout, values.ghosts, layout.decade, direct, lit),
            lambda painter: _draw_small_plot(painter, values, layout, look, direct, lit),
        )
    yield from _rows(values, layout, look)
    strip_top = layout.strip[0].cells[0].top() - 0.2 * look.em if layout.strip else rect.bottom()
    yield Part(
        QRectF(rect.left(), strip_top, rect.width(), rect.bottom() - strip_top),
        values.strip,
        lambda painter: draw_strip(painter, values, layout, look),
    )


def _full_plot(values: ChartValues, layout: Layout, look: Look, direct: bool, lit: int | None) -> Iterator[Part]:
    rect, plot = layout.rect, layout.plot
    yield Part(
        plot,
        (values.bars, values.callout, values.ghosts, layout.decade, direct, lit),
        lambda painter: draw_plot(painter, values, layout, look, direct, lit),
    )
    ticks = (layout.ticks, values.page_size)
    yield Part(
        QRectF(rect.left(), plot.top(), plot.left() - rect.left(), plot.height()),
        ticks,
        lambda painter: draw_scale(painter, values, layout, look, in_kb=False),
    )
    yield Part(
        QRectF(plot.right(), plot.top(), rect.right() - plot.right(), plot.height()),
        ticks,
        lambda painter: draw_scale(painter, values, layout, look, in_kb=True),
    )


def _draw_small_plot(
    painter: QPainter, values: ChartValues, layout: Layout, look: Look, direct: bool, lit: int | None
) -> None:
    draw_plot(painter, values, layout, look, direct, lit)
    if layout.detail != SMALLEST:
        draw_scale(painter, values, layout, look, in_kb=False)


def _rows(values: ChartValues, layout: Layout, look: Look) -> Iterator[Part]:
    rect, dimmed = layout.rect, tuple(bar.dimmed for bar in values.bars)
    for number, row in enumerate(layout.rows):
        yield Part(
            QRectF(rect.left(), row.y - look.line(SMALL) * 0.88, rect.width(), look.line(SMALL) * 1.1),
            (row, dimmed),
            lambda painter, number=number: draw_row(painter, values, layout, look, number),  # type: ignore[misc]
        )
    if layout.groups_y is not None:
        yield Part(
            QRectF(rect.left(), layout.groups_y, rect.width(), look.line(SMALL) + 0.5 * look.em),
            values.groups,
            lambda painter: draw_groups(painter, values, layout, look),
        )


def _draw_heading(painter: QPainter, values: ChartValues, layout: Layout, look: Look) -> None:
    font = TITLE if layout.detail == FULL else STRONG
    outcome = values.callout.outcome
    word = "" if values.order is None or layout.detail == SMALLEST else _OUTCOME_WORDS[outcome]
    badge = look.width(word, font if layout.detail == FULL else SMALL) + 1.6 * look.em
    left, y = layout.rect.left(), layout.title_y
    title = look.elided(values.title, max(layout.rect.width() - badge, 4 * look.em), font)
    look.draw_text(painter, left, y, title, "chart.text", font)
    if values.order is not None and layout.rect.width() > 6 * look.em:
        x = left + look.width(title, font) + 0.6 * look.em
        side = look.em * (1.5 if layout.detail == FULL else 1.1)
        draw_sign(painter, QRectF(x, y - look.ascent(font) / 2 - side / 2, side, side), outcome, look)
        small = font if layout.detail == FULL else SMALL
        shown = look.elided(word, max(layout.rect.right() - x - side, 0), small)
        look.draw_text(painter, x + side, y, shown, marks.sign_color(outcome), small)
    y += look.line() * (1.15 if layout.detail == FULL else 1)
    for line in layout.reason:
        look.draw_text(painter, left, y, line, "chart.text", NORMAL)
        y += look.line()

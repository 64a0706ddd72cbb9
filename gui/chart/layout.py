"""Where does everything in a chart stand? Rectangles for one ChartValues in one rectangle; nothing is drawn here."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QPointF, QRectF

from engine.model.units import kilobytes
from engine.report.chart_model import ChartBar, ChartKind, ChartValues
from engine.report.chart_words import block_size
from engine.report.scale import height, tick_label, ticks, top_decade, value_label
from gui.chart.look import CALL, NORMAL, SMALL, TITLE, Look

FULL, MEDIUM, SMALLEST = "full", "medium", "smallest"
_TO = "\N{EN DASH}"
BASE_GAP = 0.5
"""Between the first comparison and the free lists, in columns."""


@dataclass(frozen=True, slots=True)
class LabelRow:
    """A row of texts under the columns; `step` leaves out texts where they would touch."""

    heading: str
    texts: tuple[str, ...]
    y: float
    step: int = 1


@dataclass(frozen=True, slots=True)
class StripRow:
    """A row of the strip: `anywhere` tells any zone from this one."""

    heading: str
    anywhere: bool
    cells: tuple[QRectF, ...]


@dataclass(slots=True)
class Layout:
    """The places. `zero` is the y of 0 pages, with room below for the marks of nothing; `zero_label` that of the 0."""

    rect: QRectF
    detail: str
    plot: QRectF
    decade: int
    zero: float
    unit: float
    slots: tuple[QRectF, ...]
    bars: tuple[QRectF | None, ...]
    minimums: tuple[QRectF | None, ...]
    ticks: tuple[tuple[float, str, int], ...]
    label_lines: int
    title_y: float
    reason: tuple[str, ...]
    legend_y: float
    legend_lines: int
    call: QRectF
    rows: tuple[LabelRow, ...] = ()
    groups_y: float | None = None
    zero_label: float = 0.0
    strip: tuple[StripRow, ...] = field(default=())

    def y_of(self, pages: int) -> float:
        """Where a bar of so many pages ends."""
        return self.zero - height(pages) * self.unit

    def span(self, first: int, last: int) -> QRectF:
        """The ground of columns, below the callout."""
        left, right, top = self.slots[first].left(), self.slots[last].right(), self.call.bottom()
        return QRectF(left, top, right - left, self.plot.bottom() - top)

    def has_labels(self, bar: ChartBar) -> bool:
        """Whether a column's numbers stand above it; where room is short only those that this request meets."""
        return self.label_lines > 0 and (self.detail == FULL or (not bar.dimmed and bar.pages != 0))

    def column_at(self, point: QPointF) -> int | None:
        """The column under a point, from the callout down to its label."""
        for place, slot in enumerate(self.slots):
            if slot.left() <= point.x() < slot.right() and self.plot.top() <= point.y() <= self._columns_end():
                return place
        return None

    def cell_at(self, point: QPointF) -> int | None:
        """The order whose strip cell is under a point."""
        for row in self.strip:
            for order, cell in enumerate(row.cells):
                if cell.contains(point):
                    return order
        return None

    def _columns_end(self) -> float:
        return self.strip[0].cells[0].top() if self.strip and self.strip[0].cells else self.rect.bottom()


def decade_of(values: ChartValues) -> int:
    """The decade at which a chart's axis ends."""
    figures = [figure for bar in values.bars for figure in (bar.pages, bar.minimum, bar.before) if figure is not None]
    ghosts = [figure for it in values.ghosts if it for figure in (it.pages, it.minimum) if figure is not None]
    return top_decade(figures + ghosts)


def detail_of(rect: QRectF, look: Look) -> str:
    """How much a rectangle has room for."""
    wide, high = rect.width() / look.em, rect.height() / look.em
    if wide >= 38 and high >= 29:
        return FULL
    return MEDIUM if wide >= 17 and high >= 13 else SMALLEST


def lay_out_alike(charts: Sequence[ChartValues], rects: Sequence[QRectF], look: Look) -> list[Layout]:
    """The places of charts that stand side by side: one scale, so that equal bars are equally high."""
    decade = max((decade_of(values) for values in charts), default=2)
    layouts = [lay_out(values, rect, look, decade) for values, rect in zip(charts, rects, strict=True)]
    lines = min((layout.label_lines for layout in layouts), default=0)
    if all(layout.label_lines == lines for layout in layouts):
        return layouts
    return [lay_out(values, rect, look, decade, lines=lines) for values, rect in zip(charts, rects, strict=True)]


def lay_out(
    values: ChartValues,
    rect: QRectF,
    look: Look,
    decade: int | None = None,
    legend: int = 1,
    lines: int | None = None,
) -> Layout:
    """The places of one chart.

    `legend` is the number of lines that its legend takes. With `decade` it stands beside others; `lines` are then the
    lines of numbers above a bar that all of them have room for.
    """
    detail = detail_of(rect, look)
    alone = decade is None
    if decade is None:
        decade = decade_of(values)
    elif detail == FULL:
        detail = MEDIUM
    em = look.em
    top = rect.top() + 0.2 * em
    title_y = top + look.line(TITLE) * 0.8
    top += look.line(TITLE if detail == FULL else NORMAL) + 0.2 * em
    reason: tuple[str, ...] = ()
    if detail == FULL:
        reason = tuple(look.wrapped(values.reason, rect.width(), NORMAL, at_most=3))
        top += len(reason) * look.line() + 0.4 * em
    legend_y = top + look.line(SMALL) * 0.8
    if detail == FULL or (alone and detail == MEDIUM and legend):
        top += legend * look.line() * 1.1 + 0.5 * em
    left, right = _margins(values, look, detail, decade)
    rows_high, texts = _label_rows(values, detail, look, (rect.width() - left - right) / max(_column_count(values), 1))
    strips = _strip_rows(values, detail, rect, look)
    groups_high = look.line(SMALL) + 0.5 * em if detail == FULL and values.groups else 0.0
    strip_high = 1.45 * em
    bottom = rect.bottom() - len(strips) * (strip_high + 0.15 * em) - (0.5 * em if strips else 0) - 0.1 * em
    bottom -= rows_high + groups_high + 0.2 * em
    plot = QRectF(rect.left() + left, top, max(rect.width() - left - right, 1.0), max(bottom - top, 1.0))
    call = QRectF(plot.left(), plot.top(), plot.width(), _call_height(values, look, detail))
    slots = _slots(values, plot)
    label_lines = _label_lines(values, slots, look, detail) if lines is None else lines
    head = call.height() + label_lines * look.line(SMALL) + 0.6 * em
    zero = plot.bottom() - 0.75 * em
    unit = max(zero - plot.top() - head, 1.0) / height(10**decade)
    layout = Layout(
        rect=rect,
        detail=detail,
        plot=plot,
        decade=decade,
        zero=zero,
        unit=unit,
        slots=slots,
        bars=(),
        minimums=(),
        ticks=(),
        label_lines=label_lines,
        title_y=title_y,
        reason=reason,
        legend_y=legend_y,
        legend_lines=legend,
        call=call,
    )
    room = max(2, int(height(10**decade) * unit / (1.5 * em)))
    layout.ticks = tuple((layout.y_of(value), tick_label(value), value) for value in ticks(decade, room))
    layout.zero_label = max(layout.ticks[1][0] + look.line(SMALL) * 0.95, zero) if len(layout.ticks) > 1 else zero
    if layout.zero_label + look.ascent(SMALL) / 2 > plot.bottom():  # no room for both: 0 is the one that decides
        layout.ticks = tuple(tick for tick in layout.ticks if tick[2] != 1)
        layout.zero_label = zero
    _place_bars(values, layout)
    y = plot.bottom() + 0.2 * em
    layout.rows, layout.groups_y, y = _place_rows(texts, y, look, detail, groups_high, values)
    layout.strip = _place_strip(strips, y + 0.4 * em, strip_high, look, layout, values)
    return layout


def _call_height(values: ChartValues, look: Look, detail: str) -> float:
    if not values.callout.text:
        return 0.0
    if detail != FULL:
        return look.line(SMALL) + 0.2 * look.em
    return look.line(CALL) + look.line(SMALL) + 0.5 * look.em


def _margins(values: ChartValues, look: Look, detail: str, decade: int) -> tuple[float, float]:
    if detail == SMALLEST:
        return 0.3 * look.em, 0.3 * look.em
    labels = max(look.width(tick_label(value), SMALL) for value in ticks(decade)) + 0.8 * look.em
    if detail == MEDIUM:
        return labels, 0.3 * look.em
    words = (*_HEADINGS[values.kind], *(_STRIP_HEADINGS if values.strip else ()))
    left = max(labels + 1.2 * look.em, *(look.width(heading, SMALL) for heading in words)) + 0.6 * look.em
    return left, max(look.width(kb_label(value, values), SMALL) for value in ticks(decade)) + 0.5 * look.em


def kb_label(pages: int, values: ChartValues) -> str:
    """A tick in the unit that reports print."""
    return f"{value_label(kilobytes(pages, values.page_size))} kB"


_STRIP_HEADINGS = ("passes here", "passes in any zone")
_HEADINGS = {
    ChartKind.HALVING: ("orders dropped", "request of order", "of size"),
    ChartKind.SCAN: ("order", "block size", "free blocks", "on lists"),
    ChartKind.LISTS: ("order", "block size", "free blocks", "on lists"),
}


def _column_count(values: ChartValues) -> float:
    return len(values.bars) + (BASE_GAP if values.kind is ChartKind.SCAN else 0)


def _slots(values: ChartValues, plot: QRectF) -> tuple[QRectF, ...]:
    count = _column_count(values)
    if not count:
        return ()
    width = plot.width() / count
    shift = BASE_GAP if values.kind is ChartKind.SCAN else 0.0
    return tuple(
        QRectF(plot.left() + (place + (shift if place else 0)) * width, plot.top(), width, plot.height())
        for place in range(len(values.bars))
    )


def _label_rows(values: ChartValues, detail: str, look: Look, slot: float) -> tuple[float, list[tuple[str, list[str]]]]:
    """The rows of labels and how high they are together."""
    if detail == SMALLEST or not values.bars:
        return 0.0, []
    rows = [(_HEADINGS[values.kind][0], [bar.label for bar in values.bars])]
    if detail == FULL:
        rows += _more_rows(values, look, slot)
    return len(rows) * look.line(SMALL) * 1.1, rows


def _more_rows(values: ChartValues, look: Look, slot: float) -> list[tuple[str, list[str]]]:
    if values.kind is ChartKind.HALVING:
        orders = range(len(values.bars))
        sizes = [block_size(order, values.page_size) for order in orders]
        rows = [("request of order", [str(order) for order in orders]), ("of size", sizes)]
    else:
        blanks = [""] * (1 if values.kind is ChartKind.SCAN else 0)
        lists = [bar for bar in values.bars if bar.order is not None]
        sizes = [block_size(order, values.page_size) for order in range(len(lists))]
        counts = ["?" if bar.blocks is None else value_label(bar.blocks) for bar in lists]
        rows = [("block size", [*blanks, *sizes]), ("free blocks", [*blanks, *counts])]
        if any(bar.letters for bar in lists):
            rows.append(("on lists", [*blanks, *(bar.letters for bar in lists)]))
    return [(heading, texts) for heading, texts in rows if any(texts) and _widest(texts, look) <= slot]


def _widest(texts: Sequence[str], look: Look) -> float:
    return max((look.width(text, SMALL) for text in texts), default=0.0)


def _label_lines(values: ChartValues, slots: tuple[QRectF, ...], look: Look, detail: str) -> int:
    """How many lines of numbers stand above a bar: pages and what they must exceed, pages, or none."""
    if detail == SMALLEST or not slots:
        return 0
    room = slots[0].width() * 1.02
    shown = [bar for bar in values.bars if detail == FULL or not bar.dimmed]
    texts = [bar_labels(bar) for bar in shown if bar.least is None]
    if detail == FULL and all(look.width(text, SMALL) <= room for both in texts for text in both):
        return 2
    return 1 if all(look.width(text, SMALL) <= room for both in texts for text in both[:1]) else 0


def bar_labels(bar: ChartBar) -> tuple[str, ...]:
    """What stands above a bar: its pages, and the comparison with its minimum."""
    if bar.pages is None:
        return ()
    first = value_label(bar.pages)
    if bar.least is not None:
        first = f"{value_label(bar.least)}{_TO}{first}"
    if bar.minimum is None:
        return (first,)
    if bar.least is not None and bar.least <= bar.minimum < bar.pages:
        return first, f"? {value_label(bar.minimum)}"
    sign = ">" if bar.pages > bar.minimum else "≤"
    return first, f"{sign} {value_label(bar.minimum)}"


def _place_bars(values: ChartValues, layout: Layout) -> None:
    bars: list[QRectF | None] = []
    minimums: list[QRectF | None] = []
    for bar, slot in zip(values.bars, layout.slots, strict=True):
        pair = bar.minimum is not None
        wide = slot.width() * (0.4 if pair else 0.62)
        left = slot.left() + slot.width() * (0.1 if pair else 0.19)
        bars.append(None if bar.pages is None else _standing(layout, left, wide, bar.pages))
        at = left + wide + slot.width() * 0.04
        minimums.append(_standing(layout, at, slot.width() * 0.34, bar.minimum) if bar.minimum is not None else None)
    layout.bars, layout.minimums = tuple(bars), tuple(minimums)


def _standing(layout: Layout, left: float, wide: float, pages: int) -> QRectF:
    top = layout.y_of(pages)
    return QRectF(left, top, wide, layout.zero - top)


def _place_rows(
    texts: list[tuple[str, list[str]]], y: float, look: Look, detail: str, groups_high: float, values: ChartValues
) -> tuple[tuple[LabelRow, ...], float | None, float]:
    line = look.line(SMALL) * 1.1
    rows: list[LabelRow] = []
    groups_y = None
    before_groups = 1 if values.kind is ChartKind.HALVING else len(texts)
    for place, (heading, cells) in enumerate(texts):
        if place == before_groups and groups_high:
            groups_y, y = y, y + groups_high
        rows.append(LabelRow(heading if detail == FULL else "", tuple(cells), y + line * 0.8))
        y += line
    if groups_high and groups_y is None:
        groups_y, y = y, y + groups_high
    return tuple(rows), groups_y, y


def _strip_rows(values: ChartValues, detail: str, rect: QRectF, look: Look) -> list[bool]:
    if not values.strip or (detail == SMALLEST and rect.height() < 9 * look.em):
        return []
    return [False, True] if detail == FULL else [False]


def _place_strip(
    strips: list[bool], y: float, high: float, look: Look, layout: Layout, values: ChartValues
) -> tuple[StripRow, ...]:
    shift = 1 if values.kind is ChartKind.SCAN else 0
    slots = layout.slots[shift : shift + len(values.strip)]
    rows = []
    for anywhere in strips:
        inset = min(0.06 * slots[0].width(), 0.2 * look.em) if slots else 0
        cells = tuple(QRectF(slot.left() + inset, y, slot.width() - 2 * inset, high) for slot in slots)
        heading = _STRIP_HEADINGS[anywhere] if layout.detail == FULL else ""
        rows.append(StripRow(heading, anywhere, cells))
        y += high + 0.15 * look.em
    return tuple(rows)


def grid(count: int, rect: QRectF, gap: float) -> list[QRectF]:
    """Equal rectangles for so many charts, as close to three by two as the rectangle allows, read line by line."""
    if count <= 1:
        return [rect] * count
    best = min(range(1, count + 1), key=lambda across: _awkwardness(across, count, rect))
    down = math.ceil(count / best)
    wide = (rect.width() - gap * (best - 1)) / best
    high = (rect.height() - gap * (down - 1)) / down
    return [
        QRectF(rect.left() + (place % best) * (wide + gap), rect.top() + (place // best) * (high + gap), wide, high)
        for place in range(count)
    ]


def _awkwardness(across: int, count: int, rect: QRectF) -> float:
    down = math.ceil(count / across)
    shape = (rect.width() / across) / max(rect.height() / down, 1.0)
    return abs(math.log(max(shape, 1e-6) / 1.5)) + (across * down - count) / count

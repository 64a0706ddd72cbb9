"""How is a zone's chart drawn as SVG, without Qt? The same values that the window draws, for paper.

Free pages as columns beside what they must exceed, on a scale of log10(n + 1); below them whether a request of each
order would pass. Text from a log is text in it.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from engine.check.outcome import Outcome, ZoneOutcome
from engine.model.units import kilobytes
from engine.report.chart_model import BarRole, ChartBar, ChartKind, ChartValues, ComparedBar
from engine.report.chart_words import block_size
from engine.report.safe import printable
from engine.report.scale import height, signed, tick_label, ticks, top_decade, value_label

_WIDTH = 960
_LEFT, _RIGHT = 128, 96
_PLOT = 250
_ROW = 17
_EM = 7.2
"""About how wide a character of 12 units is."""
_LONGEST = 128

_COLOURS = {
    BarRole.LEFT: "#0072b2",
    BarRole.SERVES: "#009e73",
    BarRole.TOO_SMALL: "#7fb6dc",
    BarRole.CMA: "#cc79a7",
    BarRole.HIGHATOMIC: "#e69f00",
    BarRole.ISOLATED: "#8c949d",
    BarRole.RESERVED: "#b5a900",
    BarRole.FREE: "#0072b2",
    BarRole.UNKNOWN: "#b9bfc6",
}
_ENDS = {
    ZoneOutcome.PASS: ("#00805d", "✓"),
    ZoneOutcome.FAIL: ("#c33c00", "✗"),
    ZoneOutcome.UNDECIDED: ("#a86f00", "?"),
    ZoneOutcome.NOT_CANDIDATE: ("#8c949d", "–"),
}
_ANYWHERE = {
    Outcome.WOULD_PASS: _ENDS[ZoneOutcome.PASS],
    Outcome.REFUSED: _ENDS[ZoneOutcome.FAIL],
    Outcome.UNDECIDED: _ENDS[ZoneOutcome.UNDECIDED],
    Outcome.NOT_APPLICABLE: _ENDS[ZoneOutcome.NOT_CANDIDATE],
}
_MINIMUM = "#d55e00"
_FONT = "font-family=\"'DejaVu Sans','Segoe UI',sans-serif\""
_NAMESPACE = "http://www.w3.org/2000/svg"


def chart_svg(values: ChartValues, caption: tuple[tuple[str, str], ...] = (), *, alone: bool = False) -> str:
    """The chart as an element of a page, or `alone` as a file; `caption` are (heading, text) pairs below it."""
    drawing = _Drawing(values)
    parts = [*drawing.draw(), *drawing.caption(caption)]
    tall = round(drawing.bottom + 8)
    space = f' xmlns="{_NAMESPACE}"' if alone else ""
    title = f"{values.title}: {values.callout.text}".rstrip(": ")
    opening = (
        f'<svg{space} viewBox="0 0 {_WIDTH} {tall}" width="{_WIDTH}" height="{tall}" role="img" {_FONT} font-size="12">'
        f"<title>{_safe(title)}</title><desc>{_safe(values.reason)}</desc>"
    )
    return "\n".join([opening, f'<rect width="{_WIDTH}" height="{tall}" fill="#fff"/>', *parts, "</svg>"])


def _safe(text: str) -> str:
    return escape(printable(text), quote=True)


def _text(
    x: float, y: float, text: str, anchor: str = "middle", colour: str = "#16191d", size: int = 12, bold: bool = False
) -> str:
    weight = ' font-weight="700"' if bold else ""
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"{weight}>'
        f"{_safe(text)}</text>"
    )


def _line(x1: float, y1: float, x2: float, y2: float, colour: str, width: float = 1, dash: str = "") -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{width}"{dashes}/>'


def _box(x: float, y: float, wide: float, tall: float, fill: str, line: str = "", opacity: float = 1) -> str:
    stroke = f' stroke="{line}"' if line else ""
    faint = f' fill-opacity="{opacity}"' if opacity < 1 else ""
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{wide:.1f}" height="{tall:.1f}" fill="{fill}"{faint}{stroke}/>'


class _Column(NamedTuple):
    """A bar and where it stands."""

    bar: ChartBar
    middle: float
    wide: float


class _Drawing:
    """One chart; `bottom` is where what was drawn until now ends."""

    def __init__(self, values: ChartValues) -> None:
        self.values = values
        self.bottom = 0.0
        figures = [(bar.pages, bar.minimum) for bar in (*values.bars, *values.ghosts) if bar is not None]
        shown = [abs(number) for both in figures for number in both if number is not None]
        self._decade = top_decade(shown)
        step = (_WIDTH - _LEFT - _RIGHT) / max(len(values.bars), 1)
        self._columns = [_Column(bar, _LEFT + step * (n + 0.5), step * 0.86) for n, bar in enumerate(values.bars)]
        self._base = 0.0

    def draw(self) -> Iterator[str]:
        """Everything but the caption, from top to bottom."""
        yield from self._head()
        if not self.values.bars:
            return
        self._base = self.bottom + 50 + _PLOT
        yield from self._scale()
        yield from self._mark()
        for column, ghost in zip(self._columns, self.values.ghosts, strict=True):
            yield from self._column(column)
            yield from self._ghost(column, ghost)
        yield _line(_LEFT, self._base, _WIDTH - _RIGHT, self._base, "#333")
        yield from self._callout()
        self.bottom = self._base
        yield from self._rows()
        yield from self._groups()
        yield from self._strip()

    def caption(self, rows: tuple[tuple[str, str], ...]) -> Iterator[str]:
        """What stands below: (heading, text) pairs."""
        for heading, text in rows:
            for place, part in enumerate(textwrap.wrap(printable(text), _LONGEST) or [""]):
                self.bottom += _ROW
                if not place:
                    yield _text(16, self.bottom, heading, "start", bold=True)
                yield _text(96, self.bottom, part, "start")

    def _head(self) -> Iterator[str]:
        values = self.values
        colour, sign = _ENDS[values.callout.outcome]
        yield _text(16, 26, values.title, "start", size=16, bold=True)
        if values.callout.text:
            detail = f", {values.callout.detail}" if values.callout.detail else ""
            ending = f"{sign} {signed(values.callout.text)}{detail}"
            yield _text(16 + (len(values.title) + 2) * 10.2, 26, ending, "start", colour, 14, bold=True)
        self.bottom = 32.0
        for part in textwrap.wrap(values.reason, _LONGEST):
            self.bottom += _ROW
            yield _text(16, self.bottom, part, "start")
        self.bottom += _ROW + 4
        x = 16.0
        for colour, words in self._legend():
            yield _box(x, self.bottom - 10, 16, 11, colour)
            yield _text(x + 22, self.bottom, words, "start")
            x += 46 + len(words) * _EM

    def _legend(self) -> Iterator[tuple[str, str]]:
        bars = self.values.bars
        for role in BarRole:
            if any(bar.role is role for bar in bars):
                yield _COLOURS[role], role.value
        if any(bar.minimum is not None for bar in bars):
            yield _MINIMUM, "what they must exceed"
        if any(bar.dimmed for bar in bars):
            yield "#d5dbe1", "pale: not reached, or of no use to this request"
        if any(self.values.ghosts):
            yield "#16191d", f"outlined and dashed: {self.values.compared.name if self.values.compared else ''}"

    def _y(self, pages: int) -> float:
        return self._base - _PLOT * height(pages) / self._decade

    def _scale(self) -> Iterator[str]:
        for value in ticks(self._decade):
            y = self._y(value)
            yield _line(_LEFT, y, _WIDTH - _RIGHT, y, "#dddddd")
            yield _text(_LEFT - 8, y + 4, tick_label(value), "end", "#333")
            yield _text(_WIDTH - _RIGHT + 8, y + 4, _kilobytes(value, self.values.page_size), "start", "#333")
        yield _text(_LEFT - 8, self._base - _PLOT - 14, "pages", "end", "#333")

    def _mark(self) -> Iterator[str]:
        columns = self.values.callout.columns
        if columns is None or columns[1] >= len(self._columns):
            return
        first, last = self._columns[columns[0]], self._columns[columns[1]]
        colour = _ENDS[self.values.callout.outcome][0]
        left, right = first.middle - first.wide * 0.55, last.middle + last.wide * 0.55
        yield _box(left, self._base - _PLOT - 42, right - left, _PLOT + 48, colour, colour, 0.1)

    def _callout(self) -> Iterator[str]:
        columns = self.values.callout.columns
        if columns is None or columns[1] >= len(self._columns):
            return
        middle = (self._columns[columns[0]].middle + self._columns[columns[1]].middle) / 2
        colour, sign = _ENDS[self.values.callout.outcome]
        yield _text(middle, self._base - _PLOT - 27, sign, "middle", colour, 15, bold=True)

    def _column(self, column: _Column) -> Iterator[str]:
        bar, half = column.bar, column.wide / 2
        paired = bar.minimum is not None
        x, wide = column.middle - half, half - 1 if paired else column.wide
        opacity = 0.35 if bar.dimmed else 1
        top = self._base
        if bar.pages is not None and bar.pages > 0:
            top = self._y(bar.pages)
            yield _box(x, top, wide, self._base - top, _COLOURS[bar.role], "", opacity)
        if bar.pages is not None and bar.least is not None and bar.least > 0:
            yield _line(x, self._y(bar.least), x + wide, self._y(bar.least), "#16191d", 2, "3 2")
        if bar.before is not None:
            yield _line(x, self._y(bar.before), x + wide, self._y(bar.before), "#6a3d9a", 2)
        if bar.minimum is not None:
            least = self._y(bar.minimum)
            yield _box(column.middle + 1, least, half - 1, self._base - least, _MINIMUM, _MINIMUM, 0.25)
            top = min(top, least)
        yield from self._label(column, top)

    def _ghost(self, column: _Column, ghost: ComparedBar | None) -> Iterator[str]:
        """The other side of a comparison, where it differs."""
        if ghost is None:
            return
        bar, half = column.bar, column.wide / 2
        wide = half if bar.minimum is not None else column.wide
        if ghost.pages is not None and ghost.pages != bar.pages:
            top = self._y(ghost.pages)
            yield _box(column.middle - half - 2, top, wide + 3, self._base - top, "none", "#16191d")
        if ghost.minimum is not None and ghost.minimum != bar.minimum:
            y = self._y(ghost.minimum)
            yield _line(column.middle, y, column.middle + half + 2, y, "#16191d", 2, "4 3")

    def _label(self, column: _Column, top: float) -> Iterator[str]:
        bar = column.bar
        size = 11 if column.wide > 50 else 9
        colour = "#5b636d" if bar.dimmed else "#16191d"
        pages = "?" if bar.pages is None else value_label(bar.pages)
        if bar.minimum is None:
            yield _text(column.middle, top - 5, pages, "middle", colour, size)
            return
        sign = ">" if bar.pages is not None and bar.pages > bar.minimum else "≤" if bar.pages is not None else "against"
        yield _text(column.middle, top - 6 - size, pages, "middle", colour, size)
        versus = f"{sign} {value_label(bar.minimum)}"
        yield _text(column.middle, top - 4, versus, "middle", "#a03000" if bar.failing else colour, size, bar.failing)

    def _rows(self) -> Iterator[str]:
        values = self.values
        rows = [(values.columns if values.kind is ChartKind.HALVING else "order", [bar.label for bar in values.bars])]
        if values.kind is not ChartKind.HALVING:
            sizes = ["" if bar.order is None else block_size(bar.order, values.page_size) for bar in values.bars]
            rows.append(("block size", sizes))
            rows.append(("free blocks", [_count(bar) for bar in values.bars]))
            if any(bar.letters for bar in values.bars):
                rows.append(("on lists", [bar.letters for bar in values.bars]))
        for heading, cells in rows:
            self.bottom += _ROW
            yield _text(_LEFT - 8, self.bottom, heading, "end")
            for column, cell in zip(self._columns, cells, strict=True):
                yield _text(column.middle, self.bottom, cell, size=11 if column.wide > 50 else 9)

    def _groups(self) -> Iterator[str]:
        if not self.values.groups:
            return
        self.bottom += 8
        for first, last, words in self.values.groups:
            left = self._columns[first].middle - self._columns[first].wide / 2
            right = self._columns[last].middle + self._columns[last].wide / 2
            yield _line(left, self.bottom, right, self.bottom, "#333")
            if len(words) * _EM <= right - left + 60:
                yield _text((left + right) / 2, self.bottom + 13, words)
        self.bottom += 16

    def _strip(self) -> Iterator[str]:
        cells = self.values.strip
        if not cells:
            return
        top = self.bottom + _ROW
        step = (_WIDTH - _LEFT - _RIGHT) / max(len(cells), len(self._columns))
        first = len(self._columns) - len(cells)
        for row, heading in enumerate(("request of order", "of size", "passes here", "passes in any zone")):
            yield _text(_LEFT - 8, top + row * _ROW, heading, "end")
        for number, cell in enumerate(cells):
            middle = _LEFT + step * (number + max(first, 0) + 0.5)
            size = 11 if step > 58 else 9
            yield _text(middle, top, str(cell.order), size=size, bold=cell.asked)
            yield _text(middle, top + _ROW, cell.size, size=size, bold=cell.asked)
            for row, (colour, sign) in enumerate((_ENDS[cell.zone_outcome], _ANYWHERE[cell.outcome]), 2):
                yield _box(middle - step * 0.46, top + row * _ROW - 12, step * 0.92, 14, colour, colour, 0.15)
                yield _text(middle, top + row * _ROW - 1, sign, "middle", colour, 12, bold=True)
            if cell.asked:
                frame = _box(middle - step * 0.48, top + 2 * _ROW - 13, step * 0.96, _ROW + 16, "none", "#000")
                yield frame.replace("/>", ' stroke-width="2"/>')
        self.bottom = top + 3 * _ROW + 8


def _kilobytes(pages: int, page_size: int) -> str:
    return f"{value_label(kilobytes(pages, page_size))} kB"


def _count(bar: ChartBar) -> str:
    if bar.order is None:
        return ""
    return "?" if bar.blocks is None else value_label(bar.blocks)

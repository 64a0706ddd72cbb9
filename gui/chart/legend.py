"""What do a chart's marks mean? The legend's entries, their places and their drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter

from engine.report.chart_model import BarRole, ChartKind, ChartValues, Compared, Reach
from gui.chart import marks
from gui.chart.ghost import draw_dashes, draw_outline
from gui.chart.look import SMALL, Look
from gui.chart.marks import Style, draw_bar

ZERO, BEFORE, DIRECT, DIRECT_MINIMUM, WORDS = "zero", "before", "direct", "direct minimum", "words"
GHOST, GHOST_MINIMUM = "ghost", "ghost minimum"


class Entry(NamedTuple):
    """One entry: its mark, its words, and where it stands: x, and the line counted from 0."""

    mark: Style | str
    words: str
    x: float
    line: int


_PAGES_WORDS = {
    ChartKind.HALVING: "pages left",
    ChartKind.SCAN: "free for this request",
    ChartKind.LISTS: "free pages",
}
_MINIMUM_WORDS = {ChartKind.HALVING: "what they must exceed", ChartKind.SCAN: "minimum and reserve"}
_ROLE_WORDS = {
    BarRole.SERVES: "blocks that may serve",
    BarRole.TOO_SMALL: "too small",
    BarRole.CMA: "CMA list only",
    BarRole.HIGHATOMIC: "high-order atomic only",
    BarRole.ISOLATED: "isolated only",
    BarRole.RESERVED: "reserve list only",
    BarRole.UNKNOWN: "not printed",
}
_UNDER = {
    ChartKind.HALVING: "below: orders dropped; whether requests of order 0, 1, 2 … pass",
    ChartKind.SCAN: "below: orders; whether a request of each passes",
    ChartKind.LISTS: "below: orders",
}


def legend_of(charts: Sequence[ChartValues], direct: bool, look: Look, width: float) -> list[Entry]:
    """The entries of charts that share a legend, placed in lines of a width."""
    found: dict[tuple[Style | str, str], None] = {}
    for values in charts:
        found.update(dict.fromkeys(_entries(values, direct, alone=len(charts) == 1)))
    compared = next((values.compared for values in charts if values.compared is not None), None)
    if compared is not None and not {GHOST, GHOST_MINIMUM} & {mark for mark, _ in found}:
        found[WORDS, f"{compared.name}: {compared.note or 'nothing differs in what is drawn'}"] = None
    if len(charts) > 1:
        found.update(dict.fromkeys((WORDS, _UNDER[kind]) for kind in {values.kind: None for values in charts}))
    return list(_placed(list(found), look, width))


def lines_of(entries: Sequence[Entry]) -> int:
    """How many lines a legend takes."""
    return entries[-1].line + 1 if entries else 0


def _entries(values: ChartValues, direct: bool, alone: bool) -> Iterator[tuple[Style | str, str]]:
    bars = values.bars
    if any(bar.role in (BarRole.LEFT, BarRole.FREE) and bar.reach is Reach.COMPARED for bar in bars):
        yield marks.STYLES[BarRole.LEFT], _PAGES_WORDS[values.kind]
    if any(bar.minimum is not None for bar in bars):
        yield marks.MINIMUM, _MINIMUM_WORDS[values.kind]
    if values.kind is ChartKind.HALVING and any(bar.reach is Reach.NOT_REACHED for bar in bars):
        yield marks.NOT_REACHED, "not reached"
    if any(bar.reach is Reach.LARGER for bar in bars):
        yield marks.LARGER, "for larger requests only"
    if any(bar.role is BarRole.FREE and bar.reach is Reach.NOT_REACHED and bar.pages for bar in bars):
        yield marks.LARGER, "free, but not for this request"
    for role, words in _ROLE_WORDS.items():
        if any(bar.role is role and bar.pages != 0 for bar in bars):
            yield marks.STYLES[role], words
    if any(bar.least is not None for bar in bars):
        yield marks.OPEN, "hangs on what is not printed"
    if any(bar.pages == 0 for bar in bars):
        yield ZERO, "none at all"
    if any(bar.before is not None for bar in bars):
        yield BEFORE, "before the edits"
    if values.compared is not None:
        yield from _compared(values, values.compared)
    if direct and any(bar.direct_pages is not None for bar in bars):
        yield DIRECT, (alone and values.direct) or "direct computation"
        yield DIRECT_MINIMUM, "its minimum"


def _compared(values: ChartValues, compared: Compared) -> Iterator[tuple[Style | str, str]]:
    """The other side of a comparison."""
    pairs = [(bar, ghost) for bar, ghost in zip(values.bars, values.ghosts, strict=True) if ghost is not None]
    if any(ghost.pages is not None and ghost.pages != bar.pages for bar, ghost in pairs):
        yield GHOST, compared.name
    if any(ghost.minimum is not None and ghost.minimum != bar.minimum for bar, ghost in pairs):
        yield GHOST_MINIMUM, f"{compared.name}: minimum"


def _placed(entries: list[tuple[Style | str, str]], look: Look, width: float) -> Iterator[Entry]:
    x, line = 0.0, 0
    for mark, words in entries:
        wide = look.width(words, SMALL) + (0 if mark == WORDS else 1.7 * look.em)
        if x and x + wide > width:
            x, line = 0.0, line + 1
        yield Entry(mark, words, x, line)
        x += wide + 1.5 * look.em


def draw_legend(painter: QPainter, entries: Sequence[Entry], corner: QPointF, width: float, look: Look) -> None:
    """A legend from the left end of its first base line."""
    em = look.em
    for mark, words, x, line in entries:
        y = corner.y() + line * look.line() * 1.1
        box = QRectF(corner.x() + x, y - 0.75 * em, 1.3 * em, 0.85 * em)
        at = box.left() if mark == WORDS else box.right() + 0.4 * em
        _draw_swatch(painter, box, mark, look)
        shown = look.elided(words, corner.x() + width - at, SMALL)
        look.draw_text(painter, at, y, shown, "chart.text", SMALL)


def _draw_swatch(painter: QPainter, box: QRectF, mark: Style | str, look: Look) -> None:
    if isinstance(mark, Style):
        draw_bar(painter, box, mark, look)
    elif mark == ZERO:
        style = Style("chart.axis")
        marks.draw_nothing(painter, box.left(), box.width(), box.center().y() - 0.29 * look.em, style, look)
    elif mark == BEFORE:
        draw_before(painter, box.left(), box.right(), box.center().y(), look)
    elif mark == GHOST:
        draw_outline(painter, box, look)
    elif mark == GHOST_MINIMUM:
        draw_dashes(painter, box.left(), box.right(), box.center().y(), look)
    elif mark in (DIRECT, DIRECT_MINIMUM):
        marks.draw_diamond(painter, box.center(), 0.38 * look.em, mark == DIRECT, "chart.direct", look)


def draw_before(painter: QPainter, left: float, right: float, y: float, look: Look) -> None:
    """Where a bar ended before the edits."""
    painter.setPen(look.pen("chart.text", 1 / 7, style=Qt.PenStyle.DotLine))
    painter.drawLine(QLineF(left, y, right, y))

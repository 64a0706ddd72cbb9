"""How is the matrix drawn? What hangs on the outcomes first, the outlines of what is chosen over it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from engine.check.outcome import ZoneOutcome
from gui.chart.look import SMALL, STRONG, Look
from gui.chart.marks import draw_sign, sign_color
from gui.kernels.grid import Grid, Run, steps
from gui.kernels.places import Places, labels

OWN = "this log"
_SIGNS_APART = 5.0
_TINT = 0.2
_CHOSEN_TINT = 0.3
_SIGN = 1.6
_LEAST_SIGN = 4.0
_BESIDE = 2
_NUMBERS = 1.8
"""Where the numbers of the orders end, in ems."""


def draw_axis(painter: QPainter, where: Places, look: Look, grid: Grid | None, order: int, own: int) -> None:
    """A tick for each row of the rules, the releases where there is room, a mark at the log's own."""
    base = where.axis
    tick = 0.3 * look.em
    for step, each in enumerate(steps()):
        x = where.middle(step)
        painter.setPen(look.pen("chart.axis" if not each.late else "chart.grid", 1 / 12))
        painter.drawLine(QLineF(x, base, x, base + tick))
    y = base + 0.45 * look.em + look.line(SMALL) * 0.85
    for x, step, text in labels(look, where, _wanted(grid, order, own)):
        look.draw_text(painter, x, y, text, "chart.lit" if step == own else "chart.axis", SMALL)
    _draw_own(painter, where, look, own)


def _draw_own(painter: QPainter, where: Places, look: Look, own: int) -> None:
    x, half, top = where.middle(own), 0.38 * look.em, where.axis - 0.1 * look.em
    bottom = top + 0.6 * look.em
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(look.color("chart.lit"))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
    painter.drawPolygon(QPolygonF([QPointF(x, top), QPointF(x + half, bottom), QPointF(x - half, bottom)]))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def _wanted(grid: Grid | None, order: int, own: int) -> Iterator[tuple[int, str]]:
    """Which releases are named, the most important first: the log's own, where the order flips, the ends, the rest."""
    yield own, OWN
    flips = sorted(grid.flips, key=lambda flip: (flip[0] != order, steps()[flip[1]].late, flip[1])) if grid else []
    ends = (0, len(steps()) - 1)
    between = range(len(steps()) // 2, len(steps()), 4)
    for step in dict.fromkeys((*(step for _, step in flips), *ends, *between, *range(len(steps())))):
        if not steps()[step].late:
            yield step, steps()[step].first


def draw_cells(painter: QPainter, where: Places, look: Look, grid: Grid) -> None:
    """Every cell by colour and sign, and a line where one flips."""
    for run in grid.runs():
        _draw_run(painter, where, look, run)
    _draw_flips(painter, where, look, grid.flips)


def _draw_flips(painter: QPainter, where: Places, look: Look, flips: Iterable[tuple[int, int]]) -> None:
    painter.setPen(look.pen("chart.text", 1 / 6))
    lines = [QLineF(where.x(step), where.y(order), where.x(step), where.y(order + 1)) for order, step in flips]
    painter.drawLines(lines)


def _draw_run(painter: QPainter, where: Places, look: Look, run: Run) -> None:
    area = where.cell(run.order, run.first, run.last).adjusted(0.5, 0.5, -0.5, -0.5)
    name = sign_color(run.outcome)
    painter.setPen(look.pen(name, 1 / 14, 0.55))
    painter.setBrush(look.color(name, _TINT))
    painter.drawRect(area)
    apart = max(2, round(_SIGNS_APART * look.em / where.wide))
    inside = [step for step in range(apart // 2, where.columns, apart) if run.first < step < run.last]
    for x in [where.middle(step) for step in inside] or [area.center().x()]:
        _draw_sign(painter, x, area, look, run.outcome)


def _draw_sign(painter: QPainter, x: float, area: QRectF, look: Look, outcome: ZoneOutcome) -> None:
    side = min(area.height(), _SIGN * look.em)
    if side >= _LEAST_SIGN:
        draw_sign(painter, QRectF(x - side / 2, area.center().y() - side / 2, side, side), outcome, look)


def draw_rows(painter: QPainter, where: Places, look: Look, texts: tuple[str, ...], order: int) -> None:
    """The order and the size of each row, those of the asked order in bold."""
    for row, text in enumerate(texts):
        font, color = (STRONG, "chart.text") if row == order else (SMALL, "chart.axis")
        right = where.left - 0.6 * look.em
        y = (where.y(row) + where.y(row + 1)) / 2 + look.ascent(font) / 2
        look.draw_text(painter, right - look.width(text, font), y, text, color, font)
        number = str(row)
        look.draw_text(painter, _NUMBERS * look.em - look.width(number, font), y, number, color, font)


def draw_chosen(painter: QPainter, where: Places, look: Look, grid: Grid, order: int, step: int) -> None:
    """How each order ends under the rules that are used, these outlined, and so the order that is asked for."""
    edges = [where.y(row) for row in range(where.rows + 1)]
    for beside in range(max(step - 1, 0), min(step + 2, where.columns)):
        tint = _CHOSEN_TINT if beside == step else _TINT  # beside it too, lest two signs stand together
        left, wide = where.x(beside) - 1, where.x(beside + 1) - where.x(beside) + 2
        inks = {outcome: look.color(sign_color(outcome), tint) for outcome in ZoneOutcome}
        for row, outcomes in enumerate(grid.outcomes):
            inside = QRectF(left, edges[row] + 1, wide, edges[row + 1] - edges[row] - 2)
            painter.fillRect(inside, inks[outcomes[beside]])
    area = where.column(step)
    for row, outcomes in enumerate(grid.outcomes):
        inside = QRectF(area.left(), edges[row], area.width(), edges[row + 1] - edges[row])
        _draw_sign(painter, where.middle(step), inside, look, outcomes[step])
    painter.setBrush(Qt.BrushStyle.NoBrush)
    _draw_flips(painter, where, look, [flip for flip in grid.flips if abs(flip[1] - step) <= _BESIDE])
    painter.setPen(look.pen("chart.text", 1 / 8))
    if order < where.rows:
        painter.drawRect(where.row(order).adjusted(0, 0.5, 0, -0.5))
    painter.setPen(look.pen("chart.lit", 1 / 6))
    painter.drawRect(area.adjusted(-1, -1, 1, 1))


def draw_focus(painter: QPainter, where: Places, look: Look, cell: tuple[int, int]) -> None:
    """Where the keyboard is."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(look.pen("chart.background", 1 / 3))
    area = where.cell(cell[0], cell[1], cell[1]).adjusted(1, 1, -1, -1)
    painter.drawRect(area)
    painter.setPen(look.pen("chart.text", 1 / 6, 1.0, Qt.PenStyle.DotLine))
    painter.drawRect(area)

"""How is the gauge between "too little memory" and "fragmented" drawn as SVG? A row an order, two marks on one scale.

The marks are told by shape first, their numbers stand beside them; the order that was asked for is bold.
"""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from engine.report.gauge import INDEX, UNUSABLE, Gauge, GaugeRow, gauge_words, index_words, unusable_words
from engine.report.safe import printable

_WIDTH = 960
_LEFT, _RIGHT = 150, 610
_INDEX, _UNUSABLE = 790, 944
_TOP, _ROW = 44, 19
_DOT, _DIAMOND = 4, 6
_INK, _DIM, _GRID = "#16191d", "#5b636d", "#c9cdd3"
_INDEX_COLOUR, _UNUSABLE_COLOUR, _ASKED = "#d55e00", "#0072b2", "#cfe8fa"
_FONT = "font-family=\"'DejaVu Sans','Segoe UI',sans-serif\""


def gauge_svg(shown: Gauge) -> str:
    """The gauge as an element of a page."""
    bottom = _TOP + len(shown.rows) * _ROW
    tall = bottom + 44
    opening = (
        f'<svg viewBox="0 0 {_WIDTH} {tall}" width="{_WIDTH}" height="{tall}" role="img" {_FONT} font-size="12">'
        f"<title>{_safe(shown.title)}: {INDEX}</title><desc>{_safe('; '.join(gauge_words(shown)))}</desc>"
    )
    parts = [*_asked(shown), *_scale(shown, bottom), *_heads(shown)]
    for number, row in enumerate(shown.rows):
        parts += _order(shown, row, _TOP + (number + 0.5) * _ROW)
    parts.append(_text(16, bottom + 38, shown.threshold_words, "start", _DIM))
    return "\n".join([opening, f'<rect width="{_WIDTH}" height="{tall}" fill="#fff"/>', *parts, "</svg>"])


def _asked(shown: Gauge) -> Iterator[str]:
    """A band behind the order of the request."""
    for number, row in enumerate(shown.rows):
        if row.order == shown.asked:
            top = _TOP + number * _ROW
            yield f'<rect x="8" y="{top}" width="{_WIDTH - 16}" height="{_ROW}" fill="{_ASKED}"/>'


def _heads(shown: Gauge) -> Iterator[str]:
    yield _text(16, 18, shown.title, "start", bold=True)
    for words, right, mark in ((INDEX, _INDEX, _dot), (UNUSABLE, _UNUSABLE, _diamond)):
        yield mark(right - 7.2 * len(words) - 8, 14)
        yield _text(right, 18, words, "end")
    for words, x in zip(shown.ends, (_LEFT, _RIGHT), strict=True):
        yield _text(x, _TOP - 8, words, "middle", _DIM)


def _scale(shown: Gauge, bottom: float) -> Iterator[str]:
    for value in (*shown.scale, shown.threshold):
        marked = value == shown.threshold
        look = f'stroke="{_INK}" stroke-width="1.5" stroke-dasharray="4 3"' if marked else f'stroke="{_GRID}"'
        x = _x(shown, value)
        yield f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{bottom}" {look}/>'
        yield _text(x, bottom + 16, f"{value}", bold=marked)


def _order(shown: Gauge, row: GaugeRow, middle: float) -> Iterator[str]:
    bold, base = row.order == shown.asked, middle + 4
    yield f'<line x1="{_LEFT}" y1="{middle:.1f}" x2="{_RIGHT}" y2="{middle:.1f}" stroke="{_GRID}"/>'
    yield _text(16, base, f"order {row.order}, {row.size}", "start", bold=bold)
    yield _text(_INDEX, base, index_words(row), "end", bold=bold)
    yield _text(_UNUSABLE, base, unusable_words(row), "end", bold=bold)
    if row.unusable is not None:
        yield _diamond(_x(shown, row.unusable), middle)
    if row.index is not None and not row.suitable:
        yield _dot(_x(shown, row.index), middle)


def _x(shown: Gauge, value: int) -> float:
    return _LEFT + shown.place(value) * (_RIGHT - _LEFT)


def _dot(x: float, y: float) -> str:
    return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{_DOT}" fill="{_INDEX_COLOUR}" stroke="#fff"/>'


def _diamond(x: float, y: float) -> str:
    far = _DIAMOND
    corners = f"M{x - far:.1f} {y:.1f}L{x:.1f} {y - far:.1f}L{x + far:.1f} {y:.1f}L{x:.1f} {y + far:.1f}Z"
    return f'<path d="{corners}" fill="{_UNUSABLE_COLOUR}" stroke="#fff"/>'


def _text(x: float, y: float, text: str, anchor: str = "middle", colour: str = _INK, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}"{weight}>{_safe(text)}</text>'


def _safe(text: str) -> str:
    return escape(printable(text), quote=True)

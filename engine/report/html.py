"""How does a written report become one HTML file? Nothing in it reaches outside, runs, or is markup out of the log."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

from engine.report.document import (
    Dial,
    Document,
    Draft,
    Excerpt,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Point,
    Points,
    Table,
    line_spans,
)
from engine.report.gauge_svg import gauge_svg
from engine.report.safe import printable
from engine.report.svg_chart import chart_svg

_SHORT = 32
_POLICY = "default-src 'none'; style-src 'unsafe-inline'"
STYLE = """
:root { color-scheme: light; }
body { font: 15px/1.45 "DejaVu Sans", "Segoe UI", system-ui, sans-serif; color: #16191d; background: #fff;
  max-width: 62em; margin: 2em auto; padding: 0 1.2em; }
h1 { font-size: 1.5em; margin: 0 0 .4em; }
h2 { font-size: 1.2em; margin: 2em 0 .6em; padding-top: .5em; border-top: 3px solid #16191d; }
h2.observed { border-color: #0072b2; } h2.computed { border-color: #5b636d; } h2.advice { border-color: #a86f00; }
h3 { font-size: 1em; margin: 1.4em 0 .4em; }
p, li { margin: .35em 0; max-width: 52em; overflow-wrap: anywhere; } ul { padding-left: 1.3em; }
p.strong { font-size: 1.15em; font-weight: 600; background: #f4f6f8; border-left: 5px solid #16191d;
  padding: .6em .9em; }
p.refused { border-color: #c33c00; } p.would_pass { border-color: #00805d; } p.undecided { border-color: #a86f00; }
table { border-collapse: collapse; margin: .5em 0 1em; font-variant-numeric: tabular-nums; }
th, td { text-align: left; vertical-align: top; padding: .2em .8em .2em 0; border-bottom: 1px solid #e3e6ea;
  overflow-wrap: break-word; unicode-bidi: isolate; }
th { font-weight: 600; vertical-align: bottom; }
td.n, th.n { text-align: right; } td.n, td.first { white-space: nowrap; }
tr.failing td { color: #a03000; font-weight: 600; }
table.facts th { vertical-align: top; white-space: nowrap; padding-right: 1.4em; border: 0; }
table.facts td { border: 0; }
a { color: #5b636d; text-decoration: none; font-size: .85em; white-space: nowrap; }
a:hover { text-decoration: underline; }
.source { color: #5b636d; font-size: .85em; } .tag { font-size: .8em; color: #5b636d; border: 1px solid #b9bfc6;
  border-radius: 3px; padding: 0 .35em; }
figure { margin: 1em 0; } figure svg { width: 100%; height: auto; }
pre { font: 12px/1.4 "DejaVu Sans Mono", Consolas, monospace; background: #f4f6f8; padding: .7em; white-space: pre-wrap;
  overflow-wrap: anywhere; } pre b { color: #8c949d; font-weight: 400; user-select: none; }
pre span:target { background: #ffe9a8; }
@page { margin: 15mm; }
@media print { body { font-size: 10pt; margin: 0; max-width: none; padding: 0; } pre { font-size: 7.5pt; }
  h2, h3 { break-after: avoid; } figure, tr, p, li { break-inside: avoid; } a { color: inherit; } }
"""


def html_text(text: str) -> str:
    """The text as text, in an element or a quoted attribute; on one line."""
    return escape(printable(" ".join(text.split("\n"))), quote=True)


def html(document: Document, outcome: str, style: str = STYLE) -> str:
    """The whole report. `outcome` is the verdict's word, for the first sentence's colour; `style` is a style sheet."""
    title = next((block.text for block in document if isinstance(block, Heading)), "")
    numbers = frozenset(number for block in document if isinstance(block, Excerpt) for number, _ in block.lines)
    body = "\n".join(_Page(numbers, outcome).draw(document))
    return (
        '<!DOCTYPE html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{html_text(title)}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


class _Page:
    """Draws blocks; `numbers` are the log's lines that the page holds, so that evidence can lead there."""

    def __init__(self, numbers: frozenset[int], outcome: str) -> None:
        self._numbers = numbers
        self._outcome = outcome
        self._draw: dict[type, Callable[[Any], str]] = {
            Heading: self._heading,
            Paragraph: self._paragraph,
            Facts: self._facts,
            Points: self._points,
            Table: self._table,
            Picture: self._picture,
            Dial: self._dial,
            Draft: self._draft,
            Excerpt: self._excerpt,
        }

    def draw(self, document: Document) -> list[str]:
        """Every block's element."""
        return [self._draw[type(block)](block) for block in document]

    def _heading(self, block: Heading) -> str:
        kind = f' class="{block.tag}"' if block.tag else ""
        return f"<h{block.level}{kind}>{html_text(block.text)}</h{block.level}>"

    def _paragraph(self, block: Paragraph) -> str:
        kind = f' class="strong {html_text(self._outcome)}"' if block.strong else ""
        return f"<p{kind}>{html_text(block.text)}{self._evidence(block.lines)}</p>"

    def _evidence(self, lines: tuple[int, ...]) -> str:
        if not lines:
            return ""
        spans = [self._link(first, last) for first, last in line_spans(lines)]
        return f" <small>[line{'s' if len(set(lines)) > 1 else ''} {', '.join(spans)}]</small>"

    def _link(self, first: int, last: int) -> str:
        words = f"{first}" if first == last else f"{first}–{last}"
        return f'<a href="#L{first}">{words}</a>' if first in self._numbers else words

    def _facts(self, block: Facts) -> str:
        rows = [
            f'<tr><th scope="row">{html_text(row.label)}</th>'
            f"<td>{html_text(row.text)}{self._evidence(row.lines)}</td></tr>"
            for row in block.rows
        ]
        return f'<table class="facts">{"".join(rows)}</table>'

    def _points(self, block: Points) -> str:
        return "<ul>" + "".join(f"<li>{self._point(point)}</li>" for point in block.points) + "</ul>"

    def _point(self, point: Point) -> str:
        tag = f'<span class="tag">{html_text(point.tag)}</span> ' if point.tag else ""
        parts = (("source", point.source), ("kernels", point.kernels))
        rest = "; ".join(f"{label}: {text}" for label, text in parts if text)
        source = f' <span class="source">— {html_text(rest)}</span>' if rest else ""
        return f"{tag}{html_text(point.text)}{self._evidence(point.lines)}{source}"

    def _table(self, block: Table) -> str:
        head = "".join(_cell("th", cell, column >= block.numbers) for column, cell in enumerate(block.head))
        rows = []
        for number, row in enumerate(block.rows):
            kind = ' class="failing"' if number in block.failing else ""
            cells = "".join(_cell("td", cell, column >= block.numbers, not column) for column, cell in enumerate(row))
            rows.append(f"<tr{kind}>{cells}</tr>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"

    def _picture(self, block: Picture) -> str:
        return f"<figure>{chart_svg(block.values)}</figure>"

    def _dial(self, block: Dial) -> str:
        return f"<figure>{gauge_svg(block.shown)}</figure>"

    def _draft(self, block: Draft) -> str:
        return f"<pre>{_lines(block.text.split(chr(10)))}</pre>"

    def _excerpt(self, block: Excerpt) -> str:
        width = len(str(block.lines[-1][0])) if block.lines else 1
        lines = [
            f'<span id="L{number}"><b>{number:>{width}}</b>  {escape(printable(line))}</span>'
            for number, line in block.lines
        ]
        return "<pre>" + "\n".join(lines) + "</pre>"


def _lines(lines: list[str]) -> str:
    return "\n".join(escape(printable(line)) for line in lines)


def _cell(element: str, text: str, number: bool, first: bool = False) -> str:
    kind = ' class="n"' if number else ' class="first"' if first and len(text) <= _SHORT else ""
    return f"<{element}{kind}>{html_text(text)}</{element}>"

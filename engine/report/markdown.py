"""How does a written report become Markdown? Text from a log stays text there.

Markup characters are escaped, control and direction characters are shown as escapes, and what a renderer would make a
link of by itself is broken up.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from engine.report.document import (
    LOG,
    Block,
    Dial,
    Document,
    Draft,
    Excerpt,
    Facts,
    Heading,
    Paragraph,
    Picture,
    Points,
    Table,
    lines_words,
)
from engine.report.safe import printable
from engine.report.scale import signed

_MARKUP = re.compile(r"[\\`*\[\]#|~$]|(?<=\])\(|(?<![^\W_])_|_(?![^\W_])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
_BEGINNING = re.compile(r"^(\s*)([-+=])|^(\s*\d{1,9})(\.)(?!\d)")
_LINKS = re.compile(r"(?i)(?<=[a-z]):(?=//|[a-z])|(?<=www)\.")
"""Colons and dots by which a renderer finds links by itself, and schemes of all kinds."""


def markdown_text(text: str) -> str:
    """The text as text, on one line."""
    shown = _MARKUP.sub(r"\\\g<0>", printable(" ".join(text.split("\n"))))
    shown = _LINKS.sub(r"\\\g<0>", "".join(_ENTITIES.get(char, char) for char in shown))
    return _BEGINNING.sub(r"\1\3\\\2\4", shown)


def markdown(document: Document) -> str:
    """The whole report, ending with a line end."""
    return "\n\n".join(part for block in document for part in _block(block)) + "\n"


def _block(block: Block) -> Iterator[str]:
    draw = _DRAW[type(block)]
    text = draw(block)
    if text:
        yield text


def _heading(block: Heading) -> str:
    return f"{'#' * block.level} {markdown_text(block.text)}"


def _paragraph(block: Paragraph) -> str:
    text = markdown_text(block.text)
    return (f"**{text}**" if block.strong else text) + _evidence(block.lines)


def _evidence(lines: tuple[int, ...]) -> str:
    return f" _({lines_words(lines)})_" if lines else ""


def _facts(block: Facts) -> str:
    rows = [f"| {markdown_text(row.label)} | {markdown_text(row.text)}{_evidence(row.lines)} |" for row in block.rows]
    return "\n".join(["| | |", "| --- | --- |", *rows])


def _points(block: Points) -> str:
    return "\n".join(
        "- "
        + (f"_{point.tag}:_ " if point.tag else "")
        + markdown_text(point.text)
        + _evidence(point.lines)
        + (f" — source: {markdown_text(point.source)}" if point.source else "")
        + (f"; kernels: {markdown_text(point.kernels)}" if point.kernels else "")
        for point in block.points
    )


def _table(block: Table) -> str:
    marks = ["---:" if column >= block.numbers else "---" for column in range(len(block.head))]
    rows = [_row(row, number in block.failing) for number, row in enumerate(block.rows)]
    return "\n".join([_row(block.head, False), "| " + " | ".join(marks) + " |", *rows])


def _row(cells: tuple[str, ...], failing: bool) -> str:
    shown = [markdown_text(cell) for cell in cells]
    return "| " + " | ".join(f"**{cell}**" if failing and cell else cell for cell in shown) + " |"


def _picture(block: Picture) -> str:
    values = block.values
    title = markdown_text(f"{values.title}: {signed(values.callout.text)}".rstrip(": "))
    return f"![{title}]({block.file})"


def _dial(block: Dial) -> str:
    return f"{_table(block.table())}\n\n{markdown_text(block.shown.threshold_words)}"


def _draft(block: Draft) -> str:
    return "\\\n".join(f"> {markdown_text(line)}" for line in block.text.split("\n"))


def _excerpt(block: Excerpt) -> str:
    """Their file stands beside the report: no renderer agrees with another on what may stand in a listing."""
    numbers = tuple([number for number, _ in block.lines])
    return f"{lines_words(numbers)[:1].upper()}{lines_words(numbers)[1:]} of the log stand in [{LOG}]({LOG})."


_DRAW: dict[type, Callable[[Any], str]] = {
    Heading: _heading,
    Paragraph: _paragraph,
    Facts: _facts,
    Points: _points,
    Table: _table,
    Picture: _picture,
    Dial: _dial,
    Draft: _draft,
    Excerpt: _excerpt,
}

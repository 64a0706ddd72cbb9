"""How do cells become text for other programs, and text from them cells again? No widgets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

Block = list[list[str]]
LONGEST_CELL = 60
MOST_CELLS = 100_000


def to_tsv(block: Sequence[Sequence[str]]) -> str:
    """Tab-separated text as spreadsheets take it."""
    out = io.StringIO()
    csv.writer(out, dialect="excel-tab", lineterminator="\n").writerows(block)
    return out.getvalue()


def to_markdown(block: Sequence[Sequence[str]], right: Sequence[bool]) -> str:
    """A Markdown table whose first row is its header; `right` tells which columns hold numbers."""
    header, *rows = ([_escaped(text) for text in row] for row in block)
    rule = ["---:" if numbers else "---" for numbers in right]
    return "".join(f"| {' | '.join(row)} |\n" for row in (header, rule, *rows))


def from_text(text: str) -> Block:
    """The cells of tab-separated text; empty for a text that holds none or no table."""
    try:
        rows = [row or [""] for row in csv.reader(io.StringIO(text.rstrip("\r\n"), newline=""), dialect="excel-tab")]
    except csv.Error:
        return []
    return rows if sum(len(row) for row in rows) <= MOST_CELLS else []


def is_block(text: str) -> bool:
    """Whether a text can be meant for cells. Kernel messages are not: their lines are longer than any figure."""
    block = from_text(text[: MOST_CELLS * 4])
    return bool(text) and bool(block) and all(len(cell) <= LONGEST_CELL for row in block for cell in row)


def without_headers(block: Block, titles: Sequence[str]) -> Block:
    """The block less the header row and the first column that our own copies begin with."""
    header = block[0] if block else []
    if len(header) > 1 and all(title in titles for title in header[1:]):
        return [row[1:] for row in block[1:]]
    return block


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")

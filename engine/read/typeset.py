"""Which blanks and line ends did a typesetter or an editor put into the kernel's lines, and which did it lose?"""

from __future__ import annotations

import re
from collections import Counter

from engine.read.origins import Change, Repair, Span, with_edits

_SPLIT_NAME = re.compile(
    r"(?<=[a-z]_)[ \t]+(?=(?:anon|file|stack|size|reclaimable|unreclaimable|cma|pcp|scanned|tmp|highatomic)[:=?])"
)
_GLUED_BLOCKS = re.compile(r"(?<=[0-9]kB|[A-Z]{2}\)|\([A-Z]\))(?=[0-9]{1,9}[*][0-9]{1,7}kB)")
_BACKSLASH_END = re.compile(r"(?<=[\w:=*()/. ])\\\n(?=[\w:=*()/. ])")
_WITHIN_NAME = re.compile(r"[a-z_]\\\n[a-z_]{1,24}(?:\([a-z]{1,8}\))?:\s?[0-9]")
_NARROWEST = 60
_FEWEST = 2


def without_backslash_ends(text: str) -> Change | None:
    """The text without the line ends behind a backslash by which an editor shows that it broke a line at its edge: all
    at one column, or within a figure's name.
    """
    ends = [(found, found.start() - text.rfind("\n", 0, found.start())) for found in _BACKSLASH_END.finditer(text)]
    width, count = Counter(column for _, column in ends).most_common(1)[0] if ends else (0, 0)
    edge = width if width >= _NARROWEST and count >= _FEWEST else 0
    edits = [
        Span(found.start(), found.end(), "")
        for found, column in ends
        if column == edge or _WITHIN_NAME.match(text, found.start() - 1)
    ]
    if not edits:
        return None
    repair = Repair("lines that an editor broke with a backslash were put together", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])


def with_own_blanks(text: str) -> Change | None:
    """The text without blanks inside of names, and with those that are lost between two counts of free blocks."""
    repairs: list[Repair] = []
    edits: list[Span] = []
    for pattern, put, told in (
        (_SPLIT_NAME, "", "blanks inside of a figure's name were left out"),
        (_GLUED_BLOCKS, " ", "blanks that were lost between counts of free blocks were put back"),
    ):
        spans = [Span(found.start(), found.end(), put) for found in pattern.finditer(text)]
        if spans:
            edits += spans
            repairs.append(Repair(told, spans[0].start, len(spans)))
    return Change(tuple(with_edits(text, sorted(edits))), repairs) if edits else None

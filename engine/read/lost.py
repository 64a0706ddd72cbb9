"""Which lines begin a report, and are so broken that nobody can say what was asked for?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from engine.model.report import Diagnostic, Level, Place

_ENDS = r"[ \t]*(?:>|\u2026|\.{3})?\r?$"
_FAILURE = rf"(?P<words>(?:page allocation|vmemmap alloc) fail[a-z]{{0,8}})(?:[.:] ?o|[.:]?{_ENDS})"
_KILLER = rf"(?P<words>(?:invoked )?oom-killer: ?g|invoked oom-k[a-z]{{0,8}}:?{_ENDS})"
_BEGUN = tuple(
    (sign, re.compile(pattern, re.MULTILINE))
    for sign, pattern in (
        (": page allocation fail", ": " + _FAILURE),
        (": vmemmap alloc fail", ": " + _FAILURE),
        ("invoked oom-k", _KILLER),
        ("oom-killer:", _KILLER),
    )
)
"""What such a line has, and what stands where that is found."""
_TOLD = "a report begins here, but what was asked for is not whole on this line; the request was left unread"


def lost_headers(part: str, first: int, taken: Collection[int]) -> Iterator[Diagnostic]:
    """What there is to tell of such lines; `taken` are the indices of the lines that were read as headers."""
    index = position = last = 0
    for start, end in sorted(span for sign, begun in _BEGUN for span in _spans(part, sign, begun)):
        if start < last:
            continue
        index += part.count("\n", position, start)
        position, last = start, end
        if index not in taken:
            column = part.rfind("\n", 0, start) + 1
            yield Diagnostic(Level.WARNING, _TOLD, Place(first + index, start - column, end - column))


def _spans(part: str, sign: str, begun: re.Pattern[str]) -> Iterator[tuple[int, int]]:
    """Where the words stand that such a line has."""
    at = part.find(sign)
    while at >= 0:
        found = begun.match(part, at)
        if found is not None:
            yield found.span("words")
        at = part.find(sign, at + len(sign))

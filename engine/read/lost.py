"""Which lines begin a report, and are so broken that nobody can say what was asked for?"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from engine.model.report import Diagnostic, Level, Place

_ENDS = r"[ \t]*(?:>|\u2026|\.{3})?\r?$"
_BEGUN = re.compile(
    rf": (?P<words>page allocation fail[a-z]{{0,8}}|vmemmap alloc fail[a-z]{{0,8}})(?:[.:] ?o|[.:]?{_ENDS})"
    rf"|(?P<oom>(?:invoked )?oom-killer: ?g|invoked oom-k[a-z]{{0,8}}:?{_ENDS})",
    re.MULTILINE,
)
_TOLD = "a report begins here, but what was asked for is not whole on this line; the request was left unread"


def lost_headers(part: str, first: int, taken: Collection[int]) -> Iterator[Diagnostic]:
    """What there is to tell of such lines; `taken` are the indices of the lines that were read as headers."""
    index = position = 0
    for found in _BEGUN.finditer(part):
        index += part.count("\n", position, found.start())
        position = found.start()
        if index not in taken:
            start, end = found.span(found.lastgroup or 0)
            column = part.rfind("\n", 0, start) + 1
            yield Diagnostic(Level.WARNING, _TOLD, Place(first + index, start - column, end - column))

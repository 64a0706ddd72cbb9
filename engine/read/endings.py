"""What stands behind every line and is not the kernel's: quote marks, borders, columns of a log viewer?

`Mem-Info:` is a line of its own: what follows it there is somebody else's, and goes wherever a line ends in the same.
"""

from __future__ import annotations

import re

from engine.read.kinds import kind_match
from engine.read.origins import Change, Repair, Span, with_edits
from engine.read.prefix import prefix_end

_HEADING = re.compile(r"Mem-[Ii]nfo:(?P<rest>[^\n]{1,1000})$", re.MULTILINE)
_LONGEST = 240
_MOST_HEADINGS = 8
_FEWEST = 8
_NOT_FIRST = frozenset("[(<:=>\u2026\\#\ufffd")
"""What may begin a line of the kernel's, or is the sign of another damage."""
_COLUMN = re.compile(r"\d{10,20}(?:\D|\Z)")
_TOLD = "what stands behind the kernel's words on every line was left out"


def without_endings(text: str) -> Change | None:
    """The text without what stands at the end of its lines."""
    for number, heading in enumerate(_HEADING.finditer(text)):
        if number == _MOST_HEADINGS:
            return None
        rest = heading["rest"].strip()
        if _is_foreign(rest, heading["rest"]):
            found = list(_pattern(rest).finditer(text))
            if len(found) >= _FEWEST:
                edits = [Span(one.start(), one.end(), "") for one in found]
                return Change(tuple(with_edits(text, edits)), [Repair(_TOLD, edits[0].start, len(edits))])
    return None


def _is_foreign(rest: str, whole: str) -> bool:
    if not rest.isprintable() or not 0 < len(rest) <= _LONGEST or kind_match(rest[prefix_end(rest) :]) is not None:
        return False
    if rest[0].isalnum():
        return whole[0] == "\t" and _COLUMN.match(rest) is not None
    return rest[0] not in _NOT_FIRST or rest == "\\"


def _pattern(rest: str) -> re.Pattern[str]:
    """The same words with any numbers and blanks at the end of a line; blanks before them stay."""
    parts = []
    for part in re.findall(r"\d+|\s+|[^\d\s]+", rest):
        parts.append(r"\d{1,20}" if part[0].isdigit() else r"[^\S\n]{1,400}" if part.isspace() else re.escape(part))
    return re.compile(r"(?<!\d)" * rest[0].isdigit() + "".join(parts) + r"[^\S\n]{0,64}$", re.MULTILINE)

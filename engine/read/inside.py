"""Which prefixes stand in the middle of a line, and does a line of the kernel begin behind them?

Kernels up to 4.9 could print a line in parts, and the console put its level or time before each (printk, KERN_CONT); a
line end that was lost leaves the next line's prefix there. Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re

from engine.read.kinds import KINDS
from engine.read.origins import Change, Repair, Span, with_edits
from engine.read.pattern import blanks

_LEVEL = r"<[0-7cd]>"
_STAMP = r"\[ ?\d{1,7}\.\d{3,9}\](?:\[ ?[TC]\d{1,7}\])?"
_BEFORE_FIGURE = re.compile(
    blanks(
        rf"(?:\d[kK]B(?: \([A-Z]{{1,8}}\)|,)?|[A-Za-z0-9]:|=) ?(?P<mark>(?:{_LEVEL} ?)?(?:{_STAMP} ?)?)"
        r"(?=\d{1,12}\*\d{1,9}[kK]B|= \d{1,15}[kK]B|[a-z_()-]{2,30}:\d{1,15}[kK]B)"
    )
)
"""A figure of a zone, a prefix, and the next figure of the same line: no line of the kernel begins with such a one."""
_NOT_SURE = frozenset(("frame", "nodename", "cpuset", "other", "trace"))
_NAMELESS = "|".join(re.sub(r"\?P<\w+>", "?:", pattern) for kind, pattern in KINDS.items() if kind not in _NOT_SURE)
_HEADER = r"[\w/:.-]{1,32}(?:: page allocation failure| invoked oom-killer)"
_BEFORE_LINE = re.compile(blanks(rf"(?<=[^\s>])(?P<mark><[0-7]>)(?:{_STAMP} ?)?(?={_NAMELESS}|{_HEADER})"))
_LEFT_OUT = "prefixes in the middle of a line were left out"
_PARTED = "a line of the kernel begins in mid-line; the line was parted there"


def without_prefixes_inside(text: str) -> Change | None:
    """The text without prefixes between a line's figures, and with a line end where one was lost before a level."""
    left_out = [Span(*found.span("mark"), "") for found in _BEFORE_FIGURE.finditer(text) if found["mark"].strip()]
    parted = [Span(found.start("mark"), found.start("mark"), "\n") for found in _BEFORE_LINE.finditer(text)]
    told = ((left_out, _LEFT_OUT), (parted, _PARTED))
    repairs = [Repair(words, edits[0].start, len(edits)) for edits, words in told if edits]
    return Change(tuple(with_edits(text, sorted([*left_out, *parted]))), repairs) if repairs else None

"""Which line of a record that `journalctl -o verbose` prints on many lines is the kernel's, and when was it printed?"""

from __future__ import annotations

import re

from engine.read.origins import Change, Repair, Span
from engine.read.records import is_stamped

_RECORD = re.compile(
    r"^(?:[A-Z][a-z]{2} )?(?P<time>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) [^\s\[]{1,40}"
    r" \[s=[^\]\n]{1,400}\][ \t\r]{0,8}$"
    r"|^[ \t]{2,8}MESSAGE=(?P<text>[^\n]*)",
    re.MULTILINE,
)
_TOLD = "the messages were taken out of what journalctl -o verbose prints"


def out_of_verbose(text: str) -> Change | None:
    """The messages, one a line, each with its record's time before it where it has none."""
    spans: list[Span] = []
    first = count = 0
    time: Span | None = None
    for found in _RECORD.finditer(text):
        if found["time"] is not None:
            time = Span(*found.span("time"))
            continue
        start, end = found.span("text")
        if time is not None and not is_stamped(text, start):
            spans += [time, Span(time.end, time.end, " ")]
        spans += [Span(start, end), Span(end, end, "\n")]
        first, count = first if count else found.start(), count + 1
    return Change(spans, [Repair(_TOLD, first, count)]) if count else None

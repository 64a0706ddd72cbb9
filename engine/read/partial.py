"""Which lines of a container runtime's log are parts of one? They carry P where a whole line, or its end, carries F.

The Container Runtime Interface's log format (kubernetes, pkg/kubelet/kuberuntime/logs).
"""

from __future__ import annotations

import re

from engine.read.origins import Change, Repair, Span, with_edits

_LINE = re.compile(
    r"^\d{4}-\d\d-\d\dT[0-9:.,]{8,24}(?:Z|[+-]\d\d:?\d\d) (?P<stream>stdout|stderr) (?P<tag>[PF]) ", re.MULTILINE
)
_TOLD = "parts of lines that a container runtime had split were put together"


def with_parts_together(text: str) -> Change | None:
    """The text with the parts of each line on one."""
    edits: list[Span] = []
    open_streams: dict[str, int] = {}
    for found in _LINE.finditer(text):
        before = open_streams.pop(found["stream"], -1)
        if 0 <= before == found.start() - 1:
            edits.append(Span(before, found.end(), ""))
        elif found["tag"] == "P":
            edits.append(Span(*found.span("tag"), "F"))
        if found["tag"] == "P":
            open_streams[found["stream"]] = text.find("\n", found.end())
    if not edits:
        return None
    return Change(tuple(with_edits(text, edits)), [Repair(_TOLD, edits[0].start, len(edits))])

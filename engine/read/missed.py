"""How many of the kernel's messages did a log daemon never get, or throw away?

systemd-journald says so when the kernel's buffer was overwritten before it was read, rsyslogd when its rate limit was
reached (imklog, imjournal). Which messages these were nobody knows.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.model.report import Diagnostic, Level, Place

_SIGNS = (" kernel messages", " rate-limiting")
_MISSED = re.compile(
    r"(?P<journald>Missed (?P<missed>\d{1,9}) kernel messages)"
    r"|(?P<rsyslogd>\bim(?:klog|journal): (?P<lost>\d{1,9}) messages lost due to rate-limiting)"
)


def missed_messages(text: str) -> Iterator[Diagnostic]:
    """What there is to tell of such lines."""
    if not any(sign in text for sign in _SIGNS):
        return
    number, position = 1, 0
    for found in _MISSED.finditer(text):
        number += text.count("\n", position, found.start())
        position = found.start()
        column = text.rfind("\n", 0, position) + 1
        place = Place(number, position - column, found.end() - column)
        if found["missed"] is not None:
            message = (
                f"{int(found['missed']):,} messages are lost before this line: journald read the kernel's too late"
            )
        else:
            message = f"{int(found['lost']):,} messages are lost before this line: rsyslogd's rate limit was reached"
        yield Diagnostic(Level.WARNING, message, place)

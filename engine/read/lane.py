"""What did one task or CPU print so far, and who is waiting for what?"""

from __future__ import annotations

from collections import deque

from engine.read.draft import Draft
from engine.read.listing import Listing

_MOST_WAITING = 16


class Lane:
    """What one task or CPU printed, in order; a log that names neither is one lane.

    `current` takes the process line and the trace, `waiting` are headers without a listing yet; `passed` are
    those that waited when a later header got the last listing. `left_out` counts what the log says was left out before
    the first event.
    """

    __slots__ = ("current", "drafts", "left_out", "listing", "oom", "owner", "passed", "waiting")

    def __init__(self) -> None:
        self.drafts: list[Draft] = []
        self.current: Draft | None = None
        self.oom: Draft | None = None
        self.owner: Draft | None = None
        self.listing: Listing | None = None
        self.waiting: deque[Draft] = deque(maxlen=_MOST_WAITING)
        self.passed: list[Draft] = []
        self.left_out = 0

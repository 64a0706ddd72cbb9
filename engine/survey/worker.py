"""The process that surveys for a window: the request comes on standard input, batches go to standard output."""

from __future__ import annotations

import os
import select
import sys
import time

from engine.model.batch import Batch
from engine.model.sighting import Sighting
from engine.survey.frames import receive, send
from engine.survey.remote import Request
from engine.survey.survey import survey

_REQUESTS, _ANSWERS = 0, 1
_MOST_ROWS = 200
_OFTEN = 0.1
_POLITE = 5
"""The window goes before: on a busy machine it stays alive."""


def main() -> int:
    """Do what is asked and send it; ends when nobody listens any more."""
    request: Request | None = receive(_REQUESTS)
    if request is None:
        return 0
    if hasattr(os, "nice"):
        os.nice(_POLITE)
    answers = os.dup(_ANSWERS)
    os.dup2(2, _ANSWERS)  # what is printed by accident must not get among the answers
    try:
        _send_all(request, answers)
    except BrokenPipeError:
        return 0
    return 0


def _send_all(request: Request, answers: int) -> None:
    waiting: list[Sighting] = []
    last = time.monotonic()
    batch: Batch | None = None
    inputs, jobs, order, gfp, rules, spool = request
    for batch in survey(inputs, jobs=jobs, order=order, gfp=gfp, rules=rules, spool=spool, cancelled=_cancelled):
        if (batch.source or batch.notes) and waiting:
            send(answers, Batch(None, tuple(waiting), (), batch.progress))
            waiting = []
        waiting += batch.sightings
        now = time.monotonic()
        if batch.source or batch.notes or len(waiting) >= _MOST_ROWS or now - last >= _OFTEN:
            for start in range(0, max(len(waiting), 1), _MOST_ROWS):
                rows = tuple(waiting[start : start + _MOST_ROWS])
                send(answers, batch._replace(sightings=rows) if start == 0 else Batch(None, rows, (), batch.progress))
            waiting, last = [], now
    if batch is not None:
        send(answers, Batch(None, tuple(waiting), (), batch.progress))


def _cancelled() -> bool:
    """Whether the other side has closed its end."""
    return bool(select.select([_REQUESTS], [], [], 0)[0])


if __name__ == "__main__":
    sys.exit(main())

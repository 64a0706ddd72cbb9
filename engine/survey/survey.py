"""Which reports do many inputs hold? Found, read and judged on all of the machine's cores."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING

from engine.survey.run import prepare, run

if TYPE_CHECKING:
    from engine.model.batch import Batch


def survey(
    inputs: Iterable[str],
    *,
    jobs: int | None = None,
    order: int | None = None,
    gfp: str | None = None,
    rules: str | None = None,
    spool: str | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Iterator[Batch]:
    """What files, folders and archives hold, in the order of input and line, given out as it is found.

    `jobs` is the number of processes, None as many as pay. `order`, `gfp` and `rules` ask another question of the same
    memory. `spool` is a folder for the bytes around reports of what can't be read twice; without it these can't be
    opened again. A true `cancelled` ends it; what was found before stays.
    """
    began = time.monotonic()
    prepared = prepare(inputs, jobs=jobs)
    from engine.survey.counter import Counter
    from engine.survey.jobs import Wanted
    from engine.survey.question import Question
    from engine.survey.together import rows_or_proc

    counter = Counter(began)
    judge = Question(order, gfp, rules).judge
    for event in run(prepared, Wanted(rows_or_proc, judge, spool=spool), cancelled):
        yield counter.batch(event)
    yield from counter.held_back(judge, spool)

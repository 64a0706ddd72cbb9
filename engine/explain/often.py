"""How often did it happen, is it getting worse, and what was left out of the log?"""

from __future__ import annotations

from collections.abc import Iterator

from engine.explain.event import Event
from engine.explain.grounds import Answer, Ground, LogFacts, Nature, an_answer
from engine.explain.words import were_left_out

_SOURCE = "semantics.md E.1"
_ENOUGH = 6
"""Fewer times than this tell nothing of a tendency."""
_TWICE = 2.0
ONCE, WORSE, BETTER, STEADY, UNKNOWN = "once", "getting worse", "getting rarer", "steady", "can't tell"


def often(event: Event) -> Answer:
    """The tenth answer."""
    log, left_out = event.log, event.report.repeats
    if log is None:
        return _alone(event, left_out)
    left_out = max(left_out, log.suppressed)
    grade = UNKNOWN if _slub_texts(event) > 1 else _grade(log)
    sentence = _sentence(event, log, left_out, grade)
    return an_answer(10, sentence, Nature.OBSERVED, (*_counts(log), *_limits(event)), grade)


def _alone(event: Event, left_out: int) -> Answer:
    if _slub_texts(event) > 1:
        sentence = f"{_slub_texts(event):,} times in a row here."
    elif left_out:
        sentence = f"Here once; the log says that {were_left_out(left_out, 'like it')}."
    elif event.failed:
        sentence = (
            "Only this report was looked at. The kernel prints few of many: the count in the log is a least number."
        )
    else:
        said = "The text does not say whether anything" if event.headless else "Nothing"
        return an_answer(10, f"{said} failed, so there is nothing to count.", Nature.OBSERVED, (), UNKNOWN)
    return an_answer(10, sentence, Nature.OBSERVED, tuple(_limits(event)), UNKNOWN)


def _sentence(event: Event, log: LogFacts, left_out: int, grade: str) -> str:
    here = "in this log" if log.complete else "in this log so far"
    texts = _slub_texts(event)
    if log.same <= 1 and texts > 1:
        told = f"{texts:,} times in a row {here}"
    elif log.same <= 1:
        told = f"Once {here}" if event.failed else f"This memory was shown once {here}"
    else:
        told = f"{log.same:,} times {here}"
        if log.first is not None and log.last is not None and log.first != log.last:
            told += f", first at {log.first}, last at {log.last}"
    tendency = {WORSE: "; it is getting worse", BETTER: "; it is getting rarer", STEADY: "; it comes steadily"}
    told += tendency.get(grade, "")
    if left_out:
        told += f"; {were_left_out(left_out)} by the kernel's limit on messages"
    return f"{told}."


def _slub_texts(event: Event) -> int:
    """How many of SLUB's texts one report stands for: those that follow one another are one."""
    return 1 if event.slub is None else event.slub.count


def _grade(log: LogFacts) -> str:
    """By how many came in the first and in the second half of the time between the first and the last."""
    if log.same <= 1:
        return ONCE
    times = log.seconds
    if len(times) < _ENOUGH or times[-1] <= times[0]:
        return UNKNOWN
    middle = (times[0] + times[-1]) / 2
    early = sum(1 for one in times if one < middle)
    late = len(times) - early
    if late > _TWICE * early:
        return WORSE
    return BETTER if early > _TWICE * late else STEADY


def _counts(log: LogFacts) -> Iterator[Ground]:
    if log.reports > log.same:
        yield Ground(f"{log.reports:,} reports in the log, {log.same:,} of them with this cause.")
    if log.same > 1:
        yield Ground("The same cause: alike in who asked, order, flags and verdict.")


def _limits(event: Event) -> Iterator[Ground]:
    if not event.failed or event.analysis.request is None:
        return
    if event.has_flag("__GFP_NOWARN"):
        yield Ground("Requests with __GFP_NOWARN fail without a word: none of them is counted.", (), _SOURCE, "all")
    limit = "one report in ten seconds" if event.since(5, 4) else "ten lines in five seconds"
    yield Ground(
        f"The kernel limits itself to {limit}, so there may have been more.",
        (),
        _SOURCE,
        "5.4 and later" if event.since(5, 4) else "up to 5.3",
    )

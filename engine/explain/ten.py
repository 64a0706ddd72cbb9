"""What are the answers to the ten questions that people ask about such a message?"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from engine.explain.analysis import Analysis
from engine.explain.elsewhere import elsewhere
from engine.explain.event import Event
from engine.explain.fragmented import fragmented
from engine.explain.grounds import Answer as Answer
from engine.explain.grounds import Ground as Ground
from engine.explain.grounds import LogFacts as LogFacts
from engine.explain.grounds import Nature as Nature
from engine.explain.grounds import an_answer
from engine.explain.harmless import harmless
from engine.explain.knobs import settings
from engine.explain.meaning import meaning
from engine.explain.often import often
from engine.explain.other_kernels import other_kernels
from engine.explain.relief import relief
from engine.explain.whose import whose
from engine.model.report import Report


def why(event: Event) -> Answer:
    """The first answer: the verdict's sentence, with each zone's reason and where its figures stand."""
    return an_answer(1, event.analysis.sentence, Nature.COMPUTED, tuple(_zone_grounds(event)))


def _zone_grounds(event: Event) -> Iterator[Ground]:
    if not event.judged:
        return
    rules = event.analysis.rules.rules
    for zone in event.analysis.zones:
        fields = ("free", event.analysis.request.mark.value if event.analysis.request else "min")
        yield Ground(zone.reason, event.zone_places(zone, *fields), "semantics.md section A", f"rules of {rules.label}")
    for note in event.analysis.notes:
        yield Ground(note)


ANSWERS: tuple[Callable[[Event], Answer], ...] = (
    why,
    harmless,
    whose,
    settings,
    meaning,
    fragmented,
    relief,
    elsewhere,
    other_kernels,
    often,
)


_OF_THE_LOG = frozenset({harmless, often})


def ten_answers(report: Report, analysis: Analysis, log: LogFacts | None = None) -> tuple[Answer, ...]:
    """The ten answers in their order. Never raises for any figures; what the text doesn't tell is said so."""
    return answers_of(Event(report, analysis, log))


def answers_of(event: Event) -> tuple[Answer, ...]:
    """The same for an event whose matrix and changes are shown, too."""
    return tuple(answer(event) for answer in ANSWERS)


def with_log(event: Event, answers: tuple[Answer, ...], log: LogFacts | None) -> tuple[Answer, ...]:
    """The answers to an event of which more of the log has become known; only those that it bears on are made anew."""
    event.log = log
    return tuple(ask(event) if ask in _OF_THE_LOG else known for ask, known in zip(ANSWERS, answers, strict=True))

"""What is answered to a report that is looked at? Worked out beside the window, which stays alive."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.explain.analysis import Analysis
from engine.explain.event import Event
from engine.explain.grounds import Answer, LogFacts
from engine.explain.solver import Change, fruitless
from engine.explain.ten import answers_of, with_log
from engine.model.report import Report
from engine.report.gauge import Gauge, gauge


@dataclass(frozen=True, slots=True)
class Question:
    """What is answered: a report, its figures as they are edited, and what the log around it tells."""

    report: Report
    analysis: Analysis
    log: LogFacts | None

    def same_figures(self, other: Question) -> bool:
        """Whether only the log may differ."""
        return self.report is other.report and self.analysis is other.analysis


@dataclass(frozen=True, slots=True)
class Answered:
    """The answers to a question, what would let the request pass, what would not by itself, and the sixth's gauge."""

    question: Question
    answers: tuple[Answer, ...]
    changes: tuple[Change, ...]
    fruitless: Sequence[str]
    gauge: Gauge | None


class Answering:
    """Answers one question after the other; where only the log has grown, those that this bears on are made anew."""

    def __init__(self) -> None:
        self._known: tuple[Question, Event, tuple[Answer, ...]] | None = None

    def __call__(self, question: Question) -> Answered:
        """All there is to say."""
        known = self._known
        if known is not None and known[0].same_figures(question):
            event = known[1]
            answers = with_log(event, known[2], question.log)
        else:
            event = Event(question.report, question.analysis, question.log)
            answers = answers_of(event)
        self._known = question, event, answers
        helps = event.changes
        return Answered(question, answers, helps, fruitless(question.analysis, helps, event.matrix), gauge(event))

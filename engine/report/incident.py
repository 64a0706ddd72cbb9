"""What belongs to an incident pack, and which report does it tell of?

All that a redacted pack says comes from the redacted text, which is read again: a name can't slip past in a sentence.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.explain.event import Event
from engine.explain.grounds import Answer, LogFacts
from engine.explain.ten import ten_answers
from engine.model.report import Diagnostic, Level, Place, Report
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from engine.report.names_in_line import Secret
from engine.report.redact import Choice, Names, Replacement, redacted, report_lines

Judge = Callable[[Report], Analysis]
_READS_OTHERWISE = "with names replaced these lines read otherwise; the figures are those of the original lines"


@dataclass(frozen=True, slots=True)
class Origin:
    """The input: its name without folders, the SHA-256 of its bytes as they came, its number of lines; None is not
    known.
    """

    name: str
    sha256: str | None
    lines: int | None


@dataclass(frozen=True, slots=True)
class Incident:
    """One report with all that there is to tell of it.

    `excerpt` are the report's lines with their numbers, the kernel's first line before them where it tells the release.
    `edited`: the figures or the request are not all those of the log. `replaced` is what was put in the stead of what,
    None where nothing was to be redacted.
    """

    origin: Origin
    report: Report
    analysis: Analysis
    answers: tuple[Answer, ...]
    excerpt: tuple[tuple[int, str], ...]
    notes: tuple[Diagnostic, ...]
    edited: bool = False
    replaced: tuple[Replacement, ...] | None = None

    @property
    def event(self) -> Event:
        """The report and its analysis, for what is drawn beside the answers."""
        return Event(self.report, self.analysis, None)


def incident_of(
    text: str,
    report: Report,
    origin: Origin,
    *,
    judge: Judge = answer,
    log: LogFacts | None = None,
    edited: bool = False,
    redact: Choice | None = None,
) -> Incident:
    """The incident of a report that stands in a text at its own line numbers. `judge` gives the answer to it.

    `redact` chooses the names that are replaced; None: no name is looked for.
    """
    replaced = None
    original = report
    if redact is not None:
        replaced = Names(text, report, origin.name).replaced(redact)
        text = redacted(text, replaced)
        name = next((one.stand_in for one in replaced if one.secret is Secret.LOG), origin.name)
        origin = Origin(name, origin.sha256, origin.lines)
    reading = read_text(origin.name, text)
    same = [one for one in reading.reports if one.first_line == original.first_line]
    report = same[0] if same else _nameless(original)
    lines = text.split("\n")
    numbers = report_lines(report, len(lines))
    held = frozenset(numbers)
    notes = [note for note in reading.diagnostics if note.place.line in held]
    if report.scenario != original.scenario:  # never for want of care: a name can be anything
        report = replace(report, scenario=original.scenario)
        notes.append(Diagnostic(Level.WARNING, _READS_OTHERWISE, Place(report.first_line, 0, 0)))
    analysis = judge(report)
    return Incident(
        origin,
        report,
        analysis,
        ten_answers(report, analysis, log),
        tuple([(number, lines[number - 1].removesuffix("\r")) for number in numbers]),
        tuple(notes),
        edited,
        replaced,
    )


def _nameless(report: Report) -> Report:
    """What is left to tell of a report that can't be found again among redacted lines: its figures."""
    return Report(report.kind, report.first_line, report.last_line, report.scenario, complete=report.complete)


def judged_as(scenario: Scenario) -> Judge:
    """The answer to a report whose figures or request a person has edited to this."""

    def judge(report: Report) -> Analysis:
        """Zones that are as printed are the report's own, whose places in the text are known."""
        as_printed = report.scenario.zones == scenario.zones
        return answer(report, replace(scenario, zones=report.scenario.zones) if as_printed else scenario)

    return judge

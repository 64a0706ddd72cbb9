"""What does a person read in a terminal? The verdict first, then what was asked, the zones, the trace."""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.requester import requester, requester_words
from engine.model.oom import TaskRow
from engine.model.report import Diagnostic, Level, Reading, Report
from engine.model.units import show_bytes, show_kb, show_pages
from engine.report.safe import printable

WIDTH = 100
_LABEL = 12
_MOST_TASKS = 5

OUTCOME_WORDS = {
    Outcome.REFUSED: "REFUSED",
    Outcome.WOULD_PASS: "WOULD PASS",
    Outcome.UNDECIDED: "UNDECIDED",
    Outcome.NOT_APPLICABLE: "NOT APPLICABLE",
}
ZONE_WORDS = {
    ZoneOutcome.PASS: "passes",
    ZoneOutcome.FAIL: "refuses",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not asked",
}
KIND_WORDS = {
    "page_alloc_failure": "page allocation failure",
    "oom_kill": "OOM kill",
    "memcg_oom": "memory cgroup OOM",
    "show_mem": "memory information",
    "slub": "SLUB allocation failure",
    "vmalloc": "vmalloc failure",
    "proc": "/proc dump",
}


@dataclass(frozen=True, slots=True)
class Style:
    """Terminal escapes by purpose; all empty without colour."""

    bold: str = ""
    dim: str = ""
    red: str = ""
    green: str = ""
    yellow: str = ""
    off: str = ""


PLAIN = Style()
COLOUR = Style("\x1b[1m", "\x1b[2m", "\x1b[1;31m", "\x1b[1;32m", "\x1b[1;33m", "\x1b[0m")


def text_report(
    report: Report,
    analysis: Analysis,
    name: str,
    style: Style = PLAIN,
    width: int = WIDTH,
    answers: Iterable[tuple[str, str]] = (),
) -> str:
    """One report for reading, ending with a line end. Text from the log can't act on the terminal.

    `answers` are heads and texts of the ten answers, where they are wanted.
    """
    lines = [
        *_verdict(analysis, style, width),
        "",
        *_asked(report, analysis, name, style, width),
        *_answers(answers, style, width),
        *_zones(analysis, style, width),
        *_traces(analysis, style, width),
    ]
    return "\n".join(lines) + "\n"


def diagnostics_text(reading: Reading, style: Style = PLAIN, most: int = 20) -> str:
    """What was lost or repaired in a text, a line each; "" if nothing was.

    What is only worth knowing comes after warnings.
    """
    told = sorted(reading.diagnostics, key=lambda one: (_LEVELS.index(one.level), one.place.line))
    if not told:
        return ""
    rows = [f"  {_diagnostic(one, style)}" for one in told[:most]]
    rest = [f"  and {len(told) - most:,} more"] if len(told) > most else []
    return "\n".join([f"{style.bold}Reading{style.off}", *rows, *rest]) + "\n"


_LEVELS = (Level.ERROR, Level.WARNING, Level.INFO)


def _diagnostic(one: Diagnostic, style: Style) -> str:
    mark = {Level.ERROR: style.red, Level.WARNING: style.yellow, Level.INFO: style.dim}[one.level]
    return f"{mark}line {one.place.line}{style.off}: {printable(one.message)}"


def _wrapped(text: str, indent: str, width: int, first: str | None = None) -> list[str]:
    return textwrap.wrap(
        printable(text),
        width=max(width, 40),
        initial_indent=indent if first is None else first,
        subsequent_indent=indent,
        break_long_words=True,
        break_on_hyphens=False,
    )


def _verdict(analysis: Analysis, style: Style, width: int) -> Iterator[str]:
    colour = {Outcome.REFUSED: style.red, Outcome.WOULD_PASS: style.green}.get(analysis.outcome, style.yellow)
    yield f"{colour}{OUTCOME_WORDS[analysis.outcome]}{style.off}"
    yield from _wrapped(analysis.sentence, "", width)
    for note in analysis.notes:
        yield from _wrapped(note, "  ", width, first="· ")


def _row(label: str, text: str, style: Style, width: int) -> Iterator[str]:
    wrapped = _wrapped(text, " " * _LABEL, width, first=" " * _LABEL) or [""]
    yield f"{style.bold}{label:<{_LABEL}}{style.off}{wrapped[0][_LABEL:]}"
    yield from wrapped[1:]


def _answers(answers: Iterable[tuple[str, str]], style: Style, width: int) -> Iterator[str]:
    for head, text in answers:
        if head:
            yield ""
            yield f"{style.bold}{head}{style.off}"
        yield from _wrapped(text, "  ", width, first="  " if head else "· ")


def _asked(report: Report, analysis: Analysis, name: str, style: Style, width: int) -> Iterator[str]:
    where = f"{name}, lines {report.first_line}–{report.last_line}"
    when = f", {report.time}" if report.time else ""
    yield from _row("Event", f"{KIND_WORDS[report.kind.value]}{when}; {where}", style, width)
    request = analysis.request
    if request is not None:
        who = f" by {report.comm}" if report.comm else ""
        who += f" (pid {report.pid})" if report.pid is not None else ""
        flags = "|".join(request.gfp_flags) or "no flags"
        size = f"{show_bytes(request.size)} (order {request.order})"
        yield from _row("Asked for", f"{size}{who}, mode {request.gfp_mask:#x} = {flags}", style, width)
        reserves = ", ".join(request.alloc_flags) or "none"
        limits = (
            f"at most zone {request.highest_zone}, list {request.migratetype.name}, mark {request.mark.value},"
            f" allocation flags {reserves}, {'can' if request.can_block else 'can not'} wait for reclaim"
        )
        yield from _row("Which means", limits, style, width)
    asker = requester(report)
    if asker is not None:
        yield from _row("Requester", requester_words(asker, report.comm), style, width)
    if report.oom is not None and report.oom.tasks:
        yield from _row("Largest", _largest(report, report.oom.tasks), style, width)
    rules = analysis.rules
    yield from _row("Rules", f"{rules.rules.label} ({rules.rules.generation}): {rules.because}", style, width)


def _largest(report: Report, tasks: Sequence[TaskRow]) -> str:
    """The tasks with the most resident memory; pages where the text does not show the size of one."""
    largest = sorted(tasks, key=lambda task: (-task.rss, task.pid))[:_MOST_TASKS]
    size = report.scenario.page_size if report.scenario.zones else None
    each = [
        f"{task.name} (pid {task.pid}) {show_pages(task.rss) if size is None else show_kb(task.rss, size)}"
        for task in largest
    ]
    return f"{', '.join(each)}; {len(tasks):,} task{'s' if len(tasks) != 1 else ''} listed"


def _zones(analysis: Analysis, style: Style, width: int) -> Iterator[str]:
    if not analysis.zones or analysis.request is None:
        return
    yield ""
    yield f"{style.bold}Zones{style.off}"
    for zone in analysis.zones:
        colour = {ZoneOutcome.FAIL: style.red, ZoneOutcome.PASS: style.green}.get(zone.outcome, style.dim)
        rows = _wrapped(zone.reason, " " * _LABEL, width, first=" " * _LABEL)
        yield f"  {colour}{ZONE_WORDS[zone.outcome]:<{_LABEL - 2}}{style.off}{rows[0][_LABEL:]}"
        yield from rows[1:]
        if zone.candidate and zone.direct is not None and analysis.request.order:
            direct = zone.direct
            sign = ">" if direct.ok else "≤"
            words = (
                f"direct computation: {direct.pages:,} pages in blocks of order {analysis.request.order} or above"
                f" {sign} {direct.minimum:,} (minimum / 2^{analysis.request.order})"
            )
            for line in _wrapped(words, " " * _LABEL, width):
                yield f"{style.dim}{line}{style.off}"


def _traces(analysis: Analysis, style: Style, width: int) -> Iterator[str]:
    for zone in analysis.zones:
        if zone.trace:
            yield ""
            yield f"{style.bold}Trace: {printable(zone.zone.title)}{style.off} (pages)"
            yield from _trace(zone, style, width)


def _trace(zone: ZoneAnswer, style: Style, width: int) -> Iterator[str]:
    numbers = max(len(line.result) for line in zone.trace)
    column = min(max(len(line.text) for line in zone.trace) + 4, max(width - numbers, 44))
    for line in zone.trace:
        words = textwrap.wrap(line.text, width=column - 4, break_on_hyphens=False)
        for part in words[:-1]:
            yield f"  {part}"
        text = f"  {words[-1]:<{column - 2}}{line.result}"
        yield f"{style.red}{text}{style.off}" if line.step.ok is False and _is_last_failure(zone, line.step) else text


def _is_last_failure(zone: ZoneAnswer, step: object) -> bool:
    failing = [line.step for line in zone.trace if line.step.ok is False]
    return zone.outcome is ZoneOutcome.FAIL and failing[-1] is step


def summary(outcomes: Sequence[Outcome]) -> str:
    """How many reports ended how, for a text with several: "3 reports: 2 refused, 1 undecided"."""
    counts = {outcome: sum(1 for one in outcomes if one is outcome) for outcome in Outcome}
    parts = [f"{count:,} {outcome.value.replace('_', ' ')}" for outcome, count in counts.items() if count]
    return f"{len(outcomes):,} reports: {', '.join(parts)}"

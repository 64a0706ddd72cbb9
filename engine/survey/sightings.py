"""What does the list keep of a report?"""

from __future__ import annotations

from typing import NamedTuple

from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.explain.requester import requester
from engine.model.report import Report
from engine.model.sighting import Sighting, ZoneLevel
from engine.survey.times import seconds_of


class Part(NamedTuple):
    """Whole lines of a source: where they begin, the number of the first, their bytes; `boot_at` are the offsets of the
    kernel's first line where it was read before them.
    """

    source: int
    start: int
    first_line: int
    data: bytes
    boot_at: tuple[int, int] | None = None

    @property
    def shift(self) -> int:
        """What to add to the number of a line that was read to get its number in the source."""
        return self.first_line - 1 - (self.boot_at is not None)


class Judged(NamedTuple):
    """One report with its answer; `number` is its place, from 0, among those of its part."""

    report: Report
    analysis: Analysis
    number: int


def judge_as_printed(report: Report) -> Analysis:
    """The answer to a report as it stands."""
    return answer(report)


def sighting_of(part: Part, judged: Judged) -> Sighting:
    """The row of one report."""
    report, analysis = judged.report, judged.analysis
    request, scenario = analysis.request, report.scenario
    shift = part.shift
    return Sighting(
        source=part.source,
        first_line=report.first_line + shift,
        last_line=report.last_line + shift,
        start=part.start,
        end=part.start + len(part.data),
        start_line=part.first_line,
        part=judged.number,
        kind=report.kind,
        time=report.time,
        seconds=seconds_of(report.time),
        comm=report.comm,
        pid=report.pid,
        kernel=scenario.kernel.release,
        requester=requester_of(report),
        order=None if request is None else request.order,
        gfp_mask=None if request is None else request.gfp_mask,
        gfp_flags="" if request is None else "|".join(request.gfp_flags),
        outcome=analysis.outcome.value,
        zone=None if analysis.decisive is None else scenario.zones[analysis.decisive].title,
        sentence=analysis.sentence,
        page_size=scenario.page_size,
        zones=tuple([ZoneLevel(zone.title, zone.free, zone.min) for zone in scenario.zones]),
        repeats=report.repeats,
        boot=part.boot_at,
    )


def requester_of(report: Report) -> str | None:
    """Who asked, as a list shows it: the function and its module."""
    who = requester(report)
    if who is None or not who.shown:
        return None
    return f"{who.function} [{who.module}]" if who.module else who.function

"""What is the answer to a report? Where no zone was asked, the zones are not judged, and the answer says why."""

from __future__ import annotations

from dataclasses import replace

from engine.check.outcome import Exclusion, Outcome, ZoneOutcome, ZoneWalk
from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.happened import (
    PAGE_FAULT_KILL,
    event_notes,
    is_page_fault,
    memcg_sentence,
    slub_sentence,
    unasked_sentence,
    vmalloc_sentence,
)
from engine.explain.last_try import last_try_note
from engine.model.report import Kind, Report
from engine.model.scenario import Scenario


def answer(report: Report | None, scenario: Scenario | None = None) -> Analysis:
    """The whole answer to a report as read, or as a person has edited it. Never raises for any figures.

    A request or zones that a person has put in are always judged.
    """
    if report is None:
        return analyse(scenario or Scenario())
    scenario = scenario or report.scenario
    if report.kind is Kind.PAGE_ALLOC_FAILURE and report.slub is None and not report.repeats and scenario.request:
        return analyse(scenario)
    as_read = scenario.request == report.scenario.request
    sentence = _not_asked(report) if as_read or not scenario.zones else None
    if sentence is not None:
        return _not_applicable(scenario, sentence, tuple(event_notes(report)))
    analysis = analyse(scenario, failed=report.scenario.request is not None)
    unasked = unasked_sentence(report) if scenario.request is None else None
    told = tuple([note for note in event_notes(report) if unasked is None or note not in unasked]) if as_read else ()
    sentence = unasked or analysis.sentence
    if as_read and is_page_fault(report.oom):
        sentence = f"{PAGE_FAULT_KILL} {sentence}"
        return replace(analysis, sentence=sentence, notes=tuple([note for note in told if note != PAGE_FAULT_KILL]))
    why = last_try_note(analysis) if as_read and report.kind is Kind.OOM_KILL and not _is_by_hand(report) else None
    return replace(analysis, sentence=sentence, notes=(*told, *((why,) if why else ()), *analysis.notes))


def _is_by_hand(report: Report) -> bool:
    """Whether a person had the kernel kill."""
    return report.oom is not None and report.oom.manual


def _not_asked(report: Report) -> str | None:
    """Why no zone was asked; None where one was."""
    if report.kind is Kind.MEMCG_OOM:
        return memcg_sentence(report)
    if report.kind is Kind.SLUB and report.slub is not None:
        return slub_sentence(report.slub)
    return vmalloc_sentence(report)


def _not_applicable(scenario: Scenario, sentence: str, notes: tuple[str, ...]) -> Analysis:
    """The request and the zones as they are, none of them judged."""
    judged = analyse(scenario)
    shown = judged if scenario.request is None else analyse(replace(scenario, request=None))
    return replace(
        shown,
        scenario=scenario,
        request=judged.request,
        zones=tuple([_unasked(zone) for zone in shown.zones]),
        outcome=Outcome.NOT_APPLICABLE,
        sentence=sentence,
        notes=notes,
    )


def _unasked(zone: ZoneAnswer) -> ZoneAnswer:
    return replace(zone, walk=ZoneWalk(zone.index, ZoneOutcome.NOT_CANDIDATE, Exclusion.NO_ZONE_ASKED))

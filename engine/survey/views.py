"""What does the command line make of each report: a text, JSON, or a row of the list?"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial
from typing import Any, NamedTuple

from engine.check.outcome import Outcome
from engine.explain.analysis import Analysis
from engine.explain.event import Event
from engine.explain.grounds import Answer
from engine.model.report import Key, Kind, Place, Report
from engine.read.places import LazyPlaces
from engine.report.answers_report import answers_json, answers_lines
from engine.report.json_report import report_json
from engine.report.text import Style, text_report
from engine.survey.reading import Read
from engine.survey.together import ProcText

_INPUT = '"input": 0'


class Shown(NamedTuple):
    """A report as it is printed, and how it ended."""

    text: str
    outcome: Outcome


Show = Callable[[Report, Analysis, str], Any]
"""Makes the row of a report in a text of that name."""


def rows_of(read: Read, show: Show) -> tuple[Any, ...]:
    """What is printed of a window: its reports, then what was lost or repaired in it."""
    shift = read.part.shift
    if read.part.start == 0 and any(judged.report.kind is Kind.PROC for judged in read.judged):
        others = rows_of(read._replace(judged=_without_proc(read), diagnostics=()), show)
        return (*others, ProcText(read.part.data))
    rows: list[Any] = []
    for judged in read.judged:
        report = at_lines(judged.report, shift)
        rows.append(show(report, judged.analysis, read.name))
    for told in read.diagnostics:
        rows.append(replace(told, place=told.place._replace(line=told.place.line + shift)) if shift else told)
    return tuple(rows)


def _without_proc(read: Read) -> tuple:  # type: ignore[type-arg]
    return tuple(one for one in read.judged if one.report.kind is not Kind.PROC)


def at_lines(report: Report, shift: int) -> Report:
    """The report that stands so many lines further down."""
    if not shift:
        return report
    return replace(
        report,
        first_line=report.first_line + shift,
        last_line=report.last_line + shift,
        places=LazyPlaces(partial(_places_at, report.places, shift)),
        frames=tuple([frame._replace(line=frame.line + shift) for frame in report.frames]),
    )


def _places_at(places: Mapping[Key, Place], shift: int) -> dict[Key, Place]:
    return {key: place._replace(line=place.line + shift) for key, place in places.items()}


class Answered(NamedTuple):
    """An event with its ten answers."""

    event: Event
    answers: tuple[Answer, ...]


def show_text(
    report: Report, analysis: Analysis, name: str, *, style: Style, width: int, told: Answered | None = None
) -> Shown:
    """For a person at a terminal, with the ten answers if they are wanted."""
    answers = answers_lines(told.event, told.answers) if told is not None else ()
    return Shown(text_report(report, analysis, name, style, width, answers), analysis.outcome)


def show_json(report: Report, analysis: Analysis, name: str, *, told: Answered | None = None) -> Shown:
    """One line of JSON; which input it is of is put in by whoever numbers them."""
    row = report_json(report, analysis, 0)
    if told is not None:
        row |= answers_json(told.event, told.answers)
    return Shown(json.dumps(row, ensure_ascii=True), analysis.outcome)


def numbered(text: str, number: int) -> str:
    """The JSON of a report of that input."""
    return text.replace(_INPUT, f'"input": {number}', 1)


def with_name(text: str, name: str) -> str:
    """The JSON of a report with its input's name, for lines that stand alone."""
    return f'{text[:-1]}, "name": {json.dumps(name)}}}'


def show_all_json(read: Read) -> tuple[Any, ...]:
    """Rows of a window for scripts."""
    return rows_of(read, show_json)

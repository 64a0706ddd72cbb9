"""What does `check` print? Every report of its inputs as it is found, for a person or for a script."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, NamedTuple, TextIO

from engine.check.outcome import Outcome
from engine.explain.answer import answer
from engine.intake.this_machine import this_machine
from engine.kernels.gfp import GfpError
from engine.model.report import Diagnostic, Kind, Level, Place, Reading, Report
from engine.model.sighting import Sighting
from engine.read.procfs_merge import merge_proc
from engine.read.reader import read_text
from engine.report.json_report import SCHEMA, diagnostic_json
from engine.report.safe import printable
from engine.report.terminal import say, terminal_style
from engine.report.text import WIDTH, diagnostics_text, summary
from engine.survey.jobs import Began, Ended, Event, Failed, Gathering, Rows, Wanted
from engine.survey.list_export import lines_of
from engine.survey.question import Question
from engine.survey.reading import Read
from engine.survey.run import Prepared, run
from engine.survey.together import HeldBack, Joined, rows_or_proc
from engine.survey.views import ProcText, json_view, numbered, show_json, show_text, text_view, with_name


class Asked(NamedTuple):
    """What `check` is to print. `form` is "text", "json", "jsonl" or "list"; `columns` the form of a list. `question`
    is order, mask and rules. `answers`: with the ten answers.
    """

    form: str
    columns: str
    question: tuple[int | None, str | None, str | None]
    this_machine: bool
    answers: bool = False


class Printer:
    """Prints reports; what each form does differently is in its subclasses."""

    def __init__(self, out: TextIO) -> None:
        self.out = out
        self.names: list[str] = []
        self.count = 0

    def begin(self, name: str) -> None:
        """An input begins."""
        self.names.append(name)

    def show(self, number: int, row: Any) -> None:
        """A report, or what was lost or repaired."""

    def end(self, number: int, sha256: str | None, lines: int | None) -> None:
        """An input has ended."""

    def finish(self) -> None:
        """All inputs have ended."""


class TextPrinter(Printer):
    """Reports for reading, then what was lost or repaired in each input, then how its reports ended."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self.style, self.width = terminal_style(out)
        self._told: list[Diagnostic] = []
        self._outcomes: list[Outcome] = []

    def show(self, number: int, row: Any) -> None:
        """A report, or something to tell at the input's end."""
        if isinstance(row, Diagnostic):
            self._told.append(row)
            return
        if self.count:
            self.out.write("\n" + "─" * min(self.width, WIDTH) + "\n\n")
        self.out.write(row.text)
        self._outcomes.append(row.outcome)
        self.count += 1

    def end(self, number: int, sha256: str | None, lines: int | None) -> None:
        """What there is to tell of the input."""
        name = self.names[number]
        told = diagnostics_text(Reading(name, "", 0, (), tuple(self._told)), self.style)
        self.out.write(f"\n{told}" if told else "")
        if len(self._outcomes) > 1:
            self.out.write(f"\n{printable(name)}: {summary(self._outcomes)}\n")
        self._told, self._outcomes = [], []


class JsonPrinter(Printer):
    """One object: the reports as they come, then the inputs and diagnostics."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self._inputs: dict[int, dict[str, object]] = {}
        self._diagnostics: list[dict[str, Any]] = []
        out.write(f'{{"schema": {json.dumps(SCHEMA)},\n "reports": [')

    def show(self, number: int, row: Any) -> None:
        """A report, or a diagnostic for later."""
        if isinstance(row, Diagnostic):
            self._diagnostics.append(diagnostic_json(row, number))
            return
        self.out.write(f"{',' if self.count else ''}\n{numbered(row.text, number)}")
        self.count += 1

    def end(self, number: int, sha256: str | None, lines: int | None) -> None:
        """The input's own facts."""
        self._inputs[number] = {"name": self.names[number], "sha256": sha256, "lines": lines}

    def finish(self) -> None:
        """The rest of the object."""
        for number, name in enumerate(self.names):
            self._inputs.setdefault(number, {"name": name, "sha256": None, "lines": None})
        inputs = [self._inputs[number] for number in sorted(self._inputs)]
        self._diagnostics.sort(key=lambda told: (told["input"], told["line"]))
        self.out.write(f'],\n "inputs": {json.dumps(inputs)},\n "diagnostics": {json.dumps(self._diagnostics)}}}\n')


class JsonLinesPrinter(Printer):
    """A report a line, each with the name of its input."""

    def show(self, number: int, row: Any) -> None:
        """A report; diagnostics go to the people."""
        if isinstance(row, Diagnostic):
            if row.level is not Level.INFO:
                say(f"{self.names[number]}, line {row.place.line}: {row.message}")
            return
        self.out.write(with_name(numbered(row.text, number), self.names[number]) + "\n")
        self.count += 1


class ListPrinter(Printer):
    """A row a report."""

    def __init__(self, out: TextIO, form: str) -> None:
        super().__init__(out)
        self._form = form

    def show(self, number: int, row: Any) -> None:
        """A row, the columns' titles before the first."""
        if isinstance(row, Sighting):
            self.out.writelines(lines_of(row._replace(source=number), self.names, self._form, titles=not self.count))
            self.count += 1


def _printer(asked: Asked, out: TextIO) -> Printer:
    if asked.form == "list":
        return ListPrinter(out, asked.columns)
    return {"text": TextPrinter, "json": JsonPrinter, "jsonl": JsonLinesPrinter}[asked.form](out)


def _show_of(printer: Printer) -> Callable[..., Any]:
    """What makes a row of a report for a printer."""
    if isinstance(printer, TextPrinter):
        return partial(show_text, style=printer.style, width=printer.width)
    return show_json


class Check:
    """One run of `check`."""

    def __init__(self, asked: Asked, out: TextIO) -> None:
        self._asked = asked
        self._question = Question(*asked.question)
        self.printer = _printer(asked, out)
        self._show = _show_of(self.printer)
        self._late = asked.answers and asked.form != "list"
        if self._late:
            from engine.late_printing import LatePrinter
            from engine.survey.late import waiting

            self.printer, self._show = LatePrinter(self.printer, self._show), waiting
        self.failed = self.stopped = False
        self._number = -1
        self._proc: list[tuple[int, bytes]] = []
        self._held = HeldBack()
        self._meter = Meter()

    def run(self, prepared: Prepared) -> None:
        """Print all of it; what was found until Ctrl+C stays."""
        try:
            if self._asked.this_machine:
                self._this_machine()
            for event in run(prepared, self._wanted()):
                self._take(event)
        except KeyboardInterrupt:
            self.stopped = True
        except GfpError as error:
            self.failed = True
            say(str(error))
        self._meter.clear()
        try:
            self._put_together()
        except GfpError as error:
            self.failed = True
            say(str(error))
        self.printer.finish()

    def _wanted(self) -> Wanted:
        form, question = self._asked.form, self._question
        if form == "list":
            return Wanted(rows_or_proc, question.judge)
        view: Callable[[Read], tuple[Any, ...]]
        if self._late:
            from engine.survey.late import waiting_view

            view = waiting_view
        elif isinstance(self.printer, TextPrinter):
            view = text_view(self.printer.style, self.printer.width)
        else:
            view = json_view()
        return Wanted(view, question.judge, whole=form == "json")

    def _take(self, event: Event | None) -> None:
        self._meter.take(event, self.printer.count)
        if isinstance(event, Rows):
            for row in self._held.take(self._number, self.printer.names[self._number], event.rows):
                self._meter.clear()
                if isinstance(row, ProcText):
                    self._proc.append((self._number, row.data))
                else:
                    self.printer.show(self._number, row)
        elif isinstance(event, Began):
            self._number += 1
            self.printer.begin(event.name)
        elif isinstance(event, Ended):
            self._told(event.notes)
            self.printer.end(self._number, event.sha256, event.lines)
        elif isinstance(event, Failed):
            self.failed = self.failed or not event.skipped
            self._say(event.message)
        elif isinstance(event, Gathering):
            for note in event.notes:
                self._say(note)

    def _told(self, notes: Iterable[str]) -> None:
        for note in notes:
            self._say(f"{self.printer.names[self._number]}: {note}")
            if self._asked.form in ("text", "json"):
                self.printer.show(self._number, Diagnostic(Level.WARNING, note, Place(1, 0, 0)))

    def _say(self, sentence: str) -> None:
        self._meter.clear()
        say(sentence)

    def _this_machine(self) -> None:
        reading = this_machine()
        self._number += 1
        self.printer.begin(reading.name)
        self._show_all(self._number, reading, reading.reports)
        self.printer.end(self._number, reading.sha256, reading.lines)

    def _put_together(self) -> None:
        """The /proc files of one machine, which stand in several inputs, as one state."""
        readings = [read_text(self.printer.names[number], data) for number, data in self._proc]
        for (number, _), reading in zip(self._proc, merge_proc(readings), strict=True):
            reports = [report for report in reading.reports if report.kind is Kind.PROC]
            self._show_all(number, reading, reports)
        for state in self._held.states(self._question.judge):
            if isinstance(state, Joined):
                self.printer.begin(state.name)
            rows = state.rows if isinstance(state, Joined) else state.text.rows
            for row in rows:
                self.printer.show(len(self.printer.names) - 1 if isinstance(state, Joined) else state.source, row)

    def _show_all(self, number: int, reading: Reading, reports: Iterable[Report]) -> None:
        for report in reports:
            analysis = answer(report, self._question.scenario(report.scenario))
            self.printer.show(number, self._show(report, analysis, reading.name))
        for told in reading.diagnostics:
            self.printer.show(number, told)
        if self._asked.form == "text":
            self.printer.end(number, None, None)


class Meter:
    """How far it is, on standard error, if that is a terminal and it takes a while."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._total: int | None = None
        self._before = self._done = 0
        self._drawn = False

    def take(self, event: Event | None, reports: int) -> None:
        """What happened; draws a few times a second."""
        if not self._on:
            return
        if isinstance(event, Gathering):
            self._total = event.total
        elif isinstance(event, Began) and not event.inner:
            self._before, self._done = self._before + self._done, 0
        elif isinstance(event, Rows):
            self._done = max(self._done, event.done)
        now = time.monotonic()
        if now - self._last > 0.2 and now - self._began > 0.5:
            self._last = now
            self._draw(now - self._began, reports)

    def _draw(self, seconds: float, reports: int) -> None:
        done = self._before + self._done
        rate = done / seconds
        share = f"{100 * done / self._total:.0f} %, " if self._total else ""
        left = f", {(self._total - done) / rate:.0f} s left" if self._total and rate else ""
        sys.stderr.write(f"\r{share}{done / 1e6:,.0f} MB, {rate / 1e6:,.0f} MB/s{left}, {reports:,} reports\x1b[K")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take it away before something else is written."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False

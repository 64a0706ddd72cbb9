"""What does `check` print? Every report of its inputs as it is found, for a person or for a script."""

from __future__ import annotations

import signal
from collections.abc import Iterable
from typing import NamedTuple, TextIO

from engine.explain.answer import answer
from engine.kernels.gfp import GfpError
from engine.model.report import Diagnostic, Kind, Level, Place, Reading, Report
from engine.printing.meter import Meter
from engine.printing.printer import ListPrinter, Printer
from engine.read.reader import read_text
from engine.report.streams import say
from engine.survey.jobs import Began, Ended, Event, Failed, Gathering, Rows, Wanted
from engine.survey.question import Question
from engine.survey.run import Prepared, run
from engine.survey.together import HeldBack, Joined, ProcText


class Asked(NamedTuple):
    """What `check` is to print. `form` is "text", "json", "jsonl" or "list"; `columns` the form of a list. `question`
    is order, mask and rules. `answers`: with the ten answers.
    """

    form: str
    columns: str
    question: tuple[int | None, str | None, str | None]
    this_machine: bool
    answers: bool = False


def _printer(asked: Asked, out: TextIO) -> Printer:
    """What prints whole reports is not loaded for a list."""
    if asked.form == "list":
        return ListPrinter(out, asked.columns)
    from engine.printing.reports import PRINTERS

    printer = PRINTERS[asked.form](out)
    if asked.answers:
        from engine.printing.late import LatePrinter

        return LatePrinter(printer)
    return printer


class Check:
    """One run of `check`."""

    def __init__(self, asked: Asked, out: TextIO) -> None:
        self._asked = asked
        self._question = Question(*asked.question)
        self.printer = _printer(asked, out)
        self.failed = self.stopped = False
        self._number = -1
        self._proc: list[tuple[int, bytes]] = []
        self._held = HeldBack()
        self._meter = Meter()

    def run(self, prepared: Prepared) -> None:
        """Print all of it; what was found until Ctrl+C stays."""
        before = signal.getsignal(signal.SIGINT)
        if before is signal.default_int_handler:
            signal.signal(signal.SIGINT, self._interrupt)
        try:
            if self._asked.this_machine:
                self._this_machine()
            for event in run(prepared, self._wanted(), lambda: self.stopped):
                self._take(event)
        except KeyboardInterrupt:
            self.stopped = True
        except GfpError as error:
            self.failed = True
            say(str(error))
        finally:
            if before is signal.default_int_handler:
                signal.signal(signal.SIGINT, before)
        self._meter.clear()
        try:
            self._put_together()
        except GfpError as error:
            self.failed = True
            say(str(error))
        self.printer.finish()

    def _interrupt(self, number: int, frame: object) -> None:
        """Ctrl+C. What it raises is lost where Python drops exceptions, as in what is run while a value dies; that it
        was pressed is not.
        """
        self.stopped = True
        raise KeyboardInterrupt

    def _wanted(self) -> Wanted:
        return Wanted(self.printer.view, self._question.judge, whole=self._asked.form == "json")

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
        from engine.intake.this_machine import this_machine

        reading = this_machine()
        self._number += 1
        self.printer.begin(reading.name)
        self._show_all(self._number, reading, reading.reports)
        self.printer.end(self._number, reading.sha256, reading.lines)

    def _put_together(self) -> None:
        """The /proc files of one machine, which stand in several inputs, as one state."""
        for number, reading in self._proc_readings():
            reports = [report for report in reading.reports if report.kind is Kind.PROC]
            self._show_all(number, reading, reports)
        for state in self._held.states(self._question.judge):
            if isinstance(state, Joined):
                self.printer.begin(state.name)
            rows = state.rows if isinstance(state, Joined) else state.text.rows
            for row in rows:
                self.printer.show(len(self.printer.names) - 1 if isinstance(state, Joined) else state.source, row)

    def _proc_readings(self) -> Iterable[tuple[int, Reading]]:
        if not self._proc:
            return ()
        from engine.read.procfs_merge import merge_proc

        readings = [read_text(self.printer.names[number], data) for number, data in self._proc]
        return zip((number for number, _ in self._proc), merge_proc(readings), strict=True)

    def _show_all(self, number: int, reading: Reading, reports: Iterable[Report]) -> None:
        for report in reports:
            analysis = answer(report, self._question.scenario(report.scenario))
            self.printer.show(number, self.printer.row(report, analysis, reading.name))
        for told in reading.diagnostics:
            self.printer.show(number, told)
        if self._asked.form == "text":
            self.printer.end(number, None, None)

"""How are whole reports printed: as text for a person, as one JSON object, as a line of JSON each?"""

from __future__ import annotations

import json
from functools import partial
from typing import Any, TextIO

from engine.check.outcome import Outcome
from engine.model.report import Diagnostic, Level, Reading
from engine.printing.printer import Printer
from engine.report.json_report import SCHEMA, diagnostic_json
from engine.report.safe import printable
from engine.report.terminal import say, terminal_style
from engine.report.text import WIDTH, diagnostics_text, summary
from engine.survey.views import numbered, rows_of, show_all_json, show_json, show_text, with_name


class TextPrinter(Printer):
    """Reports for reading, then what was lost or repaired in each input, then how its reports ended."""

    def __init__(self, out: TextIO) -> None:
        super().__init__(out)
        self.style, self.width = terminal_style(out)
        self._told: list[Diagnostic] = []
        self._outcomes: list[Outcome] = []
        self.row = partial(show_text, style=self.style, width=self.width)
        self.view = partial(rows_of, show=self.row)

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

    row = staticmethod(show_json)
    view = staticmethod(show_all_json)

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

    row = staticmethod(show_json)
    view = staticmethod(show_all_json)

    def show(self, number: int, row: Any) -> None:
        """A report; diagnostics go to the people."""
        if isinstance(row, Diagnostic):
            if row.level is not Level.INFO:
                say(f"{self.names[number]}, line {row.place.line}: {row.message}")
            return
        self.out.write(with_name(numbered(row.text, number), self.names[number]) + "\n")
        self.count += 1


PRINTERS = {"text": TextPrinter, "json": JsonPrinter, "jsonl": JsonLinesPrinter}

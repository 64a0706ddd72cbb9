"""How does `check --answers` print what can only be answered when the whole log is known?"""

from __future__ import annotations

from typing import Any

from engine.model.report import Diagnostic
from engine.printing.printer import Printer
from engine.survey.late import Spool, Waiting, waiting, waiting_view


class LatePrinter(Printer):
    """Keeps everything back until the whole log is known, which some of the answers need."""

    row = staticmethod(waiting)
    view = staticmethod(waiting_view)

    def __init__(self, printer: Printer) -> None:
        super().__init__(printer.out)
        self._printer = printer
        self._spool = Spool()

    def begin(self, name: str) -> None:
        """Keep it."""
        super().begin(name)
        self._spool.note("begin", name)

    def show(self, number: int, row: Any) -> None:
        """Keep it, and count reports."""
        self.count += not isinstance(row, Diagnostic)
        self._spool.put(number, row)

    def end(self, number: int, sha256: str | None, lines: int | None) -> None:
        """Keep it."""
        self._spool.note("end", number, sha256, lines)

    def finish(self) -> None:
        """Print all of it, with the answers that waited."""
        for what, *values in self._spool.taken():
            if what == "show" and isinstance(values[1], Waiting):
                told, name = values[1].answered(self._spool.tally)
                values[1] = self._printer.row(told.event.report, told.event.analysis, name, told=told)
            getattr(self._printer, what)(*values)
        self._printer.finish()

"""What does `check` print of each report as it comes? Here what all forms have in common, and the list."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TextIO

from engine.model.sighting import Sighting
from engine.survey.list_export import lines_of
from engine.survey.reading import Read
from engine.survey.together import rows_or_proc


class Printer:
    """Prints reports; what each form does differently is in its subclasses. `view` makes the rows of a window where it
    is read, `row` that of one report; a list has rows of its own.
    """

    view: Callable[[Read], tuple[Any, ...]]
    row: Callable[..., Any]

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


class ListPrinter(Printer):
    """A row a report."""

    view = staticmethod(rows_or_proc)

    def __init__(self, out: TextIO, form: str) -> None:
        super().__init__(out)
        self._form = form

    def show(self, number: int, row: Any) -> None:
        """A row, the columns' titles before the first."""
        if isinstance(row, Sighting):
            self.out.writelines(lines_of(row._replace(source=number), self.names, self._form, titles=not self.count))
            self.count += 1

"""What is open, what was edited, and what is the answer to it? The one thing in the window that changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import PurePath

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from engine.check.kept import kept
from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.model.edits import blank_machine
from engine.model.report import Diagnostic, Reading, Report
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from engine.survey.reopen import first_text_line
from gui.reports.listing import Listing, LogPlace

_MOST_STEPS = 1000
_MOST_ANSWERS = 64
"""More than there are rules to go through."""
_NO_ID = -1
_MERGES = 1
TYPING = "typing in the source"
"""The merge key of text typed into the source: one step until something else is done."""
CHOOSING = "choosing a report"
"""The merge key of going through the list: who looks at a hundred reports takes one step back."""
TRIED = "A trial: these are the allocator's figures. “Use this state” keeps them, “Put back” there forgets them."


@dataclass(frozen=True)
class State:
    """All that is open. `data` are the bytes as they came, `typed` says that a person changed them here since.

    `report_index` is None where the text holds no report, or where there is no text. Of a log that is too large to be
    held, `data` is the part with the chosen report, `first_line` the number of its first line in the log, `place` says
    where it stands, and `listing` holds what else was found.
    """

    data: bytes
    name: str
    reading: Reading
    report_index: int | None
    scenario: Scenario
    typed: bool = False
    first_line: int = 1
    place: LogPlace | None = None
    listing: Listing | None = field(default=None, compare=False, repr=False)

    @property
    def report(self) -> Report | None:
        """The chosen report."""
        return None if self.report_index is None else self.reading.reports[self.report_index]

    @property
    def original(self) -> Scenario | None:
        """The scenario as the log gave it."""
        report = self.report
        return None if report is None else report.scenario

    @cached_property
    def empty(self) -> bool:
        """Whether nothing is open."""
        return not self.data and self.scenario == Scenario()

    def same(self, other: State) -> bool:
        """Whether there is no difference that a person could see or save."""
        return (
            self.reading.sha256 == other.reading.sha256
            and self.name == other.name
            and self.report_index == other.report_index
            and self.place == other.place
            and self.scenario == other.scenario
        )


class Document(QObject):
    """Holds the state, its answer and the undo stack. Every change is one step and comes through here."""

    analysis_changed = Signal(object)
    reading_changed = Signal(object)
    saved_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._state = _nothing()
        self._answered: Report | None = None
        self._answers = kept(_MOST_ANSWERS)(answer)
        self._analysis = self.answer(self._state.report, self._state.scenario)
        self._saved = self._state
        self._was_saved = True
        self._original: Analysis | None = None
        self.undo_stack = QUndoStack(self)
        self.undo_stack.setUndoLimit(_MOST_STEPS)

    @property
    def state(self) -> State:
        """What is open now."""
        return self._state

    @property
    def analysis(self) -> Analysis:
        """The answer to it."""
        return self._analysis

    def answer(self, report: Report | None, scenario: Scenario) -> Analysis:
        """The answer to a report's figures; to those that were seen lately, while it is that report, it is known."""
        if report is not self._answered:
            self._answered, self._answers = report, kept(_MOST_ANSWERS)(answer)
        return self._answers(report, scenario)

    @property
    def report(self) -> Report | None:
        """The chosen report."""
        return self.state.report

    @property
    def original(self) -> Scenario | None:
        """The scenario as the log gave it; None where there is no report."""
        return self.state.original

    @property
    def original_analysis(self) -> Analysis | None:
        """The answer to the log's own figures, made once for each report."""
        original = self.original
        if original is None:
            return None
        if self._original is None or self._original.scenario is not original:
            same = self.analysis.scenario == original
            self._original = self.analysis if same else self.answer(self.report, original)
        return self._original

    @property
    def edited(self) -> bool:
        """Whether figures, request or rules that are shown differ from the log's."""
        return self.analysis.scenario != (self.original or Scenario())

    @property
    def saved(self) -> bool:
        """Whether nothing would be lost by closing: no edits, or all of them saved."""
        edited = self.state.scenario != (self.original or Scenario())
        return self.state.same(self._saved) or not (edited or self.state.typed)

    def open_text(self, name: str, data: bytes | str, told: Sequence[Diagnostic] = ()) -> None:
        """Read a text and go to its first report with zones; `told` is what was known of it before."""
        state = _opened(name, data)
        if told:
            state = replace(state, reading=replace(state.reading, diagnostics=(*told, *state.reading.diagnostics)))
        self._step(f"open {PurePath(name).name}" if name else "open a text", state)

    def type_text(self, text: str) -> None:
        """Take the text as a person changed it; edits stay while the chosen report reads as before."""
        before = self.state
        typed = before.typed or bool(before.data)
        fresh = _opened(before.name or "typed text", text)
        state = replace(fresh, typed=typed, first_line=before.first_line, place=before.place, listing=before.listing)
        index = before.report_index
        if index is not None and index < len(state.reading.reports):
            state = _choosing(state, index)
        if before.original is not None and state.original == before.original:
            state = replace(state, scenario=before.scenario)
        self._step("change the source text", state, TYPING)

    def open_state(self, text: str, state: State) -> None:
        """Take a whole state, from a session; it counts as saved."""
        self._step(text, state)
        self.set_saved()

    def open_blank(self) -> None:
        """Start by hand, with a usual machine and no text."""
        self._step("blank x86-64 machine", replace(_nothing(), scenario=blank_machine()))

    def choose_report(self, index: int) -> None:
        """Go to another report of the text; one that isn't there raises IndexError."""
        self._step(f"go to report {index + 1}", _choosing(self.state, index), CHOOSING)

    def open_part(self, listing: Listing, row: int, data: bytes, reading: Reading) -> None:
        """Go to a report of a log: `data` are the bytes around it as they came, `reading` what they hold.

        A part that no longer holds the report raises IndexError.
        """
        one = listing.sightings[row]
        state = State(data, reading.name, reading, None, Scenario())
        place = listing.place_of(row)
        state = replace(_choosing(state, one.part), first_line=first_text_line(one), place=place, listing=listing)
        if listing is self.state.listing:
            self._step(f"go to report {row + 1:,}", state, CHOOSING)
        else:
            self._step(f"open {PurePath(reading.name).name}", state)

    def edit(self, text: str, scenario: Scenario, merge_key: str = "") -> None:
        """Make one undo step of an edit; one that changes nothing is none. Equal merge keys in a row merge."""
        self._step(text, replace(self.state, scenario=scenario), merge_key)

    def try_out(self, scenario: Scenario) -> None:
        """Have everything show another scenario until the next step; it is none itself, and nothing is kept of it."""
        if scenario == self._analysis.scenario:
            return
        fresh = self.answer(self.report, scenario)
        if scenario != self._state.scenario:
            fresh = replace(fresh, notes=(TRIED, *fresh.notes))
        self._analysis = fresh
        self.analysis_changed.emit(fresh)

    def revert(self) -> None:
        """The report as the log gave it, in one step."""
        if self.original is not None:
            self.edit("revert all", self.original)

    def set_saved(self) -> None:
        """What is open now has been saved."""
        self._saved = self.state
        self._tell_saved()

    def _step(self, text: str, state: State, merge_key: str = "") -> None:
        """Push a step that was judged before: nothing may go wrong while the stack is changing."""
        if state.same(self.state):
            self.try_out(self.state.scenario)
        else:
            fresh = self.answer(state.report, state.scenario)
            self.undo_stack.push(_Step(self, text, self.state, state, fresh, merge_key))

    def _show(self, state: State, analysis: Analysis) -> None:
        before, self._state, self._analysis = self._state, state, analysis
        if state.reading is not before.reading or state.report_index != before.report_index:
            self.reading_changed.emit(state.reading)
        self.analysis_changed.emit(analysis)
        self._tell_saved()

    def _tell_saved(self) -> None:
        if self.saved != self._was_saved:
            self._was_saved = self.saved
            self.saved_changed.emit(self.saved)


class _Step(QUndoCommand):
    """One step as two whole states; nobody writes an inverse. It keeps no answers: a thousand of them are much."""

    def __init__(
        self, document: Document, text: str, before: State, after: State, fresh: Analysis, merge_key: str
    ) -> None:
        super().__init__(text)
        self._document = document
        self._before = before
        self._after = after
        self._fresh: Analysis | None = fresh
        self._merge_key = merge_key

    def redo(self) -> None:
        """Go to the state after."""
        fresh, self._fresh = self._fresh, None
        self._document._show(self._after, fresh or self._document.answer(self._after.report, self._after.scenario))

    def undo(self) -> None:
        """Go to the state before."""
        self._document._show(self._before, self._document.answer(self._before.report, self._before.scenario))

    def id(self) -> int:
        """For Qt: only steps of one kind are offered to mergeWith."""
        return _MERGES if self._merge_key else _NO_ID

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take the next step into this one; back where it began, the step vanishes."""
        if not isinstance(other, _Step) or other._merge_key != self._merge_key:
            return False
        self._after = other._after
        self.setText(other.text())
        self.setObsolete(self._after.same(self._before))
        return True


def _nothing() -> State:
    return State(b"", "", read_text("", b""), None, Scenario())


def _opened(name: str, data: bytes | str) -> State:
    raw = data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data
    reading = read_text(name, raw)
    state = State(raw, name, reading, None, Scenario())
    reports = reading.reports
    if not reports:
        return state
    return _choosing(state, next((index for index, report in enumerate(reports) if report.scenario.zones), 0))


def _choosing(state: State, index: int) -> State:
    if not 0 <= index < len(state.reading.reports):
        raise IndexError(f"no report {index}: the text has {len(state.reading.reports)}")
    return replace(state, report_index=index, scenario=state.reading.reports[index].scenario)

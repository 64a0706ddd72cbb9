"""What do people ask about such a message, and what is answered? A line or two each; its grounds open below it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QTimer, QUrl, Signal
from PySide6.QtGui import QCursor, QGuiApplication, QResizeEvent, QShowEvent, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QToolTip, QWidget

from engine.explain.analysis import Analysis
from engine.explain.grounds import Answer, LogFacts
from engine.explain.solver import Change
from engine.model.report import Place, Report
from engine.model.scenario import Scenario
from engine.report.gauge import gauge_words
from engine.report.safe import printable
from gui import theme
from gui.answers.answering import Answered, Answering, Question
from gui.answers.gauge import gauge_image
from gui.answers.page import COPY, GAUGED, GO, INDENT, OPEN, SHOW, TRY, UNDO, Drawn, Offer, Page
from gui.latest import Latest

_PAUSE_MS = 150
"""Figures that are being typed are answered when the hand rests: the verdict moves at once, this may follow."""


@dataclass(frozen=True, slots=True)
class _Offered:
    """The changes that let figures pass, and the figures that each of them makes."""

    report: Report
    changes: tuple[Change, ...]
    results: tuple[Scenario, ...]
    fruitless: Sequence[str]

    def tried(self, scenario: Scenario) -> int | None:
        """Which of them these figures are."""
        return next((number for number, result in enumerate(self.results) if result == scenario), None)


class AnswersPane(QTextBrowser):
    """Nine questions with their answers; the first is the verdict's. Text that can be selected, links for the rest.

    `edit_asked` carries a change that lets the request pass, as the text of a step and the figures it leads to.
    `undo_asked` wants the last step back, `pane_asked` the pane of this name, `zone_asked` the zone that was changed.
    """

    place_asked = Signal(object)
    edit_asked = Signal(str, object, str)
    undo_asked = Signal()
    pane_asked = Signal(str)
    zone_asked = Signal(int)

    def __init__(self, report: Callable[[], Report | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._wanted: Analysis | None = None
        self._log: LogFacts | None = None
        self._shown: Answered | None = None
        self._offered: _Offered | None = None
        self._tried: int | None = None
        self._open: set[int] = set()
        self._blank = False
        self._drawn_for: tuple[int, float] | None = None
        self._beside = Latest(Answering(), self)
        self._beside.done.connect(self._take)
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName("Answers")
        self.setAccessibleDescription("What people ask about such a message, each question with its answer and grounds")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self._ask)
        self._resized = QTimer(self, singleShot=True, interval=0)
        self._resized.timeout.connect(self._fit)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._write)
        self._write()

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """Answer for these figures, at once for another report or a change from here, else when the hand rests."""
        self._wanted = analysis
        shown, report = self._shown, self._report()
        if shown is None and report is None and self._blank:
            return  # nothing was asked, and nothing is
        if shown is None or shown.question.report is not report:
            self._open.clear()
            self._offered = None
            if shown is None:
                self._write()
            self._pause.start(0)
        elif analysis is not shown.question.analysis:
            quick = self._offered is not None and self._offered.tried(analysis.scenario) is not None
            self._pause.start(0 if quick else _PAUSE_MS)

    def show_log(self, log: LogFacts | None) -> None:
        """Answer with what the whole log tells of the report; behind others it waits, as the figures do."""
        if log != self._log:
            self._log = log
            if self._wanted is not None and self.isVisible() and not self._pause.isActive():
                self._pause.start(_PAUSE_MS)

    def showEvent(self, event: QShowEvent) -> None:
        """The figures come after this, and what has come of the log with them."""
        super().showEvent(event)
        if self._wanted is not None and not self._pause.isActive():
            self._pause.start(_PAUSE_MS)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The gauge is as wide as there is room for it."""
        super().resizeEvent(event)
        self._resized.start()

    def event(self, event: QEvent) -> bool:
        """On another screen the gauge is drawn for that."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._resized.start()
        return super().event(event)

    @property
    def settled(self) -> bool:
        """Whether the answers are those to what is shown elsewhere."""
        question = self._question()
        return not self._pause.isActive() and (self._shown.question if self._shown else None) == question

    @property
    def log(self) -> LogFacts | None:
        """What the whole log tells, as far as it was told here."""
        return self._log

    def answers(self) -> tuple[Answer, ...]:
        """What is shown, the verdict's answer included."""
        return self._shown.answers if self._shown is not None else ()

    def changes(self) -> tuple[Change, ...]:
        """The changes that are offered."""
        return self._offered.changes if self._offered is not None else ()

    def open_answer(self, number: int) -> None:
        """Show or hide the grounds of an answer."""
        self._open ^= {number}
        self._write()

    def try_change(self, number: int) -> None:
        """Ask for a change that is offered."""
        offered = self._offered
        if offered is not None and number < len(offered.changes):
            change = offered.changes[number]
            self.edit_asked.emit(f"try {printable(change.text)}", offered.results[number], "")
            if change.zone is not None:
                self.zone_asked.emit(change.zone)

    # ---- asking

    def _question(self) -> Question | None:
        report, analysis = self._report(), self._wanted
        return None if report is None or analysis is None else Question(report, analysis, self._log)

    def _ask(self) -> None:
        question = self._question()
        if question is None:
            self._shown = self._offered = self._tried = None
            self._write()
        elif self._shown is None or self._shown.question != question:
            self._beside.ask(question)

    def _take(self, question: Question, found: Answered) -> None:
        """The answers have come; those to a question of before are for nobody."""
        if question.report is not self._report() or question.analysis is not self._wanted:
            return
        anew = self._shown is None or self._shown.question.report is not question.report
        self._shown = found
        scenario = question.analysis.scenario
        before, offered = self._tried, self._offered
        if offered is None or offered.report is not question.report or offered.tried(scenario) is None:
            results = tuple([change.apply(scenario) for change in found.changes])
            self._offered = _Offered(question.report, found.changes, results, found.fruitless)
        self._tried = self._offered.tried(scenario) if self._offered is not None else None
        self._write(anew)
        if self._tried not in (None, before):
            self._bring_to_sight(self._links().get(UNDO))

    def _follow(self, url: QUrl) -> None:
        what, _, rest = url.toString().partition(":")
        if what == OPEN:
            self.open_answer(int(rest))
        elif what == TRY:
            self.try_change(int(rest))
        elif what == UNDO:
            self.undo_asked.emit()
        elif what == SHOW:
            self.pane_asked.emit(rest)
        elif what == GO:
            line, start, end = map(int, rest.split(","))
            self.place_asked.emit(Place(line, start, end))
        elif what == COPY:
            draft = next((answer.draft for answer in self.answers() if answer.number == int(rest)), "")
            QGuiApplication.clipboard().setText(draft)
            QToolTip.showText(QCursor.pos(), "The text for a bug report is on the clipboard", self)

    # ---- showing

    def _offer(self) -> Offer | None:
        """What is said of changes; nothing where nothing is to be changed."""
        offered = self._offered
        if offered is None or not (offered.changes or offered.fruitless):
            return None
        return Offer(offered.changes, self._tried, offered.fruitless)

    def _room(self) -> tuple[int, float]:
        """How wide a picture may be, with or without a scroll bar beside it, and how fine the screen is."""
        taken = self.verticalScrollBar().sizeHint().width() + 2 * self.document().documentMargin() + 2 * INDENT
        return round(self.contentsRect().width() - taken), self.devicePixelRatioF()

    def _gauge(self) -> Drawn | None:
        """The gauge, while it is to be seen."""
        found = self._shown.gauge if self._shown is not None and GAUGED in self._open else None
        self._drawn_for = None
        if found is None:
            return None
        self._drawn_for = self._room()
        return Drawn(gauge_image(found, *self._drawn_for), "\n".join(map(printable, gauge_words(found))))

    def _fit(self) -> None:
        if self._drawn_for not in (None, self._room()):
            self._write()

    def _write(self, anew: bool = False) -> None:
        """Write all of it again; unless it is about another report, the page and the keyboard stay where they are."""
        place, link = self.verticalScrollBar().value(), self._link_in_focus()
        waiting = self._question() is not None
        self.clear()
        Page(QTextCursor(self.document())).write(
            self.answers(), self._offer(), self._open, waiting=waiting, gauge=self._gauge()
        )
        self._blank = not waiting
        self.moveCursor(QTextCursor.MoveOperation.Start)
        if not anew:
            if link:
                self._focus_link(link)
            self.verticalScrollBar().setValue(place)

    def _link_in_focus(self) -> str:
        """The address of the link that the keyboard is on."""
        cursor = self.textCursor()
        return cursor.charFormat().anchorHref() if self.hasFocus() and cursor.hasSelection() else ""

    def _focus_link(self, link: str) -> None:
        """Put the keyboard on a link: a change that was tried has become Undo, and the other way round."""
        places = self._links()
        what = link.partition(":")[0]
        at = places.get(link)
        if at is None and what in (TRY, UNDO):
            at = next((place for found, place in places.items() if found.partition(":")[0] in (TRY, UNDO)), None)
        if at:
            cursor = self.textCursor()
            cursor.setPosition(at - 1)
            cursor.setPosition(at, QTextCursor.MoveMode.KeepAnchor)
            self.setTextCursor(cursor)
            self.focusNextPrevChild(True)

    def _bring_to_sight(self, at: int | None) -> None:
        """Scroll no further than needed to see what stands there."""
        if at is not None:
            cursor = QTextCursor(self.document())
            cursor.setPosition(at)
            line, high = self.cursorRect(cursor), self.viewport().height()
            beyond = max(line.bottom() + line.height() - high, 0) or min(line.top() - line.height(), 0)
            self.verticalScrollBar().setValue(self.verticalScrollBar().value() + beyond)

    def _links(self) -> dict[str, int]:
        """Where each link begins."""
        found: dict[str, int] = {}
        block = self.document().begin()
        while block.isValid():
            for part in block.textFormats():
                href = part.format.anchorHref()
                if href:
                    found.setdefault(href, block.position() + part.start)
            block = block.next()
        return found

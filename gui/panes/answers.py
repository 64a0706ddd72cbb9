"""What do people ask about such a message, and what is answered? A line or two each; its grounds open below it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QTimer, QUrl, Signal
from PySide6.QtGui import QCursor, QFont, QGuiApplication, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextBrowser, QToolTip, QWidget

from engine.explain.analysis import Analysis
from engine.explain.ten import Answer, Ground, Nature, ten_answers
from engine.model.report import Place, Report
from engine.model.scenario import Scenario
from engine.report.safe import printable
from gui import theme

_IN_BANNER = 1
"""The first answer is the verdict's own sentence, which stands above all panes."""
_PAUSE_MS = 150
"""Figures that are being typed are answered when the hand rests: the verdict moves at once, this may follow."""
_OPEN, _GO, _COPY = "open", "go", "copy"
_MOST_PLACES = 3
_NATURES = {Nature.OBSERVED: "in the text", Nature.COMPUTED: "computed", Nature.ADVICE: "advice"}
_GRADES = {
    "harmless": "chart.pass",
    "probably harmless": "chart.pass",
    "something failed": "chart.fail",
    "serious": "chart.fail",
    "fragmented": "chart.undecided",
    "too little": "chart.undecided",
    "both": "chart.undecided",
}
_NOTHING = "Paste or open a report: here stand the questions that people ask about one, with their answers."
_INDENT = 18.0


class AnswersPane(QTextBrowser):
    """Nine questions with their answers; the first is the verdict's. Text that can be selected, links for the rest."""

    place_asked = Signal(object)

    def __init__(self, report: Callable[[], Report | None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report = report
        self._shown: tuple[Report | None, Analysis | None] = (None, None)
        self._wanted: Analysis | None = None
        self._answers: tuple[Answer, ...] = ()
        self._open: set[int] = set()
        self.setOpenLinks(False)
        self.setUndoRedoEnabled(False)
        self.setAccessibleName("Answers")
        self.setAccessibleDescription("What people ask about such a message, each question with its answer and grounds")
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.answer_now)
        self.anchorClicked.connect(self._follow)
        theme.changed.connect(self._write)
        self._write()

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """Answer for these figures, at once for another report, else when nothing was changed for a moment."""
        self._wanted = analysis
        if self._report() is not self._shown[0]:
            self._open.clear()
            self._pause.start(0)
        elif analysis is not self._shown[1]:
            self._pause.start(_PAUSE_MS)

    def answer_now(self) -> None:
        """Answer for what is shown elsewhere."""
        self._pause.stop()
        report, analysis = self._report(), self._wanted
        if analysis is None or (report, analysis) == self._shown:
            return
        self._shown = report, analysis
        self._answers = () if report is None else ten_answers(report, analysis)
        self._write()

    def answers(self) -> tuple[Answer, ...]:
        """What is shown, the verdict's answer included."""
        return self._answers

    def open_answer(self, number: int) -> None:
        """Show or hide the grounds of an answer."""
        self._open ^= {number}
        place = self.verticalScrollBar().value()
        self._write()
        self.verticalScrollBar().setValue(place)

    def _follow(self, url: QUrl) -> None:
        what, _, rest = url.toString().partition(":")
        if what == _OPEN:
            self.open_answer(int(rest))
        elif what == _GO:
            line, start, end = map(int, rest.split(","))
            self.place_asked.emit(Place(line, start, end))
        elif what == _COPY:
            draft = next((answer.draft for answer in self._answers if answer.number == int(rest)), "")
            QGuiApplication.clipboard().setText(draft)
            QToolTip.showText(QCursor.pos(), "The text for a bug report is on the clipboard", self)

    # ---- writing: by a cursor with formats, so that no text of a log can be taken for markup

    def _write(self) -> None:
        self.clear()
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()
        if not self._answers:
            cursor.insertText(_NOTHING, _letters("text.dim"))
        for answer in self._answers:
            if answer.number != _IN_BANNER:
                self._write_answer(cursor, answer)
        cursor.endEditBlock()
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def _write_answer(self, cursor: QTextCursor, answer: Answer) -> None:
        self._begin(cursor, top=7.0)
        is_open = answer.number in self._open
        link = f"{_OPEN}:{answer.number}"
        cursor.insertText("▾ " if is_open else "▸ ", _letters("text.dim", link=link))
        cursor.insertText(answer.question, _letters("text.dim", link=link))
        cursor.insertText("   " + _NATURES[answer.nature], _letters("text.disabled", small=True))
        self._begin(cursor, indent=_INDENT)
        sentence = printable(answer.sentence)
        if answer.grade is not None:
            ink = _letters(_GRADES.get(answer.grade, "text"), bold=True)
            said = sentence.lower().startswith(answer.grade)
            grade = sentence[: len(answer.grade)] if said else answer.grade[:1].upper() + answer.grade[1:] + ".  "
            sentence = sentence[len(grade) :] if said else sentence
            cursor.insertText(grade, ink)
        cursor.insertText(sentence, _letters("text"))
        if is_open:
            for ground in answer.grounds:
                self._write_ground(cursor, ground)
            if answer.draft:
                self._begin(cursor, indent=2 * _INDENT)
                link = f"{_COPY}:{answer.number}"
                cursor.insertText("Copy a text for a bug report", _letters("text.link", link=link))

    def _write_ground(self, cursor: QTextCursor, ground: Ground) -> None:
        self._begin(cursor, indent=2 * _INDENT)
        cursor.insertText("· " + printable(ground.text), _letters("text"))
        for place in ground.places[:_MOST_PLACES]:
            link = f"{_GO}:{place.line},{place.start},{place.end}"
            cursor.insertText("  ", _letters("text"))
            cursor.insertText(f"line {place.line:,}", _letters("text.link", link=link))
        rests_on = ", ".join(part for part in (ground.source, ground.kernels) if part)
        if rests_on:
            cursor.insertText(f"  ({rests_on})", _letters("text.dim", small=True))

    def _begin(self, cursor: QTextCursor, top: float = 0.0, indent: float = 0.0) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(top)
        block.setLeftMargin(indent)
        if cursor.atStart():
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)


def _letters(color: str, *, bold: bool = False, small: bool = False, link: str = "") -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setForeground(theme.color(color))
    letters.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    if small:
        letters.setFontPointSize(max(QGuiApplication.font().pointSizeF() - 1.5, 6.0))
    if link:
        letters.setAnchor(True)
        letters.setAnchorHref(link)
    return letters

"""What is the answer? The verdict's sentence first and large, then what was asked, by which rules, and the notes."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, Qt, QTimer
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QResizeEvent, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QTextEdit, QVBoxLayout, QWidget

from engine.explain.analyse import ON_COMMAND_LINE
from engine.explain.analysis import Analysis
from engine.model.report import Reading, Report
from engine.model.units import show_bytes
from engine.report.safe import printable
from gui import theme
from gui.plain_text import plain_tip

WORDS = {
    "refused": "Refused",
    "would_pass": "Would pass",
    "undecided": "Undecided",
    "not_applicable": "Not applicable",
}
_ICON = 40
_HEAD, _SENTENCE = 1.45, 1.12
_LONG = 420
_MOST_OF_WINDOW = 0.36
_LEAST = 90
_IN_WINDOW = " in the pane Request"
_REST_MS = 1500
"""When figures have not changed for so long, a banner that has less to say gives its room back."""


@dataclass(frozen=True, slots=True)
class Run:
    """Some words in one look, with a tooltip."""

    text: str
    color: str = "text"
    scale: float = 1.0
    bold: bool = False
    tip: str = ""


Line = tuple[Run, ...]


class Banner(QFrame):
    """The verdict by icon, word, colour and sentence. All of it is text that can be selected and copied."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._outcome = "not_applicable"
        self._sentence = ""
        self._lines: tuple[Line, ...] = ()
        self._icon = QLabel()
        self._icon.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._word = QLabel()
        self._word.setTextFormat(Qt.TextFormat.PlainText)
        self._word.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._word.setWordWrap(True)
        self.view = _SentenceView()
        self._rests = QTimer(self, singleShot=True, interval=_REST_MS)
        self._rests.timeout.connect(self.allow_shrinking)
        self._lay_out()
        self.setAutoFillBackground(True)
        self.setFocusProxy(self.view)
        theme.changed.connect(self._take_theme)

    def _lay_out(self) -> None:
        font = self._word.font()
        font.setBold(True)
        self._word.setFont(font)
        self._word.setFixedWidth(self._word.fontMetrics().horizontalAdvance("Undecided") + 20)
        side = QVBoxLayout()
        side.setSpacing(4)
        side.addWidget(self._icon)
        side.addWidget(self._word)
        side.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 10, 10, 8)
        layout.setSpacing(10)
        layout.addLayout(side)
        layout.addWidget(self.view, 1)

    def text(self) -> str:
        """The sentence."""
        return self._sentence

    def full_text(self) -> str:
        """All that stands in the banner, line by line, the outcome's word first."""
        body = "\n".join("".join(run.text for run in line) for line in self._lines)
        return f"{self._word.text().upper()}\n{body}\n"

    def show_nothing_found(self, reading: Reading) -> None:
        """A text without any report in it."""
        name = f"“{reading.name}”" if reading.name else "this text"
        sentence = f"No report of the kernel's memory was found in {name}."
        hint = (
            "Buddyscope looks for “page allocation failure” with the Mem-Info that follows it. Paste from the line that"
            " names the order to the last line of the free lists (“… = 12560kB”)."
        )
        self._show("not_applicable", "Nothing found", sentence, (_head(sentence), (Run(hint, "text.dim"),)))

    def show_analysis(self, analysis: Analysis, report: Report | None) -> None:
        """The verdict on a scenario, and on whose behalf it was asked."""
        outcome = analysis.outcome.value
        lines = (*_sentence_lines(analysis), *_fact_lines(analysis, report), *_note_lines(analysis))
        self._show(outcome, WORDS[outcome], analysis.sentence, lines)

    def allow_shrinking(self) -> None:
        """Take no more height than the text needs; while figures are edited the panes below should not jump."""
        self.view.fit(shrink=True)

    def _show(self, outcome: str, word: str, sentence: str, lines: tuple[Line, ...]) -> None:
        if (outcome, word, lines) == (self._outcome, self._word.text(), self._lines):
            return
        self._rests.start()
        recolor = outcome != self._outcome or not self._lines
        self._outcome, self._sentence, self._lines = outcome, sentence, lines
        self._word.setText(word)
        if not recolor:
            self.view.show_lines(lines)
        self.view.setAccessibleDescription(f"{word}: {sentence}")
        if recolor:
            self._take_theme()

    def _take_theme(self) -> None:
        self._icon.setPixmap(theme.pixmap(self._outcome, _ICON, self.devicePixelRatio()))
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.color(f"verdict.{self._outcome}.tint"))
        self.setPalette(palette)
        ink = self._word.palette()
        ink.setColor(self._word.foregroundRole(), theme.color(f"verdict.{self._outcome}"))
        self._word.setPalette(ink)
        self.view.show_lines(self._lines, anew=True)


class _SentenceView(QTextEdit):
    """Lines in several looks, as text: never HTML, copied as plain text, as high as its content up to a limit."""

    def __init__(self) -> None:
        super().__init__()
        self._fitted = 0
        self._lines: tuple[Line, ...] = ()
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTabChangesFocus(True)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.setAcceptDrops(False)
        self.setAccessibleName("Verdict")

    def show_lines(self, lines: tuple[Line, ...], anew: bool = False) -> None:
        """Take these lines in place of what was there; without `anew` lines that are the same stay as they are."""
        cursor = QTextCursor(self.document())
        cursor.beginEditBlock()  # one layout for all of it
        if anew or len(lines) != len(self._lines):
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.removeSelectedText()
            for number, line in enumerate(lines):
                self._start_block(cursor, number)
                self._insert(cursor, line)
        else:
            for number, line in enumerate(lines):
                if line != self._lines[number]:
                    cursor.setPosition(self.document().findBlockByNumber(number).position())
                    cursor.movePosition(QTextCursor.MoveOperation.EndOfBlock, QTextCursor.MoveMode.KeepAnchor)
                    cursor.removeSelectedText()
                    self._insert(cursor, line)
        cursor.endEditBlock()
        self._lines = lines
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.fit()

    def _start_block(self, cursor: QTextCursor, number: int) -> None:
        block = QTextBlockFormat()
        block.setTopMargin(0 if number == 0 else 3)
        if number == 0:
            cursor.setBlockFormat(block)
        else:
            cursor.insertBlock(block)

    def _insert(self, cursor: QTextCursor, line: Line) -> None:
        for run in line:
            cursor.insertText(run.text, self._format(run))

    def _format(self, run: Run) -> QTextCharFormat:
        found = QTextCharFormat()
        found.setForeground(theme.color(run.color))
        found.setFontPointSize(self.font().pointSizeF() * run.scale)
        if run.bold:
            found.setFontWeight(QFont.Weight.DemiBold)
        if run.tip:
            found.setToolTip(plain_tip(run.tip))
        return found

    def fit(self, shrink: bool = False) -> None:
        """Become as high as the text, within limits; without `shrink` never lower than before."""
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        wanted = math.ceil(self.document().size().height()) + 2
        most = max(round(self.window().height() * _MOST_OF_WINDOW), _LEAST)
        if wanted > most:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
        height = min(wanted, most)
        if not shrink:
            height = max(height, self.minimumHeight())
        if (self.minimumHeight(), self.maximumHeight()) != (height, height):
            self.setFixedHeight(height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is another height."""
        super().resizeEvent(event)
        if self.width() != self._fitted:
            self._fitted = self.width()
            self.fit(shrink=True)

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy letters only."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data

    def event(self, event: QEvent) -> bool:
        """Nothing can be pasted here, so the key is left to the window."""
        if (
            event.type() == QEvent.Type.ShortcutOverride
            and isinstance(event, QKeyEvent)
            and event.matches(QKeySequence.StandardKey.Paste)
        ):
            event.ignore()
            return False
        return super().event(event)


def _head(text: str) -> Line:
    return (Run(text, scale=_HEAD, bold=True),)


def _sentence_lines(analysis: Analysis) -> Iterator[Line]:
    """The sentence's beginning large; the zones' parts a line each, where it has such parts."""
    sentence = analysis.sentence.replace(ON_COMMAND_LINE, _IN_WINDOW)
    titles = sorted({answer.zone.title for answer in analysis.zones}, key=len, reverse=True)
    follows = "|".join(re.escape(title) for title in titles)
    found = re.search(rf": (?=(?:{follows})\b)", sentence) if titles else None
    if found is None:
        yield (Run(sentence, scale=_HEAD if len(sentence) < _LONG else _SENTENCE, bold=True),)
        return
    yield _head(sentence[: found.start() + 1])
    parts = re.split(rf"; (?=(?:and )?(?:{follows})\b)", sentence[found.end() :])
    for number, part in enumerate(parts):
        title = next((title for title in titles if part.startswith(title)), "")
        end = ";" if number + 1 < len(parts) else ""
        yield (Run(title, scale=_SENTENCE, bold=True), Run(part[len(title) :] + end, scale=_SENTENCE))


def _fact_lines(analysis: Analysis, report: Report | None) -> Iterator[Line]:
    request = analysis.request
    if request is not None:
        flags = "|".join(request.gfp_flags) or "no flags"
        bits = "\n".join(sorted(request.bits)) or "no bit is set"
        waits = "can wait for reclaim" if request.can_block else "can not wait for reclaim"
        yield (
            Run("Asked for  ", "text.dim"),
            Run(f"{show_bytes(request.size)} (order {request.order})"),
            Run(_who(report)),
            Run(", "),
            Run(f"{flags} ({request.gfp_mask:#x})", "text.link", tip=f"Single flags, by the rules used:\n{bits}"),
            Run(f": at most zone {request.highest_zone}, {waits}{_when(report)}"),
        )
    rules = analysis.rules
    others = ", ".join(row.label for row in rules.alternatives)
    tip = f"Generation {rules.rules.generation}." + (f" The text does not rule out: {others}." if others else "")
    yield (
        Run("Rules  ", "text.dim"),
        Run(f"Linux {rules.rules.label}", "text.link", tip=tip),
        Run(f": {rules.because}"),
    )


def _who(report: Report | None) -> str:
    if report is None:
        return ""
    who = f" by {printable(report.comm)}" if report.comm else ""
    return who + (f" (pid {report.pid})" if report.pid is not None else "")


def _when(report: Report | None) -> str:
    return f"; at {printable(report.time)}" if report is not None and report.time else ""


def _note_lines(analysis: Analysis) -> Iterator[Line]:
    for note in analysis.notes:
        yield (Run(f"·  {note}", "text.dim"),)

"""How did one side end? Its outcome's word and its sentence, as text that can be selected."""

from __future__ import annotations

import math

from PySide6.QtCore import QMimeData, QSize, Qt
from PySide6.QtGui import QFont, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextEdit, QWidget

from engine.explain.analysis import Analysis
from engine.report.safe import printable
from gui import theme
from gui.reports.rows import OUTCOME_WORDS

_MARGIN = 2
_LEAST_LINES = 2


class VerdictText(QTextEdit):
    """One verdict. Never markup; scrolls where it is longer than its place."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setTabChangesFocus(True)
        self.setAcceptDrops(False)
        self.viewport().setAutoFillBackground(False)
        self.document().setDocumentMargin(_MARGIN)
        self.document().setUndoRedoEnabled(False)
        self.setAccessibleName(name)

    def show_analysis(self, analysis: Analysis | None) -> None:
        """Take another verdict; None: not known yet."""
        if analysis is not self._analysis:
            self._analysis = analysis
            self.write()

    def write(self) -> None:
        """Write it, in the colours that are shown now."""
        self.clear()
        analysis = self._analysis
        if analysis is None:
            return
        outcome = analysis.outcome.value
        word = OUTCOME_WORDS[outcome]
        cursor = QTextCursor(self.document())
        cursor.insertText(f"{word[:1].upper()}{word[1:]}.  ", _letters(f"verdict.{outcome}", bold=True))
        cursor.insertText(printable(analysis.sentence), _letters("text"))
        self.moveCursor(QTextCursor.MoveOperation.Start)

    def height_within(self, most: int) -> int:
        """How high all of it is, or as many whole lines of it as fit into a height."""
        document = self.document()
        document.setTextWidth(self.width())
        whole = math.ceil(document.size().height())
        policy = Qt.ScrollBarPolicy
        self.setVerticalScrollBarPolicy(policy.ScrollBarAlwaysOff if whole <= most else policy.ScrollBarAlwaysOn)
        if whole <= most:
            return whole
        document.setTextWidth(self.width() - self.verticalScrollBar().sizeHint().width())
        layout = document.firstBlock().layout()
        ends = [layout.lineAt(number).rect().bottom() for number in range(layout.lineCount())]
        fitting = [end for end in ends if end + _MARGIN <= most] or ends[:_LEAST_LINES]
        return math.floor(max(fitting)) + _MARGIN

    def minimumSizeHint(self) -> QSize:
        """For Qt: the pane gives it its height."""
        return QSize(120, self.fontMetrics().height())

    def createMimeDataFromSelection(self) -> QMimeData:
        """Copy letters only."""
        data = QMimeData()
        data.setText(self.textCursor().selection().toPlainText())
        return data


def _letters(color: str, *, bold: bool = False) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setForeground(theme.color(color))
    letters.setFontWeight(QFont.Weight.Bold if bold else QFont.Weight.Normal)
    return letters

"""Which report of the text is shown, and which others are there?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QIcon, QPainter
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListView,
    QSizePolicy,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolButton,
    QWidget,
)

from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis
from engine.model.report import Reading, Report
from engine.report.safe import printable
from engine.report.text import KIND_WORDS
from gui import theme
from gui.plain_text import plain_tip

_Index = QModelIndex | QPersistentModelIndex
_NARROW = 24
_WIDEST = 480
_OUTCOME_WORDS = {
    "refused": "refused",
    "would_pass": "would pass",
    "undecided": "undecided",
    "not_applicable": "not applicable",
}


class ReportPicker(QWidget):
    """A list of the reports with time, process, order and outcome; hidden while there is nothing to pick.

    Beside it a button tells how many notes there are on the text.
    """

    report_chosen = Signal(int)
    notes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReportModel(self)
        self._label = QLabel("&Report ")
        self.list = QComboBox()
        self.list.setModel(self.model)
        view = QListView()
        view.setUniformItemSizes(True)
        view.setItemDelegate(_Judging(self.model, view))
        self.list.setView(view)
        self.list.setMaxVisibleItems(20)
        self.list.setMinimumContentsLength(_NARROW)
        self.list.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.list.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.list.setMaximumWidth(_WIDEST)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.list.setAccessibleName("Report")
        self.list.setAccessibleDescription("The reports found in the text: time, process, order and outcome")
        self._label.setBuddy(self.list)
        self.notes = QToolButton()
        self.notes.setAutoRaise(True)
        self.notes.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.addStretch(1)
        layout.addWidget(self._label)
        layout.addWidget(self.list, 1000)
        layout.addWidget(self.notes)
        self.list.activated.connect(self.report_chosen)
        self.notes.clicked.connect(self.notes_asked)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        for widget in (self._label, self.list, self.notes):
            widget.hide()

    def show_reading(self, reading: Reading, report_index: int | None) -> None:
        """The reports of this text, and which of them is shown."""
        with QSignalBlocker(self.list):
            self.model.show(reading)
            if report_index is not None:
                self.model.answer(report_index)
            self.list.setCurrentIndex(-1 if report_index is None else report_index)
        several = len(reading.reports) > 1
        self._label.setVisible(several)
        self.list.setVisible(several)
        count = len(reading.diagnostics)
        self.notes.setVisible(count > 0)
        self.notes.setText("1 note" if count == 1 else f"{count:,} notes")
        self.notes.setToolTip("What of the text was damaged, mended or not understood")
        self.notes.setAccessibleName(f"{self.notes.text()} on the text")

    def _take_theme(self) -> None:
        self.notes.setIcon(theme.icon("warning"))
        self.model.refresh()


class _Judging(QStyledItemDelegate):
    """Judges a report when its line is painted, not when somebody asks how wide it is."""

    def __init__(self, model: ReportModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: _Index) -> None:
        """For Qt."""
        self._model.answer(index.row())
        super().paint(painter, option, index)


class ReportModel(QAbstractListModel):
    """A line a report. It tells those verdicts that were asked for by `answer`: a log can hold thousands of reports."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._answers: dict[int, Analysis] = {}
        self._roles: dict[int, Callable[[int], object]] = {
            Qt.ItemDataRole.DisplayRole: self.line,
            Qt.ItemDataRole.DecorationRole: self._icon,
            Qt.ItemDataRole.ToolTipRole: lambda row: plain_tip(self.answer(row).sentence),
        }

    def show(self, reading: Reading) -> None:
        """Take the reports of a text; the ones that are there already stay as they are."""
        if reading is not self._reading:
            self.beginResetModel()
            self._reading = reading
            self._answers.clear()
            self.endResetModel()

    def refresh(self) -> None:
        """Have every line drawn anew."""
        if self.rowCount():
            self.dataChanged.emit(self.index(0), self.index(self.rowCount() - 1))

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """How many reports there are."""
        return 0 if parent.isValid() or self._reading is None else len(self._reading.reports)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """What to show of a report."""
        answer = self._roles.get(role)
        return None if answer is None or not index.isValid() else answer(index.row())

    def answer(self, row: int) -> Analysis:
        """The verdict on a report as the log gave it."""
        if row not in self._answers:
            self._answers[row] = analyse(self._report(row).scenario)
        return self._answers[row]

    def line(self, row: int) -> str:
        """ "3 of 17: 12:03:51, rsync, order 4, refused"; without the verdict where nobody asked for it yet."""
        report = self._report(row)
        request = report.scenario.request
        parts = (
            printable(report.time or ""),
            KIND_WORDS[report.kind.value] if request is None else "",
            printable(report.comm or ""),
            "" if request is None else f"order {request.order}",
            _OUTCOME_WORDS[self._answers[row].outcome.value] if row in self._answers else "",
        )
        return f"{row + 1} of {self.rowCount()}: " + ", ".join(part for part in parts if part)

    def _icon(self, row: int) -> QIcon:
        answer = self._answers.get(row)
        return theme.icon("not_applicable" if answer is None else answer.outcome.value)

    def _report(self, row: int) -> Report:
        if self._reading is None:
            raise IndexError(f"no report {row}: there is no text")
        return self._reading.reports[row]

"""Which of the reports is shown, and how many notes are there on its text? Two buttons at the end of the tool bar."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from engine.model.report import Reading
from gui import theme


class ReportButton(QWidget):
    """ "Report 3 of 17", which leads to the list, and "2 notes"; each hidden while there is nothing to tell."""

    list_asked = Signal()
    notes_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = _button("Which report is shown, and how many there are; click for the list")
        self.notes = _button("What of the text was damaged, mended or not understood")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 0, 4, 0)
        layout.addStretch(1)
        layout.addWidget(self.list)
        layout.addWidget(self.notes)
        self.list.clicked.connect(self.list_asked)
        self.notes.clicked.connect(self.notes_asked)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_reading(self, reading: Reading) -> None:
        """The notes of the text that is open."""
        count = len(reading.diagnostics)
        self.notes.setVisible(count > 0)
        self.notes.setText("1 note" if count == 1 else f"{count:,} notes")
        self.notes.setAccessibleName(f"{self.notes.text()} on the text")

    def show_chosen(self, row: int | None, count: int) -> None:
        """Which report is shown (None: none of the list), and how many there are."""
        self.list.setVisible(count > 1)
        self.list.setText(f"{count:,} reports" if row is None else f"Report {row + 1:,} of {count:,}")
        self.list.setAccessibleName(self.list.text())

    def _take_theme(self) -> None:
        self.list.setIcon(theme.icon("reports"))
        self.notes.setIcon(theme.icon("warning"))


def _button(tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    button.setToolTip(tip)
    button.hide()
    return button

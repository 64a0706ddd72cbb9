"""Shall edits be saved before the window goes?"""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

_BUTTONS = QMessageBox.StandardButton.Save | QMessageBox.StandardButton.Discard | QMessageBox.StandardButton.Cancel


class UnsavedQuestion(QMessageBox):
    """Save, leave without saving, or stay; nothing stands still while it is asked.

    `answered` tells which: "save", "discard" or "cancel".
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setIcon(QMessageBox.Icon.Question)
        self.setWindowTitle("Buddyscope")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setText("There are edits that were not saved.")
        self.setInformativeText("Save log and edits as a session, or leave without them?")
        self.setStandardButtons(_BUTTONS)
        self.setDefaultButton(QMessageBox.StandardButton.Save)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.finished.connect(self._tell)

    def _tell(self, button: int) -> None:
        answers = {QMessageBox.StandardButton.Save.value: "save", QMessageBox.StandardButton.Discard.value: "discard"}
        self.answered.emit(answers.get(button, "cancel"))

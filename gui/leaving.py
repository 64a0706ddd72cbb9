"""May the window go, with edits that were not saved?"""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from gui.dialogs.unsaved import UnsavedQuestion
from gui.opening.opener import Opener


class Leaving(QObject):
    """Asks without standing still; `allowed` says that the window may go."""

    allowed = Signal()

    def __init__(self, opener: Opener, window: QWidget) -> None:
        super().__init__(window)
        self._opener = opener
        self._window = window
        self.question: UnsavedQuestion | None = None

    def ask(self) -> None:
        """Ask, unless the question is there already."""
        if self.question is None:
            self.question = UnsavedQuestion(self._window)
            self.question.answered.connect(self._answer)
            self.question.open()

    def _answer(self, answer: str) -> None:
        self.question = None
        if answer == "discard":
            self.allowed.emit()
        elif answer == "save":
            self._opener.save_again(self.allowed.emit)

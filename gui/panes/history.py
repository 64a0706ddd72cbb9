"""Which steps led here, and how does one go back to any of them?"""

from __future__ import annotations

from PySide6.QtGui import QUndoStack
from PySide6.QtWidgets import QUndoView, QWidget


class HistoryPane(QUndoView):
    """The list of steps; choosing one goes there."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(stack, parent)
        self.setEmptyLabel("Start")
        self.setAlternatingRowColors(True)
        self.setUniformItemSizes(True)
        self.setAccessibleName("History")
        self.setAccessibleDescription("Every step since the start; choosing one goes there")

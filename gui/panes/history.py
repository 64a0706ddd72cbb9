"""Which steps led here, and how does one go back to any of them?"""

from __future__ import annotations

from typing import cast

from PySide6.QtGui import QHideEvent, QShowEvent, QUndoStack
from PySide6.QtWidgets import QUndoView, QWidget


class HistoryPane(QUndoView):
    """The list of steps; choosing one goes there."""

    def __init__(self, stack: QUndoStack, parent: QWidget | None = None) -> None:
        super().__init__(stack, parent)
        self._stack = stack
        self.setEmptyLabel("Start")
        self.setAlternatingRowColors(True)
        self.setUniformItemSizes(True)
        self.setAccessibleName("History")
        self.setAccessibleDescription("Every step since the start; choosing one goes there")

    def showEvent(self, event: QShowEvent) -> None:
        """Seen, it follows the steps."""
        self.setStack(self._stack)
        super().showEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind others it costs nothing."""
        super().hideEvent(event)
        self.setStack(cast(QUndoStack, None))

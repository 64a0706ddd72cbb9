"""How do many panes come to sight at once without the window standing still? They are filled and painted in turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDockWidget


class Unveiling(QObject):
    """Between `veil` and `ended` docks are not painted; the window looks after the person between one and the next.

    `due` carries the name of a dock that is about to be painted: now its pane should be filled.
    """

    due = Signal(str)
    ended = Signal()

    def __init__(self, docks: Mapping[str, QDockWidget], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._docks = docks
        self._waiting: list[str] = []
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._unveil_one)

    @property
    def waiting(self) -> Sequence[str]:
        """The docks that are not painted yet."""
        return self._waiting

    def veil(self, names: Sequence[str]) -> None:
        """Paint none of these until `unveil`."""
        for name in names:
            if name not in self._waiting:
                self._docks[name].setUpdatesEnabled(False)
                self._waiting.append(name)

    def unveil(self) -> None:
        """Paint them, one at a time."""
        if self._waiting:
            self._next.start()

    def _unveil_one(self) -> None:
        """The next that can be seen, and what stands behind others before it."""
        while self._waiting:
            name = self._waiting.pop(0)
            self.due.emit(name)
            self._docks[name].setUpdatesEnabled(True)
            if not self._docks[name].visibleRegion().isEmpty():
                return
        self._next.stop()
        self.ended.emit()

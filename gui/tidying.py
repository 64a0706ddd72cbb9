"""When is memory tidied up? In a pause, not in the middle of an edit.

A full collection goes through every object there is, which takes longer than an edit may. So what is there once the
window is whole is set aside for good, and full collections wait until nothing has changed for a moment.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE = 3000
_NEVER = 1_000_000


class Tidying(QObject):
    """Puts full collections off to the pauses between edits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(gc.collect)

    def begin(self) -> None:
        """The window is whole."""
        young, middle, _ = gc.get_threshold()
        gc.set_threshold(young, middle, _NEVER)
        gc.freeze()

    def changed(self) -> None:
        """Something changed: the pause begins anew."""
        self._pause.start()

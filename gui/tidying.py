"""When is memory tidied up? By the window's own thread, in a pause, not in the middle of an edit.

A collection that starts by itself runs in whichever thread made the last object. What belongs to Qt must end in the
window's thread, so that collections are the window's task alone. A full one goes through every object there is, which
takes longer than an edit may: what is there once the window is whole is set aside for good, and full collections wait
until nothing has changed for a moment.
"""

from __future__ import annotations

import gc

from PySide6.QtCore import QObject, QTimer

_PAUSE = 3000
_OFTEN = 500
_MANY = 50_000
"""Objects made since the last collection after which one pays: some ten milliseconds' work."""


class Tidying(QObject):
    """Collects young objects now and then, and all of them in the pauses between edits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        gc.disable()
        parent.destroyed.connect(lambda: gc.enable())
        self._often = QTimer(self, interval=_OFTEN)
        self._often.timeout.connect(_collect_young)
        self._often.start()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._pause.timeout.connect(gc.collect)

    def begin(self) -> None:
        """The window is whole."""
        gc.freeze()

    def changed(self) -> None:
        """Something changed: the pause begins anew."""
        self._pause.start()


def _collect_young() -> None:
    if gc.get_count()[0] >= _MANY:
        gc.collect(1)

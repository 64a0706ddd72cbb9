"""How is work that takes long done beside the window, with only the last that was asked for being wanted?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeAlias

from PySide6.QtCore import QObject, Signal

Tell: TypeAlias = Callable[[float], None]
Work: TypeAlias = Callable[[Tell], object]


class Left(Exception):  # noqa: N818  # no error: somebody asked for something else meanwhile
    """Nobody waits for this work any more."""


class Beside(QObject):
    """Does one piece of work at a time; `done` carries what it gave, `failed` the sentence of a ValueError."""

    done = Signal(object)
    failed = Signal(str)
    progressed = Signal(float)
    _came = Signal(int, object)
    _told = Signal(int, float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._number = 0
        self.busy = False
        self._came.connect(self._take)
        self._told.connect(self._tell)

    def start(self, work: Work) -> None:
        """Begin; what was asked for before is no longer wanted."""
        self._number += 1
        self.busy = True
        threading.Thread(target=self._run, args=(self._number, work), name="allocator", daemon=True).start()

    def leave(self) -> None:
        """Want nothing of it any more."""
        self._number += 1
        self.busy = False

    def _run(self, number: int, work: Work) -> None:
        def tell(share: float) -> None:
            if number != self._number:
                raise Left
            self._told.emit(number, share)

        try:
            found: object = work(tell)
        except Left:
            return
        except ValueError as error:
            found = error
        try:
            self._came.emit(number, found)
        except RuntimeError:
            return  # the window is gone, and this object with it

    def _take(self, number: int, found: object) -> None:
        if number == self._number:
            self.busy = False
            self.failed.emit(str(found)) if isinstance(found, ValueError) else self.done.emit(found)

    def _tell(self, number: int, share: float) -> None:
        if number == self._number:
            self.progressed.emit(share)

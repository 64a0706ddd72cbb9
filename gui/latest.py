"""How is something worked out beside the window, where only the answer to what was asked last matters?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Signal

_NOTHING = object()


class Latest(QObject):
    """Puts questions to a function in a thread of their own, one at a time; those that came meanwhile give way.

    `done` carries the question and its answer. The thread is there only while there is something to do.
    """

    done = Signal(object, object)

    def __init__(self, work: Callable[[Any], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._lock = threading.Lock()
        self._wanted: object = _NOTHING
        self._busy = False

    def ask(self, question: object) -> None:
        """`done` follows, unless something else is asked before."""
        with self._lock:
            self._wanted = question
            if self._busy:
                return
            self._busy = True
        threading.Thread(target=self._run, name="beside the window", daemon=True).start()

    def _run(self) -> None:
        while True:
            with self._lock:
                question, self._wanted = self._wanted, _NOTHING
                if question is _NOTHING:
                    self._busy = False
                    return
            try:
                answer = self._work(question)
            except BaseException:
                with self._lock:
                    self._busy = False  # our own mistake: it is told, and the next question is answered
                raise
            with self._lock:
                overtaken = self._wanted is not _NOTHING
            if not overtaken:
                try:
                    self.done.emit(question, answer)
                except RuntimeError:
                    return  # the window is gone, and this object with it

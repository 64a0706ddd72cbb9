"""How is a pipe read to its end while the window stays alive?"""

from __future__ import annotations

import os
import sys
import threading

from PySide6.QtCore import QObject, Signal

from gui.opening import MOST_BYTES

_CHUNK = 1 << 20


class Inflow(QObject):
    """Reads a pipe to its end beside the window, which stays alive however long that takes."""

    arrived = Signal(str, bytes)
    failed = Signal(str)

    def __init__(self, name: str, descriptor: int | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._descriptor = descriptor
        self._thread = threading.Thread(target=self._run, name="inflow", daemon=True)

    def start(self) -> None:
        """Begin to read; one of the signals follows."""
        self._thread.start()

    def _run(self) -> None:
        # os.read and not sys.stdin.buffer: a thread that waits in the latter holds a lock which the end of the
        # program would wait for.
        try:
            descriptor = sys.stdin.fileno() if self._descriptor is None else self._descriptor
            chunks: list[bytes] = []
            size = 0
            while chunk := os.read(descriptor, _CHUNK):
                chunks.append(chunk)
                size += len(chunk)
                if size > MOST_BYTES:
                    self._tell_failure(f"is longer than {MOST_BYTES // 1024**2} MB.")
                    return
        except (OSError, ValueError, AttributeError) as error:
            self._tell_failure(f"can't be read: {getattr(error, 'strerror', None) or error}.")
            return
        data = b"".join(chunks)
        if data.strip():
            self._emit(self.arrived, self._name, data)
        else:
            self._tell_failure("was empty.")

    def _tell_failure(self, what: str) -> None:
        self._emit(self.failed, f"{self._name[:1].upper()}{self._name[1:]} {what}")

    @staticmethod
    def _emit(signal: object, *values: object) -> None:
        try:
            signal.emit(*values)  # type: ignore[attr-defined]  # a bound signal has no type of its own
        except RuntimeError:
            return  # the window is gone, and this object with it

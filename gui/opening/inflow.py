"""How is a pipe read to its end while the window stays alive?

A short text is handed over whole. A longer one goes on into another pipe, by the name of a file, as it comes: whoever
surveys logs reads it there.
"""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from gui.opening.files import SMALL

_CHUNK = 1 << 20


class Inflow(QObject):
    """Reads a pipe beside the window, which stays alive however long that takes.

    `arrived` carries a short text's name and bytes, `overflowed` the name and the path where a longer one goes on.
    """

    arrived = Signal(str, bytes)
    overflowed = Signal(str, str)
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
            while size <= SMALL and (chunk := os.read(descriptor, _CHUNK)):
                chunks.append(chunk)
                size += len(chunk)
            data = b"".join(chunks)
            if size > SMALL:
                self._overflow(descriptor, data)
                return
        except (OSError, ValueError, AttributeError) as error:
            self._tell_failure(f"can't be read: {getattr(error, 'strerror', None) or error}.")
            return
        if data.strip():
            self._emit(self.arrived, self._name, data)
        else:
            self._tell_failure("was empty.")

    def _overflow(self, descriptor: int, data: bytes) -> None:
        """Pass it on; whoever stops reading ends it."""
        with tempfile.TemporaryDirectory(prefix="buddyscope-") as folder:
            path = Path(folder) / self._name
            os.mkfifo(path, 0o600)
            self._emit(self.overflowed, self._name, str(path))
            try:
                with path.open("wb", buffering=0) as pipe:
                    while data:
                        pipe.write(data)
                        data = os.read(descriptor, _CHUNK)
            except BrokenPipeError:
                return

    def _tell_failure(self, what: str) -> None:
        self._emit(self.failed, f"{self._name[:1].upper()}{self._name[1:]} {what}")

    @staticmethod
    def _emit(signal: object, *values: object) -> None:
        try:
            signal.emit(*values)  # type: ignore[attr-defined]  # a bound signal has no type of its own
        except RuntimeError:
            return  # the window is gone, and this object with it

"""How does a window survey inputs without standing still? In another process, which sends what it finds."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from engine.model.batch import Batch
from engine.survey.frames import Frames, frame

_MOST_AT_ONCE = 1 << 16
_PATIENCE = 2.0
_FOLDER = Path(__file__).resolve().parents[2]


class Request(NamedTuple):
    """What the other process is to do; the names are those of `survey`."""

    inputs: tuple[str, ...]
    jobs: int | None
    order: int | None
    gfp: str | None
    rules: str | None
    spool: str


class RemoteSurvey:
    """A survey in a process of its own.

    `start()` it, wait until `fileno()` is readable (QSocketNotifier, select), then take `read_batches()`, until it
    gives None. `error` is a sentence if it ended by accident. `cancel()` keeps what was found: batches may still come.
    `close()` ends the process and removes the kept bytes: rows of packed inputs can't be opened any more. The process
    ends by itself when this one is gone.
    """

    def __init__(
        self,
        inputs: Iterable[str],
        *,
        jobs: int | None = None,
        order: int | None = None,
        gfp: str | None = None,
        rules: str | None = None,
    ) -> None:
        self._spool = tempfile.mkdtemp(prefix="buddyscope-")
        self._request = Request(tuple(inputs), jobs, order, gfp, rules, self._spool)
        self._process: subprocess.Popen[bytes] | None = None
        self._frames = Frames()
        self.ended = False
        self.error: str | None = None

    def start(self) -> None:
        """Begin."""
        environment = os.environ | {
            "PYTHONPATH": os.pathsep.join(filter(None, (str(_FOLDER), os.environ.get("PYTHONPATH"))))
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "engine.survey.worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=environment,
            start_new_session=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        os.set_blocking(self._process.stdout.fileno(), False)
        try:
            self._process.stdin.write(frame(self._request))
            self._process.stdin.flush()
        except OSError as error:
            self._end(f"the process that reads the logs could not be started: {error.strerror or error}")

    def fileno(self) -> int:
        """The descriptor that is readable when there is something to take."""
        assert self._process is not None
        assert self._process.stdout is not None
        return self._process.stdout.fileno()

    def read_batches(self) -> list[Batch] | None:
        """What has come since, None at the end; never waits. Takes some milliseconds at most: if more is there, the
        descriptor stays readable.
        """
        if self.ended or self._process is None:
            return None
        try:
            data = os.read(self.fileno(), _MOST_AT_ONCE)
        except BlockingIOError:
            return []
        if not data:
            status = self._process.wait()
            self._end(None if status == 0 else f"the process that reads the logs ended by accident (status {status})")
            return None
        return list(self._frames.feed(data))

    def cancel(self) -> None:
        """Ask the process to end with what it has found."""
        if self._process is not None and self._process.stdin is not None and not self._process.stdin.closed:
            try:
                self._process.stdin.close()
            except OSError:
                self._process.kill()

    def close(self) -> None:
        """End it at once and remove what it kept."""
        process = self._process
        if process is not None:
            self.cancel()
            process.kill()
            process.wait(_PATIENCE)
            if process.stdout is not None:
                process.stdout.close()
        self.ended = True
        shutil.rmtree(self._spool, ignore_errors=True)

    def _end(self, error: str | None) -> None:
        self.ended = True
        self.error = error

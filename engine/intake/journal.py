"""What does systemd's journal hold? Its boots, and the kernel's messages of one of them as lines of text.

Only journalctl can read it. It is run without a shell and ended with whoever reads.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import subprocess
from datetime import datetime, timezone
from typing import Any, NamedTuple

from engine.intake.raw import JOURNAL as JOURNAL
from engine.intake.raw import InputError

_BOOT = re.compile(r"-?\d{1,6}|[0-9a-f]{32}|all")
_BOOT_LINE = re.compile(r"\s*(?P<index>-?\d+)\s+(?P<id>[0-9a-f]{32})\s+(?P<times>.*)")
_PATIENCE = 20
_CHUNK = 1 << 18
_WORDS_OF_ERROR = 300


class Boot(NamedTuple):
    """One boot: 0 is the running one, -1 the one before. Times are seconds since 1970, None where they are not told."""

    number: int
    id: str
    first: float | None
    last: float | None
    words: str


def _program() -> str:
    program = shutil.which("journalctl")
    if program is None:
        raise InputError("the journal can't be read: there is no journalctl on this machine")
    return program


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C", "SYSTEMD_COLORS": "0", "SYSTEMD_PAGER": "", "TZ": "UTC"}


def list_boots() -> list[Boot]:
    """The boots that the journal knows, the latest last. Raises InputError with a sentence."""
    program = _program()
    for form in (["-o", "json"], []):
        try:
            done = subprocess.run(
                [program, "--list-boots", "--no-pager", "-q", *form],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
                env=_environment(),
            )
        except subprocess.TimeoutExpired as error:
            raise InputError(f"journalctl gave no list of boots within {_PATIENCE} seconds") from error
        except OSError as error:
            raise InputError(f"journalctl can't be run: {error.strerror or error}") from error
        boots = boots_in(done.stdout.decode("utf-8", errors="replace"))
        if boots:
            return boots
    words = done.stderr.decode("utf-8", errors="replace").strip()[:_WORDS_OF_ERROR]
    raise InputError(f"the journal holds no boot that you may read{f' ({words})' if words else ''}")


def boots_in(printed: str) -> list[Boot]:
    """The boots in what journalctl printed, as JSON (since 251) or as a table."""
    with contextlib.suppress(ValueError, TypeError, KeyError):
        rows = json.loads(printed)
        return [
            Boot(
                int(row["index"]),
                str(row["boot_id"]),
                _seconds(row.get("first_entry")),
                _seconds(row.get("last_entry")),
                "",
            )
            for row in rows
        ]
    found = (_BOOT_LINE.match(line) for line in printed.splitlines())
    return [Boot(int(one["index"]), one["id"], None, None, one["times"].strip()) for one in found if one is not None]


def _seconds(microseconds: object) -> float | None:
    return int(microseconds) / 1e6 if isinstance(microseconds, int | str) and str(microseconds).isdigit() else None


class JournalText:
    """The kernel's messages of one boot as lines of text, as they come out of journalctl."""

    def __init__(self, boot: str) -> None:
        if not _BOOT.fullmatch(boot):
            raise InputError(f"{boot[:40]!r} is no boot of the journal: give 0, -1 … or an id of 32 digits")
        which = [] if boot == "all" else ["-b", boot]
        self.notes: list[str] = []
        self.size: int | None = None
        try:
            self._process = subprocess.Popen(
                [_program(), "-k", *(which or ["--boot=all"]), "-o", "json", "--no-pager", "-q", "--all"],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(),
            )
        except OSError as error:
            raise InputError(f"journalctl can't be run: {error.strerror or error}") from error
        self._rest = b""
        self._text = b""
        self._ended = False
        self.done = 0

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        assert self._process.stdout is not None
        while len(self._text) < size and not self._ended:
            data = os.read(self._process.stdout.fileno(), _CHUNK)
            self.done += len(data)
            lines = (self._rest + data).split(b"\n")
            self._rest = lines.pop()
            if not data:
                self._end()
            self._text += b"".join([line_of(line) for line in lines if line])
        text, self._text = self._text[:size], self._text[size:]
        return text

    def _end(self) -> None:
        self._ended = True
        assert self._process.stderr is not None
        words = self._process.stderr.read(_WORDS_OF_ERROR).decode("utf-8", errors="replace").strip()
        status = self._process.wait(_PATIENCE)
        if status:
            self.notes.append(f"journalctl ended with status {status}{f': {words}' if words else ''}")
        elif not self.done:
            self.notes.append(
                "the journal gave no message of the kernel: either there is none, or you may not read them"
            )

    def close(self) -> None:
        """End journalctl."""
        if self._process.poll() is None:
            self._process.kill()
            self._process.wait(_PATIENCE)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


def line_of(entry: bytes) -> bytes:
    """One entry of `journalctl -o json` as the lines that a log file would have; nothing if it is none."""
    try:
        fields = json.loads(entry)
        message = fields["MESSAGE"]
        if message is None:
            return b""
        raw = bytes(message) if isinstance(message, list) else str(message).encode("utf-8", errors="replace")
    except (ValueError, KeyError, TypeError):
        return b""
    words = (_stamp(fields), fields.get("_HOSTNAME"), f"{fields.get('SYSLOG_IDENTIFIER', 'kernel')}: ")
    head = " ".join(str(word) for word in words if word).encode("utf-8", errors="replace")
    return b"".join([head + line + b"\n" for line in raw.split(b"\n")])


def _stamp(fields: dict[str, Any]) -> str | None:
    try:
        moment = datetime.fromtimestamp(int(fields["__REALTIME_TIMESTAMP"]) / 1e6, timezone.utc)
    except (KeyError, ValueError, OverflowError, OSError, TypeError):
        return None
    return moment.isoformat(timespec="microseconds")

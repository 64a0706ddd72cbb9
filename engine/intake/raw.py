"""How are the bytes of a file, a pipe or a device read as they lie there? Refusals are sentences."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
import sys
from typing import Protocol

STANDARD_INPUT = "-"
JOURNAL = "journal:"
"""What an input begins with that is a boot of the journal and no file; a boot's number or id follows."""
DEVICE_LIMIT = 256 << 20
"""Bytes that are read of a device: some never end."""
_BLOCK = 1 << 20
_CLOSED_BY_PEER = (errno.EIO, errno.EPIPE)


class InputError(Exception):
    """An input that can't be read: the message is a sentence for a person."""


class Readable(Protocol):
    """Bytes in order. `read` gives at most `size` bytes and nothing only at the end."""

    def read(self, size: int, /) -> bytes:
        """The next bytes."""


class RawFile:
    """An open file, pipe, device or standard input, with what was read of it so far.

    `size` is that on disk, None where there is none to tell; `endless` is a device. `digest` is made where asked for.
    """

    def __init__(self, descriptor: int, name: str, *, digest: bool = False, owned: bool = True) -> None:
        status = os.fstat(descriptor)
        self.name = name
        self.done = 0
        self.size = status.st_size if stat.S_ISREG(status.st_mode) and status.st_size > 0 else None
        self.notes: list[str] = []
        self._descriptor = descriptor
        self._owned = owned
        self._left = DEVICE_LIMIT if stat.S_ISCHR(status.st_mode) or stat.S_ISBLK(status.st_mode) else None
        self._hash = hashlib.sha256() if digest else None
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """The next bytes; an error in mid-file ends it and is told."""
        if self._ended:
            return b""
        data = self._next(size if self._left is None else min(size, self._left))
        self.done += len(data)
        if self._hash is not None:
            self._hash.update(data)
        if self._left is not None:
            self._left -= len(data)
            if self._left <= 0:
                self._end(f"only the first {DEVICE_LIMIT >> 20} MB of this device were read")
        return data

    def _next(self, size: int) -> bytes:
        while True:
            try:
                data = os.read(self._descriptor, size)
            except BlockingIOError:
                data = b""
            except OSError as error:
                if error.errno == errno.EPIPE and self._left is not None:
                    continue  # /dev/kmsg: the record was overwritten while it was read; the next one follows
                if not (error.errno in _CLOSED_BY_PEER and self.done):
                    self.notes.append(f"reading stopped after {self.done} bytes: {error.strerror or error}")
                data = b""
            if not data:
                self._ended = True
            return data

    def _end(self, sentence: str) -> None:
        self._ended = True
        self.notes.append(sentence)

    def sha256(self) -> str | None:
        """The digest of the whole file, what is behind the end of its packed part included; None if not asked for."""
        if self._hash is None:
            return None
        while self.read(_BLOCK):
            pass
        return self._hash.hexdigest()

    def close(self) -> None:
        """Give the file back."""
        if self._owned and self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor = -1


def open_raw(path: str, *, digest: bool = False) -> RawFile:
    """Open what a path names; "-" is standard input. Raises InputError."""
    if path == STANDARD_INPUT:
        return RawFile(_standard_input(), "standard input", digest=digest, owned=False)
    try:
        status = os.stat(path)  # noqa: PTH116
        if stat.S_ISDIR(status.st_mode):
            raise InputError(f"{path} can't be read: it is a folder")
        if stat.S_ISSOCK(status.st_mode):
            raise InputError(f"{path} can't be read: it is a socket, not a file")
        waits = os.O_NONBLOCK if stat.S_ISCHR(status.st_mode) else 0
        descriptor = os.open(path, os.O_RDONLY | waits | getattr(os, "O_CLOEXEC", 0) | getattr(os, "O_BINARY", 0))
    except OSError as error:
        raise InputError(f"{path} can't be read: {error.strerror or error}") from error
    except ValueError as error:
        raise InputError(f"{path!r} is no file name") from error
    with contextlib.suppress(AttributeError, OSError):
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_SEQUENTIAL)
    return RawFile(descriptor, path, digest=digest)


def _standard_input() -> int:
    try:
        return sys.stdin.fileno()
    except (AttributeError, OSError, ValueError) as error:
        raise InputError("standard input can't be read: it is closed") from error

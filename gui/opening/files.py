"""How does a file become a text, and which are too much for one? What can't be read is told in one sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import resources

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "standard input"
SMALL = 4 * 1024 * 1024
"""Bytes up to which a single text is held and can be edited whole; longer ones are surveyed."""
SAMPLES = Path(resources.__file__).parent / "samples"
_LOOKED_AT = 8192


class OpenError(Exception):
    """A file that can't be opened; the message is one sentence for people."""


def read_file(path: str) -> bytes:
    """All bytes of a file; OpenError says why not."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - the name may be none that Path takes
            data = file.read()
    except OSError as error:
        raise OpenError(f"{path} can't be read: {error.strerror or error}.") from None
    except ValueError:
        raise OpenError(f"{path[:80]!r} is no file name.") from None
    if not data.strip():
        raise OpenError(f"{path} is empty.")
    return data


def is_log(paths: Sequence[str]) -> bool:
    """Whether this is more than one short text: a folder, several files, something packed or long."""
    return len(paths) > 1 or any(_is_long(path) for path in paths)


def _is_long(path: str) -> bool:
    try:
        status = os.stat(path)  # noqa: PTH116 - the name may be none that Path takes
        if not stat.S_ISREG(status.st_mode):
            return True
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            head = file.read(_LOOKED_AT)
    except (OSError, ValueError):
        return False
    return not _is_session(head) and (status.st_size > SMALL or _is_packed(head))


def _is_session(head: bytes) -> bool:
    from gui.session import looks_like_session

    return looks_like_session(head)


def _is_packed(head: bytes) -> bool:
    from engine.intake.opened import is_packed

    return is_packed(head)


def check_there(path: str) -> None:
    """OpenError says why a file or folder can't be opened at all."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the name may be none that Path takes
        readable = os.access(path, os.R_OK)
    except OSError as error:
        raise OpenError(f"{path} can't be read: {error.strerror or error}.") from None
    except ValueError:
        raise OpenError(f"{path[:80]!r} is no file name.") from None
    if not readable:
        raise OpenError(f"{path} can't be read: Permission denied.")
    if not (stat.S_ISDIR(mode) or stat.S_ISREG(mode) or stat.S_ISFIFO(mode)):
        raise OpenError(f"{path} is a device, not a file.")


def is_binary(data: bytes) -> bool:
    """Whether this is no text: it holds zero bytes, and not as UTF-16 does."""
    return b"\0" in data[:_LOOKED_AT] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")


def samples() -> list[tuple[str, str]]:
    """The samples that come with the program: a name for people, and the path."""
    paths = sorted(SAMPLES.glob("*.txt")) if SAMPLES.is_dir() else []
    return [(path.stem.replace("-", " "), str(path)) for path in paths]

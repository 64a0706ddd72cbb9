"""How do several files get into a folder, each of them whole or not at all?"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path


class NotWrittenError(Exception):
    """Files that could not be written; the message is one sentence for people."""


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into a folder, which is made if it is not there.

    All are written beside their places and onto the disk first; only when that has gone well are they renamed: a disk
    that is full leaves what was there. Raises NotWrittenError.
    """
    made: list[tuple[Path, Path]] = []
    try:
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, data in files.items():
                made.append((_beside(folder, name, data), folder / name))
            while made:
                beside, place = made[0]
                beside.replace(place)
                made.pop(0)
            _settle(folder)
        finally:
            for beside, _ in made:
                with suppress(OSError):
                    beside.unlink()
    except (OSError, ValueError) as error:
        raise NotWrittenError(f"{folder} can't be written: {_reason(error)}.") from error


def _reason(error: Exception) -> str:
    if isinstance(error, FileExistsError | NotADirectoryError):
        return "it is a file, or lies in one, and no folder"
    words = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return words[:1].lower() + words[1:]


def _beside(folder: Path, name: str, data: bytes) -> Path:
    """A file with these bytes, on the disk, under another name in the same folder."""
    descriptor, path = tempfile.mkstemp(prefix=f".{name}.", dir=folder)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(path).chmod(0o666 & ~_mask())
    except BaseException:
        with suppress(OSError):
            Path(path).unlink()
        raise
    return Path(path)


def _mask() -> int:
    """What permissions new files don't get; it can only be read by setting it."""
    mask = os.umask(0o077)
    os.umask(mask)
    return mask


def _settle(folder: Path) -> None:
    """The folder's own entries onto the disk, where folders can be opened."""
    with suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)

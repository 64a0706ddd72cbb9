"""How do a file or several files become a text? What can't be read is told in one sentence."""

from __future__ import annotations

import os
import stat
from collections.abc import Sequence
from pathlib import Path

import resources

STANDARD_INPUT = "-"
STANDARD_INPUT_NAME = "standard input"
MOST_BYTES = 512 * 1024 * 1024
SAMPLES = Path(resources.__file__).parent / "samples"
_LOOKED_AT = 8192


class OpenError(Exception):
    """A file that can't be opened; the message is one sentence for people."""


def read_file(path: str) -> bytes:
    """All bytes of a file; OpenError says why not."""
    try:
        mode = os.stat(path).st_mode  # noqa: PTH116 - the name may be none that Path takes
        if stat.S_ISDIR(mode):
            raise OpenError(f"{path} is a folder, not a file.")
        if not stat.S_ISREG(mode) and not stat.S_ISFIFO(mode):
            raise OpenError(f"{path} is a device, not a file.")
        with open(path, "rb") as file:  # noqa: PTH123 - as above
            data = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise OpenError(f"{path} can't be read: {error.strerror or error}.") from None
    except ValueError:
        raise OpenError(f"{path[:80]!r} is no file name.") from None
    if len(data) > MOST_BYTES:
        raise OpenError(f"{path} is larger than {MOST_BYTES // 1024**2} MB: cut the part around the report out of it.")
    if not data.strip():
        raise OpenError(f"{path} is empty.")
    return data


def is_binary(data: bytes) -> bool:
    """Whether this is no text: it holds zero bytes, and not as UTF-16 does."""
    return b"\0" in data[:_LOOKED_AT] and data[:2] not in (b"\xff\xfe", b"\xfe\xff")


def joined(names: Sequence[str], texts: Sequence[bytes]) -> tuple[str, bytes]:
    """Several files as one text, each ending in a line end."""
    if len(texts) == 1:
        return names[0], texts[0]
    whole = b"".join(text if text.endswith(b"\n") else text + b"\n" for text in texts)
    return ", ".join(names), whole


def samples() -> list[tuple[str, str]]:
    """The samples that come with the program: a name for people, and the path."""
    paths = sorted(SAMPLES.glob("*.txt")) if SAMPLES.is_dir() else []
    return [(path.stem.replace("-", " "), str(path)) for path in paths]

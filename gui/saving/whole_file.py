"""How is a file written whole or not at all?"""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import QIODevice, QSaveFile


class NotWrittenError(Exception):
    """A file that could not be written; the message is one sentence for people."""


def write_whole(path: Path, data: bytes) -> None:
    """Write a file whole, or leave what was there."""
    file = QSaveFile(str(path))
    if not path.parent.is_dir():
        raise NotWrittenError(f"{path} can't be written: there is no folder {path.parent}.")
    if not file.open(QIODevice.OpenModeFlag.WriteOnly) or not _take(file, data) or not file.commit():
        raise NotWrittenError(f"{path} can't be written: {_reason(file.errorString())}.")


def _take(file: QSaveFile, data: bytes) -> bool:
    """Hand all of it to the file. A disk that fills up takes a part first and says why only at the next part."""
    while data:
        taken = file.write(data)
        if taken <= 0:
            return False
        data = data[taken:]
    return True


def _reason(words: str) -> str:
    words = words.rstrip(".")
    return words[:1].lower() + words[1:] if re.match(r"[A-Z][a-z]", words) else words

"""What does the window remember between two starts? A row a setting; a broken file never stops the start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QByteArray, QSettings

T = TypeVar("T")
MOST_RECENT = 10


class Setting(Generic[T]):
    """One remembered value: its key, what holds without it, and how a stored one is read (ValueError: it is broken)."""

    def __init__(self, key: str, default: T, read: Callable[[object], T]) -> None:
        self.key = key
        self.default = default
        self.read = read


def _bytes(stored: object) -> bytes:
    if not isinstance(stored, QByteArray):
        raise ValueError(f"not bytes: {stored!r}")
    return bytes(stored.data())


def _flag(stored: object) -> bool:
    words = {"true": True, "false": False, "1": True, "0": False}
    return words[str(stored).lower()]


def _scheme(stored: object) -> str:
    if stored not in SCHEMES:
        raise ValueError(f"no scheme: {stored!r}")
    return str(stored)


def _paths(stored: object) -> tuple[str, ...]:
    paths = [stored] if isinstance(stored, str) else stored
    if not isinstance(paths, list) or not all(isinstance(path, str) for path in paths):
        raise ValueError(f"no list of files: {stored!r}")
    return tuple(path for path in paths if path)[:MOST_RECENT]


def _words(stored: object) -> tuple[str, ...]:
    words = [stored] if isinstance(stored, str) else stored
    if not isinstance(words, list) or not all(isinstance(word, str) for word in words):
        raise ValueError(f"no list of words: {stored!r}")
    return tuple(word for word in words if word)


SCHEMES: dict[str, bool | None] = {"system": None, "light": False, "dark": True}
"""The schemes that a person can choose, and whether each is dark (None: whatever the system says)."""

GEOMETRY = Setting("window/geometry", b"", _bytes)
LAYOUT = Setting("window/layout", b"", _bytes)
LIST_LAYOUT = Setting("window/layout_with_reports", b"", _bytes)
THEME = Setting("view/theme", "system", _scheme)
SIDE_BY_SIDE = Setting("view/side_by_side", False, _flag)
DIRECT = Setting("view/direct_computation", False, _flag)
RECENT: Setting[tuple[str, ...]] = Setting("files/recent", (), _paths)
FOLDER = Setting("files/folder", "", str)
INCIDENT_FOLDER = Setting("incident/folder", "", str)
REPLACED: Setting[tuple[str, ...]] = Setting("incident/replaced", (), _words)


class Settings:
    """The remembered values of this person."""

    def __init__(self) -> None:
        self._store = QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "buddyscope", "buddyscope")

    def get(self, setting: Setting[T]) -> T:
        """The stored value; the default where none is stored or it can't be read."""
        try:
            stored = self._store.value(setting.key)
            return setting.default if stored is None else setting.read(stored)
        except (ValueError, KeyError, TypeError, EOFError):
            return setting.default

    def put(self, setting: Setting[T], value: T) -> None:
        """Store a value. A file that can't be written is no reason to bother anyone."""
        stored: object = value
        if isinstance(value, tuple):
            stored = list(value)
        elif isinstance(value, bytes):
            stored = QByteArray(value)
        self._store.setValue(setting.key, stored)

    def forget(self, setting: Setting[T]) -> None:
        """Go back to the default."""
        self._store.remove(setting.key)

    def add_recent(self, path: str) -> None:
        """Put a file to the front of those opened recently."""
        others = [known for known in self.get(RECENT) if known != path]
        self.put(RECENT, (path, *others)[:MOST_RECENT])

    def drop_recent(self, path: str) -> None:
        """Forget a file that is gone."""
        self.put(RECENT, tuple(known for known in self.get(RECENT) if known != path))

    def save(self) -> None:
        """Write what is not yet written."""
        self._store.sync()

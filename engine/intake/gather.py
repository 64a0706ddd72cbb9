"""Which inputs do the given paths mean, and in which order? The oldest log of a rotated set first."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from engine.intake.harmless import shown_name
from engine.intake.raw import JOURNAL, STANDARD_INPUT

_PACKED = re.compile(r"\.(?:gz|bz2|xz|zst|Z|lz4|lzma)$")
_NUMBER = re.compile(r"^(?P<base>.+?)\.(?P<number>\d{1,5})(?P<rest>\.[A-Za-z]\w*)?$")
_DATE = re.compile(
    r"^(?P<base>.+?)[-._](?P<date>\d{4}-?\d\d-?\d\d(?:[-T_.]?\d\d[-:.]?\d\d(?:[-:.]?\d\d)?|-\d{10})?)"
    r"(?P<rest>\.[A-Za-z]\w*)?$"
)
_OLD = re.compile(r"^(?P<base>.+)\.(?:old|prev|previous|last)$")
_NO_FILES = frozenset({"/proc", "/sys", "/dev", "/run"})
"""Folders of the running system that hold no files, entered only where they are named."""
_JOURNAL = re.compile(r"\.journal~?$")


class Item(NamedTuple):
    """One file to be read. `choosy` is one that nobody named: it is left out if it is no text. `root` is the folder
    that it was found in.
    """

    path: str
    name: str
    choosy: bool = False


class Gathered(NamedTuple):
    """What paths mean: the files in order, and sentences about what was left out."""

    items: tuple[Item, ...]
    notes: tuple[str, ...]


def gather(paths: Iterable[str]) -> Gathered:
    """The files that paths mean; what is no folder stays as it is, whether it is there or not."""
    items: list[Item] = []
    notes: list[str] = []
    for path in paths:
        if path != STANDARD_INPUT and os.path.isdir(path) and not _is_root(path):  # noqa: PTH112
            found = list(_walk(path, notes))
            items += in_order(found)
            if not found:
                notes.append(f"{shown_name(path)} holds no file to read")
        else:
            items.append(Item(path, "standard input" if path == STANDARD_INPUT else path))
    return Gathered(tuple(_sets_in_order(items)), tuple(notes))


def _is_root(path: str) -> bool:
    """Whether a path is the whole machine: that is no folder of logs."""
    whole = os.path.realpath(path)
    return whole == os.path.dirname(whole)  # noqa: PTH120


def _walk(folder: str, notes: list[str]) -> Iterator[Item]:
    hidden = links = journals = others = 0
    for top, folders, files in os.walk(folder, onerror=lambda error: notes.append(_refusal(error))):
        hidden += sum(name.startswith(".") for name in (*folders, *files))
        links += sum(os.path.islink(os.path.join(top, name)) for name in folders if not name.startswith("."))  # noqa: PTH114, PTH118
        folders[:] = sorted(
            name
            for name in folders
            if not name.startswith(".") and os.path.join(top, name) not in _NO_FILES  # noqa: PTH118
        )
        for name in sorted(files):
            path = os.path.join(top, name)  # noqa: PTH118
            if name.startswith("."):
                continue
            if _leads_out(path, folder):
                links += 1
            elif _JOURNAL.search(name):
                journals += 1
            elif os.path.isfile(path):  # noqa: PTH113
                yield Item(path, path, choosy=True)
            else:
                others += 1
    shown = shown_name(folder)
    for count, words in (
        (hidden, "hidden and left out"),
        (links, "links and left out"),
        (others, "pipes, sockets or devices and left out"),
        (journals, "journals of systemd, which only journalctl can read: check --journal"),
    ):
        if count:
            notes.append(f"{count} of what is in {shown} {'are' if count > 1 else 'is'} {words}")


def _refusal(error: OSError) -> str:
    return f"{shown_name(str(error.filename))} can't be read: {error.strerror or error}"


def _leads_out(path: str, folder: str) -> bool:
    """Whether a path is a link: one that stays inside gives nothing new, one that leads out is not followed."""
    return os.path.islink(path)  # noqa: PTH114


class _Age(NamedTuple):
    """What a file's name says of its place in a rotated set; a smaller one is older."""

    kind: int
    key: tuple[str, int]


def _rotation(path: str) -> tuple[str, _Age]:
    """The name of the set with its folder, and the age."""
    folder, name = os.path.split(path)
    bare = _PACKED.sub("", name)
    for pattern, kind in ((_DATE, 0), (_NUMBER, 1), (_OLD, 2)):
        found = pattern.match(bare)
        if found is not None:
            named = found.groupdict()
            base = found["base"] + (named.get("rest") or "")
            date = re.sub(r"\D", "", named.get("date") or "")
            return os.path.join(folder, base), _Age(kind, (date, -int(named.get("number") or 0)))  # noqa: PTH118
    return os.path.join(folder, bare), _Age(3, ("", 0))  # noqa: PTH118


def in_order(items: Iterable[Item]) -> list[Item]:
    """Files by the name of their set, the oldest of each set first."""
    return sorted(items, key=lambda item: (*_rotation(item.path), item.path))


def _sets_in_order(items: list[Item]) -> list[Item]:
    """Each rotated set at the place of its first file, everything else where it was."""
    sets: dict[str, list[Item]] = {}
    for item in items:
        alone = item.path == STANDARD_INPUT or item.path.startswith(JOURNAL)
        key = item.path if alone else _rotation(item.path)[0]
        sets.setdefault(key, []).append(item)
    return [item for files in sets.values() for item in (sorted(files, key=_age) if len(files) > 1 else files)]


def _age(item: Item) -> _Age:
    return _rotation(item.path)[1]

"""Which lines have the very shape of a sound one before? Their figures are taken by one match, without another look."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from engine.read.pattern import blanks

_OF_ZONE = r"(?:Node \d{1,4},? )?\w{1,16}"
_NUMBER = r"\d{1,18}"
_MOST_SHAPES = 16


class Field(NamedTuple):
    """A field of a zone's line: its unit as printed, and whether its figure is taken."""

    name: str
    unit: str
    taken: bool


class Blocks(NamedTuple):
    """What a buddy line says: counts and list letters by order, the size of order 0 and the total in kB."""

    counts: tuple[int, ...]
    letters: tuple[str, ...]
    unit_kb: int
    total_kb: int


class ZoneShapes:
    """The shapes of zone lines that were met."""

    def __init__(self) -> None:
        self._shapes: list[tuple[re.Pattern[str], tuple[str, ...], tuple[str, ...]]] = []

    def figures(self, text: str) -> tuple[dict[str, int], tuple[str, ...]] | None:
        """The figures that are taken, in kB by name, and all names of the line; None for a shape that is new."""
        for pattern, taken, names in self._shapes:
            found = pattern.fullmatch(text)
            if found is not None:
                return dict(zip(taken, map(int, found.groups()), strict=True)), names
        return None

    def learn(self, text: str, fields: Iterable[Field]) -> None:
        """Remember the shape of a line that was found sound."""
        fields = tuple(fields)
        if len(self._shapes) == _MOST_SHAPES:
            return
        figures = (f"({_NUMBER})" if field.taken else _NUMBER for field in fields)
        parts = [
            rf" {re.escape(field.name)}:[^\S\n]?{figure}{field.unit}"
            for field, figure in zip(fields, figures, strict=True)
        ]
        pattern = re.compile(blanks(f"{_OF_ZONE}{''.join(parts)}(?: all_unreclaimable[?] [a-z]+)?"))
        if pattern.fullmatch(text) is not None:
            taken_names = tuple(field.name for field in fields if field.taken)
            self._shapes.append((pattern, taken_names, tuple(field.name for field in fields)))


class BuddyShapes:
    """The shapes of buddy lines that were met: by size of a page and number of orders."""

    def __init__(self) -> None:
        self._shapes: list[tuple[re.Pattern[str], int]] = []

    def blocks(self, text: str) -> Blocks | None:
        """What the line says; None for a shape that is new."""
        for pattern, unit_kb in self._shapes:
            found = pattern.fullmatch(text)
            if found is not None:
                groups = found.groups("")
                return Blocks(tuple(map(int, groups[:-1:2])), groups[1:-1:2], unit_kb, int(groups[-1]))
        return None

    def learn(self, text: str, sizes: Sequence[str]) -> None:
        """Remember the shape of a line that was found sound; `sizes` are those of its orders in kB, as printed."""
        if len(self._shapes) == _MOST_SHAPES:
            return
        parts = [rf" ({_NUMBER})[*][^\S\n]?{size}kB(?: \(([A-Z]+)\))?" for size in sizes]
        pattern = re.compile(blanks(rf"{_OF_ZONE}:{''.join(parts)} = ({_NUMBER})kB"))
        if pattern.fullmatch(text) is not None:
            self._shapes.append((pattern, int(sizes[0])))

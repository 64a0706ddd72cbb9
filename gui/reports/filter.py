"""Which reports does a typed filter mean? Words are looked for in every column, terms such as `order:4` in one."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from engine.report.safe import printable
from gui.reports.rows import COLUMNS, PLACES

_MOST_KEPT = 50_000
HINT = "Filter: words, or terms such as  order:4  kind:oom  process:rsync  outcome:refused"
TIP = (
    "Every word must stand somewhere in a row, upper and lower case alike. A term names its column: "
    + ", ".join(f"{column.name}:" for column in COLUMNS)
    + '. Double quotes hold a text with blanks together: zone:"node 0 dma32".'
)


class Haystack:
    """What the filter looks through: every row's text as one, and column by column; casefolded."""

    def __init__(self) -> None:
        self.rows: list[str] = []
        self.columns: list[list[str]] = [[] for _ in COLUMNS]
        self._folded: dict[str, str] = {}

    def add(self, texts: Sequence[str]) -> None:
        """One row's texts, in the order of the columns."""
        folded = [self._fold(text) for text in texts]
        self.rows.append("\n".join(folded))
        for column, text in zip(self.columns, folded, strict=True):
            column.append(text)

    def _fold(self, text: str) -> str:
        """The casefolded text, one string for all rows that hold it."""
        found = self._folded.get(text)
        if found is None:
            if len(self._folded) > _MOST_KEPT:
                self._folded.clear()
            found = self._folded[text] = text.casefold()
        return found


@dataclass(frozen=True, slots=True)
class Term:
    """What must stand in a row: anywhere (`place` None) or in one column, as a part or exactly."""

    text: str
    place: int | None = None
    exact: bool = False

    def among(self, rows: Iterable[int], haystack: Haystack) -> list[int]:
        """Those of the rows that it holds for, in the same order."""
        text = self.text
        texts = haystack.rows if self.place is None else haystack.columns[self.place]
        if self.exact:
            return [row for row in rows if texts[row] == text]
        return [row for row in rows if text in texts[row]]

    def narrows(self, other: Term) -> bool:
        """Whether every row that this holds for is one that the other holds for."""
        if other.exact or other.place is not None:
            return self == other or (not other.exact and self.place == other.place and other.text in self.text)
        return other.text in self.text


Needle = tuple[Term, ...]


def parse(text: str) -> Needle:
    """The terms of what was typed. Whatever is typed means something: an unknown column's name is a word."""
    return tuple(term for word in _words(printable(text).casefold()) if (term := _term(word)) is not None)


def _words(text: str) -> Iterable[str]:
    """The words; a double quote begins or ends a stretch in which blanks part nothing."""
    word = ""
    for place, stretch in enumerate(text.split('"')):
        if place % 2:
            word += stretch
            continue
        first, *others = stretch.split(" ")
        word += first
        for other in others:
            yield word
            word = other
    yield word


def _term(word: str) -> Term | None:
    name, colon, wanted = word.partition(":")
    if colon and name in PLACES:
        place = PLACES[name]
        return Term(wanted, place, COLUMNS[place].exact) if wanted else None
    return Term(word) if word else None


def narrows(after: Needle, before: Needle) -> bool:
    """Whether the rows of the new needle are all among those of the one before."""
    return all(any(term.narrows(other) for term in after) for other in before)


def matching(needle: Needle, rows: Sequence[int], haystack: Haystack) -> Sequence[int]:
    """Those of the rows that every term holds for, in the same order."""
    for term in needle:
        rows = term.among(rows, haystack)
    return rows

"""Which reports does a typed filter mean? Words are looked for in every column, terms such as `order:4` in one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from engine.report.safe import printable
from gui.reports.haystack import Haystack
from gui.reports.rows import COLUMNS, PLACES

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Rows: TypeAlias = range | NDArray[np.int64]

HINT = "Filter: words, or terms such as  order:4  kind:oom  process:rsync  outcome:refused"
TIP = (
    "Every word must stand somewhere in a row, upper and lower case alike. A term names its column: "
    + ", ".join(f"{column.name}:" for column in COLUMNS)
    + '. Double quotes hold a text with blanks together: zone:"node 0 dma32".'
)


@dataclass(frozen=True, slots=True)
class Term:
    """What must stand in a row: anywhere (`place` None) or in one column, as a part or exactly."""

    text: str
    place: int | None = None
    exact: bool = False

    def holds(self, haystack: Haystack) -> NDArray[np.bool_]:
        """For each row, whether it holds."""
        first, *others = haystack.columns if self.place is None else haystack.columns[self.place : self.place + 1]
        found = first.holding(self.text, self.exact)
        for column in others:
            found = found | column.holding(self.text, self.exact)
        return found


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


def matching(needle: Needle, rows: Rows, haystack: Haystack) -> Rows:
    """Those of the rows that every term holds for, in the same order."""
    if not needle or not len(rows):
        return rows
    import numpy as np  # it takes time to import, and the chart has brought it before anyone filters

    first, *others = needle
    found = first.holds(haystack)
    for term in others:
        found = found & term.holds(haystack)
    if isinstance(rows, range):
        return rows.start + np.flatnonzero(found[rows.start : rows.stop])
    return rows[found[rows]]

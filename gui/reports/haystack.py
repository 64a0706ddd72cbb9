"""How is a word found in a hundred thousand rows before the next key comes?

Each column keeps every text once, and all of them in one stretch of bytes. The word is looked for in that stretch by
arrays, never row by row.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import TYPE_CHECKING

from gui.reports.rows import COLUMNS

if TYPE_CHECKING:  # numpy takes time to import, and the chart has brought it before anyone filters
    import numpy as np
    from numpy.typing import NDArray

_END = b"\xff"
"""Stands behind each text: no text holds it in UTF-8."""


class Numbered:
    """Values of rows, each kept once: which row has which of them."""

    def __init__(self) -> None:
        self.values: list[str | None] = []
        self._codes = array("i")
        self._known: dict[str | None, int] = {}
        self._array: NDArray[np.int32] | None = None

    def add(self, value: str | None) -> bool:
        """Take the next row's value; whether it is one that was not there before."""
        code = self._known.get(value, -1)
        fresh = code < 0
        if fresh:
            code = self._known[value] = len(self.values)
            self.values.append(value)
        self._codes.append(code)
        return fresh

    def codes(self) -> NDArray[np.int32]:
        """For each row, the place of its value among `values`."""
        import numpy as np

        if self._array is None or len(self._array) != len(self._codes):
            self._array = np.array(self._codes)
        return self._array


class TextColumn(Numbered):
    """The texts of a column, to be searched."""

    def __init__(self) -> None:
        super().__init__()
        self._bytes = bytearray()
        self._index: tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int64]] | None = None

    def add(self, value: str | None) -> bool:
        """Take the next row's text."""
        fresh = super().add(value)
        if fresh and value is not None:
            self._bytes += _coded(value.casefold()) + _END
        return fresh

    def holding(self, text: str, exact: bool) -> NDArray[np.bool_]:
        """For each row, whether its text holds a casefolded one, or with `exact` is that."""
        import numpy as np

        letters, owners, sizes = self._indexed()
        wanted = _coded(text)
        places = np.flatnonzero(letters == wanted[0]) if wanted else np.arange(len(letters))
        for offset, letter in enumerate(wanted[1:], 1):
            places = places[letters.take(places + offset, mode="clip") == letter]
        found: NDArray[np.bool_] = np.zeros(len(sizes), dtype=np.bool_)
        found[owners[places]] = True
        if exact:
            found &= sizes == len(wanted)
        return found[self.codes()]

    def prepare(self) -> None:
        """Make at leisure what the next search needs."""
        self._indexed()
        self.codes()

    def _indexed(self) -> tuple[NDArray[np.uint8], NDArray[np.int32], NDArray[np.int64]]:
        """The bytes of all texts, to which text each of them belongs, and the texts' sizes."""
        import numpy as np

        if self._index is None or len(self._index[0]) != len(self._bytes):
            letters = np.frombuffer(bytes(self._bytes), dtype=np.uint8)
            stretches = np.diff(np.flatnonzero(letters == _END[0]), prepend=-1)
            owners: NDArray[np.int32] = np.repeat(np.arange(len(stretches), dtype=np.int32), stretches)
            self._index = letters, owners, stretches - 1
        return self._index


class Haystack:
    """What the filter looks through: every row's texts, column by column."""

    def __init__(self) -> None:
        self.columns = [TextColumn() for _ in COLUMNS]

    def add(self, texts: Sequence[str]) -> None:
        """One row's texts, in the order of the columns."""
        for column, text in zip(self.columns, texts, strict=True):
            column.add(text)


def _coded(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")

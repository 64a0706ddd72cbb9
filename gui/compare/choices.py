"""Between which sides can a person choose? The shown report twice, as logged and as edited, then those of the list."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gui.compare.sides import LOG, NOW, Side, Which
from gui.reports.listing import Listing
from gui.reports.rows import line_of

MOST = 200
"""Of a longer list those around the shown report: a picker asks for each of its lines before it opens. The others are
chosen where they stand, in the list of reports."""
_FIXED = (LOG, NOW)
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole


class Choices(QAbstractListModel):
    """The sides as lines of a picker."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = Listing(parent=self)
        self._rows: list[int] = []
        self._titles = {LOG: "As the log says", NOW: "As shown now"}

    def show_listing(self, listing: Listing) -> None:
        """The reports of another list."""
        self.beginResetModel()
        self._listing = listing
        self._rows = list(range(min(self._count(), MOST)))
        self.endResetModel()

    def _count(self) -> int:
        return len(self._listing) if len(self._listing) > 1 else 0

    def grow(self) -> None:
        """Reports that came since, while there is room for them."""
        begin = self._rows[-1] + 1 if self._rows else 0
        fresh = range(begin, min(self._count(), begin + MOST - len(self._rows)))
        if fresh:
            at = self.rowCount()
            self.beginInsertRows(QModelIndex(), at, at + len(fresh) - 1)
            self._rows += fresh
            self.endInsertRows()

    def hold(self, wanted: Iterable[int], around: int | None) -> None:
        """Have these reports among the lines; where one is not, those around the shown report come with it."""
        count = self._count()
        needed = {row for row in (*wanted, -1 if around is None else around) if 0 <= row < count}
        if needed <= set(self._rows):
            return
        first = max(min((around or 0) - MOST // 2, count - MOST), 0)
        self.beginResetModel()
        self._rows = sorted(needed | set(range(first, min(first + MOST, count))))
        self.endResetModel()

    def set_title(self, side: Side, title: str) -> None:
        """What one of the first two is called now."""
        if side in self._titles and self._titles[side] != title:
            self._titles[side] = title
            place = self.index(self.row_of(side), 0)
            self.dataChanged.emit(place, place)

    def side_at(self, row: int) -> Side:
        """What stands in a line."""
        return _FIXED[row] if row < len(_FIXED) else Side(Which.REPORT, self._rows[row - len(_FIXED)])

    def row_of(self, side: Side) -> int:
        """The line of a side; -1 while it has none."""
        if side in _FIXED:
            return _FIXED.index(side)
        place = bisect_left(self._rows, side.row)
        return len(_FIXED) + place if self._rows[place : place + 1] == [side.row] else -1

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """For Qt."""
        return 0 if parent.isValid() else len(_FIXED) + len(self._rows)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """For Qt."""
        if role not in (Role.DisplayRole, Role.AccessibleTextRole) or not index.isValid():
            return None
        side = self.side_at(index.row())
        if side in self._titles:
            return self._titles[side]
        return f"Report {side.row + 1:,}: {line_of(self._listing.sightings[side.row])}"

    def match(
        self, start: Index, role: int, value: Any, hits: int = 1, flags: Qt.MatchFlag = Qt.MatchFlag.MatchStartsWith
    ) -> list[QModelIndex]:
        """For Qt, when letters are typed: a number is that report's, words are looked for in the lines that follow."""
        text = str(value).strip().lower()
        if text.isascii() and text.isdigit() and len(text) < 10:
            row = self.row_of(Side(Which.REPORT, int(text) - 1))
            return [self.index(row, 0)] if row >= 0 else []
        count = self.rowCount()
        for step in range(count if text else 0):
            index = self.index((start.row() + step) % count, 0)
            if text in str(self.data(index)).lower():
                return [index]
        return []

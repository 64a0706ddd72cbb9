"""How does a listing become a table: sorted, filtered, and grouped by cause?

A hundred thousand rows must follow every key, so rows are numbers here: sorting orders all of them once, the filter
goes through that order, and what is shown of a row is made when it is painted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QBrush, QFont

from gui import theme
from gui.plain_text import plain_tip
from gui.reports.filter import Needle, matching, parse
from gui.reports.listing import Listing
from gui.reports.rows import COLUMNS, OUTCOME_WORDS, PLACES, UNKNOWN
from gui.reports.sort import in_order

if TYPE_CHECKING:  # numpy takes time to import, and the chart has brought it before anyone filters, sorts or groups
    from gui.reports.filter import Rows
    from gui.reports.groups import Groups

Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_FLAGS = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_ALIGNED = tuple(_RIGHT if column.number else _LEFT for column in COLUMNS)
_OUTCOME = PLACES["outcome"]
_NATURAL = -1


class ReportTable(QAbstractTableModel):
    """Lines of a table: each is a report, or a group of reports with the same cause that can be opened.

    A line is told by a number: a report's row in the listing, or -1 - n for group n.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._listing = Listing()
        self._seen = 0
        self._needle: Needle = ()
        self._column = _NATURAL
        self._descending = False
        self._order: Rows = range(0)
        self._rows: Rows = range(0)
        self._lines: Rows = range(0)
        self._is_grouped = False
        self._groups: Groups | None = None
        self._group_texts: dict[int, list[str]] = {}
        self._open: set[int] = set()
        self._bold = QFont()
        self._bold.setBold(True)
        self._roles: dict[int, Callable[[int, int], object]] = {
            int(Role.DisplayRole): self.text,
            int(Role.DecorationRole): self._icon,
            int(Role.ToolTipRole): self._tip,
            int(Role.TextAlignmentRole): lambda line, column: _ALIGNED[column],
            int(Role.ForegroundRole): self._ink,
            int(Role.FontRole): lambda line, column: self._bold if line < 0 and column == 0 else None,
            int(Role.AccessibleTextRole): self._accessible,
        }

    # ---- what is shown

    def show(self, listing: Listing) -> None:
        """Show another listing, by the same filter."""
        self.beginResetModel()
        self._listing = listing
        self._open.clear()
        self._remake()
        self.endResetModel()

    def grow(self) -> None:
        """Take rows that came to the listing."""
        first, self._seen = self._seen, len(self._listing)
        if first == self._seen:
            return
        if self._column != _NATURAL or self._is_grouped:
            self.beginResetModel()
            self._remake()
            self.endResetModel()
            return
        fresh = matching(self._needle, range(first, self._seen), self._listing.haystack)
        self._order = range(self._seen)
        if len(fresh):
            self.beginInsertRows(QModelIndex(), len(self._lines), len(self._lines) + len(fresh) - 1)
            self._lines = self._rows = range(self._seen) if isinstance(fresh, range) else _joined(self._rows, fresh)
            self.endInsertRows()

    def set_filter(self, text: str) -> None:
        """Show only what the filter means."""
        needle = parse(text)
        if needle == self._needle:
            return
        self._needle = needle
        self.beginResetModel()
        self._rows = matching(needle, self._order, self._listing.haystack)
        self._lay_lines()
        self.endResetModel()

    def set_grouped(self, on: bool) -> None:
        """Reports one by one, or by cause."""
        if on != self._is_grouped:
            self.beginResetModel()
            self._is_grouped = on
            self._lay_lines()
            self.endResetModel()

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """For Qt. Column -1 is the order in which they were found."""
        descending = order == Qt.SortOrder.DescendingOrder
        if (column, descending) != (self._column, self._descending):
            self._column, self._descending = column, descending
            self.beginResetModel()
            self._remake()
            self.endResetModel()

    def _remake(self) -> None:
        self._seen = len(self._listing)
        self._order = range(self._seen)
        if self._column != _NATURAL:
            self._order = in_order(self._listing, self._seen, COLUMNS[self._column], self._descending)
        self._rows = matching(self._needle, self._order, self._listing.haystack)
        self._lay_lines()

    def _lay_lines(self) -> None:
        self._group_texts.clear()
        self._groups = None
        self._lines = self._rows
        if self._is_grouped and len(self._rows):
            self._group()

    def _group(self) -> None:
        import numpy as np

        from gui.reports.groups import Groups

        causes = np.frombuffer(self._listing.causes, dtype=np.int64)
        self._groups = Groups(np.asarray(self._rows), causes, by_count=self._column == _NATURAL)
        self._lines = self._groups.lines(self._open)

    # ---- lines and rows

    @property
    def shown(self) -> Sequence[int]:
        """The rows that the filter lets through, sorted, whether or not their group is open."""
        return self._rows if isinstance(self._rows, range) else self._rows.tolist()

    @property
    def shown_count(self) -> int:
        """How many these are."""
        return len(self._rows)

    @property
    def seen(self) -> int:
        """How many of the listing's rows were taken in."""
        return self._seen

    @property
    def group_count(self) -> int:
        """How many groups there are; 0 while reports stand one by one."""
        return 0 if self._groups is None else len(self._groups)

    @property
    def is_grouped(self) -> bool:
        """Whether reports stand by cause."""
        return self._is_grouped

    @property
    def listing(self) -> Listing:
        """What is shown."""
        return self._listing

    def line_at(self, place: int) -> int:
        """The number that tells what stands in a line of the table."""
        return int(self._lines[place])

    def row_at(self, line: int) -> int | None:
        """The row of the report that stands in a line; None for a group or no line."""
        row = int(self._lines[line]) if 0 <= line < len(self._lines) else -1
        return row if row >= 0 else None

    def line_of(self, row: int) -> int | None:
        """The line in which a report stands; None where it is filtered out or in a closed group."""
        lines = self._lines
        if isinstance(lines, range):
            return row if row in lines else None
        import numpy as np

        found = np.flatnonzero(lines == row)
        return int(found[0]) if len(found) else None

    def rows_in(self, lines: Iterable[int]) -> list[int]:
        """The reports of these lines, in their order, each once; a closed group stands for all its reports."""
        rows: dict[int, None] = {}
        for line in lines:
            number = int(self._lines[line])
            if number >= 0 or self._groups is None:
                rows[number] = None
            else:
                rows.update(dict.fromkeys(self._groups.rows(-1 - number).tolist()))
        return list(rows)

    def group_at(self, line: int) -> int | None:
        """The line of the group that a line is, or stands in; None without groups."""
        if self._groups is None or not 0 <= line < len(self._lines):
            return None
        return next(place for place in range(line, -1, -1) if self.line_at(place) < 0)

    def is_open(self, line: int) -> bool:
        """Whether the group in a line is open."""
        return self._cause_at(line) in self._open

    def _cause_at(self, line: int) -> int:
        """The cause of the group in a line."""
        return self._cause(int(self._lines[line]))

    def _cause(self, line: int) -> int:
        return -1 if self._groups is None else int(self._groups.causes[-1 - line])

    def set_open(self, line: int, on: bool) -> None:
        """Open or close the group in a line."""
        groups, cause = self._groups, self._cause_at(line)
        if groups is None or (cause in self._open) == on:
            return
        last = line + int(groups.sizes[-1 - int(self._lines[line])])
        if on:
            self.beginInsertRows(QModelIndex(), line + 1, last)
            self._open.add(cause)
        else:
            self.beginRemoveRows(QModelIndex(), line + 1, last)
            self._open.discard(cause)
        self._lines = groups.lines(self._open)
        self.endInsertRows() if on else self.endRemoveRows()
        self.dataChanged.emit(self.index(line, 0), self.index(line, 0))

    def set_all_open(self, on: bool) -> None:
        """Open or close every group."""
        self.beginResetModel()
        self._open = set(self._groups.causes.tolist()) if on and self._groups is not None else set()
        self._lay_lines()
        self.endResetModel()

    def open_for(self, row: int) -> None:
        """Open the group that a report is in."""
        cause = self._listing.causes[row]
        number = None if self._groups is None else self._groups.number_of(cause)
        line = None if number is None else self.line_of(-1 - number)
        if line is not None:
            self.set_open(line, True)

    # ---- for Qt

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """For Qt."""
        return 0 if parent.isValid() else len(self._lines)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """For Qt."""
        return 0 if parent.isValid() else len(COLUMNS)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """For Qt."""
        answer = self._roles.get(role)
        return None if answer is None or not index.isValid() else answer(self.line_at(index.row()), index.column())

    def flags(self, index: Index) -> Qt.ItemFlag:
        """For Qt."""
        return _FLAGS if index.isValid() else Qt.ItemFlag.NoItemFlags

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """For Qt."""
        if orientation != Qt.Orientation.Horizontal or not 0 <= section < len(COLUMNS):
            return None
        column = COLUMNS[section]
        if role == Role.ToolTipRole:
            return f"{column.tip}\nIn the filter: {column.name}:"
        if role == Role.TextAlignmentRole:
            return _RIGHT if column.number else _LEFT
        return column.title if role == Role.DisplayRole else None

    def refresh(self) -> None:
        """Have every line drawn anew."""
        if len(self._lines):
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._lines) - 1, len(COLUMNS) - 1))

    def text(self, line: int, column: int) -> str:
        """What stands there."""
        if line < 0:
            return self._about_group(-1 - line)[column]
        indent = "      " if self._is_grouped and column == 0 else ""
        return indent + COLUMNS[column].text(self._listing.sightings[line], self._listing.sources)

    def _about_group(self, number: int) -> list[str]:
        """The texts of a group, made when it is first seen."""
        if number not in self._group_texts and self._groups is not None:
            self._group_texts[number] = self._groups.texts(number, self._listing)
        return self._group_texts[number]

    def icon_name(self, line: int, column: int) -> str:
        """The name of the icon that stands there; empty where there is none."""
        if column == 0 and line < 0:
            return "opened" if self._cause(line) in self._open else "closed"
        if column != _OUTCOME:
            return ""
        row = line if line >= 0 or self._groups is None else int(self._groups.rows(-1 - line)[0])
        outcome = self._listing.sightings[row].outcome
        return outcome if outcome in OUTCOME_WORDS else "not_applicable"

    def _icon(self, line: int, column: int) -> object:
        name = self.icon_name(line, column)
        return theme.icon(name) if name else None

    def _tip(self, line: int, column: int) -> object:
        if line < 0:
            hint = "Reports with the same requester, order, flags and outcome; Right opens, Left closes"
            return plain_tip(f"{self.text(line, column)}\n{hint}")
        return plain_tip(self._listing.sightings[line].sentence)

    def _ink(self, line: int, column: int) -> object:
        return QBrush(theme.color("text.dim")) if self.text(line, column) == UNKNOWN else None

    def _accessible(self, line: int, column: int) -> object:
        text = self.text(line, column).strip()
        if line >= 0 or column:
            return f"{COLUMNS[column].title}: {text}"
        return f"{text}, {'open' if self._cause(line) in self._open else 'closed'}"


def _joined(rows: Rows, fresh: Rows) -> Rows:
    import numpy as np

    return np.concatenate([np.asarray(rows), np.asarray(fresh)])

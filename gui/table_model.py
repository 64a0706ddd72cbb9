"""How do rows of values become a table? One item model for all tables; a column is a row of facts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QBrush, QFont

from engine.model.report import Key
from gui.figures.quantity import QuantityError
from gui.plain_text import plain_tip
from gui.theme import color, icon

R = TypeVar("R")
Index = QModelIndex | QPersistentModelIndex
Role = Qt.ItemDataRole
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_FIXED = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
_EDITABLE = _FIXED | Qt.ItemFlag.ItemIsEditable


@dataclass(frozen=True, slots=True)
class Cell:
    """What one cell shows. `key` names its value.

    `edit` is the text that an editor starts with, None where nothing can be edited, `hint` the editor's placeholder.
    `copy` is the text for other programs (None: as shown). `color` is a name from the theme.
    """

    text: str
    tip: str = ""
    key: Key | None = None
    edit: str | None = None
    copy: str | None = None
    hint: str = ""
    dim: bool = False
    edited: bool = False
    number: bool = False
    icon: str = ""
    color: str = ""

    @property
    def copied(self) -> str:
        """The text for other programs."""
        return self.text if self.copy is None else self.copy

    @property
    def look(self) -> tuple[object, ...]:
        """What can be seen of it."""
        return self.text, self.icon, self.color, self.dim, self.edited


@dataclass(frozen=True, slots=True)
class Column(Generic[R]):
    """One column: `get` makes its cell of a row, `put` a value of a typed text, raising QuantityError (None: no edits).

    A line break in `title` parts the name from its unit. `usual` False: hidden unless there is something in it.
    """

    title: str
    tip: str
    get: Callable[[R], Cell | str]
    put: Callable[[R, str], object] | None = None
    usual: bool = True

    @property
    def name(self) -> str:
        """The title without its unit."""
        return self.title.partition("\n")[0]

    @property
    def copied(self) -> str:
        """The title in one line, for other programs: "free (kB)"."""
        name, _, unit = self.title.partition("\n")
        return f"{name} ({unit})" if unit else name


@dataclass(frozen=True, slots=True)
class Mark:
    """What is to be told of a cell besides its value."""

    edited: bool
    lit: bool
    refusal: str


class TableModel(QAbstractTableModel):
    """Rows of any kind through columns. `put_asked` carries (key, value) pairs; only `show` changes anything."""

    put_asked = Signal(object)
    refused = Signal(str)
    row_title_changed = Signal()
    """A row's title looks otherwise but is as wide: after headerDataChanged the view paints the whole table."""

    def __init__(self, row_title: Callable[[Any], Cell | str], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._row_title = row_title
        self._columns: Sequence[Column[Any]] = ()
        self._rows: list[Any] = []
        self._cells: list[list[Cell]] = []
        self._titles: list[Cell] = []
        self._lit: frozenset[Key] = frozenset()
        self._refusals: dict[tuple[int, int], str] = {}
        self._bold = QFont()
        self._bold.setBold(True)
        self._roles: dict[int, Callable[[Cell, int, int], object]] = {
            int(Role.DisplayRole): lambda cell, row, column: cell.text,
            int(Role.EditRole): lambda cell, row, column: cell.edit,
            int(Role.ToolTipRole): self._tip,
            int(Role.BackgroundRole): self._background,
            int(Role.ForegroundRole): self._foreground,
            int(Role.FontRole): lambda cell, row, column: self._bold if cell.edited else None,
            int(Role.DecorationRole): lambda cell, row, column: icon(cell.icon) if cell.icon else None,
            int(Role.TextAlignmentRole): lambda cell, row, column: _RIGHT if cell.number else _LEFT,
            int(Role.AccessibleTextRole): self._accessible,
        }

    def show(self, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> None:
        """Other rows or columns; only what differs is told to the views."""
        self.clear_refusals()
        if len(columns) != len(self._columns):
            self._show_anew(columns, rows)
            return
        if columns is not self._columns and columns != self._columns:
            before, self._columns = self._columns, columns
            for number, (column, was) in enumerate(zip(columns, before, strict=True)):
                if (column.title, column.tip) != (was.title, was.tip):
                    self.headerDataChanged.emit(Qt.Orientation.Horizontal, number, number)
            self._rows = [None] * len(self._rows)
        self._fit_row_count(rows)
        for number, row in enumerate(rows):
            if self._rows[number] is not row and self._rows[number] != row:
                self._show_row(number, row)

    def _show_anew(self, columns: Sequence[Column[Any]], rows: Sequence[Any]) -> None:
        self.beginResetModel()
        self._columns = columns
        self._rows = list(rows)
        self._cells = [self._cells_of(row) for row in rows]
        self._titles = [_as_cell(self._row_title(row)) for row in rows]
        self.endResetModel()

    def _fit_row_count(self, rows: Sequence[Any]) -> None:
        have, want = len(self._rows), len(rows)
        if want < have:
            self.beginRemoveRows(QModelIndex(), want, have - 1)
            del self._rows[want:], self._cells[want:], self._titles[want:]
            self.endRemoveRows()
        elif want > have:
            self.beginInsertRows(QModelIndex(), have, want - 1)
            self._rows.extend(rows[have:])
            self._cells.extend(self._cells_of(row) for row in rows[have:])
            self._titles.extend(_as_cell(self._row_title(row)) for row in rows[have:])
            self.endInsertRows()

    def _show_row(self, number: int, row: Any) -> None:
        self._rows[number] = row
        before, after = self._cells[number], self._cells_of(row)
        self._cells[number] = after
        for column, cell in enumerate(after):
            was = before[column]
            if cell is not was and cell != was and replace(cell, tip=was.tip) != was:  # a tip is asked for when seen
                self._tell(number, column)
        title, before_title = _as_cell(self._row_title(row)), self._titles[number]
        self._titles[number] = title
        if title.text != before_title.text:
            self.headerDataChanged.emit(Qt.Orientation.Vertical, number, number)
        elif title.look != before_title.look:
            self.row_title_changed.emit()

    def _cells_of(self, row: Any) -> list[Cell]:
        return [_as_cell(column.get(row)) for column in self._columns]

    def cell(self, index: Index) -> Cell:
        """What stands there."""
        return self._cells[index.row()][index.column()]

    def column(self, number: int) -> Column[Any]:
        """The column's facts."""
        return self._columns[number]

    def row(self, number: int) -> Any:
        """The row's value."""
        return self._rows[number]

    def row_title(self, number: int) -> str:
        """What the row is called."""
        return self._titles[number].text

    def mark(self, index: Index) -> Mark:
        """What is to be told of a cell besides its value."""
        cell = self.cell(index)
        refusal = self._refusals.get((index.row(), index.column()), "")
        return Mark(cell.edited, cell.key in self._lit, refusal)

    def index_of(self, key: Key) -> QModelIndex:
        """Where the value stands; an invalid index if nowhere."""
        for row, cells in enumerate(self._cells):
            for column, cell in enumerate(cells):
                if cell.key == key:
                    return self.index(row, column)
        return QModelIndex()

    def light(self, keys: Iterable[Key]) -> None:
        """Lights these values' cells and no others."""
        lit = frozenset(keys)
        changed, self._lit = lit ^ self._lit, lit
        for row, cells in enumerate(self._cells) if changed else ():
            for column, cell in enumerate(cells):
                if cell.key in changed:
                    self._tell(row, column)

    def refuse(self, index: Index, message: str) -> None:
        """Marks a cell whose new text can't be taken; its value stays."""
        self._refusals[index.row(), index.column()] = message
        self._tell(index.row(), index.column())
        self.refused.emit(message)

    def clear_refusals(self) -> None:
        """Takes all marks of refused texts away."""
        refusals, self._refusals = self._refusals, {}
        for row, column in refusals:
            self._tell(row, column)

    def _tell(self, row: int, column: int) -> None:
        index = self.index(row, column)
        self.dataChanged.emit(index, index)

    def value_of(self, index: Index, text: str) -> object:
        """The value that a typed text means at this cell. Raises QuantityError with what is wrong."""
        column = self._columns[index.column()]
        if column.put is None or self.cell(index).edit is None:
            raise QuantityError(f"“{column.name}” is computed and can't be edited.")
        return column.put(self._rows[index.row()], text)

    def complaint(self, index: Index, text: str) -> str:
        """What is wrong with a text for this cell; empty if nothing is."""
        try:
            self.value_of(index, text)
        except QuantityError as error:
            return str(error)
        return ""

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """For Qt."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 - Qt's own signature
        """For Qt."""
        return 0 if parent.isValid() else len(self._columns)

    def data(self, index: Index, role: int = Role.DisplayRole) -> object:
        """For Qt."""
        answer = self._roles.get(role)
        if answer is None or not index.isValid():
            return None
        row, column = index.row(), index.column()
        return answer(self._cells[row][column], row, column)

    def setData(self, index: Index, value: Any, role: int = Role.EditRole) -> bool:
        """For Qt: asks for the edit, or marks the cell with what is wrong."""
        if role != Role.EditRole or not index.isValid():
            return False
        self.clear_refusals()
        try:
            wanted = self.value_of(index, str(value))
        except QuantityError as error:
            self.refuse(index, str(error))
            return False
        self.put_asked.emit([(self.cell(index).key, wanted)])
        return True

    def flags(self, index: Index) -> Qt.ItemFlag:
        """For Qt."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        return _FIXED if self.cell(index).edit is None else _EDITABLE

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Role.DisplayRole) -> object:
        """For Qt."""
        if orientation == Qt.Orientation.Horizontal:
            return self._column_header(section, role) if 0 <= section < len(self._columns) else None
        if not 0 <= section < len(self._titles):
            return None
        answer = self._roles.get(role) if role != Role.BackgroundRole else None
        return answer(self._titles[section], -1, section) if answer else None

    def _column_header(self, section: int, role: int) -> object:
        column = self._columns[section]
        if role == Role.DisplayRole:
            return column.title
        if role == Role.ToolTipRole:
            return plain_tip(f"{column.name}\n{column.tip}")
        if role == Role.AccessibleTextRole:
            return column.copied
        return _CENTER if role == Role.TextAlignmentRole else None

    def _tip(self, cell: Cell, row: int, column: int) -> object:
        return plain_tip(self._refusals.get((row, column), cell.tip)) or None

    def _background(self, cell: Cell, row: int, column: int) -> object:
        if (row, column) in self._refusals:
            return QBrush(color("cell.invalid"))
        if cell.key in self._lit:
            return QBrush(color("cell.lit"))
        return QBrush(color("cell.edited")) if cell.edited else None

    def _foreground(self, cell: Cell, row: int, column: int) -> object:
        name = "text.dim" if cell.dim else cell.color
        return QBrush(color(name)) if name else None

    def _accessible(self, cell: Cell, row: int, column: int) -> object:
        if row < 0:
            return cell.text
        edited = ", edited" if cell.edited else ""
        return f"{self._titles[row].text}, {self._columns[column].copied}: {cell.text}{edited}"


def _as_cell(value: Cell | str) -> Cell:
    return value if isinstance(value, Cell) else Cell(value)

"""Which names does a report give away, which of them are replaced, and by what? A row a name, to be ticked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from engine.report.names_in_line import Secret
from engine.report.redact import Replacement
from engine.report.safe import printable
from gui import theme
from gui.plain_text import plain_tip

Key = tuple[Secret, str]
NOUNS = {
    Secret.HOST: "host",
    Secret.ADDRESS: "IP address",
    Secret.MAC: "MAC address",
    Secret.USER: "user",
    Secret.PATH: "path",
    Secret.PROCESS: "process",
    Secret.LOG: "log file",
}
KIND, NAME, BECOMES, TIMES, LINE = range(5)
TITLES = ("Replace", "In the log", "Becomes", "Times", "First line")
_NUMBERS = (TIMES, LINE)
_Index = QModelIndex | QPersistentModelIndex
_ROOT = QModelIndex()


class _Row(NamedTuple):
    """A name, and what is replaced of it now; None: nothing, or it is not known yet."""

    known: Replacement
    now: Replacement | None


class NamesModel(QAbstractTableModel):
    """The names in the order of the text. `ticked_changed` follows every change of what is ticked."""

    ticked_changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._rows: list[_Row] = []
        self._ticked: set[Key] = set()

    def show_names(self, known: Sequence[Replacement], kinds: Iterable[Secret]) -> None:
        """Take the names; those of these kinds are ticked."""
        wanted = set(kinds)
        self.beginResetModel()
        self._rows = [_Row(one, None) for one in known]
        self._ticked = {_key(one) for one in known if one.secret in wanted}
        self.endResetModel()
        self.ticked_changed.emit()

    def show_replaced(self, replaced: Sequence[Replacement]) -> None:
        """Take what is replaced with the present ticks."""
        now = {_key(one): one for one in replaced}
        self._rows = [_Row(row.known, now.get(_key(row.known))) for row in self._rows]
        if self._rows:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, LINE))

    @property
    def ticked(self) -> frozenset[Key]:
        """The names that are to be replaced."""
        return frozenset(self._ticked)

    def count(self, secret: Secret) -> tuple[int, int]:
        """How many names of a kind are ticked, and how many there are."""
        keys = [_key(row.known) for row in self._rows if row.known.secret is secret]
        return sum(key in self._ticked for key in keys), len(keys)

    def tick(self, secret: Secret, on: bool) -> None:
        """Tick all names of a kind, or none."""
        self._put({_key(row.known) for row in self._rows if row.known.secret is secret}, on)

    def toggle(self, row: int) -> None:
        """Tick a name, or take the tick away."""
        key = _key(self._rows[row].known)
        self._put({key}, key not in self._ticked)

    def _put(self, keys: set[Key], on: bool) -> None:
        before = set(self._ticked)
        self._ticked = self._ticked | keys if on else self._ticked - keys
        if self._ticked != before:
            self.dataChanged.emit(self.index(0, 0), self.index(len(self._rows) - 1, LINE))
            self.ticked_changed.emit()

    # ---- for Qt

    def rowCount(self, parent: _Index = _ROOT) -> int:
        """A row a name."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: _Index = _ROOT) -> int:
        """Kind, name, stand-in, how often, first line."""
        return 0 if parent.isValid() else len(TITLES)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The titles."""
        if orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return TITLES[section]
        return None

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """The first column can be ticked."""
        if not index.isValid():
            return Qt.ItemFlag.NoItemFlags
        flags = Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return flags | Qt.ItemFlag.ItemIsUserCheckable if index.column() == KIND else flags

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What stands in a cell, and how it looks."""
        row = self._rows[index.row()]
        column = index.column()
        ticked = _key(row.known) in self._ticked
        if role == Qt.ItemDataRole.DisplayRole:
            return _text(row, column, ticked)
        if role == Qt.ItemDataRole.CheckStateRole and column == KIND:
            return Qt.CheckState.Checked if ticked else Qt.CheckState.Unchecked
        if role == Qt.ItemDataRole.TextAlignmentRole and column in _NUMBERS:
            return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        if role == Qt.ItemDataRole.ForegroundRole and not ticked:
            return QColor(theme.color("text.dim"))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain_tip(_tip(row, ticked))
        return None

    def setData(self, index: _Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """A tick was set or taken away."""
        if role != Qt.ItemDataRole.CheckStateRole or index.column() != KIND or not index.isValid():
            return False
        self._put({_key(self._rows[index.row()].known)}, Qt.CheckState(value) is Qt.CheckState.Checked)
        return True


def _key(one: Replacement) -> Key:
    return one.secret, one.name


def _text(row: _Row, column: int, ticked: bool) -> str:
    known, now = row
    if column == KIND:
        return NOUNS[known.secret]
    if column == NAME:
        return printable(known.name)
    if column == BECOMES:
        if now is not None:
            return now.stand_in
        return "within a longer name" if ticked else "stays"
    places = now.places if ticked and now is not None else known.places
    if column == TIMES:
        return f"{len(places):,}" if places else ""
    return f"{places[0].line:,}" if places else ""


def _tip(row: _Row, ticked: bool) -> str:
    lines = sorted({place.line for place in row.known.places})
    told = ", ".join(f"{line:,}" for line in lines[:20]) + (" …" if len(lines) > 20 else "")
    where = f"Line{'s' if len(lines) > 1 else ''} {told}." if lines else "The name of the file that the log was in."
    if ticked and row.now is None:
        return f"{where} It stands only within longer names that are replaced."
    return f"{printable(row.known.name)}\n{where}"

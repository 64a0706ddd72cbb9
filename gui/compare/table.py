"""How is the table of differences gone through and copied? It is read only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from PySide6.QtCore import QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from gui import theme
from gui.compare.rows import CompareRow
from gui.figures.clipboard import Block, to_markdown, to_tsv
from gui.table_model import Cell, Column, TableModel

COMPARE_ACTIONS = (
    # method, text, key, icon
    ("copy_tsv", "&Copy", "Ctrl+C", "copy"),
    ("copy_markdown", "Copy as &Markdown", "Ctrl+Shift+C", "copy"),
    ("ask_place", "&Show in the source", "F4", "locate"),
)
"""What can be done with the table, with the keys that other tables have for it."""
_PAD = 14
_WIDEST = 260
_LEAST = 76
_ICON = 20
_MEASURED = 12
"""The widest text is among so many of those with most letters."""
_VALUES = (2, 3)
"""The columns of what stands on the left and on the right."""
_KEYS = {QKeySequence(keys): method for method, _, keys, _ in COMPARE_ACTIONS}


class CompareTable(QTableView):
    """Rows of differences. `row_asked` carries the row that a person went to, `place_asked` one to show in the source.

    What is copied are the selected cells, or the whole table where at most one is selected.
    """

    row_asked = Signal(int)
    place_asked = Signal(int)

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = model
        self._quiet = False
        self.setModel(model)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 6)
        columns.setHighlightSections(False)
        self.setAccessibleName("Differences")
        self.setAccessibleDescription("What differs between the two sides, a row each")
        self.selectionModel().currentChanged.connect(self._went_to)
        self.doubleClicked.connect(lambda index: self.place_asked.emit(index.row()))

    # ---- places

    def choose_row(self, row: int) -> None:
        """Go to a row without telling of it."""
        self._quiet = True
        index = self.figures.index(row, max(self.currentIndex().column(), 0))
        self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtTop)
        self._quiet = False

    @contextmanager
    def staying(self) -> Iterator[None]:
        """Within it other rows are shown; the place that is looked at stays, as far as it can."""
        self._quiet = True
        row, column, above = self.currentIndex().row(), self.currentIndex().column(), self.verticalScrollBar().value()
        yield
        if row != self.currentIndex().row():
            index = self.figures.index(min(row, self.figures.rowCount() - 1), max(column, 0))
            self.selectionModel().setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)
        self.verticalScrollBar().setValue(above)
        self._quiet = False

    def go_to_top(self) -> None:
        """To where another comparison begins."""
        self._quiet = True
        self.selectionModel().clear()
        self.scrollToTop()
        self._quiet = False

    def fit_columns(self) -> None:
        """As wide as what stands in them; where there is less room, both values give way."""
        rows = [self.figures.row(number) for number in range(self.figures.rowCount())]
        wide = [self._wanted(self.figures.column(column), rows) for column in range(self.figures.columnCount())]
        if not wide:
            return
        room = self.viewport().width() - sum(width for column, width in enumerate(wide) if column not in _VALUES)
        for column in _VALUES:
            wide[column] = max(min(wide[column], max(room // 2, room - wide[sum(_VALUES) - column])), _LEAST)
        for column, width in enumerate(wide):
            if width != self.columnWidth(column):
                self.setColumnWidth(column, width)

    def _wanted(self, column: Column[CompareRow], rows: Sequence[CompareRow]) -> int:
        cells = (cell for cell in map(column.get, rows) if isinstance(cell, Cell))
        texts = {(cell.text, _ICON if cell.icon else 0) for cell in cells}
        longest = sorted(texts, key=lambda text: len(text[0]))[-_MEASURED:]
        measure = self.fontMetrics().horizontalAdvance
        return min(max([measure(column.name), *(measure(text) + more for text, more in longest)]), _WIDEST) + _PAD

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt: the columns share another width."""
        super().resizeEvent(event)
        self.fit_columns()

    def _went_to(self, current: QModelIndex, previous: QModelIndex) -> None:
        if not self._quiet and current.isValid() and current.row() != previous.row():
            self.row_asked.emit(current.row())

    def ask_place(self) -> None:
        """Ask for the place of the current row's value."""
        if self.currentIndex().isValid():
            self.place_asked.emit(self.currentIndex().row())

    # ---- out

    def copy_tsv(self) -> None:
        """For a spreadsheet."""
        block, _ = self._block()
        QGuiApplication.clipboard().setText(to_tsv(block))

    def copy_all(self) -> None:
        """The whole table, for a spreadsheet."""
        self.clearSelection()
        self.copy_tsv()

    def copy_markdown(self) -> None:
        """For an issue or a wiki."""
        QGuiApplication.clipboard().setText(to_markdown(*self._block()))

    def _block(self) -> tuple[Block, list[bool]]:
        model = self.figures
        chosen = {(index.row(), index.column()) for index in self.selectedIndexes()}
        if len(chosen) < 2:
            chosen = {(row, column) for row in range(model.rowCount()) for column in range(model.columnCount())}
        rows, columns = sorted({row for row, _ in chosen}), sorted({column for _, column in chosen})
        columns = columns or list(range(model.columnCount()))
        block = [[model.column(column).copied for column in columns]]
        for row in rows:
            block.append([self._copied(row, column) if (row, column) in chosen else "" for column in columns])
        right = [bool(rows) and model.cell(model.index(rows[-1], column)).number for column in columns]
        return block, right

    def _copied(self, row: int, column: int) -> str:
        return self.figures.cell(self.figures.index(row, column)).copied

    # ---- for Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt."""
        method = _KEYS.get(QKeySequence(event.keyCombination())) if event.key() else None
        if method is not None:
            getattr(self, method)()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.ask_place()
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For Qt: what can be done with the table."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for method, text, keys, icon in COMPARE_ACTIONS:
            action = menu.addAction(theme.icon(icon), text)
            action.setShortcut(QKeySequence(keys))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setEnabled(self.figures.rowCount() > 0)
            action.triggered.connect(getattr(self, method))
        menu.popup(event.globalPos())

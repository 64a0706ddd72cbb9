"""How does the list of reports follow keyboard and pointer?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from gui.reports.cell_painter import CellPainter
from gui.reports.model import Index, ReportTable
from gui.reports.rows import COLUMNS

REPORT_ACTIONS = (
    # method, text, keys
    ("copy_tsv", "&Copy as Table", "Ctrl+C"),
    ("copy_markdown", "Copy as &Markdown", "Ctrl+Shift+M"),
    ("compare", "Com&pare with Another Report", ""),
    ("filter_by_cell", "&Filter by This Cell", "Ctrl+Shift+F"),
    ("export", "&Export Shown Reports…", ""),
    ("open_all", "&Open All Groups", "Ctrl+Shift++"),
    ("close_all", "C&lose All Groups", "Ctrl+Shift+-"),
)
"""What can be done with the list: the pane's method, what it says, the key (where it is "", the window has one)."""
_PAD = 18
_OPENING = {Qt.Key.Key_Right: True, Qt.Key.Key_Plus: True, Qt.Key.Key_Left: False, Qt.Key.Key_Minus: False}
_RETURNS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class ReportView(QTableView):
    """Rows are chosen by moving to them, groups opened with Right and closed with Left.

    `row_chosen` carries the row in the listing that a person went to, `row_entered` that Return was pressed on it;
    `wanted` the name of one of the actions.
    """

    row_chosen = Signal(int)
    row_entered = Signal(int)
    wanted = Signal(str)

    def __init__(self, table: ReportTable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._quiet = False
        self.other_row: Callable[[], int | None] = lambda: None
        """The report that the one shown would be compared with; the pane knows which was shown before."""
        self.setModel(table)
        self._painter = CellPainter(table, self)
        self.setItemDelegate(self._painter)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setAlternatingRowColors(True)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setAccessibleName("Reports")
        self.setAccessibleDescription("Every report that was found; the one that is chosen is shown in the other panes")
        self._set_headers()
        self.clicked.connect(self._toggle_at)

    def _set_headers(self) -> None:
        rows, columns = self.verticalHeader(), self.horizontalHeader()
        rows.hide()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 6)
        columns.setHighlightSections(False)
        columns.setSectionsMovable(True)
        columns.setSortIndicatorClearable(True)
        columns.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        columns.setStretchLastSection(True)
        for place, column in enumerate(COLUMNS):
            self.setColumnWidth(place, self.fontMetrics().horizontalAdvance(column.wide) + _PAD)
        self.setSortingEnabled(True)

    # ---- which line

    def current_row(self) -> int | None:
        """The report that the keyboard is on; None on a group or nowhere."""
        return self.table.row_at(self.currentIndex().row())

    def selected_rows(self) -> list[int]:
        """The reports that are selected, all of a closed group's too, in the order of the lines."""
        lines = sorted(index.row() for index in self.selectionModel().selectedRows())
        return self.table.rows_in(lines)

    def go_to_row(self, row: int | None) -> None:
        """Show where a report stands, without choosing it anew."""
        line = None if row is None else self.table.line_of(row)
        self._quiet = True
        if line is None:
            self.selectionModel().clear()
        elif line != self.currentIndex().row():
            index = self.table.index(line, max(self.currentIndex().column(), 0))
            flags = QItemSelectionModel.SelectionFlag
            self.selectionModel().setCurrentIndex(index, flags.ClearAndSelect | flags.Rows)
            self.scrollTo(index)
        self._quiet = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """For Qt: who moves to a report chooses it."""
        super().currentChanged(current, previous)
        row = self.table.row_at(current.row())
        if not self._quiet and row is not None and current.row() != previous.row():
            self.row_chosen.emit(row)

    # ---- groups

    def open_group(self, on: bool) -> bool:
        """Open or close the group that the keyboard is in; whether there was anything to do."""
        line = self.currentIndex().row()
        group = self.table.group_at(line) if self.table.is_grouped else None
        if group is None or (on and group != line):
            return False
        if group != line:
            self.setCurrentIndex(self.table.index(group, self.currentIndex().column()))
            return True
        if self.table.is_open(group) == on:
            return False
        self.table.set_open(group, on)
        return True

    def _toggle_at(self, index: QModelIndex) -> None:
        if index.column() == 0 and self.table.is_grouped and self.table.group_at(index.row()) == index.row():
            self.table.set_open(index.row(), not self.table.is_open(index.row()))

    # ---- for Qt

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt: opening, closing, entering; other keys as in every table."""
        key = Qt.Key(event.key())
        plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.matches(QKeySequence.StandardKey.Copy):
            self.wanted.emit("copy_tsv")
        elif plain and key in _OPENING and self.table.is_grouped:
            self.open_group(_OPENING[key])
        elif plain and key in _RETURNS:
            self._enter()
        else:
            super().keyPressEvent(event)

    def _enter(self) -> None:
        row = self.current_row()
        if row is not None:
            self.row_entered.emit(row)
        elif self.table.is_grouped and self.currentIndex().isValid():
            line = self.currentIndex().row()
            self.table.set_open(line, not self.table.is_open(line))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """For Qt: a double click enters, as Return does."""
        if self.indexAt(event.position().toPoint()).column() != 0 or self.current_row() is not None:
            self._enter()

    def changeEvent(self, event: QEvent) -> None:
        """For Qt: another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._painter.set_font(self.font())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For Qt: what can be done with the list."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for name, text, keys in REPORT_ACTIONS:
            other = self.other_row() if name == "compare" else None
            action = menu.addAction(text if other is None else f"Com&pare with Report {other + 1:,}")
            action.setShortcut(QKeySequence(keys))
            action.setEnabled(self.table.is_grouped or not name.endswith("_all"))
            action.triggered.connect(lambda checked=False, name=name: self.wanted.emit(name))
        menu.popup(event.globalPos())

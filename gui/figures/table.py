"""What can be done with the cells of a table: edit, copy, paste, clear, put back, go to the source?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QAction, QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from engine.model.report import Key
from gui.figures.clipboard import Block, from_text, is_block, to_markdown, to_tsv, without_headers
from gui.figures.delegate import FigureDelegate
from gui.figures.quantity import QuantityError
from gui.table_model import Cell, TableModel
from gui.theme import icon

_WIDEST = 190
_NARROWEST = 52


@dataclass(frozen=True, slots=True)
class TableAction:
    """Something that can be done with the selected cells: the method's name, what it is called, and its keys."""

    method: str
    text: str
    keys: tuple[str, ...]
    icon: str = ""


TABLE_ACTIONS = (
    TableAction("edit_current", "&Edit", ("F2", "Return", "Enter")),
    TableAction("copy_tsv", "&Copy", ("Ctrl+C",), "copy"),
    TableAction("copy_markdown", "Copy as &Markdown", ("Ctrl+Shift+C",), "copy"),
    TableAction("paste", "&Paste cells", ("Ctrl+V",), "paste"),
    TableAction("clear_cells", "C&lear (not printed)", ("Del",), "remove"),
    TableAction("put_back", "Put &back the log's value", ("Ctrl+Backspace",), "revert"),
    TableAction("ask_place", "&Show in the source", ("F4",), "locate"),
    TableAction("step_up", "One &more", ("Alt+Up",)),
    TableAction("step_down", "One &less", ("Alt+Down",)),
)


class FigureTable(QTableView):
    """A table of figures. Asks for edits, never makes them.

    `put_asked` carries (key, value) pairs and what to call them, `put_back_asked` keys, `step_asked` a key and how far,
    `current_asked` the key of the cell that a person went to, `row_asked` its row, `message` a sentence to show.
    """

    put_asked = Signal(object, str)
    put_back_asked = Signal(object)
    current_asked = Signal(object)
    step_asked = Signal(object, int)
    row_asked = Signal(int)
    message = Signal(str)

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.figures = model
        self._showing = False
        self.setModel(model)
        self._delegate = FigureDelegate(self)
        self.setItemDelegate(self._delegate)
        self._arrange()
        self._delegate.complained.connect(self.message)
        model.put_asked.connect(lambda values: self.put_asked.emit(values, ""))
        model.refused.connect(self.message)
        model.dataChanged.connect(self._widen)
        model.rowsInserted.connect(self._widen_rows)
        model.row_title_changed.connect(self.verticalHeader().viewport().update)
        model.modelReset.connect(self.fit_columns)
        self.selectionModel().currentChanged.connect(self._went_to)

    def _arrange(self) -> None:
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setWordWrap(False)
        self.setTabKeyNavigation(False)
        self.setCornerButtonEnabled(False)
        rows = self.verticalHeader()
        rows.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        rows.setDefaultSectionSize(self.fontMetrics().height() + 9)
        rows.setHighlightSections(False)
        self.horizontalHeader().setHighlightSections(False)

    def changeEvent(self, event: QEvent) -> None:
        """For Qt: another font."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._delegate.set_font(self.font())
            self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 9)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt: the zone that all panes look at stays in sight in a small place, too."""
        super().resizeEvent(event)
        self.scrollTo(self.currentIndex())

    def filling(self) -> _Filling:
        """A context in which nothing is asked: `with table.filling(): …`."""
        return _Filling(self)

    def choose_cell(self, index: QModelIndex) -> None:
        """Goes to a cell without asking for its place."""
        if index.isValid() and index != self.currentIndex():
            alone = QItemSelectionModel.SelectionFlag.ClearAndSelect  # whichever keys are held down for something else
            with self.filling():
                self.selectionModel().setCurrentIndex(index, alone)
                self.scrollTo(index)

    def edit_current(self) -> None:
        """Opens the editor at the current cell."""
        index = self.currentIndex()
        if self.figures.flags(index) & Qt.ItemFlag.ItemIsEditable:
            self.edit(index)
        elif index.isValid():
            self.message.emit(f"“{self.figures.column(index.column()).name}” is computed and can't be edited.")

    def copy_tsv(self) -> None:
        """The selected cells with their headers, for a spreadsheet."""
        block, _ = self._selected_block()
        if block:
            QGuiApplication.clipboard().setText(to_tsv(block))

    def copy_markdown(self) -> None:
        """The selected cells with their headers, for an issue or a wiki."""
        block, right = self._selected_block()
        if block:
            QGuiApplication.clipboard().setText(to_markdown(block, right))

    def paste(self) -> None:
        """The clipboard's cells from the current cell on: all of them, or, with a sentence, none."""
        block = without_headers(from_text(QGuiApplication.clipboard().text()), self._copied_titles())
        start = self._first_selected()
        if not block or start is None:
            self.message.emit(
                "There are no cells on the clipboard." if not block else "Choose the first cell to paste to."
            )
            return
        targets = self._targets(start, block)
        if targets is None:
            return
        values: dict[Key, object] = {}
        for index, text in targets:
            try:
                wanted = self.figures.value_of(index, text)
            except QuantityError as error:
                self.setCurrentIndex(index)
                self.figures.refuse(index, f"Nothing was pasted. {self._where(index)}: {error}")
                return
            key = self.figures.cell(index).key
            if key is not None:
                values[key] = wanted
        self._put(values, "paste")

    def clear_cells(self) -> None:
        """The selected values become "not printed"."""
        values: dict[Key, object] = {}
        for index in self._editable_selection():
            complaint = self.figures.complaint(index, "")
            if complaint:
                self.figures.refuse(index, f"Nothing was cleared. {self._where(index)}: {complaint}")
                return
            key = self.figures.cell(index).key
            if key is not None:
                values[key] = self.figures.value_of(index, "")
        self._put(values, "clear")

    def put_back(self) -> None:
        """The log's values again in the selected cells."""
        cells = [self.figures.cell(index) for index in self._selection()]
        keys = [cell.key for cell in cells if cell.edited and cell.key is not None]
        if keys:
            self.put_back_asked.emit(keys)
        else:
            self.message.emit("No selected cell differs from the log.")

    def ask_place(self) -> None:
        """Goes to the current value in the source."""
        self._ask(self.currentIndex())

    def step_up(self) -> None:
        """One page or block more."""
        self._step(1)

    def step_down(self) -> None:
        """One page or block less."""
        self._step(-1)

    def _step(self, by: int) -> None:
        index = self.currentIndex()
        if index.isValid() and self.figures.cell(index).key and self.figures.cell(index).edit is not None:
            self.step_asked.emit(self.figures.cell(index).key, by)

    def _put(self, values: dict[Key, object], what: str) -> None:
        if values:
            self.figures.clear_refusals()
            self.message.emit("")
            self.put_asked.emit(list(values.items()), what)

    def _selection(self) -> list[QModelIndex]:
        return [
            index
            for index in sorted(self.selectedIndexes(), key=lambda index: (index.row(), index.column()))
            if not self.isColumnHidden(index.column()) and not self.isRowHidden(index.row())
        ]

    def _editable_selection(self) -> list[QModelIndex]:
        return [index for index in self._selection() if self.figures.cell(index).edit is not None]

    def _first_selected(self) -> QModelIndex | None:
        chosen = self._selection()
        if not chosen:
            return self.currentIndex() if self.currentIndex().isValid() else None
        row, column = min(index.row() for index in chosen), min(index.column() for index in chosen)
        return self.figures.index(row, column)

    def _shown_columns(self) -> list[int]:
        """Columns as they stand on screen, hidden ones left out."""
        header = self.horizontalHeader()
        order = (header.logicalIndex(place) for place in range(header.count()))
        return [column for column in order if not self.isColumnHidden(column)]

    def _selected_block(self) -> tuple[Block, list[bool]]:
        chosen = {(index.row(), index.column()) for index in self._selection()}
        rows = sorted({row for row, _ in chosen})
        used = {column for _, column in chosen}
        columns = [column for column in self._shown_columns() if column in used]
        if not chosen:
            return [], []
        block = [["zone", *(self.figures.column(column).copied for column in columns)]]
        for row in rows:
            texts = [self._cell(row, column).copied if (row, column) in chosen else "" for column in columns]
            block.append([self.figures.row_title(row), *texts])
        return block, [False, *(self._cell(rows[0], column).number for column in columns)]

    def _cell(self, row: int, column: int) -> Cell:
        return self.figures.cell(self.figures.index(row, column))

    def _copied_titles(self) -> Sequence[str]:
        return [self.figures.column(column).copied for column in range(self.figures.columnCount())]

    def _targets(self, start: QModelIndex, block: Block) -> list[tuple[QModelIndex, str]] | None:
        """Where each text of the block goes, computed cells left out; one text fills the whole selection."""
        if len(block) == 1 and len(block[0]) == 1:
            return [(index, block[0][0]) for index in self._editable_selection() or [start]]
        columns = self._shown_columns()
        columns = columns[columns.index(start.column()) :]
        rows = [row for row in range(start.row(), self.figures.rowCount()) if not self.isRowHidden(row)]
        height, width = len(block), max(len(row) for row in block)
        if height > len(rows) or width > len(columns):
            self.message.emit(
                f"Nothing was pasted. The block is {height} × {width} cells; from here on there are "
                f"{len(rows)} × {len(columns)}."
            )
            return None
        pairs = [
            (self.figures.index(row, column), text)
            for row, texts in zip(rows, block, strict=False)
            for column, text in zip(columns, texts, strict=False)
        ]
        return [(index, text) for index, text in pairs if self.figures.cell(index).edit is not None]

    def _where(self, index: QModelIndex) -> str:
        return f"{self.figures.row_title(index.row())}, {self.figures.column(index.column()).name}"

    def _went_to(self, current: QModelIndex, previous: QModelIndex) -> None:
        if self._showing or not current.isValid():
            return
        if current.row() != previous.row():
            self.row_asked.emit(current.row())
        self._ask(current)

    def _ask(self, index: QModelIndex) -> None:
        key = self.figures.cell(index).key if index.isValid() else None
        if key is not None:
            self.current_asked.emit(key)

    def mouseReleaseEvent(self, event: object) -> None:
        """For Qt: a click on the cell that is current already asks for its place again."""
        before = self.currentIndex()
        super().mouseReleaseEvent(event)  # type: ignore[arg-type]
        if before == self.currentIndex() and len(self.selectedIndexes()) == 1:
            self._ask(before)

    def event(self, event: QEvent) -> bool:
        """For Qt: keys of ours come before the window's; a clipboard that holds no cells is left to the window."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            action = _action_of(event)
            if action is not None and (action.method != "paste" or is_block(QGuiApplication.clipboard().text())):
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt."""
        action = _action_of(event)
        if action is None or self.state() == QAbstractItemView.State.EditingState:  # what the editor left over
            super().keyPressEvent(event)
        else:
            getattr(self, action.method)()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For Qt: by mouse or by the menu key."""
        place = event.globalPos()
        if event.reason() == QContextMenuEvent.Reason.Keyboard and self.currentIndex().isValid():
            place = self.viewport().mapToGlobal(self.visualRect(self.currentIndex()).bottomLeft())
        self.show_menu(place)

    def show_menu(self, place: QPoint) -> None:
        """The menu of what can be done with the cells."""
        menu = self.make_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(place)

    def make_menu(self) -> QMenu:
        """The actions of TABLE_ACTIONS, those enabled that have something to act on."""
        menu = QMenu(self)
        chosen = [self.figures.cell(index) for index in self._selection()]
        for row in TABLE_ACTIONS:
            action = QAction(icon(row.icon), row.text, menu) if row.icon else QAction(row.text, menu)
            action.setShortcut(QKeySequence(row.keys[0]))
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.triggered.connect(getattr(self, row.method))
            menu.addAction(action)
            if row.method == "put_back":
                action.setEnabled(any(cell.edited for cell in chosen))
            elif row.method == "paste":
                action.setEnabled(is_block(QGuiApplication.clipboard().text()))
            else:
                action.setEnabled(bool(chosen))
        return menu

    def fit_columns(self) -> None:
        """Column widths for what they show now; called when the structure changes, not for every edit."""
        self.resizeColumnsToContents()
        for column in range(self.figures.columnCount()):
            if not self.isColumnHidden(column):
                self.setColumnWidth(column, min(max(self.columnWidth(column), _NARROWEST), _WIDEST))

    def _widen_rows(self, parent: QModelIndex, first: int, last: int) -> None:
        """Rows that came to a table shown before have their room, too."""
        self._widen(self.figures.index(first, 0), self.figures.index(last, self.figures.columnCount() - 1))

    def _widen(self, first: QModelIndex, last: QModelIndex) -> None:
        """A figure that grew is never cut off."""
        for row in range(first.row(), last.row() + 1):
            for column in range(first.column(), last.column() + 1):
                width = self.columnWidth(column)
                wanted = min(self._delegate.width_of(self._cell(row, column)), _WIDEST)
                if 0 < width < wanted:
                    self.setColumnWidth(column, wanted)


class _Filling:
    """Within it the table asks nothing."""

    def __init__(self, table: FigureTable) -> None:
        self._table = table
        self._before = False

    def __enter__(self) -> None:
        self._before, self._table._showing = self._table._showing, True

    def __exit__(self, *_: object) -> None:
        self._table._showing = self._before


def _action_of(event: QKeyEvent) -> TableAction | None:
    pressed = QKeySequence(event.keyCombination()) if event.key() else QKeySequence()
    for action in TABLE_ACTIONS:
        if any(QKeySequence(keys) == pressed for keys in action.keys):
            return action
    return None

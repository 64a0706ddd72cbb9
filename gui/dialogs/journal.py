"""Which boot of this machine's journal is to be read?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.intake.journal import Boot, list_boots
from engine.intake.raw import JOURNAL, InputError
from engine.report.safe import printable
from gui.beside import start_beside
from gui.plain_text import plain_label

_COLUMNS = ("Boot", "First message", "Last message", "Id")
_WAITING = "Asking journalctl for the boots it knows \N{HORIZONTAL ELLIPSIS}"
_ID = Qt.ItemDataRole.UserRole


class BootDialog(QDialog):
    """The boots with their first and last time, the latest first. `chosen` carries an input for the survey and a name.

    journalctl is asked beside the window; what it can't tell is said in place of the list.
    """

    chosen = Signal(str, str)
    _listed = Signal(object)

    def __init__(self, parent: QWidget | None = None, list_them: Callable[[], Sequence[Boot]] | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Journal")
        self._list_them = list_them or list_boots
        self.words = plain_label(_WAITING)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText("Filter: a date, a number, a part of an id")
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter of the boots")
        self.filter.installEventFilter(self)
        self.list = QTreeWidget()
        self.list.setHeaderLabels(list(_COLUMNS))
        self.list.setRootIsDecorated(False)
        self.list.setUniformRowHeights(True)
        self.list.setAlternatingRowColors(True)
        self.list.setAccessibleName("Boots")
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.read = QPushButton("&Read This Boot")
        self.read.setDefault(True)
        self.read.setEnabled(False)
        self._buttons.addButton(self.read, QDialogButtonBox.ButtonRole.AcceptRole)
        layout = QVBoxLayout(self)
        for widget in (self.words, self.filter, self.list, self._buttons):
            layout.addWidget(widget)
        self.resize(820, 420)
        self.filter.textChanged.connect(self._filter)
        self.list.itemActivated.connect(self.accept)
        self.list.currentItemChanged.connect(lambda item: self.read.setEnabled(item is not None))
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self._listed.connect(self._show)
        start_beside(self._ask)

    def _ask(self) -> None:
        found: Sequence[Boot] | str
        try:
            found = self._list_them()
        except InputError as error:
            found = str(error)
        self._listed.emit(found)

    def _show(self, found: Sequence[Boot] | str) -> None:
        if isinstance(found, str):
            self.words.setText(f"{found[:1].upper()}{printable(found[1:])}.")
            self.filter.setEnabled(False)
            self.list.hide()
            return
        self.words.setText("Which boot? The messages of the kernel in it are read.")
        for boot in sorted(found, key=lambda boot: -boot.number):
            number = "this one" if boot.number == 0 else str(boot.number)
            texts = [number, _time(boot.first) or printable(boot.words), _time(boot.last), boot.id]
            item = QTreeWidgetItem(self.list, texts)
            item.setData(0, _ID, boot.id)
        for column in range(len(_COLUMNS)):
            self.list.resizeColumnToContents(column)
        self._go_to(next(iter(self._items()), None))
        self.filter.setFocus()

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.list.topLevelItem(row) for row in range(self.list.topLevelItemCount()))
        return [item for item in items if item is not None]

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        first: QTreeWidgetItem | None = None
        for item in self._items():
            shown = " ".join(item.text(column) for column in range(len(_COLUMNS))).casefold()
            item.setHidden(not all(word in shown for word in words))
            if first is None and not item.isHidden():
                first = item
        current = self.list.currentItem()
        if current is None or current.isHidden():
            self._go_to(first)

    def _go_to(self, item: QTreeWidgetItem | None) -> None:
        if item is not None:
            self.list.setCurrentItem(item)
        else:
            self.list.selectionModel().clearCurrentIndex()

    def accept(self) -> None:
        """Read the boot that was chosen."""
        item = self.list.currentItem()
        if item is not None:
            boot = str(item.data(0, _ID))
            self.chosen.emit(f"{JOURNAL}{boot}", f"journal of {item.text(1) or boot}")
            super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt: the arrows go through the list while a filter is typed."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            by = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if by is not None:
                self._step(by)
                return True
        return super().eventFilter(watched, event)

    def _step(self, by: int) -> None:
        items = [item for item in self._items() if not item.isHidden()]
        current = self.list.currentItem()
        if items and current in items:
            self.list.setCurrentItem(items[min(max(items.index(current) + by, 0), len(items) - 1)])


def _time(seconds: float | None) -> str:
    if seconds is None:
        return ""
    try:
        return datetime.fromtimestamp(seconds).strftime("%Y-%m-%d %H:%M:%S")
    except (OverflowError, ValueError, OSError):
        return ""

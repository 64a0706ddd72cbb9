"""Which keys do what? The sheet is made from the rows that menus and panes are made from."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QHeaderView, QTreeWidget, QTreeWidgetItem, QVBoxLayout, QWidget

from gui.actions import MENUS, ROWS, ActionSpec, SubmenuSpec
from gui.figures.table import TABLE_ACTIONS
from gui.panes.reports import FILTER_KEYS
from gui.panes.source import FIND_KEYS
from gui.reports.table import REPORT_ACTIONS

Entry = tuple[str, tuple[str, ...], str]
"""What it does, its keys, and a sentence about it."""


def sheet() -> Iterator[tuple[str, list[Entry]]]:
    """The groups of the sheet with their entries."""
    for menu, title in MENUS.items():
        rows = [row for row in ROWS if row.menu == menu]
        yield title.replace("&", ""), [entry for row in rows for entry in _entries(row)]
    yield "Tables", [(action.text.replace("&", ""), action.keys, "") for action in TABLE_ACTIONS]
    in_list = (*((words, keys) for _, words, keys in FILTER_KEYS), *((text, keys) for _, text, keys in REPORT_ACTIONS))
    yield "Reports", [(text.replace("&", ""), (keys,), "") for text, keys in in_list if keys]
    yield "Source", [(words, (keys,), "") for _, words, keys in FIND_KEYS]


def _entries(row: ActionSpec | SubmenuSpec) -> Iterator[Entry]:
    if isinstance(row, SubmenuSpec):
        for item in row.items:
            yield f"{row.text.replace('&', '')}: {item.words}", item.keys, item.tip
    elif row.keys:
        yield row.words, row.keys, row.tip


class ShortcutsDialog(QDialog):
    """All shortcuts on one sheet."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keyboard Shortcuts")
        self.tree = QTreeWidget()
        self.tree.setHeaderLabels(["Action", "Keys", "What it does"])
        self.tree.setAccessibleName("Keyboard shortcuts")
        self.tree.setAlternatingRowColors(True)
        self.tree.setRootIsDecorated(False)
        self._fill()
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(self.tree)
        layout.addWidget(buttons)
        self.resize(820, 620)

    def _fill(self) -> None:
        for title, entries in sheet():
            top = QTreeWidgetItem(self.tree, [title])
            font = top.font(0)
            font.setBold(True)
            top.setFont(0, font)
            top.setFlags(Qt.ItemFlag.ItemIsEnabled)
            for words, keys, tip in entries:
                shown = " or ".join(_native(key) for key in keys)
                QTreeWidgetItem(top, [words, shown, tip])
        self.tree.expandAll()
        for column in range(2):
            self.tree.header().setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)


def _native(key: str) -> str:
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)

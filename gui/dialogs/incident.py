"""Saving the incident pack: into which folder, and which names are replaced in it, with every replacement in sight."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QEvent, QModelIndex, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from engine.report.names_in_line import KIND_WORDS, Secret
from engine.report.redact import Names, Replacement
from gui.latest import Latest
from gui.plain_text import plain_label
from gui.saving.incident_source import IncidentSource
from gui.saving.names_model import BECOMES, KIND, NAME, Key, NamesModel

_COLUMNS = 4
_WHAT = (
    "The folder gets report.md, report.html, report.pdf, the charts, data.json, the log's lines and the notes on them."
    " Of the log only this report's lines go in."
)
_LOOKING = "Looking for names \N{HORIZONTAL ELLIPSIS}"
_STAYS = "Kernel threads, kernel symbols, zones and all figures stay."


class IncidentDialog(QDialog):
    """`chosen` carries the folder and the names to be replaced, None where there are none.

    `replaced` is what is replaced with the ticks of `shown`; `settled`: the names were found.
    """

    chosen = Signal(object, object)

    def __init__(
        self, source: IncidentSource, folder: Path, kinds: Iterable[Secret], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle("Save Incident Pack")
        self._kinds = set(kinds)
        self.settled = False
        self.replaced: tuple[Replacement, ...] = ()
        self.shown: frozenset[Key] | None = None
        self.folder = QLineEdit(str(folder))
        self.folder.setAccessibleName("Folder")
        self.every = _KindBox("&Everything")
        self.boxes = {secret: _KindBox(_title(secret)) for secret in Secret}
        self.model = NamesModel(self)
        self.table = QTableView()
        self.told = plain_label(_LOOKING)
        self.save = QPushButton("&Save Pack")
        self._preview = Latest(_Preview(source), self)
        self._preview.done.connect(self._show)
        self._lay_out()
        self._connect()
        self._preview.ask(None)

    # ---- layout

    def _lay_out(self) -> None:
        label = QLabel("&Folder:")
        label.setBuddy(self.folder)
        self._choose = QPushButton("&Choose…")
        self._choose.setAutoDefault(False)
        where = QHBoxLayout()
        for widget in (label, self.folder, self._choose):
            where.addWidget(widget)
        boxes = QGridLayout()
        for place, box in enumerate((self.every, *self.boxes.values())):
            boxes.addWidget(box, place // _COLUMNS, place % _COLUMNS)
        names = QGroupBox("Replace in all files, each name by the same stand-in")
        inside = QVBoxLayout(names)
        inside.addLayout(boxes)
        inside.addWidget(self._made_table(), 1)
        inside.addWidget(self.told)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.AcceptRole)
        for button in buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(button is self.save)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        self.save.setDefault(True)
        self.save.setEnabled(False)
        layout = QVBoxLayout(self)
        layout.addWidget(plain_label(_WHAT))
        layout.addLayout(where)
        layout.addWidget(names, 1)
        layout.addWidget(buttons)
        self.resize(820, 600)

    def _made_table(self) -> QTableView:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName("Names in the log")
        table.setAccessibleDescription("Every name that was found, what it becomes, how often, and its first line")
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(table.fontMetrics().height() + 8)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(NAME, QHeaderView.ResizeMode.Stretch)
        letter = table.fontMetrics().horizontalAdvance("n")
        table.setColumnWidth(KIND, 18 * letter)
        table.setColumnWidth(BECOMES, 24 * letter)
        table.installEventFilter(self)
        return table

    def _connect(self) -> None:
        self._choose.clicked.connect(self._ask_folder)
        self.folder.textChanged.connect(self._enable)
        self.every.clicked.connect(self._tick_every)
        for secret, box in self.boxes.items():
            box.clicked.connect(lambda on, secret=secret: self._tick(secret, on))
        self.model.ticked_changed.connect(self._take_ticks)
        self._show_boxes()

    # ---- choosing

    def _tick_every(self, on: bool) -> None:
        for secret in Secret:
            self._tick(secret, on)

    def _tick(self, secret: Secret, on: bool) -> None:
        self._kinds = self._kinds | {secret} if on else self._kinds - {secret}
        self.model.tick(secret, on)
        self._show_boxes()

    def kinds(self) -> frozenset[Secret]:
        """The kinds to be ticked the next time: those of which something is, and those wanted of which none is here."""
        counts = {secret: self.model.count(secret) for secret in Secret}
        return frozenset(
            secret for secret, (ticked, all_) in counts.items() if ticked or (not all_ and secret in self._kinds)
        )

    def _take_ticks(self) -> None:
        """What is replaced follows."""
        self._show_boxes()
        self._preview.ask(self.model.ticked)

    def _show(self, asked: frozenset[Key] | None, found: tuple[tuple[Replacement, ...], ...]) -> None:
        known, replaced = found
        if asked is None:
            self.model.show_names(known, self._kinds)
            return
        self.replaced, self.shown = replaced, asked
        first, self.settled = not self.settled, True
        self.model.show_replaced(replaced)
        self._show_boxes()
        self._tell()
        self._enable()
        if first and not self.folder.isModified():
            self.save.setDefault(True)
            self.save.setFocus()

    def _show_boxes(self) -> None:
        states = set()
        for secret, box in self.boxes.items():
            ticked, every = self.model.count(secret)
            box.setText(_title(secret) + self._found(secret, every))
            wanted = secret in self._kinds if not every else ticked == every
            box.show_state(wanted, bool(ticked) and not wanted)
            states.add(box.checkState())
        self.every.show_state(states == {Qt.CheckState.Checked}, states != {Qt.CheckState.Unchecked})

    def _found(self, secret: Secret, every: int) -> str:
        """How many there are, once that is known; a file has one name."""
        if not self.settled or (secret is Secret.LOG and every):
            return ""
        return f" ({every:,})" if every else " (none)"

    def _tell(self) -> None:
        names, places = len(self.replaced), sum(len(one.places) for one in self.replaced)
        left = self.model.rowCount() - len({(one.secret, one.name) for one in self.replaced} | self.model.ticked)
        if not self.model.rowCount():
            words = "No name was found in this report's lines."
        elif not names:
            words = "Nothing is replaced: the pack shows the lines as they came."
        else:
            words = f"{_count(names, 'name')} at {_count(places, 'place')} {'are' if names > 1 else 'is'} replaced"
            words += f", {left:,} {'stay' if left > 1 else 'stays'}." if left else "."
        self.told.setText(f"{words} {_STAYS}" if names else words)

    def _enable(self) -> None:
        self.save.setEnabled(self.settled and bool(self.folder.text().strip()))

    def _ask_folder(self) -> None:
        dialog = QFileDialog(self, "Folder for the Incident Pack", str(Path(self.folder.text()).parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.folder.setText)
        dialog.open()

    def accept(self) -> None:
        """Save with what is ticked."""
        if self.save.isEnabled():
            self.chosen.emit(Path(self.folder.text().strip()).expanduser(), self.model.ticked or None)
            super().accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt: the space bar ticks the row, whatever its column."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            index: QModelIndex = self.table.currentIndex()
            if event.key() == Qt.Key.Key_Space and index.isValid():
                self.model.toggle(index.row())
                return True
        return super().eventFilter(watched, event)


class _KindBox(QCheckBox):
    """A box that shows that some are ticked; a click ticks all, or none."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setTristate(True)

    def show_state(self, every: bool, some: bool) -> None:
        """Ticked, half ticked, or not."""
        states = Qt.CheckState
        self.setCheckState(states.Checked if every else states.PartiallyChecked if some else states.Unchecked)

    def nextCheckState(self) -> None:
        """For Qt: what a click makes of it."""
        states = Qt.CheckState
        self.setCheckState(states.Unchecked if self.checkState() is states.Checked else states.Checked)


class _Preview:
    """Finds the names once, then what is replaced with some of them ticked."""

    def __init__(self, source: IncidentSource) -> None:
        self._source = source
        self._names: Names | None = None

    def __call__(self, ticked: frozenset[Key] | None) -> tuple[tuple[Replacement, ...], tuple[Replacement, ...]]:
        if self._names is None:
            self._names = self._source.names()
        names = self._names
        chosen = ticked or frozenset()
        return names.known, names.replaced(lambda secret, name: (secret, name) in chosen)


def _title(secret: Secret) -> str:
    words = KIND_WORDS[secret]
    return words[:1].upper() + words[1:]


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' if number != 1 else ''}"

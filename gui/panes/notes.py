"""What of the text was damaged, mended or not understood, and where?"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from engine.model.report import Level, Reading
from engine.report.safe import printable
from gui import theme
from gui.plain_text import plain_tip

_ICONS = {Level.ERROR: "error", Level.WARNING: "warning", Level.INFO: "info"}
_MOST = 2000
_NONE = "Nothing to note: every line that matters was understood."


class NotesPane(QListWidget):
    """The reader's notes, a line each; choosing one goes to its place in the source."""

    line_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._first_line = 1
        self.setAlternatingRowColors(True)
        self.setWordWrap(True)
        self.setUniformItemSizes(False)
        self.setAccessibleName("Notes on the text")
        self.setAccessibleDescription("What was damaged, mended or not understood; choosing a note goes to its place")
        self.currentRowChanged.connect(self._ask)
        self.itemActivated.connect(lambda item: self._ask(self.row(item)))
        theme.changed.connect(self._take_theme)

    def show_reading(self, reading: Reading, first_line: int = 1) -> None:
        """The notes of this text; `first_line` is the number of its first line in the log that it is a part of."""
        if reading is not self._reading:
            self._reading, self._first_line = reading, first_line
            self._fill()

    def _fill(self) -> None:
        reading = self._reading
        with QSignalBlocker(self):
            self.clear()
            if reading is None or not reading.diagnostics:
                self._add(_NONE, "pass")
                return
            for note in reading.diagnostics[:_MOST]:
                line = note.place.line + self._first_line - 1
                self._add(f"Line {line:,}: {printable(note.message)}", _ICONS[note.level])
            if len(reading.diagnostics) > _MOST:
                self._add(f"And {len(reading.diagnostics) - _MOST:,} more.", "info")

    def _add(self, text: str, icon: str) -> None:
        item = QListWidgetItem(theme.icon(icon), text)
        item.setToolTip(plain_tip(text))
        item.setData(Qt.ItemDataRole.AccessibleTextRole, text)
        self.addItem(item)

    def _ask(self, row: int) -> None:
        notes = () if self._reading is None else self._reading.diagnostics[:_MOST]
        if 0 <= row < len(notes):
            self.line_asked.emit(notes[row].place)

    def _take_theme(self) -> None:
        if self._reading is not None:
            self._fill()

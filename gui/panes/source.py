"""What does the text say, which of its lines were used, and where does each value stand?"""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.model.report import Key, Place, Reading, Report
from engine.read.text import decode
from gui.plain_text import plain_label
from gui.source.edit import SourceEdit, Wave
from gui.source.find_bar import FindBar
from gui.source.text import SourceText, edited_text, shown_text, to_column, to_units
from gui.theme import changed as theme_changed

_SETTLED = 150
FIND_KEYS = (
    ("open_find", "Find in the source", "Ctrl+F"),
    ("find_next", "Find next", "F3"),
    ("find_previous", "Find previous", "Shift+F3"),
)
"""The pane's own keys: the method, what it does, the key."""


class SourcePane(QWidget):
    """The text as it came, with its marks. It is editable and keeps an undo of its own.

    `text_edited` carries the whole text when nothing was typed for a moment, `chosen_place` the key of the value that a
    person went to, `files_dropped` paths.
    """

    text_edited = Signal(str)
    files_dropped = Signal(list)
    chosen_place = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.edit = SourceEdit()
        self.edit.setPlaceholderText("Paste kernel messages here, or drop a file.")
        self.edit.setAccessibleName("Source text")
        self.edit.setAccessibleDescription("The kernel messages; lines that were used are tinted")
        self.note = plain_label()
        self.note.setContentsMargins(6, 3, 6, 3)
        self.note.hide()
        self.find_bar = FindBar(self.edit)
        self._data: bytes | None = None
        self._text = ""
        self._shown: tuple[bytes, int | None] = (b"", None)
        self._report: Report | None = None
        self._blocks: Mapping[int, int] | None = None
        self._filling = False
        self._settled = QTimer(self)
        self._settled.setSingleShot(True)
        self._settled.setInterval(_SETTLED)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.note)
        layout.addWidget(self.edit, 1)
        layout.addWidget(self.find_bar)
        self.setFocusProxy(self.edit)

    def _connect(self) -> None:
        self.edit.textChanged.connect(self._typed)
        self.edit.files_dropped.connect(self.files_dropped)
        self.edit.large_text_pasted.connect(self.text_edited)
        self.edit.went_to.connect(self._went_to)
        self._settled.timeout.connect(self._tell_edit)
        theme_changed.connect(self.edit.viewport().update)
        for method, _, keys in FIND_KEYS:
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(shortcut.context().WidgetWithChildrenShortcut)
            shortcut.activated.connect(getattr(self, method))

    def open_find(self) -> None:
        """Shows the bar that finds in the text."""
        self.find_bar.open()

    def find_next(self) -> None:
        """The next place of what is looked for."""
        self.find_bar.find_next()

    def find_previous(self) -> None:
        """The place before of what is looked for."""
        self.find_bar.find_previous()

    def show_text(self, data: bytes, reading: Reading, report_index: int | None, first_line: int = 1) -> None:
        """Shows a text and what its reading found; a text that stands there already keeps cursor and undo.

        `first_line` is the number of its first line in the log that it is a part of.
        """
        if data is not self._data:
            self._data, self._text = data, decode(data)
        source = shown_text(self._text, reading, len(data), report_index)
        self._fill(source, first_line)
        self._blocks = None if self._counts_up(source) else _by_line(source)
        chosen = report_index is not None and 0 <= report_index < len(reading.reports)
        self._report = reading.reports[report_index] if chosen and report_index is not None else None
        self.note.setText(source.note)
        self.note.setVisible(bool(source.note))
        self._bring(data, report_index)
        self.edit.set_marks(self._tints(reading), self._chosen_blocks(), self._waves(reading))

    def _bring(self, data: bytes, report_index: int | None) -> None:
        """Bring the beginning of another report into view; one that is there already stays where it is."""
        shown, self._shown = self._shown, (data, report_index)
        block = None if self._report is None else self._block_of(self._report.first_line)
        if block is not None and (shown[0] is not data or shown[1] != report_index) and not self.edit.hasFocus():
            self.edit.verticalScrollBar().setValue(max(block - 1, 0))

    @staticmethod
    def _counts_up(source: SourceText) -> bool:
        return isinstance(source.numbers, range)

    def _fill(self, source: SourceText, first_line: int) -> None:
        self._filling = True
        self.edit.originals = dict(source.originals)
        if self.edit.raw_text() != source.shown:
            self._settled.stop()
            self.edit.unlight()
            self.edit.setPlainText(source.shown)
        self.edit.setReadOnly(not source.whole)
        self.edit.set_numbers(source.numbers, self._counts_up(source), first_line)
        self._filling = False

    def show_key(self, key: Key) -> None:
        """Brings the place of a value of the chosen report into view and lights it."""
        self.show_place(self._place_of(key))

    def show_place(self, place: Place | None) -> None:
        """Brings a place into view and lights it; None, or one that is not shown, puts the light out."""
        block = None if place is None else self._block_of(place.line)
        if place is None or block is None:
            self.edit.unlight()
            return
        start, end = self._span(block, place)
        self._filling = True
        self.edit.light(block, start, end)
        self._filling = False

    def _place_of(self, key: Key) -> Place | None:
        """The value's place; of a value that has none itself, that of its first part."""
        places = {} if self._report is None else self._report.places
        if key in places:
            return places[key]
        if key[2:3] == ("types",):  # no letters: the count that they would stand behind
            return places.get((*key[:2], "nr_free", *key[3:]))
        parts = [place for name, place in places.items() if name[: len(key)] == key]
        return min(parts, key=lambda place: (place.line, place.start), default=None)

    def _block_of(self, line: int) -> int | None:
        """The block that shows a line; None for a line that is left out."""
        if self._blocks is not None:
            return self._blocks.get(line)
        return line - 1 if 1 <= line <= self.edit.blockCount() else None

    def _span(self, block: int, place: Place) -> tuple[int, int]:
        """A place in the widget's positions; the whole line where no column is meant."""
        text = self.edit.document().findBlockByNumber(block).text()
        if place.end <= place.start:
            return 0, to_units(text, len(text))
        return to_units(text, place.start), to_units(text, place.end)

    def _tints(self, reading: Reading) -> dict[int, str]:
        tints: dict[int, str] = {}
        for report in reading.reports:
            for line, gave in report.used_lines.items():
                block = self._block_of(line)
                if block is not None:
                    tints[block] = gave
        return tints

    def _chosen_blocks(self) -> range:
        if self._report is None:
            return range(0)
        first, last = self._block_of(self._report.first_line), self._block_of(self._report.last_line)
        return range(0) if first is None or last is None else range(first, last + 1)

    def _waves(self, reading: Reading) -> dict[int, list[Wave]]:
        waves: dict[int, list[Wave]] = {}
        for diagnostic in reading.diagnostics:
            block = self._block_of(diagnostic.place.line)
            if block is not None:
                start, end = self._span(block, diagnostic.place)
                waves.setdefault(block, []).append(Wave(start, end, diagnostic.level, diagnostic.message))
        return waves

    def _typed(self) -> None:
        if not self._filling:
            self.edit.unlight()
            self._settled.start()

    def _tell_edit(self) -> None:
        self.text_edited.emit(edited_text(self.edit.raw_text(), self.edit.originals))

    def _went_to(self, block: int, position: int) -> None:
        """Tells which value stands there; while something is typed nobody knows."""
        if self._report is None or self._settled.isActive():
            return
        line = self.edit.number_of(block)
        column = to_column(self.edit.document().findBlockByNumber(block).text(), position)
        found = [
            (place.end - place.start, key)
            for key, place in self._report.places.items()
            if place.line == line and place.start <= column <= place.end
        ]
        if found:
            self.chosen_place.emit(min(found, key=lambda pair: pair[0])[1])


def _by_line(source: SourceText) -> dict[int, int]:
    return {number: block for block, number in enumerate(source.numbers) if number}

"""How is a GFP mask typed: names with completion, or a number?"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QCompleter, QLineEdit, QListView, QWidget

_BETWEEN = "|, +"


class MaskEdit(QLineEdit):
    """A line of names joined by |. The name under the cursor is completed from those that this kernel knows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._names = QStringListModel(self)
        self._completer = QCompleter(self._names, self)
        self._completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        self._completer.setFilterMode(Qt.MatchFlag.MatchContains)
        self._completer.setWidget(self)
        self._list = QListView()
        self._completer.setPopup(self._list)
        self._completer.activated.connect(self.complete)
        self.textEdited.connect(self._suggest)
        self.setAcceptDrops(False)

    def set_names(self, names: Sequence[str]) -> None:
        """The names to choose from."""
        if self._names.stringList() != list(names):
            self._names.setStringList(list(names))

    def part(self) -> tuple[int, int]:
        """Where the name under the cursor begins and ends."""
        text, cursor = self.text(), self.cursorPosition()
        start = max((text.rfind(each, 0, cursor) for each in _BETWEEN), default=-1) + 1
        ends = [place for each in _BETWEEN if (place := text.find(each, cursor)) >= 0]
        return start, min(ends, default=len(text))

    def complete(self, name: str) -> None:
        """Put a name in the place of the one under the cursor."""
        start, end = self.part()
        self.setText(self.text()[:start] + name + self.text()[end:])
        self.setCursorPosition(start + len(name))
        self.setModified(True)

    def _suggest(self) -> None:
        start, end = self.part()
        typed = self.text()[start:end]
        if len(typed) < 2 or typed[:1].isdigit():
            self._list.hide()
            return
        self._completer.setCompletionPrefix(typed)
        self._completer.complete()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Return takes the suggestion while the list is open."""
        if self._list.isVisible() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Tab):
            chosen = self._list.currentIndex()
            if chosen.isValid():
                self.complete(str(chosen.data()))
                self._list.hide()
                return
            self._list.hide()
        super().keyPressEvent(event)

"""How is a word found in a text? A bar with next and previous, which goes round at the end."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent, QTextCursor, QTextDocument
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPlainTextEdit, QToolButton, QWidget

from gui.theme import icon


class FindBar(QWidget):
    """Finds in a text pane. Hidden until it is wanted."""

    def __init__(self, edit: QPlainTextEdit, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edit = edit
        self.field = QLineEdit()
        self.field.setPlaceholderText("Find in the source")
        self.field.setAccessibleName("Find in the source")
        self.field.setClearButtonEnabled(True)
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 2, 4, 2)
        layout.addWidget(self.field, 1)
        layout.addWidget(self.told)
        for text, tip, name, method in (
            ("Previous", "Previous (Shift+F3)", "previous", self.find_previous),
            ("Next", "Next (F3)", "next", self.find_next),
            ("Close", "Close (Escape)", "close", self.shut),
        ):
            layout.addWidget(_button(text, tip, name, method))
        self.field.textChanged.connect(self._typed)
        self.field.installEventFilter(self)
        self.hide()

    def open(self) -> None:
        """Shows the bar with what is selected in it."""
        selected = self._edit.textCursor().selectedText()
        if selected and "\u2029" not in selected:
            self.field.setText(selected)
        self.show()
        self.field.setFocus()
        self.field.selectAll()

    def shut(self) -> None:
        """Hides the bar; the keyboard goes back to the text."""
        self.hide()
        self._edit.setFocus()

    def find_next(self) -> bool:
        """Goes to the next place, from the beginning again after the last."""
        return self._find(QTextDocument.FindFlag(0))

    def find_previous(self) -> bool:
        """Goes to the place before, from the end again before the first."""
        return self._find(QTextDocument.FindFlag.FindBackward)

    def _typed(self) -> None:
        """What is typed is looked for from where the last find began."""
        cursor = self._edit.textCursor()
        cursor.setPosition(cursor.selectionStart())
        self._edit.setTextCursor(cursor)
        self.find_next()

    def _find(self, flags: QTextDocument.FindFlag) -> bool:
        wanted = self.field.text()
        self.told.setText("")
        if not wanted:
            return False
        if self._edit.find(wanted, flags):
            return True
        before = self._edit.textCursor()
        backward = flags == QTextDocument.FindFlag.FindBackward
        self._edit.moveCursor(QTextCursor.MoveOperation.End if backward else QTextCursor.MoveOperation.Start)
        if self._edit.find(wanted, flags):
            self.told.setText("from the end again" if backward else "from the beginning again")
            return True
        self._edit.setTextCursor(before)
        self.told.setText("not found")
        return False

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt: Return, Shift+Return and Escape in the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() == Qt.Key.Key_Escape:
                self.shut()
                return True
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
                self.find_previous() if back else self.find_next()
                return True
        return super().eventFilter(watched, event)


def _button(text: str, tip: str, name: str, method: object) -> QToolButton:
    button = QToolButton()
    button.setText(text)
    button.setToolTip(tip)
    button.setIcon(icon(name))
    button.setAutoRaise(True)
    button.clicked.connect(method)
    return button

"""Whose undo does Ctrl+Z mean in a field? The field's while something typed waits there; else the window's."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLineEdit

_KEYS = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)


class FieldUndo(QObject):
    """An event filter for fields. Qt's keep these keys for themselves, though their text was taken long ago."""

    def eventFilter(self, field: QObject, event: QEvent) -> bool:
        """Leave the keys to the window's actions."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        waiting = isinstance(field, QLineEdit) and field.isModified()
        if waiting or not any(event.matches(key) for key in _KEYS):
            return False
        event.ignore()
        return True

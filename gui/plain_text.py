"""How does text from a log stay plain where Qt would look for HTML?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtWidgets import QLabel, QWidget


def plain_tip(text: str) -> str:
    """A tooltip that shows these letters, whatever they are: what looks like HTML is escaped."""
    return GuiQt.convertFromPlainText(text) if GuiQt.mightBeRichText(text) else text


def plain_label(text: str = "", parent: QWidget | None = None) -> QLabel:
    """A wrapping label that never shows HTML."""
    label = QLabel(parent)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setText(text)
    return label

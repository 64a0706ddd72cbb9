"""Which small widgets does the pane of the allocator have in several places?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QFrame, QLabel, QSizePolicy, QToolButton


def label(dim: bool = False, wraps: bool | None = None) -> QLabel:
    """Words that can be copied, never taken for HTML; they wrap unless they are dim."""
    wraps = not dim if wraps is None else wraps
    words = QLabel()
    words.setTextFormat(Qt.TextFormat.PlainText)
    words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    words.setWordWrap(wraps)
    words.setSizePolicy(
        QSizePolicy.Policy.Ignored if not dim else QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred
    )
    words.setMinimumHeight(words.fontMetrics().height())
    if dim:
        words.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    return words


def tool(text: str, tip: str, beside: bool = False) -> QToolButton:
    """A button with an icon, and with words beside it where it has some."""
    button = QToolButton()
    button.setAutoRaise(not beside)
    button.setText(text)
    button.setToolTip(tip)
    button.setAccessibleName(text or tip)
    if beside:
        button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
    return button


def heading(words: str) -> QLabel:
    """Words above what belongs together."""
    found = label()
    font = found.font()
    font.setBold(True)
    found.setFont(font)
    found.setText(words)
    return found


def line() -> QFrame:
    """A line between what does not belong together."""
    found = QFrame()
    found.setFrameShape(QFrame.Shape.HLine)
    found.setFrameShadow(QFrame.Shadow.Sunken)
    return found

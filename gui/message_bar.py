"""What went wrong or right, in one sentence at the top of the window, without standing in the way?"""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QToolButton, QWidget

from gui import theme
from gui.plain_text import plain_label

_ICON = 20


class MessageBar(QFrame):
    """A sentence with an icon and a button that closes it. It stays until it is closed or another takes its place."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._level = "info"
        self._icon = QLabel()
        self._text = plain_label()
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
        self._close = QToolButton()
        self._close.setAutoRaise(True)
        self._close.setToolTip("Close this message")
        self._close.setAccessibleName("Close this message")
        self._close.clicked.connect(self.hide)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.addWidget(self._icon)
        layout.addWidget(self._text, 1)
        layout.addWidget(self._close)
        self.setAutoFillBackground(True)
        self.setAccessibleName("Message")
        theme.changed.connect(self._take_theme)
        self.hide()

    def text(self) -> str:
        """The sentence that is shown; empty while there is none."""
        return self._text.text() if not self.isHidden() else ""

    def say(self, sentence: str) -> None:
        """Tell something that went well."""
        self._show("info", sentence)

    def complain(self, sentence: str) -> None:
        """Tell what went wrong."""
        self._show("error", sentence)

    def _show(self, level: str, sentence: str) -> None:
        self._level = level
        self._text.setText(sentence)
        self.setAccessibleDescription(sentence)
        self._take_theme()
        self.show()

    def _take_theme(self) -> None:
        self._icon.setPixmap(theme.pixmap(self._level, _ICON, self.devicePixelRatio()))
        self._close.setIcon(theme.icon("close"))
        palette = self.palette()
        palette.setColor(self.backgroundRole(), theme.color(f"message.{self._level}"))
        self.setPalette(palette)

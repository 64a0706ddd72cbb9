"""What is there to do while nothing is open? Paste, drop, open, or look at a sample."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from gui import theme
from gui.opening.files import samples

_TITLE, _LEAD = 2.0, 1.15
_WIDEST = 720
_ICON = 20
_MOST_ROWS = 14


class Welcome(QWidget):
    """The first thing that a stranger sees."""

    paste_asked = Signal()
    open_asked = Signal()
    blank_asked = Signal()
    sample_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = (
            ("paste", QPushButton("&Paste messages  (Ctrl+V)"), self.paste_asked),
            ("open", QPushButton("&Open a log…  (Ctrl+O)"), self.open_asked),
            ("blank", QPushButton("Type figures &yourself  (Ctrl+N)"), self.blank_asked),
        )
        self._logo = QLabel()
        self._paths = samples()
        self.samples = QListWidget()
        self._fill_samples()
        self._lay_out()
        for _, button, signal in self._buttons:
            button.clicked.connect(signal)
        self.samples.itemActivated.connect(self._tell)
        self.samples.itemClicked.connect(self._tell)
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.setFocusProxy(self._buttons[0][1])

    def _lay_out(self) -> None:
        column = QVBoxLayout()
        column.setSpacing(14)
        column.addStretch(2)
        heading = QHBoxLayout()
        heading.setSpacing(14)
        heading.addWidget(self._logo)
        heading.addWidget(_scaled("Why did Linux refuse this memory?", _TITLE, bold=True), 1)
        column.addLayout(heading)
        column.addWidget(
            _scaled(
                "Paste what the kernel printed (“page allocation failure” and the lines after it), or drop a file, a"
                " folder of logs or an archive anywhere in this window. The answer comes as one sentence with numbers.",
                _LEAD,
            )
        )
        row = QHBoxLayout()
        for _, button, _signal in self._buttons:
            button.setMinimumHeight(36)
            row.addWidget(button, 1)
        column.addLayout(row)
        label = QLabel("&Samples:")
        label.setBuddy(self.samples)
        column.addWidget(label)
        column.addWidget(self.samples)
        column.addStretch(3)
        content = QWidget()
        content.setLayout(column)
        content.setMaximumWidth(_WIDEST)
        outer = QHBoxLayout(self)
        outer.addStretch(1)
        outer.addWidget(content, 20)
        outer.addStretch(1)

    def _fill_samples(self) -> None:
        self.samples.addItems([name for name, _ in self._paths])
        self.samples.setCurrentRow(0)
        self.samples.setAccessibleName("Samples")
        self.samples.setAccessibleDescription("Messages that come with the program; Return opens one")
        rows = min(max(self.samples.count(), 1), _MOST_ROWS)
        height = max(_ICON, self.fontMetrics().height()) + 6
        self.samples.setIconSize(QSize(_ICON, _ICON))
        self.samples.setFixedHeight(rows * height + 2 * self.samples.frameWidth())

    def _tell(self, item: QListWidgetItem) -> None:
        self.sample_chosen.emit(self._paths[self.samples.row(item)][1])

    def _take_theme(self) -> None:
        self._logo.setPixmap(theme.pixmap("buddyscope", 48, self.devicePixelRatio()))
        for name, button, _ in self._buttons:
            button.setIcon(theme.tool_icon(name))
            button.setIconSize(QSize(_ICON, _ICON))
        for row in range(self.samples.count()):
            item = self.samples.item(row)
            if item is not None:
                item.setIcon(theme.icon("samples"))


def _scaled(text: str, scale: float, bold: bool = False) -> QLabel:
    label = QLabel(text)
    label.setWordWrap(True)
    font = label.font()
    font.setPointSizeF(font.pointSizeF() * scale)
    font.setBold(bold)
    label.setFont(font)
    return label

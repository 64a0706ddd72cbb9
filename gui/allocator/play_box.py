"""What happens to the request, step by step? The sentence of one step, the list of all, and ways through them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QToolButton, QVBoxLayout, QWidget

from engine.explain.play_words import Scene
from gui import theme
from gui.allocator.widgets import label, tool

_BEFORE = "Play the request: see zone by zone why it was refused, or which block it gets."
_LARGER = 1.15


class PlayBox(QWidget):
    """Shows scenes; whoever wants another one is told to whoever has them."""

    play_asked = Signal()
    scene_asked = Signal(int)
    next_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.play = tool(
            "Play the request", "Let the kernel try to serve the request, and look at each step", beside=True
        )
        self.first = tool("", "To the first step (Home)")
        self.back = tool("", "One step back (Left)")
        self.on = tool("", "One step forward (Right)")
        self.last = tool("", "To the end (End)")
        self.more = tool(
            "And the next ones?", "How many more such requests are served until one is refused", beside=True
        )
        self.place = label(dim=True)
        self.chapter = label(dim=True, wraps=True)
        self.title = label()
        font = self.title.font()
        font.setBold(True)
        font.setPointSizeF(font.pointSizeF() * _LARGER)
        self.title.setFont(font)
        self.detail = label()
        self.answer = label()
        self.steps = _Steps()
        self.steps.setAccessibleName("Steps of the play")
        self._scenes: tuple[Scene, ...] = ()
        self._lay_out()
        self._connect()
        self.take_theme()
        self.show_scenes((), 0)

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(2)
        buttons.addWidget(self.play)
        for button in self._ways():
            buttons.addWidget(button)
        buttons.addWidget(self.place)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(4)
        layout.addLayout(buttons)
        for words in (self.chapter, self.title, self.detail):
            layout.addWidget(words)
        layout.addWidget(self.steps, 1)
        layout.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.answer)

    def _ways(self) -> tuple[QToolButton, ...]:
        return self.first, self.back, self.on, self.last

    def _connect(self) -> None:
        self.play.clicked.connect(self.play_asked)
        self.more.clicked.connect(self.next_asked)
        self.first.clicked.connect(lambda: self.scene_asked.emit(0))
        self.last.clicked.connect(lambda: self.scene_asked.emit(len(self._scenes) - 1))
        self.back.clicked.connect(lambda: self._go(-1))
        self.on.clicked.connect(lambda: self._go(1))
        self.steps.itemClicked.connect(lambda item: self.scene_asked.emit(self.steps.row(item)))
        self.steps.went.connect(self._take_key)

    def _go(self, by: int) -> None:
        self.scene_asked.emit(self.steps.currentRow() + by)

    def _take_key(self, key: int) -> None:
        """Left and Up go back, Right and Down on, Home and End to the ends."""
        row = self.steps.currentRow()
        ends = {Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._scenes) - 1}
        back = key in (Qt.Key.Key_Left, Qt.Key.Key_Up)
        self.scene_asked.emit(ends.get(Qt.Key(key), row - 1 if back else row + 1))

    def enable(self, on: bool) -> None:
        """Whether there is something to play with."""
        self.play.setEnabled(on)
        self.more.setEnabled(on)

    def show_scenes(self, scenes: Sequence[Scene], at: int) -> None:
        """The steps of a play, and the one that is shown; none before there is a play."""
        told = tuple(scenes)
        if told != self._scenes:
            self._scenes = told
            self.answer.setText("")
            self._fill()
        for button in self._ways():
            button.setEnabled(bool(told))
        if not told:
            self._tell("", "", _BEFORE, "")
            return
        scene = told[at]
        self.first.setEnabled(at > 0)
        self.back.setEnabled(at > 0)
        self.on.setEnabled(at < len(told) - 1)
        self.last.setEnabled(at < len(told) - 1)
        self.steps.setCurrentRow(at)
        self._tell(scene.chapter, scene.title, scene.detail, f"{at + 1} of {len(told)}")

    def _tell(self, chapter: str, title: str, detail: str, place: str) -> None:
        for widget, words in ((self.chapter, chapter), (self.title, title), (self.detail, detail), (self.place, place)):
            widget.setText(words)
            widget.setVisible(bool(words))

    def _fill(self) -> None:
        self.steps.clear()
        for number, scene in enumerate(self._scenes, 1):
            item = QListWidgetItem(theme.icon(_ICONS[scene.ok]), f"{number}.  {scene.title}")
            item.setToolTip(scene.chapter)
            self.steps.addItem(item)

    def show_count(self, words: str) -> None:
        """How many more such requests are served, and from which zones."""
        self.answer.setText(words)

    def take_theme(self) -> None:
        """Take the icons anew."""
        for button, name in (
            (self.play, "play"),
            (self.first, "first"),
            (self.back, "previous"),
            (self.on, "next"),
            (self.last, "last"),
            (self.more, "add"),
        ):
            button.setIcon(theme.icon(name))
        for number, scene in enumerate(self._scenes):
            self.steps.item(number).setIcon(theme.icon(_ICONS[scene.ok]))


_ICONS = {None: "dot", True: "pass", False: "fail"}


class _Steps(QListWidget):
    """The list of steps; keys go through them."""

    went = Signal(int)
    _KEYS = (
        Qt.Key.Key_Left,
        Qt.Key.Key_Right,
        Qt.Key.Key_Up,
        Qt.Key.Key_Down,
        Qt.Key.Key_Home,
        Qt.Key.Key_End,
    )

    def __init__(self) -> None:
        super().__init__()
        self.setWordWrap(True)
        self.setMinimumHeight(56)
        self.setUniformItemSizes(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setIconSize(QSize(16, 16))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt."""
        if event.key() in self._KEYS and self.count():
            self.went.emit(event.key())
        else:
            super().keyPressEvent(event)

"""What if so much were freed, and what if every movable page moved? Two questions and their answers."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QVBoxLayout, QWidget

from engine.model.units import show_bytes
from gui import theme
from gui.allocator.widgets import heading, label, line, tool

_USUAL = 64
"""So many times the pages of the request are to be freed at first."""
_MOST = 1 << 30
_WAIT = "Trying it on a copy …"


class WhatIfBox(QWidget):
    """Asks; whoever knows the answer tells it here. `freed_asked` carries pages and the order of the freed blocks."""

    freed_asked = Signal(int, int)
    moved_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._page_size = 4096
        self.pages = QSpinBox()
        self.pages.setRange(1, _MOST)
        self.pages.setGroupSeparatorShown(True)
        self.pages.setSuffix(" pages")
        self.pages.setAccessibleName("Pages to free")
        self.order = QSpinBox()
        self.order.setPrefix("order ")
        self.order.setAccessibleName("Order of the blocks to free")
        self.order.setToolTip("In blocks of which order they are freed; 0: page by page")
        self.amount = heading("")
        self.free = tool("Would it pass?", "Free so much of a copy several times, and ask each time", beside=True)
        self.freed = label()
        self.move_pages = tool(
            "Could it pass?",
            "As if compaction moved every page that can be moved, with nothing in its way",
            beside=True,
        )
        self.moved = label()
        self._lay_out()
        self._connect()
        self.take_theme()

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        for widget in (self.pages, self.order, self.free):
            row.addWidget(widget)
        row.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(5)
        layout.addWidget(self.amount)
        layout.addLayout(row)
        layout.addWidget(self.freed)
        layout.addWidget(line())
        layout.addWidget(heading("If every movable page moved"))
        layout.addWidget(self.move_pages, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self.moved)
        layout.addStretch(1)

    def _connect(self) -> None:
        self.pages.valueChanged.connect(self._tell_size)
        self.free.clicked.connect(self._ask_freed)
        self.move_pages.clicked.connect(self._ask_moved)

    def _ask_freed(self) -> None:
        self.freed.setText(_WAIT)
        self.freed_asked.emit(self.pages.value(), self.order.value())

    def _ask_moved(self) -> None:
        self.moved.setText(_WAIT)
        self.moved_asked.emit()

    def show_zone(self, pages: int, top: int) -> None:
        """How many pages the zone has, and the greatest order."""
        self.pages.setRange(1, max(pages, 1))
        self.order.setRange(0, top)
        self._tell_size()

    def show_request(self, order: int, page_size: int) -> None:
        """What is asked for: an amount that belongs to it is offered."""
        self._page_size = page_size
        self.pages.setValue(_USUAL << order)
        self.clear()
        self._tell_size()

    def show_freed(self, words: str) -> None:
        """The answer to the first question."""
        self.freed.setText(words)

    def show_moved(self, words: str) -> None:
        """The answer to the second."""
        self.moved.setText(words)

    def clear(self) -> None:
        """The state is another one: answers to the last are none to this."""
        self.freed.setText("")
        self.moved.setText("")

    def enable(self, on: bool) -> None:
        """Whether there is something to ask."""
        for widget in (self.pages, self.order, self.free, self.move_pages):
            widget.setEnabled(on)

    def _tell_size(self) -> None:
        self.amount.setText(f"If {show_bytes(self.pages.value() * self._page_size)} of this zone were freed")

    def take_theme(self) -> None:
        """Take the icons anew."""
        self.free.setIcon(theme.icon("remove"))
        self.move_pages.setIcon(theme.icon("allocator"))

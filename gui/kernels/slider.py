"""How does a person slide from kernel to kernel?"""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QSlider, QStyle, QWidget

from engine.explain.flips import linux
from gui.kernels.grid import steps

_PAGE = 5


class KernelSlider(QSlider):
    """A place for each row of the rules. A press goes to where it is pressed, so that one can go on sliding."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(0, len(steps()) - 1)
        self.setPageStep(_PAGE)
        self.setAccessibleName("Kernel")
        self.setToolTip("Whose rules decide: slide, or use the arrow keys, Home and End")
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def show_step(self, step: int) -> None:
        """Stand at a step; nothing is signalled."""
        with QSignalBlocker(self):
            self.setValue(step)
        self.setAccessibleDescription(linux(steps()[step].releases))

    def handle_width(self) -> int:
        """How wide the handle is: its middle can come no nearer to an end than half of that."""
        return self.style().pixelMetric(QStyle.PixelMetric.PM_SliderLength, None, self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go there first: the handle is under the pointer then."""
        if event.button() is Qt.MouseButton.LeftButton:
            half = self.handle_width() / 2
            room = max(round(self.width() - 2 * half), 1)
            at = round(event.position().x() - half)
            self.setValue(QStyle.sliderValueFromPosition(self.minimum(), self.maximum(), at, room))
        super().mousePressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Whoever scrolls past it means the pane; who has gone to it means the slider."""
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

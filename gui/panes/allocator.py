"""What does the allocator do with the request, block by block?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from engine.explain.analysis import Analysis
from engine.model.scenario import Scenario

if TYPE_CHECKING:  # the map brings numpy, and comes when it is first looked at
    from gui.allocator.room import AllocatorRoom


class AllocatorPane(QWidget):
    """Stands where the allocator will be, and makes it when it is first shown."""

    edit_asked = Signal(str, object, str)
    zone_chosen = Signal(int)
    tried = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._scenario: Scenario | None = None
        self._zone: int | None = None
        self.room: AllocatorRoom | None = None
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)

    def sizeHint(self) -> QSize:
        """About what map and steps take."""
        return QSize(800, 440)

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """The memory and the request that are judged."""
        self._scenario = analysis.scenario
        if self.room is not None:
            self.room.show_scenario(analysis.scenario)

    def choose_zone(self, index: int) -> None:
        """Look at a zone of the report."""
        self._zone = index
        if self.room is not None and self._scenario is not None and 0 <= index < len(self._scenario.zones):
            self.room.choose_zone(self._scenario.zones[index].title)

    def play(self) -> None:
        """Play the request."""
        self._made().play()

    def _made(self) -> AllocatorRoom:
        if self.room is None:
            from gui.allocator.room import AllocatorRoom

            self.room = AllocatorRoom()
            self._layout.addWidget(self.room)
            self.setFocusProxy(self.room)
            self.room.edit_asked.connect(self.edit_asked)
            self.room.zone_chosen.connect(self.zone_chosen)
            self.room.tried.connect(self.tried)
            if self._scenario is not None:
                self.room.show_scenario(self._scenario)
                self.choose_zone(-1 if self._zone is None else self._zone)
        return self.room

    def showEvent(self, event: QShowEvent) -> None:
        """For Qt: now it is looked at."""
        super().showEvent(event)
        self._made()

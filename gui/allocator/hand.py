"""What does a person do by hand: point at blocks of the map, choose, allocate and free them?"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QLabel

from engine.buddy.simulation import Held, ImpossibleError
from gui.allocator.lab import Lab
from gui.allocator.map_view import MapView
from gui.allocator.try_box import TryBox
from gui.allocator.words import block_words

_HINT = "Wheel: zoom. Drag: move. Click: choose a block. Double click: free it."


class Hand(QObject):
    """Does it to the zone that is looked at; `frame` is the page frame that is chosen, counted from the zone's base.

    `began`: what was told before is past. `zone_asked`: another zone is to be looked at.
    """

    began = Signal()
    complained = Signal(str)
    zone_asked = Signal(int)

    def __init__(
        self, lab: Lab, view: MapView, try_box: TryBox, hover: QLabel, zone: Callable[[], int], parent: QObject
    ) -> None:
        super().__init__(parent)
        self._lab = lab
        self._map = view
        self._try_box = try_box
        self._hover = hover
        self._zone = zone
        self.frame: int | None = None
        view.pointed.connect(self.tell_frame)
        view.chosen.connect(self.choose)
        view.free_asked.connect(self._free_at)
        try_box.allocate_asked.connect(self._allocate)
        try_box.free_asked.connect(self._free_chosen)
        try_box.frame_asked.connect(self._go_to_frame)

    def _allocate(self, order: int) -> None:
        self.began.emit()
        if self._lab.start_play(order):
            self._lab.to_end()
            self._tell_end()

    def _tell_end(self) -> None:
        scene = self._lab.scene
        if scene is not None:
            self._try_box.show_words(f"{scene.title}. The tab Play has the steps.")

    def choose(self, frame: int | None) -> None:
        """A block was clicked."""
        self.frame = frame
        lab = self._lab
        if frame is None or lab.scenario is None or not lab.zones:
            self.frame = None
            self._map.choose(None)
            self._try_box.show_chosen("", False)
            return
        zone = lab.zones[self._zone()]
        held = lab.held_by(self._zone(), frame)
        self._map.choose((held.pfn - zone.base, held.order or 0))
        words = block_words(zone, frame, held, lab.scenario.page_size)
        self._try_box.show_chosen(words, held.held in (Held.IN_USE, Held.FROM_START))

    def _go_to_frame(self, text: str) -> None:
        """Choose the block of a page frame that was named."""
        self.began.emit()
        try:
            number, pfn = self._lab.place_of(text)
        except ImpossibleError as error:
            self.complained.emit(str(error))
            return
        if number != self._zone():
            self.zone_asked.emit(number)
        frame = pfn - self._lab.zones[number].base
        held = self._lab.held_by(number, frame)
        self._map.go_to(held.pfn - self._lab.zones[number].base, held.order or 0)
        self.choose(frame)

    def _free_chosen(self) -> None:
        if self.frame is not None:
            self._free_at(self.frame)

    def _free_at(self, frame: int) -> None:
        """Free what a page frame is part of; what was in use from the start by the order that is chosen."""
        self.began.emit()
        held = self._lab.held_by(self._zone(), frame)
        zone = self._lab.zones[self._zone()]
        order = None
        pfn = held.pfn
        if held.held is Held.FROM_START:
            order = self._try_box.order.value()
            pfn = zone.base + (frame & -1 << order)
        if self._lab.free(pfn, order):
            self._lab.to_end()
            self._tell_end()

    def tell_frame(self, frame: int | None) -> None:
        """Tell what stands at a page frame, or how the map is used."""
        lab = self._lab
        if frame is None or lab.scenario is None or not lab.zones:
            self._hover.setText(_HINT if lab.zones else "")
            return
        zone = lab.zones[self._zone()]
        self._hover.setText(block_words(zone, frame, lab.held_by(self._zone(), frame), lab.scenario.page_size))

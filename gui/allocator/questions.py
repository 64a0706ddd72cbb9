"""How many more, what after freeing, and what if pages moved? Asked of a copy of the machine, beside the window."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.buddy.ask import Ask
from engine.buddy.machine import Machine
from engine.buddy.questions import how_many, if_moved, tries_after_freeing
from engine.buddy.simulation import ImpossibleError
from engine.explain.what_if_words import count_words, freed_words, moved_words
from engine.kernels.version import show_version
from gui.allocator.making import Beside, Tell

if TYPE_CHECKING:
    from gui.allocator.lab import Lab

Answer = Callable[[Machine, Ask, Tell], str]


class Questions(QObject):
    """One question at a time; the machine itself stays as it is. Each signal carries the answer as sentences."""

    counted = Signal(str)
    freed = Signal(str)
    moved = Signal(str)

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self._lab = lab
        self._counter, self._freer, self._mover = Beside(self), Beside(self), Beside(self)
        for beside, signal in ((self._counter, self.counted), (self._freer, self.freed), (self._mover, self.moved)):
            beside.done.connect(signal.emit)
            beside.failed.connect(signal.emit)

    def leave(self) -> None:
        """What was asked of a machine that is no longer there needs no answer."""
        for beside in (self._counter, self._freer, self._mover):
            beside.leave()

    def count_next(self) -> bool:
        """How many more such requests are served, and from which zones? Whether it can be asked."""
        node = self._lab.node
        return self._ask(
            self._counter, lambda machine, ask, tell: count_words(how_many(machine, ask, node, spare=False))
        )

    def after_freeing(self, zone: int, pages: int, order: int) -> bool:
        """What if so many pages of a zone, in use now, were freed in blocks of this order? Whether it can be asked."""
        lab = self._lab
        node, title = lab.node, lab.zones[zone].title if lab.zones else ""
        page_size = lab.scenario.page_size if lab.scenario is not None else 0

        def work(machine: Machine, ask: Ask, tell: Tell) -> str:
            found = tries_after_freeing(machine, ask, node, zone, pages, order, tell)
            return freed_words(found, title, pages, order, page_size)

        return self._ask(self._freer, work)

    def if_moved(self) -> bool:
        """Could it pass if every movable page moved? Whether it can be asked."""
        lab = self._lab
        if lab.ground is None or lab.scenario is None:
            return False
        node, page_size, release = lab.node, lab.scenario.page_size, lab.ground.release

        def work(machine: Machine, ask: Ask, tell: Tell) -> str:
            found = if_moved(machine, ask, node, release) if ask.order else ()
            return "\n".join(moved_words(found, ask.order, page_size, show_version(release)))

        return self._ask(self._mover, work)

    def _ask(self, beside: Beside, answer: Answer) -> bool:
        simulation = self._lab.simulation
        if simulation is None:
            return False
        try:
            ask, machine = self._lab.ask(), simulation.machine.copy()
        except (ImpossibleError, ValueError) as error:
            self._lab.complained.emit(str(error))
            return False
        beside.start(lambda tell: answer(machine, ask, tell))
        return True

"""What can be done with the allocator of a report: play its request, allocate, free, take the state over?

Knows nothing of widgets. Whatever can't be done is told as a sentence by `told`, and changes nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Signal

from engine.buddy.ask import Ask
from engine.buddy.counts import with_counts
from engine.buddy.events import Event, carry_out
from engine.buddy.machine import Machine
from engine.buddy.scenario import Playground, playground
from engine.buddy.simulation import Holder, ImpossibleError, Simulation, holder
from engine.buddy.workload import Run
from engine.buddy.zone import USED, BuddyZone
from engine.explain.play_words import Scene, freeing, scenes
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from gui.allocator.history import History
from gui.allocator.making import Beside, Tell
from gui.allocator.programs import Programs
from gui.allocator.questions import Questions

_TOLD = 4
_FRAME = re.compile(r"0[xX]([0-9a-fA-F]{1,12})|([0-9]{1,15})")


@dataclass
class Play:
    """What happened, and which scene of it is shown; `before` is the machine as it was."""

    before: Machine
    events: list[Event]
    scenes: tuple[Scene, ...]
    at: int = 0


class Lab(QObject):
    """A machine made from a scenario, and what a person does with it.

    `made`: there is another machine, or none. `changed`: the zones are not what they were. `moved`: another scene.
    `tried` carries the scenario with the zones as they are shown. `base` is the scenario without what was tried.
    """

    made = Signal()
    changed = Signal()
    moved = Signal()
    told = Signal(str)
    complained = Signal(str)
    progressed = Signal(float)
    tried = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scenario: Scenario | None = None
        self.base: Scenario | None = None
        self.seed = 0
        self.ground: Playground | None = None
        self.play: Play | None = None
        self.trouble = ""
        self.history = History()
        self.touched = False
        self._kept: tuple[BuddyZone, ...] = ()
        self._kept_run: Run | None = None
        self._shown: Machine | None = None
        self._shown_events = 0
        self._hand: tuple[int, int] | None = None
        self._maker = Beside(self)
        self._maker.done.connect(self._take_ground)
        self._maker.failed.connect(self._take_trouble)
        self._maker.progressed.connect(self.progressed)
        self.programs = Programs(self)
        self.questions = Questions(self)

    # ---- the machine

    @property
    def busy(self) -> bool:
        """Whether a machine is being made."""
        return self._maker.busy

    @property
    def simulation(self) -> Simulation | None:
        """The allocator; None while there is none."""
        return self.ground.simulation if self.ground is not None else None

    @property
    def zones(self) -> tuple[BuddyZone, ...]:
        """The zones as they are to be shown: in the middle of a play as they were then."""
        if self._shown is not None:
            return self._shown.zones
        return self.simulation.zones if self.simulation is not None else ()

    def show_scenario(self, scenario: Scenario) -> None:
        """Make the machine of a scenario, unless it is this one's."""
        shown, base = self.scenario, self.base
        self.scenario = self.base = scenario
        if shown is None or base is None:
            self.make(self.seed)
            return
        if _same_memory(shown, scenario) and (self.ground is not None or self.busy):
            if shown.request != scenario.request:
                self.end_play()
                self.made.emit()
            return
        goes_on = self.touched and (_same_zones(base, scenario) or _same_zones(shown, scenario))
        kept, run = (self.zones, self.programs.run) if goes_on else ((), None)
        self.make(self.seed)
        self._kept, self._kept_run = kept, run

    def make(self, seed: int) -> None:
        """Make the machine anew, with the positions of a seed; what was tried is forgotten."""
        scenario = self.scenario = self.base
        if scenario is None:
            return
        self.programs.forget()
        self.questions.leave()
        self.seed = seed
        self.ground, self.trouble, self.touched, self._kept, self._kept_run = None, "", False, (), None
        self.end_play()
        self.history.clear()
        self.tried.emit(scenario)
        if not any(zone.free_areas for zone in scenario.zones):
            self._maker.leave()
            self._take_trouble("Here are no zones with free lists: the allocator has nothing to work with.")
            return

        def work(tell: Tell) -> Playground:
            return playground(scenario, seed, tell)

        self._maker.start(work)
        self.made.emit()

    def _take_ground(self, ground: Playground) -> None:
        self.ground = ground
        if self._kept:
            self.touched = True
            for fresh, before in zip(ground.simulation.zones, self._kept, strict=True):
                _take_over(fresh, before)
            self.programs.go_over(self._kept_run)
            self._kept, self._kept_run = (), None
        self._sample()
        self.made.emit()
        self.follow()

    def _take_trouble(self, sentence: str) -> None:
        self.ground, self.trouble = None, f"{sentence[:1].upper()}{sentence[1:]}"
        self.made.emit()

    def ask(self, order: int | None = None) -> Ask:
        """The report's request, or its mask at another order. Raises ImpossibleError."""
        if self.ground is None or self.scenario is None:
            raise ImpossibleError("There is no memory to ask for yet.")
        request = self.scenario.request or AllocRequest(0, 0)
        if order is not None:
            request = replace(request, order=order)
        top = self.ground.simulation.zones[0].top
        if not 0 <= request.order <= top:
            raise ImpossibleError(f"Order {request.order} is not one of this kernel's orders, 0 to {top}.")
        return self.ground.ask(request)

    @property
    def node(self) -> int:
        """The node that a request comes from: the first that has memory."""
        return self.zones[0].node if self.zones else 0

    # ---- the play

    def start_play(self, order: int | None = None) -> bool:
        """Carry the request out, and go to the first of its scenes."""
        simulation = self.simulation
        if simulation is None or self.scenario is None:
            return False
        self.programs.stop()
        self.to_end()
        try:
            ask = self.ask(order)
        except (ImpossibleError, ValueError) as error:
            self.complained.emit(str(error))
            return False
        before = simulation.machine.copy()
        simulation.record()
        given = simulation.serve(ask, self.node)
        events = simulation.events()
        simulation.record(False)
        told = scenes(before, ask, self.node, events, self.scenario.page_size)
        self.history.count(given is not None)
        self._begin(Play(before, events, told))
        return True

    def _begin(self, play: Play) -> None:
        self.touched = True
        self.questions.leave()
        self.play = play
        self._sample()
        self._show_scene()

    def step(self, by: int) -> None:
        """Go on, or back."""
        if self.play is not None:
            self.go_to(self.play.at + by)

    def go_to(self, number: int) -> None:
        """Show one scene of the play."""
        play = self.play
        if play is not None and play.scenes:
            play.at = min(max(number, 0), len(play.scenes) - 1)
            self._show_scene()

    def to_end(self) -> None:
        """Show the last scene."""
        if self.play is not None:
            self.go_to(len(self.play.scenes) - 1)

    @property
    def scene(self) -> Scene | None:
        """What is shown of the play."""
        return self.play.scenes[self.play.at] if self.play is not None and self.play.scenes else None

    def _show_scene(self) -> None:
        play, scene = self.play, self.scene
        if play is None or scene is None:
            return
        if scene.upto >= len(play.events):
            self._shown, self._shown_events = None, 0
        elif not scene.upto:
            self._shown, self._shown_events, self._hand = play.before, 0, None
        else:
            if self._shown is None or self._shown is play.before or scene.upto < self._shown_events:
                self._shown, self._shown_events, self._hand = play.before.copy(), 0, None
            zones = dict(enumerate(self._shown.zones))
            self._put_down()
            carry_out(zones, play.events[self._shown_events : scene.upto])
            self._shown_events = scene.upto
            if scene.hand is not None:
                self._take_up(*scene.hand)
        self.moved.emit()
        self.follow()

    def _take_up(self, zone: int, pfn: int, order: int) -> None:
        """Show a block that is on no list as one that is being given."""
        if self._shown is not None:
            place = self._shown.zones[zone]
            place.state[pfn - place.base] = USED + order
            self._hand = zone, pfn - place.base

    def _put_down(self) -> None:
        if self._shown is not None and self._hand is not None:
            zone, frame = self._hand
            self._shown.zones[zone].state[frame] = 0
        self._hand = None

    def end_play(self) -> None:
        """Leave the play: its end is what is there."""
        self.play, self._shown, self._shown_events = None, None, 0

    # ---- by hand

    def held_by(self, zone: int, frame: int) -> Holder:
        """What a page frame of a zone is part of; `frame` counts from the zone's base."""
        return holder(self.zones[zone], frame)

    def place_of(self, text: str) -> tuple[int, int]:
        """The zone and the number of the page frame that a person named. Raises ImpossibleError where there is none."""
        named = _FRAME.fullmatch(text.replace(",", "").strip())
        if named is None:
            raise ImpossibleError(f"“{text.strip()}” is no page frame: a whole number from 0, or one like 0x1a00.")
        pfn = int(named[1], 16) if named[1] else int(named[2])
        spans = []
        for number, zone in enumerate(self.zones):
            first, last = zone.base + zone.first, zone.base + min(zone.end, zone.size) - 1
            if first <= pfn <= last:
                return number, pfn
            spans.append(f"{zone.title} has {first:,} to {last:,}")
        told = "; ".join(spans[:_TOLD]) + (" …" if len(spans) > _TOLD else "")
        raise ImpossibleError(f"Page frame {pfn:,} is in none of the zones: {told}.")

    def free(self, pfn: int, order: int | None = None) -> bool:
        """Free the block in use that begins at a page frame; what was in use from the start needs its order."""
        simulation = self.simulation
        if simulation is None or self.scenario is None:
            return False
        self.programs.stop()
        self.to_end()
        before = simulation.machine.copy()
        simulation.record()
        try:
            simulation.free(pfn, order)
        except ImpossibleError as error:
            simulation.record(False)
            sentence = str(error)
            self.complained.emit(f"{sentence[:1].upper()}{sentence[1:]}.")
            return False
        events = simulation.events()
        simulation.record(False)
        zone = simulation.zone_of(pfn)
        self.programs.was_freed(zone, pfn - zone.base)
        self._begin(Play(before, events, freeing(before, events, self.scenario.page_size)))
        return True

    # ---- the state as others see it

    def follow(self) -> None:
        """Tell the scenario with the counts of the zones as they are shown."""
        if self.base is not None and self.ground is not None:
            self.scenario = with_counts(self.base, self.zones)
            self.tried.emit(self.scenario)

    def used_scenario(self) -> Scenario | None:
        """The scenario with the counts of the zones as they are shown. It is this machine's from now on."""
        if self.base is None or self.ground is None:
            return None
        self.base = self.scenario = with_counts(self.base, self.zones)
        return self.scenario

    def went_on(self, served: int, refused: int, steps: int) -> None:
        """Programs did so many steps."""
        self.touched = True
        self.history.add(served, refused, steps)
        self._sample()
        self.changed.emit()

    def _sample(self) -> None:
        if self.simulation is not None:
            self.history.sample(self.simulation.zones)


def _take_over(fresh: BuddyZone, before: BuddyZone) -> None:
    """Make a zone what another one is, which is not used any more; what was remembered of its checks is forgotten."""
    for name in BuddyZone.__slots__:
        setattr(fresh, name, getattr(before, name))
    fresh.floors, fresh.log = {}, None


def _same_zones(one: Scenario, other: Scenario) -> bool:
    """Whether only rules or request differ: the state can go on under them."""
    return replace(one, request=None, rules=None) == replace(other, request=None, rules=None)


def _same_memory(one: Scenario, other: Scenario) -> bool:
    return replace(one, request=None) == replace(other, request=None)

"""What can be done with the allocator of a report: play its request, allocate, free, run programs, take the state over?

Knows nothing of widgets. Whatever can't be done is told as a sentence by `told`, and changes nothing.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from engine.buddy.ask import Ask
from engine.buddy.counts import with_counts
from engine.buddy.events import Event, carry_out
from engine.buddy.machine import Machine
from engine.buddy.questions import HowMany, how_many
from engine.buddy.scenario import Playground, playground
from engine.buddy.simulation import Holder, ImpossibleError, Simulation, holder
from engine.buddy.workload import MIX_OF, Run, Workload, WorkloadError, load, plan, save
from engine.buddy.zone import USED, BuddyZone
from engine.explain.play_words import Scene, freeing, scenes
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from gui.allocator.history import History
from gui.allocator.making import Beside, Tell

_MOMENT, _CHUNK = 0.015, 250
_STEPS = 60_000
"""Steps of a workload that is planned here."""


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
    """

    made = Signal()
    changed = Signal()
    moved = Signal()
    told = Signal(str)
    complained = Signal(str)
    progressed = Signal(float)
    counted = Signal(object)
    running = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scenario: Scenario | None = None
        self.seed = 0
        self.ground: Playground | None = None
        self.play: Play | None = None
        self.run: Run | None = None
        self.trouble = ""
        self.history = History()
        self.touched = False
        self._kept: tuple[BuddyZone, ...] = ()
        self._shown: Machine | None = None
        self._shown_events = 0
        self._hand: tuple[int, int] | None = None
        self._maker = Beside(self)
        self._maker.done.connect(self._take_ground)
        self._maker.failed.connect(self._take_trouble)
        self._maker.progressed.connect(self.progressed)
        self._counter = Beside(self)
        self._counter.done.connect(self.counted)
        self._planner = Beside(self)
        self._planner.done.connect(self._take_workload)

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
        before = self.scenario
        self.scenario = scenario
        if before is not None and _same_memory(before, scenario) and (self.ground is not None or self.busy):
            if before.request != scenario.request:
                self._end_play()
                self.made.emit()
            return
        kept = self.zones if before is not None and self.touched and _same_zones(before, scenario) else ()
        self.make(self.seed)
        self._kept = kept

    def make(self, seed: int) -> None:
        """Make the machine anew, with the positions of a seed."""
        scenario = self.scenario
        if scenario is None:
            return
        self.stop()
        self._counter.leave()
        self.seed = seed
        self.ground, self.trouble, self.touched, self._kept = None, "", False, ()
        self._end_play()
        self.history.clear()
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
            self._kept = ()
        self._sample()
        self.made.emit()

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
        self.stop()
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
        self._counter.leave()
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
        else:
            if self._shown is None or scene.upto < self._shown_events:
                self._shown, self._shown_events, self._hand = play.before.copy(), 0, None
            zones = dict(enumerate(self._shown.zones))
            self._put_down()
            carry_out(zones, play.events[self._shown_events : scene.upto])
            self._shown_events = scene.upto
            if scene.hand is not None:
                self._take_up(*scene.hand)
        self.moved.emit()

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

    def _end_play(self) -> None:
        self.play, self._shown, self._shown_events = None, None, 0

    # ---- by hand

    def held_by(self, zone: int, frame: int) -> Holder:
        """What a page frame of a zone is part of; `frame` counts from the zone's base."""
        return holder(self.zones[zone], frame)

    def free(self, pfn: int, order: int | None = None) -> bool:
        """Free the block in use that begins at a page frame; what was in use from the start needs its order."""
        simulation = self.simulation
        if simulation is None or self.scenario is None:
            return False
        self.stop()
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
        self._begin(Play(before, events, freeing(before, events, self.scenario.page_size)))
        return True

    def count_next(self) -> None:
        """How many more such requests are served? `counted` carries the answer."""
        simulation = self.simulation
        if simulation is None:
            return
        try:
            ask, node, machine = self.ask(), self.node, simulation.machine.copy()
        except (ImpossibleError, ValueError) as error:
            self.complained.emit(str(error))
            return

        def work(tell: Tell) -> HowMany:
            return how_many(machine, ask, node)

        self._counter.start(work)

    def used_scenario(self) -> Scenario | None:
        """The scenario with the counts of the zones as they are shown. It is this machine's from now on."""
        if self.scenario is None or self.ground is None:
            return None
        self.scenario = with_counts(self.scenario, self.zones)
        return self.scenario

    # ---- workloads

    def begin_run(self, mix: str) -> None:
        """Plan a workload of a mix, and let it run."""
        if self.simulation is None:
            return
        seed, node = self.seed, self.node

        def work(tell: Tell) -> Workload:
            return plan(MIX_OF[mix], seed, _STEPS, node)

        self.stop()
        self._planner.start(work)

    def load_run(self, path: Path) -> None:
        """Let a recorded workload run."""
        if self.simulation is None:
            return
        try:
            workload = load(path)
        except (OSError, WorkloadError) as error:
            self.complained.emit(f"{getattr(error, 'strerror', None) or error}: nothing was changed.")
            return
        self._take_workload(workload)

    def save_run(self, path: Path) -> None:
        """Write the workload to a file."""
        if self.run is None:
            self.complained.emit("No workload was run yet: there is nothing to save.")
            return
        try:
            save(self.run.workload, path)
        except OSError as error:
            self.complained.emit(f"{path.name} can't be written: {error.strerror}.")
            return
        self.told.emit(f"Workload saved as {path}")

    def _take_workload(self, workload: Workload) -> None:
        simulation = self.simulation
        if simulation is None:
            return
        if workload.node not in simulation.machine.zonelists:
            self.complained.emit(f"This workload asks node {workload.node}, which is not here: nothing was changed.")
            return
        self.to_end()
        self._end_play()
        self.run = Run(workload, simulation)
        self.moved.emit()
        self.running.emit(True)

    def advance(self, steps: int) -> int:
        """Let the workload go on, by at most so many steps and for a moment; how many were done."""
        run = self.run
        if run is None:
            return 0
        self.touched = True
        served, refused = run.served, run.refused
        ends, done = time.perf_counter() + _MOMENT, 0
        while done < steps and (more := run.go(min(steps - done, _CHUNK))):
            done += more
            if time.perf_counter() > ends:
                break
        self.history.add(run.served - served, run.refused - refused, done)
        self._sample()
        self.changed.emit()
        return done

    def stop(self) -> None:
        """Let the workload rest."""
        self._planner.leave()
        self.running.emit(False)

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

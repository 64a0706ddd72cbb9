"""How do programs run here: planned or from a file, in slices, at rest, going on, saved to be run exactly so again?"""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from engine.buddy.workload import MIX_OF, Run, Workload, WorkloadError, load, plan, save
from gui.allocator.making import Beside, Tell

if TYPE_CHECKING:
    from engine.buddy.zone import BuddyZone
    from gui.allocator.lab import Lab

_MOMENT, _CHUNK = 0.012, 100
"""Seconds that a slice may take, and steps after which the clock is looked at."""
_STEPS = 60_000
"""Steps of a workload that is planned here."""


class Programs(QObject):
    """One workload on its way through the lab's machine. What can't be done is told by the lab, and changes nothing."""

    running = Signal(bool)

    def __init__(self, lab: Lab) -> None:
        super().__init__(lab)
        self._lab = lab
        self.run: Run | None = None
        self.workload: Workload | None = None
        self._planner = Beside(self)
        self._planner.done.connect(self._take)
        self._planner.failed.connect(self._lab.complained)

    def begin(self, mix: str) -> None:
        """Let the programs of a mix run: those that rest go on, others are planned anew."""
        lab = self._lab
        if lab.simulation is None:
            return
        if self.rests(mix):
            lab.end_play()
            self.running.emit(True)
            return
        if mix not in MIX_OF:
            if self.workload is not None:
                self._take(self.workload)
            return
        seed, node = lab.seed, lab.node

        def work(tell: Tell) -> Workload:
            return plan(MIX_OF[mix], seed, _STEPS, node)

        self.stop()
        self._planner.start(work)

    def rests(self, mix: str) -> bool:
        """Whether a workload of this mix began and is not at its end."""
        return self.resting == mix

    @property
    def resting(self) -> str:
        """The mix of the workload that began and is not at its end; "" without one."""
        run = self.run
        return run.workload.mix.name if run is not None and run.at < len(run.workload.actions) else ""

    def load(self, path: Path) -> None:
        """Let a recorded workload run."""
        if self._lab.simulation is None:
            return

        def work(tell: Tell) -> Workload:
            try:
                return load(path)
            except WorkloadError as error:
                raise WorkloadError(f"{error}. Nothing was changed.") from error
            except OSError as error:
                raise WorkloadError(f"{path.name} can't be read: {error.strerror}. Nothing was changed.") from error

        self.stop()
        self._planner.start(work)

    def save(self, path: Path) -> None:
        """Write the workload to a file."""
        if self.workload is None:
            self._lab.complained.emit("No workload was run yet: there is nothing to save.")
            return
        try:
            save(self.workload, path)
        except OSError as error:
            self._lab.complained.emit(f"{path.name} can't be written: {error.strerror}.")
            return
        self._lab.told.emit(f"Workload saved as {path}")

    def _take(self, workload: Workload) -> None:
        lab = self._lab
        simulation = lab.simulation
        if simulation is None:
            return
        if workload.node not in simulation.machine.zonelists:
            words = f"This workload asks node {workload.node}, which is not here. Nothing was changed."
            lab.complained.emit(words)
            return
        lab.end_play()
        self.workload, self.run = workload, Run(workload, simulation)
        lab.moved.emit()
        self.running.emit(True)

    def advance(self, steps: int) -> int:
        """Let the workload go on, by at most so many steps and for a moment; how many were done."""
        run = self.run
        if run is None:
            return 0
        served, refused = run.served, run.refused
        ends, done = time.perf_counter() + _MOMENT, 0
        while done < steps and (more := run.go(min(steps - done, _CHUNK))):
            done += more
            if time.perf_counter() > ends:
                break
        self._lab.went_on(run.served - served, run.refused - refused, done)
        return done

    def stop(self) -> None:
        """Let the workload rest."""
        self._planner.leave()
        self.running.emit(False)

    def forget(self) -> None:
        """The machine goes, and with it the workload's way through it; the workload can be saved still."""
        self.stop()
        self.run = None

    def go_over(self, run: Run | None) -> None:
        """Have a workload that rests go on in the machine that took the place of its own."""
        simulation = self._lab.simulation
        if run is not None and simulation is not None:
            self.run = run.moved_to(simulation)

    def was_freed(self, zone: BuddyZone, frame: int) -> None:
        """A person freed this block: the workload must not free it again."""
        if self.run is not None:
            self.run.forget(zone, frame)

"""What machine does a report describe, and what request does it ask of it?"""

from __future__ import annotations

from dataclasses import dataclass

from engine.buddy.ask import Ask
from engine.buddy.eras import allocator_of
from engine.buddy.layout import LayoutError, Progress, lay_out
from engine.buddy.machine import Machine
from engine.buddy.simulation import Simulation
from engine.buddy.zone import BuddyZone
from engine.check.walk import rules_for
from engine.kernels.choice import RulesAnswer
from engine.kernels.gfp import bits_of, era_of, translate
from engine.kernels.layout import layout_of, zone_rank
from engine.kernels.rules import KernelRules
from engine.kernels.version import Version, show_version
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario

_HUGE_PAGE_ORDER = {4096: 9, 16384: 11, 65536: 13}


@dataclass(frozen=True, slots=True)
class Playground:
    """A machine made from a report, with what was assumed for it, zone by zone."""

    simulation: Simulation
    answer: RulesAnswer
    assumed: tuple[str, ...]

    @property
    def release(self) -> Version:
        """The kernel's release, as far as it is known: the log's, or the first that has the chosen rules."""
        known = None if self.answer.chosen else self.answer.log_version
        return known or self.simulation.machine.release

    def ask(self, request: AllocRequest) -> Ask:
        """The request in the terms of the machine."""
        era = self.answer.log_era
        names = bits_of(request.gfp_mask, request.gfp_names, era)
        if self.answer.chosen:  # what the caller would have written in the chosen kernel
            names = translate(names, era, era_of(self.answer.rules.since))
        return self.simulation.machine.ask(names, request.order, request.task)


def playground(
    scenario: Scenario,
    seed: int = 0,
    progress: Progress | None = None,
    pageblock_order: int | None = None,
) -> Playground:
    """A machine with the scenario's zones under its rules; the same seed gives the same positions.

    Raises LayoutError where no zone's free blocks are known.
    """
    answer = rules_for(scenario)
    layout = layout_of(scenario.zones, answer.log_version)
    block_order = _HUGE_PAGE_ORDER.get(scenario.page_size, 9) if pageblock_order is None else pageblock_order
    zones: list[BuddyZone] = []
    assumed: list[str] = []
    start = 0
    shown = sorted(
        (zone for zone in scenario.zones if zone.free_areas), key=lambda zone: (zone.node or 0, zone_rank(zone.name))
    )
    for place, report in enumerate(shown):
        if report.name not in layout:
            raise LayoutError(f"{report.title} is no zone of a kernel that has {', '.join(layout)}")

        def tell(share: float, place: int = place) -> None:
            if progress is not None:
                progress((place + share) / len(shown))

        made = lay_out(report, seed + place, start, block_order, layout.index(report.name), tell)
        zones.append(made.zone)
        assumed += [f"{report.title}: {sentence}" for sentence in made.assumed]
        start = made.zone.base + made.zone.size
    if not zones:
        raise LayoutError("the report prints no free blocks")
    rules = answer.rules
    machine = Machine(zones, _zonelists(zones), layout, rules, allocator_of(_release(answer, rules)))
    return Playground(Simulation(machine), answer, tuple(assumed))


def _release(answer: RulesAnswer, rules: KernelRules) -> str:
    return rules.label if answer.chosen or answer.log_version is None else show_version(answer.log_version)


def _zonelists(zones: list[BuddyZone]) -> dict[int, tuple[tuple[BuddyZone, ...], tuple[BuddyZone, ...]]]:
    """Each node's zones from the highest down, then the other nodes' by number: which is near is not printed."""
    nodes = sorted({zone.node for zone in zones})
    local = {
        node: tuple(sorted((zone for zone in zones if zone.node == node), key=lambda zone: -zone.index))
        for node in nodes
    }
    found = {}
    for node in nodes:
        others = [zone for other in nodes if other != node for zone in local[other]]
        found[node] = ((*local[node], *others), local[node])
    return found

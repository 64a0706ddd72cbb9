"""How many more requests like this one, from which zones, and what after so much is freed?

Every question is put to a copy; the machine that is asked about stays as it is.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from engine.buddy.ask import Ask
from engine.buddy.machine import Machine
from engine.buddy.simulation import Simulation, in_use
from engine.buddy.zone import BuddyZone


@dataclass(frozen=True, slots=True)
class HowMany:
    """How often a request is served, one after the other: in all, and in runs of one zone after another.

    `refused` is False where counting stopped at the limit.
    """

    served: int
    runs: tuple[tuple[str, int], ...]
    refused: bool

    def by_zone(self) -> dict[str, int]:
        """Blocks from each zone, in the order in which the zones were first used."""
        found: dict[str, int] = {}
        for title, many in self.runs:
            found[title] = found.get(title, 0) + many
        return found


def how_many(machine: Machine, ask: Ask, node: int, limit: int = 1 << 20) -> HowMany:
    """Serves the request until it is refused, nothing else happening meanwhile."""
    simulation = Simulation(machine.copy())
    runs: list[tuple[str, int]] = []
    last: BuddyZone | None = None
    many = served = 0
    while served < limit:
        given = simulation.serve(ask, node)
        if given is None:
            break
        served += 1
        if given[0] is last:
            many += 1
        else:
            if last is not None:
                runs.append((last.title, many))
            last, many = given[0], 1
    if last is not None:
        runs.append((last.title, many))
    return HowMany(served, tuple(runs), served < limit)


@dataclass(frozen=True, slots=True)
class AfterFreeing:
    """What a request gets after pages were freed here and there: `freed` pages, and whether it is served then."""

    freed: int
    served: bool


def after_freeing(machine: Machine, ask: Ask, node: int, zone: int, pages: int, order: int, seed: int) -> AfterFreeing:
    """Frees blocks of this order that are in use, drawn with the seed, in the zone of this number; then asks.

    Fewer pages are freed where not so many such blocks are in use.
    """
    simulation = Simulation(machine.copy())
    place = simulation.zones[zone]
    blocks = list(range(place.first & -1 << order, min(place.end, place.size), 1 << order))
    random.Random(seed).shuffle(blocks)
    freed = 0
    for frame in blocks:
        if freed >= pages:
            break
        if frame >= place.first and in_use(place, frame, order):
            simulation.release(place, frame, order)
            freed += 1 << order
    return AfterFreeing(freed, simulation.serve(ask, node) is not None)

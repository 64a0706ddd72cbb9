"""How many more requests like this one, from which zones; what after so much is freed, or if pages moved?

Every question is put to a copy, unless told otherwise; the machine that is asked about stays as it is.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from engine.buddy.ask import Ask
from engine.buddy.compaction import PerfectCompaction, Suitable, compaction_suitable, perfect_compaction
from engine.buddy.gate import question_of
from engine.buddy.machine import Machine
from engine.buddy.simulation import Simulation, in_use
from engine.buddy.zone import BuddyZone
from engine.check.watermark import check_watermark
from engine.kernels.version import Version
from engine.model.zone import ORDINARY, FreeArea

Progress = Callable[[float], None]
_LUCK = 8
"""So many times as many frames as are to be freed are drawn before all are put in a random order."""
_PATIENCE = 1.5


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


def how_many(machine: Machine, ask: Ask, node: int, limit: int = 1 << 20, spare: bool = True) -> HowMany:
    """Serves the request until it is refused, nothing else happening meanwhile.

    `spare` False: no copy is made, the machine itself is used up.
    """
    simulation = Simulation(machine.copy() if spare else machine)
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
    freed = 0
    for frame in _drawn(place, order, pages, random.Random(seed)):
        if freed >= pages:
            break
        if frame >= place.first and in_use(place, frame, order):
            simulation.release(place, frame, order)
            freed += 1 << order
    return AfterFreeing(freed, simulation.serve(ask, node) is not None)


def _drawn(zone: BuddyZone, order: int, pages: int, rng: random.Random) -> Iterator[int]:
    """Frames at which a block of this order could begin, in a random order, in the end all of them."""
    first, last = zone.first >> order, -(-min(zone.end, zone.size) // (1 << order))
    for _ in range(_LUCK * (pages >> order) if pages < zone.managed // _LUCK else 0):
        yield rng.randrange(first, last) << order
    every = list(range(first, last))
    rng.shuffle(every)
    for number in every:
        yield number << order


@dataclass(frozen=True, slots=True)
class Tries:
    """What came of freeing so many pages at random several times: in how many `tries` the request was `served`.

    `freed` are the pages that there were to be freed, no more than were wanted.
    """

    freed: int
    tries: int
    served: int


def tries_after_freeing(
    machine: Machine, ask: Ask, node: int, zone: int, pages: int, order: int, progress: Progress, tries: int = 8
) -> Tries:
    """Frees and asks with one seed after the other; fewer times than `tries` where that takes long."""
    ends = time.monotonic() + _PATIENCE
    found: list[AfterFreeing] = []
    while len(found) < tries and (not found or time.monotonic() < ends):
        found.append(after_freeing(machine, ask, node, zone, pages, order, len(found)))
        progress(len(found) / tries)
    return Tries(found[0].freed, len(found), sum(each.served for each in found))


@dataclass(frozen=True, slots=True)
class IfMoved:
    """A zone if every movable page moved: the blocks that could be formed of its `free` pages, and whether the zone
    would then pass; and what the kernel's own test says of it now, None where that kernel compacts nothing of this
    order.
    """

    zone: str
    free: int
    best: PerfectCompaction
    passes: bool
    suitable: Suitable | None


def if_moved(machine: Machine, ask: Ask, node: int, release: Version) -> tuple[IfMoved, ...]:
    """The zones of the request in the order tried. `release` is the kernel whose test is made."""
    return tuple(_if_moved(machine, zone, ask, release) for zone in machine.candidates(ask, node))


def _if_moved(machine: Machine, zone: BuddyZone, ask: Ask, release: Version) -> IfMoved:
    best = perfect_compaction(zone, ask.order)
    rest = max(zone.listed() - (best.possible << ask.order), 0)
    counts = [rest, *[0] * zone.top]
    counts[ask.order] += best.possible
    areas = tuple(FreeArea(count, ORDINARY if count else frozenset()) for count in counts)
    passes = best.possible > 0 and check_watermark(question_of(zone, ask.slow, areas), machine.rules).ok
    suitable = compaction_suitable(zone, ask.slow, machine.rules, release)
    return IfMoved(zone.title, max(zone.free, 0), best, passes, suitable)

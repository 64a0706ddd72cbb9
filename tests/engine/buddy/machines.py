"""Small machines for tests: one zone or two, with short orders, so that everything in them can be looked at."""

from __future__ import annotations

from engine.buddy.ask import Ask
from engine.buddy.eras import ROWS, allocator_of
from engine.buddy.machine import Machine
from engine.buddy.rules import AllocatorRules
from engine.buddy.simulation import Simulation
from engine.buddy.zone import MOVABLE, BuddyZone, code_of
from engine.kernels.generations import rules_named
from engine.kernels.gfp import Names, era_of

LAYOUT = ("DMA", "DMA32", "Normal", "Movable")
UNMOVABLE_NAMES = frozenset({"__GFP_IO"})
NAMES: dict[str, Names] = {
    "unmovable": UNMOVABLE_NAMES,
    "movable": frozenset({"__GFP_MOVABLE"}),
    "reclaimable": frozenset({"__GFP_RECLAIMABLE"}),
    "atomic": frozenset({"__GFP_HIGH", "__GFP_ATOMIC", "__GFP_KSWAPD_RECLAIM"}),
}
LABELS = [row.label for row in ROWS]


def a_zone(
    pages: int = 256, top: int = 5, block_order: int = 3, start: int = 0, name: str = "Normal", index: int = 2
) -> BuddyZone:
    """A zone whose pages are all free, in blocks of the top order, movable, without watermarks."""
    zone = BuddyZone(name, 0, index, start, pages, top, block_order)
    zone.lowmem_reserve = (0,) * len(LAYOUT)
    zone.fill(code_of(top, MOVABLE), range(zone.first, zone.end, 1 << top))
    zone.free = pages
    return zone


def a_machine(*zones: BuddyZone, label: str = "6.12-stable") -> Machine:
    """A machine of one node with these zones, the highest first in its zone list."""
    rules = rules_named(label)
    assert rules is not None
    order = tuple(reversed(zones))
    return Machine(zones, {0: (order, order)}, LAYOUT, rules, allocator_of(label))


def a_simulation(*zones: BuddyZone, label: str = "6.12-stable") -> Simulation:
    """A simulation of one node; one zone of 256 free pages if none is given."""
    return Simulation(a_machine(*(zones or (a_zone(),)), label=label))


def an_ask(simulation: Simulation, kind: str, order: int) -> Ask:
    """A request that can't block, of the names that the kernel knows."""
    known = frozenset(era_of(simulation.machine.rules.since).bits.values())
    return simulation.machine.ask(NAMES[kind] & known, order)


def row_of(simulation: Simulation) -> AllocatorRules:
    """The allocator's rules."""
    return simulation.machine.allocator


def books(zone: BuddyZone) -> tuple[object, ...]:
    """All that a zone holds, with the lists in order."""
    lists = {code: zone.blocks(code) for code in zone.codes()}
    return lists, bytes(zone.state), bytes(zone.block_types), zone.free, zone.boost, zone.reserved_highatomic


def free_blocks(zone: BuddyZone) -> set[tuple[int, int, int]]:
    """The free blocks as frame, order and type, in whatever order."""
    return {(frame, (code >> 3) - 1, code & 7) for code in zone.codes() for frame in zone.blocks(code)}

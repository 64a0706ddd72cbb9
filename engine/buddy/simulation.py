"""The allocator as a person plays it: requests, frees by page frame, what is in use, and what every step did.

A Machine carries requests out; this remembers what is in use, tells an impossible wish at the place, and changes
nothing when it refuses one.
"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from engine.buddy.ask import Ask
from engine.buddy.events import Event, events_of
from engine.buddy.machine import Given, Machine
from engine.buddy.zone import MOVABLE, ON_CPU, USED, BuddyZone, Log
from engine.kernels.gfp import bits_of, era_of

_MOVABLE_PAGES = tuple(b"\1" * (1 << order) for order in range(17))
_OTHER_PAGES = tuple(bytes(1 << order) for order in range(17))


class ImpossibleError(ValueError):
    """A wish that can't be carried out: the message is a sentence for a person. Nothing was changed."""


class Simulation:
    """A machine whose blocks in use are known.

    What was in use before the first request is known page by page only as far as `movable` tells; such pages can be
    freed as blocks of any order.
    """

    def __init__(self, machine: Machine) -> None:
        self.machine, self.zones = machine, machine.zones
        self._allocate, self._free = machine.allocate, machine.free
        self.era = era_of(machine.rules.since)
        self._numbers = {zone: number for number, zone in enumerate(machine.zones)}

    def request(self, order: int, mask: int, names: tuple[str, ...] = ()) -> Ask:
        """A request of a mask in this kernel's numbers; `names` as printed beside it are trusted over the mask.

        Raises ImpossibleError for an order that the kernel does not have.
        """
        top = self.zones[0].top
        if not 0 <= order <= top:
            raise ImpossibleError(f"order {order} is not one of this kernel's orders, 0 to {top}")
        return self.machine.ask(bits_of(mask, names, self.era), order)

    def serve(self, ask: Ask, node: int = 0) -> Given | None:
        """Gives the request a block, in use from now on; None if it is refused."""
        order = ask.order
        given = self._allocate(ask, node)
        if given is None:
            self.zones[0].note("REFUSE", 0, order, ask.kind)
            return None
        zone, frame = given
        zone.state[frame] = USED + order
        if ask.kind == MOVABLE:
            if order:
                zone.movable[frame : frame + (1 << order)] = _MOVABLE_PAGES[order]
            else:
                zone.movable[frame] = 1
        if zone.log is not None:
            zone.note("TAKE", frame, order, ask.kind)
        return given

    def release(self, zone: BuddyZone, frame: int, order: int) -> None:
        """Frees a block in use without asking whether it is one."""
        zone.state[frame] = 0
        if order:
            zone.movable[frame : frame + (1 << order)] = _OTHER_PAGES[order]
        else:
            zone.movable[frame] = 0
        if zone.log is not None:
            zone.note("FREE", frame, order)
        self._free(zone, frame, order)

    def free(self, pfn: int, order: int | None = None) -> None:
        """Frees the block in use that begins at the page frame.

        `order` is needed for what was in use from the start. Raises ImpossibleError where no such block is in use.
        """
        zone = self.zone_of(pfn)
        frame = pfn - zone.base
        state = zone.state[frame]
        known = state - USED if state >= USED else None
        if known is not None and order not in (None, known):
            raise ImpossibleError(f"the block in use at page frame {pfn} has order {known}, not {order}")
        wanted = known if known is not None else order
        if wanted is None:
            raise ImpossibleError(
                f"what begins at page frame {pfn} was not given by a request: say which order to free"
            )
        if not 0 <= wanted <= zone.top or frame & (1 << wanted) - 1 or not in_use(zone, frame, wanted):
            raise ImpossibleError(f"page frame {pfn} does not begin a block of order {wanted} that is in use")
        self.release(zone, frame, wanted)

    def zone_of(self, pfn: int) -> BuddyZone:
        """The zone of a page frame. Raises ImpossibleError for one outside of all zones."""
        for zone in self.zones:
            if zone.base + zone.first <= pfn < min(zone.base + zone.end, zone.base + zone.size):
                return zone
        raise ImpossibleError(f"page frame {pfn} is in none of the zones")

    def record(self, on: bool = True) -> None:
        """Starts an empty log of steps, or stops keeping one."""
        log: Log | None = [] if on else None
        for zone in self.zones:
            zone.log = log

    def events(self) -> list[Event]:
        """What was done since the log was started."""
        return events_of(self.zones[0].log or [], self._numbers)


class Held(Enum):
    """How a page is held."""

    FREE = "free"
    ON_CPU = "on a CPU's list"
    IN_USE = "in use since a request"
    FROM_START = "in use from the start"


class Holder(NamedTuple):
    """What a page is part of: the block's page frame, its order (None for a single page of which no more is known) and
    whether it is free, on a CPU's list, in use since a request or from the start; `kind` is the number of its list.
    """

    pfn: int
    order: int | None
    held: Held
    kind: int | None = None
    movable: bool = False


def holder(zone: BuddyZone, frame: int) -> Holder:
    """What the page is part of."""
    movable = bool(zone.movable[frame])
    for order in range(zone.top + 1):
        first = frame & -1 << order
        state = zone.state[first]
        if state >= ON_CPU:
            held, size = (Held.IN_USE, state - USED) if state >= USED else (Held.ON_CPU, state - ON_CPU)
            if size >= order:
                return Holder(zone.base + first, size, held, None, movable)
        elif state >> 3 > order:
            return Holder(zone.base + first, (state >> 3) - 1, Held.FREE, state & 7)
    return Holder(zone.base + frame, None, Held.FROM_START, None, movable)


def in_use(zone: BuddyZone, frame: int, order: int) -> bool:
    """Whether all of the block is in use: none of it on a free list or a CPU's, nor part of a greater block in use."""
    end = frame + (1 << order)
    inside = [state for state in zone.state[frame:end] if state]
    if inside and (inside != [USED + order] or zone.state[frame] != USED + order):
        return False
    if inside:
        return True
    for high in range(order + 1, zone.top + 1):
        above = zone.state[frame & -1 << high]
        if above >> 3 > high or above in (USED + high, ON_CPU + high):
            return False
    return True

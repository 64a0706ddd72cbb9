"""What did the allocator do, step by step, in the kernel's terms? And what state does a log of steps lead to?

Nothing is recorded unless a list is given to the zones. The steps are enough to carry the same changes out again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from typing import NamedTuple

from engine.buddy.zone import USED, BuddyZone, Log, code_of
from engine.model.trace import WatermarkCheck


class Step(Enum):
    """What one event tells; `order` and `kind` are the block's."""

    CHECK = "a zone is asked"
    TAKE_OFF = "a block leaves its list"
    SPLIT = "the upper half of a block goes to the head of its list"
    MERGE = "a free buddy leaves its list to form one block with the freed one"
    GIVE = "a block goes to the head of its list"
    GIVE_TAIL = "a block goes to the tail of its list"
    CLAIM = "a pageblock's free blocks become the request's"
    STEAL = "one block is taken from another type's list"
    RETYPE = "pageblocks change their type"
    BOOST = "the watermarks rise for a while"
    RESERVE = "the pages kept for high-order atomic requests change"
    TAKE = "the request gets a block"
    FREE = "a block in use is freed"
    REFUSE = "no zone gives a block"

    __hash__ = object.__hash__


class Event(NamedTuple):
    """One event: the zone's place among the machine's, the block by its page frame number, its order and type.

    `amount` is the new value where pages are told (BOOST, RESERVE); `check` the zone's watermark check with its trace.
    """

    step: Step
    zone: int
    pfn: int = 0
    order: int = 0
    kind: int = 0
    amount: int = 0
    check: WatermarkCheck | None = None


_STEPS = {step.name: step for step in Step}


def events_of(log: Log, numbers: Mapping[BuddyZone, int]) -> list[Event]:
    """The log that zones kept, with page frame numbers."""
    return [
        Event(_STEPS[name], numbers[zone], zone.base + frame, order, kind, amount, check)
        for name, zone, frame, order, kind, amount, check in log
    ]


def carry_out(zones: Mapping[int, BuddyZone], events: Iterable[Event]) -> None:
    """Makes the changes that the events tell, in zones that are as they were before the first."""
    for event in events:
        zone = zones.get(event.zone)
        if zone is not None:
            _carry_out(zone, event, event.pfn - zone.base)


def _carry_out(zone: BuddyZone, event: Event, frame: int) -> None:
    step, order, kind = event.step, event.order, event.kind
    if step in (Step.TAKE_OFF, Step.MERGE):
        zone.remove(frame)
        zone.account(-1 << order, kind)
    elif step in (Step.SPLIT, Step.GIVE):
        zone.put_head(frame, code_of(order, kind))
        zone.account(1 << order, kind)
    elif step is Step.GIVE_TAIL:
        zone.put_tail(frame, code_of(order, kind))
        zone.account(1 << order, kind)
    elif step is Step.RETYPE:
        zone.set_block_types(frame, order, kind)
    elif step is Step.BOOST:
        zone.boost = event.amount
        zone.floors.clear()
    elif step is Step.RESERVE:
        zone.reserved_highatomic = event.amount
        zone.floors.clear()
    elif step is Step.TAKE:
        zone.state[frame] = USED + order
    elif step is Step.FREE:
        zone.state[frame] = 0

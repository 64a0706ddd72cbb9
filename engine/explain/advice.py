"""What is said of one knob: whether it helps, why, the value and its cost; and when no reserve can help at all."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from engine.check.outcome import Outcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Cause, Event, blocks_held, size_of
from engine.model.units import show_bytes


class Help(Enum):
    """What a knob does for such a request."""

    HELPS = "helps"
    MAY = "may help"
    NO = "will not help"
    HARMFUL = "would harm"
    UNKNOWN = "can't be judged"


class Advice(NamedTuple):
    """One knob. `value` is what to set it to, `cost_pages` what more stays unused; None where there is no figure."""

    knob: str
    help: Help
    text: str
    kernels: str
    source: str
    value: str | None = None
    cost_pages: int | None = None


class Said(NamedTuple):
    """The same without what the table knows."""

    help: Help
    text: str
    value: str | None = None
    cost_pages: int | None = None


def no(text: str) -> Said:
    """A knob that will not help, and why."""
    return Said(Help.NO, text)


def used_up(event: Event) -> ZoneAnswer | None:
    """The zone in which only free pages were lacking: the main one; or where that had another reason, and the request
    could not wait, the largest other that holds a block.
    """
    if not event.refused or event.cause is Cause.SHORT:
        return event.main if event.refused else None
    found = [zone for zone, cause in event.causes() if cause is Cause.SHORT and blocks_held(zone)]
    return None if event.can_block else max(found, key=lambda one: size_of(one.zone), default=None)


def not_short(event: Event) -> Said | None:
    """Why more free memory is not what is lacking, or that it can't be told; None where it is."""
    if event.analysis.outcome is Outcome.WOULD_PASS:
        return Said(Help.UNKNOWN, "On the printed numbers the request would be served, so no value follows.")
    if event.refused and not event.refusing:
        return no("None of the zones that the text shows may be used by this request.")
    if not event.refused or event.cause is None:
        return Said(Help.UNKNOWN, "A number that decides is not printed, so no value follows.")
    return None if event.cause is Cause.SHORT else no(_not_lacking(event, event.cause))


def _not_lacking(event: Event, cause: Cause) -> str:
    size = show_bytes(event.page_size << event.order)
    return {
        Cause.RESERVE: "Memory is free; lowmem_reserve keeps it from this request.",
        Cause.CMA: "What is free is CMA, which this request may not use.",
        Cause.HIGHATOMIC: "What is free is set aside for high-order atomic requests.",
        Cause.LOOP: f"Blocks of {size} are free; the rule refuses them.",
        Cause.NO_BLOCK: f"Memory is free, but not in blocks of {size}, and this makes none.",
        Cause.WRONG_LIST: "What is free stands on lists that this request may not take from.",
    }[cause]

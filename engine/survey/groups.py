"""Which reports have the same cause? Those alike in who asked, for which order, with which flags, and how it ended."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from engine.model.sighting import Sighting


class Cause(NamedTuple):
    """What reports have in common; the process stands for the requester where no trace shows one."""

    requester: str | None
    order: int | None
    gfp_flags: str
    outcome: str


class Group(NamedTuple):
    """Reports of one cause: how many, how many more the log left out, the first and the last in time."""

    cause: Cause
    reports: int
    repeats: int
    first: Sighting
    last: Sighting


def cause_of(sighting: Sighting) -> Cause:
    """The cause of a report."""
    return Cause(sighting.requester or sighting.comm, sighting.order, sighting.gfp_flags, sighting.outcome)


def groups_of(sightings: Iterable[Sighting]) -> list[Group]:
    """All causes, the most frequent first; reports without a time count in the order of the list."""
    groups: dict[Cause, Group] = {}
    for one in sightings:
        cause = cause_of(one)
        old = groups.get(cause)
        if old is None:
            groups[cause] = Group(cause, 1, one.repeats, one, one)
        else:
            first = one if _is_before(one, old.first) else old.first
            last = old.last if _is_before(one, old.last) else one
            groups[cause] = Group(cause, old.reports + 1, old.repeats + one.repeats, first, last)
    return sorted(groups.values(), key=lambda group: -group.reports)


def _is_before(one: Sighting, other: Sighting) -> bool:
    """Whether one was printed before the other; boot times of different inputs can't be compared."""
    if one.source != other.source or one.seconds is None or other.seconds is None:
        return False
    return one.seconds < other.seconds

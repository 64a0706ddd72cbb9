"""Which reports have the same cause? Those alike in who asked, for which order, with which flags, and how it ended."""

from __future__ import annotations

from typing import NamedTuple

from engine.model.sighting import Sighting


class Cause(NamedTuple):
    """What reports have in common; the process stands for the requester where no trace shows one."""

    requester: str | None
    order: int | None
    gfp_flags: str
    outcome: str


def cause_of(sighting: Sighting) -> Cause:
    """The cause of a report."""
    return Cause(sighting.requester or sighting.comm, sighting.order, sighting.gfp_flags, sighting.outcome)

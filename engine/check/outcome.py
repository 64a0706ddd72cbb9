"""How did one zone and the whole walk end?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.model.trace import FailedAt, ReadField, TraceStep, WatermarkCheck
from engine.model.zone import MigrateType


class ZoneOutcome(Enum):
    """One zone's part in the walk; the values are those of the command line's JSON."""

    PASS = "pass"
    FAIL = "fail"
    UNDECIDED = "undecided"
    NOT_CANDIDATE = "not_candidate"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


class Outcome(Enum):
    """The whole request's end; the values are those of the command line's JSON."""

    REFUSED = "refused"
    WOULD_PASS = "would_pass"
    UNDECIDED = "undecided"
    NOT_APPLICABLE = "not_applicable"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


class Exclusion(Enum):
    """Why the walk never comes to a zone."""

    TOO_HIGH = "higher than the mask may use"
    NODEMASK = "outside the request's nodemask"
    CPUSET = "outside the task's cpuset"
    NO_MEMORY = "a zone without memory"
    NO_ZONE_ASKED = "the event asked no zone"


@dataclass(frozen=True, slots=True)
class ZoneWalk:
    """What the walk met at one zone.

    `check` holds the figures to show: with unknown figures, those of the kindest values when it fails or is undecided,
    and of the harshest when it passes. `unknown` are the fields that were not printed and that the check would have
    read; `taken_order` and `taken_lists` tell from where a block could have been taken.
    """

    index: int
    outcome: ZoneOutcome
    exclusion: Exclusion | None = None
    check: WatermarkCheck | None = None
    harshest: WatermarkCheck | None = None
    unknown: tuple[ReadField, ...] = ()
    take: TraceStep | None = None
    taken_order: int | None = None
    lists_present: frozenset[MigrateType] = frozenset()

    @property
    def failed_at(self) -> FailedAt | int | None:
        """Where it failed: the check's own, or the removal step's; None unless it failed."""
        if self.outcome is not ZoneOutcome.FAIL or self.check is None:
            return None
        if self.check.failed_at is None:
            return FailedAt.REMOVAL
        return self.check.failed_at

    @property
    def trace(self) -> tuple[TraceStep, ...]:
        """All steps, the removal step last."""
        if self.check is None:
            return ()
        return self.check.trace if self.take is None else (*self.check.trace, self.take)

"""The answer that every pane, report and export shows: one frozen value made from one Scenario."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from engine.check.outcome import Outcome, ZoneOutcome, ZoneWalk
from engine.check.walk import outcomes_by_order
from engine.explain.trace_words import TraceLine, trace_lines
from engine.kernels.choice import RulesAnswer
from engine.model.scenario import Scenario
from engine.model.zone import Mark, MigrateType, Zone


@dataclass(frozen=True, slots=True)
class RequestAnswer:
    """The request in the terms of the rules used.

    `size` is in bytes. `gfp_flags` are the names as its own kernel would print them, `bits` the single-bit names in the
    rules' flags. `reserve_index` is the place in lowmem_reserve that counts, None if the layout leaves it open.
    `alloc_flags` are without prefix, sorted.
    """

    order: int
    size: int
    gfp_mask: int
    gfp_flags: tuple[str, ...]
    bits: frozenset[str]
    highest_zone: str
    migratetype: MigrateType
    mark: Mark
    alloc_flags: tuple[str, ...]
    can_block: bool
    cpuset_enforced: bool
    layout: tuple[str, ...]
    reserve_index: int | None


@dataclass(frozen=True, slots=True)
class DirectComputation:
    """What the 2012 analysis would have preferred: one comparison instead of a loop.

    `listed` are the pages in blocks of the order and above, `pages` those less the request's own, `minimum` the reduced
    minimum divided once by 2^order.
    """

    listed: int
    pages: int
    minimum: int

    @property
    def ok(self) -> bool:
        """Whether the zone passes by it."""
        return self.pages > self.minimum


@dataclass(frozen=True)
class ZoneAnswer:
    """One zone's part.

    `reason` is one sentence with numbers and units; `direct` None where counts are not printed or nothing is asked.
    """

    index: int
    zone: Zone
    walk: ZoneWalk
    reason: str
    direct: DirectComputation | None
    page_size: int

    @property
    def outcome(self) -> ZoneOutcome:
        """How this zone ended."""
        return self.walk.outcome

    @property
    def candidate(self) -> bool:
        """Whether the walk comes to this zone at all."""
        return self.walk.outcome is not ZoneOutcome.NOT_CANDIDATE

    @cached_property
    def trace(self) -> tuple[TraceLine, ...]:
        """The steps in words, the removal step last; empty for a zone that is no candidate."""
        return trace_lines(self.walk, self.page_size)


@dataclass(frozen=True)
class Analysis:
    """Everything there is to show about one scenario.

    `notes` follow the sentence: likely reasons, unknowns, disagreeing rules. `decisive` is the index of the zone whose
    chart is shown first, None without zones.
    """

    scenario: Scenario
    rules: RulesAnswer
    request: RequestAnswer | None
    zones: tuple[ZoneAnswer, ...]
    outcome: Outcome
    sentence: str
    notes: tuple[str, ...]
    decisive: int | None

    @cached_property
    def _by_order(self) -> tuple[tuple[Outcome, ...], tuple[tuple[ZoneOutcome, ...], ...]]:
        if self.scenario.request is None or self.outcome is Outcome.NOT_APPLICABLE:
            return (), ()
        return outcomes_by_order(self.scenario, self.scenario.request, self.rules)

    @property
    def orders(self) -> tuple[Outcome, ...]:
        """For every order from 0, whether a request of that order would be served now; empty where nothing is asked."""
        return self._by_order[0]

    @property
    def zone_orders(self) -> tuple[tuple[ZoneOutcome, ...], ...]:
        """The same for each zone, in the order of the zones."""
        return self._by_order[1]

"""How does a Scenario become its Analysis?"""

from __future__ import annotations

from collections.abc import Sequence

from engine.check.asked import Asked
from engine.check.kept import kept
from engine.check.outcome import Outcome, ZoneOutcome, ZoneWalk
from engine.check.walk import Walk, in_walk_order, rules_for, walk
from engine.explain.analysis import Analysis, DirectComputation, RequestAnswer, ZoneAnswer
from engine.explain.notes import notes_of
from engine.explain.reasons import GROUP_WORDS, LOOP_WORDS, clause, short_clause
from engine.kernels.choice import RulesAnswer
from engine.kernels.gfp import printed_names
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.trace import FailedAt
from engine.model.units import show_bytes
from engine.model.zone import Zone

MOST_CLAUSES = 3

NOTHING_ASKED = "Nothing was asked: this shows memory at one moment. Choose an order and a mask to put a question to it"
ON_COMMAND_LINE = " (on the command line --order 3 --gfp GFP_KERNEL)"
"""Where that is done; a window says its own place instead."""


def analyse(scenario: Scenario, failed: bool = True) -> Analysis:
    """The whole answer to a scenario. Never raises for any figures; what is unknown makes it undecided.

    `failed` unset: nothing was refused, a person puts the question to memory as it was shown.
    """
    answer = rules_for(scenario)
    request = scenario.request
    if request is None:
        return _without_request(scenario, answer)
    done = walk(scenario, request, answer)
    zones = tuple(_zone_answer(one, scenario.zones[one.index], done.asked) for one in done.zones)
    return Analysis(
        scenario=scenario,
        rules=answer,
        request=_request_answer(done.asked, answer),
        zones=zones,
        outcome=done.outcome,
        sentence=_sentence(scenario, request, done, zones),
        notes=notes_of(scenario, request, answer, done, failed),
        decisive=_decisive(scenario, done),
    )


def _without_request(scenario: Scenario, answer: RulesAnswer) -> Analysis:
    zones = tuple(
        ZoneAnswer(
            index,
            zone,
            ZoneWalk(index, ZoneOutcome.UNDECIDED),
            f"{zone.title} was not asked for anything.",
            None,
            scenario.page_size,
        )
        for index, zone in enumerate(scenario.zones)
    )
    sentence = f"{NOTHING_ASKED}{ON_COMMAND_LINE}."
    return Analysis(scenario, answer, None, zones, Outcome.UNDECIDED, sentence, (), 0 if zones else None)


@kept(most=16)
def _request_answer(asked: Asked, answer: RulesAnswer) -> RequestAnswer:
    request, terms = asked.request, asked.terms
    return RequestAnswer(
        order=request.order,
        size=asked.situation.page_size << request.order,
        gfp_mask=request.gfp_mask,
        gfp_flags=request.gfp_names or printed_names(request.gfp_mask, answer.log_era),
        bits=terms.names,
        highest_zone=terms.highest,
        migratetype=terms.migratetype,
        mark=request.mark,
        alloc_flags=tuple(sorted(terms.slow.flags)),
        can_block=terms.slow.can_block,
        cpuset_enforced=terms.slow.cpuset_enforced,
        layout=terms.layout,
        reserve_index=terms.reserve_index,
    )


@kept(most=128)
def _zone_answer(one: ZoneWalk, zone: Zone, asked: Asked) -> ZoneAnswer:
    page_size = asked.situation.page_size
    return ZoneAnswer(
        index=one.index,
        zone=zone,
        walk=one,
        reason=f"{zone.title} {clause(one, zone, asked.request, asked.terms, page_size)}.",
        direct=direct_computation(zone, one, asked.request.order),
        page_size=page_size,
    )


def direct_computation(zone: Zone, one: ZoneWalk, order: int) -> DirectComputation | None:
    """The comparison that the 2012 analysis would have preferred, for a zone whose counts are all printed."""
    if one.check is None or zone.free_areas is None or zone.min is None:
        return None
    large = zone.free_areas[order:]
    counts = [area.nr_free for area in large]
    if any(count is None for count in counts):
        return None
    listed = sum((count or 0) << (order + above) for above, count in enumerate(counts))
    reserve = next((step.pages or 0 for step in one.check.trace if step.kind.name == "RESERVE"), 0)
    minimum = one.check.base_right - reserve
    return DirectComputation(listed, listed - (1 << order), minimum >> order)


def asked_words(scenario: Scenario, request: AllocRequest) -> str:
    """The request for reading: "64 kB in one block (order 4)"."""
    size = show_bytes(scenario.page_size << request.order)
    return f"one page ({size}, order 0)" if request.order == 0 else f"{size} in one block (order {request.order})"


def _sentence(scenario: Scenario, request: AllocRequest, done: Walk, zones: Sequence[ZoneAnswer]) -> str:
    asked = asked_words(scenario, request)
    if not done.zones:
        return f"The request for {asked} can't be judged: the text holds no zone lines, so what was free is not known."
    told = _told(scenario, done)
    if not told:
        return f"No zone could give {asked}: none of those printed may be used by it (at most {done.terms.highest})."
    opening = {
        Outcome.REFUSED: f"No zone could give {asked}",
        Outcome.WOULD_PASS: f"On the printed numbers {asked} could have been given",
        Outcome.UNDECIDED: f"Whether {asked} could be given hangs on what was not printed",
        Outcome.NOT_APPLICABLE: "No zone was asked",
    }[done.outcome]
    if len(told) > MOST_CLAUSES:
        return f"{opening}: {'; '.join(_groups(told, scenario))}."
    return f"{opening}: {'; '.join(zones[one.index].reason[:-1] for one in told)}."


def _groups(told: list[ZoneWalk], scenario: Scenario) -> list[str]:
    """Many zones, told together where they refused alike."""
    groups: dict[str, list[str]] = {}
    for one in told:
        words = LOOP_WORDS if isinstance(one.failed_at, int) else GROUP_WORDS.get(one.failed_at or FailedAt.BASE, "")
        if one.outcome is ZoneOutcome.UNDECIDED:
            words = "hang on figures that were not printed"
        groups.setdefault(words, []).append(short_clause(one, scenario.zones[one.index]))
    return [f"{', '.join(titles)} {words}" for words, titles in groups.items()]


def _told(scenario: Scenario, done: Walk) -> list[ZoneWalk]:
    """The zones that the sentence tells, in the order of the walk: the first that serves, or those that hang, else
    every one that refused.
    """
    zones = in_walk_order(done.zones, scenario)
    serving = [one for one in zones if one.outcome is ZoneOutcome.PASS]
    if serving:
        return serving[:1]
    hanging = [one for one in zones if one.outcome is ZoneOutcome.UNDECIDED]
    return hanging or [one for one in zones if one.outcome is ZoneOutcome.FAIL]


def _decisive(scenario: Scenario, done: Walk) -> int | None:
    """The zone to show first: the one that serves or hangs, else of those that refused the one with most free."""
    if not done.zones:
        return None
    order = (ZoneOutcome.PASS, ZoneOutcome.UNDECIDED, ZoneOutcome.FAIL, ZoneOutcome.NOT_CANDIDATE)
    zones = in_walk_order(done.zones, scenario)
    first = min(order.index(one.outcome) for one in zones)
    alike = [one for one in zones if one.outcome is order[first]]
    if order[first] is ZoneOutcome.PASS:
        return alike[0].index
    return max(alike, key=lambda one: (scenario.zones[one.index].free or 0, -one.index)).index

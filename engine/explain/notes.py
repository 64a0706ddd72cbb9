"""What else has to be said beside the verdict: likely reasons, unknowns, rules that disagree."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.asked import names_lists
from engine.check.outcome import Outcome, ZoneOutcome
from engine.check.walk import Walk, hangs_on_node, outcomes_elsewhere
from engine.kernels.choice import RulesAnswer
from engine.kernels.rules import Procedure
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.units import show_pages
from engine.model.zone import listed_pages, order_count

COSTLY_ORDER = 3
DRIFT_OF_A_CPU = 125
_WORDS = {
    Outcome.REFUSED: "refuse",
    Outcome.WOULD_PASS: "serve the request",
    Outcome.UNDECIDED: "leave it undecided",
    Outcome.NOT_APPLICABLE: "not apply",
}


def notes_of(
    scenario: Scenario, request: AllocRequest, answer: RulesAnswer, done: Walk, failed: bool = True
) -> tuple[str, ...]:
    """The notes, most important first; `failed` unset: there is no failure whose reasons are to be told."""
    return (
        *_disagreeing(scenario, request, answer, done),
        *(likely_reasons(scenario, request, answer, done) if failed and done.outcome is Outcome.WOULD_PASS else ()),
        *_node_unknown(scenario, done),
        *_too_high_order(scenario, request),
        *_chosen_without_lists(scenario, request, answer),
    )


def _disagreeing(scenario: Scenario, request: AllocRequest, answer: RulesAnswer, done: Walk) -> Iterator[str]:
    others = outcomes_elsewhere(scenario, request, answer)
    for rules, other in zip(answer.alternatives, others, strict=True):
        if other is not done.outcome:
            yield (
                f"The log can't tell {answer.rules.label}'s rules from {rules.label}'s"
                f" ({rules.generation}), and those would"
                f" {_WORDS[other]}."
            )


def likely_reasons(scenario: Scenario, request: AllocRequest, answer: RulesAnswer, done: Walk) -> Iterator[str]:
    """Why a request can have failed although the printed numbers would serve it: only what can apply to it (H.2)."""
    yield "The counts were printed after the attempt had failed: memory may have come back in between."
    if done.terms.slow.can_block:
        ran = "reclaim and compaction" if request.order else "reclaim"
        yield f"The request could wait: {ran} ran before it gave up, and what that freed may show only in these counts."
        if "__GFP_NORETRY" in done.terms.names or request.order > COSTLY_ORDER:
            yield (
                "Such a request gives up early ("
                + _early(done, request)
                + "), though a later attempt might have succeeded."
            )
        if any(zone.free_pcp for zone in scenario.zones):
            yield (
                "Pages that stood on per-CPU lists (free_pcp) at the moment may have been drained to the"
                " free lists since."
            )
    else:
        yield (
            "The request could not wait: it saw one moment only, and another CPU may have freed or"
            " returned memory since."
        )
    nodes = {zone.node for zone in scenario.zones}
    if len(nodes) > 1 and request.nodemask is None and request.mems_allowed is None:
        yield "A cpuset or memory policy may have kept it from the node that has memory: the log prints neither."
    if answer.rules.deducts_unaccepted:
        yield "Memory not yet accepted (confidential guests) is not printed and was taken as 0."
    yield from _only_with_cma(scenario, done)
    yield from _narrow(done)
    passing = [scenario.zones[zone.index] for zone in done.zones if zone.outcome is ZoneOutcome.PASS]
    if request.order and any(zone.free_areas and all(a.types is None for a in zone.free_areas) for zone in passing):
        yield "The log does not say on which lists the blocks stand; isolated or CMA blocks would not have served."
    if any((listed_pages(zone) or 0) < (zone.free or 0) for zone in passing if zone.free_areas):
        yield "The lists printed hold fewer pages than the zone's free counter: the two were read at different moments."


def _only_with_cma(scenario: Scenario, done: Walk) -> Iterator[str]:
    """A movable request that passes by pages that it may use, but that are not always to be had."""
    if "CMA" not in done.terms.slow.flags:
        return
    for one in done.zones:
        cma = scenario.zones[one.index].free_cma or 0
        if one.outcome is not ZoneOutcome.PASS or one.check is None or not cma:
            continue
        if one.check.base_left - cma <= one.check.base_right:
            yield (
                f"{scenario.zones[one.index].title} passes only with its {cma:,} free CMA pages, and those are not"
                " always to be had: pinned pages and some vendors' kernels keep out of them."
            )


def _narrow(done: Walk) -> Iterator[str]:
    """A margin below what one CPU's share of the zone's counter may lag behind (per-CPU stat threshold, A.9)."""
    margins = [
        step.left - step.right
        for zone in done.zones
        if zone.outcome is ZoneOutcome.PASS and zone.check is not None
        for step in zone.check.trace
        if step.ok and step.left is not None and step.right is not None
    ]
    if margins and 0 < min(margins) <= DRIFT_OF_A_CPU:
        yield (
            f"It passes by {show_pages(min(margins))} only, and the counter that the kernel reads may lag by up to"
            f" {DRIFT_OF_A_CPU} pages for each CPU."
        )


def _early(done: Walk, request: AllocRequest) -> str:
    return "__GFP_NORETRY" if "__GFP_NORETRY" in done.terms.names else f"order {request.order} is above {COSTLY_ORDER}"


def _node_unknown(scenario: Scenario, done: Walk) -> Iterator[str]:
    if hangs_on_node([zone.outcome for zone in done.zones], scenario, done.terms):
        yield "__GFP_THISNODE confines the request to one node, which is not printed: the verdict hangs on which."


def _too_high_order(scenario: Scenario, request: AllocRequest) -> Iterator[str]:
    top = order_count(scenario.zones, scenario.page_size) - 1
    if 0 <= top < request.order:
        yield (
            f"Order {request.order} is above this kernel's largest ({top}): such a request is turned away"
            f" before any zone is looked at."
        )


def _chosen_without_lists(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> Iterator[str]:
    scans = answer.rules.procedure is Procedure.LIST_SCAN
    if answer.chosen and request.order and scans and not names_lists(scenario, answer):
        yield "The log names no lists: its blocks count as ordinary ones under these rules."

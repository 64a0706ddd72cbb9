"""Another zone or node has plenty: why was it not used? From mask, reserve, cpuset and nodemask."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.outcome import Exclusion, ZoneOutcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Cause, Event, cause_of, deducted
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.model.trace import StepKind
from engine.model.units import show_kb

_ZONES = "semantics.md section C"
_SOURCES = {
    Exclusion.TOO_HIGH: (_ZONES, "the mask decides the highest zone"),
    Exclusion.NODEMASK: (_ZONES, "the request's nodemask"),
    Exclusion.CPUSET: (_ZONES, "the process's cpuset"),
}


def elsewhere(event: Event) -> Answer:
    """The eighth answer."""
    if event.from_page_fault or event.manual:
        return an_answer(8, "No request for a page was refused, so no zone was left out.", Nature.OBSERVED)
    if event.no_pages_asked:
        return an_answer(8, "No zone was asked: vmalloc refused before it asked for a page.", Nature.OBSERVED)
    if not event.judged:
        asked = not event.failed or event.of_cgroup
        said = "No zone was asked, so none was left out." if asked else f"It can't be told: {event.missing}."
        return an_answer(8, said, Nature.OBSERVED)
    serving = [zone for zone in event.analysis.zones if zone.outcome is ZoneOutcome.PASS]
    if serving and not event.refused:
        return _serving(event, serving)
    left_out = [zone for zone in event.analysis.zones if _is_left_out(zone)]
    grounds = tuple(_ground(event, zone) for zone in left_out)
    if not left_out:
        return an_answer(8, _nothing_left(event), Nature.COMPUTED, tuple(_hidden(event)))
    first = max(left_out, key=lambda zone: zone.zone.free or 0)
    told = [first, *(zone for zone in left_out if zone is not first)][:_MOST_TOLD]
    more = len(left_out) - len(told)
    words = "; ".join(_words(event, zone) for zone in told)
    first_told, kept, others = words.partition(_KEPT_FOR)  # said of the first zone, it holds for the others
    sentence = first_told + kept + others.replace(_KEPT_FOR, "").replace("lowmem_reserve keeps", "it keeps")
    if more:
        sentence += f"; {more:,} more like them"
    return an_answer(8, f"{sentence}.", Nature.COMPUTED, (*grounds, *_hidden(event)))


_KEPT_FOR = " for requests that can use nothing higher"


_MOST_TOLD = 3


def _serving(event: Event, serving: list[ZoneAnswer]) -> Answer:
    titles = ", ".join(zone.zone.title for zone in serving[:3])
    if not event.failed:
        return an_answer(8, f"It would be used: {titles} would serve the request.", Nature.COMPUTED)
    verb = "was" if len(serving) == 1 else "were"
    sentence = f"{titles} {verb} asked, and on the printed numbers would have served it: memory came back since, or"
    sentence += " a limit that is not printed stood in the way."
    notes = tuple(Ground(note) for note in event.analysis.notes)
    return an_answer(8, sentence, Nature.COMPUTED, (*notes, *_hidden(event)))


def _is_left_out(zone: ZoneAnswer) -> bool:
    """A zone with free memory that the request may not use, or not in this order."""
    if zone.walk.exclusion is Exclusion.NO_MEMORY or not zone.zone.free:
        return False
    return not zone.candidate or cause_of(zone) in (Cause.RESERVE, Cause.CMA, Cause.WRONG_LIST)


def _words(event: Event, zone: ZoneAnswer) -> str:
    request = event.analysis.request
    assert request is not None
    has = f"{zone.zone.title} has {show_kb(zone.zone.free, event.page_size)} free, but"
    if zone.walk.exclusion is Exclusion.TOO_HIGH:
        return f"{has} the mask allows only zone {request.highest_zone} and below"
    if zone.walk.exclusion is Exclusion.NODEMASK:
        return f"{has} its node is outside of the request's nodemask"
    if zone.walk.exclusion is Exclusion.CPUSET:
        return f"{has} its node is outside of the process's cpuset (mems_allowed)"
    cause = cause_of(zone)
    if cause is Cause.RESERVE:
        kept = deducted(zone, StepKind.RESERVE)
        all_of_it = zone.zone.free is not None and kept >= zone.zone.free
        keeps = "all of it" if all_of_it else show_kb(kept, event.page_size)
        return f"{has} lowmem_reserve keeps {keeps}{_KEPT_FOR}"
    if cause is Cause.CMA:
        return f"{has} {show_kb(zone.zone.free_cma, event.page_size)} of that are CMA, for movable requests only"
    blocks = "what is free is" if request.order == 0 else "its blocks of that size are"
    return f"{has} {blocks} on lists that this request may not take from"


def _ground(event: Event, zone: ZoneAnswer) -> Ground:
    exclusion = zone.walk.exclusion
    if exclusion in _SOURCES:
        source, text = _SOURCES[exclusion]
        key = {Exclusion.TOO_HIGH: "gfp_mask", Exclusion.NODEMASK: "nodemask"}.get(exclusion, "mems_allowed")
        places = (*event.zone_places(zone, "free"), *event.places(("request", key)))
        return Ground(f"{zone.zone.title}: {text}", places, source, "all")
    request = event.analysis.request
    index = 0 if request is None or request.reserve_index is None else request.reserve_index
    places = (*event.zone_places(zone, "free"), *event.places(("zone", zone.index, "lowmem_reserve", index)))
    cause = cause_of(zone)
    if cause is Cause.RESERVE:
        return Ground(f"{zone.zone.title}: lowmem_reserve[{index}]", places, "semantics.md F.4", "all")
    if cause is Cause.CMA:
        return Ground(
            f"{zone.zone.title}: free_cma", event.zone_places(zone, "free_cma"), "semantics.md A.7", "3.7 and later"
        )
    return Ground(f"{zone.zone.title}: the letters of its blocks", places, "semantics.md A.10", "4.4 and later")


def _nothing_left(event: Event) -> str:
    nodes = {zone.zone.node for zone in event.analysis.zones}
    where = "every zone" if len(nodes) < 2 else f"every zone of {len(nodes)} nodes"
    if event.refused:
        return f"None has: {where} that the text shows was asked and refused."
    return f"{where[0].upper()}{where[1:]} that the text shows may be asked."


def _hidden(event: Event) -> Iterator[Ground]:
    """What the text may not show at all."""
    if event.since(6, 1):
        text = "This kernel lists only zones up to the highest that the request may use: others may exist."
        yield Ground(text, (), "semantics.md E.4", "6.1 and later")
    if event.has_flag("__GFP_THISNODE"):
        text = "__GFP_THISNODE confines the request to one node; which one is not printed."
        yield Ground(text, event.places(("request", "gfp_mask")), _ZONES, "all")

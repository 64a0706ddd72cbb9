"""Too little memory, or fragmented? By what refused, and by the kernel's own two indices."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.fragmentation import (
    SUITABLE,
    THRESHOLD,
    Fragmentation,
    block_counts,
    fragmentation_index,
    unusable_index,
)
from engine.check.outcome import Outcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Cause, Event, blocks_held, deducted, passes_by_cma, size_of
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.model.trace import FailedAt, StepKind
from engine.model.units import show_bytes, show_kb
from engine.model.zone import listed_pages

TOO_LITTLE = "too little"
FRAGMENTED = "fragmented"
BOTH = "both"
RESERVED = "kept for others"
NEITHER = "neither"
CANNOT_TELL = "can't tell"

_SOURCE = "semantics.md F.5"
_KERNELS = "2.6.35 and later"


def fragmented(event: Event) -> Answer:
    """The sixth answer."""
    if event.of_cgroup or event.from_page_fault or event.manual:
        return an_answer(6, _not_of_zones(event), Nature.OBSERVED, (), NEITHER)
    if event.no_pages_asked and not event.judged:
        return an_answer(6, "Neither: vmalloc refused before it asked for a page.", Nature.OBSERVED, (), NEITHER)
    if not event.judged:
        grade = None if event.analysis.request is None and not event.failed else CANNOT_TELL
        return an_answer(6, _unjudged(event), Nature.OBSERVED, tuple(_indices(event)), grade)
    if event.pressed is not None:
        return an_answer(6, _pressed(event, event.pressed), Nature.COMPUTED, tuple(_indices(event)), TOO_LITTLE)
    if event.analysis.outcome is Outcome.WOULD_PASS:
        return an_answer(6, _passing(event), Nature.COMPUTED, tuple(_indices(event)), NEITHER)
    if event.starting:
        sentence = "Neither: the kernel was still starting, and no zone had been given its memory yet."
        return an_answer(6, sentence, Nature.COMPUTED, (), NEITHER)
    if event.refused and not event.refusing:
        sentence = "Neither: none of the zones that the text shows may be used by this request."
        return an_answer(6, sentence, Nature.COMPUTED, tuple(_indices(event)), RESERVED)
    if not event.refused or event.main is None or event.cause is None:
        sentence = "A number that decides is not printed, so it can't be told from here."
        return an_answer(6, sentence, Nature.COMPUTED, tuple(_indices(event)), CANNOT_TELL)
    grade, sentence = _refused(event, event.main, event.cause)
    return an_answer(6, sentence, Nature.COMPUTED, tuple(_indices(event)), grade)


def index_of(event: Event, zone: ZoneAnswer) -> Fragmentation | None:
    """Both indices of a zone for the order that was asked for; None where its counts are not printed."""
    return _row(zone, event.order)


def _row(zone: ZoneAnswer, order: int) -> Fragmentation | None:
    counts = block_counts(zone.zone)
    if counts is None or order >= len(counts):
        return None
    return Fragmentation(order, fragmentation_index(counts, order), unusable_index(counts, order))


def _not_of_zones(event: Event) -> str:
    if event.of_cgroup:
        return "Neither: a memory cgroup met its limit, and the machine's zones were not asked."
    if event.manual:
        return "Neither: a person asked for the kill, and no request was refused."
    return "Neither: no request for a page was refused. A page fault came back without memory."


def _unjudged(event: Event) -> str:
    if event.analysis.request is None and not event.failed:
        return _in_large_blocks(event) or "Nothing was asked for, and no block counts are printed."
    return f"Neither can be told: {event.missing}."


def _in_large_blocks(event: Event) -> str:
    """How much of the largest zone's free memory is in blocks of the usual sizes; nothing without its counts."""
    zones = [zone for zone in event.analysis.zones if zone.zone.free_areas]
    if not zones:
        return ""
    zone = max(zones, key=lambda one: listed_pages(one.zone) or 0)
    rows = [row for order in _SHOWN if (row := _row(zone, order)) is not None]
    shares = [
        f"{100 - row.unusable / 10:.0f} % is in blocks of {show_bytes(event.page_size << row.order)} or larger"
        for row in rows
    ]
    return f"Nothing was asked for. Of the free memory in {zone.zone.title}, {' and '.join(shares)}." if shares else ""


_SHOWN = (3, 9)
"""Orders of which a listing without a request is told: the last for which the kernel tries hard, and huge pages."""


def _pressed(event: Event, zone: ZoneAnswer) -> str:
    if passes_by_cma(zone):
        has, held = (show_kb(pages, event.page_size) for pages in (zone.zone.free, zone.zone.free_cma))
        return (
            f"Too little beside CMA: of {has} free in {zone.zone.title}, {held} are CMA, which is not always to be had."
            " The rest is not above what must stay free."
        )
    up_to = (event.pressing_mark(zone.zone) or 0) + deducted(zone, StepKind.RESERVE)
    free, mark = (show_kb(pages, event.page_size) for pages in (zone.zone.free, up_to))
    if not event.can_block:
        return (
            f"Too little: {zone.zone.title} had {free} left, less than the {mark} below which only urgent requests are"
            " served. This one came when there was still less."
        )
    return (
        f"Too little: {zone.zone.title} had {free} left, less than the {mark} up to which kswapd frees. What lifts it"
        " above its minimum came back after the refusal."
    )


def _passing(event: Event) -> str:
    if not event.failed:
        return "Neither: such a request would be served."
    return "Neither, on the printed numbers: such a request would be served by now. It was refused a moment before."


def _refused(event: Event, zone: ZoneAnswer, cause: Cause) -> tuple[str, str]:
    title, free = zone.zone.title, _free_words(event, zone)
    size = show_bytes(event.page_size << event.order)
    row = index_of(event, zone)
    if cause is Cause.SHORT:
        if zone.zone.free == 0:
            return TOO_LITTLE, f"Too little: {title} has not one page free."
        if zone.walk.failed_at is FailedAt.REMOVAL:
            return TOO_LITTLE, f"Too little: the free lists of {title} hold no page."
        grade, tail = TOO_LITTLE, ""
        if not event.has_cma and deducted(zone, StepKind.CMA):
            held = show_kb(deducted(zone, StepKind.CMA), event.page_size)
            return grade, (
                f"Too little: {title} has {free} free, {held} of it CMA that this request may not use. The rest is not"
                f" above {_must_stay(event, zone)}."
            )
        if row is not None and row.index != SUITABLE and event.order:
            grade, tail = BOTH, f", and none of it is in blocks of {size} either"
        less = f"; without the {size} asked for that is" if event.order else ","
        stay = _must_stay(event, zone)
        return grade, f"{_opening(grade)}: {title} has {free} free{less} not above {stay}{tail}."
    above = _short_above(event) if cause is Cause.RESERVE else None
    if above is not None:
        has = _free_words(event, above)
        return TOO_LITTLE, (
            f"Too little: {above.zone.title} has {has} free, not above its minimum; the {free} in {title} are kept by"
            " lowmem_reserve for requests that can use nothing higher."
        )
    if cause is Cause.RESERVE:
        return RESERVED, (
            f"Neither: {title} has {free} free, but lowmem_reserve keeps that for requests that can use nothing higher."
        )
    if cause is Cause.CMA:
        cma = show_kb(zone.zone.free_cma, event.page_size)
        return RESERVED, f"Neither: of {free} free in {title}, {cma} are CMA, which only movable requests may use."
    if cause is Cause.HIGHATOMIC:
        return RESERVED, f"Neither: {title} has {free} free, but part is set aside for high-order atomic requests."
    if cause is Cause.WRONG_LIST:
        return RESERVED, f"Neither: {title} has {free} free, but on lists that this request may not take from."
    return _in_pieces(event, zone, cause, row)


def _free_words(event: Event, zone: ZoneAnswer) -> str:
    free = zone.zone.free if zone.zone.free is not None else listed_pages(zone.zone)
    return "an unprinted amount" if free is None else show_kb(free, event.page_size)


def _must_stay(event: Event, zone: ZoneAnswer) -> str:
    """What the check wants more than, in kB."""
    check = zone.walk.check
    assert check is not None
    return f"the {show_kb(check.base_right, event.page_size)} that must stay"


def _short_above(event: Event) -> ZoneAnswer | None:
    """A zone that the request would rather have used than the main one, and which is short."""
    found = [zone for zone, cause in event.causes() if cause is Cause.SHORT and zone is not event.main]
    return max(found, key=lambda one: size_of(one.zone), default=None)


def _in_pieces(event: Event, zone: ZoneAnswer, cause: Cause, row: Fragmentation | None) -> tuple[str, str]:
    title, free = zone.zone.title, _free_words(event, zone)
    size = show_bytes(event.page_size << event.order)
    if cause is Cause.LOOP:
        share = f"{row.unusable / 10:.0f} % of " if row is not None else "Most of "
        return FRAGMENTED, (
            f"Fragmented, as these kernels count: {share}the {free} free in {title} is in smaller blocks than {size},"
            " and the rule asks too much of the rest. Blocks of the size are there."
        )
    if row is not None and event.order and SUITABLE < row.index <= THRESHOLD:
        return BOTH, (
            f"Both: {title} has {free} free and no block of {size}; the fragmentation index {row.index} of 1000 says"
            " that there is too little to put one together."
        )
    index = f" (fragmentation index {row.index} of 1000)" if row is not None and row.index >= 0 else ""
    for_others = " that this request may use" if blocks_held(zone) else ""
    return FRAGMENTED, f"Fragmented: {title} has {free} free, but no block of {size} or larger{for_others}{index}."


def _opening(grade: str) -> str:
    return "Both" if grade == BOTH else "Too little"


def _indices(event: Event) -> Iterator[Ground]:
    zones = [zone for zone in event.analysis.zones if zone.candidate] or list(event.analysis.zones)
    if event.analysis.request is not None and event.order == 0:
        yield Ground("One page was asked for: single pages can't be in pieces.", (), _SOURCE, _KERNELS)
        return
    orders = (event.order,) if event.analysis.request is not None else _SHOWN
    for zone, order in ((zone, order) for zone in zones for order in orders):
        row = _row(zone, order)
        if row is None:
            continue
        yield Ground(
            _index_words(event, zone, row), event.places(("zone", zone.index, "nr_free", row.order)), _SOURCE, _KERNELS
        )


def _index_words(event: Event, zone: ZoneAnswer, row: Fragmentation) -> str:
    size = show_bytes(event.page_size << row.order)
    unusable = f"{row.unusable / 10:.1f} % of its free memory is in blocks smaller than {size}"
    if row.index == SUITABLE:
        return f"{zone.zone.title}: {unusable}; a block of {size} is free (index −1000)"
    side = "pieces" if row.index > THRESHOLD else "want of memory"
    return f"{zone.zone.title}: {unusable}; index {row.index} of 1000, which means {side} (threshold {THRESHOLD})"

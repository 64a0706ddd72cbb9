"""Too little memory, or fragmented? By what refused, and by the kernel's own two indices."""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.fragmentation import SUITABLE, THRESHOLD, Fragmentation, fragmentation
from engine.check.outcome import Outcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Cause, Event, blocks_held
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.model.trace import FailedAt
from engine.model.units import show_bytes, show_kb

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
    if not event.judged:
        return an_answer(6, _unjudged(event), Nature.OBSERVED, tuple(_indices(event)), CANNOT_TELL)
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
    rows = fragmentation(zone.zone)
    return rows[event.order] if event.order < len(rows) else None


def _unjudged(event: Event) -> str:
    if event.analysis.zones and event.analysis.request is None and not event.failed:
        return "Nothing was asked for; how much of each zone is in large blocks stands in the indices."
    if not event.analysis.zones:
        return "The text holds no zone lines, so neither can be told."
    if event.analysis.request is None:
        return "What was asked for is not in the text, so neither can be told."
    return "No zone was asked, so neither explains it."


def _passing(event: Event) -> str:
    if not event.failed:
        return "Neither: such a request would be served."
    return "Neither, on the printed numbers: such a request would be served by now. It was refused a moment before."


def _refused(event: Event, zone: ZoneAnswer, cause: Cause) -> tuple[str, str]:
    title, free = zone.zone.title, show_kb(zone.zone.free, event.page_size)
    size = show_bytes(event.page_size << event.order)
    row = index_of(event, zone)
    if cause is Cause.SHORT:
        if not zone.zone.free:
            return TOO_LITTLE, f"Too little: {title} has not one page free."
        if zone.walk.failed_at is FailedAt.REMOVAL:
            return TOO_LITTLE, f"Too little: the free lists of {title} hold no page."
        grade, tail = TOO_LITTLE, ""
        if row is not None and row.index != SUITABLE and event.order:
            grade, tail = BOTH, f", and none of it is in blocks of {size} either"
        return grade, f"{_opening(grade)}: {title} has {free} free, which is not above what must stay free{tail}."
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


def _in_pieces(event: Event, zone: ZoneAnswer, cause: Cause, row: Fragmentation | None) -> tuple[str, str]:
    title, free = zone.zone.title, show_kb(zone.zone.free, event.page_size)
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
    for zone in zones:
        row = index_of(event, zone)
        if row is None:
            continue
        yield Ground(
            _index_words(event, zone, row), event.places(("zone", zone.index, "nr_free", row.order)), _SOURCE, _KERNELS
        )


def _index_words(event: Event, zone: ZoneAnswer, row: Fragmentation) -> str:
    size = show_bytes(event.page_size << row.order)
    unusable = f"{row.unusable / 10:.1f} % of its free memory is in blocks smaller than {size}"
    if row.order == 0:
        return f"{zone.zone.title}: single pages can't be fragmented"
    if row.index == SUITABLE:
        return f"{zone.zone.title}: {unusable}; a block of {size} is free (index −1000)"
    side = "pieces" if row.index > THRESHOLD else "want of memory"
    return f"{zone.zone.title}: {unusable}; index {row.index} of 1000, which means {side} (threshold {THRESHOLD})"

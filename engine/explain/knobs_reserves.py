"""What would a knob of the reserves change: marks, lowmem_reserve, boost, CMA, the high-order atomic reserve?"""

from __future__ import annotations

from engine.explain.advice import Help, Said, no, not_short, used_up
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Cause, Event, blocks_held, deducted, size_of
from engine.explain.knob_values import (
    boost_decides,
    boost_is_open,
    boost_of,
    follows_min_free,
    low_memory,
    lowered_min_free,
    raised_min_free,
    reserve_ratio,
    scale_factor,
    shortage,
)
from engine.explain.solver import ChangeKind
from engine.model.trace import StepKind
from engine.model.units import KIB, show_bytes, show_kb

_LEAST_KB = 1024
_MOST_SHARE = 0.05
_LEGACY_DMA_KB = 16 * 1024


def min_free(event: Event) -> Said:
    """vm.min_free_kbytes."""
    zone = event.main
    if event.cause is Cause.LOOP and zone is not None:
        return _lower_min_free(event, zone)
    if event.pressed is not None and not event.can_block:
        text = (
            "A larger value leaves more for requests that can't wait. None can be computed: on the printed numbers this"
            " one would be served."
        )
        return Said(Help.MAY, text)
    if event.pressed is not None:
        return no(_WAITED)
    why, zone = not_short(event), used_up(event)
    if zone is None:
        return why or no(_WAITED)
    title = zone.zone.title
    if event.in_reclaim:
        text = (
            "A task that frees memory may use every reserve, and all were used up. Larger ones last longer; no"
            " value follows."
        )
        return Said(Help.MAY, text)
    if event.leak is not None:
        held = f"{event.mb_words(event.leak.pages)}, {event.per_cent(event.leak.pages)} of memory,"
        return no(f"A larger reserve only delays. {held} are {event.leak.name}.")
    if event.can_block:
        return no(_WAITED)
    if not follows_min_free(event, zone.zone):
        return no(f"The mark of {title} does not follow it.")
    raised = raised_min_free(event, zone)
    boosted = boost_decides(event, zone)
    if raised is None and boosted:
        return no(f"It is the boost of {title}'s mark that makes it refuse.")
    if raised is None:
        return no("The request has no right to what is kept below the mark: its own limit would rise with it.")
    words = f"about {raised.now:,} kB now"
    if boost_is_open(event, zone.zone):
        words += ", or less: a boost for the moment is not printed"
    too_much = _too_much(event, raised.value)
    if too_much:
        text = (
            f"It would have to be {raised.value:,} kB ({words}), {too_much}; above 5 % the machine runs out of memory"
            " for programs."
        )
        return Said(Help.HARMFUL, text)
    if boosted:
        text = f"{raised.value:,} kB or more ({words}) would do, too. It is the boost of {title}'s mark that refuses."
        return Said(Help.MAY, text, f"{raised.value}", raised.pages)
    harder = ""
    if event.order and not blocks_held(zone):
        harder = f" No block of {show_bytes(event.page_size << event.order)} is free there, and no value promises one."
    if event.order and not event.since(4, 4):
        harder += " Up to 4.3 a higher mark also makes requests for large blocks harder."
    text = (
        f"{raised.value:,} kB or more ({words}): then the burst that used up {title} would have left enough for this"
        f" request. It helps against bursts no larger than this one.{harder}"
    )
    return Said(Help.HELPS if not event.order else Help.MAY, text, f"{raised.value}", raised.pages)


def _too_much(event: Event, kilobytes: int) -> str:
    """The share of memory that a reserve takes, if it is too large; of low memory, for it is kept there."""
    low = low_memory(event) or event.memory
    pages = kilobytes * KIB // event.page_size
    if not low or pages <= _MOST_SHARE * low:
        return ""
    part = "memory" if low == event.memory else "the memory that is not HighMem"
    return f"{100 * pages / low:.1f} % of {part}"


_WAITED = "The request waited and freed what it could itself; a higher mark only stops it sooner."


def _lower_min_free(event: Event, zone: ZoneAnswer) -> Said:
    """Up to 4.3 each step of the loop wants a part of the mark: lowering it helps, raising it harms."""
    change = event.change(ChangeKind.MARK)
    if change is None or change.zone is None:
        return Said(
            Help.HARMFUL,
            (
                "Raising it makes this refusal surer: each step wants a part of the mark. Lowering it does not"
                " help either."
            ),
        )
    mark = change.values[0][1]
    target = event.analysis.zones[change.zone]
    lowered = lowered_min_free(event, target, mark) if isinstance(mark, int) else None
    if lowered is None or lowered.now is None:
        return Said(Help.HARMFUL, "Raising it makes this refusal surer: each step wants a part of the mark.")
    if lowered.value < max(_LEAST_KB, lowered.now // 2):
        text = (
            f"Raising it makes this refusal surer. To lower it far enough, to {lowered.value:,} kB (about"
            f" {lowered.now:,} kB now), would take away what interrupts live on."
        )
        return Said(Help.HARMFUL, text)
    text = (
        f"Lower it, to {lowered.value:,} kB or less (about {lowered.now:,} kB now): these kernels want part of the mark"
        " in large blocks. Raising it makes this refusal surer. Less is left for interrupts then."
    )
    return Said(Help.HELPS, text, f"{lowered.value}", lowered.pages)


def scale(event: Event) -> Said:
    """vm.watermark_scale_factor."""
    if not event.since(4, 6):
        return no("This kernel does not have it: it came with 4.6.")
    if event.cause is Cause.NO_BLOCK and event.refused and not event.can_block:
        text = "A larger value makes kswapd free more and earlier, and blocks come with that; no value promises one."
        return Said(Help.MAY, text)
    if event.pressed is not None and not event.can_block:
        return Said(Help.MAY, "A larger value makes kswapd begin earlier. None can be computed from these numbers.")
    if event.pressed is not None:
        return no(_WAITED_FOR_KSWAPD)
    why, zone = not_short(event), used_up(event)
    if zone is None:
        return why or no(_WAITED_FOR_KSWAPD)
    if event.leak is not None:
        return no("That kswapd begins earlier only delays: there is hardly anything that it could free.")
    if event.can_block:
        return no(_WAITED_FOR_KSWAPD)
    needed = scale_factor(event, zone)
    if needed is None:
        return no("Its value can't be computed: low and min or the zone's size are not printed.")
    most = 3000 if event.since(5, 15) else 1000
    if needed.value > most:
        return no(f"It would have to be {needed.value:,}, and the largest is {most:,}.")
    if event.memory and needed.pages > 2 * _MOST_SHARE * event.memory:
        share = event.per_cent(needed.pages)
        return Said(Help.HARMFUL, f"It would have to be {needed.value:,}, which keeps {share} of memory from programs.")
    text = (
        f"{needed.value:,} or more (the marks stand as for {needed.now:,}): kswapd then begins"
        f" {event.mb_words(shortage(zone))} earlier, so much as was lacking. It must also be quick enough."
    )
    return Said(Help.MAY, text, f"{needed.value}", needed.pages)


_WAITED_FOR_KSWAPD = "The request waited itself: that kswapd begins earlier adds nothing."


def ratio(event: Event) -> Said:
    """vm.lowmem_reserve_ratio."""
    kept = [zone for zone, cause in event.causes() if cause is Cause.RESERVE]
    if not event.refused:
        return no("No zone refused because of it.")
    if kept and event.can_block and event.cause is Cause.SHORT:
        return no("All that may be used is short: what it keeps would be used up as well.")
    if not kept:
        short = any(deducted(zone, StepKind.RESERVE) for zone in event.refusing)
        return no(
            "Without any reserve the zones would still refuse."
            if short
            else "No zone that may be used is kept from it."
        )
    found = [(zone, most) for zone in kept if (most := _reserve_that_passes(event, zone)) is not None]
    usable = [(zone, most) for zone, most in found if not _is_legacy_dma(event, zone)]
    if not usable:
        if found:
            zone, _ = found[0]
            text = (
                f"{zone.zone.title} is {event.mb_words(size_of(zone.zone))} for old devices: opening it gains"
                " nearly nothing and may stop them."
            )
            return Said(Help.HARMFUL, text)
        return no("With less of it another comparison would refuse the request.")
    zone, most = max(usable, key=lambda one: one[1])
    request = event.analysis.request
    index = 0 if request is None else request.reserve_index or 0
    had = (zone.zone.lowmem_reserve or (0,))[index]
    ratio = reserve_ratio(event, zone, most)
    value = "" if ratio is None else f": entry of {zone.zone.name} to {ratio.value:,} (about {ratio.now:,} now)"
    text = (
        f"{zone.zone.title} would serve the request if it kept at most {show_kb(most, event.page_size)} instead of"
        f" {show_kb(had, event.page_size)}{value}. What only it can serve may then find it full."
    )
    return Said(
        Help.HELPS if event.cause is Cause.RESERVE else Help.MAY, text, None if ratio is None else f"{ratio.value}"
    )


def _reserve_that_passes(event: Event, zone: ZoneAnswer) -> int | None:
    """The largest reserve of a zone with which it would serve the request, tried with the check."""
    change = event.reserve_change(zone.index)
    value = None if change is None else change.values[0][1]
    return value if isinstance(value, int) else None


def _is_legacy_dma(event: Event, zone: ZoneAnswer) -> bool:
    return zone.zone.name == "DMA" and event.kb(size_of(zone.zone)) <= _LEGACY_DMA_KB


def highatomic(event: Event) -> Said:
    """The reserve for high-order atomic requests."""
    if not event.since(4, 4):
        return no("This kernel keeps no such reserve: it came with 4.4.")
    if any(cause is Cause.HIGHATOMIC for _, cause in event.causes()):
        return no("Nothing can be set: requests that may wait give it back. From 6.12 on only its free part counts.")
    return no("No zone refused because of it.")


def boost(event: Event) -> Said | None:
    """vm.watermark_boost_factor, where the boost decides."""
    zone = used_up(event)
    if zone is None or event.leak or not boost_decides(event, zone):
        return None
    least = "" if zone.zone.boost is not None else "at least "
    raised = show_kb(boost_of(event, zone.zone), event.page_size)
    text = (
        f"At 0 the mark of {zone.zone.title} would not be {least}{raised} higher for the moment, and the request would"
        " have passed. Huge pages are put together less often then."
    )
    if not event.order and not event.since(5, 9) and not event.can_block:
        text += " From 5.9 on such a request is asked again without the boost."
    return Said(Help.MAY if event.can_block else Help.HELPS, text, "0")


def cma(event: Event) -> Said | None:
    """The size of the CMA area, where it decides."""
    zone = next((zone for zone, cause in event.causes() if cause is Cause.CMA), None)
    if zone is None:
        return None
    text = (
        f"{show_kb(zone.zone.free_cma, event.page_size)} of what is free in {zone.zone.title} are CMA, for movable"
        f" requests only. An area smaller by {event.mb_words(shortage(zone))} or more would have left enough."
    )
    return Said(Help.MAY if event.can_block else Help.HELPS, text)

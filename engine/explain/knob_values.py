"""Which value of a knob would have let the request pass, and what does it cost? The kernel's formulas, turned round.

semantics.md F.2 to F.4 (init_per_zone_wmark_min, __setup_per_zone_wmarks, setup_per_zone_lowmem_reserve).
"""

from __future__ import annotations

from typing import NamedTuple

from engine.check.bounds import boost_bounds
from engine.explain.analysis import ZoneAnswer
from engine.explain.event import Event, blocks_held, size_of
from engine.model.trace import StepKind
from engine.model.units import KIB
from engine.model.zone import Zone

SCALE_UNIT = 10_000
_STEP_KB = 128
_ROUNDED_FROM_KB = 2048
_WHOLE = 0.98
"""So much of the machine must be printed for its zones to stand for all."""


class Setting(NamedTuple):
    """A value with what it costs: `pages` more that stay free over the whole machine."""

    now: int | None
    value: int
    pages: int


def shortage(zone: ZoneAnswer) -> int:
    """Pages that the first comparison lacked; 0 where it did not fail there."""
    check = zone.walk.check
    return 0 if check is None else max(check.base_right - check.base_left + 1, 0)


def boost_of(event: Event, zone: Zone) -> int:
    """Pages by which a zone's marks are raised for the moment; where 5.0 – 5.16 do not print it, the least it can be.

    low − min tells that: it is what the unboosted mark makes it. So do the other zones, for the unboosted marks are in
    proportion to the zones (semantics.md F.2, F.3).
    """
    if zone.boost is not None:
        return zone.boost
    if not event.since(5, 0) or event.since(5, 17):
        return 0
    return max(boost_bounds(zone)[0], (zone.min or 0) - _most_unboosted(event, zone))


def _most_unboosted(event: Event, zone: Zone) -> int:
    """The largest min mark that the marks of all zones allow a zone without a boost."""
    mark, size = zone.min or 0, _size(zone)
    if not size or not follows_min_free(event, zone):
        return mark
    others = [one for one in event.analysis.scenario.zones if follows_min_free(event, one)]
    least = [-(-(one.min + 1) * size // _size(one)) - 1 for one in others if one.min is not None and _size(one)]
    return min([mark, *least])


def _size(zone: Zone) -> int:
    """The pages by which a zone has its share of min_free_kbytes; 0 where they are not printed."""
    return zone.managed or zone.present or 0


def boost_is_open(event: Event, zone: Zone) -> bool:
    """Whether the boost may be larger than that, for its bounds lie apart by more than what rounding makes.

    Where low − min is more than a quarter of the unboosted min, watermark_scale_factor made it, and it tells no more.
    """
    if zone.boost is not None or not event.since(5, 0) or event.since(5, 17):
        return False
    least, mark = boost_of(event, zone), zone.min or 0
    scaled = zone.low is not None and mark - least < 4 * (zone.low - mark)
    return scaled or boost_bounds(zone)[1] - least > _ROUNDING


_ROUNDING = 3


def boost_decides(event: Event, zone: ZoneAnswer) -> bool:
    """Whether a zone that was short would have been above its minimum without the boost."""
    check, boost = zone.walk.check, boost_of(event, zone.zone)
    if check is None or not boost or not zone.zone.min:
        return False
    least = _least_free(event, zone, zone.zone.min - boost)
    return check.base_left > least + _reserve(zone) and blocks_held(zone) > 0


def own_mark(event: Event, zone: Zone) -> int | None:
    """The min mark without its temporary boost."""
    return None if zone.min is None else zone.min - boost_of(event, zone)


def min_free_pages(event: Event) -> int | None:
    """min_free_kbytes now, in pages: the sum of the zones' marks, scaled where only a part of the machine is shown."""
    zones = [zone for zone in event.analysis.scenario.zones if zone.populated and not _clamped(event, zone)]
    marks = [own_mark(event, zone) for zone in zones]
    if not zones or None in marks:
        return None
    total = sum(mark or 0 for mark in marks)
    shown, memory = sum(_size(zone) for zone in zones), low_memory(event)
    return total if memory is None else total * memory // shown


def low_memory(event: Event) -> int | None:
    """Pages of all zones that share min_free_kbytes by their sizes; None where a size is not printed."""
    zones = [zone for zone in event.analysis.scenario.zones if zone.populated]
    sizes = [_size(zone) for zone in zones if not _clamped(event, zone)]
    shown = sum(sizes)
    if event.memory is None or 0 in sizes or not shown:
        return None
    others = sum(_size(zone) for zone in zones if _clamped(event, zone))
    memory = event.memory - max(others, event.report.tail.get("highmem", 0))
    return shown if shown >= _WHOLE * memory else memory


def _clamped(event: Event, zone: Zone) -> bool:
    """Whether the zone's mark does not follow min_free_kbytes."""
    return zone.name == "HighMem" or (zone.name == "Movable" and event.since(6, 6))


def follows_min_free(event: Event, zone: Zone) -> bool:
    """Whether min_free_kbytes sets this zone's mark."""
    return not _clamped(event, zone)


def raised_min_free(event: Event, zone: ZoneAnswer) -> Setting | None:
    """The least min_free_kbytes at which the same burst would have ended above this request's own limit.

    Others stop at the mark, so what was used below it is the burst; with a higher mark it begins higher up. A boost
    comes on top of both. None where the request has no right to the reserve or the marks are not printed.
    """
    mark, now = own_mark(event, zone.zone), min_free_pages(event)
    check = zone.walk.check
    if not mark or not now or check is None or zone.zone.min is None:
        return None
    reserve = _reserve(zone)
    if check.base_right - reserve >= zone.zone.min:
        return None
    used = zone.zone.min + reserve - check.base_left
    boost = zone.zone.min - mark
    above = boost if not _asked_unboosted(zone) else 0

    def covers(new: int) -> bool:
        return new + boost - _least_free(event, zone, new + above) > used

    high = mark
    while not covers(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if covers(middle):
            high = middle
        else:
            low = middle
    memory, size = low_memory(event), _size(zone.zone)
    least = -(-high * memory // size) if memory is not None and size else -(-now * high // mark)
    value = event.kb(max(least, now + 1))
    value = -(-value // _STEP_KB) * _STEP_KB if value > _ROUNDED_FROM_KB else value
    return Setting(event.kb(now), value, (value - event.kb(now)) * KIB // event.page_size)


def _least_free(event: Event, zone: ZoneAnswer, mark: int) -> int:
    """What the request's flags leave of a mark, as the zone's check reduced its own."""
    check = zone.walk.check
    reduced = {step.detail for step in check.trace if step.kind is StepKind.REDUCE} if check is not None else set()
    for row in event.analysis.rules.rules.reductions:
        if row.flag in reduced:
            mark -= mark // row.divisor
    return mark


def _asked_unboosted(zone: ZoneAnswer) -> bool:
    """Whether the check was repeated without the boost."""
    check = zone.walk.check
    return check is not None and any(step.kind is StepKind.BOOST_RETRY for step in check.trace)


def _reserve(zone: ZoneAnswer) -> int:
    check = zone.walk.check
    steps = check.trace if check is not None else ()
    return next((step.pages or 0 for step in steps if step.kind is StepKind.RESERVE), 0)


def lowered_min_free(event: Event, zone: ZoneAnswer, mark: int) -> Setting | None:
    """The largest min_free_kbytes that gives the zone a mark of at most so many pages."""
    own, now = own_mark(event, zone.zone), min_free_pages(event)
    if not own or not now:
        return None
    memory, size = low_memory(event), _size(zone.zone)
    most = ((mark + 1) * memory - 1) // size if memory is not None and size else now * mark // own
    value = event.kb(min(most, now))
    return Setting(event.kb(now), value, (value - event.kb(now)) * KIB // event.page_size)


def scale_factor(event: Event, zone: ZoneAnswer) -> Setting | None:
    """The watermark_scale_factor at which kswapd begins so much earlier as the request was short of."""
    size, low, mark = size_of(zone.zone), zone.zone.low, zone.zone.min
    if not size or low is None or mark is None or low <= mark:
        return None
    distance = low - mark
    wanted = distance + shortage(zone)
    value = -(-wanted * SCALE_UNIT // size)
    now = distance * SCALE_UNIT // size
    memory = event.memory or size
    return Setting(now, value, 2 * max(value - now, 0) * memory // SCALE_UNIT)


def reserve_ratio(event: Event, zone: ZoneAnswer, most: int) -> Setting | None:
    """The least lowmem_reserve_ratio of a zone that keeps at most so many pages from the request."""
    request = event.analysis.request
    if request is None or request.reserve_index is None or zone.zone.lowmem_reserve is None:
        return None
    kept = zone.zone.lowmem_reserve[request.reserve_index]
    above = _pages_above(event, zone, request.reserve_index)
    if not above or not kept or above < kept:
        return None
    return Setting(above // kept, above // (most + 1) + 1, most - kept)


def _pages_above(event: Event, zone: ZoneAnswer, index: int) -> int:
    """Pages of the zones above one, on its node, up to the highest that the request may use."""
    request = event.analysis.request
    assert request is not None
    layout = request.layout
    if zone.zone.name not in layout:
        return 0
    wanted = layout[layout.index(zone.zone.name) + 1 : index + 1]
    others = event.analysis.scenario.zones
    return sum(size_of(one) for one in others if one.node == zone.zone.node and one.name in wanted and one.populated)

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

    low − min tells that: it is what the unboosted mark makes it (semantics.md F.2, F.3).
    """
    if zone.boost is not None:
        return zone.boost
    return boost_bounds(zone)[0] if event.since(5, 0) and not event.since(5, 17) else 0


def boost_is_open(event: Event, zone: Zone) -> bool:
    """Whether the boost may be larger than that, for its bounds lie apart by more than what rounding makes."""
    if zone.boost is not None or not event.since(5, 0) or event.since(5, 17):
        return False
    least, most = boost_bounds(zone)
    return most - least > _ROUNDING


_ROUNDING = 3


def boost_decides(event: Event, zone: ZoneAnswer) -> bool:
    """Whether a zone that was short would have been above its minimum without the boost."""
    check, boost = zone.walk.check, boost_of(event, zone.zone)
    if check is None or not boost or not zone.zone.min:
        return False
    reserve = _reserve(zone)
    reduced = (zone.zone.min - boost) * (check.base_right - reserve) // zone.zone.min
    return check.base_left > reduced + reserve and blocks_held(zone) > 0


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
    sizes = [zone.managed or zone.present for zone in zones]
    shown, memory = sum(size or 0 for size in sizes), event.memory
    highmem = any(zone.name == "HighMem" for zone in event.analysis.scenario.zones)
    if memory is None or None in sizes or not shown or highmem or shown >= _WHOLE * memory:
        return total
    return total * memory // shown


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
    reduced = check.base_right - reserve
    if reduced >= zone.zone.min:
        return None
    used = zone.zone.min + reserve - check.base_left
    boost, high = zone.zone.min - mark, mark
    while not _covers(high + boost, reduced, zone.zone.min, used):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        if _covers(middle + boost, reduced, zone.zone.min, used):
            high = middle
        else:
            low = middle
    value = -(-event.kb(now * high // mark) // _STEP_KB) * _STEP_KB
    return Setting(event.kb(now), value, (value - event.kb(now)) * KIB // event.page_size)


def _covers(mark: int, reduced: int, old: int, used: int) -> bool:
    """Whether the part of a mark that only such requests may use holds what was used; parts grow with the mark."""
    return mark - mark * reduced // old > used


def _reserve(zone: ZoneAnswer) -> int:
    check = zone.walk.check
    steps = check.trace if check is not None else ()
    return next((step.pages or 0 for step in steps if step.kind is StepKind.RESERVE), 0)


def lowered_min_free(event: Event, zone: ZoneAnswer, mark: int) -> Setting | None:
    """The largest min_free_kbytes that gives the zone a mark of at most so many pages."""
    own, now = own_mark(event, zone.zone), min_free_pages(event)
    if not own or not now:
        return None
    value = event.kb(now * mark // own)
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

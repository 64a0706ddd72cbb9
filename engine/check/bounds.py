"""Which figures does the check need that were not printed, and between what ends do they lie?

The check is monotone in each figure: more deducted, or a higher mark, never helps. So the kindest and the harshest
values decide (semantics.md H.4).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.check.kept import kept
from engine.check.watermark import Question
from engine.kernels.layout import zone_rank
from engine.kernels.rules import CmaDeduction, Flags, HighatomicDeduction, KernelRules, Procedure
from engine.model.trace import ReadField
from engine.model.zone import LEAST_CAPPED, ORDINARY, USUAL_ORDERS, FreeArea, Mark, MigrateType, Zone, listed_pages

_Pick = Callable[["int | None", int, int, ReadField], "tuple[int, int]"]
"""Takes a printed value, else the kindest and the harshest one, and notes the field as unknown."""

ENORMOUS = 1 << 52
_PAGEBLOCK_4K = 9


class Ends(NamedTuple):
    """The question with its kindest and its harshest values; the same one twice, and nothing unknown, where all was
    printed.
    """

    kindest: Question
    harshest: Question
    unknown: tuple[ReadField, ...]


class Situation(NamedTuple):
    """What the question needs besides the zone.

    `letters` tells whether the text names lists at all; `had_…` whether the kernel that printed it knew such a thing:
    what it did not know was 0. `orders` is how many the kernel has; `movable` and `ignores_watermarks` are
    the request's.
    """

    order: int
    flags: Flags
    mark: Mark
    reserve_index: int | None
    highest: str
    retries_unboosted: bool
    letters: bool
    page_size: int
    orders: int = USUAL_ORDERS
    movable: bool = False
    ignores_watermarks: bool = False
    had_cma: bool = True
    had_highatomic: bool = True
    had_boost: bool = True


def ends_of(zone: Zone, situation: Situation, rules: KernelRules) -> Ends:
    """The question for one zone, at both ends of what is not printed."""
    unknown: list[ReadField] = []

    def pick(value: int | None, kind: int, harsh: int, field: ReadField) -> tuple[int, int]:
        if value is not None:
            return value, value
        if kind != harsh:
            unknown.append(field)
        return kind, harsh

    free = pick(zone.free, ENORMOUS, 0, ("free",))
    mark = pick(zone.mark(situation.mark), 0, ENORMOUS, (situation.mark.value,))
    reserve = pick(_reserve(zone, situation), 0, ENORMOUS, ("lowmem_reserve", situation.reserve_index or 0))
    cma = _cma_ends(zone, situation, rules, pick)
    whole, part = _highatomic_ends(zone, situation, rules, pick)
    boost = _boost_ends(zone, situation, rules, pick)
    areas = _area_ends(zone, situation, rules, unknown)
    kindest = Question(
        order=situation.order,
        mark=mark[0],
        reserve=reserve[0],
        free=free[0],
        areas=areas[0],
        flags=situation.flags,
        free_cma=cma[0],
        reserved_highatomic=whole[0],
        free_highatomic=part[0],
        unaccepted=zone.unaccepted or 0,
        boost=boost[0],
        retries_unboosted=situation.retries_unboosted,
        mark_name=situation.mark.value,
        reserve_index=situation.reserve_index or 0,
    )
    if not unknown:
        return Ends(kindest, kindest, ())
    harshest = kindest._replace(
        mark=mark[1],
        reserve=reserve[1],
        free=free[1],
        areas=areas[1],
        free_cma=cma[1],
        reserved_highatomic=whole[1],
        free_highatomic=part[1],
        boost=boost[1],
    )
    return Ends(kindest, harshest, tuple(unknown))


def _reserve(zone: Zone, situation: Situation) -> int | None:
    """The reserve at the request's index; 0 for the highest zone itself and those above, whatever was printed."""
    if zone_rank(zone.name) >= zone_rank(situation.highest):
        return 0
    reserve, index = zone.lowmem_reserve, situation.reserve_index
    if reserve is None or index is None or index >= len(reserve):
        return None
    return reserve[index]


def _boost_ends(zone: Zone, situation: Situation, rules: KernelRules, pick: _Pick) -> tuple[int, int]:
    asks = rules.boost_retry and situation.retries_unboosted and situation.order == 0 and situation.mark is Mark.MIN
    if not asks:
        return 0, 0
    least, most = boost_bounds(zone) if situation.had_boost else (0, 0)
    return pick(zone.boost, most, least, ("boost",))


def _cma_ends(zone: Zone, situation: Situation, rules: KernelRules, pick: _Pick) -> tuple[int, int]:
    if rules.cma is CmaDeduction.NEVER or "CMA" in situation.flags:
        return 0, 0
    least, most = list_bounds(zone, MigrateType.CMA, situation.letters) if situation.had_cma else (0, 0)
    return pick(zone.free_cma, least, most, ("free_cma",))


def _highatomic_ends(
    zone: Zone, situation: Situation, rules: KernelRules, pick: _Pick
) -> tuple[tuple[int, int], tuple[int, int]]:
    nothing = (0, 0)
    if not situation.had_highatomic and zone.reserved_highatomic is None and zone.free_highatomic is None:
        return nothing, nothing
    if rules.highatomic is HighatomicDeduction.NOTHING or rules.spares_highatomic & situation.flags:
        return nothing, nothing
    if rules.highatomic is HighatomicDeduction.WHOLE_RESERVE:
        return pick(zone.reserved_highatomic, 0, _reserve_cap(zone, situation), ("reserved_highatomic",)), nothing
    least, most = list_bounds(zone, MigrateType.HIGHATOMIC, situation.letters)
    most = min(most, _reserve_cap(zone, situation) if zone.reserved_highatomic is None else zone.reserved_highatomic)
    return nothing, pick(zone.free_highatomic, min(least, most), most, ("free_highatomic",))


def _reserve_cap(zone: Zone, situation: Situation) -> int:
    """The most that a zone keeps for high-order atomic requests: 1 % of it and one pageblock (semantics.md G)."""
    size = next((pages for pages in (zone.managed, zone.present, zone.free) if pages is not None), None)
    if size is None:
        return ENORMOUS
    top = len(zone.free_areas) - 1 if zone.free_areas else USUAL_ORDERS - 1
    pageblock = min(top, _PAGEBLOCK_4K) if situation.page_size == 4096 else top
    return size // 100 + (1 << pageblock)


@kept(most=256)
def list_bounds(zone: Zone, kind: MigrateType, letters: bool) -> tuple[int, int]:
    """The fewest and the most free pages that can stand on one kind of list, as far as counts and letters tell."""
    whole = zone.free if zone.free is not None else listed_pages(zone)
    ceiling = ENORMOUS if whole is None else whole
    if zone.free_areas is None or not (letters or all(area.by_type is not None for area in zone.free_areas)):
        return 0, ceiling
    least = most = 0
    for order, area in enumerate(zone.free_areas):
        if area.by_type is not None:
            blocks = dict(area.by_type).get(kind, 0)
            if blocks is None:
                return least + (LEAST_CAPPED << order), ceiling
            least += blocks << order
            most += blocks << order
            continue
        if area.nr_free is None or (area.nr_free and area.types is None):
            return least, ceiling
        if area.types and kind in area.types:
            most += area.nr_free << order
            others = len(area.types) - 1
            least += (1 if others else area.nr_free) << order
    return least, most


def _area_ends(
    zone: Zone, situation: Situation, rules: KernelRules, unknown: list[ReadField]
) -> tuple[tuple[FreeArea, ...], tuple[FreeArea, ...]]:
    areas = zone.free_areas or (FreeArea(None),) * (situation.orders or USUAL_ORDERS)
    loops = rules.procedure is Procedure.HALVING_LOOP
    named = loops or not situation.letters
    if _all_printed(areas, named):
        return areas, areas
    kindest, harshest = [], []
    proven = None if named else _proven_order(zone, situation, areas)
    for order, area in enumerate(areas):
        below = order < situation.order
        kind, harsh, field = _one_area(area, below, situation.letters and not loops)
        harsh = kind if order == proven else harsh
        if field and (below if loops else not below and situation.order > 0):
            unknown.append((field, order))
        kindest.append(kind)
        harshest.append(harsh)
    return tuple(kindest), tuple(harshest)


def _proven_order(zone: Zone, situation: Situation, areas: tuple[FreeArea, ...]) -> int | None:
    """The highest order from which on the blocks of unnamed lists hold more pages than the CMA and HIGHATOMIC lists can
    hold at most: one of them is an ordinary block. (Pageblocks that are just being isolated are left out of account.)
    """
    cma = zone.free_cma if situation.had_cma else 0
    reserved = next((one for one in (zone.free_highatomic, zone.reserved_highatomic) if one is not None), None)
    if reserved is None:
        reserved = _reserve_cap(zone, situation) if situation.had_highatomic else 0
    if cma is None:
        return None
    pages = 0
    for order in range(len(areas) - 1, -1, -1):
        area = areas[order]
        if area.nr_free and area.types is None and area.by_type is None:
            pages += area.nr_free << order
            if pages > cma + reserved:
                return order
    return None


@kept(most=64)
def _all_printed(areas: tuple[FreeArea, ...], named: bool) -> bool:
    """Whether every count is there, and with `named` unset the lists of those that are not empty."""
    return all(area.nr_free is not None and (named or area.types is not None or not area.nr_free) for area in areas)


def _one_area(area: FreeArea, below: bool, letters: bool) -> tuple[FreeArea, FreeArea, str]:
    if area.nr_free is None and area.by_type is not None:
        counted = sum(LEAST_CAPPED if blocks is None else blocks for _, blocks in area.by_type)
        few, many = FreeArea(counted, area.types), FreeArea(ENORMOUS, area.types)
        return (few, many, "nr_free") if below else (few, few, "")
    if area.nr_free is None:
        some, none = FreeArea(ENORMOUS, ORDINARY), FreeArea(0, frozenset())
        return (none, some, "nr_free") if below else (FreeArea(1, ORDINARY), none, "nr_free")
    if area.types is None and area.nr_free and letters:
        return FreeArea(area.nr_free, ORDINARY), FreeArea(area.nr_free, frozenset()), "types"
    return area, area, ""


def boost_bounds(zone: Zone) -> tuple[int, int]:
    """The least and the most that an unprinted boost (5.0 – 5.16) can be.

    low − min is untouched by a boost and at least a quarter of the unboosted min; it is just that quarter where it
    exceeds the watermark_scale_factor's share, 10/10000 of the zone by default (semantics.md F.2).
    """
    if zone.min is None or zone.low is None:
        return 0, zone.min or 0
    gap = zone.low - zone.min
    least = max(zone.min - 4 * gap - 3, 0)
    if zone.managed is not None and gap > zone.managed // 1000 + 1:
        return least, max(zone.min - 4 * gap, 0)
    return least, zone.min

"""What would have let it pass? The smallest changes that turn a refusal into a pass, each as one edit.

Every change is tried with the engine's own check before it is offered: applied it passes, one page or block less does
not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from enum import Enum

from engine.check.asked import Asked, asked_of, exclusion_of
from engine.check.one_zone import judge_zone
from engine.check.outcome import Exclusion, Outcome, ZoneOutcome
from engine.check.walk import rules_for, walk
from engine.explain.analysis import Analysis
from engine.explain.matrix import Matrix
from engine.kernels.gfp import bits_of, mask_of_names, printed_names
from engine.model.edits import Value, order_count, set_values
from engine.model.report import Key
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.units import show_bytes, show_kb, show_pages
from engine.model.zone import ORDINARY, MigrateType, Zone

_MOST_PAGES = 1 << 30


class ChangeKind(Enum):
    """What is changed."""

    BLOCKS = "more free blocks"
    PAGES = "more free pages"
    MARK = "a lower mark"
    RESERVE = "a smaller lowmem_reserve"
    ORDER = "a smaller order"
    FLAGS = "other flags"
    NODES = "other nodes allowed"
    RULES = "another kernel's rules"


@dataclass(frozen=True, slots=True)
class Change:
    """One change that lets the request pass. `zone` is the index of the zone that it is made to.

    `values` go through set_values, `request` and `rules` replace those of the scenario where they are not None.
    `amount` is what was made as small as it can be: blocks or pages more, or less of a mark or reserve.
    """

    kind: ChangeKind
    text: str
    zone: int | None = None
    values: tuple[tuple[Key, Value], ...] = ()
    request: AllocRequest | None = None
    rules: str | None = None
    amount: int = 0

    def apply(self, scenario: Scenario) -> Scenario:
        """The scenario with the change made, as one edit."""
        changed = set_values(scenario, self.values) if self.values else scenario
        return replace(changed, request=self.request or changed.request, rules=self.rules or changed.rules)


def changes(analysis: Analysis, table: Matrix | None = None) -> tuple[Change, ...]:
    """The smallest change of each kind, the likeliest first; empty unless the request is refused.

    `table` is the matrix of the same analysis, for the rules of other kernels.
    """
    scenario, request = analysis.scenario, analysis.scenario.request
    if request is None or analysis.outcome is not Outcome.REFUSED:
        return ()
    asked = asked_of(scenario, request, analysis.rules)
    asking = _Asking(scenario, request, asked)
    offered = (
        *_free_changes(asking),
        *_least(_mark_change(asking, index) for index in asking.candidates()),
        *_least(_reserve_change(asking, index) for index in asking.candidates()),
        *_order_change(asking, analysis),
        *_flag_changes(asking, analysis),
        *_node_change(asking),
        *_rules_changes(scenario, table),
    )
    return tuple(change for change in offered if passes(change.apply(scenario)))


def fruitless(analysis: Analysis, offered: tuple[Change, ...], table: Matrix | None) -> tuple[str, ...]:
    """What people would try and what does not help by itself, each with the reason; empty unless it is refused."""
    scenario, request = analysis.scenario, analysis.scenario.request
    if request is None or analysis.outcome is not Outcome.REFUSED:
        return ()
    asking = _Asking(scenario, request, asked_of(scenario, request, analysis.rules))
    helping = {change.kind for change in offered}
    return tuple([text for kind, text in _fruitless(asking, analysis, table) if kind not in helping])


def _fruitless(asking: _Asking, analysis: Analysis, table: Matrix | None) -> Iterator[tuple[ChangeKind, str]]:
    zones = [asking.scenario.zones[index] for index in asking.candidates()]
    place = asking.asked.terms.reserve_index
    if any(zone.mark(asking.request.mark) for zone in zones):
        yield ChangeKind.MARK, f"a lower {asking.request.mark.value} mark (even 0 would not do)"
    if place is not None and any(zone.lowmem_reserve and any(zone.lowmem_reserve[place : place + 1]) for zone in zones):
        yield ChangeKind.RESERVE, "a smaller lowmem_reserve (even 0 would not do)"
    if asking.request.order and analysis.orders[:1] == (Outcome.REFUSED,):
        yield ChangeKind.ORDER, "a smaller order (even a single page would be refused)"
    yield ChangeKind.FLAGS, "other flags (none opens enough of another zone, list or reserve)"
    if table is not None and all(row.request[table.order] is Outcome.REFUSED for row in table.rows):
        yield ChangeKind.RULES, "another kernel (the rules of all of them refuse)"


def reserve_change(analysis: Analysis, zone: int) -> Change | None:
    """The largest lowmem_reserve of one zone with which it would serve the request; None where none does."""
    request = analysis.scenario.request
    if request is None:
        return None
    return _reserve_change(
        _Asking(analysis.scenario, request, asked_of(analysis.scenario, request, analysis.rules)), zone
    )


def passes(scenario: Scenario) -> bool:
    """Whether the request would be served."""
    if scenario.request is None:
        return False
    return walk(scenario, scenario.request, rules_for(scenario)).outcome is Outcome.WOULD_PASS


class _Asking:
    """One request put to zones that are changed."""

    def __init__(self, scenario: Scenario, request: AllocRequest, asked: Asked) -> None:
        self.scenario = scenario
        self.request = request
        self.asked = asked
        self.page_size = scenario.page_size

    def candidates(self) -> Iterator[int]:
        """The zones that the walk comes to."""
        return (index for index, zone in enumerate(self.scenario.zones) if exclusion_of(zone, self.asked) is None)

    def lacking(self, index: int) -> int:
        """Pages that the zone's first comparison lacked; 1 where it failed elsewhere."""
        check = judge_zone(0, self.scenario.zones[index], self.asked.situation, self.asked.rules).check
        return 1 if check is None else max(check.base_right - check.base_left + 1, 1)

    def zone_passes(self, zone: Zone) -> bool:
        """Whether the walk would end at this zone."""
        return judge_zone(0, zone, self.asked.situation, self.asked.rules).outcome is ZoneOutcome.PASS

    def tried(self, index: int, values: tuple[tuple[Key, Value], ...]) -> bool:
        """Whether a zone passes with these values."""
        return self.zone_passes(set_values(self.scenario, values).zones[index])


def _least(found: Iterator[Change | None]) -> tuple[Change, ...]:
    offered = [change for change in found if change is not None]
    return (min(offered, key=lambda change: change.amount),) if offered else ()


def _smallest(good: Callable[[int], bool], most: int, guess: int) -> int | None:
    """The n from 1 up to `most` at which a try succeeds while n − 1 fails; None where none is found.

    It is looked for from a guess on, which mostly is the answer.

    The kernel's checks are monotone but for the sign slips of old ones: both sides of the answer are tried.
    """
    if most < 1:
        return None
    low, high = 0, min(max(guess, 1), most)
    while not good(high):
        if high == most:
            return None
        low, high = high, min(high * 8, most)
    if high - 1 > low:
        if not good(high - 1):
            return high
        high -= 1
    while high - low > 1:
        middle = (low + high) // 2
        if good(middle):
            high = middle
        else:
            low = middle
    return high


# Fewest more blocks


def _free_changes(asking: _Asking) -> tuple[Change, ...]:
    """The fewest blocks of the order asked for; and the fewest single pages, where they are fewer pages."""
    order = asking.request.order
    blocks = _least(_more_blocks(asking, index, order) for index in asking.candidates())
    if order == 0:
        return blocks
    singles = _least(_more_blocks(asking, index, 0) for index in asking.candidates())
    fewer = not blocks or (bool(singles) and singles[0].amount < blocks[0].amount << order)
    return (*blocks, *singles) if fewer else blocks


def _more_blocks(asking: _Asking, index: int, order: int) -> Change | None:
    zone = asking.scenario.zones[index]
    areas = zone.free_areas or ()
    if order >= order_count(asking.scenario) or zone.free is None:
        return None
    area = areas[order] if order < len(areas) else None
    if areas and (area is None or area.nr_free is None):
        return None

    def values(more: int) -> tuple[tuple[Key, Value], ...]:
        if area is None or area.nr_free is None:
            return ((("zone", index, "free"), (zone.free or 0) + (more << order)),)
        counted: tuple[tuple[Key, Value], ...] = ((("zone", index, "nr_free", order), area.nr_free + more),)
        if not area.types or area.types & ORDINARY:
            return counted
        return (*counted, (("zone", index, "types", order), area.types | {MigrateType.MOVABLE}))

    more = _smallest(
        lambda many: asking.tried(index, values(many)), _room(zone) >> order, -(-asking.lacking(index) >> order)
    )
    if more is None:
        return None
    what = "free page" if order == 0 else "free block"
    size = show_kb(more, asking.page_size) if order == 0 else f"order {order}, {show_bytes(asking.page_size << order)}"
    size += " each" if order and more > 1 else ""
    text = f"{more:,} more {what}{'s' if more > 1 else ''} ({size}) in {zone.title}"
    kind = ChangeKind.PAGES if order == 0 else ChangeKind.BLOCKS
    return Change(kind, text, index, values(more), amount=more)


def _room(zone: Zone) -> int:
    """How many more pages can be free in a zone."""
    size = next((pages for pages in (zone.managed, zone.present) if pages), _MOST_PAGES)
    return max(size - (zone.free or 0), 0)


# A lower mark or reserve


def _mark_change(asking: _Asking, index: int) -> Change | None:
    zone, name = asking.scenario.zones[index], asking.request.mark.value
    mark = zone.mark(asking.request.mark)
    if not mark:
        return None
    key: Key = ("zone", index, name)
    less = _smallest(lambda pages: asking.tried(index, ((key, mark - pages),)), mark, asking.lacking(index))
    if less is None:
        return None
    size = asking.page_size
    text = f"a {name} mark of at most {show_kb(mark - less, size)} instead of {show_kb(mark, size)} in {zone.title}"
    return Change(ChangeKind.MARK, text, index, ((key, mark - less),), amount=less)


def _reserve_change(asking: _Asking, index: int) -> Change | None:
    zone, place = asking.scenario.zones[index], asking.asked.terms.reserve_index
    reserve = zone.lowmem_reserve
    if reserve is None or place is None or place >= len(reserve) or not reserve[place]:
        return None
    kept = reserve[place]
    key: Key = ("zone", index, "lowmem_reserve", place)
    less = _smallest(lambda pages: asking.tried(index, ((key, kept - pages),)), kept, asking.lacking(index))
    if less is None:
        return None
    text = (
        f"a lowmem_reserve of at most {show_pages(kept - less)} instead of {kept:,} in {zone.title}"
        f" against {asking.asked.terms.highest}"
    )
    return Change(ChangeKind.RESERVE, text, index, ((key, kept - less),), amount=less)


# Another request


def _order_change(asking: _Asking, analysis: Analysis) -> Iterator[Change]:
    order = asking.request.order
    served = [below for below, end in enumerate(analysis.orders[:order]) if end is Outcome.WOULD_PASS]
    if served:
        best = max(served)
        size = show_bytes(asking.page_size << best)
        text = f"a request for {size} (order {best}) instead of order {order}, the largest that passes"
        yield Change(ChangeKind.ORDER, text, request=replace(asking.request, order=best), amount=order - best)


@dataclass(frozen=True, slots=True)
class _FlagRow:
    """Flags to set and to clear, and what that means."""

    text: str
    add: frozenset[str]
    remove: frozenset[str] = frozenset()


_HIGH = frozenset({"__GFP_HIGH"})
_WAITS = frozenset({"__GFP_WAIT", "__GFP_DIRECT_RECLAIM"})
_FLAG_ROWS = (
    _FlagRow("__GFP_HIGH (half of the minimum may be used)", _HIGH),
    _FlagRow("without __GFP_NOMEMALLOC", frozenset(), frozenset({"__GFP_NOMEMALLOC"})),
    _FlagRow("as GFP_ATOMIC asks (more of the minimum, but no waiting)", _HIGH | {"__GFP_ATOMIC"}, _WAITS),
    _FlagRow("without __GFP_DMA (higher zones may be used, too)", frozenset(), frozenset({"__GFP_DMA"})),
    _FlagRow("without __GFP_DMA32 (higher zones may be used, too)", frozenset(), frozenset({"__GFP_DMA32"})),
    _FlagRow("without __GFP_THISNODE (other nodes may be used, too)", frozenset(), frozenset({"__GFP_THISNODE"})),
    _FlagRow("__GFP_HIGHMEM (HighMem may be used, too)", frozenset({"__GFP_HIGHMEM"})),
    _FlagRow(
        "__GFP_HIGHMEM|__GFP_MOVABLE (Movable and CMA pages may be used, too)",
        frozenset({"__GFP_HIGHMEM", "__GFP_MOVABLE"}),
        frozenset({"__GFP_RECLAIMABLE", "__GFP_DMA", "__GFP_DMA32"}),
    ),
)
_MOST_FLAG_CHANGES = 3


def _flag_changes(asking: _Asking, analysis: Analysis) -> Iterator[Change]:
    """The fewest flags: each row alone, and no row that holds another that serves already."""
    found: list[_FlagRow] = []
    for row in _FLAG_ROWS:
        if len(found) == _MOST_FLAG_CHANGES or any(one.add <= row.add and one.remove <= row.remove for one in found):
            continue
        request = _with_flags(asking, analysis, row)
        if request is not None and passes(replace(asking.scenario, request=request)):
            found.append(row)
            text = f"other flags: {row.text}"
            yield Change(ChangeKind.FLAGS, text, request=request, amount=len(row.add) + len(row.remove))


def _with_flags(asking: _Asking, analysis: Analysis, row: _FlagRow) -> AllocRequest | None:
    """The request with a row's flags in the numbers of the text's own kernel; None if that changes nothing."""
    era = analysis.rules.log_era
    known = frozenset(era.bits.values())
    before = bits_of(asking.request.gfp_mask, asking.request.gfp_names, era)
    after = (before - row.remove) | (row.add & known)
    if after == before:
        return None
    mask = mask_of_names(tuple(sorted(after)), era)
    if mask is None:
        return None
    printed = printed_names(mask, era) if asking.request.gfp_names else ()
    return replace(asking.request, gfp_mask=mask, gfp_names=printed)


def _node_change(asking: _Asking) -> Iterator[Change]:
    kinds = {exclusion_of(zone, asking.asked) for zone in asking.scenario.zones}
    if kinds & {Exclusion.NODEMASK, Exclusion.CPUSET}:
        request = replace(asking.request, nodemask=None, mems_allowed=None)
        yield Change(ChangeKind.NODES, "a cpuset and memory policy that allow every node", request=request)


def _rules_changes(scenario: Scenario, table: Matrix | None) -> Iterator[Change]:
    """The nearest newer kernels that would serve it, and the nearest older ones."""
    if table is None:
        return
    here = table.used
    for side in (range(here + 1, len(table.rows)), range(here - 1, -1, -1)):
        serving = (table.rows[index] for index in side if table.rows[index].request[table.order] is Outcome.WOULD_PASS)
        row = next(serving, None)
        if row is not None:
            yield Change(ChangeKind.RULES, f"the rules of Linux {row.releases}", rules=row.label)

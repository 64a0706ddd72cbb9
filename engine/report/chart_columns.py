"""Which columns does a zone's chart have? The halving rule's steps, or the first comparison and the free lists.

Where a figure was not printed the check ran on its kindest and harshest values; a column shows the one, and the
other as `least`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.check.bounds import ENORMOUS
from engine.check.kept import kept
from engine.check.one_zone import takeable_lists
from engine.check.outcome import ZoneOutcome, ZoneWalk
from engine.check.watermark import serving_lists, types_of
from engine.explain.analysis import Analysis, RequestAnswer, ZoneAnswer
from engine.kernels.rules import KernelRules, Procedure
from engine.model.trace import FailedAt, StepKind, TraceStep, WatermarkCheck
from engine.model.zone import FreeArea, MigrateType, TypeSet, Zone
from engine.report import chart_words as words
from engine.report.chart_model import BarRole, ChartBar, ChartKind, Reach

MOST_ORDERS = 32
"""More orders than any kernel has; a text that claims more is not drawn further."""

_ONLY = (
    (MigrateType.HIGHATOMIC, BarRole.HIGHATOMIC),
    (MigrateType.CMA, BarRole.CMA),
    (MigrateType.RESERVE, BarRole.RESERVED),
    (MigrateType.ISOLATE, BarRole.ISOLATED),
)


class Start(NamedTuple):
    """What a check begins its comparisons with; None for what hangs on a figure that was not printed."""

    left: int | None
    minimum: int | None
    base_left: int | None
    base_right: int | None
    base_ok: bool
    quick: bool


def columns_of(analysis: Analysis, answer: ZoneAnswer) -> tuple[ChartKind, tuple[ChartBar, ...]]:
    """The columns of one zone's chart, and what they are."""
    return _columns_of(answer, analysis.request, analysis.rules.rules, len(analysis.orders))


@kept(most=64)
def _columns_of(
    answer: ZoneAnswer, request: RequestAnswer | None, rules: KernelRules, orders: int
) -> tuple[ChartKind, tuple[ChartBar, ...]]:
    areas = _areas_of(answer.zone, request, orders)
    if request is None or answer.walk.check is None:
        return ChartKind.LISTS, _free_lists(answer, areas)
    if rules.procedure is Procedure.HALVING_LOOP:
        return ChartKind.HALVING, _halving(answer, request, areas)
    return ChartKind.SCAN, _scan(answer, request, rules, areas)


def _areas_of(zone: Zone, request: RequestAnswer | None, orders: int) -> tuple[FreeArea, ...]:
    """The zone's free areas, one for every order that any zone or the request has."""
    areas = zone.free_areas or ()
    wanted = max(len(areas), orders, request.order + 1 if request is not None else 0)
    beyond = FreeArea(0, frozenset()) if areas else FreeArea(None)  # the kernel has no list there
    return (*areas, *(beyond,) * (wanted - len(areas)))[:MOST_ORDERS]


def start_of(check: WatermarkCheck, unknown: Sequence[tuple[object, ...]], mark: str) -> Start:
    """The figures with which the last plain check of a trace began."""
    trace = _last_check(check.trace)
    left = next((step.left for step in reversed(_before_mark(trace))), None)
    minimum = next((step.right for step in reversed(trace) if step.kind in (StepKind.MARK, StepKind.REDUCE)), None)
    quick = next((step for step in trace if step.kind is StepKind.SHORTCUT and step.ok), None)
    base_ok = any(step.kind is StepKind.BASE and step.ok for step in trace)
    base_left, base_right = check.base_left, check.base_right
    if quick is not None:
        base_left, base_right, base_ok = quick.left or 0, quick.right or 0, True
    no_mark = (mark,) in unknown
    no_reserve = any(field[0] == "lowmem_reserve" for field in unknown)
    return Start(
        _known(left),
        None if no_mark else _known(minimum),
        _known(base_left),
        None if no_mark or no_reserve else _known(base_right),
        base_ok,
        quick is not None,
    )


def _last_check(trace: tuple[TraceStep, ...]) -> tuple[TraceStep, ...]:
    starts = [place for place, step in enumerate(trace) if step.kind is StepKind.FREE]
    return trace[starts[-1] :] if starts else ()


def _before_mark(trace: tuple[TraceStep, ...]) -> tuple[TraceStep, ...]:
    place = next((place for place, step in enumerate(trace) if step.kind is StepKind.MARK), len(trace))
    return trace[:place]


def _known(value: int | None) -> int | None:
    """A figure, or None if it came from an end that stands for "anything"."""
    return None if value is None or abs(value) >= ENORMOUS // 2 else value


def _starts(answer: ZoneAnswer, request: RequestAnswer) -> tuple[Start, Start | None]:
    """The figures to show and, where they leave something open, the harshest."""
    zone_walk = answer.walk
    assert zone_walk.check is not None
    start = start_of(zone_walk.check, zone_walk.unknown, request.mark.value)
    harshest = zone_walk.harshest
    if zone_walk.outcome is ZoneOutcome.PASS or harshest is None or harshest == zone_walk.check:
        return start, None
    return start, start_of(harshest, zone_walk.unknown, request.mark.value)


def _least(shown: int | None, harsh: int | None) -> int | None:
    return None if shown is None or harsh is None or harsh >= shown else harsh


# ---- the halving rule


def _halving(answer: ZoneAnswer, request: RequestAnswer, areas: tuple[FreeArea, ...]) -> tuple[ChartBar, ...]:
    start, harsh = _starts(answer, request)
    direct = direct_pages(areas)
    bars = [_first_bar(start, harsh, answer, "none", direct[0] if request.order == 0 else None)]
    for order in range(len(areas) - 1):
        bars.append(_step_bar(order, start, harsh, areas, request, answer, direct))
    return tuple(bars)


def _first_bar(start: Start, harsh: Start | None, answer: ZoneAnswer, label: str, direct: int | None) -> ChartBar:
    least = _least(start.base_left, harsh.base_left if harsh else None)
    size = answer.page_size
    sentence = words.first_comparison(start.base_left, start.base_right, start.base_ok, start.quick, size)
    known = start.base_left is not None and start.base_right is not None
    return ChartBar(
        label=label,
        sentence=sentence + (words.still_open(least, size) if least is not None else ""),
        asks=0,
        pages=start.base_left,
        least=least,
        minimum=start.base_right,
        ok=start.base_ok if known else None,
        role=BarRole.LEFT if start.base_left is not None else BarRole.UNKNOWN,
        failing=answer.walk.failed_at is FailedAt.BASE,
        direct_pages=direct,
        direct_minimum=start.minimum if direct is not None else None,
    )


def _step_bar(
    order: int,
    start: Start,
    harsh: Start | None,
    areas: tuple[FreeArea, ...],
    request: RequestAnswer,
    answer: ZoneAnswer,
    direct: tuple[int | None, ...],
) -> ChartBar:
    size = answer.page_size
    asks = max(request.order, order + 1)
    reach = _halving_reach(order, request.order, answer.walk)
    pages = _left_after(order, asks, start.left, request.order, areas)
    minimum = None if start.minimum is None else start.minimum >> (order + 1)
    ok = None if pages is None or minimum is None else pages > minimum
    least = _least(pages, _left_after(order, asks, harsh.left if harsh else None, request.order, areas))
    tell = words.larger_request if reach is Reach.LARGER else words.halving_step
    sentence = tell(order + (reach is Reach.LARGER), pages, minimum, ok, size)
    if reach is Reach.NOT_REACHED:
        sentence += " Not reached: the check had ended before."
    if least is not None:
        sentence += words.still_open(least, size)
    return ChartBar(
        label=words.span(0, order),
        sentence=sentence,
        order=order,
        asks=asks,
        pages=pages,
        least=least,
        minimum=minimum,
        ok=ok,
        blocks=areas[order].nr_free,
        letters=letters_of(areas[order]),
        role=BarRole.LEFT if pages is not None else BarRole.UNKNOWN,
        reach=reach,
        failing=answer.walk.failed_at == order,
        direct_pages=direct[order + 1],
        direct_minimum=minimum,
    )


def _halving_reach(order: int, request_order: int, zone_walk: ZoneWalk) -> Reach:
    if order >= request_order:
        return Reach.LARGER
    failed = zone_walk.failed_at
    ended = failed is FailedAt.BASE or (isinstance(failed, int) and order > failed)
    return Reach.NOT_REACHED if ended else Reach.COMPARED


def _left_after(order: int, asks: int, left: int | None, request_order: int, areas: tuple[FreeArea, ...]) -> int | None:
    """Pages left when orders 0 … order are dropped, for a request of order `asks`, whose own block leaves first."""
    if left is None:
        return None
    left += (1 << request_order) - (1 << asks)
    for dropped in range(order + 1):
        blocks = areas[dropped].nr_free
        if blocks is None:
            return None
        left -= blocks << dropped
    return left


# ---- the list scan


def _scan(
    answer: ZoneAnswer, request: RequestAnswer, rules: KernelRules, areas: tuple[FreeArea, ...]
) -> tuple[ChartBar, ...]:
    start, harsh = _starts(answer, request)
    direct = direct_pages(areas)
    lists = usable_lists(request, rules)
    roles = [_role(area, order, request.order, lists) for order, area in enumerate(areas)]
    found = next((o for o, role in enumerate(roles) if role is BarRole.SERVES and areas[o].nr_free), None)
    reached = answer.walk.failed_at is not FailedAt.BASE
    bars = [_first_bar(start, harsh, answer, "all", None)]
    for order, area in enumerate(areas):
        use = words.use_of(roles[order], request.order, order == found, reached) if area.nr_free else "."
        bars.append(
            _list_bar(
                order,
                area,
                answer.page_size,
                role=roles[order],
                use=use,
                found=order == found,
                reach=_scan_reach(order, request.order, found, reached),
                direct=(direct[order], None if start.minimum is None else start.minimum >> order),
            )
        )
    return tuple(bars)


def _scan_reach(order: int, request_order: int, found: int | None, reached: bool) -> Reach:
    if not reached or (found is not None and order > found):
        return Reach.NOT_REACHED
    return Reach.COMPARED if order >= request_order else Reach.NOT_REACHED


def usable_lists(request: RequestAnswer, rules: KernelRules) -> TypeSet:
    """The lists that both satisfy the scan and may be taken from; order 0 is not scanned."""
    flags = frozenset(request.alloc_flags)
    movable = request.migratetype is MigrateType.MOVABLE
    takes = takeable_lists(request.order, flags, movable, rules)
    return takes if request.order == 0 else takes & serving_lists(flags, rules)


def _role(area: FreeArea, order: int, request_order: int, lists: TypeSet) -> BarRole:
    if area.nr_free is None:
        return BarRole.UNKNOWN
    if order < request_order:
        return BarRole.TOO_SMALL
    types = types_of(area)
    if not area.nr_free or types & lists:
        return BarRole.SERVES
    return next((role for kind, role in _ONLY if kind in types), BarRole.ISOLATED)


def _list_bar(
    order: int,
    area: FreeArea,
    page_size: int,
    role: BarRole,
    use: str = ".",
    found: bool = False,
    reach: Reach = Reach.COMPARED,
    direct: tuple[int | None, int | None] = (None, None),
) -> ChartBar:
    letters = letters_of(area)
    return ChartBar(
        label=str(order),
        sentence=words.free_blocks(order, area.nr_free, letters, page_size) + use,
        order=order,
        asks=order,
        pages=None if area.nr_free is None else area.nr_free << order,
        blocks=area.nr_free,
        letters=letters,
        role=role,
        reach=reach,
        found=found,
        direct_pages=direct[0],
        direct_minimum=direct[1] if direct[0] is not None else None,
    )


def _free_lists(answer: ZoneAnswer, areas: tuple[FreeArea, ...]) -> tuple[ChartBar, ...]:
    reach = Reach.COMPARED if answer.walk.exclusion is None else Reach.NOT_REACHED
    return tuple(
        _list_bar(order, area, answer.page_size, _free_role(area), reach=reach) for order, area in enumerate(areas)
    )


def _free_role(area: FreeArea) -> BarRole:
    return BarRole.UNKNOWN if area.nr_free is None else BarRole.FREE


# ---- what both share


def direct_pages(areas: Sequence[FreeArea]) -> tuple[int | None, ...]:
    """For a request of each order: the pages in blocks that large, less its own; None where that is unknown."""
    found: list[int | None] = []
    total: int | None = 0
    for order in reversed(range(len(areas))):
        blocks = areas[order].nr_free
        total = None if total is None or blocks is None else total + (blocks << order)
        found.append(None if total is None else total - (1 << order))
    return tuple(reversed(found))


def letters_of(area: FreeArea) -> str:
    """The letters as a report prints them; "" without."""
    if area.types is None:
        return ""
    return "".join(kind.value for kind in MigrateType if kind in area.types)

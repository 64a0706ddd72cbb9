"""Why did one zone refuse, or why would it have served? One clause with numbers and units."""

from __future__ import annotations

from engine.check.asked import Terms
from engine.check.bounds import ENORMOUS
from engine.check.outcome import Exclusion, ZoneOutcome, ZoneWalk
from engine.explain.trace_words import number
from engine.kernels.layout import ALL_TYPES
from engine.model.request import AllocRequest
from engine.model.trace import FailedAt, ReadField, StepKind, TraceStep, WatermarkCheck
from engine.model.units import show_bytes, show_kb
from engine.model.zone import MigrateType, Zone

_LIST_NAMES = {
    MigrateType.CMA: "CMA",
    MigrateType.HIGHATOMIC: "the high-order atomic reserve",
    MigrateType.ISOLATE: "isolated pageblocks",
}


def short_clause(walk: ZoneWalk, zone: Zone) -> str:
    """Title and the comparison that failed, for a sentence with many zones: "Node 1 Normal (103 ≤ 2,048 pages)"."""
    check = walk.check
    if check is None or walk.failed_at in (FailedAt.NO_BLOCK, FailedAt.REMOVAL):
        return zone.title
    left, right = check.steps[-1] if check.steps else (check.base_left, check.base_right)
    return f"{zone.title} ({number(left)} ≤ {number(right)} pages)"


GROUP_WORDS = {
    FailedAt.BASE: "would fall to their minimum or below",
    FailedAt.NO_BLOCK: "pass the minimum but have no block that serves",
    FailedAt.REMOVAL: "pass the minimum but hold nothing that the request may take",
}
LOOP_WORDS = "have too little in larger blocks"


def clause(walk: ZoneWalk, zone: Zone, request: AllocRequest, terms: Terms, page_size: int) -> str:
    """The zone's reason without its name and a full stop, to stand in the verdict's sentence or alone."""
    if walk.exclusion is not None:
        return _excluded(walk.exclusion, zone, request, terms)
    assert walk.check is not None
    if walk.outcome is ZoneOutcome.UNDECIDED:
        return _undecided(walk, zone, request, page_size)
    if walk.outcome is ZoneOutcome.PASS:
        return _passed(walk, request, page_size)
    if walk.failed_at is FailedAt.REMOVAL:
        return _nothing_to_take(walk, zone, request, page_size)
    if walk.failed_at is FailedAt.BASE:
        return _below_minimum(walk.check, zone, page_size)
    if walk.failed_at is FailedAt.NO_BLOCK:
        return _no_block(walk, zone, request, page_size)
    return _lost_in_loop(walk.check, zone, request, page_size)


def _excluded(exclusion: Exclusion, zone: Zone, request: AllocRequest, terms: Terms) -> str:
    if exclusion is Exclusion.TOO_HIGH and zone.name not in ALL_TYPES:
        return "is no candidate: the kernel names no zone so, and what may use it is not known"
    if exclusion is Exclusion.TOO_HIGH:
        return f"is no candidate: it is higher than this mask may use (at most {terms.highest})"
    if exclusion is Exclusion.NO_MEMORY:
        return "is no candidate: it has no memory (present 0)"
    nodes = request.nodemask if exclusion is Exclusion.NODEMASK else request.mems_allowed
    word = "nodemask" if exclusion is Exclusion.NODEMASK else "cpuset's memory nodes"
    return f"is no candidate: node {zone.node} is outside the {word} {node_list(nodes or frozenset())}"


def node_list(nodes: frozenset[int]) -> str:
    """Nodes as the kernel prints them: "0-1,3"."""
    parts: list[list[int]] = []
    for node in sorted(nodes):
        if parts and parts[-1][1] == node - 1:
            parts[-1][1] = node
        else:
            parts.append([node, node])
    return ",".join(str(low) if low == high else f"{low}-{high}" for low, high in parts)


def _left(pages: int) -> str:
    return "1 page left" if pages == 1 else f"{number(pages)} pages left"


def _step(check: WatermarkCheck, kind: StepKind) -> TraceStep | None:
    return next((step for step in reversed(check.trace) if step.kind is kind), None)


def _taken_away(check: WatermarkCheck) -> str:
    """What left the free pages besides the block itself: " once 300 CMA pages that it may not use are taken off"."""
    words = {
        StepKind.CMA: "CMA pages that it may not use",
        StepKind.HIGHATOMIC: "pages kept for high-order atomic requests",
        StepKind.UNACCEPTED: "pages not yet accepted",
    }
    parts = [
        f"{number(-step.pages)} {words[step.kind]}"
        for step in check.trace
        if step.kind in words and step.pages and step.left is not None
    ]
    return f" once {' and '.join(parts)} are taken off" if parts else ""


def _minimum_words(check: WatermarkCheck, page_size: int) -> str:
    """The right side and how it came about: "min 885 pages (3,540 kB; lowered from 1,769 by its flags)"."""
    mark = _step(check, StepKind.MARK)
    reserve = _step(check, StepKind.RESERVE)
    kept = reserve.pages or 0 if reserve else 0
    minimum = check.base_right - kept
    name = mark.detail if mark else "min"
    lowered = ""
    if mark is not None and mark.right is not None and mark.right != minimum:
        lowered = f"lowered from {number(mark.right)} by its flags"
    if kept:
        how = f"{name} {number(minimum)}{f' ({lowered})' if lowered else ''} + lowmem_reserve {number(kept)}"
        return f"{how} = {number(check.base_right)} pages"
    size = show_kb(check.base_right, page_size)
    return f"{name} {number(minimum)} pages ({size}{f'; {lowered}' if lowered else ''})"


def _pass_numbers(check: WatermarkCheck) -> str:
    """The comparison that let the zone pass: the quick test's, where that decided."""
    shortcut = _step(check, StepKind.SHORTCUT)
    if _step(check, StepKind.NO_WATERMARKS):
        return "watermarks do not bind this request"
    if shortcut is not None and shortcut.left is not None and shortcut.left < 0:
        return f"{_left(shortcut.left)}, which these kernels compare as unsigned and so let pass"
    if shortcut is not None and shortcut.left is not None:
        return f"quick test {number(shortcut.left)} > {number(shortcut.right)} pages"
    return f"{number(check.base_left)} > {number(check.base_right)} pages"


def _free_words(zone: Zone, page_size: int) -> str:
    return "an unprinted number of free pages" if zone.free is None else f"{show_kb(zone.free, page_size)} free"


def _below_minimum(check: WatermarkCheck, zone: Zone, page_size: int) -> str:
    reserve = _step(check, StepKind.RESERVE)
    kept = reserve.pages or 0 if reserve else 0
    kept_for_others = kept and check.base_left > check.base_right - kept
    but = ", but it is reserved for requests that can use nothing higher" if kept_for_others else ""
    return (
        f"has {_free_words(zone, page_size)}{but}: {_left(check.base_left)}{_taken_away(check)},"
        f" not above {_minimum_words(check, page_size)}"
    )


def _lost_in_loop(check: WatermarkCheck, zone: Zone, request: AllocRequest, page_size: int) -> str:
    steps = check.steps or ()
    left, minimum = steps[-1]
    order = len(steps) - 1
    comparison = f"{_left(left)} against {number(minimum)} at step {order}"
    areas = zone.free_areas
    whole = areas is not None and zone.total is not None
    if areas and whole and not any(area.nr_free is None or area.nr_free for area in areas[request.order :]):
        size = show_bytes(page_size << request.order)
        return f"has {_free_words(zone, page_size)}, none of it in blocks of {size} or larger: {comparison}"
    dropped = sum(-(step.pages or 0) for step in check.trace if step.kind is StepKind.DROP_ORDER)
    small = "single pages" if order == 0 else f"in blocks smaller than {show_bytes(page_size << (order + 1))}"
    if abs(dropped) >= ENORMOUS // 2:
        return f"has {_free_words(zone, page_size)}: {comparison}"
    return (
        f"has {_free_words(zone, page_size)}, but {show_kb(dropped, page_size)} of it are {small},"
        f" which this kernel does not count"
        f" while it only halves the minimum: {comparison}"
    )


def _blocks_elsewhere(walk: ZoneWalk) -> str:
    lists = [name for kind, name in _LIST_NAMES.items() if kind in walk.lists_present]
    return " and ".join(lists)


def _of_order(request: AllocRequest, page_size: int) -> str:
    if request.order == 0:
        return "free page"
    return f"free block of {show_bytes(page_size << request.order)} (order {request.order}) or larger"


def _no_block(walk: ZoneWalk, zone: Zone, request: AllocRequest, page_size: int) -> str:
    areas = (zone.free_areas or ())[request.order :]
    listed = frozenset().union(*(area.types or frozenset() for area in areas if area.nr_free))
    elsewhere = _blocks_elsewhere(ZoneWalk(walk.index, walk.outcome, lists_present=listed))
    blocks = sum(area.nr_free or 0 for area in areas)
    known = walk.check is not None and not walk.unknown
    passes = f"passes the minimum ({_pass_numbers(walk.check)})" if walk.check and known else "may pass the minimum"
    if elsewhere:
        return (
            f"{passes}, but its {_count(blocks)} that size or larger {'belongs' if blocks == 1 else 'belong'} to"
            f" {elsewhere}, which this request may not use"
        )
    return f"{passes}, but has no {_of_order(request, page_size)}; {_free_words(zone, page_size)} in smaller ones"


def _count(blocks: int) -> str:
    return "1 block of" if blocks == 1 else f"{blocks:,} blocks of"


def _nothing_to_take(walk: ZoneWalk, zone: Zone, request: AllocRequest, page_size: int) -> str:
    assert walk.check is not None
    elsewhere = _blocks_elsewhere(walk)
    passes = f"passes the watermark ({_pass_numbers(walk.check)})"
    if elsewhere:
        return (
            f"{passes}, yet holds nothing that this request may take: what is free of order"
            f" {request.order} or above belongs to"
            f" {elsewhere}"
        )
    return f"{passes}, yet holds no {_of_order(request, page_size)}"


def _passed(walk: ZoneWalk, request: AllocRequest, page_size: int) -> str:
    check = walk.check
    assert check is not None
    numbers = _pass_numbers(check)
    if check.steps and not _step(check, StepKind.NO_WATERMARKS):
        left, minimum = check.steps[-1]
        numbers += f", after the last step {number(left)} > {number(minimum)}"
    where = ""
    if walk.taken_order is not None:
        where = (
            f", and a block of order {walk.taken_order} ({show_bytes(page_size << walk.taken_order)}) is there to take"
        )
    return f"would serve it: {numbers}{where}"


FIELD_NAMES = {
    "free": "free",
    "min": "min",
    "low": "low",
    "high": "high",
    "boost": "boost",
    "free_cma": "free_cma",
    "reserved_highatomic": "reserved_highatomic",
    "free_highatomic": "free_highatomic",
    "lowmem_reserve": "lowmem_reserve",
    "nr_free": "the count of order {0}",
    "types": "the lists of order {0}",
}
_ADDITIVE = ("lowmem_reserve", "free_cma", "reserved_highatomic", "free_highatomic")


def field_words(field: ReadField) -> str:
    """A field's name for reading."""
    order = field[1] if len(field) == 2 else ""
    return FIELD_NAMES.get(field[0], field[0]).format(order)


def _undecided(walk: ZoneWalk, zone: Zone, request: AllocRequest, page_size: int) -> str:
    check, harshest = walk.check, walk.harshest
    assert check is not None
    names = list(dict.fromkeys(field_words(field) for field in walk.unknown))
    fields = " and ".join(names[:3]) + (" and more" if len(names) > 3 else "")
    verb = "was" if len(names) == 1 else "were"
    words = f"can't be judged: {fields} {verb} not printed"
    slack = check.base_left - check.base_right - 1
    if len(walk.unknown) == 1 and walk.unknown[0][0] in _ADDITIVE and 0 <= slack < ENORMOUS // 2:
        return f"{words}; it passes only while that is at most {slack + _kindest_part(check, walk.unknown[0]):,} pages"
    ends = () if harshest is None else (harshest.base_left, check.base_left, check.base_right)
    if harshest is not None and harshest is not check and max(map(abs, ends)) < ENORMOUS // 2:
        return (
            f"{words}; the pages left lie between {number(harshest.base_left)} and"
            f" {number(check.base_left)} against {number(check.base_right)}"
        )
    return words


def _kindest_part(check: WatermarkCheck, field: ReadField) -> int:
    """How much of the unknown figure the kindest check has counted already."""
    step = next((step for step in check.trace if field in step.reads), None)
    return abs(step.pages or 0) if step else 0

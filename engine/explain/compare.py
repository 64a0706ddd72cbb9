"""What differs between two analyses: zones, blocks, request, rules, verdict?"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import zip_longest

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.kernels.layout import zone_rank
from engine.model.report import Key
from engine.model.request import AllocRequest
from engine.model.trace import FailedAt
from engine.model.zone import FreeArea, MigrateType, Zone

Shown = int | str | None

_FIELDS = (
    "free",
    "min",
    "low",
    "high",
    "boost",
    "present",
    "managed",
    "free_cma",
    "reserved_highatomic",
    "free_highatomic",
    "free_pcp",
    "unaccepted",
)


@dataclass(frozen=True, slots=True)
class Difference:
    """One value that differs; None is not printed. `key` names it in the second analysis, or in the first where the
    zone is only there. Counts are pages, of `nr_free` blocks.
    """

    key: Key
    what: str
    before: Shown
    after: Shown

    @property
    def change(self) -> int | None:
        """By how much it grew; None unless both are numbers."""
        if isinstance(self.before, int) and isinstance(self.after, int):
            return self.after - self.before
        return None


@dataclass(frozen=True, slots=True)
class ZonePair:
    """One zone in both: the same title at the same place among those of that title; None where one lacks it."""

    title: str
    before: ZoneAnswer | None
    after: ZoneAnswer | None
    differences: tuple[Difference, ...]

    @property
    def verdict_changed(self) -> bool:
        """Whether the zone ends otherwise, or is in one of them only."""
        if self.before is None or self.after is None:
            return True
        return self.before.outcome is not self.after.outcome or self.before.walk.failed_at != self.after.walk.failed_at


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two analyses side by side. `sentence` says what it comes to."""

    before: Analysis
    after: Analysis
    request: tuple[Difference, ...]
    zones: tuple[ZonePair, ...]
    sentence: str

    @property
    def same(self) -> bool:
        """Whether nothing differs."""
        return not self.request and not any(pair.differences or pair.verdict_changed for pair in self.zones)


def compare(before: Analysis, after: Analysis) -> Comparison:
    """The differences from one analysis to another, of two reports or of one before and after edits."""
    pairs = tuple(_pairs(before, after))
    request = tuple(_request(before, after))
    return Comparison(before, after, request, pairs, _sentence(before, after, request, pairs))


def counterpart(analysis: Analysis, zone_index: int, other: Analysis) -> ZoneAnswer | None:
    """The zone of another analysis that a zone is compared with: of the same title, at the same place among those."""
    title = analysis.zones[zone_index].zone.title
    place = sum(zone.zone.title == title for zone in analysis.zones[:zone_index])
    alike = [zone for zone in other.zones if zone.zone.title == title]
    return alike[place] if place < len(alike) else None


def end_words(answer: ZoneAnswer) -> str:
    """How a zone ended, in a few words: "refuses: no block"; a step of the halving loop is told by its order."""
    failed = answer.walk.failed_at
    if failed is None:
        return _ENDS[answer.outcome]
    return f"refuses: {_REFUSED[failed] if isinstance(failed, FailedAt) else f'step {failed}'}"


_ENDS = {
    ZoneOutcome.PASS: "passes",
    ZoneOutcome.FAIL: "refuses",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not a candidate",
}
_REFUSED = {
    FailedAt.BASE: "minimum",
    FailedAt.NO_BLOCK: "no block",
    FailedAt.REMOVAL: "nothing to take",
}


# ---- what was asked


def _of_request(get: Callable[[AllocRequest], Shown]) -> Callable[[Analysis], Shown]:
    return lambda analysis: None if analysis.scenario.request is None else get(analysis.scenario.request)


def _nodes(nodes: frozenset[int] | None) -> str:
    return "all" if nodes is None else ",".join(map(str, sorted(nodes)))


def _task(request: AllocRequest) -> str:
    told = {"real-time": request.task.rt_task, "interrupt": request.task.in_interrupt}
    return ", ".join(name for name, on in (told | {"PF_MEMALLOC": request.task.pf_memalloc}).items() if on) or "usual"


def _mode(analysis: Analysis) -> Shown:
    request = analysis.request
    return None if request is None else "|".join(request.gfp_flags) or f"{request.gfp_mask:#x}"


_QUESTION: tuple[tuple[Key, str, Callable[[Analysis], Shown]], ...] = (
    (("kernel", "release"), "kernel", lambda analysis: analysis.scenario.kernel.release),
    (("rules",), "rules", lambda analysis: analysis.rules.rules.label),
    (("request", "order"), "order", _of_request(lambda request: request.order)),
    (("request", "gfp_mask"), "mode", _mode),
    (("request", "mark"), "mark", _of_request(lambda request: request.mark.value)),
    (("request", "nodemask"), "nodemask", _of_request(lambda request: _nodes(request.nodemask))),
    (("request", "mems_allowed"), "cpuset", _of_request(lambda request: _nodes(request.mems_allowed))),
    (("request", "task"), "task", _of_request(_task)),
    (("page_size",), "page size", lambda analysis: analysis.scenario.page_size),
)
"""What was asked, and by whose rules: the key, what it is called, and how it is shown (the page size in bytes)."""


_BESIDES = frozenset({"mark", "nodemask", "cpuset", "task"})
"""What a request has besides; where one side asked for nothing, order and mode say so."""


def _request(before: Analysis, after: Analysis) -> Iterator[Difference]:
    left_out = _BESIDES if None in (before.scenario.request, after.scenario.request) else frozenset()
    for key, what, get in _QUESTION:
        if what not in left_out and get(before) != get(after):
            yield Difference(key, what, get(before), get(after))


# ---- zones


def _pairs(before: Analysis, after: Analysis) -> Iterator[ZonePair]:
    titles = dict.fromkeys([zone.zone.title for zone in (*after.zones, *before.zones)])
    ranked = sorted(titles, key=lambda title: _place(title, before, after))
    for title in ranked:
        old = [zone for zone in before.zones if zone.zone.title == title]
        new = [zone for zone in after.zones if zone.zone.title == title]
        for one, other in zip_longest(old, new):
            yield ZonePair(title, one, other, tuple(_zone(one, other)))


def _place(title: str, before: Analysis, after: Analysis) -> tuple[int, int]:
    zone = next(zone.zone for zone in (*after.zones, *before.zones) if zone.zone.title == title)
    return (-1 if zone.node is None else zone.node, zone_rank(zone.name))


def _zone(before: ZoneAnswer | None, after: ZoneAnswer | None) -> Iterator[Difference]:
    if before is None or after is None:
        return
    index, old, new = after.index, before.zone, after.zone
    for field in _FIELDS:
        if getattr(old, field) != getattr(new, field):
            yield Difference(("zone", index, field), field, getattr(old, field), getattr(new, field))
    for place, (one, other) in enumerate(zip_longest(old.lowmem_reserve or (), new.lowmem_reserve or ())):
        if one != other:
            key: Key = ("zone", index, "lowmem_reserve", place)
            yield Difference(key, f"lowmem_reserve[{place}]", one, other)
    yield from _blocks(index, old, new)


def _blocks(index: int, old: Zone, new: Zone) -> Iterator[Difference]:
    for order, (one, other) in enumerate(zip_longest(old.free_areas or (), new.free_areas or ())):
        counts = (None if one is None else one.nr_free, None if other is None else other.nr_free)
        if counts[0] != counts[1]:
            yield Difference(("zone", index, "nr_free", order), f"blocks of order {order}", *counts)
        elif counts[0] != 0 and one is not None and other is not None and one.types != other.types:
            yield Difference(("zone", index, "types", order), f"lists of order {order}", _lists(one), _lists(other))


def _lists(area: FreeArea) -> str | None:
    """The letters in the order in which the kernel prints them; None where it printed none."""
    if area.types is None:
        return None
    return "".join(kind.value for kind in MigrateType if kind in area.types) or "none"


# ---- what it comes to


def _sentence(before: Analysis, after: Analysis, request: tuple[Difference, ...], pairs: tuple[ZonePair, ...]) -> str:
    count = sum(len(pair.differences) for pair in pairs)
    ends = before.outcome, after.outcome
    if not request and not count and ends[0] is ends[1] and not any(pair.verdict_changed for pair in pairs):
        return f"Nothing differs: request, rules, zones and blocks are the same; both are {_END[ends[0]]}."
    if ends[0] is ends[1]:
        parts = [f"Both end alike: {_END[ends[0]]}"]
    else:
        parts = [f"The first is {_END[ends[0]]}, the second {_END[ends[1]]}"]
    parts += _zone_parts(pairs)
    if request:
        parts.append(f"they differ in {', '.join(one.what for one in request)}")
    values = "value of the zones differs" if count == 1 else "values of the zones differ"
    parts.append(f"{count:,} {values}" if count else "no value of the zones differs")
    return f"{'; '.join(parts)}."


def _zone_parts(pairs: tuple[ZonePair, ...]) -> Iterator[str]:
    told = (
        ("{} ended otherwise", [one for one in pairs if one.verdict_changed and one.before and one.after]),
        ("only the first has {}", [one for one in pairs if one.after is None]),
        ("only the second has {}", [one for one in pairs if one.before is None]),
    )
    for words, found in told:
        if found:
            names = ", ".join(pair.title for pair in found[:_MOST_NAMED])
            yield words.format(names if len(found) <= _MOST_NAMED else f"{names} and {len(found) - _MOST_NAMED} more")


_MOST_NAMED = 3
_END = {
    Outcome.REFUSED: "refused",
    Outcome.WOULD_PASS: "served on these numbers",
    Outcome.UNDECIDED: "undecided",
    Outcome.NOT_APPLICABLE: "not a matter of zones",
}

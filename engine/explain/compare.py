"""What differs between two analyses: zones, blocks, request, rules, verdict?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest

from engine.explain.analysis import Analysis, ZoneAnswer
from engine.kernels.layout import zone_rank
from engine.model.report import Key
from engine.model.zone import Zone

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


def _request(before: Analysis, after: Analysis) -> Iterator[Difference]:
    rows: tuple[tuple[Key, str, Shown, Shown], ...] = (
        (("kernel", "release"), "kernel", before.scenario.kernel.release, after.scenario.kernel.release),
        (("rules",), "rules", before.rules.rules.label, after.rules.rules.label),
        (("request", "order"), "order", _order(before), _order(after)),
        (("request", "gfp_mask"), "mode", _flags(before), _flags(after)),
        (("page_size",), "page size", before.scenario.page_size, after.scenario.page_size),
    )
    for key, what, old, new in rows:
        if old != new:
            yield Difference(key, what, old, new)


def _order(analysis: Analysis) -> int | None:
    return None if analysis.request is None else analysis.request.order


def _flags(analysis: Analysis) -> str | None:
    return None if analysis.request is None else "|".join(analysis.request.gfp_flags)


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
        elif one is not None and other is not None and one.types != other.types:
            letters = ["".join(sorted(kind.value for kind in area.types or ())) for area in (one, other)]
            yield Difference(("zone", index, "types", order), f"lists of order {order}", letters[0], letters[1])


def _sentence(before: Analysis, after: Analysis, request: tuple[Difference, ...], pairs: tuple[ZonePair, ...]) -> str:
    if before.outcome is after.outcome:
        verdict = f"Both end alike: {_END[after.outcome.value]}"
    else:
        verdict = f"The first is {_END[before.outcome.value]}, the second {_END[after.outcome.value]}"
    changed = [pair.title for pair in pairs if pair.verdict_changed]
    told = f"; {', '.join(changed[:3])}{' and more' if len(changed) > 3 else ''} ended otherwise" if changed else ""
    asked = f"; they differ in {', '.join(one.what for one in request)}" if request else ""
    count = sum(len(pair.differences) for pair in pairs)
    values = {0: "no value of the zones differs", 1: "1 value of the zones differs"}.get(
        count, f"{count:,} values of the zones differ"
    )
    return f"{verdict}{told}{asked}; {values}."


_END = {
    "refused": "refused",
    "would_pass": "served on these numbers",
    "undecided": "undecided",
    "not_applicable": "not a matter of zones",
}

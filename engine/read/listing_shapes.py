"""Which listings have the very lines of sound ones before? All their figures are taken by one match.

The reports of one machine differ in their figures only. What has come often enough becomes a pattern, in which only
figures and the letters of the free lists may change; whatever else differs is read line by line.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Hashable, Iterator, Sequence
from operator import lshift
from typing import NamedTuple

from engine.model.scenario import Trait
from engine.read.lines import Line, UsualLine
from engine.read.listing import BLOCKS, FIELD, NUMBER, PAIR, TOTAL, Listing
from engine.read.pattern import blanks
from engine.read.prefix import DAEMON, usual_end
from engine.read.zone_draft import ZoneDraft

_OFTEN = 8
"""Listings alike before their pattern is made: that takes as long as to read some thirty line by line."""
_MOST_SHAPES = 16
_MOST_LINES = 400
_MOST_COUNTED = 256
_FIGURE = "[0-9]{1,18}"
_CATCH = f"({_FIGURE})"
_STAMP = re.compile(r"\[[\x20]*[0-9]+\.[0-9]+\]")
_LEFT = re.compile(r"((?<=:)\x20*[0-9]+(?=[kK]B|[,\s]|$)|(?<=CPU)\x20+[0-9]+(?=:))")
"""Figures that are not taken, where the kernel prints one."""
_YES_OR_NO = re.compile(r"(?<=all_unreclaimable\\[?]\\ )(?:yes|no)\b")


class _Part(NamedTuple):
    """One line: its kind, the groups that it gives, the names of their figures, and of which zone it is."""

    kind: str
    groups: slice
    names: tuple[str, ...]
    zone: int
    unit_kb: int


class _Shape(NamedTuple):
    """All lines of a listing below its heading: what gives figures by line, what each line is used for."""

    pattern: re.Pattern[str]
    parts: tuple[tuple[int, _Part], ...]
    used: tuple[str, ...]
    keys: tuple[tuple[int | None, str], ...]
    traits: frozenset[Trait]


class ListingShapes:
    """The shapes that came often, the last one used first."""

    def __init__(self) -> None:
        self._shapes: list[_Shape] = []
        self._counted: Counter[Hashable] = Counter()

    def take(self, listing: Listing, number: int, raws: Sequence[str], index: int) -> int:
        """Give a listing that was just begun all its lines from an index on; how many, 0 if their shape is new."""
        if not self._shapes:
            return 0
        text = "\n".join(raws[index : index + _MOST_LINES]) + "\n"
        for place, shape in enumerate(self._shapes):
            found = shape.pattern.match(text)
            if found is not None:
                _fill(listing, shape, found.groups(""), number, raws[index : index + len(shape.used)])
                if place:
                    self._shapes.insert(0, self._shapes.pop(place))
                return len(shape.used)
        return 0

    def count(self, listing: Listing, number: int, raws: Sequence[str]) -> None:
        """Count a listing that was read line by line and found sound: its lines below the heading."""
        if not listing.complete() or len(raws) > _MOST_LINES or listing.tail_lines:
            return
        fields = tuple(tuple(zone.kb) for zone in listing.zones.values())
        alike = len(raws), tuple(listing.zones), fields, tuple(listing.totals), frozenset(listing.traits)
        if len(self._counted) == _MOST_COUNTED and alike not in self._counted:
            return
        self._counted[alike] += 1
        if self._counted[alike] == _OFTEN:
            shape = _shape_of(listing, number, raws)
            if shape is not None:
                self._shapes = [shape, *self._shapes[: _MOST_SHAPES - 1]]


def _fill(listing: Listing, shape: _Shape, groups: Sequence[str], number: int, raws: Sequence[str]) -> None:
    zones = [ZoneDraft(key) for key in shape.keys]
    for at, part in shape.parts:
        line = UsualLine(number + at, raws[at])
        figures = groups[part.groups]
        _TAKE[part.kind](listing, zones[part.zone], part, line, figures)
    listing.zones.update(zip(shape.keys, zones, strict=True))
    listing.traits.update(shape.traits)
    listing.used.update(zip(range(number, number + len(raws)), shape.used, strict=True))
    listing.last = number + len(raws) - 1


def _take_totals(listing: Listing, _: ZoneDraft, part: _Part, line: Line, figures: Sequence[str]) -> None:
    listing.totals.update(zip(part.names, map(int, figures), strict=True))
    listing.total_lines.append(line)


def _take_zone(_: Listing, zone: ZoneDraft, part: _Part, line: Line, figures: Sequence[str]) -> None:
    zone.line = line
    zone.kb = dict(zip(part.names, map(int, figures), strict=True))


def _take_reserve(_: Listing, zone: ZoneDraft, part: _Part, line: Line, figures: Sequence[str]) -> None:
    zone.reserve_line = line
    zone.reserve = tuple(map(int, figures)) or None


def _take_buddy(_: Listing, zone: ZoneDraft, part: _Part, line: Line, figures: Sequence[str]) -> None:
    zone.buddy_line = line
    zone.counts = counts = tuple(map(int, figures[:-1:2]))
    zone.letters = tuple(figures[1:-1:2])
    zone.unit_kb = part.unit_kb
    zone.listed_kb = sum(map(lshift, counts, range(len(counts)))) * part.unit_kb
    zone.total_kb = int(figures[-1])


def _take_empty(_: Listing, zone: ZoneDraft, part: _Part, line: Line, figures: Sequence[str]) -> None:
    zone.buddy_line, zone.empty = line, True


_TAKE: dict[str, Callable[[Listing, ZoneDraft, _Part, Line, Sequence[str]], None]] = {
    "totals": _take_totals,
    "zone": _take_zone,
    "reserve": _take_reserve,
    "buddy": _take_buddy,
    "empty": _take_empty,
}


def _shape_of(listing: Listing, number: int, raws: Sequence[str]) -> _Shape | None:
    """The shape of a listing's lines; None if one of them is not as most are."""
    prefix = _prefix_of(raws[0])
    zones = list(listing.zones.values())
    roles = dict(_roles(listing, zones))
    parts: list[tuple[int, _Part]] = []
    patterns: list[str] = []
    groups = 0
    for at, raw in enumerate(raws):
        text = UsualLine(number + at, raw).text
        kind, zone = roles.get(number + at, (_WITHOUT_FIGURES.get(listing.used.get(number + at, ""), ""), 0))
        if kind not in _CAUGHT:
            return None
        caught = list(_CAUGHT[kind](text, zones[zone]))
        patterns.append(prefix + _pattern(text, caught))
        if number + at in roles:
            end = groups + sum(catch.groups for catch in caught)
            names = tuple([catch.name for catch in caught])
            parts.append((at, _Part(kind, slice(groups, end), names, zone, zones[zone].unit_kb)))
            groups = end
    pattern = re.compile("\n".join(patterns) + "\n")
    if pattern.match("\n".join(raws) + "\n") is None:
        return None
    used = tuple([listing.used[number + at] for at in range(len(raws))])
    return _Shape(pattern, tuple(parts), used, tuple(listing.zones), frozenset(listing.traits))


def _prefix_of(raw: str) -> str:
    """The pattern of what stands before the kernel's words, a part of what USUAL takes."""
    before = raw[: usual_end(raw)]
    stamp = r" ?\[ ?\d+\.\d+\]" if _STAMP.search(before) else ""
    return blanks((DAEMON if "kernel:" in before else "") + stamp + " ?")


def _roles(listing: Listing, zones: Sequence[ZoneDraft]) -> Iterator[tuple[int, tuple[str, int]]]:
    """By line, which figures it gives and of which zone."""
    for line in listing.total_lines:
        yield line.number, ("totals", 0)
    for index, zone in enumerate(zones):
        buddy = "empty" if zone.empty else "buddy"
        for kind, of_zone in (("zone", zone.line), ("reserve", zone.reserve_line), (buddy, zone.buddy_line)):
            if of_zone is not None:
                yield of_zone.number, (kind, index)


class _Catch(NamedTuple):
    """A part of a line from which figures are taken."""

    start: int
    end: int
    pattern: str
    groups: int = 1
    name: str = ""


def _pattern(text: str, caught: Sequence[_Catch]) -> str:
    parts: list[str] = []
    end = 0
    for catch in caught:
        parts += [_literal(text[end : catch.start]), catch.pattern]
        end = catch.end
    return "".join([*parts, _literal(text[end:])])


def _literal(text: str) -> str:
    """The text as it is, but for figures and for the one word that changes."""
    parts = [rf"\x20*{_FIGURE}" if place % 2 else re.escape(part) for place, part in enumerate(_LEFT.split(text))]
    return _YES_OR_NO.sub("(?:yes|no)", "".join(parts))


def _of_totals(text: str, _: ZoneDraft) -> Iterator[_Catch]:
    for pair in PAIR.finditer(text):
        yield _Catch(*pair.span(2), _CATCH, 1, pair[1])


def _of_zone(text: str, zone: ZoneDraft) -> Iterator[_Catch]:
    for field in FIELD.finditer(text):
        if field[1] in zone.kb:
            yield _Catch(*field.span(2), _CATCH, 1, field[1])


def _of_reserve(text: str, _: ZoneDraft) -> Iterator[_Catch]:
    for figure in NUMBER.finditer(text, text.index(":") + 1):
        yield _Catch(*figure.span(), _CATCH)


def _of_buddy(text: str, _: ZoneDraft) -> Iterator[_Catch]:
    for blocks in BLOCKS.finditer(text):
        yield _Catch(*blocks.span(), rf"{_CATCH}[*]{blocks[2]}kB(?: [(]([A-Z]+)[)])?", 2)
    total = TOTAL.search(text)
    if total is not None:
        yield _Catch(*total.span(1), _CATCH)


def _of_none(text: str, _: ZoneDraft) -> Iterator[_Catch]:
    yield from ()


_WITHOUT_FIGURES = {"node": "node", "totals": "percpu"}
_CAUGHT: dict[str, Callable[[str, ZoneDraft], Iterator[_Catch]]] = {
    "totals": _of_totals,
    "zone": _of_zone,
    "reserve": _of_reserve,
    "buddy": _of_buddy,
    "empty": _of_none,
    "node": _of_none,
    "percpu": _of_none,
}

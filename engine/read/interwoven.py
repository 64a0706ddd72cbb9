"""Which of two listings that were printed into each other line by line is a line of, where no stamp tells?

Both listings have the same lines in the same order: of each there are two. Where the first listing's next line comes
before the second listing's last one, no other way is possible. Where both wait for each other, the sums decide: what a
zone has free: is the total of its blocks, and all zones together have what the totals say. What is the same in both
needs no decision. Unless all figures of zones and blocks are sure, nothing is changed; nor where one event stands above
that either may be of.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise, product
from typing import NamedTuple

from engine.read.events import EVENTS
from engine.read.field_names import ZONE_FIELDS
from engine.read.kinds import kind_match
from engine.read.listing import FIELD, PAIR, TOTAL
from engine.read.mend import SOUND
from engine.read.origins import Change, Repair, Span
from engine.read.prefix import prefix_end

_LONGEST = 4000
"""Lines that two listings may have together."""
_LONGEST_TAIL = 60
_MOST_GROUPS = 8
_MOST_WAYS = 4000
_SLOTS = frozenset({"meminfo", "totals", "node", "zone", "buddy", "tail"})
_SURE = frozenset({"zone", "buddy"})
_NOT_INSIDE = frozenset({"process", "trace", "frame", "nodename"})
_DIGITS = re.compile(r"(?<!Node )(?<!size=)(?<!\d)\d+")
_TOLD = "two listings that were printed into each other were put apart by the order and the sums of their lines"
_DROPPED = "of two listings that were printed into each other these lines may be of either; they were left unread"

Key = tuple[str, str]


class _Line(NamedTuple):
    """One line: where it stands with its end, what it begins, and its text behind the prefix."""

    start: int
    end: int
    kind: str
    text: str


class _Slot(NamedTuple):
    """A place in both listings: the index of the line that comes first, and of the other."""

    key: Key
    first: int
    second: int


def apart_by_order(text: str) -> Change | None:
    """The text with the two listings one after the other, if that can be in one way only."""
    if text.count("Mem-") < 2:
        return None
    lines = list(_lines(text))
    span = _woven(lines)
    if span is None or not _is_apart(lines, span):
        return None
    slots = _slots(lines, span)
    reserves = None if slots is None else _reserves(lines, span, slots)
    if slots is None or reserves is None:
        return None
    turned = _turned(lines, slots)
    return None if turned is None else _change(text, lines, span, slots, turned, reserves)


def _lines(text: str) -> Iterator[_Line]:
    start = 0
    while start < len(text):
        end = text.find("\n", start) + 1 or len(text)
        raw = text[start:end]
        words = raw[prefix_end(raw) :].rstrip()
        found = kind_match(words)
        yield _Line(start, end, "" if found is None else found.lastgroup or "", words)
        start = end


def _woven(lines: Sequence[_Line]) -> tuple[int, int] | None:
    """The lines from the first heading to the last line of two listings of which one begins in the other."""
    headings = [index for index, line in enumerate(lines) if line.kind == "meminfo"]
    buddies = [index for index, line in enumerate(lines) if line.kind == "buddy"]
    for first, second in pairwise(headings):
        at = bisect_right(buddies, first)
        if at < len(buddies) and second < buddies[at]:
            last = _last_buddy(lines, buddies[at : at + _LONGEST])
            ends = (index for index in range(last + 1, len(lines)) if lines[index].kind not in ("tail", ""))
            return first, min(next(ends, len(lines)), last + _LONGEST_TAIL, first + _LONGEST)
    return None


def _last_buddy(lines: Sequence[_Line], buddies: Sequence[int]) -> int:
    """The last of the free blocks of two listings: each zone's second line."""
    seen: Counter[str] = Counter()
    last = buddies[0]
    for index in buddies:
        name = _name(lines[index])
        seen[name] += 1
        if seen[name] > 2:
            break
        last = index
    return last


def _is_apart(lines: Sequence[_Line], span: tuple[int, int]) -> bool:
    """Whether the listings are not mixed with what is above them, nor taken for that of the one event there."""
    if any(line.kind in _NOT_INSIDE or _is_header(line) for line in lines[slice(*span)]):
        return False
    waiting = 0
    for line in lines[: span[0]]:
        waiting = 0 if line.kind == "meminfo" else waiting + _is_header(line)
    return waiting != 1


def _is_header(line: _Line) -> bool:
    return any(word in line.text for row in EVENTS if not row.prelude for word in row.words)


def _name(line: _Line) -> str:
    return re.split(r" free:|:", line.text, maxsplit=1)[0]


def _key(line: _Line) -> Key:
    if line.kind in _SURE:
        return line.kind, _name(line)
    if line.kind == "totals":
        return "totals", " ".join(name for name, _ in PAIR.findall(line.text))
    return line.kind, line.text.partition(" active_anon:")[0] if line.kind == "node" else _DIGITS.sub("#", line.text)


def _slots(lines: Sequence[_Line], span: tuple[int, int]) -> list[_Slot] | None:
    """The places of both listings in their order; None if a line is not there twice, not whole, or out of order."""
    found: dict[Key, list[int]] = {}
    for index in range(*span):
        line = lines[index]
        if line.kind in _SURE and not _is_whole(line):
            return None
        if line.kind in _SLOTS:
            found.setdefault(_key(line), []).append(index)
    sure = {key: group for key, group in found.items() if key[0] != "tail" or len(group) == 2}
    if any(len(group) != 2 for group in sure.values()):
        return None
    slots = [_Slot(key, *group) for key, group in sure.items()]
    names = [{key[1] for key in sure if key[0] == kind} for kind in ("zone", "buddy")]
    in_order = all(one.second < other.second for one, other in pairwise(slots))
    return slots if names[0] and names[0] == names[1] and in_order else None


def _is_whole(line: _Line) -> bool:
    return SOUND[line.kind].fullmatch(line.text) is not None and (
        line.kind == "zone" or line.text.endswith("empty") or TOTAL.search(line.text) is not None
    )


def _reserves(lines: Sequence[_Line], span: tuple[int, int], slots: Sequence[_Slot]) -> dict[int, int] | None:
    """The reserve's line below each line of a zone, by index; None if the listings don't have the same ones."""
    found = [index for index in range(*span) if lines[index].kind == "reserve"]
    zones = [slot for slot in slots if slot.key[0] == "zone"]
    if not found:
        return {}
    ways = list(_ways(lines, found, zones)) if len(found) == 2 * len(zones) else []
    if len({tuple(lines[index].text for index in firsts) for firsts, _ in ways}) != 1 or not ways[0][0]:
        return None
    below: dict[int, int] = {}
    for slot, one, other in zip(zones, *ways[0], strict=True):
        below[slot.first], below[slot.second] = one, other
    return below


def _ways(
    lines: Sequence[_Line], found: Sequence[int], zones: Sequence[_Slot]
) -> Iterator[tuple[tuple[int, ...], tuple[int, ...]]]:
    """All ways in which reserves' lines are of the zones: those that come first, and the others, which are the same."""
    waiting: list[tuple[tuple[int, ...], tuple[int, ...]]] = [((), ())]
    for _ in range(_MOST_WAYS):
        if not waiting:
            return
        firsts, others = waiting.pop()
        at = len(firsts) + len(others)
        if at == len(found):
            yield firsts, others
            continue
        index = found[at]
        if len(firsts) < len(zones) and index > zones[len(firsts)].first:
            waiting.append(((*firsts, index), others))
        again = len(others)
        if again < len(firsts) and index > zones[again].second and lines[index].text == lines[firsts[again]].text:
            waiting.append((firsts, (*others, index)))
    yield (), ()  # too many to look at all: none is certain


def _turned(lines: Sequence[_Line], slots: Sequence[_Slot]) -> dict[Key, bool | None] | None:
    """Of each place whether the line that comes first is of the second listing, None where it is not certain.

    None for all if it is not certain of a zone's line or of its blocks, where these differ.
    """
    groups = _Groups(slot.key for slot in slots)
    by_key = {slot.key: slot for slot in slots}
    for one, other in pairwise(slots):
        if other.first < one.second:
            groups.link(one.key, other.key, turned=False)
    for name in [slot.key[1] for slot in slots if slot.key[0] == "zone"]:
        _link_by_total(lines, by_key["zone", name], by_key["buddy", name], groups)
    if groups.is_broken():
        return None
    decides = [
        slot for slot in slots if slot.key[0] in _SURE and _figures(lines[slot.first]) != _figures(lines[slot.second])
    ]
    roots = list(dict.fromkeys(groups.root(slot.key)[0] for slot in decides))
    if roots and not _link_by_sums(lines, slots, groups, roots) and len(roots) > 1:
        return None
    if groups.is_broken():
        return None
    anchor = groups.root(decides[0].key) if decides else None
    turned: dict[Key, bool | None] = {}
    for slot in slots:
        root, parity = groups.root(slot.key)
        alike = _figures(lines[slot.first]) == _figures(lines[slot.second])
        sure = anchor is not None and root == anchor[0]
        turned[slot.key] = (parity != anchor[1]) if anchor is not None and sure else False if alike else None
    return turned


def _figures(line: _Line) -> object:
    """What is read of a line: two that agree in it are the same."""
    if line.kind == "zone":
        return {name: figure for name, figure, _ in FIELD.findall(line.text) if name in ZONE_FIELDS}
    return None if line.kind == "node" else line.text.split()


def _free_kb(line: _Line) -> int:
    return next((int(figure[:18]) for name, figure, _ in FIELD.findall(line.text) if name == "free"), -1)


def _total_kb(line: _Line) -> int:
    found = TOTAL.search(line.text)
    return 0 if found is None else int(found[1][:18])


def _link_by_total(lines: Sequence[_Line], zone: _Slot, buddy: _Slot, groups: _Groups) -> None:
    """What a zone's free: and the totals of its blocks tell."""
    free = _free_kb(lines[zone.first]), _free_kb(lines[zone.second])
    total = _total_kb(lines[buddy.first]), _total_kb(lines[buddy.second])
    if free[0] != free[1] and free in (total, total[::-1]):
        groups.link(zone.key, buddy.key, turned=free != total)


def _link_by_sums(lines: Sequence[_Line], slots: Sequence[_Slot], groups: _Groups, roots: Sequence[Key]) -> bool:
    """Link the groups, and the totals, in the one way in which each listing's zones have as much free as these say."""
    totals = next((slot for slot in slots if slot.key[0] == "totals" and "free" in slot.key[1].split()), None)
    unit_kb = next((_unit_kb(lines[slot.first]) for slot in slots if slot.key[0] == "buddy"), 0)
    if totals is None or not unit_kb or len(roots) > _MOST_GROUPS:
        return False
    wanted = sorted(_free_pages(lines[index]) * unit_kb for index in (totals.first, totals.second))
    zones = [slot for slot in slots if slot.key[0] == "zone"]
    if wanted[0] == wanted[1]:
        return False
    ways = [
        way
        for rest in product((False, True), repeat=len(roots) - 1)
        if sorted(_sums(lines, zones, groups, dict(zip(roots, (False, *rest), strict=True)))) == wanted
        for way in (rest,)
    ]
    if len(ways) != 1:
        return False
    turns = dict(zip(roots, (False, *ways[0]), strict=True))
    above = _free_pages(lines[totals.first]) * unit_kb != _sums(lines, zones, groups, turns)[0]
    for root, turn in turns.items():
        groups.link(roots[0], root, turned=turn)
    groups.link(roots[0], totals.key, turned=above)
    return not groups.is_broken()


def _sums(
    lines: Sequence[_Line], zones: Iterable[_Slot], groups: _Groups, turns: Mapping[Key, bool]
) -> tuple[int, int]:
    sums = [0, 0]
    for zone in zones:
        root, parity = groups.root(zone.key)
        turned = parity != turns.get(root, False)
        sums[turned] += _free_kb(lines[zone.first])
        sums[not turned] += _free_kb(lines[zone.second])
    return sums[0], sums[1]


def _unit_kb(line: _Line) -> int:
    found = re.search(r": \d+\*(\d{1,6})kB", line.text)
    return 0 if found is None else int(found[1])


def _free_pages(line: _Line) -> int:
    return next((int(figure) for name, figure in PAIR.findall(line.text[:400]) if name == "free"), -1)


class _Groups:
    """Places whose lines go together, each with whether it is turned against its group's root."""

    def __init__(self, keys: Iterable[Key]) -> None:
        self._broken = False
        self._above: dict[Key, tuple[Key, bool]] = {key: (key, False) for key in keys}

    def is_broken(self) -> bool:
        """Whether something was said that can't be."""
        return self._broken

    def root(self, key: Key) -> tuple[Key, bool]:
        turned = False
        while self._above[key][0] != key:
            key, step = self._above[key]
            turned ^= step
        return key, turned

    def link(self, one: Key, other: Key, *, turned: bool) -> None:
        """Say that two places go together."""
        (root, parity), (far, opposite) = self.root(one), self.root(other)
        if root == far:
            self._broken = self._broken or (parity ^ opposite) != turned
        else:
            self._above[far] = root, parity ^ opposite ^ turned


def _change(
    text: str,
    lines: Sequence[_Line],
    span: tuple[int, int],
    slots: Sequence[_Slot],
    turned: Mapping[Key, bool | None],
    reserves: Mapping[int, int],
) -> Change:
    listings: tuple[list[int], list[int]] = [], []
    dropped: list[int] = []
    for slot in slots:
        turn = turned[slot.key]
        if turn is None:
            dropped += [slot.first, slot.second]
            continue
        for listing, index in zip(
            listings, (slot.second, slot.first) if turn else (slot.first, slot.second), strict=True
        ):
            listing += [index, reserves[index]] if index in reserves else [index]
    taken = {*listings[0], *listings[1], *dropped}
    others = [index for index in range(*span) if index not in taken and lines[index].kind not in ("tail", "reserve")]
    before = [index for index in others if lines[index].kind == "percpu"]
    behind = [index for index in others if lines[index].kind != "percpu"]
    order = [
        *range(span[0]),
        *listings[0][:1],
        *before,
        *listings[0][1:],
        *listings[1],
        *behind,
        *range(span[1], len(lines)),
    ]
    spans: list[Span] = []
    for index in order:
        line = lines[index]
        spans.append(Span(line.start, line.end))
        if not text.endswith("\n", line.start, line.end):
            spans.append(Span(line.end, line.end, "\n"))
    repairs = [Repair(_TOLD, lines[span[0]].start)]
    if dropped:
        repairs.append(Repair(_DROPPED, lines[min(dropped)].start, len(dropped), doubtful=True))
    return Change(spans, repairs)

"""Is a state what a record says: list by list, count by count?"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from engine.buddy.history import History, Json
from engine.buddy.zone import BuddyZone

Wrong = tuple[str, str]
_UNCHANGED = (
    "zone",
    "nid",
    "idx",
    "name",
    "start_pfn",
    "spanned",
    "present",
    "managed",
    "wmark_min",
    "wmark_low",
    "wmark_high",
    "lowmem_reserve",
    "stat_threshold",
    "contiguous",
    "isolated",
    "not_in_zone",
    "reserved",
    "movable",
)
_FIGURES: dict[str, Callable[[BuddyZone], int]] = {
    "nr_free_pages": lambda zone: zone.free,
    "nr_free_pages_drift": lambda zone: zone.drift,
    "nr_free_cma": lambda zone: zone.free_cma,
    "cma_drift": lambda zone: zone.cma_drift,
    "watermark_boost": lambda zone: zone.boost,
    "nr_reserved_highatomic": lambda zone: zone.reserved_highatomic,
}
_CHANGES = ("free", "free_drift", "free_cma", "boost", "reserved_highatomic", "free_highatomic")
_PLACE = {name: place for place, name in enumerate(_CHANGES)}
_KNOWN_FLAGS = 0b101  # ZONE_BOOSTED_WATERMARK and ZONE_BELOW_HIGH come and go
_FREE_HIGHATOMIC = _PLACE["free_highatomic"]


def _figures(zone: BuddyZone) -> list[int]:
    return [zone.free, zone.drift, zone.free_cma, zone.boost, zone.reserved_highatomic, zone.free_highatomic]


class Recorded:
    """The state as the record tells it, change by change, beside the engine's."""

    def __init__(self, history: History) -> None:
        self.history, self.zones, self.types = history, history.zones, history.types
        self.counts = [_counts(zone) for zone in self.zones]
        self.waiting = {row["nid"]: row["kswapd_waiting"] for row in history.record["initial"]["nodes"]}
        self.block_types = [bytearray(zone.block_types) for zone in self.zones]
        self.figures = [_figures(zone) for zone in self.zones]
        self.counts_highatomic = any(row["nr_free_highatomic"] >= 0 for row in history.record["initial"]["zones"])

    def wrong_initial(self) -> Wrong | None:
        """What in the recorded initial state contradicts itself."""
        for zone, row in zip(self.zones, self.history.record["initial"]["zones"], strict=True):
            if zone.listed() != zone.free + zone.drift:
                return f"{zone.title}'s free pages {zone.free + zone.drift}", f"{zone.listed()} on its lists"
            wrong = self.wrong_shape(zone, row)
            if wrong is not None:
                return wrong
        return None

    def wrong_shape(self, zone: BuddyZone, row: Json) -> Wrong | None:
        """What in the recorded state of a zone does not fit what it spans, or the other zones."""
        blocks = ((zone.end - 1) >> zone.block_order) - (zone.first >> zone.block_order) + 1
        told = sum(many for _, many in row["pageblock_types"])
        if told != blocks:
            return f"{zone.title}'s {told} pageblocks", f"{blocks} in what it spans"
        if (row["nr_free_highatomic"] >= 0) is not self.counts_highatomic:
            return f"{zone.title}'s nr_free_highatomic {row['nr_free_highatomic']}", "otherwise in another zone"
        return None

    def wrong_change(self, changes: Json, pages: int) -> Wrong | None:
        """What the operation changed otherwise than the record says; the record's changes are kept.

        `pages` is how many more pages the lists should hold after it.
        """
        wrong: Wrong | None = None
        zones, types = self.zones, self.types
        for name, rows in changes.items():
            if name == "counts":
                for number, order, kind, blocks in rows:
                    code = (order + 1) << 3 | types[kind]
                    kept = self.counts[number]
                    pages -= (blocks - kept[code]) << order
                    kept[code] = blocks
                    zone = zones[number]
                    got = len(zone.heads[code]) + len(zone.tails[code])
                    if got != blocks and wrong is None:
                        wrong = f"{blocks} blocks of order {order} type {kind} in zone {number}", str(got)
            elif name == "types":
                wrong = self._wrong_types(rows) or wrong
            elif name == "kswapd_waiting":
                self._wakes(rows)
            else:
                place = _PLACE[name]
                for number, value in rows:
                    self.figures[number][place] = value
        if pages and wrong is None:
            wrong = "all counts that changed", f"{abs(pages)} pages {'more' if pages > 0 else 'less'} on the lists"
        return wrong or self._wrong_figures()

    def _wrong_figures(self) -> Wrong | None:
        for zone, told, types in zip(self.zones, self.figures, self.block_types, strict=True):
            if zone.block_types != types:
                return f"{zone.title}'s pageblock types as recorded since", "others"
            got = _figures(zone)
            if got == told:
                continue
            for name, place in _PLACE.items():
                if got[place] != told[place] and (place != _FREE_HIGHATOMIC or self.counts_highatomic):
                    return f"{name} {told[place]} in {zone.title}", str(got[place])
        return None

    def _wrong_types(self, rows: Sequence[Sequence[int]]) -> Wrong | None:
        wrong: Wrong | None = None
        for number, block, kind in rows:
            zone = self.zones[number]
            place = (zone.first >> zone.block_order) + block
            self.block_types[number][place] = self.types[kind]
            if zone.block_types[place] != self.types[kind]:
                wrong = f"type {kind} of pageblock {block} in zone {number}", f"type {zone.block_types[place]}"
        return wrong

    def _wakes(self, rows: Sequence[Sequence[int]]) -> None:
        for node, waiting in rows:
            self.waiting[node] = waiting
            (self.history.machine.awake.discard if waiting else self.history.machine.awake.add)(node)

    def wrong_counts(self) -> Wrong | None:
        """What changed without being recorded."""
        for number, zone in enumerate(self.zones):
            got, told = _counts(zone), self.counts[number]
            if got != told:
                code = next(code for code, count in enumerate(told) if got[code] != count)
                what = f"order {(code >> 3) - 1} type {self.types.index(code & 7)} in zone {number}"
                return f"{told[code]} blocks of {what}, as recorded since", str(got[code])
        return self._wrong_figures()


def _counts(zone: BuddyZone) -> list[int]:
    return [len(head) + len(tail) for head, tail in zip(zone.heads, zone.tails, strict=True)]


def wrong_final(history: History, recorded: Recorded) -> Wrong | None:
    """The first thing in the recorded final state that differs from the engine's."""
    initial, final = history.record["initial"], history.record["final"]
    if initial["zonelists"] != final["zonelists"]:
        return "the zone lists of the initial state", "others"
    waiting = {row["nid"]: row["kswapd_waiting"] for row in final["nodes"]}
    if waiting != recorded.waiting:
        return f"kswapd waiting {waiting}", f"{recorded.waiting}"
    rows = zip(history.zones, initial["zones"], final["zones"], strict=True)
    wrongs = (_wrong_zone(history, recorded, zone, before, after) for zone, before, after in rows)
    return next((wrong for wrong in wrongs if wrong is not None), None) or recorded.wrong_counts()


def _wrong_zone(history: History, recorded: Recorded, zone: BuddyZone, before: Json, after: Json) -> Wrong | None:
    for name in _UNCHANGED:
        if before[name] != after[name]:
            return f"{zone.title}'s {name} as before", "another"
    for name, read in _FIGURES.items():
        if after[name] != read(zone):
            return f"{zone.title}'s {name} {after[name]}", str(read(zone))
    if (before["zone_flags"] ^ after["zone_flags"]) & ~_KNOWN_FLAGS:
        return f"{zone.title}'s zone_flags as before", "another"
    if recorded.counts_highatomic and after["nr_free_highatomic"] != zone.free_highatomic:
        return f"{zone.title}'s nr_free_highatomic {after['nr_free_highatomic']}", str(zone.free_highatomic)
    wrong = recorded.wrong_shape(zone, after)
    if wrong is not None:
        return wrong
    lists = _lists(zone, history.types)
    told: dict[Any, Any] = {(order, kind): pfns for order, kind, pfns in after["free_lists"]}
    if lists != told:
        place = next(key for key in sorted(lists.keys() | told.keys()) if lists.get(key) != told.get(key))
        which = f"{zone.title}'s list of order {place[0]} type {place[1]}"
        return f"{which} {_short(told.get(place, []))}", _short(lists.get(place, []))
    if history.block_types(zone, after["pageblock_types"]) != zone.block_types:
        return f"{zone.title}'s pageblock types", "others"
    return None


def _lists(zone: BuddyZone, types: Sequence[int]) -> dict[tuple[int, int], list[int]]:
    base = zone.base
    return {
        ((code >> 3) - 1, types.index(code & 7)): [base + frame for frame in zone.blocks(code)] for code in zone.codes()
    }


def _short(pfns: Sequence[int]) -> str:
    return f"{list(pfns)}" if len(pfns) <= 8 else f"[{', '.join(map(str, pfns[:8]))}, … {len(pfns)} in all]"

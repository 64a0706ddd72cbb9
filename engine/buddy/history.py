"""What did a running kernel's allocator do? Reads the recorded histories (form: buddy-replay/1).

A history is a whole state, the operations that followed, and the whole state after them.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from engine.buddy.eras import allocator_of
from engine.buddy.machine import Machine, PcpMode
from engine.buddy.zone import CMA, HIGHATOMIC, ISOLATE, MOVABLE, RECLAIMABLE, RESERVE, UNMOVABLE, BuddyZone, code_of
from engine.kernels.generations import rules_named
from engine.kernels.gfp import Names, bits_of, decode, era_of, translate
from engine.kernels.version import parse_version

Json = Mapping[str, Any]
SCHEMA = "buddy-replay/1"
TYPE_NAMES = {
    "Unmovable": UNMOVABLE,
    "Movable": MOVABLE,
    "Reclaimable": RECLAIMABLE,
    "HighAtomic": HIGHATOMIC,
    "CMA": CMA,
    "Isolate": ISOLATE,
    "Reserve": RESERVE,
}
NO_TYPE = 255
_MOST_FRAMES = 1 << 24
_MOST_ORDERS = 17


class HistoryError(ValueError):
    """A history that can't be carried out: a sentence that says what is wrong with it."""


class Places:
    """Which zone does a page frame belong to?"""

    def __init__(self, zones: Sequence[BuddyZone], holes: Sequence[Sequence[tuple[int, int]]]) -> None:
        ranges = []
        for zone, gaps in zip(zones, holes, strict=True):
            start = zone.base + zone.first
            for first, last in [*gaps, (zone.base + zone.end, 0)]:
                if start < first:
                    ranges.append((start, first, zone))
                start = last + 1
        ranges.sort(key=lambda one: one[0])
        self._starts = [start for start, _, _ in ranges]
        self._ranges = ranges

    def zone_of(self, pfn: int) -> BuddyZone | None:
        """The zone with this page frame; None for a hole."""
        place = bisect_right(self._starts, pfn) - 1
        if place < 0 or pfn >= self._ranges[place][1]:
            return None
        return self._ranges[place][2]


class History:
    """One recorded batch, its initial state built in the engine.

    `types` are the engine's numbers of the kernel's migrate types, by the kernel's number. Raises HistoryError for a
    state that contradicts itself.
    """

    def __init__(self, record: Json, kernel: str | None = None) -> None:
        self.record = record
        if record.get("schema") != SCHEMA:
            raise HistoryError(f"its form is {record.get('schema')!r}, not {SCHEMA!r}")
        orders, pageblock_order = record["norders"], record["pageblock_order"]
        if not 0 <= pageblock_order < orders <= _MOST_ORDERS:
            raise HistoryError(f"{orders} orders with pageblocks of order {pageblock_order} are no kernel's")
        self.types = tuple(TYPE_NAMES[name] for name in record["migrate_types"])
        release = kernel or str(record["debian_version"])
        rules = rules_named(release)
        if rules is None:
            raise HistoryError(f"no rules are known for {release!r}")
        self.era = era_of(parse_version(str(record["debian_version"])) or rules.since)
        initial = record["initial"]
        self.target = self.era if kernel is None else era_of(rules.since)
        self.zones = tuple(self._zone(row) for row in initial["zones"])
        by_place = {(zone.node, zone.index): zone for zone in self.zones}
        zonelists = {}
        for node, lists in initial["zonelists"].items():
            found = [tuple(by_place[tuple(place)] for place in one) for one in lists]
            zonelists[int(node)] = (found[0], found[-1])
        self.machine = Machine(
            self.zones,
            zonelists,
            tuple(record["zone_index_names"]),
            rules,
            allocator_of(release),
            PcpMode(record["pcp_mode"]),
            defrag_mode=record["sysctl"].get("vm.defrag_mode") == "1",
        )
        self.machine.several_nodes = len(initial["nodes"]) > 1
        self.machine.awake.update(row["nid"] for row in initial["nodes"] if not row["kswapd_waiting"])
        self.places = Places(self.zones, [_ranges(row["not_in_zone"]) for row in initial["zones"]])

    def names_of(self, mask: str) -> Names:
        """The single-bit names of a mask: the kernel's own text where the record has it."""
        text = self.record["gfp_names"]
        if mask in text:
            names = bits_of(int(mask, 16), tuple(text[mask].split("|")), self.era)
        else:
            names = _names_beside(int(mask, 16), tuple(text.items()), self.era.since)
        return names if self.target is self.era else translate(names, self.era, self.target)

    def _zone(self, row: Json) -> BuddyZone:
        start, spanned = row["start_pfn"], row["spanned"]
        holes = _ranges(row["not_in_zone"])
        kept = spanned
        if holes and holes[-1][1] == start + spanned - 1:
            kept = holes[-1][0] - start
        if not 0 < kept <= spanned or spanned > _MOST_FRAMES:
            raise HistoryError(f"zone {row['name']} spans {spanned} pages, {kept} of them its own")
        top, block_order = self.record["norders"] - 1, self.record["pageblock_order"]
        zone = BuddyZone(row["name"], row["nid"], row["idx"], start, spanned, top, block_order, kept)
        zone.present, zone.managed = row["present"], row["managed"]
        zone.min, zone.low, zone.high = row["wmark_min"], row["wmark_low"], row["wmark_high"]
        zone.boost, zone.lowmem_reserve = row["watermark_boost"], tuple(row["lowmem_reserve"])
        zone.free, zone.drift = row["nr_free_pages"], row["nr_free_pages_drift"]
        zone.free_cma, zone.cma_drift, zone.threshold = row["nr_free_cma"], row["cma_drift"], row["stat_threshold"]
        zone.reserved_highatomic = row["nr_reserved_highatomic"]
        zone.free_highatomic = max(row["nr_free_highatomic"], 0)
        zone.grouping = (
            self.record.get("mobility_grouping") != "off" and self.record.get("mobility_grouping_disabled", 0) <= 0
        )
        self._fill(zone, row)
        return zone

    def _fill(self, zone: BuddyZone, row: Json) -> None:
        base = zone.base
        for order, kind, pfns in row["free_lists"]:
            code = code_of(order, self.types[kind])
            zone.fill(code, [pfn - base for pfn in pfns])
            uneven = any(pfn & (1 << order) - 1 for pfn in pfns)
            if uneven or zone.count(code) != len(pfns) or min(pfns) < base + zone.first:
                raise HistoryError(f"zone {zone.name}: the list of order {order} holds a block that can't be there")
        zone.block_types[:] = self.block_types(zone, row["pageblock_types"])
        for first, last in row["movable"]:
            zone.movable[first - base : last - base + 1] = b"\1" * (last - first + 1)

    def block_types(self, zone: BuddyZone, runs: Sequence[Sequence[int]]) -> bytes:
        """The types of all pageblocks, from the runs of the record; those without a memory map as NO_TYPE."""
        before, count = zone.first >> zone.block_order, len(zone.block_types)
        types = [bytes([NO_TYPE if kind < 0 else self.types[kind]]) * many for kind, many in runs]
        return b"".join([bytes([NO_TYPE]) * before, *types])[:count].ljust(count, bytes([NO_TYPE]))


def _ranges(rows: Sequence[Sequence[int]]) -> list[tuple[int, int]]:
    return sorted((first, last) for first, last in rows)


@lru_cache(maxsize=256)
def _names_beside(mask: int, texts: tuple[tuple[str, str], ...], since: tuple[int, ...]) -> Names:
    """A mask without a text of its own: another mask's text and the bits in which they differ."""
    era = era_of(since)
    for other, text in texts:
        extra = mask & ~int(other, 16)
        if not int(other, 16) & ~mask and extra.bit_count() == 1:
            return bits_of(int(other, 16), tuple(text.split("|")), era) | frozenset(decode(extra, era).bits)
    return frozenset(decode(mask, era).bits)


def read_history(path: Path, kernel: str | None = None) -> History:
    """The history in a file.

    Raises OSError for a file that can't be read, HistoryError for one that is no history.
    """
    try:
        record = json.loads(path.read_bytes())
        if not isinstance(record, dict):
            raise HistoryError("it is not a JSON object")
        return History(record, kernel)
    except (KeyError, IndexError, TypeError, AttributeError) as error:
        raise HistoryError(f"it lacks what a history has: {type(error).__name__} {error}") from error
    except (ValueError, RecursionError) as error:
        raise HistoryError(str(error)) from error

"""What would a report print of these zones? The way back from page frames to counts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.buddy.gate import areas_of
from engine.buddy.zone import TYPES, BuddyZone
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea, Zone


def with_counts(scenario: Scenario, zones: Iterable[BuddyZone]) -> Scenario:
    """The scenario with the free blocks of these zones; what its report does not print stays unprinted."""
    found = {(zone.node, zone.name): zone for zone in zones}
    return replace(
        scenario, zones=tuple(_counted(zone, found.get((zone.node or 0, zone.name))) for zone in scenario.zones)
    )


def _counted(printed: Zone, zone: BuddyZone | None) -> Zone:
    if zone is None or not printed.free_areas:
        return printed
    areas = tuple(
        _area(old, new, zone, order)
        for order, (old, new) in enumerate(zip(printed.free_areas, areas_of(zone), strict=False))
    )
    if areas == printed.free_areas:
        return printed
    fresh = {
        "free": max(zone.free, 0),
        "total": zone.listed(),
        "free_cma": max(zone.free_cma, 0),
        "free_highatomic": max(zone.free_highatomic, 0),
        "reserved_highatomic": zone.reserved_highatomic,
    }
    known = {name: value for name, value in fresh.items() if getattr(printed, name) is not None}
    return replace(printed, free_areas=areas, **known)  # type: ignore[arg-type]  # all of them are counts of pages


def _area(old: FreeArea, new: FreeArea, zone: BuddyZone, order: int) -> FreeArea:
    by_type = None
    if old.by_type is not None:
        counts = ((kind, zone.count((order + 1) << 3 | number)) for number, kind in enumerate(TYPES))
        by_type = tuple((kind, count) for kind, count in counts if count)
    if by_type is None and new.nr_free == old.nr_free:
        return replace(old, types=old.types and new.types)
    return FreeArea(new.nr_free, None if old.types is None else new.types, by_type)

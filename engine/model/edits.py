"""What does a person's edit make of a Scenario? One function an edit, each from a whole value to a whole value.

A value is addressed by the key that the reader gives it (report.Key); besides, ("zone", 1, "lowmem_reserve") is the
whole array, and ("zone", 1, "node") and ("zone", 1, "name") are what the zone is called.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from engine.model.report import Key
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import USUAL_ORDERS, FreeArea, MigrateType, TypeSet, Zone
from engine.model.zone import order_count as printed_orders

Value = int | str | tuple[int, ...] | TypeSet | None

MOST_ORDERS = 32
MOST_PAGES = 1 << 48
"""More than any machine has; sums of what is below it fit into 64 bits."""

NEW_BLOCKS = frozenset({MigrateType.MOVABLE})
"""The list that blocks are taken to be on when a person adds the first ones of an order: most memory is movable."""

_NEXT_NAMES = ("DMA", "DMA32", "Normal", "HighMem", "Movable", "Device")


def order_count(scenario: Scenario) -> int:
    """How many orders the free lists have; the usual number where none are printed."""
    return printed_orders(scenario.zones, scenario.page_size) or USUAL_ORDERS


def value_at(scenario: Scenario, key: Key) -> Value:
    """The value that the key names; None for what is not printed. An index past the zones raises IndexError."""
    zone, field, rest = _zone_of(scenario, key)
    if field == "nr_free" or field == "types":
        area = _area(zone, rest[0])
        return area.nr_free if field == "nr_free" else area.types
    if field == "lowmem_reserve" and rest:
        reserve = zone.lowmem_reserve
        return reserve[rest[0]] if reserve is not None and rest[0] < len(reserve) else None
    value: Value = getattr(zone, field)
    return value


def set_value(scenario: Scenario, key: Key, value: Value, linked: bool = True) -> Scenario:
    """The scenario with one value changed. With `linked`, an edited count carries free and the printed sum along."""
    zone, field, rest = _zone_of(scenario, key)
    if field == "nr_free":
        zone = _with_count(zone, rest[0], _as_count(value), order_count(scenario), linked)
    elif field == "types":
        assert value is None or isinstance(value, frozenset), f"not a set of lists: {value!r}"
        if value != _area(zone, rest[0]).types:
            area = replace(_area(zone, rest[0]), types=value, by_type=None)
            zone = _with_area(zone, rest[0], area, order_count(scenario))
    elif field == "lowmem_reserve" and rest:
        zone = _with_reserve(zone, rest[0], _as_count(value))
    else:
        zone = _with_field(zone, field, value)
    return _with_zone(scenario, int(key[1]), zone)


def set_values(scenario: Scenario, values: Iterable[tuple[Key, Value]], linked: bool = True) -> Scenario:
    """Many values at once. Counts come first, so that a free that is given itself outranks one carried along."""
    for key, value in sorted(values, key=lambda pair: pair[0][2] != "nr_free"):
        scenario = set_value(scenario, key, value, linked)
    return scenario


def counterparts(scenario: Scenario, original: Scenario | None) -> tuple[int | None, ...]:
    """For each zone the index of the log's zone that it came from, None for one that a person added.

    Zones of the same title belong together, in their order; of the rest, those at the same place (a renamed zone).
    """
    if original is None:
        return (None,) * len(scenario.zones)
    unused = list(range(len(original.zones)))
    found: list[int | None] = []
    for zone in scenario.zones:
        match = next((index for index in unused if original.zones[index].title == zone.title), None)
        if match is not None:
            unused.remove(match)
        found.append(match)
    for index, match in enumerate(found):
        if match is None and index in unused:
            unused.remove(index)
            found[index] = index
    return tuple(found)


def original_key(key: Key, scenario: Scenario, original: Scenario | None) -> Key | None:
    """The key of the same value in the log; None for a zone that is not in the log."""
    index = counterparts(scenario, original)[int(key[1])]
    return None if index is None else ("zone", index, *key[2:])


def current_key(key: Key, scenario: Scenario, original: Scenario | None) -> Key | None:
    """The other way: the key in the edited scenario of a value of the log; None where its zone was removed."""
    origins = counterparts(scenario, original)
    return ("zone", origins.index(int(key[1])), *key[2:]) if key[1] in origins else None


def put_back(scenario: Scenario, original: Scenario, keys: Iterable[Key], linked: bool = True) -> Scenario:
    """The log's values at these keys again; a count brings the letters of its order along."""
    values: list[tuple[Key, Value]] = []
    for key in keys:
        source = original_key(key, scenario, original)
        if source is None:
            continue
        values.append((key, value_at(original, source)))
        if key[2] == "nr_free":
            values.append((("zone", key[1], "types", key[3]), value_at(original, ("zone", source[1], "types", key[3]))))
    return _with_lists_of(original, set_values(scenario, values, linked), [key for key, _ in values])


def _with_lists_of(original: Scenario, scenario: Scenario, keys: Iterable[Key]) -> Scenario:
    """With the counts by list, too, where count and letters are the log's again."""
    for key in keys:
        source = original_key(key, scenario, original)
        if key[2] not in ("nr_free", "types") or source is None:
            continue
        zone, order = scenario.zones[int(key[1])], int(key[3])
        area, old = _area(zone, order), _area(original.zones[int(source[1])], order)
        if old.by_type is not None and area == replace(old, by_type=None):
            scenario = _with_zone(scenario, int(key[1]), _with_area(zone, order, old, order_count(scenario)))
    return scenario


def put_zones_back(scenario: Scenario, original: Scenario) -> Scenario:
    """All zones as the log gave them; request and rules stay."""
    return replace(scenario, zones=original.zones, page_size=original.page_size)


def add_zone(scenario: Scenario) -> Scenario:
    """A new zone at the end: empty, with every figure that the others have, called by the next usual name."""
    pattern = scenario.zones[-1] if scenario.zones else None
    node = None if pattern is None else pattern.node
    taken = {zone.name for zone in scenario.zones if zone.node == node}
    free_names = [name for name in _NEXT_NAMES if name not in taken]
    above = [name for name in free_names if pattern is None or _rank(name) > _rank(pattern.name)]
    name = (above or free_names or [f"Zone{len(scenario.zones)}"])[0]
    reserve = (0,) * (4 if pattern is None or pattern.lowmem_reserve is None else len(pattern.lowmem_reserve))
    letters = pattern is None or any(area.types is not None for area in pattern.free_areas or ())
    area = FreeArea(0, frozenset() if letters else None)
    zone = Zone(node, name, free=0, min=0, low=0, high=0, lowmem_reserve=reserve, present=0, managed=0, total=0)
    for field in ("boost", "free_cma", "reserved_highatomic", "free_highatomic", "free_pcp", "unaccepted"):
        if pattern is not None and getattr(pattern, field) is not None:
            zone = _with_field(zone, field, 0)
    zone = replace(zone, free_areas=(area,) * order_count(scenario))
    return replace(scenario, zones=(*scenario.zones, zone))


def remove_zones(scenario: Scenario, indexes: Iterable[int]) -> Scenario:
    """Without these zones."""
    gone = set(indexes)
    return replace(scenario, zones=tuple(zone for index, zone in enumerate(scenario.zones) if index not in gone))


def add_order(scenario: Scenario) -> Scenario:
    """One more order at the top of every zone's lists, with no block in it."""
    count = order_count(scenario) + 1
    if count > MOST_ORDERS:
        return scenario
    return replace(scenario, zones=tuple(_padded(zone, count) for zone in scenario.zones))


def remove_order(scenario: Scenario, linked: bool = True) -> Scenario:
    """Without the top order; with `linked` its pages leave free and the printed sum."""
    top = order_count(scenario) - 1
    if top < 1:
        return scenario
    return replace(scenario, zones=tuple(_without_order(zone, top, linked) for zone in scenario.zones))


def blank_machine() -> Scenario:
    """An x86-64 machine of 8 GB, asked for one page with GFP_KERNEL: a start for figures typed by hand."""
    zones = (
        _blank_zone("DMA", (8, 10, 12), 3998, 3840, (0, 2960, 7952, 7952), (0,) * 8 + (1, 1, 3)),
        _blank_zone(
            "DMA32",
            (6292, 7865, 9438),
            782_288,
            757_760,
            (0, 0, 4992, 4992),
            (1200, 820, 410, 205, 96, 48, 24, 12, 6, 3, 14),
        ),
        _blank_zone(
            "Normal",
            (10_596, 13_245, 15_894),
            1_310_720,
            1_277_952,
            (0, 0, 0, 0),
            (2400, 1500, 760, 380, 190, 90, 40, 16, 8, 4, 10),
        ),
    )
    return Scenario(zones, AllocRequest(0, 0xCC0, ("GFP_KERNEL",)))


def _blank_zone(
    name: str,
    marks: tuple[int, int, int],
    present: int,
    managed: int,
    reserve: tuple[int, ...],
    counts: tuple[int, ...],
) -> Zone:
    pages = sum(count << order for order, count in enumerate(counts))
    areas = tuple(FreeArea(count, NEW_BLOCKS if count else frozenset()) for count in counts)
    return Zone(
        0, name, pages, *marks, 0, reserve, present, managed, 0, 0, 0, free_pcp=0, free_areas=areas, total=pages
    )


def _rank(name: str) -> int:
    return _NEXT_NAMES.index(name) if name in _NEXT_NAMES else len(_NEXT_NAMES)


def _zone_of(scenario: Scenario, key: Key) -> tuple[Zone, str, tuple[int, ...]]:
    if len(key) < 3 or key[0] != "zone":
        raise KeyError(f"no zone's value: {key!r}")
    return scenario.zones[int(key[1])], str(key[2]), tuple(int(part) for part in key[3:])


def _with_zone(scenario: Scenario, index: int, zone: Zone) -> Scenario:
    return replace(scenario, zones=(*scenario.zones[:index], zone, *scenario.zones[index + 1 :]))


def _with_field(zone: Zone, field: str, value: object) -> Zone:
    changes = {field: value}
    return replace(zone, **changes)  # type: ignore[arg-type]  # the field's name comes from a table of columns


def _as_count(value: Value) -> int | None:
    if value is not None and (not isinstance(value, int) or value < 0):
        raise ValueError(f"not a count: {value!r}")
    return value


def _area(zone: Zone, order: int) -> FreeArea:
    areas = zone.free_areas or ()
    return areas[order] if order < len(areas) else FreeArea(None)


def _with_area(zone: Zone, order: int, area: FreeArea, orders: int) -> Zone:
    areas = list(zone.free_areas or ())
    if order >= len(areas) and area != FreeArea(None):
        areas.extend([FreeArea(None)] * (max(orders if not areas else 0, order + 1) - len(areas)))
    if order < len(areas):
        areas[order] = area
    nothing = all(each == FreeArea(None) for each in areas)
    return replace(zone, free_areas=None if nothing else tuple(areas))


def _with_count(zone: Zone, order: int, count: int | None, orders: int, linked: bool) -> Zone:
    old = _area(zone, order)
    if count == old.nr_free:
        return zone
    types = old.types
    if types is not None and count is not None:
        types = (types or NEW_BLOCKS) if count else frozenset()
    changed = _with_area(zone, order, FreeArea(count, types), orders)
    if not linked or count is None or old.nr_free is None:
        return changed
    return _carried(changed, (count - old.nr_free) << order)


def _carried(zone: Zone, pages: int) -> Zone:
    """Free and the printed sum moved by `pages`, where they are printed; neither goes below nothing."""
    free, total = (None if value is None else max(value + pages, 0) for value in (zone.free, zone.total))
    return replace(zone, free=free, total=total)


def _with_reserve(zone: Zone, index: int, pages: int | None) -> Zone:
    reserve = zone.lowmem_reserve or ()
    if pages is None:
        return replace(zone, lowmem_reserve=None)  # an array with a hole in it can't be printed
    padded = list(reserve) + [0] * (index + 1 - len(reserve))
    padded[index] = pages
    return replace(zone, lowmem_reserve=tuple(padded))


def _padded(zone: Zone, count: int) -> Zone:
    if zone.free_areas is None:
        return zone
    letters = any(area.types is not None for area in zone.free_areas)
    empty = FreeArea(0, frozenset() if letters else None)
    return replace(zone, free_areas=zone.free_areas + (empty,) * (count - len(zone.free_areas)))


def _without_order(zone: Zone, top: int, linked: bool) -> Zone:
    if zone.free_areas is None or len(zone.free_areas) <= top:
        return zone
    changed = replace(zone, free_areas=zone.free_areas[:top])
    blocks = zone.free_areas[top].nr_free
    return _carried(changed, -(blocks << top)) if linked and blocks else changed

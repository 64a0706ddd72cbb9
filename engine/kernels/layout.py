"""Which zone types does this kernel have, and which place in lowmem_reserve belongs to each?

A report prints one reserve per configured type, lowest first, but names only the zones that hold memory. The types are
found from the length of the arrays, the names seen and where the arrays are zero (semantics.md C and E.4).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import combinations
from typing import NamedTuple

from engine.kernels.version import Version
from engine.model.zone import Zone

Layout = tuple[str, ...]
ALL_TYPES: Layout = ("DMA", "DMA32", "Normal", "HighMem", "Movable", "Device")
_MOVABLE_SINCE: Version = (2, 6, 23)
_DEVICE_SINCE: Version = (4, 3)

_USUAL: tuple[Layout, ...] = (
    ("DMA", "DMA32", "Normal", "Movable", "Device"),
    ("DMA", "DMA32", "Normal", "Movable"),
    ("DMA", "Normal", "HighMem", "Movable"),
    ("DMA", "DMA32", "Normal"),
    ("DMA", "Normal", "Movable"),
    ("DMA", "Normal", "HighMem"),
    ("Normal", "Movable"),
    ("Normal", "HighMem", "Movable"),
    ("DMA32", "Normal", "Movable"),
    ("DMA", "Normal", "Movable", "Device"),
    ("Normal", "Movable", "Device"),
    ("DMA", "DMA32", "Normal", "HighMem"),
)
X86_64: Layout = _USUAL[1]


class ZoneMark(NamedTuple):
    """What of a zone the layout follows from."""

    name: str
    lowmem_reserve: tuple[int, ...] | None


def layout_of(zones: Sequence[Zone], version: Version | None) -> Layout:
    """The most usual layout that the zones allow; x86-64's where they say nothing."""
    return _layout_of(tuple(ZoneMark(zone.name, zone.lowmem_reserve) for zone in zones), version)


@lru_cache(maxsize=256)
def _layout_of(zones: tuple[ZoneMark, ...], version: Version | None) -> Layout:
    return next(iter(possible_layouts(zones, version)), _seen_only(zones))


def possible_layouts(zones: Sequence[ZoneMark], version: Version | None) -> list[Layout]:
    """Every layout that the zones allow, the most usual first."""
    names = {zone.name for zone in zones}
    lengths = {len(zone.lowmem_reserve) for zone in zones if zone.lowmem_reserve}
    if not names:
        return [X86_64]
    fitting = [
        layout
        for layout in _in_order(lengths, names)
        if names <= set(layout) and _existed(layout, version) and all(_reserves_fit(zone, layout) for zone in zones)
    ]
    # A difference that two printed zones should show, and don't, speaks against a layout without ruling it out.
    # So does Normal's: only what lies above it is left out often, from 6.1 on, where a request may not use HighMem.
    return sorted(
        fitting,
        key=lambda layout: (
            sum(_flat_steps(zone, layout, names) for zone in zones),
            layout not in _USUAL or any(_hides_normal(zone, layout, names) for zone in zones),
        ),
    )


def _hides_normal(zone: ZoneMark, layout: Layout, names: set[str]) -> bool:
    """Whether the entries say that Normal holds memory, which the text does not show."""
    reserve, at = zone.lowmem_reserve or (), layout.index("Normal") if "Normal" in layout else 0
    return "Normal" not in names and 0 < at < len(reserve) and reserve[at] > reserve[at - 1]


def _in_order(lengths: set[int], names: set[str]) -> Iterable[Layout]:
    if not lengths:
        return [layout for layout in _USUAL if len(layout) == 4] + [tuple(t for t in ALL_TYPES if t in names)]
    length = max(lengths)
    usual = [layout for layout in _USUAL if len(layout) == length]
    others = (layout for layout in combinations(ALL_TYPES, length) if "Normal" in layout and layout not in usual)
    return [*usual, *others]


def _existed(layout: Layout, version: Version | None) -> bool:
    if version is None:
        return True
    if "Movable" in layout and version < _MOVABLE_SINCE:
        return False
    if "Device" in layout and version < _DEVICE_SINCE:
        return False
    return "Movable" in layout or version < _MOVABLE_SINCE


def _reserves_fit(zone: ZoneMark, layout: Layout) -> bool:
    """A zone keeps nothing from requests that could not use a higher zone anyway: entries up to its own are 0."""
    reserve = zone.lowmem_reserve
    if not reserve:
        return True
    return len(reserve) == len(layout) and not any(reserve[: layout.index(zone.name) + 1])


def _flat_steps(zone: ZoneMark, layout: Layout, names: set[str]) -> int:
    """Steps between neighbouring entries that contradict which zones hold memory: a rise at a type that has none."""
    reserve = zone.lowmem_reserve or ()
    own = layout.index(zone.name)
    pairs = ((layout[i], reserve[i] > reserve[i - 1]) for i in range(own + 1, len(reserve)))
    return sum(1 for name, rises in pairs if rises and name not in names and name in ("Movable", "Device"))


def _seen_only(zones: Sequence[ZoneMark]) -> Layout:
    names = {zone.name for zone in zones} | {"Normal"}
    return tuple(name for name in ALL_TYPES if name in names) + tuple(sorted(names - set(ALL_TYPES)))


def zone_rank(name: str) -> int:
    """Where a zone stands among all types, lowest memory first; an unknown name stands highest."""
    return ALL_TYPES.index(name) if name in ALL_TYPES else len(ALL_TYPES)

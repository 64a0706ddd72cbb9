"""Zones, requests and scenarios for tests: what a test does not name is filled in plausibly."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.model.request import AllocRequest
from engine.model.scenario import KernelFacts, Scenario
from engine.model.zone import FreeArea, MigrateType, Zone

GFP_KERNEL_2_6 = 0xD0
GFP_KERNEL_5 = 0xCC0
GFP_ATOMIC_5 = 0xA20


def areas(counts: Sequence[int | None], letters: Sequence[str | None] | None = None) -> tuple[FreeArea, ...]:
    """Free areas from counts and, if lists are printed, the letters of each order ("" for none)."""
    if letters is None:
        return tuple(FreeArea(count) for count in counts)
    return tuple(FreeArea(count, _types(names)) for count, names in zip(counts, letters, strict=True))


def _types(names: str | None) -> frozenset[MigrateType] | None:
    return None if names is None else frozenset(MigrateType(letter) for letter in names)


def listed(counts: Sequence[int]) -> tuple[FreeArea, ...]:
    """Free areas whose blocks all stand on the MOVABLE list."""
    return areas(counts, ["M" if count else "" for count in counts])


def a_zone(name: str = "Normal", counts: Sequence[int] = (0,) * 11, **figures: Any) -> Zone:
    """A zone whose free pages equal its lists unless told otherwise; all figures that decide are printed."""
    free = sum(count << order for order, count in enumerate(counts))
    values: dict[str, Any] = {
        "node": 0,
        "free": free,
        "min": 100,
        "low": 125,
        "high": 150,
        "boost": 0,
        "lowmem_reserve": (0, 0, 0, 0),
        "present": 100_000,
        "managed": 100_000,
        "free_cma": 0,
        "reserved_highatomic": 0,
        "free_highatomic": 0,
        "free_areas": listed(counts),
        "total": free,
    }
    return Zone(name=name, **(values | figures))


BLOG_COUNTS = (2360, 80, 21, 7, 4, 1, 2, 0, 1, 0, 0)


def blog_zone(**figures: Any) -> Zone:
    """DMA32 of the 2012 analysis: 12,560 kB free, min 7,076 kB."""
    values: dict[str, Any] = {
        "boost": None,
        "min": 1769,
        "low": 2211,
        "high": 2653,
        "free_cma": None,
        "reserved_highatomic": None,
        "free_highatomic": None,
        "present": None,
        "managed": None,
        "free_areas": areas(BLOG_COUNTS),
    }
    return a_zone("DMA32", BLOG_COUNTS, **(values | figures))


def a_scenario(
    *zones: Zone,
    order: int = 0,
    gfp: int = GFP_KERNEL_5,
    release: str | None = "6.6.9",
    rules: str | None = None,
    **request: Any,
) -> Scenario:
    """A scenario for these zones; `request` are further fields of the request."""
    return Scenario(zones, AllocRequest(order, gfp, **request), 4096, KernelFacts(release), rules)


def blog_scenario(gfp: int = 0xC0D0, rules: str | None = None, order: int = 4) -> Scenario:
    """The 2012 case: order 4, mode 0xc0d0, Ubuntu's 2.6.32."""
    return a_scenario(blog_zone(), order=order, gfp=gfp, release="2.6.32-41-server", rules=rules)

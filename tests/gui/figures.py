"""Builders for what the tables show: the 2012 machine, a big one, and an analysis of any scenario."""

from __future__ import annotations

from dataclasses import replace

from engine.check.outcome import ZoneOutcome
from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea, MigrateType, TypeSet, Zone

LETTERS = "UME"


def areas(*counts: int | None, letters: str | None = LETTERS) -> tuple[FreeArea, ...]:
    """Free areas of these counts; the letters stand at every order that has blocks."""
    types: TypeSet = frozenset(MigrateType(letter) for letter in letters or "")
    return tuple(FreeArea(count, None if letters is None else types if count else frozenset()) for count in counts)


def the_2012_machine() -> Scenario:
    """DMA32 of the 2012 analysis, with a DMA and a Normal zone beside it."""
    dma32 = areas(2360, 80, 21, 7, 4, 1, 2, 0, 1, 0, 0, letters=None)
    normal = areas(900, 120, 9, 2, 0, 0, 0, 0, 0, 0, 0, letters=None)
    dma = areas(3, 1, 2, 1, 2, 1, 1, 0, 1, 1, 3, letters=None)
    zones = (
        Zone(0, "DMA", 3954, 8, 10, 12, None, (0, 2960, 3955), 3998, free_areas=dma, total=3954),
        Zone(0, "DMA32", 3140, 1769, 2211, 2653, None, (0, 0, 994), 757_760, free_areas=dma32, total=3140),
        Zone(0, "Normal", 1200, 595, 743, 892, None, (0, 0, 0), 258_560, free_areas=normal, total=1192),
    )
    return Scenario(zones, AllocRequest(4, 0xC0D0))


def a_big_machine(zones: int = 16) -> Scenario:
    """As many zones as asked for, with letters, a boost and reserves."""
    counts = (12_345, 6789, 3210, 1500, 700, 320, 110, 40, 12, 3, 1)
    pages = sum(count << order for order, count in enumerate(counts))
    pattern = Zone(0, "Normal", pages, 9000, 11_250, 13_500, 512, (0, 0, 0, 0), 2_000_000, 1_990_000, 0, 2048, 512, 64)
    made = []
    for number in range(zones):
        values = {field: getattr(pattern, field) for field in Zone.__slots__}
        values.update(node=number // 2, name=("DMA32", "Normal")[number % 2], free_areas=areas(*counts), total=pages)
        made.append(Zone(**values))
    return Scenario(tuple(made), AllocRequest(4, 0xCC0, ("GFP_KERNEL",)))


def an_analysis(scenario: Scenario, outcomes: tuple[ZoneOutcome, ...] = (), reserve_index: int | None = 2) -> Analysis:
    """The engine's analysis with the outcomes and the reserve index that a test wants."""
    analysis = analyse(scenario)
    zones = tuple(
        replace(answer, walk=replace(answer.walk, outcome=outcomes[place])) if place < len(outcomes) else answer
        for place, answer in enumerate(analysis.zones)
    )
    request = None if analysis.request is None else replace(analysis.request, reserve_index=reserve_index)
    return replace(analysis, zones=zones, request=request)

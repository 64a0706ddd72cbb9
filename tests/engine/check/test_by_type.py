"""Counts by list: where pagetypeinfo tells them, the check knows what letters leave open."""

from dataclasses import replace

import pytest

from engine.check.bounds import list_bounds
from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analyse import analyse
from engine.model.edits import put_back, set_value
from engine.model.zone import LEAST_CAPPED, FreeArea, MigrateType, TypeCounts, Zone
from tests.engine.builders import GFP_KERNEL_5, a_scenario, a_zone

U, H, C = MigrateType.UNMOVABLE, MigrateType.HIGHATOMIC, MigrateType.CMA


def area(nr_free: int | None, *by_type: tuple[MigrateType, int | None]) -> FreeArea:
    return FreeArea(nr_free, frozenset(kind for kind, _ in by_type), by_type)


def with_areas(*areas: FreeArea, **figures: int | None) -> Zone:
    rest = (area(0),) * (11 - len(areas))
    return replace(a_zone(), free_areas=(*areas, *rest), **figures)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("by_type", "bounds"),
    [
        (((U, 30), (H, 10)), (20, 20)),
        (((U, 40),), (0, 0)),
        (((U, 5), (H, None)), (2 * LEAST_CAPPED, 1_000_000)),
    ],
    ids=["counted", "empty list left out", "capped"],
)
def test_pages_on_a_list_are_known_as_far_as_they_were_counted(by_type: TypeCounts, bounds: tuple[int, int]) -> None:
    zone = with_areas(area(0), area(40, *by_type), free=1_000_000)
    assert list_bounds(zone, H, True) == bounds


def test_an_unprinted_reserve_is_no_open_question_where_its_list_was_counted() -> None:
    counted = with_areas(
        area(0), area(0), area(50, (U, 26), (H, 24)), free=200, reserved_highatomic=None, free_highatomic=None
    )
    lettered = replace(counted, free_areas=tuple(replace(one, by_type=None) for one in counted.free_areas or ()))
    outcomes = [
        analyse(a_scenario(zone, order=0, gfp=GFP_KERNEL_5, release="6.12.1")).outcome for zone in (lettered, counted)
    ]
    assert outcomes == [Outcome.UNDECIDED, Outcome.WOULD_PASS]


def test_a_capped_list_holds_a_block() -> None:
    zone = with_areas(area(None, (U, None)), free=200_000)
    scenario = a_scenario(zone, order=0)
    assert analyse(scenario).zones[0].outcome is ZoneOutcome.PASS


def test_a_zone_without_memory_is_no_candidate() -> None:
    zones = a_zone("DMA", free=0, present=0), a_zone("Normal", (200,) + (0,) * 10)
    assert [zone.candidate for zone in analyse(a_scenario(*zones)).zones] == [False, True]


@pytest.mark.parametrize(
    ("top", "figures", "outcome"),
    [
        (60, {}, ZoneOutcome.PASS),
        (5, {}, ZoneOutcome.UNDECIDED),
        (5, {"reserved_highatomic": 0}, ZoneOutcome.PASS),
        (60, {"free_cma": None}, ZoneOutcome.UNDECIDED),
        (60, {"free_cma": 60 << 8}, ZoneOutcome.UNDECIDED),
    ],
    ids=["more than a reserve holds", "no more", "no reserve", "CMA not known", "all may be CMA"],
)
def test_blocks_of_unnamed_lists_serve_where_they_are_more_than_can_stand_aside(
    top: int, figures: dict[str, int | None], outcome: ZoneOutcome
) -> None:
    counts = (FreeArea(0),) * 8 + (FreeArea(top), FreeArea(0), FreeArea(0))
    unknown: dict[str, int | None] = {"reserved_highatomic": None, "free_highatomic": None}
    zone = replace(a_zone(), free_areas=counts, free=100_000, **(unknown | figures))  # type: ignore[arg-type]
    scenario = a_scenario(zone, order=3, release="6.12.1")
    assert analyse(scenario).zones[0].outcome is outcome


def test_an_edited_count_is_no_longer_counted_by_list_until_it_is_put_back() -> None:
    scenario = a_scenario(with_areas(area(0), area(50, (U, 26), (H, 24)), free=100, total=100))
    key = ("zone", 0, "nr_free", 1)
    edited = set_value(scenario, key, 7)
    assert edited.zones[0].free_areas is not None
    assert (edited.zones[0].free_areas[1].nr_free, edited.zones[0].free_areas[1].by_type) == (7, None)
    assert put_back(edited, scenario, [key]) == scenario
    assert set_value(scenario, key, 50) == scenario

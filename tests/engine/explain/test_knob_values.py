"""Machines whose marks are made by the kernel's formulas (semantics.md F.2, F.3): the advisor finds its way back."""

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain.advice import Advice, Help
from engine.explain.analyse import analyse
from engine.explain.event import Event
from engine.explain.knob_values import boost_of, min_free_pages
from engine.explain.knobs import advice
from engine.explain.solver import passes
from engine.model.report import Kind, Report
from engine.model.scenario import Scenario
from engine.model.zone import Zone
from tests.engine.builders import GFP_ATOMIC_5, a_scenario, a_zone

CLAMPED = ("HighMem", "Movable")


def machine(
    sizes: dict[str, int],
    pages: int,
    release: str = "6.6.9",
    factor: int = 10,
    free: dict[str, int] | None = None,
    boost: dict[str, int] | None = None,
    order: int = 0,
) -> Scenario:
    """Zones of these sizes with min_free_kbytes of so many `pages`; a burst has left `free` of each, 0 unless told."""
    shared = sum(size for name, size in sizes.items() if name not in CLAMPED)
    zones = []
    for name, size in sizes.items():
        share = 0 if name in CLAMPED else pages * size // shared
        least = min(max(size // 1024, 32), 128) if name in CLAMPED else share
        gap = max(share // 4, size * factor // 10_000)
        raised = (boost or {}).get(name, 0)
        marks: dict[str, int | None] = {"min": least + raised, "low": least + gap + raised}
        marks |= {"high": least + 2 * gap + raised, "boost": None if release.startswith("5.") else raised}
        counts = ((free or {}).get(name, 0), *(0,) * 10)
        zones.append(a_zone(name, counts, present=size, managed=size, **marks))
    return a_scenario(*zones, gfp=GFP_ATOMIC_5, release=release, order=order)


def event_of(scenario: Scenario, **tail: int) -> Event:
    report = Report(Kind.PAGE_ALLOC_FAILURE, 1, 9, scenario, tail=tail)
    return Event(report, analyse(scenario), None)


def said(event: Event, knob: str = "min_free_kbytes") -> Advice:
    return next(one for one in advice(event) if one.knob == knob)


GIB = 1 << 18


@settings(max_examples=30)
@given(st.integers(1000, 60_000), st.lists(st.integers(GIB // 4, 8 * GIB), min_size=3, max_size=4))
def test_the_value_now_is_told_by_all_zones_that_share_it(pages: int, sizes: list[int]) -> None:
    event = event_of(machine(dict(zip(("DMA32", "Normal", "Movable", "HighMem"), sizes, strict=False)), pages))
    now = min_free_pages(event)
    assert now is not None
    assert pages - 2 <= now <= pages


def test_what_is_not_shown_has_its_share_but_for_highmem() -> None:
    shown = machine({"DMA": 4000, "Normal": 200_000}, 1000)
    assert min_free_pages(event_of(shown, ram=204_000 + 700_000, highmem=700_000)) == 999
    hidden = machine({"DMA": 4000, "DMA32": 200_000}, 1000)
    assert min_free_pages(event_of(hidden, ram=408_000)) == 1998


@pytest.mark.parametrize("factor", [10, 200])
def test_a_boost_that_is_not_printed_shows_against_the_other_zones(factor: int) -> None:
    sizes = {"DMA32": 3 * GIB, "Normal": 5 * GIB}
    scenario = machine(sizes, 8000, "5.4.30", factor, boost={"Normal": 512})
    event = event_of(scenario)
    assert abs(boost_of(event, scenario.zones[1]) - 512) <= 3
    assert boost_of(event, scenario.zones[0]) == 0
    assert (
        boost_of(event_of(replace(scenario, kernel=replace(scenario.kernel, release="4.19"))), scenario.zones[1]) == 0
    )


def test_where_the_scale_factor_makes_the_distance_a_boost_stays_open() -> None:
    scaled = event_of(machine({"Normal": GIB}, 2000, "5.4.30", factor=50, free={"Normal": 500}))
    assert "or less: a boost for the moment is not printed" in said(scaled).text
    quarter = event_of(machine({"Normal": GIB}, 2000, "5.4.30", factor=1, free={"Normal": 500}))
    assert "or less" not in said(quarter).text


@settings(max_examples=30)
@given(st.integers(2000, 30_000), st.integers(1, 40), st.integers(1, 7), st.integers(0, 30))
def test_the_value_needed_is_the_least_that_does(pages: int, here: int, there: int, free: int) -> None:
    """A burst takes so many pages below the mark: with the value told it ends above the request's own limit."""
    sizes = {"DMA32": there * GIB, "Normal": (here + there) * GIB}
    before = machine(sizes, pages)
    mark = before.zones[1].min or 0
    left = mark * free // 100
    one = said(event_of(machine(sizes, pages, free={"Normal": left})))
    assert one.value is not None

    def burst(kilobytes: int) -> Scenario:
        new = kilobytes // 4 * sizes["Normal"] // sum(sizes.values())
        return machine(sizes, kilobytes // 4, free={"Normal": new - (mark - left)})

    assert passes(burst(int(one.value)))
    assert not passes(burst(int(one.value) - 160))


def test_on_a_small_machine_the_value_is_not_rounded_to_more_than_is_needed() -> None:
    one = said(event_of(machine({"Normal": 4096}, 128, free={"Normal": 34})))
    assert (one.help, one.value) == (Help.HELPS, "608")


def test_a_share_that_is_too_large_is_told_of_low_memory() -> None:
    event = event_of(machine({"Normal": 200_000, "HighMem": 800_000}, 6000, "4.19", free={"Normal": 600}))
    one = said(event)
    assert one.help is Help.HARMFUL
    share = re.search(r"([\d.]+) % of the memory that is not HighMem", one.text)
    assert share is not None
    assert float(share[1]) > 5


@pytest.mark.parametrize("knob", ["min_free_kbytes", "watermark_scale_factor"])
def test_a_zone_that_a_burst_used_up_counts_though_a_larger_one_keeps_its_own(knob: str) -> None:
    scenario = machine({"DMA32": 3 * GIB, "Normal": GIB}, 6000, free={"DMA32": 6000, "Normal": 300})
    dma32: Zone = replace(scenario.zones[0], lowmem_reserve=(0, 0, 9000, 9000))
    event = event_of(replace(scenario, zones=(dma32, *scenario.zones[1:])))
    assert event.main is not None
    assert event.main.zone.name == "DMA32"
    assert said(event, knob).value is not None


def test_a_reserve_promises_no_block() -> None:
    event = event_of(machine({"Normal": 4 * GIB}, 6000, free={"Normal": 300}, order=3))
    assert "No block of 32 kB is free there, and no value promises one." in said(event).text

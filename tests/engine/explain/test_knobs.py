"""Which setting would help: the value needed with its cost, or why it can't; a value that would harm is refused."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.explain.advice import Advice, Help
from engine.explain.analyse import analyse
from engine.explain.event import Event
from engine.explain.knob_values import raised_min_free
from engine.explain.knobs import advice
from engine.explain.solver import passes
from engine.model.report import Kind, Report
from engine.model.scenario import KernelFacts, Scenario
from engine.model.zone import Zone
from tests.engine.builders import GFP_ATOMIC_5, a_scenario, a_zone, blog_scenario
from tests.engine.explain.test_requester import frames_of

SINGLES = (0,) * 10


def event_of(scenario: Scenario, trace: str = "", **told: object) -> Event:
    report = Report(Kind.PAGE_ALLOC_FAILURE, 1, 9, scenario, frames=frames_of(trace), **told)  # type: ignore[arg-type]
    return Event(report, analyse(scenario), None)


def said(knob: str, scenario: Scenario, trace: str = "") -> Advice:
    return next(one for one in advice(event_of(scenario, trace)) if one.knob == knob)


def a_burst(free: int, mark: int, gfp: int = GFP_ATOMIC_5, size: int = 1_000_000, **figures: int) -> Scenario:
    """A zone in which a burst has used up memory far below its mark."""
    values: dict[str, Any] = {
        "min": mark,
        "low": mark * 5 // 4,
        "high": mark * 3 // 2,
        "present": size,
        "managed": size,
        **figures,
    }
    return a_scenario(a_zone(counts=(free, *SINGLES), **values), gfp=gfp)


@pytest.mark.parametrize(
    ("knob", "scenario", "wanted"),
    [
        ("min_free_kbytes", a_burst(3000, 10_000), Help.HELPS),
        ("min_free_kbytes", a_burst(3000, 10_000, size=120_000), Help.HARMFUL),
        ("min_free_kbytes", a_burst(3000, 10_000, gfp=0xCC0), Help.NO),
        ("min_free_kbytes", a_burst(3000, 10_000, gfp=0x800), Help.NO),
        ("min_free_kbytes", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3, gfp=GFP_ATOMIC_5), Help.NO),
        ("min_free_kbytes", blog_scenario(), Help.HELPS),
        ("min_free_kbytes", a_scenario(a_zone(counts=(9000, *SINGLES))), Help.NO),
        ("watermark_scale_factor", a_burst(3000, 10_000), Help.MAY),
        ("watermark_scale_factor", replace(a_burst(3000, 10_000), kernel=KernelFacts("4.4.11")), Help.NO),
        ("watermark_scale_factor", a_burst(3000, 10_000, gfp=0xCC0), Help.NO),
        ("lowmem_reserve_ratio", a_burst(3000, 10_000), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(9000, *SINGLES)), order=4, gfp=GFP_ATOMIC_5), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(*(0,) * 8, 3, 0, 0), min=20), order=9), Help.MAY),
        ("compact_memory", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3), Help.MAY),
        ("compact_memory", a_burst(3000, 10_000), Help.NO),
        ("a smaller order in the caller", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3), Help.HELPS),
        ("a smaller order in the caller", a_burst(3000, 10_000), Help.NO),
        ("a vmalloc fallback in the caller", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3), Help.HELPS),
        ("a vmalloc fallback in the caller", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3, gfp=0xA20), Help.NO),
        ("more memory", a_burst(30, 10_000, gfp=0xCC0), Help.HELPS),
        ("more memory", a_scenario(a_zone("DMA32", (10, *SINGLES)), gfp=0xCC4), Help.NO),
    ],
)
def test_each_knob_is_told_for_this_request(knob: str, scenario: Scenario, wanted: Help) -> None:
    assert said(knob, scenario).help is wanted


def test_the_case_of_2012_wants_a_lower_min_free_kbytes() -> None:
    one = said("min_free_kbytes", blog_scenario())
    assert one.value == str(1529 * 4)
    assert "Raising it makes this refusal surer" in one.text


def test_a_reserve_that_hides_a_zone_is_lowered() -> None:
    dma32 = a_zone("DMA32", (9000, *SINGLES), lowmem_reserve=(0, 0, 20_000, 20_000), present=800_000, managed=800_000)
    normal = a_zone(counts=(30, *SINGLES), present=5_120_000, managed=5_120_000)
    one = said("lowmem_reserve_ratio", a_scenario(dma32, normal, gfp=GFP_ATOMIC_5))
    assert one.help is Help.MAY
    assert one.value is not None
    assert 5_120_000 // int(one.value) < 9000 - 38 <= 5_120_000 // (int(one.value) - 1) + 1


def test_the_zone_of_old_devices_is_left_alone() -> None:
    dma = a_zone("DMA", (3000, *SINGLES), lowmem_reserve=(0, 9000, 9000, 9000), present=3998, managed=3840)
    normal = a_zone(counts=(30, *SINGLES), present=5_120_000, managed=5_120_000)
    assert said("lowmem_reserve_ratio", a_scenario(dma, normal, gfp=GFP_ATOMIC_5)).help is Help.HARMFUL


def test_a_buffer_for_a_device_has_no_vmalloc_fallback() -> None:
    scenario = a_scenario(a_zone(counts=(9000, *SINGLES)), order=3)
    one = said("a vmalloc fallback in the caller", scenario, "warn_alloc __alloc_pages dma_alloc_attrs foo[bar]")
    assert one.help is Help.NO


def test_reclaim_that_ran_out_of_reserves_gets_no_value() -> None:
    one = said("min_free_kbytes", a_burst(0, 900, gfp=0xCC0), "warn_alloc __alloc_pages foo shrink_slab balance_pgdat")
    assert (one.help, one.value) == (Help.MAY, None)


@settings(max_examples=100)
@given(st.integers(1, 30_000), st.integers(8, 40_000), st.integers(0, 3))
def test_with_the_raised_value_the_same_burst_leaves_enough(free: int, mark: int, order_mark: int) -> None:
    """Others stop at the mark, so a mark that is higher by so much leaves so much more."""
    scenario = a_burst(free, mark, size=4_000_000)
    assume(not passes(scenario))
    event = event_of(scenario)
    assert event.main is not None
    raised = raised_min_free(event, event.main)
    assert raised is not None
    assert passes(raised_burst(scenario, raised.value // 4))
    zone: Zone = scenario.zones[0]
    assert zone.min is not None
    less = raised.value // 4 - 32 - 1 - order_mark
    assert less < zone.min or not passes(raised_burst(scenario, less))


def raised_burst(scenario: Scenario, mark: int) -> Scenario:
    """The same burst where the mark was higher from the beginning."""
    (zone,) = scenario.zones
    assert zone.min is not None
    assert zone.free is not None
    free = zone.free + mark - zone.min
    return replace(scenario, zones=(a_zone(counts=(free, *SINGLES), min=mark, low=mark + 9, high=mark + 18),))

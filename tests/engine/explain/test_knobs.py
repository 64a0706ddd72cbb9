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
from engine.explain.knobs import settings as settings_answer
from engine.explain.solver import passes
from engine.model.oom import OomFacts
from engine.model.report import Kind, Report
from engine.model.scenario import KernelFacts, Scenario
from engine.model.slab import SlubFacts
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


def in_blocks_of_16_kb(count: int, release: str) -> Scenario:
    """A request for 32 kB; with two such blocks the index is 0, which no threshold lets through, with three 167."""
    return a_scenario(a_zone(counts=(0, 0, count, *(0,) * 8), min=0), order=3, gfp=0xD0, release=release)


@pytest.mark.parametrize(
    ("knob", "scenario", "wanted"),
    [
        ("min_free_kbytes", a_burst(3000, 10_000), Help.HELPS),
        ("min_free_kbytes", a_burst(3000, 10_000, size=120_000), Help.HARMFUL),
        ("min_free_kbytes", a_burst(3000, 10_000, gfp=0xCC0), Help.NO),
        ("min_free_kbytes", a_burst(3000, 10_000, gfp=0x800), Help.NO),
        ("min_free_kbytes", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3, gfp=GFP_ATOMIC_5), Help.NO),
        ("min_free_kbytes", blog_scenario(), Help.HELPS),
        ("min_free_kbytes", a_scenario(a_zone(counts=(9000, *SINGLES))), Help.UNKNOWN),
        ("watermark_scale_factor", a_burst(3000, 10_000), Help.MAY),
        ("watermark_scale_factor", replace(a_burst(3000, 10_000), kernel=KernelFacts("4.4.11")), Help.NO),
        ("watermark_scale_factor", a_burst(3000, 10_000, gfp=0xCC0), Help.NO),
        ("lowmem_reserve_ratio", a_burst(3000, 10_000), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(9000, *SINGLES)), order=3), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(9000, *SINGLES)), order=4, gfp=GFP_ATOMIC_5), Help.NO),
        ("extfrag_threshold", a_scenario(a_zone(counts=(*(0,) * 8, 3, 0, 0), min=20), order=9), Help.MAY),
        ("extfrag_threshold", in_blocks_of_16_kb(3, "2.6.39"), Help.MAY),
        ("extfrag_threshold", in_blocks_of_16_kb(2, "2.6.39"), Help.NO),
        ("extfrag_threshold", in_blocks_of_16_kb(3, "2.6.36"), Help.NO),
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


def a_boosted(free: int, gfp: int, release: str, boost: int | None) -> Scenario:
    """A zone whose min of 13,000 pages holds a boost of 9,000: low − min is a quarter of the rest."""
    zone = a_zone(
        counts=(free, *SINGLES), min=13_000, low=14_000, high=15_000, boost=boost, present=900_000, managed=900_000
    )
    return a_scenario(zone, gfp=gfp, release=release)


@pytest.mark.parametrize(
    ("scenario", "boost", "reserve"),
    [
        (a_boosted(3000, GFP_ATOMIC_5, "5.4.30", None), Help.HELPS, Help.MAY),
        (a_boosted(3000, GFP_ATOMIC_5, "5.17", 9000), None, None),
        (a_boosted(1000, GFP_ATOMIC_5, "5.4.30", None), None, Help.HELPS),
        (a_boosted(3000, GFP_ATOMIC_5, "4.19", None), None, Help.HELPS),
        (a_boosted(8000, 0xCC0, "5.4.30", None), Help.MAY, Help.NO),
        (a_boosted(8000, 0xCC0, "6.6", 9000), Help.MAY, Help.NO),
        (a_boosted(3000, 0xCC0, "6.6", 9000), None, Help.NO),
    ],
    ids=["unprinted", "asked again", "short without it", "before it", "blocking", "printed", "blocking and short"],
)
def test_a_boost_is_named_where_it_alone_refuses(scenario: Scenario, boost: Help | None, reserve: Help | None) -> None:
    every = {one.knob: one.help for one in advice(event_of(scenario))}
    assert every.get("watermark_boost_factor") is boost
    if reserve is not None:
        assert every["min_free_kbytes"] is reserve


def test_the_value_now_is_told_without_an_unprinted_boost() -> None:
    one = said("min_free_kbytes", a_boosted(1000, GFP_ATOMIC_5, "5.4.30", None))
    assert one.text.startswith("40,832 kB or more (about 16,012 kB now): then")
    marks: dict[str, Any] = {"min": 10_000, "low": 12_500, "high": 15_000, "boost": None, "managed": 4_000_000}
    unsure = a_scenario(a_zone(counts=(3000, *SINGLES), **marks), gfp=GFP_ATOMIC_5, release="5.4.30")
    assert "or less: a boost for the moment is not printed" in said("min_free_kbytes", unsure).text
    printed = replace(unsure, kernel=KernelFacts("5.17"))
    assert "or less" not in said("min_free_kbytes", printed).text


FULL_OF_KERNEL: dict[str, Any] = {
    "totals": {
        **dict.fromkeys(("active_anon", "inactive_anon", "active_file", "inactive_file", "shmem"), 100),
        "slab_reclaimable": 100,
        "slab_unreclaimable": 900_000,
        "free": 3000,
    },
    "tail": {"ram": 1_000_000},
}


@pytest.mark.parametrize("knob", ["min_free_kbytes", "watermark_scale_factor"])
def test_no_reserve_helps_against_a_leak(knob: str) -> None:
    every = {one.knob: one for one in advice(event_of(a_burst(3000, 10_000), **FULL_OF_KERNEL))}
    assert every[knob].help is Help.NO
    assert "only delays" in every[knob].text


def test_a_leak_is_the_first_thing_that_is_told() -> None:
    one = settings_answer(event_of(a_burst(3000, 10_000), **FULL_OF_KERNEL))
    assert one.sentence == (
        "No setting would help: 3,516 MB, 90.0 % of memory, are kernel objects that can not be freed (slab); nothing"
        " frees that. More memory and larger reserves only delay."
    )


@pytest.mark.parametrize(
    ("constraint", "helps"),
    [("CONSTRAINT_CPUSET", True), ("CONSTRAINT_MEMORY_POLICY", True), ("CONSTRAINT_NONE", False), (None, False)],
)
def test_nodes_without_a_zone_for_the_request_are_the_cpuset_s_to_widen(constraint: str | None, helps: bool) -> None:
    event = event_of(a_scenario(a_zone("Movable", (9000, *SINGLES), node=4)), oom=OomFacts(constraint=constraint))
    every = {one.knob: one.help for one in advice(event)}
    assert (every.get("cpuset and memory policy") is Help.HELPS) is helps
    assert every["more memory"] is Help.NO


IN_PIECES = a_scenario(a_zone(counts=(9000, *SINGLES)), order=5)


@pytest.mark.parametrize(
    ("trace", "opening"),
    [
        ("warn_alloc __alloc_pages __kmalloc nfsd_reply_cache_init[nfsd]", "None is needed: the code has another way."),
        ("warn_alloc __alloc_pages vmemmap_alloc_block", "None is needed: the code has another way."),
        ("warn_alloc __alloc_pages __kmalloc foo[foo]", "A smaller order in the caller helps"),
    ],
)
def test_a_caller_with_another_way_needs_no_setting(trace: str, opening: str) -> None:
    assert settings_answer(event_of(IN_PIECES, trace)).sentence.startswith(opening)


@pytest.mark.parametrize(
    ("scenario", "told"),
    [
        (IN_PIECES, True),
        (replace(IN_PIECES, kernel=KernelFacts("5.4.30")), False),
        (a_burst(3000, 10_000), False),
    ],
    ids=["in pieces", "before 5.9", "one page"],
)
def test_compaction_in_the_background_is_told_where_blocks_lack(scenario: Scenario, told: bool) -> None:
    assert any(one.knob == "compaction_proactiveness" for one in advice(event_of(scenario))) is told


def test_a_number_that_is_not_printed_makes_no_refusal() -> None:
    unknown = a_scenario(a_zone(counts=(9000, *SINGLES), min=None), gfp=GFP_ATOMIC_5)
    assert said("min_free_kbytes", unknown).help is Help.UNKNOWN


def test_the_zone_of_old_devices_is_left_alone() -> None:
    dma = a_zone("DMA", (3000, *SINGLES), lowmem_reserve=(0, 9000, 9000, 9000), present=3998, managed=3840)
    normal = a_zone(counts=(30, *SINGLES), present=5_120_000, managed=5_120_000)
    assert said("lowmem_reserve_ratio", a_scenario(dma, normal, gfp=GFP_ATOMIC_5)).help is Help.HARMFUL


@pytest.mark.parametrize(
    ("trace", "told", "gfp", "wanted"),
    [
        ("dma_alloc_attrs foo[bar]", {}, 0xCC0, Help.NO),
        ("__alloc_skb foo[bar]", {}, 0xCC0, Help.NO),
        ("handle_mm_fault exc_page_fault", {}, 0xCC0, Help.NO),
        ("__kmalloc foo[bar]", {}, 0xCC4, Help.NO),
        ("kmem_cache_alloc foo[bar]", {"slub": SlubFacts(cache="task_struct")}, 0xCC0, Help.NO),
        ("__kmalloc foo[bar]", {"slub": SlubFacts(cache="kmalloc-8k")}, 0xCC0, Help.HELPS),
        ("__kmalloc foo[bar]", {}, 0xCC0, Help.HELPS),
    ],
    ids=["device", "network", "page fault", "DMA32", "slab cache", "kmalloc cache", "kmalloc"],
)
def test_only_what_may_be_in_pieces_has_a_vmalloc_fallback(
    trace: str, told: dict[str, Any], gfp: int, wanted: Help
) -> None:
    zone = a_zone("DMA32" if gfp == 0xCC4 else "Normal", (9000, *SINGLES))
    event = event_of(a_scenario(zone, order=3, gfp=gfp), f"warn_alloc __alloc_pages {trace}", **told)
    one = next(one for one in advice(event) if one.knob == "a vmalloc fallback in the caller")
    assert one.help is wanted


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

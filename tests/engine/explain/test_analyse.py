"""The sentence, the reasons and the notes: numbers with units, and only what applies."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.check.outcome import Outcome
from engine.explain.analyse import analyse
from engine.model.scenario import KernelFacts, Scenario
from tests.engine.builders import GFP_ATOMIC_5, GFP_KERNEL_5, a_scenario, a_zone, areas, blog_scenario


def test_the_2012_sentence_says_why_12_megabytes_were_not_enough() -> None:
    sentence = analyse(blog_scenario()).sentence
    for words in (
        "64 kB in one block (order 4)",
        "12,560 kB free",
        "9,440 kB",
        "single pages",
        "765 pages left against 884",
    ):
        assert words in sentence


def test_the_direct_computation_of_the_2012_case_would_have_passed() -> None:
    direct = analyse(blog_scenario()).zones[0].direct
    assert direct is not None
    assert (direct.listed, direct.pages, direct.minimum, direct.ok) == (480, 464, 110, True)


EIGHT = (8,) + (0,) * 10
REASONS = [
    ("below the minimum", a_scenario(a_zone(counts=EIGHT)), "8 pages left, not above min 100 pages (400 kB)"),
    (
        "reserved for lower zones",
        a_scenario(a_zone("DMA", (900,) + (0,) * 10, lowmem_reserve=(0, 1000, 1000, 1000))),
        "not above min 100 + lowmem_reserve 1,000 = 1,100 pages",
    ),
    (
        "no block",
        a_scenario(a_zone(counts=(900,) + (0,) * 10), order=3),
        "has no free block of 32 kB (order 3) or larger",
    ),
    (
        "only CMA blocks",
        a_scenario(
            a_zone(
                counts=(900, 0, 0, 0, 7) + (0,) * 6,
                free_areas=areas((900, 0, 0, 0, 7) + (0,) * 6, ["M", "", "", "", "C"] + [""] * 6),
            ),
            order=3,
        ),
        "its 7 blocks of that size or larger belong to CMA",
    ),
    (
        "CMA pages deducted",
        a_scenario(a_zone(counts=(300,) + (0,) * 10, free_cma=250)),
        "50 pages left once 250 CMA pages that it may not use are taken off, not above min 100 pages",
    ),
    (
        "nothing to take",
        a_scenario(
            a_zone(counts=(300,) + (0,) * 10, free_areas=areas((300,) + (0,) * 10, ["H"] + [""] * 10)), release="5.10.1"
        ),
        "yet holds nothing that this request may take",
    ),
    (
        "flags lower the minimum",
        a_scenario(a_zone(counts=EIGHT), gfp=GFP_ATOMIC_5, release="5.10.1"),
        "min 38 pages (152 kB; lowered from 100 by its flags)",
    ),
]


@pytest.mark.parametrize(("scenario", "words"), [row[1:] for row in REASONS], ids=[row[0] for row in REASONS])
def test_each_reason_has_its_numbers(scenario: Scenario, words: str) -> None:
    analysis = analyse(scenario)
    assert analysis.outcome is Outcome.REFUSED
    assert words in analysis.zones[0].reason
    assert words in analysis.sentence


def test_zones_above_the_mask_are_told_as_no_candidates() -> None:
    reason = analyse(a_scenario(a_zone("Movable"), a_zone("Normal"))).zones[0].reason
    assert reason == "Node 0 Movable is no candidate: it is higher than this mask may use (at most Normal)."


def test_many_zones_are_told_in_groups() -> None:
    zones = [a_zone(node=node, counts=EIGHT) for node in range(16)]
    sentence = analyse(a_scenario(*zones)).sentence
    assert all(f"Node {node} Normal (8 ≤ 100 pages)" in sentence for node in range(16))
    assert sentence.count("would fall to their minimum") == 1


def test_a_pass_names_only_reasons_that_can_apply() -> None:
    zone = a_zone(counts=(900,) + (0,) * 10)
    waits = " ".join(analyse(a_scenario(zone, gfp=GFP_KERNEL_5)).notes)
    atomic = " ".join(analyse(a_scenario(zone, gfp=0x820)).notes)
    assert "reclaim ran before it gave up" in waits
    blocks = analyse(a_scenario(a_zone(counts=(900, *(0,) * 9, 90)), gfp=GFP_KERNEL_5, order=2))
    assert "reclaim and compaction ran" in " ".join(blocks.notes)
    assert "reclaim" not in atomic
    assert "per-CPU" not in waits
    assert "per-CPU" in " ".join(analyse(a_scenario(replace(zone, free_pcp=9), gfp=GFP_KERNEL_5)).notes)
    assert "cpuset or memory policy" not in waits
    both = a_scenario(zone, replace(zone, node=1), release="4.4.155")
    assert "cpuset or memory policy" in " ".join(analyse(both).notes)


def test_rules_that_the_log_cannot_rule_out_are_told_when_they_disagree() -> None:
    scenario = blog_scenario()
    unsure = replace(scenario, kernel=KernelFacts("3.10.0-327.el7"))
    assert any("3.10's rules from 4.4's (G7)" in note for note in analyse(unsure).notes)
    assert not any("can't tell" in note for note in analyse(scenario).notes)


def test_a_dump_without_a_request_asks_for_one() -> None:
    analysis = analyse(replace(a_scenario(a_zone()), request=None))
    assert analysis.outcome is Outcome.UNDECIDED
    assert "Choose an order" in analysis.sentence
    assert analysis.orders == ()


def test_an_order_above_the_largest_is_told() -> None:
    assert any("turned away" in note for note in analyse(a_scenario(a_zone(), order=11)).notes)


def test_the_decisive_zone_is_the_one_that_makes_people_wonder() -> None:
    zones = [a_zone("DMA", (9,) + (0,) * 10), a_zone("DMA32", (90,) + (0,) * 10), a_zone("Normal", EIGHT)]
    assert analyse(a_scenario(*zones)).decisive == 1


def test_a_refusal_for_want_of_a_block_claims_no_numbers_that_were_not_printed() -> None:
    zone = a_zone(counts=(900,) + (0,) * 10, free=None)
    analysis = analyse(a_scenario(zone, order=3))
    assert analysis.outcome is Outcome.REFUSED
    assert "may pass the minimum, but has no free block of 32 kB" in analysis.sentence
    assert "not printed >" not in analysis.sentence

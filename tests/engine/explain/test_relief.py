"""Would drop_caches, compaction, swap or more memory help: each by what the report prints, none on a guess."""

from collections.abc import Mapping

import pytest

from engine.explain.answer import answer
from engine.explain.event import Event
from engine.explain.relief import Effect, means
from engine.model.report import Kind, Report
from engine.model.scenario import Scenario
from tests.engine.builders import GFP_ATOMIC_5, a_scenario, a_zone
from tests.engine.explain.test_ten import told

SINGLES = (0,) * 10
MEMORY = 100_000
TOTALS = {
    "active_anon": 60_000,
    "inactive_anon": 20_000,
    "active_file": 100,
    "inactive_file": 100,
    "slab_reclaimable": 300,
    "slab_unreclaimable": 900,
    "shmem": 10,
    "free": 90,
}
TAIL = {"ram": MEMORY, "pagecache": 210}
SWAPLESS = TAIL | {"swap_total_kb": 0, "swap_free_kb": 0}


def a_kill(
    scenario: Scenario,
    totals: Mapping[str, int] = TOTALS,
    tail: Mapping[str, int] = SWAPLESS,
    kind: Kind = Kind.OOM_KILL,
) -> Report:
    return Report(kind, 1, 9, scenario, comm="tail", totals=totals, tail=tail)


def effects(report: Report) -> dict[str, Effect]:
    return {one.name: one.effect for one in means(Event(report, answer(report), None))}


SHORT = a_scenario(a_zone(counts=(90, *SINGLES)))


@pytest.mark.parametrize(
    ("tail", "effect", "words"),
    [
        (SWAPLESS, Effect.RELIEF, "There is none: 312 MB of programs can go nowhere"),
        (TAIL | {"swap_total_kb": 4096, "swap_free_kb": 4}, Effect.RELIEF, "All 4.0 MB are full"),
        (TAIL | {"swap_total_kb": 4096, "swap_free_kb": 4000}, Effect.NEITHER, "3.9 MB of 4.0 MB are free"),
        (TAIL | {"swap_total_kb": 4096}, Effect.UNKNOWN, "how much of it is free is not printed"),
        (TAIL, Effect.NEITHER, "built without swap"),
        ({"ram": MEMORY}, Effect.UNKNOWN, "does not say whether there is any"),
    ],
    ids=["none", "full", "free", "free not printed", "not built in", "not printed"],
)
def test_swap_by_what_is_printed_of_it(tail: Mapping[str, int], effect: Effect, words: str) -> None:
    report = a_kill(SHORT, tail=tail)
    assert effects(report)["swap"] is effect
    assert any(words in ground.text for ground in told(report)[6].grounds)


LEAK = TOTALS | {"active_anon": 900, "inactive_anon": 100}


@pytest.mark.parametrize(
    ("report", "effect", "words"),
    [
        (a_kill(SHORT), Effect.CURE, "a leak eats any size"),
        (a_kill(SHORT, LEAK), Effect.RELIEF, "It only delays: 381 MB, 97.5 % of memory, are in no total"),
        (
            a_kill(a_scenario(a_zone(counts=(500, *SINGLES)), gfp=GFP_ATOMIC_5), LEAK, kind=Kind.PAGE_ALLOC_FAILURE),
            Effect.NEITHER,
            "On the printed numbers none was lacking",
        ),
        (
            a_kill(a_scenario(a_zone(counts=(9, *SINGLES)), gfp=GFP_ATOMIC_5), LEAK, kind=Kind.PAGE_ALLOC_FAILURE),
            Effect.RELIEF,
            "It only delays",
        ),
        (a_kill(a_scenario(a_zone(counts=(120, *SINGLES)))), Effect.CURE, "480 kB left, hardly above its minimum"),
        (
            a_kill(a_scenario(a_zone(counts=(90, *SINGLES)), gfp=GFP_ATOMIC_5), kind=Kind.PAGE_ALLOC_FAILURE),
            Effect.RELIEF,
            "a larger reserve helps for less",
        ),
        (
            a_kill(a_scenario(a_zone(counts=(500, *SINGLES), free_cma=450), gfp=0x100CCA)),
            Effect.CURE,
            "nothing above its minimum but CMA",
        ),
        (a_kill(a_scenario(a_zone("Movable", (9, *SINGLES), node=4))), Effect.NEITHER, "however large they are"),
        (
            a_kill(a_scenario(a_zone(counts=(90, *SINGLES)), a_zone("HighMem", (900, *SINGLES)))),
            Effect.NEITHER,
            "A 64-bit kernel has none of it",
        ),
    ],
    ids=[
        "short",
        "leak",
        "served",
        "leak under a burst",
        "just above",
        "by its reserve only",
        "CMA only",
        "no zone",
        "HighMem",
    ],
)
def test_more_memory_cures_a_shortage_and_no_leak(report: Report, effect: Effect, words: str) -> None:
    assert effects(report)["more memory"] is effect
    assert any(words in ground.text for ground in told(report)[6].grounds)


def test_caches_of_zones_that_may_not_be_used_are_not_worth_dropping() -> None:
    cached = TOTALS | {"active_file": 30_000, "active_anon": 30_000}
    dma = a_zone("DMA", (10, *SINGLES), present=3999, managed=3840)
    scenario = a_scenario(dma, a_zone(counts=(9000, *SINGLES)), gfp=GFP_ATOMIC_5 | 0x1)
    assert effects(a_kill(scenario, cached, kind=Kind.PAGE_ALLOC_FAILURE))["drop_caches"] is Effect.NEITHER
    assert effects(a_kill(SHORT_AT_ONCE, cached, kind=Kind.PAGE_ALLOC_FAILURE))["drop_caches"] is Effect.RELIEF


SHORT_AT_ONCE = a_scenario(a_zone(counts=(9, *SINGLES)), gfp=GFP_ATOMIC_5)


def test_cache_that_reclaim_left_behind_is_called_unusual() -> None:
    cached = TOTALS | {"active_file": 30_000, "active_anon": 30_000}
    texts = " ".join(ground.text for ground in told(a_kill(SHORT, cached))[6].grounds)
    assert "So much left is unusual" in texts
    assert "So much left" not in " ".join(ground.text for ground in told(a_kill(SHORT))[6].grounds)


def test_who_holds_the_memory_is_told_with_its_source() -> None:
    ground = told(a_kill(SHORT))[6].grounds[-1]
    assert ground.text.startswith("Who holds the memory: programs 312 MB (80.0 %)")
    assert (ground.source, ground.kernels) == ("semantics.md E.3", "2.6.28 and later")

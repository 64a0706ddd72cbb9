"""The play in words: every event is told or hangs on one that is, and the figures are the check's."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.buddy.counts import with_counts
from engine.buddy.scenario import Playground, playground
from engine.explain.play_words import Scene, freeing, scenes
from engine.model.edits import blank_machine
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from tests.engine.builders import areas

PAGE = 4096


def played(scenario: Scenario) -> tuple[Playground, tuple[Scene, ...], int]:
    ground = playground(scenario, 1)
    assert scenario.request is not None
    ask = ground.ask(scenario.request)
    before = ground.simulation.machine.copy()
    ground.simulation.record()
    ground.simulation.serve(ask)
    events = ground.simulation.events()
    return ground, scenes(before, ask, 0, events, PAGE), len(events)


def with_free(pages: int) -> Scenario:
    machine = blank_machine()
    zones = tuple(replace(zone, min=pages, low=pages, high=pages) for zone in machine.zones)
    return replace(machine, zones=zones, request=AllocRequest(0, 0xCC0, ("GFP_KERNEL",)))


def test_a_zone_below_its_reserve_is_refused_with_its_figures() -> None:
    _, told, _ = played(with_free(1 << 30))
    assert told[-1].ok is False
    assert told[-1].title.startswith("Refused: page allocation failure")
    checks = [scene for scene in told if scene.title.startswith("Normal")]
    assert checks
    assert all(scene.ok is False and f"more than {1 << 30:,} must stay" in scene.title for scene in checks)


def test_less_than_the_block_is_told_as_such() -> None:
    machine = with_free(8)
    zones = tuple(replace(zone, free_areas=areas((9, 0, 1)), free=13, total=13) for zone in machine.zones)
    request = AllocRequest(4, 0xCC0, ("GFP_KERNEL",))
    _, told, _ = played(replace(machine, zones=zones, request=request))
    assert told[1].title == "What is free: 156 kB, in it no block of 64 kB or larger"
    assert "Normal: 52 kB free, of it 36 kB in single pages; its largest block is 16 kB." in told[1].detail
    assert told[2].title == "Normal refused: only 52 kB are free"


def test_of_many_zones_few_are_named() -> None:
    machine = with_free(1 << 30)
    zones = tuple(replace(zone, node=node) for node in range(4) for zone in machine.zones)
    _, told, _ = played(replace(machine, zones=zones))
    assert "then in 8 more zones" in told[0].detail
    assert told[1].detail.endswith("8 more zones have the rest.")
    assert "8 more zones refused, too." in told[-1].detail
    assert all(len(scene.detail) < 700 for scene in told)


def test_cma_pages_that_do_not_count_are_named() -> None:
    machine = replace(with_free(100), rules="6.12")
    zones = tuple(
        replace(zone, free_areas=areas((0,) * 10 + (1,), ["C" if order == 10 else "" for order in range(11)]))
        for zone in machine.zones
    )
    counted = tuple(replace(zone, free=1024, total=1024, free_cma=1024) for zone in zones)
    _, told, _ = played(replace(machine, zones=counted))
    checks = [scene for scene in told if " refused: " in scene.title]
    assert all("; CMA (1,024 pages) does not count for this request" in scene.detail for scene in checks)
    assert len({scene.chapter for scene in checks}) >= 2
    assert checks[0].chapter.startswith("First attempt")
    assert checks[-1].chapter.startswith(("Second", "Third", "Fourth"))
    assert any("kswapd" in scene.chapter for scene in checks)


def test_one_page_is_taken_from_the_first_zone() -> None:
    _, told, _ = played(with_free(8))
    assert told[0].title == "Asked for: one page (4 kB, order 0)"
    assert told[1].title.startswith("What is free: ")
    assert "passes" in told[2].title
    assert told[-1].ok is True


@given(
    st.integers(0, 10), st.sampled_from([None, "2.6.32", "3.16", "4.4", "5.10", "6.12"]), st.sampled_from([0, 1 << 30])
)
def test_every_event_is_told_or_hangs_on_one_that_is(order: int, rules: str | None, least: int) -> None:
    machine = with_free(least)
    request = AllocRequest(order, 0xCC0, ("GFP_KERNEL",))
    _, told, count = played(replace(machine, request=request, rules=rules))
    reached = [scene.upto for scene in told]
    assert reached == sorted(reached)
    assert reached[0] == 0
    assert reached[-1] == count
    assert all(scene.title and scene.detail for scene in told)


def test_a_block_that_is_freed_merges_with_its_buddies() -> None:
    ground, _, _ = played(replace(with_free(8), request=AllocRequest(3, 0xCC0, ("GFP_KERNEL",))))
    simulation = ground.simulation
    given_block = simulation.serve(ground.ask(AllocRequest(9, 0xCC0, ("GFP_KERNEL",))))
    assert given_block is not None
    before = simulation.machine.copy()
    simulation.record()
    simulation.free(given_block[0].base + given_block[1])
    told = freeing(before, simulation.events(), PAGE)
    assert told[0].title.startswith("Freed: 512 pages")


@pytest.mark.parametrize("printed", [True, False])
def test_what_a_report_does_not_print_stays_unprinted(printed: bool) -> None:
    machine = with_free(8)
    if not printed:
        zones = (replace(zone, free=None, total=None, free_cma=None) for zone in machine.zones)
        machine = replace(machine, zones=tuple(zones))
    ground, _, _ = played(machine)
    found = with_counts(machine, ground.simulation.zones).zones
    assert [(zone.free is not None, zone.total is not None) for zone in found] == [(printed, printed)] * 3
    assert found != machine.zones

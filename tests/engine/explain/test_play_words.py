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
    assert all(scene.ok is False and f"against {1 << 30:,}" in scene.title for scene in checks)


def test_one_page_is_taken_from_the_first_zone() -> None:
    _, told, _ = played(with_free(8))
    assert told[0].title == "Asked for: one page (4 kB, order 0)"
    assert "passes" in told[1].title
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

"""Answers that are kept: for the very same values, so many of them, those found last."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest

from engine.check.kept import kept
from engine.model.zone import Zone


@pytest.fixture
def asked() -> list[Zone]:
    return []


def test_the_very_same_value_is_asked_about_once_and_an_equal_copy_anew(asked: list[Zone]) -> None:
    @kept(most=4)
    def title(zone: Zone) -> str:
        asked.append(zone)
        return zone.title

    zone, copy = Zone(0, "DMA"), Zone(0, "DMA")
    assert [title(zone), title(zone), title(copy)] == ["Node 0 DMA"] * 3
    assert len(asked) == 2
    assert asked[0] is zone
    assert asked[1] is copy


def test_those_found_last_stay(asked: list[Zone]) -> None:
    @kept(most=2)
    def title(zone: Zone) -> str:
        asked.append(zone)
        return zone.title

    one, two, three = Zone(0, "one"), Zone(0, "two"), Zone(0, "three")
    for zone in (one, two, one, three, two, three, one):
        title(zone)
    assert [zone.name for zone in asked] == ["one", "two", "three", "one"]


def test_values_that_came_and_went_are_not_taken_for_others() -> None:
    """A new value may get the address of one that is gone."""

    @kept(most=8)
    def title(zone: Zone) -> str:
        return zone.title

    assert [title(Zone(number, "DMA")) for number in range(500)] == [f"Node {number} DMA" for number in range(500)]


def test_threads_can_ask_at_once() -> None:
    @kept(most=3)
    def title(zone: Zone) -> str:
        return zone.title

    zones = [Zone(number, "DMA") for number in range(9)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(title, zones * 400))
    assert told == [zone.title for zone in zones] * 400

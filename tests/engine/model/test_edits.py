"""An edit makes a new scenario and changes what it says, and nothing else."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model import edits
from engine.model.edits import Value
from engine.model.report import Key
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea, MigrateType, Zone, listed_pages

MOVABLE = frozenset({MigrateType.MOVABLE})
UNMOVABLE = frozenset({MigrateType.UNMOVABLE})


def a_zone(name: str = "Normal", counts: tuple[int | None, ...] | None = (8, 4, 2), letters: bool = True) -> Zone:
    """A zone whose free and total are what its lists hold."""
    areas = None
    if counts is not None:
        areas = tuple(FreeArea(count, (UNMOVABLE if count else frozenset()) if letters else None) for count in counts)
    pages = sum((count or 0) << order for order, count in enumerate(counts or ()))
    return Zone(0, name, pages, 10, 12, 15, None, (0, 5), 100, free_areas=areas, total=pages)


def a_scenario(*zones: Zone) -> Scenario:
    """These zones, asked for one page."""
    return Scenario(zones or (a_zone("DMA"), a_zone("Normal")), AllocRequest(0, 0xD0))


def count_key(order: int, zone: int = 1) -> Key:
    return ("zone", zone, "nr_free", order)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("zone", 1, "free"), 7),
        (("zone", 1, "free"), None),
        (("zone", 0, "min"), 0),
        (("zone", 0, "free_cma"), 3),
        (("zone", 1, "nr_free", 2), 9),
        (("zone", 1, "nr_free", 2), None),
        (("zone", 1, "nr_free", 10), 1),
        (("zone", 1, "types", 1), MOVABLE),
        (("zone", 1, "types", 1), None),
        (("zone", 1, "lowmem_reserve", 1), 77),
        (("zone", 1, "lowmem_reserve", 4), 77),
        (("zone", 1, "lowmem_reserve"), (1, 2, 3)),
        (("zone", 1, "lowmem_reserve"), None),
        (("zone", 1, "node"), 3),
        (("zone", 1, "name"), "Movable"),
    ],
    ids=str,
)
def test_a_value_that_was_set_is_there_and_the_other_zone_is_untouched(key: Key, value: Value) -> None:
    before = a_scenario()
    after = edits.set_value(before, key, value)
    assert edits.value_at(after, key) == value
    other = 1 - int(key[1])
    assert after.zones[other] is before.zones[other]
    assert after.request is before.request


@pytest.mark.parametrize(
    ("order", "count", "free"),
    [(0, 9, 25), (2, 3, 28), (2, 0, 16), (1, 4, 24)],
    ids=["one page more", "a block of four more", "two blocks of four less", "the same"],
)
def test_a_linked_count_carries_free_and_the_printed_sum_along(order: int, count: int, free: int) -> None:
    zone = edits.set_value(a_scenario(), count_key(order), count).zones[1]
    assert (zone.free, zone.total, listed_pages(zone)) == (free, free, free)


def test_an_unlinked_count_changes_the_count_alone() -> None:
    before = a_scenario()
    zone = edits.set_value(before, count_key(0), 100, linked=False).zones[1]
    assert (zone.free, zone.total) == (24, 24)
    assert listed_pages(zone) == 116


@pytest.mark.parametrize(("old", "new"), [(None, 5), (5, None)], ids=["becomes known", "is forgotten"])
def test_a_count_that_was_not_printed_moves_nothing(old: int | None, new: int | None) -> None:
    before = a_scenario(a_zone(), a_zone(counts=(8, old, 2)))
    assert edits.set_value(before, count_key(1), new).zones[1].free == before.zones[1].free


def test_free_does_not_go_below_nothing() -> None:
    before = a_scenario(a_zone(), replace(a_zone(), free=3))
    assert edits.set_value(before, count_key(0), 0).zones[1].free == 0


@pytest.mark.parametrize(
    ("count", "types"),
    [(0, frozenset()), (1, UNMOVABLE), (None, UNMOVABLE)],
    ids=["no block is on no list", "letters stay", "unknown leaves the letters"],
)
def test_letters_follow_the_count(count: int | None, types: frozenset[MigrateType]) -> None:
    assert edits.value_at(edits.set_value(a_scenario(), count_key(0), count), ("zone", 1, "types", 0)) == types


def test_first_blocks_of_an_order_are_taken_to_be_movable() -> None:
    empty = edits.set_value(a_scenario(), count_key(0), 0)
    assert edits.value_at(edits.set_value(empty, count_key(0), 2), ("zone", 1, "types", 0)) == MOVABLE


def test_kernels_without_letters_get_none_by_an_edit() -> None:
    before = a_scenario(a_zone(), a_zone(letters=False))
    assert edits.value_at(edits.set_value(before, count_key(0), 2), ("zone", 1, "types", 0)) is None


def test_a_zone_without_a_buddy_line_gets_one_with_its_first_count_and_loses_it_with_the_last() -> None:
    before = a_scenario(a_zone(), a_zone(counts=None))
    after = edits.set_value(before, count_key(1), 2)
    assert after.zones[1].free_areas == (FreeArea(None), FreeArea(2), FreeArea(None))
    assert edits.set_value(after, count_key(1), None) == before


@pytest.mark.parametrize("value", [-1, "3"], ids=str)
def test_what_is_no_count_is_our_own_mistake(value: Value) -> None:
    with pytest.raises(ValueError, match="not a count"):
        edits.set_value(a_scenario(), count_key(0), value)


def test_a_free_that_is_given_outranks_one_carried_along() -> None:
    after = edits.set_values(a_scenario(), [(("zone", 1, "free"), 5), (count_key(0), 100)])
    assert after.zones[1].free == 5


counts = st.lists(st.integers(0, 5000), min_size=1, max_size=11)


@given(counts, st.data())
def test_however_counts_are_edited_free_keeps_its_distance_to_the_lists(
    numbers: list[int], data: st.DataObject
) -> None:
    stray = data.draw(st.integers(0, 100))
    zone = replace(a_zone(counts=tuple(numbers)), free=sum(n << o for o, n in enumerate(numbers)) + stray)
    scenario = a_scenario(a_zone(), zone)
    changes = data.draw(st.lists(st.tuples(st.integers(0, len(numbers) - 1), st.integers(0, 5000)), max_size=8))
    for order, count in changes:
        scenario = edits.set_value(scenario, count_key(order), count)
    edited = scenario.zones[1]
    assert edited.free is not None
    assert edited.free - (listed_pages(edited) or 0) == stray
    assert edited.total == listed_pages(edited)


@given(counts, st.data())
def test_what_was_edited_can_be_put_back(numbers: list[int], data: st.DataObject) -> None:
    original = a_scenario(a_zone("DMA"), a_zone(counts=tuple(numbers)))
    places = st.tuples(st.integers(0, len(numbers) - 1), st.one_of(st.none(), st.integers(0, 9)))
    changes = data.draw(st.lists(places, min_size=1, max_size=6, unique_by=lambda pair: pair[0]))
    linked = data.draw(st.booleans())
    known = [(order, count) for order, count in changes if count is not None or not linked]
    edited = edits.set_values(original, [(count_key(order), count) for order, count in known], linked)
    assert edits.put_back(edited, original, [count_key(order) for order, _ in known], linked) == original


def test_putting_back_free_leaves_the_lists() -> None:
    original = a_scenario()
    edited = edits.set_value(original, count_key(0), 100)
    back = edits.put_back(edited, original, [("zone", 1, "free")])
    assert back.zones[1].free == 24
    assert edits.value_at(back, count_key(0)) == 100


def test_all_zones_can_be_put_back_while_request_and_rules_stay() -> None:
    original = a_scenario()
    edited = replace(edits.remove_zones(original, [0]), rules="4.4", request=AllocRequest(3, 0))
    back = edits.put_zones_back(edited, original)
    assert back.zones == original.zones
    assert (back.rules, back.request) == ("4.4", AllocRequest(3, 0))


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (("DMA", "DMA32", "Normal"), (0, 1, 2)),
        (("DMA32", "Normal"), (1, 2)),
        (("DMA", "DMA32", "Normal", "Movable"), (0, 1, 2, None)),
        (("DMA32", "Normal", "Movable"), (1, 2, None)),
        (("DMA", "HighMem", "Normal"), (0, 1, 2)),
        ((), ()),
    ],
    ids=["as it was", "one removed", "one added", "one removed, one added", "one renamed", "all removed"],
)
def test_zones_are_found_again_in_the_log(names: tuple[str, ...], found: tuple[int | None, ...]) -> None:
    original = a_scenario(a_zone("DMA"), a_zone("DMA32"), a_zone("Normal"))
    assert edits.counterparts(Scenario(tuple(a_zone(name) for name in names)), original) == found


def test_a_machine_made_by_hand_comes_from_no_log() -> None:
    assert edits.counterparts(a_scenario(), None) == (None, None)
    assert edits.original_key(("zone", 0, "free"), a_scenario(), None) is None


def test_keys_are_translated_to_the_log_and_back() -> None:
    original = a_scenario(a_zone("DMA"), a_zone("DMA32"), a_zone("Normal"))
    edited = edits.remove_zones(original, [0])
    assert edits.original_key(("zone", 0, "nr_free", 3), edited, original) == ("zone", 1, "nr_free", 3)
    assert edits.current_key(("zone", 1, "nr_free", 3), edited, original) == ("zone", 0, "nr_free", 3)
    assert edits.current_key(("zone", 0, "free"), edited, original) is None


@pytest.mark.parametrize(
    ("names", "new"),
    [((), "DMA"), (("DMA", "DMA32"), "Normal"), (("Normal",), "HighMem"), (("DMA", "Device"), "DMA32")],
    ids=str,
)
def test_a_new_zone_gets_the_next_usual_name(names: tuple[str, ...], new: str) -> None:
    after = edits.add_zone(Scenario(tuple(a_zone(name) for name in names)))
    assert [zone.name for zone in after.zones] == [*names, new]


def test_a_new_zone_has_every_figure_that_the_others_have() -> None:
    after = edits.add_zone(edits.blank_machine())
    old, new = after.zones[-2:]
    for field in Zone.__slots__:
        assert (getattr(new, field) is None) == (getattr(old, field) is None), field
    assert new.free == listed_pages(new) == 0


def test_a_top_order_is_added_to_and_removed_from_all_zones() -> None:
    before = a_scenario()
    more = edits.add_order(before)
    assert [edits.value_at(more, count_key(3, zone)) for zone in (0, 1)] == [0, 0]
    assert edits.order_count(more) == 4
    assert edits.remove_order(more) == before


def test_removing_an_order_with_blocks_takes_their_pages_from_free() -> None:
    assert edits.remove_order(a_scenario()).zones[1].free == 16
    assert edits.remove_order(a_scenario(), linked=False).zones[1].free == 24


@pytest.mark.parametrize("orders", [1, edits.MOST_ORDERS])
def test_there_is_a_first_and_a_last_order(orders: int) -> None:
    scenario = a_scenario(a_zone(counts=(0,) * orders))
    at_the_end = edits.remove_order if orders == 1 else edits.add_order
    assert at_the_end(scenario) == scenario


def test_the_blank_machine_agrees_with_itself() -> None:
    machine = edits.blank_machine()
    assert [zone.name for zone in machine.zones] == ["DMA", "DMA32", "Normal"]
    for zone in machine.zones:
        assert zone.free == zone.total == listed_pages(zone)
        assert zone.managed is not None
        assert zone.present is not None
        assert zone.free is not None
        assert zone.free <= zone.managed <= zone.present
    assert {len(zone.free_areas or ()) for zone in machine.zones} == {11}
    assert machine.request == AllocRequest(0, 0xCC0, ("GFP_KERNEL",))

"""Two analyses side by side."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain.analyse import analyse
from engine.explain.compare import Difference, compare, counterpart, end_words
from engine.model.edits import set_value
from engine.model.request import TaskState
from engine.model.scenario import Scenario
from engine.model.zone import Mark
from tests.engine.builders import a_scenario, a_zone, areas, blog_scenario


def test_an_analysis_does_not_differ_from_itself() -> None:
    here = analyse(blog_scenario())
    told = compare(here, here)
    assert told.same
    assert told.sentence == ("Nothing differs: request, rules, zones and blocks are the same; both are refused.")


def test_an_edit_is_told_with_its_verdict() -> None:
    before = blog_scenario()
    after = set_value(before, ("zone", 0, "min"), 1529)
    told = compare(analyse(before), analyse(after))
    (pair,) = told.zones
    assert pair.differences == (Difference(("zone", 0, "min"), "min", 1769, 1529),)
    assert pair.differences[0].change == -240
    assert pair.verdict_changed
    assert told.sentence == (
        "The first is refused, the second served on these numbers; Node 0 DMA32 ended otherwise;"
        " 1 value of the zones differs."
    )


def test_blocks_and_reserves_are_told_by_order_and_place() -> None:
    before = a_scenario(a_zone(counts=(5, 0, 1)))
    after = a_scenario(a_zone(counts=(5, 2, 1), lowmem_reserve=(0, 0, 0, 7)))
    told = compare(analyse(before), analyse(after))
    assert [(one.key[2:], one.before, one.after) for one in told.zones[0].differences] == [
        (("free",), 9, 13),
        (("lowmem_reserve", 3), 0, 7),
        (("nr_free", 1), 0, 2),
    ]


def test_zones_are_paired_by_their_names() -> None:
    one = a_scenario(a_zone("DMA32"), a_zone())
    other = a_scenario(a_zone(), a_zone(node=1))
    told = compare(analyse(one), analyse(other))
    assert [(pair.title, pair.before is None, pair.after is None) for pair in told.zones] == [
        ("Node 0 DMA32", False, True),
        ("Node 0 Normal", False, False),
        ("Node 1 Normal", True, False),
    ]


def test_zones_that_only_one_has_are_named() -> None:
    one = a_scenario(a_zone("DMA32"), a_zone())
    other = a_scenario(a_zone("DMA32"), *(a_zone(node=node) for node in range(1, 6)))
    sentence = compare(analyse(one), analyse(other)).sentence
    assert "only the first has Node 0 Normal;" in sentence
    assert "only the second has Node 1 Normal, Node 2 Normal, Node 3 Normal and 2 more;" in sentence


def test_another_question_is_told() -> None:
    before = blog_scenario()
    told = compare(analyse(before), analyse(replace(blog_scenario(order=0), rules="6.6")))
    assert [one.what for one in told.request] == ["rules", "order"]
    assert told.zones[0].differences == ()


@pytest.mark.parametrize(
    ("changed", "what", "after"),
    [
        ({"mark": Mark.LOW}, "mark", "low"),
        ({"nodemask": frozenset({0, 2})}, "nodemask", "0,2"),
        ({"mems_allowed": frozenset({1})}, "cpuset", "1"),
        ({"task": TaskState(rt_task=True, pf_memalloc=True)}, "task", "real-time, PF_MEMALLOC"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_every_part_of_the_request_that_a_person_can_edit_is_told(
    changed: dict[str, object], what: str, after: str
) -> None:
    before = a_scenario(a_zone())
    assert before.request is not None
    scenario = replace(before, request=replace(before.request, **changed))  # type: ignore[arg-type]
    (difference,) = compare(analyse(before), analyse(scenario)).request
    assert (difference.what, difference.after) == (what, after)


def test_where_one_asked_for_nothing_that_is_told_by_order_and_mode_alone() -> None:
    before = a_scenario(a_zone(), nodemask=frozenset({0}), mark=Mark.LOW)
    told = compare(analyse(before), analyse(replace(before, request=None)))
    assert [(one.what, one.after) for one in told.request] == [("order", None), ("mode", None)]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ((5, "UM"), (5, "M"), ("UM", "M")),
        ((5, "M"), (5, None), ("M", None)),
        ((5, ""), (5, None), ("none", None)),
        ((0, ""), (0, None), None),
        ((None, "M"), (None, ""), ("M", "none")),
    ],
    ids=["one list less", "not printed", "on none", "no block, so no list", "count not printed"],
)
def test_lists_are_told_where_the_counts_are_the_same(
    before: tuple[int | None, str | None], after: tuple[int | None, str | None], told: tuple[str, str | None] | None
) -> None:
    one, other = (a_scenario(a_zone(free=9, free_areas=areas([count], [names]))) for count, names in (before, after))
    found = [
        each for each in compare(analyse(one), analyse(other)).zones[0].differences if each.what.startswith("list")
    ]
    assert [(each.before, each.after) for each in found] == ([] if told is None else [told])


def test_a_zone_twice_is_compared_in_its_order() -> None:
    one = analyse(a_scenario(a_zone(counts=(5,)), a_zone("DMA"), a_zone(counts=(7,))))
    other = analyse(a_scenario(a_zone(counts=(8,)), a_zone(counts=(9,))))
    assert [found and found.index for found in (counterpart(one, place, other) for place in range(3))] == [0, None, 1]


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (a_scenario(a_zone(counts=(500,))), "passes"),
        (a_scenario(a_zone(counts=(5,))), "refuses: minimum"),
        (a_scenario(a_zone(counts=(500,)), order=3), "refuses: no block"),
        (blog_scenario(), "refuses: step 0"),
        (a_scenario(a_zone("Movable", counts=(500,))), "not a candidate"),
        (a_scenario(a_zone(counts=(500,), free=None)), "undecided"),
        (a_scenario(a_zone(free=700)), "refuses: nothing to take"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_how_a_zone_ended_is_told_in_a_few_words(scenario: Scenario, words: str) -> None:
    assert end_words(analyse(scenario).zones[0]) == words


@given(st.lists(st.integers(0, 900), min_size=2, max_size=4), st.lists(st.integers(0, 900), min_size=2, max_size=4))
def test_from_one_to_the_other_and_back_is_the_same_told_backwards(one: list[int], other: list[int]) -> None:
    before, after = (analyse(a_scenario(a_zone(counts=counts), order=1)) for counts in (one, other))
    there, back = compare(before, after), compare(after, before)
    assert there.same is back.same is (one == other)
    told = [(each.key, each.before, each.after) for each in there.zones[0].differences]
    assert told == [(each.key, each.after, each.before) for each in back.zones[0].differences]


def test_what_is_not_printed_is_none() -> None:
    before = a_scenario(a_zone(boost=None))
    told = compare(analyse(before), analyse(a_scenario(a_zone(boost=0))))
    (difference,) = told.zones[0].differences
    assert (difference.before, difference.after, difference.change) == (None, 0, None)

"""Two analyses side by side."""

from dataclasses import replace

from engine.explain.analyse import analyse
from engine.explain.compare import Difference, compare
from engine.model.edits import set_value
from tests.engine.builders import a_scenario, a_zone, blog_scenario


def test_an_analysis_does_not_differ_from_itself() -> None:
    here = analyse(blog_scenario())
    told = compare(here, here)
    assert told.same
    assert told.sentence == "Both end alike: refused; no value of the zones differs."


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


def test_another_question_is_told() -> None:
    before = blog_scenario()
    told = compare(analyse(before), analyse(replace(blog_scenario(order=0), rules="6.6")))
    assert [one.what for one in told.request] == ["rules", "order", "mode"] or [one.what for one in told.request] == [
        "rules",
        "order",
    ]
    assert told.zones[0].differences == ()


def test_what_is_not_printed_is_none() -> None:
    before = a_scenario(a_zone(boost=None))
    told = compare(analyse(before), analyse(a_scenario(a_zone(boost=0))))
    (difference,) = told.zones[0].differences
    assert (difference.before, difference.after, difference.change) == (None, 0, None)

"""The other side of a comparison stands in the chart's own value: column by column, or with the reason why it can't."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain.analyse import analyse
from engine.model.edits import set_value
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea
from engine.report.chart import ChartValues, Other, all_charts, chart_values
from engine.report.chart_model import ComparedBar
from engine.report.chart_table import chart_tsv
from engine.report.svg_chart import chart_svg
from tests.engine.builders import a_scenario, a_zone, blog_scenario

SCAN = "6.6"


def compared(scenario: Scenario, other: Scenario, zone: int = 0) -> ChartValues:
    return chart_values(analyse(scenario), zone, None, Other("report 3", "report 3 (rsync)", analyse(other)))


def drawn(values: ChartValues) -> dict[int | None, tuple[int | None, int | None]]:
    """What there is to draw of the other side, by the order of the column."""
    pairs = zip(values.bars, values.ghosts, strict=True)
    return {bar.order: (ghost.pages, ghost.minimum) for bar, ghost in pairs if ghost is not None}


def test_only_columns_that_differ_are_drawn() -> None:
    scenario = a_scenario(a_zone(counts=(500, 3, 9)), rules=SCAN)
    values = compared(set_value(scenario, ("zone", 0, "nr_free", 1), 5), scenario)
    assert drawn(values) == {None: (542, 100), 1: (6, None)}
    assert values.compared is not None
    assert [bar.pages if bar else None for bar in values.compared.bars][1:4] == [500, 6, 36]


def test_the_minimum_is_compared_too() -> None:
    scenario = blog_scenario()
    values = compared(set_value(scenario, ("zone", 0, "min"), 1529), scenario)
    assert drawn(values)[None] == (3125, 1769)
    assert drawn(values)[0] == (765, 884)


def test_free_lists_that_nobody_asked_for_are_compared_with_those_of_a_request() -> None:
    scenario = a_scenario(a_zone(counts=(500, 3)), order=1, rules=SCAN)
    other = replace(set_value(scenario, ("zone", 0, "nr_free", 1), 8), request=None)
    assert drawn(compared(scenario, other)) == {1: (16, None)}
    assert drawn(compared(other, scenario)) == {1: (6, None)}


@pytest.mark.parametrize(
    ("other", "note"),
    [
        (a_scenario(a_zone("DMA"), rules=SCAN), "Node 0 Normal is not in it"),
        (replace(a_scenario(a_zone(), rules=SCAN), page_size=65536), "its pages have another size"),
        (a_scenario(a_zone(), order=3, rules="2.6.32"), "its rules compare something else"),
    ],
    ids=["no such zone", "another page size", "another procedure"],
)
def test_what_can_not_stand_on_one_scale_is_not_drawn(other: Scenario, note: str) -> None:
    values = compared(a_scenario(a_zone(counts=(500, 3)), rules=SCAN), other)
    assert values.compared is not None
    assert values.compared.note == note
    assert set(values.compared.bars) == {None}
    assert set(values.ghosts) == {None}
    assert note in dict(values.caption)["Compared"]


def test_an_order_that_the_other_has_not_is_left_out() -> None:
    values = compared(a_scenario(a_zone(counts=(5, 3, 1)), rules=SCAN), a_scenario(a_zone(counts=(5,)), rules=SCAN))
    assert values.compared is not None
    assert [bar is not None for bar in values.compared.bars] == [True, True, False, False]


def test_what_was_not_printed_there_is_no_height() -> None:
    scenario = a_scenario(a_zone(counts=(5, 3)), rules=SCAN)
    values = compared(scenario, set_value(scenario, ("zone", 0, "nr_free", 1), None))
    assert drawn(values)[1] == (None, None)
    assert "outlined" in chart_svg(values)


def test_hovering_tells_both_sides() -> None:
    scenario = a_scenario(a_zone(counts=(500, 3)), rules=SCAN)
    values = compared(set_value(scenario, ("zone", 0, "nr_free", 1), 5), scenario)
    assert values.sentence_of(2).startswith(values.bars[2].sentence)
    assert "Report 3: Order 1 (8 kB each): 3 free blocks, 6 pages (24 kB)" in values.sentence_of(2)


def test_the_caption_says_with_what_and_how_it_ended() -> None:
    values = compared(set_value(blog_scenario(), ("zone", 0, "min"), 10), blog_scenario())
    told = dict(values.caption)["Compared"]
    assert told.startswith(
        "with report 3 (rsync) (drawn as an outline, its minimum as a dashed line). No zone could give"
    )


def test_without_a_comparison_nothing_is_told_of_one() -> None:
    values = chart_values(analyse(blog_scenario()), 0)
    assert values.compared is None
    assert "Compared" not in dict(values.caption)
    assert "outlined" not in chart_svg(values)
    assert values.sentence_of(0) == values.bars[0].sentence


def test_the_table_of_values_has_the_other_side_beside_each_column() -> None:
    scenario = a_scenario(a_zone(counts=(500, 3)), rules=SCAN)
    values = compared(set_value(scenario, ("zone", 0, "nr_free", 1), 5), scenario)
    lines = [line.split("\t") for line in chart_tsv([values]).splitlines()]
    assert lines[1][-2:] == ["report 3: pages", "report 3: minimum"]
    assert [line[-2:] for line in lines[2:5]] == [["506", "100"], ["500", ""], ["6", ""]]


def test_a_name_out_of_a_log_stays_text_in_a_picture() -> None:
    other = Other("<script>", "<script>\x1b[31m", analyse(blog_scenario()))
    values = chart_values(analyse(set_value(blog_scenario(), ("zone", 0, "min"), 10)), 0, None, other)
    svg = chart_svg(values, values.caption)
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg
    assert "\x1b" not in svg


@given(
    st.lists(st.none() | st.integers(0, 10**7), min_size=1, max_size=12),
    st.lists(st.none() | st.integers(0, 10**7), min_size=1, max_size=12),
    st.sampled_from([None, "2.6.32", SCAN]),
    st.sampled_from([None, "2.6.32", SCAN]),
)
def test_any_two_have_a_bar_or_none_for_every_column(
    one: list[int | None], other: list[int | None], rules: str | None, its_rules: str | None
) -> None:
    before, after = (
        a_scenario(a_zone(free=700, free_areas=tuple(map(FreeArea, counts))), order=1, rules=label)
        for counts, label in ((one, rules), (other, its_rules))
    )
    for values in all_charts(analyse(after), (), Other("it", "it", analyse(before))):
        assert values.compared is not None
        assert len(values.compared.bars) == len(values.ghosts) == len(values.bars)
        for bar, ghost in zip(values.bars, values.ghosts, strict=True):
            assert ghost is None or isinstance(ghost, ComparedBar)
            assert ghost is None or (ghost.pages, ghost.minimum) != (bar.pages, bar.minimum)
        assert chart_svg(values)

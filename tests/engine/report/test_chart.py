from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.check.outcome import ZoneOutcome
from engine.explain.analyse import analyse
from engine.kernels.generations import BY_LABEL
from engine.model.scenario import Scenario
from engine.model.trace import StepKind
from engine.model.zone import Zone
from engine.report.chart import BarRole, ChartKind, ChartValues, Reach, all_charts, chart_values, column_of
from engine.report.chart_table import chart_tsv
from engine.report.scale import height, tick_label, ticks, top_decade, value_label
from tests.engine.builders import a_scenario, a_zone, areas, blog_scenario, blog_zone

HALVING, SCAN = "3.19", "6.6"


def the_chart(scenario: Scenario, zone: int = 0) -> ChartValues:
    return chart_values(analyse(scenario), zone)


# ---- the halving rule


def test_the_2012_case_comes_out_to_the_page() -> None:
    values = the_chart(blog_scenario())
    assert values.kind is ChartKind.HALVING
    assert values.base == (3125, 1769)
    assert [(bar.pages, bar.minimum) for bar in values.bars[:5]] == [
        (3125, 1769),
        (765, 884),
        (605, 442),
        (521, 221),
        (465, 110),
    ]
    assert [bar.failing for bar in values.bars] == [False, True] + [False] * 9


def test_what_a_refused_request_did_not_reach_is_told_from_what_only_a_larger_one_meets() -> None:
    bars = the_chart(blog_scenario()).bars
    assert [bar.reach for bar in bars] == [Reach.COMPARED] * 2 + [Reach.NOT_REACHED] * 3 + [Reach.LARGER] * 6
    assert [bar.dimmed for bar in bars] == [False] * 2 + [True] * 9


@pytest.mark.parametrize("rules", [row.label for row in BY_LABEL.values() if row.procedure.value == "halving loop"])
@pytest.mark.parametrize("gfp", [0xD0, 0x20], ids=["GFP_KERNEL", "GFP_ATOMIC"])
def test_a_larger_request_meets_what_its_own_check_finds(rules: str, gfp: int) -> None:
    """Each column is the last step of the check that a request of the column's own order makes."""
    zone = replace(blog_zone(), free_cma=50, min=30)
    small = the_chart(a_scenario(zone, order=1, gfp=gfp, rules=rules))
    for order in range(2, 9):
        check = analyse(a_scenario(zone, order=order, gfp=gfp, rules=rules)).zones[0].walk.check
        assert check is not None
        assert check.steps is not None
        if len(check.steps) == order:
            column = small.bars[order]
            assert (column.asks, column.pages, column.minimum) == (order, *check.steps[-1])


def test_the_first_comparison_can_be_the_failing_one() -> None:
    values = the_chart(a_scenario(a_zone(counts=(50,), min=100), order=0, gfp=0xD0, rules=HALVING))
    assert values.bars[0].failing
    assert values.callout.text == "50 ≤ 100"
    assert values.callout.detail == "short by 51 pages (204 kB)"
    assert values.callout.columns == (0, 0)


def test_a_count_that_is_not_printed_is_never_a_bar_of_nothing() -> None:
    zone = replace(blog_zone(), free_areas=areas((2360, None, 21, 7, 4, 1, 2, 0, 1, 0, 0)))
    bars = the_chart(a_scenario(zone, order=4, gfp=0xD0, rules=HALVING)).bars
    assert [bar.pages for bar in bars[:2]] == [3125, 765]
    assert {(bar.pages, bar.role) for bar in bars[2:]} == {(None, BarRole.UNKNOWN)}
    assert "not printed" in bars[2].sentence


# ---- the list scan


@pytest.mark.parametrize(
    ("letters", "gfp", "role"),
    [
        ("U", 0xCC0, BarRole.SERVES),
        ("UC", 0xCC0, BarRole.SERVES),
        ("C", 0xCC0, BarRole.CMA),
        ("C", 0xCCA, BarRole.SERVES),
        ("H", 0xCC0, BarRole.HIGHATOMIC),
        ("H", 0xA20, BarRole.SERVES),
        ("CH", 0xCC0, BarRole.HIGHATOMIC),
        ("I", 0xCC0, BarRole.ISOLATED),
        ("", 0xCC0, BarRole.ISOLATED),
    ],
    ids=[
        "ordinary",
        "one of two serves",
        "CMA",
        "CMA, movable",
        "reserve",
        "reserve, atomic",
        "two",
        "isolated",
        "on none",
    ],
)
def test_a_column_says_whether_this_request_may_take_its_blocks(letters: str, gfp: int, role: BarRole) -> None:
    zone = a_zone(free=5000, free_areas=areas((9, 0, 0, 4), ("U", "", "", letters)))
    bars = the_chart(a_scenario(zone, order=2, gfp=gfp, rules=SCAN)).bars
    assert [bar.role for bar in bars] == [BarRole.LEFT, BarRole.TOO_SMALL, BarRole.TOO_SMALL, BarRole.SERVES, role]
    assert bars[4].pages == 32
    assert bars[4].found is (role is BarRole.SERVES)


def test_under_a_list_scan_the_2012_case_passes_with_its_first_block_marked() -> None:
    values = the_chart(blog_scenario(rules="4.4"))
    assert values.kind is ChartKind.SCAN
    assert values.base == (3125, 1769)
    assert [bar.order for bar in values.bars if bar.found] == [4]
    assert [bar.pages for bar in values.bars[1:]] == [2360, 160, 84, 56, 64, 32, 128, 0, 256, 0, 0]
    assert values.callout.outcome is ZoneOutcome.PASS
    assert values.callout.columns == (5, 5)


def test_only_the_first_comparison_has_a_minimum_under_a_list_scan() -> None:
    assert [bar.minimum for bar in the_chart(blog_scenario(rules="4.4")).bars] == [1769] + [None] * 11


def test_with_no_block_large_enough_the_callout_spans_all_that_could_have_served() -> None:
    zone = a_zone(counts=(500, 20, 0, 0))
    values = the_chart(a_scenario(zone, order=2, rules=SCAN))
    assert values.callout.columns == (3, 4)
    assert values.callout.text == "no block of 16 kB or more"


def test_pages_that_the_request_may_not_take_are_named() -> None:
    zone = a_zone(free=612, min=35, reserved_highatomic=None, free_areas=areas((0, 0, 153), ("", "", "H")))
    values = the_chart(a_scenario(zone, order=0, gfp=0xA20, rules="5.10"))
    assert values.callout.text == "nothing that it may take"
    assert "highatomic only" in values.callout.detail


def test_an_interval_that_decides_is_shown_as_one() -> None:
    zone = replace(a_zone(counts=(300,), min=100), reserved_highatomic=None, managed=60_000)
    values = the_chart(a_scenario(zone, order=0, rules="4.4"))
    first = values.bars[0]
    assert values.callout.outcome is ZoneOutcome.UNDECIDED
    assert values.callout.columns == (0, 0)
    assert first.pages == 300
    assert first.least is not None
    assert first.least < 100


@pytest.mark.parametrize("figure", ["free", "min"])
@pytest.mark.parametrize("rules", [HALVING, SCAN])
def test_an_end_that_stands_for_anything_is_not_drawn(figure: str, rules: str) -> None:
    zone = replace(a_zone(counts=(300, 5)), **{figure: None})  # type: ignore[arg-type]
    first = the_chart(a_scenario(zone, order=0, rules=rules)).bars[0]
    assert {"free": first.pages, "min": first.minimum}[figure] is None
    assert "not printed" in first.sentence


# ---- zones that are not compared


def test_a_zone_that_the_request_may_not_use_shows_its_lists_and_why() -> None:
    values = the_chart(a_scenario(a_zone("DMA", (5,)), a_zone("Normal", (5,)), order=0, gfp=0xCC1), zone=1)
    assert values.kind is ChartKind.LISTS
    assert values.base is None
    assert values.callout.detail == "higher than the mask may use"
    assert all(bar.dimmed for bar in values.bars)


def test_memory_that_nobody_asked_for_shows_its_lists() -> None:
    values = the_chart(replace(blog_scenario(), request=None))
    assert [bar.pages for bar in values.bars] == [2360, 160, 84, 56, 64, 32, 128, 0, 256, 0, 0]
    assert values.callout.text == ""


# ---- direct computation, strip, trace, edits


@pytest.mark.parametrize("rules", [None, "4.4"])
def test_the_direct_computation_is_that_of_the_analysis(rules: str | None) -> None:
    analysis = analyse(blog_scenario(rules=rules))
    values = chart_values(analysis, 0)
    direct = analysis.zones[0].direct
    assert direct is not None
    column = next(bar for bar in values.bars if bar.order == (3 if rules is None else 4))
    assert (column.direct_pages, column.direct_minimum) == (direct.pages, direct.minimum) == (464, 110)
    assert "464 > 110" in values.direct


def test_the_strip_tells_this_zone_and_any_zone_for_every_order() -> None:
    values = the_chart(a_scenario(a_zone("DMA32", (500, 20)), a_zone("Normal", (500, 0, 0, 9)), order=1, rules=SCAN))
    assert [(cell.zone_outcome.value, cell.outcome.value) for cell in values.strip] == [
        ("pass", "would_pass"),
        ("pass", "would_pass"),
        ("fail", "would_pass"),
        ("fail", "would_pass"),
    ]
    assert [cell.asked for cell in values.strip] == [False, True, False, False]


@pytest.mark.parametrize(("rules", "expected"), [(None, {0, 1}), ("4.4", {0, 5})])
def test_every_step_of_a_trace_that_is_compared_has_its_column(rules: str | None, expected: set[int]) -> None:
    analysis = analyse(blog_scenario(rules=rules))
    values = chart_values(analysis, 0)
    compared = [step for step in analysis.zones[0].walk.trace if step.ok is not None]
    assert {column_of(values, step) for step in compared} == expected
    assert all(column_of(values, step) == 0 for step in compared if step.kind is StepKind.BASE)


def test_a_column_that_an_edit_changed_remembers_what_it_was() -> None:
    before = the_chart(blog_scenario())
    edited = replace(blog_scenario(), zones=(replace(blog_zone(), free=3640),))
    values = chart_values(analyse(edited), 0, before)
    assert [bar.before for bar in values.bars[:2]] == [3125, 765]
    assert [bar.before for bar in chart_values(analyse(blog_scenario()), 0, before).bars] == [None] * 11


def test_the_table_of_values_has_a_line_for_every_column_and_keeps_unknown_apart_from_nothing() -> None:
    zone = replace(blog_zone(), free_areas=areas((2360, None, 0)))
    values = the_chart(a_scenario(zone, order=1, gfp=0xD0, rules="4.4"))
    lines = [line.split("\t") for line in chart_tsv([values]).splitlines()]
    assert [line[0] for line in lines[2:6]] == ["all", "0", "1", "2"]
    assert [line[1] for line in lines[2:6]] == ["3139", "2360", "not printed", "0"]
    assert {len(line) for line in lines[1:6]} == {13}


# ---- the scale


def test_nothing_and_one_page_have_different_heights() -> None:
    assert height(0) == 0
    assert height(1) > 0.25


@pytest.mark.parametrize(
    ("most", "decade"), [(0, 2), (1, 2), (100, 2), (101, 3), (1000, 3), (3125, 4), (10**30, 30), (10**30 + 1, 31)]
)
def test_the_axis_ends_at_the_first_decade_that_holds_every_value(most: int, decade: int) -> None:
    assert top_decade([0, most]) == decade


@pytest.mark.parametrize(("room", "expected"), [(9, [0, 1, 10, 100, 1000, 10_000]), (4, [0, 1, 100, 10_000])])
def test_ticks_are_decades_thinned_out_where_there_is_little_room(room: int, expected: list[int]) -> None:
    assert list(ticks(4, room)) == expected


@pytest.mark.parametrize(("value", "label"), [(1, "1"), (100, "100"), (1000, "1k"), (10**5, "100k"), (10**6, "1M")])
def test_tick_labels_are_short(value: int, label: str) -> None:
    assert tick_label(value) == label


@pytest.mark.parametrize(("value", "label"), [(1769, "1,769"), (-511, "\N{MINUS SIGN}511"), (31_200_000, "31.2M")])
def test_numbers_on_bars_are_exact_while_they_are_short(value: int, label: str) -> None:
    assert value_label(value) == label


# ---- whatever the figures are

figures = st.none() | st.integers(0, 10**7) | st.integers(0, 10**30)
letters = st.none() | st.sets(st.sampled_from("UMERHCI")).map("".join)


@st.composite
def any_zone(draw: st.DrawFn) -> Zone:
    counts = draw(st.lists(figures, max_size=13))
    names = draw(st.lists(letters, min_size=len(counts), max_size=len(counts)))
    zone = a_zone(free_areas=areas(counts, names) if draw(st.booleans()) else None)
    drawn = {name: draw(figures) for name in ("free", "min", "free_cma", "reserved_highatomic", "free_highatomic")}
    return replace(zone, **drawn)  # type: ignore[arg-type]


@given(any_zone(), st.integers(0, 12), st.sampled_from(sorted(BY_LABEL)), st.sampled_from([0xD0, 0x20, 0xCC0, 0xA20]))
def test_any_zone_has_a_chart_with_finite_heights(zone: Zone, order: int, rules: str, gfp: int) -> None:
    values = the_chart(a_scenario(zone, order=order, gfp=gfp, rules=rules))
    assert values.bars
    for bar in values.bars:
        assert bar.sentence.endswith(".")
        assert (bar.pages is None) is (bar.role is BarRole.UNKNOWN)
        assert bar.least is None or (bar.pages is not None and bar.least < bar.pages)
        assert all(math.isfinite(height(pages)) for pages in (bar.pages, bar.minimum) if pages is not None)
    assert sum(bar.failing for bar in values.bars) <= 1
    assert values.callout.columns is None or values.callout.columns[1] < len(values.bars)
    assert all_charts(analyse(a_scenario(zone, order=order, gfp=gfp, rules=rules))) == (values,)


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_more_pages_never_make_a_lower_bar(one: int, other: int) -> None:
    assert height(min(one, other)) <= height(max(one, other))

"""The kernel's two indices, as mm/vmstat.c computes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.check.fragmentation import (
    SUITABLE,
    block_counts,
    fragmentation,
    fragmentation_index,
    unusable_index,
)
from engine.model.zone import FreeArea
from tests.engine.builders import BLOG_COUNTS, a_zone, blog_zone

COUNTS = st.lists(st.integers(0, 5000), min_size=1, max_size=14)


@pytest.mark.parametrize(
    ("counts", "order", "index"),
    [
        ((0, 0, 0), 1, 0),
        ((0, 0, 1), 1, SUITABLE),
        ((0, 1, 0), 1, SUITABLE),
        ((100, 0, 0), 1, 1000 - (1000 + 50_000) // 100),
        ((1000, 0, 0, 0, 0), 4, 1000 - (1000 + 62_500) // 1000),
        ((3, 1, 0, 0), 3, 1000 - (1000 + 625) // 4),
        ((1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0), 10, 1000 - (1000 + 0) // 1),
    ],
    ids=["nothing is free", "a larger block", "one of the order", "single pages", "many", "mixed", "one page"],
)
def test_the_index_tells_want_of_memory_from_pieces(counts: tuple[int, ...], order: int, index: int) -> None:
    assert fragmentation_index(counts, order) == index


@pytest.mark.parametrize(
    ("counts", "order", "unusable"),
    [((0, 0), 1, 1000), ((5, 0), 0, 0), ((2, 1), 1, 500), ((1, 1), 1, 333), ((4, 0), 1, 1000)],
)
def test_what_is_in_smaller_blocks_is_unusable(counts: tuple[int, ...], order: int, unusable: int) -> None:
    assert unusable_index(counts, order) == unusable


@given(COUNTS)
def test_the_indices_stay_in_their_ranges(counts: list[int]) -> None:
    for order in range(len(counts)):
        assert 0 <= unusable_index(counts, order) <= 1000
        index = fragmentation_index(counts, order)
        assert index == SUITABLE or index <= 1000
        assert (index == SUITABLE) is any(counts[order:])


@given(COUNTS)
def test_less_is_usable_for_larger_blocks(counts: list[int]) -> None:
    rows = [unusable_index(counts, order) for order in range(len(counts))]
    assert rows == sorted(rows)


def test_a_zone_has_a_row_for_every_order() -> None:
    rows = fragmentation(blog_zone())
    assert [row.order for row in rows] == list(range(len(BLOG_COUNTS)))
    assert rows[4].unusable == 1000 * (3140 - (64 + 32 + 128 + 256)) // 3140
    assert rows[9].index == 1000 - (1000 + 3140 * 1000 // 512) // sum(BLOG_COUNTS)


def test_a_count_that_is_not_printed_leaves_them_open() -> None:
    zone = replace(a_zone(), free_areas=(FreeArea(3), FreeArea(None)))
    assert block_counts(zone) is None
    assert fragmentation(zone) == ()
    assert fragmentation(replace(zone, free_areas=None)) == ()

"""The gauge shows both of the kernel's indices for every order, and nothing that the counts don't tell."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from engine.check.fragmentation import SUITABLE, THRESHOLD, fragmentation_index, unusable_index
from engine.report.gauge import gauge_words, zone_gauge
from tests.engine.builders import BLOG_COUNTS, a_zone, areas

PAGE = 4096


@pytest.mark.parametrize("counts", [BLOG_COUNTS, (0,) * 11, (100, 0, 0), (0, 1), (3, 1, 0, 0)], ids=str)
def test_every_order_has_both_indices(counts: tuple[int, ...]) -> None:
    gauge = zone_gauge(a_zone(counts=counts), PAGE, 1)
    assert gauge is not None
    assert [(row.order, row.index, row.unusable) for row in gauge.rows] == [
        (order, fragmentation_index(counts, order), unusable_index(counts, order)) for order in range(len(counts))
    ]
    assert (gauge.asked, gauge.threshold, gauge.scale) == (1, THRESHOLD, (0, 1000))


@pytest.mark.parametrize(
    ("counts", "indices"),
    [
        ((5, None, 0), [SUITABLE, None, None]),
        ((None, 0, 2), [SUITABLE, SUITABLE, SUITABLE]),
        ((None, None), [None, None]),
    ],
)
def test_a_count_that_is_not_printed_leaves_only_what_the_others_tell(
    counts: Sequence[int | None], indices: list[int | None]
) -> None:
    gauge = zone_gauge(a_zone(free_areas=areas(counts)), PAGE, None)
    assert gauge is not None
    assert [row.index for row in gauge.rows] == indices
    assert [row.unusable for row in gauge.rows] == [None] * len(counts)
    assert "not printed" in gauge_words(gauge)[-2]


def test_no_lists_no_gauge() -> None:
    assert zone_gauge(a_zone(free_areas=None), PAGE, 3) is None


@pytest.mark.parametrize(("value", "place"), [(-500, 0.0), (0, 0.0), (500, 0.5), (1000, 1.0)])
def test_values_stand_on_the_scale(value: int, place: float) -> None:
    gauge = zone_gauge(a_zone(), PAGE, None)
    assert gauge is not None
    assert gauge.place(value) == place

"""What the allocator remembers of the watermark check is what the check says."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.buddy.ask import Attempt
from engine.buddy.gate import full_check, passes
from engine.buddy.take import PLAIN
from engine.buddy.zone import CMA, HIGHATOMIC, ISOLATE, MOVABLE, RECLAIMABLE, UNMOVABLE, code_of
from engine.kernels.generations import ROWS
from engine.model.zone import Mark
from tests.engine.buddy.machines import a_zone

FLAGS = ("HIGH", "HARDER", "CMA", "OOM", "MIN_RESERVE", "NON_BLOCK", "HIGHATOMIC")
FIGURE = st.integers(0, 120)


@pytest.mark.parametrize("rules", ROWS, ids=lambda row: row.label)
@settings(max_examples=25, deadline=None)
@given(
    order=st.integers(0, 5),
    mark=st.sampled_from(Mark),
    flags=st.frozensets(st.sampled_from(FLAGS)),
    figures=st.tuples(*[FIGURE] * 8),
    lists=st.lists(
        st.tuples(
            st.integers(0, 5),
            st.sampled_from((UNMOVABLE, MOVABLE, RECLAIMABLE, HIGHATOMIC, CMA, ISOLATE)),
            st.integers(1, 3),
        ),
        max_size=5,
    ),
    retries=st.booleans(),
)
def test_the_remembered_answer_is_the_checks(rules, order, mark, flags, figures, lists, retries) -> None:  # type: ignore[no-untyped-def]
    zone = a_zone(1024)
    for code in list(zone.codes()):
        zone.heads[code].clear()
        zone.tails[code].clear()
    for place, (high, kind, many) in enumerate(lists):
        zone.fill(code_of(high, kind), [(place * 4 + number) * 32 for number in range(many)])
    zone.free, zone.min, reserve, boost, zone.free_cma, zone.free_highatomic, zone.reserved_highatomic, other = figures
    zone.low, zone.high, zone.boost = zone.min + 20, zone.min + 40, boost
    zone.lowmem_reserve = (0, 0, reserve, 0)
    attempt = Attempt(order, mark, flags, 2, retries, PLAIN, rules.label)
    for free in (zone.free, zone.free + other, zone.free + 200):
        zone.free = free
        for _ in range(2):
            assert passes(zone, attempt, rules) is full_check(zone, attempt, rules).ok

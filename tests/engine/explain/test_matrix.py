"""The request under the rules of every kernel, and where that flips."""

from dataclasses import replace

import pytest

from engine.check.outcome import Outcome
from engine.explain.analyse import analyse
from engine.explain.matrix import Matrix, matrix
from engine.kernels.generations import BY_LABEL, ROWS
from engine.kernels.rules import KernelRules
from engine.model.scenario import Scenario
from tests.engine.builders import GFP_ATOMIC_5, a_scenario, a_zone, areas, blog_scenario


def table(scenario: Scenario) -> Matrix:
    found = matrix(analyse(scenario))
    assert found is not None
    return found


SCENARIOS = (
    blog_scenario(),
    blog_scenario(gfp=0x4020, order=3),
    a_scenario(a_zone(counts=(90, 4, 1) + (0,) * 8, reserved_highatomic=60), order=0, gfp=GFP_ATOMIC_5),
    a_scenario(
        a_zone("DMA32", (400, 9), lowmem_reserve=(0, 0, 300, 300), free_areas=areas((400, 9), ("M", "C")), free_cma=18),
        a_zone(counts=(101, 0, 2) + (0,) * 8),
        order=1,
    ),
)


@pytest.mark.parametrize("scenario", SCENARIOS, ids=["2012", "atomic", "a reserve", "CMA"])
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.label)
def test_every_kernel_is_in_a_row_that_answers_as_it_does(scenario: Scenario, row: KernelRules) -> None:
    found = table(scenario)
    here = analyse(replace(scenario, rules=row.label))
    labels = {one.label: one for one in found.rows}
    same = labels.get(row.label) or next(one for one in found.rows if holds(one.releases, row))
    assert same.request == here.orders
    assert same.zones == here.zone_orders


def holds(releases: str, row: KernelRules) -> bool:
    """Whether the words name this mainline row, or the mainline row of its series."""
    if releases.startswith("late"):
        return False
    first, _, last = releases.removesuffix(" and later").partition(" – ")
    numbers = [tuple(map(int, text.split("."))) for text in (first, last or first)]
    series = row.since[:3] if row.since[:2] == (2, 6) else row.since[:2]
    return numbers[0] <= series and (releases.endswith("later") or series <= numbers[1])


def test_the_case_of_2012_flips_with_4_4() -> None:
    found = table(blog_scenario())
    flips = [found.rows[flip.row].releases for flip in found.flips if flip.order == 4]
    assert flips == ["4.4 – 4.6"]
    assert found.rows[found.used].label == "2.6.32"
    assert found.rows[-1].request[4] is Outcome.WOULD_PASS
    assert {flip.order for flip in found.zone_flips(0)} == {1, 2, 3, 4, 5, 6, 7, 8}


def test_a_row_is_compared_with_the_one_that_it_follows() -> None:
    found = table(SCENARIOS[2])
    for index, row in enumerate(found.rows):
        assert row.before is None if index == 0 else row.before is not None and row.before < index
        assert row.before is None or not found.rows[row.before].stable


def test_the_row_that_was_used_is_named_by_its_own_label() -> None:
    for label in ("2.6.24", "6.1-stable", "5.15-stable", "7.1"):
        found = table(replace(SCENARIOS[2], rules=label))
        assert BY_LABEL[found.rows[found.used].label] is BY_LABEL[label]


@pytest.mark.parametrize(
    "scenario",
    [Scenario(), replace(blog_scenario(), request=None), replace(blog_scenario(), zones=()), blog_scenario(order=30)],
    ids=["nothing", "no request", "no zones", "an order that there is not"],
)
def test_where_no_zone_was_asked_there_is_no_table(scenario: Scenario) -> None:
    assert matrix(analyse(scenario)) is None

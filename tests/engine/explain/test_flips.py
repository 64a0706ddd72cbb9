"""Where the outcome flips, told in words that agree with every cell of the matrix."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.explain.analyse import analyse
from engine.explain.flips import cell_words, end_word, ends_of, flip_lines, linux, why_no_matrix
from engine.explain.matrix import Matrix, matrix
from engine.kernels.generations import MAINLINE
from engine.model.scenario import Scenario
from tests.engine.builders import GFP_ATOMIC_5, GFP_KERNEL_5, a_scenario, a_zone, areas, blog_scenario

RESERVED = a_zone(counts=(120, 3) + (0,) * 9, reserved_highatomic=30, free_highatomic=None, boost=None)
NOT_PRINTED = replace(RESERVED, reserved_highatomic=None)
OF_CMA = a_zone("DMA32", (400, 9), lowmem_reserve=(0, 0, 300, 300), free_areas=areas((400, 9), ("M", "C")), free_cma=18)


def table(scenario: Scenario) -> Matrix:
    found = matrix(analyse(scenario))
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("scenario", "zone", "lines"),
    [
        (
            blog_scenario(),
            None,
            ("Order 4: refused up to 4.3, passes from 4.4 on. Orders 1 – 3 and 5 – 8: likewise.",),
        ),
        (
            blog_scenario(),
            0,
            ("Order 4 in DMA32: refused up to 4.3, passes from 4.4 on. Orders 1 – 3 and 5 – 8: likewise.",),
        ),
        (
            blog_scenario(order=0),
            None,
            (
                "Order 0: passes under the rules of every kernel.",
                "Orders 1 – 8: refused up to 4.3, passes from 4.4 on.",
            ),
        ),
        (
            a_scenario(a_zone(), order=3, gfp=GFP_KERNEL_5),
            None,
            ("Order 3: refused under the rules of every kernel. No other order flips.",),
        ),
    ],
    ids=["the request", "a zone", "an order that does not flip", "none flips"],
)
def test_lines(scenario: Scenario, zone: int | None, lines: tuple[str, ...]) -> None:
    found = table(scenario)
    assert flip_lines(found, found.order, zone, "DMA32" if zone is not None else "") == lines


SCENARIOS = (
    blog_scenario(),
    blog_scenario(gfp=0x4020, order=3),
    a_scenario(RESERVED, order=0, gfp=GFP_ATOMIC_5),
    a_scenario(RESERVED, order=0, gfp=GFP_KERNEL_5),
    a_scenario(NOT_PRINTED, order=0, gfp=GFP_KERNEL_5),
    a_scenario(RESERVED, OF_CMA, order=1, gfp=GFP_KERNEL_5),
)
IDS = ["2012", "atomic", "atomic and a reserve", "a reserve", "not printed", "CMA"]


@pytest.mark.parametrize("scenario", SCENARIOS, ids=IDS)
def test_what_a_line_says_of_a_kernel_is_what_its_cell_says(scenario: Scenario) -> None:
    found = table(scenario)
    for zone in (None, *range(len(scenario.zones))):
        for order in range(len(found.rows[0].request)):
            line = flip_lines(found, order, zone)[0]
            for kernel in MAINLINE:
                row = next(row for row in found.rows if kernel.label in row.labels)
                assert said_of(line, kernel.since) == end_word(ends_of(row, zone)[order]), (line, kernel.label)


def said_of(line: str, version: tuple[int, ...]) -> str:
    """What a line says of a release: "refused up to 4.3, passes from 4.4 to 4.6, undecided from 4.7 on"."""
    way = line.partition(": ")[2].partition(". ")[0].removesuffix(".").partition(";")[0]
    for part in way.split(", "):
        numbers = [tuple(map(int, text.split("."))) for text in re.findall(r"\d[\d.]*", part)]
        first = () if "up to" in part else numbers[0] if numbers else ()
        last = (9999,) if part.endswith(" on") or not numbers else numbers[-1]
        if first <= version <= (*last, 9999):
            return re.split(r" (?:up|from|in|under) ", part)[0]
    raise AssertionError(f"nothing of {version} in {line}")


def test_a_late_point_release_that_differs_from_its_series_is_told() -> None:
    found = table(a_scenario(NOT_PRINTED, order=0, gfp=GFP_KERNEL_5))
    told = flip_lines(found, 0)[0].partition("; ")[2]
    assert told == "late 5.10 and 5.15: undecided."
    for row in found.rows:
        if row.stable and row.before is not None:
            differs = row.request[0] is not found.rows[row.before].request[0]
            assert (row.releases in ("late 5.10", "late 5.15")) is differs


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        (Scenario(), "No zones are listed"),
        (replace(blog_scenario(), request=None), "No order was asked for"),
        (blog_scenario(order=30), "No free list holds blocks of order 30"),
        (blog_scenario(), ""),
    ],
    ids=["nothing", "no request", "an order that there is not", "all is there"],
)
def test_why_there_is_no_matrix(scenario: Scenario, words: str) -> None:
    analysis = analyse(scenario)
    assert why_no_matrix(analysis).startswith(words)
    assert (why_no_matrix(analysis) == "") is (matrix(analysis) is not None)


def test_a_cell_in_words() -> None:
    found = table(blog_scenario())
    row = found.rows[found.used]
    words = cell_words(4, 4096, row.releases, row.request[4], "")
    assert words == "64 kB in one block (order 4) under the rules of Linux 2.6.12 – 2.6.37: no zone would serve it"
    braces = cell_words(4, 4096, "late 4.4", row.zones[0][4], "{0}")
    assert braces == "64 kB in one block (order 4) under the rules of late Linux 4.4: {0} would refuse it"
    assert linux("4.4 – 4.6") == "Linux 4.4 – 4.6"

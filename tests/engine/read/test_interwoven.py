"""Two listings printed into each other, with no stamp that tells: put apart where that is certain, else left unread."""

from __future__ import annotations

import random
from collections.abc import Sequence

import pytest

from engine.model.report import Reading
from engine.read.reader import read_text
from tests.engine.read.test_mend import figures
from tests.engine.read.texts import HEADER, LISTING, text

SECOND = tuple(
    line.replace("1008*4kB", "1000*4kB")
    .replace("4104kB", "4072kB")
    .replace("free:1283", "free:1275")
    .replace("301 total", "309 total")
    for line in LISTING
)
TOLD = "two listings that were printed into each other were put apart"
ALONE = [figures(read_text("", text(lines)))[0] for lines in (LISTING, SECOND)]


def woven(one: Sequence[str], other: Sequence[str], turns: Sequence[int]) -> list[str]:
    """Lines of both: of the one where a turn is 0, else of the other."""
    rests = [list(one), list(other)]
    lines = [rests[turn].pop(0) for turn in turns if rests[turn]]
    return [*lines, *rests[0], *rests[1]]


def same(found: Reading) -> bool:
    return sorted(figures(found), key=repr) == sorted(ALONE, key=repr)


def test_where_one_listing_runs_ahead_only_one_way_is_possible() -> None:
    reading = read_text("", text(woven(LISTING, SECOND, [0, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1] * 2)))
    assert same(reading)
    assert [note.message.startswith(TOLD) for note in reading.diagnostics].count(True) == 1


def test_line_by_line_the_sums_tell() -> None:
    reading = read_text("", text(woven(LISTING, SECOND, [0, 1] * len(LISTING))))
    assert all(any(found.items() <= whole.items() for whole in ALONE) for found in figures(reading))
    assert {report.scenario.zones[1].free for report in reading.reports} == {1026, 1018}


def test_where_sums_do_not_tell_either_nothing_is_read() -> None:
    second = [line.replace("free:4072kB", "free:4076kB").replace("free:1275", "free:1270") for line in SECOND]
    reading = read_text("", text(woven(LISTING, second, [0, 1] * len(LISTING))))
    assert not [report for report in reading.reports if report.scenario.zones]
    assert any("into this one; it was left unread" in note.message for note in reading.diagnostics)


def test_a_listing_of_two_is_not_given_to_the_one_event_above() -> None:
    lines = [HEADER, *woven(LISTING, SECOND, [0, 0, 1, 0, 1] * 6)]
    assert not [
        report for report in read_text("", text(lines)).reports if report.comm is not None and report.scenario.zones
    ]


@pytest.mark.parametrize("seed", range(40))
def test_no_figure_is_of_another_listing(seed: int) -> None:
    chance = random.Random(seed)
    lines = woven(LISTING, SECOND, [chance.randrange(2) for _ in range(2 * len(LISTING))])
    for found in figures(read_text("", text(lines))):
        assert any(found.items() <= whole.items() for whole in ALONE)

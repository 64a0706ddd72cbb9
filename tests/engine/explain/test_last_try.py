"""Why the kernel killed although the printed numbers would serve: the last try before it is against the high mark."""

from dataclasses import replace

import pytest

from engine.explain.answer import answer
from engine.model.report import Report
from engine.read.reader import read_text
from tests.engine.read.event_texts import HEADER, KILLED, PROCESS
from tests.engine.read.texts import LISTING, NORMAL, REPORT, text

WORDS = "Before it kills"
SHORT = [line.replace("free:4104kB", "free:5800kB") if line == NORMAL else line for line in LISTING]
AMPLE = [line.replace("free:4104kB", "free:9800kB") if line == NORMAL else line for line in LISTING]


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


def told(report: Report) -> list[str]:
    return [note for note in answer(report).notes if note.startswith(WORDS)]


def test_the_zone_that_the_last_try_refuses_is_told_with_its_numbers() -> None:
    (note,) = told(only(HEADER, PROCESS, *SHORT, KILLED))
    assert "Node 0 Normal has 5,800 kB free: 1,450 pages left, not above high 1,536 pages (6,144 kB)" in note


@pytest.mark.parametrize(
    "lines",
    [
        [HEADER, PROCESS, *AMPLE, KILLED],
        [HEADER, PROCESS, *LISTING[:1], KILLED],
        [HEADER.replace("order=0", "order=-1"), PROCESS, *SHORT, KILLED],
        [REPORT[0], *SHORT],
    ],
    ids=["above high", "no zones", "by hand", "no kill"],
)
def test_it_is_told_only_where_the_numbers_say_so(lines: list[str]) -> None:
    assert not told(only(*lines))


def test_it_is_not_told_of_a_request_that_a_person_put_in() -> None:
    report = only(HEADER, PROCESS, *SHORT, KILLED)
    request = report.scenario.request
    assert request is not None
    asked = replace(report.scenario, request=replace(request, gfp_mask=0x400CC0, gfp_names=(), order=0))
    assert not [note for note in answer(report, asked).notes if note.startswith(WORDS)]

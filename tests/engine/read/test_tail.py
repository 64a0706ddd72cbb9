"""The figures below the free lists: page cache, swap, the machine's pages, huge pages."""

import pickle

import pytest

from engine.model.report import Report
from engine.read.reader import read_text
from tests.engine.read.texts import REPORT, text

WHOLE = REPORT[:-2]
TAIL = (
    "Node 0 hugepages_total=4 hugepages_free=1 hugepages_surp=0 hugepages_size=2048kB",
    "Node 1 hugepages_total=2 hugepages_free=2 hugepages_surp=0 hugepages_size=2048kB",
    "52409 total pagecache pages",
    "5650 pages in swap cache",
    "Swap cache stats: add 9, delete 8, find 7/6",
    "Free swap  = 885556kB",
    "Total swap = 979924kB",
    "229248 pages RAM",
    "0 pages HighMem/MovableOnly",
    "6310 pages reserved",
    "12 pages cma reserved",
    "0 pages hwpoisoned",
)
FIGURES = {
    "hugetlb_kb": 6 * 2048,
    "hugetlb_free_kb": 3 * 2048,
    "pagecache": 52409,
    "swap_cache": 5650,
    "swap_free_kb": 885556,
    "swap_total_kb": 979924,
    "ram": 229248,
    "highmem": 0,
    "reserved": 6310,
    "cma_reserved": 12,
    "hwpoisoned": 0,
}


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


@pytest.mark.parametrize(
    "prefix", ["", "[   12.345678] ", "Jan  3 04:05:06 host kernel: "], ids=["bare", "time", "syslog"]
)
def test_every_figure_is_read(prefix: str) -> None:
    assert dict(only(*(prefix + line for line in (*WHOLE, *TAIL))).tail) == FIGURES


def test_a_figure_stands_at_its_place() -> None:
    lines = (*WHOLE, *TAIL)
    report = only(*lines)
    place = report.places["tail", "swap_total_kb"]
    assert lines[place.line - 1][place.start : place.end] == "979924"


@pytest.mark.parametrize(
    "line",
    [
        "Free swap  = 885556",
        "Total swap = kB",
        "x52409 total pagecache pages",
        "99999999999999999999 pages RAM",
        "12 pages RAMs",
    ],
)
def test_a_line_that_is_not_whole_gives_nothing(line: str) -> None:
    assert dict(only(*WHOLE, "1 total pagecache pages", line).tail) == {"pagecache": 1}


def test_the_first_of_two_counts() -> None:
    assert only(*WHOLE, "1 total pagecache pages", "2 total pagecache pages").tail["pagecache"] == 1


def test_a_report_with_a_tail_can_be_sent_to_another_process() -> None:
    report = only(*WHOLE, *TAIL)
    assert dict(pickle.loads(pickle.dumps(report)).tail) == FIGURES

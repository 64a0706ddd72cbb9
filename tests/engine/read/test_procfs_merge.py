"""Several /proc files opened together: what belongs to one machine is one state, whatever the files are called."""

from itertools import permutations

import pytest

from engine.model.report import Reading, Report
from engine.read.procfs_merge import merge_proc
from engine.read.reader import read_text
from tests.engine.read.proc_texts import BUDDYINFO, FILES, PAGETYPEINFO, ZONEINFO

OTHER_MACHINE = ZONEINFO.replace("Normal", "DMA32")
LATER = BUDDYINFO.replace("   4500    100", "   3100    200")
LATER_ZONEINFO = ZONEINFO.replace("5000", "3800")


def merged(*texts: str) -> list[Reading]:
    return merge_proc([read_text(f"file {index}", text) for index, text in enumerate(texts)])


def only_report(readings: list[Reading]) -> Report:
    (report,) = [report for reading in readings for report in reading.reports]
    return report


@pytest.mark.parametrize("texts", list(permutations(FILES.values())), ids=lambda texts: None)
def test_three_files_are_one_state_in_any_order(texts: tuple[str, ...]) -> None:
    report = only_report(merged(*texts))
    assert report.scenario == read_text("", ZONEINFO + BUDDYINFO + PAGETYPEINFO).reports[0].scenario
    assert report.complete


def test_the_state_is_told_with_the_first_file_and_the_others_say_so() -> None:
    readings = merged(BUDDYINFO, ZONEINFO)
    assert [len(reading.reports) for reading in readings] == [1, 0]
    assert "together they are one state" in readings[1].diagnostics[0].message


def test_places_are_those_of_the_first_file() -> None:
    report = only_report(merged(BUDDYINFO, ZONEINFO))
    place = report.places["zone", 1, "nr_free", 0]
    assert BUDDYINFO.split("\n")[place.line - 1][place.start : place.end] == "4500"
    assert ("zone", 1, "min") not in report.places


@pytest.mark.parametrize(
    ("texts", "states"),
    [
        ((BUDDYINFO, BUDDYINFO), 2),
        ((BUDDYINFO, OTHER_MACHINE), 2),
        ((BUDDYINFO.replace("   4500", "  94500"), ZONEINFO), 2),
        ((BUDDYINFO, ZONEINFO, LATER, LATER_ZONEINFO), 2),
        ((BUDDYINFO + LATER, ZONEINFO + LATER_ZONEINFO), 2),
    ],
    ids=["the same file twice", "other zones", "more free than there is", "two moments", "two moments in each"],
)
def test_what_does_not_belong_together_stays_apart(texts: tuple[str, ...], states: int) -> None:
    assert sum(len(reading.reports) for reading in merged(*texts)) == states


def test_of_two_moments_the_nearest_belong_together() -> None:
    reports = [report for reading in merged(LATER, BUDDYINFO, ZONEINFO, LATER_ZONEINFO) for report in reading.reports]
    assert [report.scenario.zones[1].free for report in reports] == [3800, 5000]


def test_a_release_and_a_page_size_that_one_file_names_are_of_all() -> None:
    readings = merged(BUDDYINFO, "Linux version 6.12.1-arm64-16k (x)\n" + ZONEINFO)
    report = only_report(readings)
    assert (report.scenario.kernel.release, report.scenario.page_size) == ("6.12.1-arm64-16k", 16384)
    assert not [note for reading in readings for note in reading.diagnostics if "is assumed" in note.message]


def test_other_reports_stay_where_they_are() -> None:
    log = "sshd: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0\n"
    readings = merged(log, BUDDYINFO, ZONEINFO)
    assert [len(reading.reports) for reading in readings] == [1, 1, 0]

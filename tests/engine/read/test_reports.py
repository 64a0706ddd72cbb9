"""Several events in one text: each has its own lines, and what is not certain is nobody's."""

import pytest

from engine.model.report import Kind
from engine.read.events import AFTER_HEADER, APART
from engine.read.reader import read_text
from tests.engine.read.texts import HEADER, LISTING, PROCESS, REPORT, TRACE, text

SECOND = [line.replace("sshd", "cron").replace("order:2", "order:4").replace("4104kB", "4108kB") for line in REPORT]
OOM = "tail invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0"


def test_each_header_is_a_report_with_its_own_lines() -> None:
    first, second = read_text("", text([*REPORT, *SECOND])).reports
    assert (first.comm, first.first_line, first.last_line, first.complete) == ("sshd", 1, len(REPORT), True)
    assert (second.comm, second.first_line, second.last_line) == ("cron", len(REPORT) + 1, 2 * len(REPORT))
    assert [report.scenario.zones[1].free for report in (first, second)] == [1026, 1027]


@pytest.mark.parametrize("gap", [1, 59, 61, APART - 1, APART, APART + 1, AFTER_HEADER, 5000])
def test_what_lies_between_reports_does_not_matter(gap: int) -> None:
    reading = read_text("", text([*["noise"] * gap, *REPORT, *["noise"] * gap, *SECOND, *["noise"] * gap]))
    assert [(report.comm, report.complete) for report in reading.reports] == [("sshd", True), ("cron", True)]
    assert [report.first_line for report in reading.reports] == [gap + 1, 2 * gap + len(REPORT) + 1]
    assert reading.lines == 3 * gap + 2 * len(REPORT)


def test_a_header_without_a_listing_leaves_the_next_ones_to_its_owner() -> None:
    first, second = read_text("", text([HEADER, PROCESS, *TRACE, *SECOND])).reports
    assert (first.comm, first.complete, first.scenario.zones) == ("sshd", False, ())
    assert (second.comm, second.complete, len(second.scenario.zones)) == ("cron", True, 2)
    assert [frame.function for frame in second.frames] == [frame.function for frame in first.frames]


def test_the_listing_of_another_kind_of_event_is_not_a_failures() -> None:
    failure, oom = read_text("", text([HEADER, PROCESS, *TRACE, OOM, *LISTING])).reports
    assert (failure.kind, failure.scenario.zones) == (Kind.PAGE_ALLOC_FAILURE, ())
    assert (oom.kind, len(oom.scenario.zones), oom.comm) == (Kind.OOM_KILL, 2, "tail")


@pytest.mark.parametrize("start", ["sysrq: Show Memory", "SysRq : Show Memory"])
def test_a_dump_by_key_has_no_request(start: str) -> None:
    failure, dump = read_text("", text([*REPORT, start, *LISTING])).reports
    assert (dump.kind, dump.scenario.request, len(dump.scenario.zones)) == (Kind.SHOW_MEM, None, 2)
    assert failure.scenario.zones == dump.scenario.zones


def test_a_listing_without_a_header_is_a_report_of_its_own() -> None:
    first, second = read_text("", text([*LISTING, *LISTING])).reports
    assert first.kind is second.kind is Kind.SHOW_MEM
    assert (first.first_line, second.first_line) == (1, len(LISTING) + 1)


def test_a_report_of_an_old_kernel_needs_no_heading() -> None:
    oom = "page01 invoked oom-killer: gfp_mask=0x1201d2, order=0, oomkilladj=0"
    first, second = read_text("", text([oom, *LISTING[1:], oom, *LISTING[1:]])).reports
    assert first.kind is second.kind is Kind.OOM_KILL
    assert first.scenario == second.scenario
    assert first.complete


@pytest.mark.parametrize(
    ("release", "kinds"),
    [
        ("2.6.32-220.el6", [(Kind.MEMCG_OOM, 2)]),
        ("3.8.13", [(Kind.MEMCG_OOM, 2)]),
        ("3.9.0-rc1", [(Kind.MEMCG_OOM, 0), (Kind.SHOW_MEM, 2)]),
        ("5.15.0-rc4", [(Kind.MEMCG_OOM, 0), (Kind.SHOW_MEM, 2)]),
    ],
)
def test_a_memory_cgroups_report_has_a_listing_up_to_3_8_only(release: str, kinds: list[tuple[Kind, int]]) -> None:
    process = f"CPU: 3 PID: 812 Comm: tail Not tainted {release} #1"
    reading = read_text("", text([OOM, process, "memory: usage 102400kB, limit 102400kB, failcnt 756", *LISTING]))
    assert [(report.kind, len(report.scenario.zones)) for report in reading.reports] == kinds


def test_a_memory_cgroups_kill_after_a_global_report_is_another_event() -> None:
    kill = "Memory cgroup out of memory: Killed process 179 (tail) total-vm:18444kB"
    reports = read_text("", text([OOM, PROCESS.replace("sshd", "tail"), *LISTING, kill])).reports
    assert [report.kind for report in reports] == [Kind.OOM_KILL, Kind.MEMCG_OOM]


@pytest.mark.parametrize(
    "block",
    [
        ["Node 0 DMA per-cpu:", *[f"CPU  {cpu:3}: hi:  186, btch:  31 usd: 183" for cpu in range(512)]],
        ["DMA per-cpu:", *[f"cpu {cpu} hot: low 2, high 6, batch 1 used:5" for cpu in range(512)]],
    ],
)
def test_hundreds_of_cpus_do_not_part_a_report(block: list[str]) -> None:
    (report,) = read_text("", text([HEADER, PROCESS, "Mem-info:", *block, *block, *LISTING[1:]])).reports
    assert (report.comm, report.complete) == ("sshd", True)


def by_turns(*texts: list[str]) -> list[str]:
    longest = max(len(lines) for lines in texts)
    return [line for index in range(longest) for lines in texts for line in lines[index : index + 1]]


def test_callers_tell_two_cpus_apart() -> None:
    mixed = by_turns(
        [f"[    1.000001][  T812] {line}" for line in REPORT], [f"[    1.000002][    C1] {line}" for line in SECOND]
    )
    first, second = read_text("", text(mixed)).reports
    alone = [read_text("", text(lines)).reports[0] for lines in (REPORT, SECOND)]
    assert [first.scenario, second.scenario] == [report.scenario for report in alone]
    assert len(first.frames) == len(second.frames) == 3


def test_without_callers_two_reports_by_turns_give_listings_that_are_nobodys() -> None:
    reading = read_text("", text(by_turns(list(REPORT), SECOND)))
    alone = [read_text("", text(lines)).reports[0] for lines in (REPORT, SECOND)]
    headed = [report for report in reading.reports if report.comm is not None]
    assert all(report.scenario.zones == () and report.frames == () for report in headed)
    assert {report.comm for report in headed} == {"sshd", "cron"}
    listed = [report.scenario.zones for report in reading.reports if report.scenario.zones]
    assert sorted(listed, key=repr) == sorted([report.scenario.zones for report in alone], key=repr)
    assert any("into each other" in note.message for note in reading.diagnostics)


@pytest.mark.parametrize("at", range(1, len(REPORT)))
def test_a_second_report_inside_the_first_mixes_no_figures(at: int) -> None:
    """Whatever the place, no report has a zone whose figures are not those of one of the two."""
    reading = read_text("", text([*REPORT[:at], *SECOND, *REPORT[at:]]))
    alone = [read_text("", text(lines)).reports[0] for lines in (REPORT, SECOND)]
    whole = {zone for report in alone for zone in report.scenario.zones}
    for report in reading.reports:
        own = alone[report.comm == "cron"].scenario.zones if report.comm else whole
        for zone in report.scenario.zones:
            assert zone in own or zone.free_areas is None or zone.free is None


def test_a_listing_that_follows_a_broken_off_one_and_is_broken_off_itself_is_left_unread() -> None:
    start, zones = len(REPORT) - len(LISTING), 7
    reading = read_text("", text([*REPORT[: start + zones], *SECOND[: start + zones]]))
    assert [(report.comm, len(report.scenario.zones)) for report in reading.reports] == [("sshd", 2), ("cron", 0)]
    assert any("began before the one above had ended" in note.message for note in reading.diagnostics)


def test_a_listing_that_follows_a_broken_off_one_and_is_whole_is_read() -> None:
    start, zones = len(REPORT) - len(LISTING), 7
    reading = read_text("", text([*REPORT[: start + zones], *SECOND]))
    assert [(report.comm, report.complete) for report in reading.reports] == [("sshd", False), ("cron", True)]


def test_a_log_of_many_headers_stays_in_order() -> None:
    reading = read_text("", text([HEADER, PROCESS] * 500))
    assert [report.first_line for report in reading.reports] == list(range(1, 1001, 2))
    assert not any(report.complete for report in reading.reports)


def test_a_trace_whose_heading_was_cut_off_is_of_the_listing_below_it() -> None:
    trace = [" __alloc_pages_slowpath+0xa1c/0xa28", " __alloc_pages+0x22c/0x298", " elf_core_dump+0x3d8/0xcf8"]
    (report,) = read_text("", text([*trace, *LISTING])).reports
    assert [frame.function for frame in report.frames][-1:] == ["elf_core_dump"]
    assert report.first_line == 1


def test_the_frames_of_something_else_are_not() -> None:
    trace = [" vfs_read+0x22c/0x298", " ksys_read+0x3d8/0xcf8"]
    (report,) = read_text("", text([*trace, *LISTING])).reports
    assert (report.frames, report.first_line) == ((), 3)

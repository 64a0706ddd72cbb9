"""Lines that were broken on their way: what is read of them is what was printed, or nothing."""

from pathlib import Path
from typing import Any

import pytest

from engine.model.report import Reading
from engine.read.reader import read_text
from tests.engine.read.texts import DMA, HEADER, LISTING, NORMAL, PROCESS, REPORT, text

GOOD = Path(__file__).parents[2] / "data" / "good"
NAMES = (
    "2.6.32-syslog-interrupt",
    "4.8-no-node-order-8",
    "4.14-cpuset-on-its-own-line",
    "6.12-arm64-16k-cma",
    "6.1-ppc64-64k-atomic",
    "6.12-numa",
    "7.2-two-failures",
)
WIDTHS = (64, 72, 76, 79, 80, 100, 132)


def broken_at_blanks(whole: str, width: int) -> str:
    lines = []
    for line in whole.split("\n"):
        rest = line
        while len(rest) > width and (blank := rest.rfind(" ", 20, width + 1)) > 0:
            lines.append(rest[:blank])
            rest = rest[blank + 1 :]
        lines.append(rest)
    return "\n".join(lines)


def broken_at_column(whole: str, width: int) -> str:
    lines = []
    for line in whole.split("\n"):
        lines += [line[start : start + width] for start in range(0, max(len(line), 1), width)]
    return "\n".join(lines)


def figures(reading: Reading) -> list[dict[Any, Any]]:
    """Everything that a verdict can depend on, by name."""
    found = []
    for report in reading.reports:
        values: dict[Any, Any] = {("total", name): pages for name, pages in report.totals.items()}
        request = report.scenario.request
        values |= {"comm": report.comm, "pid": report.pid, "release": report.scenario.kernel.release}
        if request is not None:
            values |= {"order": request.order, "mask": request.gfp_mask, "names": request.gfp_names or None}
        for zone in report.scenario.zones:
            for name in ("free", "min", "low", "high", "boost", "present", "managed", "free_cma", "free_pcp", "total"):
                values[zone.title, name] = getattr(zone, name)
            for entry, pages in enumerate(zone.lowmem_reserve or ()):
                values[zone.title, "reserve", entry] = pages
            for order, area in enumerate(zone.free_areas or ()):
                values[zone.title, "nr_free", order] = area.nr_free
                values[zone.title, "types", order] = area.types
        found.append({name: value for name, value in values.items() if value is not None})
    return found


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_broken_at_blanks_nothing_is_lost(name: str, width: int) -> None:
    whole = (GOOD / f"{name}.txt").read_text(encoding="utf-8")
    assert figures(read_text("", broken_at_blanks(whole, width))) == figures(read_text("", whole))


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("name", NAMES)
def test_broken_in_mid_number_no_figure_changes(name: str, width: int) -> None:
    whole = (GOOD / f"{name}.txt").read_text(encoding="utf-8")
    sound, mended = figures(read_text("", whole)), figures(read_text("", broken_at_column(whole, width)))
    assert len(mended) == len(sound)
    for before, after in zip(sound, mended, strict=True):
        assert after.items() <= before.items()
        assert len(after) >= 0.97 * len(before), before.keys() - after.keys()


@pytest.mark.parametrize("prefix", ["> ", "", "[ 1.000001] "])
def test_quoted_lines_are_put_together_too(prefix: str) -> None:
    lines = broken_at_blanks(text([prefix + line for line in REPORT]), 72).split("\n")
    marked = [line if line.startswith(prefix) else "> " + line for line in lines] if prefix == "> " else lines
    assert figures(read_text("", "\n".join(marked))) == figures(read_text("", text(REPORT)))


@pytest.mark.parametrize(
    "lines",
    [
        [
            "Mar 24 17:40:27 host kernel: [  336.179493] sshd: page",
            "allocation failure: order:2, mode:",
            "0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0",
        ],
        ["sshd: page allocation failure: order:2,", "mode:0xcc0(GFP_KERNEL), nodemask=(null),cpuset=/,mems_allowed=0"],
        [
            "sshd: page allocation failure:",
            "order:2, mode:0xcc0(GFP_KERNEL),",
            "nodemask=(null),cpuset=/,mems_allowed=0",
        ],
        ["sshd: page allocation failure: order:2, mode:0xcc0(GFP_KERNEL),", "nodemask=(null),cpuset=/,mems_allowed=0"],
    ],
)
def test_a_header_in_pieces(lines: list[str]) -> None:
    (whole,) = read_text("", text(REPORT)).reports
    (report,) = read_text("", text([*lines, *REPORT[1:]])).reports
    assert (report.comm, report.scenario.request) == (whole.comm, whole.scenario.request)
    assert [report.used_lines[number] for number in range(1, len(lines) + 1)] == ["header"] * len(lines)


@pytest.mark.parametrize(
    "lines",
    [
        ["CPU: 3 PID: 812 Comm: sshd Not tainted", "5.10.0-8-amd64 #1 Debian 5.10.46-4"],
        ["CPU: 3 PID: 812", "Comm: sshd Not tainte", "d 5.10.0-8-amd64 #1 Debian 5.10.46-4"],
    ],
)
def test_a_process_line_in_pieces(lines: list[str]) -> None:
    (whole,) = read_text("", text(REPORT)).reports
    pieces = [f"Mar 24 17:40:27 host kernel: {lines[0]}", *lines[1:]]
    (report,) = read_text("", text([HEADER, *pieces, *REPORT[2:]])).reports
    assert (report.pid, report.scenario.kernel.release) == (812, whole.scenario.kernel.release)


def test_the_place_of_a_mended_value_is_in_the_line_where_it_stands() -> None:
    start = NORMAL.index(" low:")
    lines = [HEADER, PROCESS, *LISTING[:6], NORMAL[:start], "  " + NORMAL[start + 1 :], *LISTING[7:]]
    (report,) = read_text("", text(lines)).reports
    place = report.places["zone", 1, "low"]
    assert lines[place.line - 1][place.start : place.end] == "5120"
    assert report.used_lines[place.line] == "zone"


@pytest.mark.parametrize("cut", range(len("Node 0 DMA free:"), len(DMA)))
def test_a_figure_cut_at_the_end_of_a_line_is_never_taken(cut: int) -> None:
    report = read_text("", text([HEADER, "Mem-Info:", DMA[:cut]])).reports[0]
    whole = read_text("", text([HEADER, "Mem-Info:", DMA])).reports[0]
    before = {name: getattr(whole.scenario.zones[0], name) for name in ("free", "min", "low", "high", "present")}
    for zone in report.scenario.zones:
        after = {name: getattr(zone, name) for name in before}
        assert {name: pages for name, pages in after.items() if pages is not None}.items() <= before.items()
    assert not report.complete


@pytest.mark.parametrize("overwritten", ["o", "B", "s"])
@pytest.mark.parametrize("width", range(70, 130, 7))
def test_a_console_that_overwrites_its_last_column_makes_no_figure(width: int, overwritten: str) -> None:
    cut = [line if len(line) <= width else line[: width - 1] + overwritten for line in REPORT]
    (whole,), (report,) = figures(read_text("", text(REPORT))), figures(read_text("", text(cut)))
    whole_names, names = whole.pop("names"), report.pop("names", None)
    assert names in (None, whole_names)
    assert report.items() <= whole.items()


def at_width(line: str, width: int) -> str:
    """The line behind a prefix that makes it just this wide."""
    return f"[{'1.000000]':>{width - len(line) - 2}} {line}"


CUT = (
    "sshd: page allocation failure: order:2, mode:0x4020",
    "CPU: 3 PID: 812 Comm: sshd Not tainted 4.4.0",
    "Mem-Info:",
    "active_anon:301 inactive_anon:0 isolated_anon:11",
    "lowmem_reserve[]: 0 238 2388",
)


def test_a_figure_that_ends_where_lines_are_cut_is_not_taken() -> None:
    """Whether a digit was lost behind it, nobody can tell."""
    width = 80
    header, process, heading, totals, reserve = (at_width(line, width) for line in CUT)
    zones = [f"[    1.000000] {line}"[:width] for line in (DMA, NORMAL)]
    lines = [header, process, heading, totals, zones[0], reserve, zones[1], f"[    1.000000] {LISTING[9]}"[:width]]
    reading = read_text("", text(lines))
    (report,) = reading.reports
    assert (report.scenario.request, report.scenario.kernel.release) == (None, None)
    assert dict(report.totals) == {"active_anon": 301, "inactive_anon": 0}
    assert report.scenario.zones[0].lowmem_reserve == (0, 238)
    told = {note.place.line for note in reading.diagnostics}
    assert {1, 2, 4, 5, 6, 7, 8} <= told


def test_the_same_lines_are_read_to_their_end_where_nothing_is_cut() -> None:
    header, process, heading, totals, reserve = (at_width(line, 80) for line in CUT)
    zones = [f"[    1.000000] {line}" for line in (DMA, NORMAL)]
    (report,) = read_text("", text([header, process, heading, totals, zones[0], reserve, zones[1]])).reports
    assert report.scenario.request is not None
    assert report.scenario.kernel.release == "4.4.0"
    assert report.totals["isolated_anon"] == 11
    assert report.scenario.zones[0].lowmem_reserve == (0, 238, 2388)


@pytest.mark.parametrize("width", range(62, 76))
def test_a_reserve_broken_in_mid_number(width: int) -> None:
    lines = [f"Jun 11 20:16:32 host kernel: {line}" for line in REPORT]
    whole = text(lines).replace("0 238 238", "0 1375 11375 111375 1111375 11111375")
    (report,) = read_text("", broken_at_column(whole, width)).reports
    assert report.scenario.zones[0].lowmem_reserve == (0, 1375, 11375, 111375, 1111375, 11111375)


@pytest.mark.parametrize("lost", [8, 20, 60])
def test_a_report_with_a_cut_line_is_not_whole(lost: int) -> None:
    for index, line in enumerate(REPORT):
        if line.startswith("Node 0 ") and "*4kB" in line:
            (report,) = read_text("", text([*REPORT[:index], line[:-lost], *REPORT[index + 1 :]])).reports
            assert not report.complete


@pytest.mark.parametrize("indent", [0, 2, 8])
@pytest.mark.parametrize("width", [72, 79, 80])
@pytest.mark.parametrize("name", NAMES)
def test_what_was_broken_off_may_be_indented(name: str, width: int, indent: int) -> None:
    whole = (GOOD / f"{name}.txt").read_text(encoding="utf-8")
    lines = []
    for line in whole.split("\n"):
        first, *rest = [line[start : start + width] for start in range(0, max(len(line), 1), width)]
        lines += [" " * indent + first, *(" " * (indent + 4) + part for part in rest)]
    sound, broken = read_text(name, whole), read_text(name, "\n".join(lines))
    assert figures(broken) == figures(sound)


def test_of_pieces_with_stamps_of_their_own_no_part_of_a_word_is_taken() -> None:
    whole = text(REPORT)
    sound = read_text("", whole)
    for width in range(60, 100):
        broken = "".join(
            f"Nov 23 10:00:00 host kernel: {line}\n" for line in broken_at_column(whole.rstrip(), width).split("\n")
        )
        for report in read_text("", broken).reports:
            assert report.scenario.kernel.release in (None, sound.reports[0].scenario.kernel.release), width
            request = report.scenario.request
            assert request is None or request.gfp_mask == 0xCC0, width


def test_frames_that_end_in_mid_offset_tell_where_lines_are_cut() -> None:
    lines = (
        "docker: page allocation failure: order:4, mode:0x1040d0",
        "Call Trace:",
        " [<ffffffff8116f3a0>] warn_alloc_failed_again+0x110/0x180",
        " [<ffffffff81173b36>] __alloc_pages_nodemask+0x9b6/0xba0",
        " [<ffffffff811b49ea>] alloc_pages_current_again+0xaa/0x170",
        " [<ffffffff81171d86>] ? drain_local_pages_again+0x16/0x20",
    )
    stamp = "Nov 23 10:00:00 host kernel: "
    cut = [f"{stamp}{line}"[: len(stamp) + 51] for line in lines]
    (report,) = read_text("", text(cut)).reports
    assert report.scenario.request is None

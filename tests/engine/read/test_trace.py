"""Call traces of every architecture."""

import pytest

from engine.read.reader import read_text
from tests.engine.read.texts import HEADER, LISTING, PROCESS, text

CASES = {
    "x86 with addresses": (
        [
            "Call Trace:",
            " [<ffffffff816360fc>] dump_stack+0x19/0x1b",
            " [<ffffffff81171d86>] ? drain_local_pages+0x16/0x20",
        ],
        ["dump_stack", "? drain_local_pages"],
    ),
    "x86": (
        [
            "Call Trace:",
            " <TASK>",
            " dump_stack_lvl+0x47/0x60",
            " ? x.constprop.0+0xd3e/0xda0 [mhi 40df44e0]",
            " </TASK>",
        ],
        ["TASK dump_stack_lvl", "TASK ? x.constprop.0 [mhi]"],
    ),
    "x86 in an interrupt": (
        ["Call Trace:", " <IRQ>", " a+0x1/0x2", " </IRQ>", "RIP: 0010:b+0xc/0x20", " c+0x1/0x2"],
        ["IRQ a", "c"],
    ),
    "marks on the same line": (
        ["Call Trace:", " <IRQ>  [<ffffffff810f97de>] a+0x56e/0x580", " <EOI>  [<ffffffff810f97de>] b+0x6/0x5"],
        ["IRQ a", "b"],
    ),
    "braces": (
        ["Call Trace:<ffffffff8015b3d1>{__alloc_pages+769} <ffffffff80158ad0>{:tg3:tg3_rx+18}"],
        ["__alloc_pages", "tg3_rx [tg3]"],
    ),
    "ARM, verbose": (
        [
            "[<c0013f8c>] (unwind_backtrace+0x0/0xf0) from [<c0010ca4>] (show_stack+0x10/0x14)",
            "[<c0010ca4>] (show_stack+0x10/0x14) from [<bf0a1b1c>] (rtl_rx+0x44/0x1b0 [rtl8192cu])",
        ],
        ["unwind_backtrace", "show_stack", "rtl_rx [rtl8192cu]"],
    ),
    "ARM, old and without offsets": (
        ["[<c0016f08>] (unwind_backtrace) from [<c0012c9c>] (show_stack+0x10/0x14)"],
        ["unwind_backtrace", "show_stack"],
    ),
    "ARM from 5.17": (
        [
            " a from b+0x10/0x14",
            " b [cfg80211] from c+0xa0/0x150 [mac80211]",
            " c [mac80211] from ret_fast_syscall+0x0/0x54",
        ],
        ["a", "b [cfg80211]", "c [mac80211]", "ret_fast_syscall"],
    ),
    "powerpc": (
        [
            "Call Trace:",
            "[effe5cc0] [c0784b64] dump_stack_lvl+0x80/0xac (unreliable)",
            "[effe5e60] [be99573c] setup_rx+0x40/0x144 [b43legacy]",
            "[c1c555f0] [c07ff5f0] 0xc07ff5f0",
            "[c1c55700] [c07ff5f0] 0xc07ff5f0 (unreliable)",
            "[c1c55701] [c07ff5f1] gone+0x1/0x2 [mod] (unreliable)",
        ],
        ["? dump_stack_lvl", "setup_rx [b43legacy]", "0xc07ff5f0", "? 0xc07ff5f0", "? gone [mod]"],
    ),
    "parisc": (["Backtrace:", " [<000000004018d050>] show_stack+0x50/0x70"], ["show_stack"]),
    "s390": (
        ["Call Trace:", "([<000000000011b5a4>] show_trace+0x8c/0xd0)", " [<0000000000112a60>] a+0x2/0x4"],
        ["show_trace", "a"],
    ),
    "sparc": (["Call Trace:", " [000000000045f8a0] warn_alloc_failed+0xec/0x110"], ["warn_alloc_failed"]),
    "question mark on a line of its own": (["Call Trace:", " ?", "a+0x1/0x2", " b+0x1/0x2"], ["? a", "b"]),
    "module broken off": (
        ["Call Trace:", " a+0x127/0x2d0", "[mhi 40df44e07c05479f7a6e7b90fba9f0e0031a7814]", " b+0x1/0x2"],
        ["a [mhi]", "b"],
    ),
    "module broken in two": (
        ["Call Trace:", " a+0x127/0x2d0 [mhi", "40df44e07c05479f7a6e7b90fba9f0e0031a7814]"],
        ["a [mhi]"],
    ),
}


@pytest.mark.parametrize(("lines", "expected"), CASES.values(), ids=CASES.keys())
def test_frames(lines: list[str], expected: list[str]) -> None:
    (report,) = read_text("", text([HEADER, PROCESS, *lines, *LISTING])).reports
    found = [
        " ".join(
            part
            for part in (
                frame.context or "",
                "" if frame.reliable else "?",
                frame.function,
                f"[{frame.module}]" if frame.module else "",
            )
            if part
        )
        for frame in report.frames
    ]
    assert found == expected
    assert {report.used_lines[frame.line] for frame in report.frames} <= {"trace"}


IN_INTERRUPT = {
    "marked": ([" <IRQ>", " a+0x1/0x2", " </IRQ>", " b+0x1/0x2"], True),
    "marked for other frames": ([" <TASK>", " a+0x1/0x2", " </TASK>", " <IRQ>", " b+0x1/0x2"], False),
    "softirq without marks": ([" a+0x1/0x2", " __do_softirq+0x1/0x2", " kthread+0x1/0x2"], True),
    "softirq in a thread": ([" <TASK>", " a+0x1/0x2", " handle_softirqs+0x1/0x2", " run_ksoftirqd+0x1/0x2"], True),
    "only doubtful frames": ([" a+0x1/0x2", " ? __do_softirq+0x1/0x2"], False),
    "a task": ([" a+0x1/0x2", " vfs_read+0x1/0x2"], False),
    "nothing": ([], False),
}


@pytest.mark.parametrize(("lines", "expected"), IN_INTERRUPT.values(), ids=IN_INTERRUPT.keys())
def test_an_interrupt_is_told_by_marks_and_reliable_frames(lines: list[str], expected: bool) -> None:
    (report,) = read_text("", text([HEADER, PROCESS, "Call Trace:", *lines, *LISTING])).reports
    assert report.scenario.request is not None
    assert report.scenario.request.task.in_interrupt is expected


def test_a_second_trace_in_the_same_text_is_not_of_the_report() -> None:
    other = ["Call Trace:", " foreign+0x1/0x2"]
    (report,) = read_text("", text([HEADER, PROCESS, "Call Trace:", " ours+0x1/0x2", *other, *LISTING])).reports
    assert [frame.function for frame in report.frames] == ["ours"]


def test_frames_after_the_listing_are_not_of_the_report() -> None:
    (report,) = read_text("", text([HEADER, PROCESS, *LISTING, " foreign+0x1/0x2"])).reports
    assert report.frames == ()

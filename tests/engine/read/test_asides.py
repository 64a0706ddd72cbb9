"""What the log says was left out, and warnings that are no refused check: counted, told, never a verdict."""

import pytest

from engine.model.report import Kind, Level, Reading
from engine.read.reader import read_text
from tests.engine.read.texts import HEADER, PROCESS, REPORT, TRACE, text

SUPPRESSED = "warn_alloc: 396 callbacks suppressed"


def read(*lines: str) -> Reading:
    return read_text("", text(lines))


@pytest.mark.parametrize(
    ("lines", "repeats"),
    [
        ([*REPORT, SUPPRESSED, *REPORT], [396, 0]),
        ([SUPPRESSED, *REPORT, "slab_out_of_memory: 5 callbacks suppressed"], [401]),
        ([SUPPRESSED, *REPORT, *["noise"] * 400, SUPPRESSED, *REPORT], [396, 396]),
        ([*REPORT, "sio_write_complete: 2731 callbacks suppressed"], [0]),
        ([*REPORT, "__ratelimit: 12 callbacks suppressed"], [0]),
        ([HEADER, "last message repeated 4 times", PROCESS, *TRACE], [4]),
        (["Apr  3 10:00:01 box kernel: " + HEADER, "Apr  3 10:00:31 box last message repeated 4 times"], [4]),
        ([*REPORT, "last message repeated 4 times"], [0]),
        ([HEADER, f"message repeated 3 times: [ {HEADER}]"], [3]),
        ([f"message repeated 3 times: [ {HEADER}]"], [2]),
    ],
    ids=[
        "behind the first",
        "before the first, and SLUB's",
        "apart",
        "a driver's",
        "nobody knows whose",
        "the header",
        "syslog",
        "the last line of a report",
        "with its text",
        "with its text alone",
    ],
)
def test_what_was_left_out_is_counted_with_the_event_that_it_is_like(lines: list[str], repeats: list[int]) -> None:
    assert [report.repeats for report in read(*lines).reports] == repeats


@pytest.mark.parametrize(
    ("line", "level", "words"),
    [
        (SUPPRESSED, Level.INFO, "396 such messages"),
        ("printk: 5 messages suppressed.", Level.INFO, "5 messages"),
        ("** 1200 printk messages dropped **", Level.WARNING, "1,200 messages are lost"),
        ("** 1 printk messages dropped ** [  104.1] foo", Level.WARNING, "1 messages are lost"),
        ("last message repeated 2 times", Level.INFO, "2 copies"),
    ],
)
def test_it_is_told_at_its_line(line: str, level: Level, words: str) -> None:
    (note,) = read(*REPORT, line).diagnostics
    assert (note.level, note.place.line) == (level, len(REPORT) + 1)
    assert words in note.message


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:5634 __alloc_pages+0x2a9/0x330", "too high an order"),
        ("WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:4977 __alloc_pages_nodemask+0x209/0xdc0", "too high an order"),
        ("WARNING: at mm/page_alloc.c:2544 __alloc_pages_slowpath+0x6d/0x7d0()", "or with flags that exclude"),
        ("WARNING: mm/page_alloc.c:5005 at __alloc_frozen_pages_noprof+0x2e5/0x360, CPU#1: x/9", "too high an order"),
        ("WARNING: CPU: 0 PID: 1 at mm/util.c:596 kvmalloc_node+0xc0/0xd0", "kvmalloc"),
    ],
)
def test_a_warning_of_too_large_a_request_is_told_and_no_refused_check(line: str, words: str) -> None:
    reading = read("noise", line, PROCESS, *TRACE)
    assert reading.reports == ()
    (note,) = reading.diagnostics
    assert (note.level, note.place.line) == (Level.WARNING, 2)
    assert words in note.message


@pytest.mark.parametrize(
    "line",
    [
        "WARNING: CPU: 0 PID: 1 at mm/page_alloc.c:99 get_page_from_freelist+0x2a9/0x330",
        "WARNING: CPU: 0 PID: 1 at mm/slab_common.c:99 kmem_cache_create+0x2a9/0x330",
    ],
)
def test_other_warnings_are_none_of_ours(line: str) -> None:
    assert read(line, PROCESS, *TRACE).diagnostics == ()


def test_a_trace_without_a_first_line_tells_the_kind_of_its_event() -> None:
    for above, kind in [
        (" __alloc_pages_slowpath.constprop.0+0x6/0x9", Kind.PAGE_ALLOC_FAILURE),
        (" __vmalloc_node_range+0x6/0x9", Kind.VMALLOC),
        (" show_regs+0x6/0x9", Kind.SHOW_MEM),
    ]:
        (report,) = read("Call Trace:", " warn_alloc+0x1/0x2", " ? x+0x1/0x9", above, *REPORT[6:]).reports
        assert (report.kind, report.scenario.request) == (kind, None)
        assert len(report.frames) == 3

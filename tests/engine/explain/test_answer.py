"""The answer to a report: where no zone was asked, none is judged, and the sentence says why."""

from dataclasses import replace

import pytest

from engine.check.outcome import Outcome
from engine.explain.analyse import analyse
from engine.explain.answer import answer
from engine.model.report import Report
from engine.model.request import AllocRequest
from engine.read.reader import read_text
from tests.engine.read.event_texts import (
    CONSTRAINT,
    GROUP,
    GROUP_CONSTRAINT,
    GROUP_KILLED,
    GROUP_WHOLE,
    HEADER,
    KILLED,
    PROCESS,
    SLUB,
)
from tests.engine.read.event_texts import WHOLE as OOM
from tests.engine.read.texts import LISTING, REPORT, text

ASKED = AllocRequest(order=1, gfp_mask=0xCC0)
UNLIMITED = "limit 9007199254740988kB"


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


def test_a_failure_is_answered_by_its_zones_alone() -> None:
    report = only(*REPORT)
    assert answer(report) == analyse(report.scenario)


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (GROUP_WHOLE, "Memory cgroup /a b uses 16,384 kB of its limit of 16,384 kB for memory (29 charges failed)"),
        (
            [HEADER, PROCESS, GROUP[0].replace("limit", "limit 9").replace("9 1", "91"), *GROUP[2:3], GROUP_KILLED],
            "of its limit of 916,384 kB",
        ),
        (
            [
                HEADER,
                PROCESS,
                "memory: usage 7kB, limit 9kB, failcnt 0",
                "memory+swap: usage 9kB, limit 9kB, failcnt 4",
            ],
            "A memory cgroup uses 9 kB of its limit of 9 kB for memory and swap together (4 charges failed)",
        ),
        (
            [HEADER, PROCESS, f"memory: usage 7kB, {UNLIMITED}, failcnt 0", GROUP[2]],
            "uses 7 kB of memory and has no limit of its own",
        ),
        (
            [HEADER, PROCESS, GROUP_CONSTRAINT, GROUP_KILLED],
            "Memory cgroup /a b met its limit; usage and limit are not",
        ),
        (
            SLUB,
            "cache kmalloc-4k (objects of 4,096 bytes in 8,192 each; order 3, at least 1): node 0 has 12 slabs with 48",
        ),
        (
            ["vmap allocation for size 2400256 failed: use vmalloc="],
            "no free range of 2,400,256 bytes (2.3 MB): addresses were lacking, not memory",
        ),
        (
            ["a: vmalloc error: size 9999999, exceeds total pages, mode:0xcc0(GFP_KERNEL), nodemask=(null)", *LISTING],
            "A vmalloc of 9,999,999 bytes (9.5 MB) was refused before any page was asked for, so no zone is judged: ex",
        ),
        (
            ["vmalloc: allocation failure: 0 bytes", "a: page allocation failure: order:0, mode:0xd2", *LISTING],
            "a size of 0",
        ),
    ],
    ids=[
        "its limit",
        "under its limit",
        "memory and swap",
        "no limit",
        "no figures",
        "SLUB",
        "no addresses",
        "too large",
        "no size",
    ],
)
def test_where_no_zone_was_asked_none_is_judged(lines: list[str], words: str) -> None:
    report = only(*lines)
    analysis = answer(report)
    assert analysis.outcome is Outcome.NOT_APPLICABLE
    assert words in analysis.sentence
    assert [zone.walk.check for zone in analysis.zones] == [None] * len(report.scenario.zones)
    assert (analysis.request is None) == (report.scenario.request is None)


def test_a_vmalloc_that_took_pages_is_judged() -> None:
    line = (
        "a: vmalloc error: size 8192, page order 0, failed to allocate pages, mode:0xcc0(GFP_KERNEL), nodemask=(null)"
    )
    analysis = answer(only(line, *LISTING))
    assert analysis.outcome is not Outcome.NOT_APPLICABLE
    assert "The pages are part of a vmalloc of 8,192 bytes." in analysis.notes


def test_an_oom_kill_is_judged_and_names_the_killed() -> None:
    report = only(*OOM)
    analysis = answer(report)
    assert (analysis.outcome, analysis.sentence) == (
        analyse(report.scenario).outcome,
        analyse(report.scenario).sentence,
    )
    assert analysis.notes[0] == "The kernel killed tail (pid 160, 373,108 kB resident)."


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (
            [HEADER.replace("order=0", "order=-1"), PROCESS, *LISTING, KILLED],
            "A person asked for this kill (SysRq f): no request was refused. Choose an order and a mask",
        ),
        ([*LISTING, KILLED], "What was asked for is not in the text. Choose an order and a mask"),
        ([KILLED], "The kernel killed tail (pid 160, 373,108 kB resident). The text holds no zone lines"),
        (LISTING, "Nothing was asked: this shows memory at one moment."),
    ],
    ids=["by hand", "no header", "a kill alone", "a dump"],
)
def test_without_a_request_the_sentence_says_so(lines: list[str], words: str) -> None:
    report = only(*lines)
    assert answer(report).sentence.startswith(words)
    assert not any(note in answer(report).sentence for note in answer(report).notes)
    assert answer(report).outcome is Outcome.UNDECIDED


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        ([*OOM[:-2], "Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled"], "panic_on_oom"),
        ([*OOM[:-2], "Out of memory and no killable processes..."], "no process left that could be killed"),
        ([*OOM[:-2], CONSTRAINT.replace("NONE", "CPUSET"), KILLED], "CONSTRAINT_CPUSET: its cpuset confines the task"),
        ([HEADER.replace("0xcc0(GFP_KERNEL)", "0x0()"), *OOM[1:]], "pagefault_out_of_memory"),
        (
            ["a: page allocation stalls for 10010ms, order:0, mode:0x14000c0(GFP_KERNEL)", *LISTING],
            "stall, not of a failure",
        ),
        ([*REPORT, *SLUB], "SLUB wanted the page for cache kmalloc-4k"),
        ([*REPORT, "warn_alloc: 396 callbacks suppressed"], "396 more messages like it were left out"),
    ],
)
def test_notes_tell_what_the_event_adds(lines: list[str], words: str) -> None:
    told = answer(only(*lines))
    assert words in " ".join((told.sentence, *told.notes))


def test_a_persons_request_is_judged_whatever_the_report_is() -> None:
    old = "Pid: 160, comm: tail Not tainted 2.6.32-220.el6.x86_64 #1"
    for lines in (
        [*LISTING],
        [HEADER.replace("order=0", "order=-1"), PROCESS, *LISTING],
        [HEADER, old, "memory: usage 7kB, limit 7kB, failcnt 1", *LISTING],
        ["a: vmalloc error: size 9, exceeds total pages, mode:0xcc0(GFP_KERNEL), nodemask=(null)", *LISTING],
    ):
        report = only(*lines)
        asked = replace(report.scenario, request=ASKED)
        assert answer(report, asked) == analyse(asked, failed=report.scenario.request is not None)


def test_without_zones_a_groups_limit_stays_the_answer() -> None:
    report = only(*GROUP_WHOLE)
    assert answer(report, replace(report.scenario, request=ASKED)).outcome is Outcome.NOT_APPLICABLE


def test_without_a_report_the_scenario_is_judged() -> None:
    scenario = only(*REPORT).scenario
    assert answer(None, scenario) == analyse(scenario)
    assert answer(None).zones == ()

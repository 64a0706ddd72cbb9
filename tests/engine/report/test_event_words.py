"""What an event says beside its zones, in JSON and in the terminal."""

import json

import pytest

from engine.explain.answer import answer
from engine.model.report import Report
from engine.read.reader import read_text
from engine.report.json_report import report_json
from engine.report.text import text_report
from tests.engine.read.event_texts import GROUP_WHOLE, SLUB, WHOLE
from tests.engine.read.texts import LISTING, REPORT, text


def only(*lines: str) -> Report:
    (report,) = read_text("", text(lines)).reports
    return report


def test_an_oom_kill_in_json() -> None:
    report = only(*WHOLE)
    oom = json.loads(json.dumps(report_json(report, answer(report), 0)))["oom"]
    assert (oom["order"], oom["gfp_mask"], oom["manual"], oom["memcg"]) == (0, "0xcc0", False, None)
    assert (oom["killed"][0]["pid"], oom["killed"][0]["anon_rss_kb"]) == (160, 371712)
    assert [(task["name"], task["rss"], task["adj"]) for task in oom["tasks"]] == [
        ("tail", 93276, -5),
        ("Web Content", 7, 0),
    ]


def test_a_groups_limit_in_json() -> None:
    report = only(*GROUP_WHOLE)
    memcg = report_json(report, answer(report), 0)["oom"]["memcg"]
    assert memcg["memory"] == {"usage_kb": 16384, "limit_kb": 16384, "failcnt": 29}
    assert (memcg["name"], memcg["swap"]["limit_kb"], memcg["kmem"]) == ("/a b", None, None)


def test_slub_and_vmalloc_in_json() -> None:
    slub = only(*SLUB)
    shown = report_json(slub, answer(slub), 0)
    assert (shown["kind"], shown["request"], shown["verdict"]["outcome"]) == ("slub", None, "not_applicable")
    assert shown["slub"]["nodes"][1] == {"node": 1, "slabs": 13, "objs": 52, "free": 7}
    vmalloc = only("vmap allocation for size 8 failed: use vmalloc=<size> to increase size")
    assert report_json(vmalloc, answer(vmalloc), 0)["vmalloc"]["vmap_sizes"] == [8]


def test_other_reports_have_the_keys_and_nothing_in_them() -> None:
    report = only(*REPORT)
    shown = report_json(report, answer(report), 0)
    assert [shown[key] for key in ("oom", "slub", "vmalloc", "repeats")] == [None, None, None, 0]


@pytest.mark.parametrize(
    ("lines", "row"),
    [
        (WHOLE, "Largest     tail (pid 160) 373,104 kB, Web Content (pid 161) 28 kB; 2 tasks listed"),
        (GROUP_WHOLE, "Largest     tail (pid 160) 93,276 pages, Web Content (pid 161) 7 pages; 2 tasks listed"),
    ],
    ids=["pages of a known size", "pages of an unknown size"],
)
def test_the_largest_tasks_in_the_terminal(lines: tuple[str, ...], row: str) -> None:
    report = only(*lines)
    assert row in text_report(report, answer(report), "a.log").splitlines()


def test_a_dump_has_no_row_of_tasks() -> None:
    report = only(*LISTING)
    assert "Largest" not in text_report(report, answer(report), "a.log")

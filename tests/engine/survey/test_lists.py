"""Times, groups and lists of reports."""

from __future__ import annotations

import csv
import io
import json

import pytest

from engine.model.report import Kind
from engine.model.sighting import Sighting, ZoneLevel
from engine.survey.groups import cause_of
from engine.survey.list_export import COLUMNS, export
from engine.survey.times import seconds_of


def a_sighting(**figures: object) -> Sighting:
    values: dict[str, object] = {
        "source": 0, "first_line": 1, "last_line": 9, "start": 0, "end": 99, "start_line": 1, "part": 0,
        "kind": Kind.PAGE_ALLOC_FAILURE, "time": "12.5", "seconds": 12.5, "comm": "sshd", "pid": 7, "kernel": "6.1.0",
        "requester": "ath9k_rx", "order": 2, "gfp_mask": 0xCC0, "gfp_flags": "GFP_KERNEL", "outcome": "refused",
        "zone": "Node 0 DMA", "sentence": "No.", "page_size": 4096, "zones": (ZoneLevel("DMA", 1, None),),
    }  # fmt: skip
    return Sighting(**(values | figures))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("time", "seconds"),
    [
        (None, None),
        ("12.5", 12.5),
        ("[   12.500000]", 12.5),
        ("1970-01-01T00:01:00Z", 60.0),
        ("1970-01-01T01:01:00.250000+01:00", 60.25),
        ("1970-01-01 00:01:00,5", 60.5),
        ("Thu Jan  1 00:02:00 1970", 120.0),
        ("1699999999.123", 1699999999.123),
        ("Jan  2 00:00:00", 946771200.0),
        ("Feb 29 00:00:00", 951782400.0),
        ("Jan 99 00:00:00", None),
        ("yesterday", None),
    ],
)
def test_a_printed_time_has_its_place_on_an_axis(time: str | None, seconds: float | None) -> None:
    assert seconds_of(time) == seconds


@pytest.mark.parametrize(
    ("figures", "alike"),
    [
        ({"seconds": 99.0, "pid": 8, "repeats": 3, "zone": None}, True),
        ({"requester": None}, False),
        ({"order": 0}, False),
        ({"order": None}, False),
        ({"gfp_flags": "GFP_ATOMIC"}, False),
        ({"outcome": "would_pass"}, False),
    ],
)
def test_reports_with_one_cause_are_alike_in_who_asked_for_what_and_how_it_ended(
    figures: dict[str, object], alike: bool
) -> None:
    assert (cause_of(a_sighting(**figures)) == cause_of(a_sighting())) is alike


def test_the_process_stands_for_a_requester_that_is_not_known() -> None:
    assert cause_of(a_sighting(requester=None)) == cause_of(a_sighting(requester=None, pid=9))
    assert cause_of(a_sighting(requester=None)).requester == "sshd"


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@x", "\t=1", "\r=1", " =cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(text: str) -> None:
    written = "".join(export([a_sighting(comm=text)], ["=log"], "csv"))
    _, row = csv.reader(io.StringIO(written))
    assert row[0] == "'=log"
    assert row[4].startswith("'")


@pytest.mark.parametrize("form", ["csv", "tsv", "markdown", "jsonl", "table"])
def test_a_row_stays_one_row_whatever_the_names_hold(form: str) -> None:
    hostile = "a\n|b\t\x1b[31m`<b>\u202e\u2028\",'"
    written = "".join(export([a_sighting(comm=hostile)] * 2, [hostile], form))
    assert written.count("\n") == 2 + {"csv": 1, "tsv": 1, "markdown": 2, "jsonl": 0, "table": 1}[form]
    assert not {"\x1b", "\u202e", "\u2028"} & set(written)


def test_json_lines_hold_every_column() -> None:
    (line,) = export([a_sighting()], ["log"], "jsonl")
    assert set(json.loads(line)) >= {column.key for column in COLUMNS} | {"input", "seconds", "zones"}

"""However a log arrives: its figures are the same, each repair is told once, and every figure knows its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.model.report import Level
from engine.read.reader import read_text
from engine.read.text import decode
from tests.engine.read.arrivals import ARRIVALS
from tests.engine.read.damages import Damage
from tests.engine.read.test_mend import figures
from tests.engine.read.test_places import as_printed, printed_at

ROOT = Path(__file__).parents[3]
SOUND = (
    ROOT / "tests" / "data" / "good" / "2.6.32-syslog-interrupt.txt",
    ROOT / "tests" / "data" / "good" / "4.14-cpuset-on-its-own-line.txt",
    ROOT / "tests" / "data" / "good" / "6.12-numa.txt",
    ROOT / "resources" / "samples" / "6.1-i686-order8-highmem.txt",
)


def is_there(printed: str, value: str | None) -> bool:
    """Whether a place shows a value, or the first part of one that mail broke in two."""
    return printed == value or (printed.endswith("=") and (value or "").startswith(printed[:-1]))


@pytest.mark.parametrize(("damage", "repair"), ARRIVALS.values(), ids=ARRIVALS.keys())
def test_a_log_gives_the_same_figures_however_it_arrives(damage: Damage, repair: str) -> None:
    for path in SOUND:
        whole = path.read_text(encoding="utf-8")
        damaged = damage(whole)
        sound, reading = read_text(path.name, whole), read_text(path.name, damaged)
        assert figures(reading) == figures(sound), path.stem
        told = [note.message for note in reading.diagnostics if note.message.startswith(repair)] if repair else []
        assert len(told) == bool(repair), (path.stem, [note.message for note in reading.diagnostics])
        lines = decode(damaged).split("\n")
        for report in reading.reports:
            for key, place in report.places.items():
                if key[0] == "zone" and key[2] != "types":
                    assert is_there(printed_at(lines, place), as_printed(report, key)), (path.stem, key)


@pytest.mark.parametrize(
    "text",
    [
        "Nov 23 10:00:00 host app: a=3D b=3D c=3D\n" * 9,
        "<p>one</p>\n<p>two</p>\n" * 9,
        '"Nov 23","host","nothing of the kernel\'s"\n' * 9,
        "Mem-Info: |\n" * 9,
    ],
    ids=["mail", "web page", "table", "endings"],
)
def test_what_looks_like_an_envelope_and_holds_nothing_gives_nothing(text: str) -> None:
    assert not [report for report in read_text("", text).reports if report.scenario.zones or report.scenario.request]


def test_a_table_takes_quote_marks_for_what_they_are() -> None:
    row = '"2026-11-23T10:00:00Z","a ""b"": page allocation failure: order:1, mode:0x20"\n'
    (report,) = read_text("", '"time","message"\n' + row + '"x","y"\n' * 3).reports
    assert (report.comm, report.time) == ('a "b"', "2026-11-23T10:00:00Z")


def test_figures_that_do_not_follow_from_a_table_are_left_unread() -> None:
    rows = '"t","Mem-Info:"\n"t","Node 0 DMA free:1028kB min:96k\n"t","Node 0 DMA: 1*4kB 0*8kB"\n'
    reading = read_text("", rows)
    assert all(zone.min is None for report in reading.reports for zone in report.scenario.zones)
    assert any(note.level is not Level.INFO for note in reading.diagnostics)

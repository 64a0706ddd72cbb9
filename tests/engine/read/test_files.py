"""Whole logs: tests/data/good holds what kernels print and how people paste it, tests/data/bad what is damaged.

A case is NAME.txt with NAME.json beside it; a new one needs no code.
"""

import json
from pathlib import Path

import pytest

from engine.model.report import Level
from engine.read.reader import read_text
from tests.engine.read.shown import Data, shown_reading

DATA = Path(__file__).parents[2] / "data"
GOOD, BAD = (sorted((DATA / folder).glob("*.txt")) for folder in ("good", "bad"))


def expected(path: Path) -> Data:
    data: Data = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    return data


@pytest.mark.parametrize("path", GOOD, ids=lambda path: path.stem)
def test_a_sound_log_is_read_whole(path: Path) -> None:
    assert shown_reading(read_text(path.name, path.read_bytes())) == expected(path)


@pytest.mark.parametrize("path", BAD, ids=lambda path: path.stem)
def test_of_a_damaged_log_only_what_is_certain_is_taken_and_the_rest_is_told(path: Path) -> None:
    shown = shown_reading(read_text(path.name, path.read_bytes()))
    wanted = expected(path)
    kept = ("kind", "lines", "complete", "request", "zones")
    assert [{key: report[key] for key in kept} for report in shown["reports"]] == wanted["reports"]
    assert shown["diagnostics"] == wanted["diagnostics"]


@pytest.mark.parametrize("path", [*GOOD, *BAD], ids=lambda path: path.stem)
def test_an_error_never_comes_with_a_whole_report(path: Path) -> None:
    reading = read_text(path.name, path.read_bytes())
    damaged = [note.place.line for note in reading.diagnostics if note.level is Level.ERROR]
    for report in reading.reports:
        inside = [line for line in damaged if report.first_line < line <= report.last_line]
        assert not (inside and report.complete), inside

"""Reports that are read straight on are those that a look at every line gives."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.report import Reading, Report
from engine.read import reader
from engine.read.plain import plain_findings
from engine.read.reader import read_text
from tests.tree import ROOT

LOGS = sorted((ROOT / "tests" / "data").glob("*/*.txt")) + sorted((ROOT / "resources" / "samples").glob("*.txt"))
PLAIN = ROOT / "resources" / "samples" / "6.12-numa-order9-movable.txt"
_LAZY = {"frames": tuple, "places": dict, "used_lines": dict}


def shown(report: Report) -> dict[str, object]:
    values = {one.name: getattr(report, one.name) for one in fields(report)}
    return {name: _LAZY[name](value) if name in _LAZY else value for name, value in values.items()}


def _both(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[Reading, Reading, bool]:
    """The reading as it is, that of the look at every line, and whether they went different ways."""
    straight = plain_findings
    taken: list[bool] = []

    def told(*given_to: object) -> object:
        found = straight(*given_to)  # type: ignore[arg-type]
        taken.append(found is not None)
        return found

    with monkeypatch.context() as patch:
        patch.setattr(reader, "plain_findings", told)
        one = read_text("log", text)
        patch.setattr(reader, "plain_findings", lambda *_: None)
        return one, read_text("log", text), any(taken)


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_both_ways_give_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = path.read_bytes().decode("utf-8", errors="replace")
    one, other, _ = _both(text, monkeypatch)
    assert [shown(report) for report in one.reports] == [shown(report) for report in other.reports]
    assert one.diagnostics == other.diagnostics


def test_a_sound_report_is_read_straight_on(monkeypatch: pytest.MonkeyPatch) -> None:
    text = PLAIN.read_text(encoding="utf-8")
    assert _both(text, monkeypatch)[2]
    assert not _both(text.replace("Call Trace", "6 callbacks suppressed\nCall Trace"), monkeypatch)[2]


@given(data=st.data())
def test_both_ways_give_the_same_of_damaged_text(data: st.DataObject) -> None:
    lines = data.draw(st.sampled_from(LOGS)).read_bytes().decode("utf-8", errors="replace").split("\n")
    for _ in range(data.draw(st.integers(1, 3))):
        index = data.draw(st.integers(0, len(lines) - 1))
        column = data.draw(st.integers(0, max(len(lines[index]), 1)))
        what = data.draw(st.sampled_from(("drop", "double", "cut", "break", "swap", "insert", "digit")))
        lines[index : index + 1] = _damaged(lines, index, column, what)
    text = "\n".join(lines)
    with pytest.MonkeyPatch.context() as monkeypatch:
        one, other, _ = _both(text, monkeypatch)
    assert [shown(report) for report in one.reports] == [shown(report) for report in other.reports]
    assert one.diagnostics == other.diagnostics


def _damaged(lines: list[str], index: int, column: int, what: str) -> list[str]:
    line = lines[index]
    other = lines[(index * 7 + column) % len(lines)]
    return {
        "drop": [],
        "double": [line, line],
        "cut": [line[:column]],
        "break": [line[:column], line[column:]],
        "swap": [other],
        "insert": [line, other],
        "digit": [line[:column] + "7" + line[column + 1 :]],
    }[what]

"""How often it happened is counted over the whole log: the window and the command line say the same of a file."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.cli import main
from engine.model.batch import Source
from engine.model.sighting import Sighting
from engine.survey.survey import survey
from gui.answers.answering import Question
from gui.latest import Latest
from gui.main_window import MainWindow
from gui.opening.files import SMALL
from tests.gui.logs import ANOTHER_LOG, THE_2012_LOG
from tests.gui.surveys import FakeSurvey
from tests.gui.window import OFFSCREEN_LACKS, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
_SECONDS = 60_000
_OTHER = "Nov  3 09:00:00 db7 systemd[1]: Started something.\n"


def _stamped(log: str, minute: int) -> str:
    return "".join(f"Nov  3 10:{minute:02}:00 db7 kernel: {line}\n" for line in log.splitlines())


WORSE = "".join(_stamped(THE_2012_LOG, minute) for minute in (0, 20, 40, 45, 50, 52, 54, 56, 58, 59))
LEFT_OUT = "Nov  3 10:59:59 db7 kernel: warn_alloc: 250 callbacks suppressed\n"
LOGS: dict[str, Callable[[], bytes]] = {
    "one report": lambda: THE_2012_LOG.encode(),
    "two causes": lambda: (THE_2012_LOG + ANOTHER_LOG + THE_2012_LOG).encode(),
    "worse and worse": lambda: (WORSE + LEFT_OUT + _stamped(ANOTHER_LOG, 59)).encode(),
    "a large log": lambda: (_OTHER * (SMALL // len(_OTHER) + 1) + WORSE).encode(),
    "packed": lambda: gzip.compress((WORSE + _stamped(ANOTHER_LOG, 59)).encode()),
}


def _told_by_check(path: Path, capsys: pytest.CaptureFixture[str]) -> list[list[dict[str, object]]]:
    capsys.readouterr()
    assert main(["check", "--json", "--answers", str(path)]) == 0
    return [report["answers"] for report in json.loads(capsys.readouterr().out)["reports"]]


def _told_by(window: MainWindow, qtbot: QtBot) -> dict[int, tuple[str | None, str]]:
    pane = window.workbench.answers
    qtbot.waitUntil(
        lambda: (
            pane.settled
            and window.document.report is not None
            and not window.log_view.reporting.listing.running
            and pane.log == window.log_view.telling.facts()
        ),
        timeout=_SECONDS,
    )
    return {answer.number: (answer.grade, answer.sentence) for answer in pane.answers()}


@pytest.mark.parametrize("name", LOGS)
def test_window_and_check_say_the_same(
    qtbot: QtBot, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    path = tmp_path / ("kern.log.gz" if name == "packed" else "kern.log")
    path.write_bytes(LOGS[name]())
    by_check = _told_by_check(path, capsys)
    window = opens_windows(qtbot)(path)
    listed = len(by_check) if len(by_check) > 1 else 0
    qtbot.waitUntil(lambda: len(window.log_view.reporting.listing) == listed, timeout=_SECONDS)
    for row, answers in enumerate(by_check):
        if listed:
            window.log_view.reporting.choose(row)
            qtbot.waitUntil(lambda row=row: window.log_view.reporting.row == row, timeout=_SECONDS)  # type: ignore[misc]
        told = _told_by(window, qtbot)
        assert told == {one["number"]: (one["grade"], one["sentence"]) for one in answers}


def test_no_report_is_answered_with_the_counts_of_another(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[str | None, int | None]] = []
    ask = Latest.ask

    def listened(latest: Latest, question: object) -> None:
        if isinstance(question, Question):
            asked.append((question.report.comm, question.log.same if question.log is not None else None))
        ask(latest, question)

    monkeypatch.setattr(Latest, "ask", listened)
    path = tmp_path / "kern.log"
    path.write_bytes(LOGS["two causes"]())
    window = opens_windows(qtbot)(path)
    _told_by(window, qtbot)
    for row in (1, 2, 1, 0):
        window.log_view.reporting.choose(row)
        _told_by(window, qtbot)
    assert set(asked) == {("rsync", 2), ("tar", 1)}


def test_counts_of_a_log_that_is_still_read_say_so(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake = FakeSurvey()
    monkeypatch.setattr("gui.reports.reporting._remote_survey", lambda inputs: fake)
    path = tmp_path / "kern.log"
    path.write_text(_OTHER * (SMALL // len(_OTHER) + 1) + WORSE, encoding="utf-8")
    source, found = _found(path)
    window = opens_windows(qtbot)(path)
    pane = window.workbench.answers

    def says(words: str) -> None:
        qtbot.waitUntil(lambda: bool(pane.answers()) and words in pane.answers()[9].sentence, timeout=_SECONDS)

    fake.send(*found[:3], source=source)
    says("3 times in this log so far")
    window.workbench.go_to("trace")
    fake.send(*found[3:])
    fake.finish()
    qtbot.waitUntil(lambda: not window.log_view.reporting.running, timeout=_SECONDS)
    window.workbench.go_to("answers")  # what came while it was behind others is there
    says("10 times in this log, first")


def _found(path: Path) -> tuple[Source, list[Sighting]]:
    batches = list(survey([str(path)], jobs=1))
    source = next(batch.source for batch in batches if batch.source is not None)
    return source, [one for batch in batches for one in batch.sightings]


def test_what_is_said_of_the_trend_comes_from_the_whole_log(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "kern.log"
    path.write_bytes(LOGS["worse and worse"]())
    reports = _told_by_check(path, capsys)
    assert len(reports) == 11
    first, last = reports[0][9], reports[-1][9]
    assert first["grade"] == "getting worse"
    assert str(first["sentence"]).startswith("10 times in this log, first at ")
    assert "250 more were left out" in str(first["sentence"])
    assert str(last["sentence"]).startswith("Once in this log")

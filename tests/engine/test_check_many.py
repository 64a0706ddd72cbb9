"""`check` on many inputs at once: folders, archives, lists, lines of JSON."""

from __future__ import annotations

import contextlib
import csv
import gzip
import hashlib
import io
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.cli import INTERRUPTED, main
from engine.printing.reports import JsonLinesPrinter
from tests.engine.intake.test_opened import a_tar
from tests.engine.survey.logs import OTHER, REPORTS, a_log
from tests.tree import ROOT


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Ctrl+C stops this process and those it starts, also where a shell runs the tests in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A rotated set, an archive and a file without a report."""
    (tmp_path / "messages").write_bytes(REPORTS[0])
    (tmp_path / "messages.1").write_bytes(OTHER * 3 + REPORTS[1])
    (tmp_path / "messages.2.gz").write_bytes(gzip.compress(REPORTS[2] * 2))
    (tmp_path / "sos.tar").write_bytes(a_tar({"var/log/kern.log": REPORTS[3], "empty": b""}))
    (tmp_path / "zeta").write_bytes(OTHER)
    return tmp_path


def test_the_json_of_a_folder_names_every_input(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", str(folder)]) == 0
    answer = json.loads(capsys.readouterr().out)
    names = [one["name"].removeprefix(f"{folder}/") for one in answer["inputs"]]
    assert names == ["messages.2.gz", "messages.1", "messages", "sos.tar: var/log/kern.log", "sos.tar: empty", "zeta"]
    assert [one["input"] for one in answer["reports"]] == [0, 0, 1, 2, 3]
    assert [one["lines"] for one in answer["inputs"]][1] == 3 + REPORTS[1].count(b"\n")
    assert answer["inputs"][0]["sha256"] == hashlib.sha256((folder / "messages.2.gz").read_bytes()).hexdigest()
    assert answer["inputs"][3]["sha256"] == hashlib.sha256(REPORTS[3]).hexdigest()


def test_lines_of_json_stand_alone(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--jsonl", str(folder)]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [Path(line["name"]).name for line in lines][:3] == ["messages.2.gz", "messages.2.gz", "messages.1"]
    assert lines[2]["first_line"] == 4
    assert all({"kind", "verdict", "zones", "request"} <= set(line) for line in lines)


def test_a_list_has_a_row_a_report(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--list", "--format", "csv", str(folder)]) == 0
    titles, *rows = csv.reader(io.StringIO(capsys.readouterr().out))
    assert titles[:3] == ["Input", "Line", "Time"]
    assert [row[3] for row in rows] == ["page_alloc_failure"] * 4 + ["oom_kill"]


def test_a_large_file_gives_the_same_as_its_parts(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    large = tmp_path / "large"
    large.write_bytes(a_log(10_000_000, 30))
    answers = []
    for path, jobs in ((large, "3"), (large, "1")):
        assert main(["check", "--json", "--jobs", jobs, str(path)]) == 0
        answers.append(json.loads(capsys.readouterr().out))
    assert answers[0] == answers[1]
    assert len(answers[0]["reports"]) == 30
    assert answers[0]["inputs"][0]["lines"] == large.read_bytes().count(b"\n")
    assert answers[0]["inputs"][0]["sha256"] == hashlib.sha256(large.read_bytes()).hexdigest()


def test_one_file_that_can_not_be_read_does_not_hide_the_others(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", "--list", str(folder / "none"), str(folder / "messages")]) == 2
    streams = capsys.readouterr()
    assert "can't be read" in streams.err
    assert "page_alloc_failure" in streams.out


def test_a_mask_that_no_kernel_has_is_told_for_large_files_too(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large = tmp_path / "large"
    large.write_bytes(a_log(9_000_000, 2))
    assert main(["check", "--gfp", "__GFP_WAIT", str(large)]) == 2
    assert "is no flag" in capsys.readouterr().err


def test_stopping_keeps_what_was_found(ctrl_c: None, tmp_path: Path) -> None:
    log = tmp_path / "log"
    log.write_bytes(REPORTS[0])
    process = subprocess.Popen(
        [sys.executable, "-u", "-m", "engine", "check", "--jsonl", str(log), "-"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert process.stdout is not None
    first = process.stdout.readline()
    process.send_signal(signal.SIGINT)
    rest, told = process.communicate(timeout=60)
    assert json.loads(first)["kind"] == "page_alloc_failure"
    assert rest == b""
    assert process.returncode == 130
    assert b"Traceback" not in told


def test_a_stop_whose_exception_is_dropped_still_stops(
    ctrl_c: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Python drops exceptions in some places: while a value dies, for one."""
    logs = [tmp_path / name for name in ("one", "two")]
    for log in logs:
        log.write_bytes(REPORTS[0])
    show = JsonLinesPrinter.show

    def stopped_meanwhile(printer: JsonLinesPrinter, number: int, row: object) -> None:
        with contextlib.suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        show(printer, number, row)

    monkeypatch.setattr(JsonLinesPrinter, "show", stopped_meanwhile)
    assert main(["check", "--jsonl", "--jobs", "1", *map(str, logs)]) == INTERRUPTED
    assert len(capsys.readouterr().out.splitlines()) == 1
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler

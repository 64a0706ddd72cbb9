"""The command `incident`: which report, which files, which status, and what goes where."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.cli import main
from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
CASE_2012 = SAMPLES / "2012-order4-dma32.txt"
OOM = SAMPLES / "6.12-oom-kill-in-a-cpuset.txt"


def pack(tmp_path: Path, *arguments: object) -> dict[str, bytes]:
    folder = tmp_path / "pack"
    assert main(["incident", *map(str, arguments), "--to", str(folder), "--no-pictures"]) == 0
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def data(files: dict[str, bytes]) -> dict:  # type: ignore[type-arg]
    told: dict = json.loads(files["data.json"])  # type: ignore[type-arg]
    return told


def test_the_files_are_named_on_standard_output(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = pack(tmp_path, CASE_2012)
    told = capsys.readouterr()
    assert sorted(Path(line).name for line in told.out.splitlines()) == sorted(files)
    assert told.err == ""


def test_a_second_run_gives_the_same_bytes(tmp_path: Path) -> None:
    assert pack(tmp_path / "one", CASE_2012, "--redact") == pack(tmp_path / "two", CASE_2012, "--redact")


def test_the_hash_is_that_of_the_bytes_of_the_file(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(b"first line\r\n" + CASE_2012.read_bytes())
    (told,) = data(pack(tmp_path, log))["inputs"]
    assert told == {"name": "a.log", "sha256": hashlib.sha256(log.read_bytes()).hexdigest(), "lines": 13}


def test_a_report_far_down_in_a_log_keeps_its_line_numbers(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    boot = "Linux version 2.6.32-41-server (x@y)\n"
    text = "\n".join(CASE_2012.read_text().splitlines()[3:])
    other = "something else happened\n" * 60_000
    log.write_text("up\n" * 3 + boot + other + text.replace("2.6.32-41-server", "") + "\n")
    files = pack(tmp_path, log)
    (report,) = data(files)["reports"]
    assert (report["first_line"], report["last_line"]) == (60_005, 60_013)
    assert files["log.txt"].decode().splitlines()[0] == "# lines 4, 60005–60013 of a.log"
    assert b"\n" + boot.encode() in files["log.txt"]


def test_another_report_can_be_chosen(tmp_path: Path) -> None:
    log = tmp_path / "a.log"
    log.write_bytes(CASE_2012.read_bytes() + OOM.read_bytes())
    assert data(pack(tmp_path / "1", log))["reports"][0]["kind"] == "page_alloc_failure"
    assert data(pack(tmp_path / "2", log, "--report", 2))["reports"][0]["kind"] == "oom_kill"


@pytest.mark.parametrize(
    ("arguments", "status", "words"),
    [
        ([CASE_2012, "--report", "2", "--to", "pack"], 2, "there is no report 2: the text holds 1 report"),
        (["missing.log", "--to", "pack"], 2, "missing.log"),
        ([CASE_2012], 2, "--to"),
        ([CASE_2012, "--preview"], 2, "--redact"),
        ([CASE_2012, "--gfp", "nonsense", "--to", "pack"], 2, "nonsense"),
        (["empty.log", "--to", "pack"], 1, "no report of the kernel's memory was found"),
        ([CASE_2012, "--to", "empty.log"], 2, "empty.log can't be written: it is a file"),
    ],
)
def test_what_can_not_be_done_is_one_sentence(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[object],
    status: int,
    words: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("empty.log").write_text("nothing here\n")
    assert main(["incident", *map(str, arguments)]) == status
    told = capsys.readouterr()
    assert told.out == ""
    assert words in told.err
    assert told.err.count("\n") == 1
    assert not Path("pack").exists()


@pytest.mark.parametrize("number", ["0", "x", "-1"])
def test_a_report_number_counts_from_1(tmp_path: Path, number: str) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["incident", str(CASE_2012), "--to", str(tmp_path), "--report", number])
    assert ended.value.code == 2


def test_a_preview_tells_every_replacement_and_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["incident", str(CASE_2012), "--redact", "--preview", "--to", "pack"]) == 0
    rows = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert rows[0] == ["kind", "in", "the", "log", "becomes", "times", "lines"]
    assert rows[1] == ["process", "rsync", "process-1", "2", "4,", "5"]
    assert list(tmp_path.iterdir()) == []


def test_pictures_of_an_earlier_pack_are_told_and_left(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("report.pdf", "chart-9-node-1-normal.png", "mine.pdf"):
        (tmp_path / name).write_text("old")
    assert main(["incident", str(CASE_2012), "--to", str(tmp_path), "--no-pictures"]) == 0
    told = capsys.readouterr().err
    assert told.endswith(": chart-9-node-1-normal.png, report.pdf\n")
    assert (tmp_path / "report.pdf").read_text() == "old"


def test_other_rules_are_told_as_not_the_logs_own(tmp_path: Path) -> None:
    told = data(pack(tmp_path, CASE_2012, "--kernel", "4.4"))
    assert told["edited"] is True
    assert told["reports"][0]["rules"]["label"] == "4.4"


def test_a_packed_log_is_read(tmp_path: Path) -> None:
    log = tmp_path / "a.log.gz"
    log.write_bytes(gzip.compress(CASE_2012.read_bytes(), mtime=0))
    (report,) = data(pack(tmp_path, log))["reports"]
    assert (report["first_line"], report["last_line"]) == (4, 12)


def test_standard_input_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "engine", "incident", "-", "--to", tmp_path / "pack", "--no-pictures"],
        input=CASE_2012.read_bytes(), cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    assert len(io.BytesIO(done.stdout).readlines()) == 7


def test_where_the_window_is_not_installed_the_rest_is_written(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "engine", tmp_path / "engine", ignore=shutil.ignore_patterns("__pycache__"))
    done = subprocess.run(
        [sys.executable, "-m", "engine", "incident", CASE_2012, "--to", "pack"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert done.stderr == ""
    assert sorted({path.suffix for path in (tmp_path / "pack").iterdir()}) == [".html", ".json", ".md", ".svg", ".txt"]

"""The command line on memory dumps: a person's question to them, files given together, and this machine."""

import json
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from engine.intake.this_machine import this_machine
from tests.engine.read.proc_texts import FILES


def answer(capsys: pytest.CaptureFixture[str], *arguments: str | Path) -> dict[str, Any]:
    cli.main(["check", "--json", *map(str, arguments)])
    told: dict[str, Any] = json.loads(capsys.readouterr().out)
    return told


@pytest.fixture
def files(tmp_path: Path) -> list[Path]:
    for name, text in FILES.items():
        (tmp_path / name).write_text(text, "utf-8")
    return sorted(tmp_path.iterdir())


def test_a_dump_is_judged_when_something_is_asked_of_it(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    failed = {}
    for order in ("0", "2", "3"):
        asked = ("--order", order, "--gfp", "GFP_KERNEL", "--kernel", "6.12")
        failed[order] = answer(capsys, *files, *asked)["reports"][0]["verdict"]["zones"][1]["failed_at"]
    assert failed == {"0": None, "2": None, "3": "no_block"}  # from order 3 on there are only blocks of the reserve


def test_files_given_together_are_one_report(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    told = answer(capsys, *files)
    assert [(report["kind"], report["input"]) for report in told["reports"]] == [("proc", 0)]
    assert len(told["inputs"]) == 3
    normal = told["reports"][0]["zones"][1]
    assert (normal["min"], normal["nr_free"][0], normal["types"][0]) == (1359, 4500, "UM")
    assert normal["by_type"][0] == {"U": 4000, "M": 500}


def test_without_a_request_it_says_how_to_put_one(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    (report,) = answer(capsys, *files)["reports"]
    assert report["request"] is None
    assert "--order 3 --gfp GFP_KERNEL" in report["verdict"]["sentence"]


def test_no_failure_is_explained_where_none_was(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    (report,) = answer(capsys, *files, "--order", "0")["reports"]
    assert not [note for note in report["verdict"]["notes"] if "failed" in note]


@pytest.mark.parametrize(
    "options", [[], ["--order", "1", "--gfp", "GFP_ATOMIC", "--kernel", "5.10"]], ids=["", "asked"]
)
def test_this_machine_is_read(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, files: list[Path], options: list[str]
) -> None:
    monkeypatch.setattr("engine.intake.this_machine.this_machine", lambda: this_machine(files[0].parent))
    told = answer(capsys, "--this-machine", *options)
    assert [one["name"] for one in told["inputs"]] == ["this machine"]
    assert (told["reports"][0]["request"] is not None) is bool(options)
    assert told["reports"][0]["rules"]["because"].startswith("chosen by hand") is bool(options)


def test_this_machine_and_a_file_stay_apart(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, files: list[Path]
) -> None:
    monkeypatch.setattr("engine.intake.this_machine.this_machine", lambda: this_machine(files[0].parent))
    told = answer(capsys, "--this-machine", files[0])
    assert [report["input"] for report in told["reports"]] == [0, 1]


def test_a_list_has_one_row_for_files_of_one_machine(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    assert cli.main(["check", "--list", "--format", "tsv", *map(str, files)]) == 0
    _, row = capsys.readouterr().out.splitlines()
    assert row.split("\t")[0].endswith(" + ".join(path.name for path in files[1:]))


def test_a_report_beside_a_dump_is_told_once(capsys: pytest.CaptureFixture[str], files: list[Path]) -> None:
    killed = "Out of memory: Killed process 7 (a) total-vm:100kB, anon-rss:80kB, file-rss:12kB, shmem-rss:1kB"
    files[0].write_text(killed + "\n" + files[0].read_text("utf-8"), "utf-8")
    assert [report["kind"] for report in answer(capsys, files[0])["reports"]] == ["oom_kill", "proc"]

"""`check --answers`: the ten answers, what would have let it pass, and the table of kernels."""

import json
from pathlib import Path

import pytest

from engine.cli import main
from engine.explain.grounds import QUESTIONS
from tests.engine.read.texts import REPORT, text


@pytest.fixture
def log(tmp_path: Path) -> str:
    path = tmp_path / "log.txt"
    path.write_text(text(("a line of somebody else",) * 3) + text(REPORT), encoding="utf-8")
    return str(path)


def test_json_has_them_only_where_they_are_wanted(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--json", log]) == 0
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    assert not {"answers", "changes", "matrix"} & set(report)
    assert main(["check", "--json", "--answers", log]) == 0
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    assert [one["question"] for one in report["answers"]] == list(QUESTIONS)
    assert report["answers"][0]["sentence"] == report["verdict"]["sentence"]
    assert {one["kind"] for one in report["changes"]} >= {"order", "blocks"}
    table = report["matrix"]
    assert table["rows"][table["used"]]["label"] == report["rules"]["label"]
    assert table["order"] == 2


def test_a_ground_names_the_line_it_stands_on(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    main(["check", "--json", "--answers", log])
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    lines = Path(log).read_text("utf-8").split("\n")
    order = next(one for one in report["answers"][4]["grounds"] if one["text"].startswith("order 2:"))
    ((line, start, end),) = order["places"]
    assert lines[line - 1][start:end] == "2"


def test_a_terminal_shows_them_below_the_verdict(log: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["check", "--answers", log]) == 0
    shown = capsys.readouterr().out
    places = [shown.index(f"{number} {question}") for number, question in enumerate(QUESTIONS, 1) if number > 1]
    assert places == sorted(places)
    assert "What would have let it pass?" in shown


def test_what_the_log_says_can_not_act_on_the_terminal(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "log.txt"
    path.write_text(text(REPORT).replace("sshd", "ss\x1b[31mhd"), encoding="utf-8")
    main(["check", "--answers", str(path)])
    assert "\x1b" not in capsys.readouterr().out


def test_the_whole_log_is_counted_whatever_comes_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for name in ("a.log", "b.log"):
        (tmp_path / name).write_text(text(REPORT) * 2, encoding="utf-8")
    (tmp_path / "c.log").write_text("nothing\n", encoding="utf-8")
    assert main(["check", "--json", "--answers", str(tmp_path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert [one["input"] for one in told["reports"]] == [0, 0, 1, 1]
    assert [Path(one["name"]).name for one in told["inputs"]] == ["a.log", "b.log", "c.log"]
    assert {one["answers"][9]["sentence"].partition(",")[0].rstrip(".") for one in told["reports"]} == {
        "4 times in this log"
    }
    main(["check", "--answers", str(tmp_path)])
    shown = capsys.readouterr().out
    assert shown.count("4 times in this log") == 4
    assert shown.index("a.log: 2 reports") < shown.index("b.log, lines") < shown.index("b.log: 2 reports")

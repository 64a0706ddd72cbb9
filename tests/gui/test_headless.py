from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from engine.explain.analyse import analyse
from gui import export, headless
from gui.export import is_ours
from tests.engine.builders import a_scenario, a_zone
from tests.gui.drawings import read_svg
from tests.tree import ROOT

pytestmark = pytest.mark.usefixtures("qapp")

SAMPLE = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A current folder of its own, with a log in a folder beside it."""
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "fail.txt").write_bytes(SAMPLE.read_bytes())
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path


def pipe(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))


def texts_of(path: Path) -> list[str]:
    return [found.text for found in read_svg(path.read_bytes()).texts]


def test_the_verdict_is_printed_and_the_chart_stands_beside_the_log(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert headless.main(["../logs/fail.txt"]) == 0
    told = capsys.readouterr()
    assert "765 pages left against 884" in " ".join(told.out.split())
    assert told.err == "buddyscope: the chart of Node 0 DMA32 is in ../logs/fail.png\n"
    assert QImage(str(folder / "logs" / "fail.png")).width() == 1600


@pytest.mark.parametrize("suffix", ["png", "svg", "pdf", "SVG"])
def test_a_picture_is_written_where_it_was_asked_for(folder: Path, suffix: str) -> None:
    assert headless.main(["../logs/fail.txt", "--export", f"out.{suffix}"]) == 0
    assert (folder / "here" / f"out.{suffix}").stat().st_size > 10_000
    assert [path.name for path in (folder / "logs").iterdir()] == ["fail.txt"]


def test_another_zone_can_be_asked_for(folder: Path) -> None:
    assert headless.main(["../logs/fail.txt", "--zone", "node 0  normal", "--export", "out.svg"]) == 0
    assert "Node 0 Normal" in texts_of(folder / "here" / "out.svg")


def test_reports_are_counted_over_all_files(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["../logs/fail.txt", str(SAMPLE), "--report", "2", "--export", "out.svg"]
    assert headless.main(arguments) == 0
    assert capsys.readouterr().out.count("Asked for") == 1
    assert any(text.startswith(SAMPLE.name) for text in texts_of(folder / "here" / "out.svg"))


def test_standard_input_gets_its_chart_in_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pipe(monkeypatch, SAMPLE.read_bytes())
    assert headless.main(["-"]) == 0
    assert is_ours(folder / "here" / "buddyscope.png")


def test_where_the_logs_folder_can_not_be_written_the_chart_comes_into_the_current_one(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def refuse(path: Path, data: bytes) -> None:
        if path.parent.name == "logs":
            raise export.ExportError(f"{path} can't be written: Permission denied.")
        path.write_bytes(data)

    monkeypatch.setattr(export, "write_whole", refuse)  # root may write everywhere
    assert headless.main(["../logs/fail.txt"]) == 0
    assert capsys.readouterr().err == "buddyscope: the chart of Node 0 DMA32 is in fail.png\n"
    assert is_ours(folder / "here" / "fail.png")


def test_a_folder_and_a_packed_file_are_read(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    packed = folder / "logs" / "fail.txt.1.gz"
    packed.write_bytes(gzip.compress((folder / "logs" / "fail.txt").read_bytes()))
    (folder / "logs" / "picture").write_bytes(b"\x89PNG\0\0")
    assert headless.main(["../logs", "--report", "2", "--export", "two.png"]) == 0
    assert is_ours(Path("two.png"))
    assert headless.main([str(packed), "--export", "packed.png"]) == 0


def test_somebody_elses_picture_is_left_alone_and_ones_own_replaced(folder: Path) -> None:
    logs = folder / "logs"
    (logs / "fail.png").write_bytes(b"a screenshot")
    assert headless.main(["../logs/fail.txt"]) == 0
    assert headless.main(["../logs/fail.txt"]) == 0
    assert (logs / "fail.png").read_bytes() == b"a screenshot"
    assert sorted(path.name for path in logs.iterdir()) == ["fail-2.png", "fail.png", "fail.txt"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["none.txt"], "none.txt can't be read: No such file or directory"),
        (["../logs/fail.txt", "--report", "2"], "there is no report 2: the text holds 1 report"),
        (["../logs/fail.txt", "--zone", "DMA"], "there is no zone 'DMA' in that report; its zones: Node 0 DMA32, "),
        (["../logs/fail.txt", "--export", "none/out.png"], "there is no folder none"),
        (["\x1b[1m"], "\\x1b[1m can't be read"),
    ],
)
def test_what_can_not_be_done_is_one_sentence_and_status_2(
    folder: Path, arguments: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert headless.main(arguments) == 2
    told = capsys.readouterr().err
    assert words in told
    assert told.count("\n") == 1


@pytest.mark.parametrize("data", [b"", b"nothing of interest\n", bytes(range(256)) * 40])
def test_a_text_without_a_report_is_status_1(
    folder: Path, data: bytes, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pipe(monkeypatch, data)
    assert headless.main(["-"]) == 1
    assert "no report" in capsys.readouterr().err


def test_with_nothing_to_read_it_says_how(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    assert headless.main([]) == 2


@pytest.mark.parametrize(
    ("name", "index"), [(None, 1), ("Node 0 DMA32", 0), ("NODE 1 normal", 2), ("dma32", 0)], ids=str
)
def test_zones_are_found_by_title_or_by_a_name_that_only_one_has(name: str | None, index: int) -> None:
    zones = (a_zone("DMA32", (500,)), a_zone("Normal", (900, 900)), a_zone("Normal", (9,), node=1))
    analysis = analyse(a_scenario(*zones, order=1))
    assert headless.zone_named(analysis, name) == index


def test_a_name_that_two_zones_have_is_no_choice() -> None:
    analysis = analyse(a_scenario(a_zone("Normal"), a_zone("Normal", node=1), order=1))
    with pytest.raises(headless.UnusableError, match="Node 0 Normal, Node 1 Normal"):
        headless.zone_named(analysis, "Normal")


def test_no_screen_is_needed(folder: Path) -> None:
    """As a process of its own, with no display named at all."""
    environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
    environment.pop("QT_QPA_PLATFORM")
    program = "import sys; from gui import headless; sys.exit(headless.main(sys.argv[1:]))"
    done = subprocess.run(
        [sys.executable, "-c", program, "../logs/fail.txt", "--export", "out.pdf"],
        env={**environment, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert (folder / "here" / "out.pdf").read_bytes().startswith(b"%PDF-")


def test_without_a_number_the_first_report_with_zones_is_drawn(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    alone = "[    1.000000] init: page allocation failure: order:0, mode:0x20\n" + "[    2.000000] other\n" * 3
    (folder / "here" / "two.txt").write_bytes(alone.encode() + SAMPLE.read_bytes())
    assert headless.main(["two.txt", "--export", "out.svg"]) == 0
    assert "the chart of Node 0 DMA32" in capsys.readouterr().err
    assert headless.main(["two.txt", "--report", "1", "--export", "none.svg"]) == 1

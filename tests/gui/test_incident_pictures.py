"""What Qt draws for an incident pack: charts and a PDF, the same bytes each time, and nothing where there is no Qt."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage, QTextDocument

from engine.cli import main
from engine.packing import NO_QT, drawing_of, incident_from
from engine.report.pack import pack_files
from engine.survey.question import Question
from gui.saving.incident_pictures import drawn_files
from gui.saving.paper import without_moment
from tests.tree import ROOT

pytestmark = pytest.mark.usefixtures("qapp")

CASE_2012 = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"


def drawn(path: Path = CASE_2012, *, redact: bool = False) -> dict[str, bytes]:
    return drawn_files(drawing_of(incident_from(str(path), None, Question(), redact=redact)))


def test_every_chart_and_a_pdf_are_drawn() -> None:
    files = drawn()
    assert sorted(files) == ["chart-1-node-0-dma32.png", "chart-2-node-0-normal.png", "report.pdf"]
    assert QImage.fromData(files["chart-1-node-0-dma32.png"]).width() == 1600
    assert files["report.pdf"].startswith(b"%PDF-")


def test_another_moment_gives_the_same_bytes() -> None:
    once = drawn(redact=True)
    time.sleep(1.1)  # the PDF's own clock counts seconds
    assert drawn(redact=True) == once


def test_a_pdf_without_its_moment_keeps_its_places() -> None:
    made = (
        b"/CreationDate (D:20261123153648+01'00')\n<x xmp:CreateDate=\"2026-11-23T15:36:48+01:00\""
        b' y="uuid:bf31a839-838b-4fce-88b0-1177e44c4122"/>\n/ID [ <62663331> <61383339> ]\n'
    )
    plain = without_moment(made)
    assert len(plain) == len(made)
    assert b"2026" not in plain
    assert b"bf31a839" not in plain
    assert b"62663331" not in plain


def test_the_command_writes_pictures_beside_the_rest(tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "QT_QPA_PLATFORM"}
    command = [sys.executable, "-m", "engine", "incident", str(CASE_2012), "--to", str(tmp_path / "pack")]
    done = subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True, text=True)
    assert done.stderr == ""
    assert {path.suffix for path in (tmp_path / "pack").iterdir()} == {
        ".html", ".json", ".md", ".pdf", ".png", ".svg", ".txt",
    }  # fmt: skip


@pytest.mark.parametrize(("status", "told"), [(NO_QT, ""), (1, "could not be drawn: it broke; the rest is written")])
def test_without_pictures_the_rest_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], status: int, told: str
) -> None:
    def ended(command: list[str], **options: object) -> subprocess.CompletedProcess[bytes]:
        return subprocess.CompletedProcess(command, status, b"", b"Traceback\nit broke\n")

    monkeypatch.setattr(subprocess, "run", ended)
    assert main(["incident", str(CASE_2012), "--to", str(tmp_path / "pack")]) == 0
    assert told in capsys.readouterr().err
    assert (tmp_path / "pack" / "report.md").is_file()
    assert not (tmp_path / "pack" / "report.pdf").exists()


@pytest.mark.parametrize("name", ["<script>alert(1)", "](javascript:1)", "=cmd()", "x**_`~|", "<img/src=x>"])
def test_a_name_from_the_log_stays_text_where_markdown_is_shown(tmp_path: Path, name: str) -> None:
    log = tmp_path / "a.log"
    log.write_text(CASE_2012.read_text("utf-8").replace("rsync", name), "utf-8")
    markdown = pack_files(incident_from(str(log), None, Question(), redact=False))["report.md"].decode()
    shown = QTextDocument()
    shown.setMarkdown(markdown)
    assert name in shown.toPlainText()
    links = set(re.findall(r'href="([^"]*)"', shown.toHtml()))
    assert links == {"log.txt"}

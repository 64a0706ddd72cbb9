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
from engine.report.document import Excerpt, Heading
from engine.report.incident_document import document
from engine.report.pack import pack_files
from engine.survey.question import Question
from gui.saving.incident_pictures import drawn_files
from gui.saving.paper import told_and_log, without_moment
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


def test_charts_stand_before_the_lines_of_the_log() -> None:
    found = document(incident_from(str(CASE_2012), None, Question(), redact=False))
    told, log = told_and_log(found)
    assert told + log == found
    assert isinstance(log[0], Heading)
    assert [type(block) for block in log[1:]] == [Excerpt]
    assert not any(isinstance(block, Excerpt) for block in told)


def test_another_moment_gives_the_same_bytes() -> None:
    once = drawn(redact=True)
    time.sleep(1.1)  # the PDF's own clock counts seconds
    assert drawn(redact=True) == once


def made_at(zone: bytes, offset: bytes, digits: bytes) -> bytes:
    """What Qt writes, in small: dates before the objects that the table of offsets finds."""
    head = (
        b"%PDF-1.4\n1 0 obj\n/CreationDate (D:20261123153648" + zone + b")\n/ModDate (D:20261123153648" + zone + b")\n"
        b'<x xmp:CreateDate="2026-11-23T15:36:48'
        + offset
        + b'" y="uuid:'
        + digits
        + b'-838b-4fce-88b0-1177e44c4122"/>\n'
    )
    body = head + b"2 0 obj\nendobj\n"
    table = b"xref\n0 3\n0000000000 65535 f \n%010d 00000 n \n%010d 00000 n \n" % (9, len(head))
    return body + table + b"/ID [ <62663331> <" + digits + b"> ]\nstartxref\n%d\n%%%%EOF\n" % len(body)


def test_a_pdf_tells_neither_moment_nor_time_zone_and_its_table_still_fits() -> None:
    plain = without_moment(made_at(b"+01'00'", b"+01:00", b"bf31a839"))
    assert plain == without_moment(made_at(b"Z", b"+00:00", b"00c1a83f"))
    assert plain == without_moment(made_at(b"-03'30'", b"-03:30", b"aaaaaaaa"))
    assert plain.count(b"(D:20000101000000Z)") == 2
    assert b"bf31a839" not in plain
    offsets = [int(found) for found in re.findall(rb"(\d{10}) \d{5} n", plain)]
    assert [plain[at : at + 7] for at in offsets] == [b"1 0 obj", b"2 0 obj"]
    start = re.search(rb"startxref\n(\d+)", plain)
    assert start is not None
    assert plain[int(start[1]) :].startswith(b"xref")


def test_another_time_zone_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    once = drawn()["report.pdf"]
    monkeypatch.setenv("TZ", "America/St_Johns")
    time.tzset()
    try:
        assert drawn()["report.pdf"] == once
    finally:
        monkeypatch.undo()
        time.tzset()


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

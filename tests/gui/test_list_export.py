"""The list of reports goes into files and onto the clipboard."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gui.reports.exporter import ListExporter
from gui.settings import Settings
from tests.gui.sightings import a_sighting

FOUND = [a_sighting(comm="rsync"), a_sighting(comm="=cmd()|x", start=1)]
NAMES = ["kern.log"]


@pytest.fixture
def exporter(qtbot: QtBot) -> ListExporter:
    window = QWidget()
    qtbot.addWidget(window)
    return ListExporter(Settings(), window)


def saved(qtbot: QtBot, exporter: ListExporter, path: Path) -> str:
    with qtbot.waitSignal(exporter.told) as told:
        exporter.save(path, FOUND, NAMES)
    assert told.args == [f"2 reports saved as {path}"]
    return path.read_text("utf-8")


def test_the_suffix_says_how_it_is_written(qtbot: QtBot, exporter: ListExporter, tmp_path: Path) -> None:
    rows = list(csv.DictReader(saved(qtbot, exporter, tmp_path / "list.csv").splitlines()))
    assert [row["Process"] for row in rows] == ["rsync", "'=cmd()|x"]
    assert saved(qtbot, exporter, tmp_path / "list.tsv").count("\t") > 20
    assert saved(qtbot, exporter, tmp_path / "list.md").startswith("| Input |")
    lines = saved(qtbot, exporter, tmp_path / "list.JSONL").splitlines()
    assert [json.loads(line)["comm"] for line in lines] == ["rsync", "=cmd()|x"]


@pytest.mark.parametrize(("name", "why"), [("list.txt", "ends in .csv"), ("none/list.csv", "no folder")])
def test_what_can_not_be_saved_is_told(
    qtbot: QtBot, exporter: ListExporter, tmp_path: Path, name: str, why: str
) -> None:
    with qtbot.waitSignal(exporter.failed) as told:
        exporter.save(tmp_path / name, FOUND, NAMES)
    assert why in told.args[0]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("form", "begins"), [("tsv", "Input\tLine"), ("markdown", "| Input |")])
def test_rows_are_copied(qtbot: QtBot, exporter: ListExporter, form: str, begins: str) -> None:
    with qtbot.waitSignal(exporter.told) as told:
        exporter.copy(form, FOUND[:1], NAMES)
    assert told.args == ["1 report on the clipboard."]
    assert QApplication.clipboard().text().startswith(begins)

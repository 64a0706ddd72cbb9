"""One action makes all the files of an incident, of what is shown, and leaves old files where it fails."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.window import OFFSCREEN_LACKS, opens_windows
from tests.tree import ROOT

SAMPLES = ROOT / "resources" / "samples"
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
_SECONDS = 60_000


def test_the_pack_tells_what_is_shown(qtbot: QtBot, tmp_path: Path) -> None:
    window = opens_windows(qtbot)(SAMPLES / "2012-order4-dma32.txt")
    scenario = window.document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    window.document.edit("no marks", replace(scenario, zones=zones))
    with qtbot.waitSignal(window.incident_exporter.told, timeout=_SECONDS):
        window.incident_exporter.save(tmp_path / "pack", redact=False)
    files = {path.name for path in (tmp_path / "pack").iterdir()}
    assert {"report.md", "report.html", "data.json", "log.txt", "report.pdf"} <= files
    data = json.loads((tmp_path / "pack" / "data.json").read_text(encoding="utf-8"))
    assert "EDITED" in (tmp_path / "pack" / "report.md").read_text(encoding="utf-8")
    assert window.document.analysis.outcome.value in json.dumps(data)


def test_names_are_replaced_on_choice(qtbot: QtBot, tmp_path: Path) -> None:
    window = opens_windows(qtbot)(SAMPLES / "2012-order4-dma32.txt")
    with qtbot.waitSignal(window.incident_exporter.told, timeout=_SECONDS):
        window.incident_exporter.save(tmp_path, redact=True)
    assert "rsync" not in (tmp_path / "report.md").read_text(encoding="utf-8")


def test_a_folder_that_cannot_be_written_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    window = opens_windows(qtbot)(SAMPLES / "2012-order4-dma32.txt")
    (tmp_path / "file").write_text("old", encoding="utf-8")
    with qtbot.waitSignal(window.incident_exporter.failed, timeout=_SECONDS):
        window.incident_exporter.save(tmp_path / "file", redact=False)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"

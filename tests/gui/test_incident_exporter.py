"""One action makes all the files of an incident, of what is shown, with every replacement in sight before."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog
from pytestqt.qtbot import QtBot

from engine.cli import main
from engine.report.names_in_line import Secret
from engine.report.redact import Replacement, redacted
from gui.dialogs.incident import IncidentDialog
from gui.main_window import MainWindow
from gui.opening.files import SMALL
from gui.saving.names_model import BECOMES, LINE, NAME, TIMES, NamesModel
from tests.gui.logs import THE_2012_LOG
from tests.gui.window import OFFSCREEN_LACKS, Opens, opens_windows
from tests.tree import ROOT

CASE_2012 = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
_SECONDS = 60_000
_ENVELOPE = "Nov  3 10:00:00 db7 kernel: "
_FIRST, *_REST = THE_2012_LOG.splitlines()
NAMED = "".join(
    f"{line}\n"
    for line in (
        _ENVELOPE + _FIRST,
        "Nov  3 10:00:00 db7 sshd[712]: Accepted publickey for alice from 10.9.8.7 port 22",
        "Nov  3 10:00:00 db7 copyd[9]: /home/alice/payroll/x.ods to store3 from 52:54:00:12:34:56",
        *(_ENVELOPE + line for line in _REST),
    )
)


@pytest.fixture
def opens(qtbot: QtBot) -> Opens:
    return opens_windows(qtbot)


@pytest.fixture
def named(tmp_path: Path) -> Path:
    path = tmp_path / "db7-kern.log"
    path.write_text(NAMED, encoding="utf-8")
    return path


def _asks(qtbot: QtBot, window: MainWindow) -> IncidentDialog:
    window.commands.save_incident()
    dialog = window.exports.incident.dialog
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.settled, timeout=_SECONDS)
    return dialog


def _previewed(qtbot: QtBot, dialog: IncidentDialog) -> tuple[Replacement, ...]:
    """What is replaced, once the preview has followed the ticks."""
    qtbot.waitUntil(lambda: dialog.shown == dialog.model.ticked, timeout=_SECONDS)
    return dialog.replaced


def _saved(qtbot: QtBot, window: MainWindow, dialog: IncidentDialog, folder: Path) -> dict[str, str]:
    dialog.folder.setText(str(folder))
    with qtbot.waitSignal(window.exports.incident.told, timeout=_SECONDS):
        dialog.accept()
    return {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()}


def _row(model: NamesModel, name: str) -> int:
    return next(row for row in range(model.rowCount()) if _cell(model, row, NAME) == name)


def _cell(model: NamesModel, row: int, column: int) -> str:
    return str(model.index(row, column).data())


def _folder_written(qtbot: QtBot, window: MainWindow, folder: Path) -> dict[str, str]:
    with qtbot.waitSignal(window.exports.incident.told, timeout=_SECONDS):
        window.exports.incident.save(folder)
    return {path.name: path.read_bytes().decode("utf-8", "replace") for path in folder.iterdir()}


def test_the_pack_tells_what_is_shown(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    window = opens(CASE_2012)
    scenario = window.document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    window.document.edit("no marks", replace(scenario, zones=zones))
    files = _folder_written(qtbot, window, tmp_path / "pack")
    assert {"report.md", "report.html", "data.json", "log.txt", "report.pdf"} <= set(files)
    assert "EDITED" in files["report.md"]
    assert window.document.analysis.outcome.value in files["data.json"]


def test_it_is_the_pack_of_the_command_line(qtbot: QtBot, opens: Opens, named: Path, tmp_path: Path) -> None:
    window = opens(named)
    dialog = _asks(qtbot, window)
    dialog.every.click()
    _previewed(qtbot, dialog)
    files = _saved(qtbot, window, dialog, tmp_path / "by window")
    assert main(["incident", str(named), "--redact", "--to", str(tmp_path / "by command")]) == 0
    assert {
        path.name: path.read_bytes().decode("utf-8", "replace") for path in (tmp_path / "by command").iterdir()
    } == files


def test_a_folder_that_cannot_be_written_is_told(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    window = opens(CASE_2012)
    (tmp_path / "file").write_text("old", encoding="utf-8")
    with qtbot.waitSignal(window.exports.incident.failed, timeout=_SECONDS):
        window.exports.incident.save(tmp_path / "file")
    assert (tmp_path / "file").read_text(encoding="utf-8") == "old"


def test_a_report_of_a_large_log_keeps_its_lines_and_the_hash_of_the_file(
    qtbot: QtBot, opens: Opens, tmp_path: Path
) -> None:
    log = tmp_path / "kern.log"
    other = "Nov  3 09:00:00 db7 systemd[1]: Started something.\n"
    before = SMALL // len(other) + 1
    log.write_text(other * before + NAMED, encoding="utf-8")
    window = opens(log)
    qtbot.waitUntil(lambda: window.document.report is not None, timeout=_SECONDS)
    qtbot.waitUntil(lambda: not window.log_view.reporting.running, timeout=_SECONDS)
    dialog = _asks(qtbot, window)
    dialog.every.click()
    _previewed(qtbot, dialog)
    assert int(_cell(dialog.model, _row(dialog.model, "rsync"), LINE).replace(",", "")) == before + 1
    files = _saved(qtbot, window, dialog, tmp_path / "pack")
    assert "db7" not in files["log.txt"]
    data = json.loads(files["data.json"])
    assert data["inputs"] == [
        {"name": "log-1", "sha256": hashlib.sha256(log.read_bytes()).hexdigest(), "lines": before + NAMED.count("\n")}
    ]
    assert data["reports"][0]["first_line"] == before + 1
    assert data["reports"][0]["answers"][9]["sentence"].startswith("Once in this log")


# ---- the preview


CHOICES: dict[str, tuple[Secret, ...]] = {
    "all": tuple(Secret),
    "hosts": (Secret.HOST,),
    "users and addresses": (Secret.USER, Secret.ADDRESS, Secret.MAC),
    "processes and the file": (Secret.PROCESS, Secret.LOG),
    "nothing": (),
}


@pytest.mark.parametrize("name", CHOICES)
def test_the_preview_shows_exactly_what_the_pack_replaces(
    qtbot: QtBot, opens: Opens, named: Path, tmp_path: Path, name: str
) -> None:
    window = opens(named)
    dialog = _asks(qtbot, window)
    for secret in CHOICES[name]:
        dialog.boxes[secret].click()
    replaced = _previewed(qtbot, dialog)
    model = dialog.model
    by_table = {
        _cell(model, row, NAME): (_cell(model, row, BECOMES), _cell(model, row, TIMES))
        for row in range(model.rowCount())
        if _cell(model, row, BECOMES) not in ("stays", "within a longer name")
    }
    times = {one.name: str(len(one.places)) if one.places else "" for one in replaced}
    assert by_table == {one.name: (one.stand_in, times[one.name]) for one in replaced}
    files = _saved(qtbot, window, dialog, tmp_path / "pack")
    lines = [line for line in files["log.txt"].splitlines() if not line.startswith("#")]
    assert lines == redacted(NAMED, replaced).splitlines()
    assert ("redacted" in files["log.txt"]) is bool(CHOICES[name])
    for one in replaced:
        for file in ("report.md", "report.html", "data.json", "log.txt", "notes.txt"):
            assert one.name not in files[file], (one.name, file)


def test_a_single_name_can_stay(qtbot: QtBot, opens: Opens, named: Path, tmp_path: Path) -> None:
    window = opens(named)
    dialog = _asks(qtbot, window)
    dialog.every.click()
    row = _row(dialog.model, "rsync")
    dialog.table.setCurrentIndex(dialog.model.index(row, NAME))
    QTest.keyClick(dialog.table, Qt.Key.Key_Space)
    _previewed(qtbot, dialog)
    assert _cell(dialog.model, row, BECOMES) == "stays"
    assert dialog.boxes[Secret.PROCESS].checkState() is Qt.CheckState.PartiallyChecked
    files = _saved(qtbot, window, dialog, tmp_path / "pack")
    assert "rsync" in files["report.md"]
    assert "db7" not in files["report.md"]


def test_a_name_within_a_longer_one_is_told_so(qtbot: QtBot, opens: Opens, named: Path) -> None:
    dialog = _asks(qtbot, opens(named))
    dialog.boxes[Secret.PATH].click()
    dialog.boxes[Secret.USER].click()
    _previewed(qtbot, dialog)
    model = dialog.model
    assert _cell(model, _row(model, "alice"), TIMES) == "1"  # the other one is within the path
    dialog.boxes[Secret.PATH].click()
    _previewed(qtbot, dialog)
    assert _cell(model, _row(model, "alice"), TIMES) == "2"


def test_kinds_are_remembered(qtbot: QtBot, opens: Opens, named: Path, tmp_path: Path) -> None:
    window = opens(named)
    dialog = _asks(qtbot, window)
    for secret in (Secret.HOST, Secret.USER):
        dialog.boxes[secret].click()
    _previewed(qtbot, dialog)
    _saved(qtbot, window, dialog, tmp_path / "packs" / "one")
    again = _asks(qtbot, window)
    assert {secret for secret, box in again.boxes.items() if box.isChecked()} == {Secret.HOST, Secret.USER}
    assert Path(again.folder.text()).parent == tmp_path / "packs"
    again.reject()


def test_names_stay_letters_and_nothing_is_saved_on_cancel(qtbot: QtBot, opens: Opens, tmp_path: Path) -> None:
    log = tmp_path / "kern.log"
    log.write_text(THE_2012_LOG.replace("rsync", "<b>x</b>"), encoding="utf-8")
    window = opens(log)
    dialog = _asks(qtbot, window)
    row = _row(dialog.model, "<b>x</b>")
    assert "&lt;b&gt;" in str(dialog.model.index(row, NAME).data(Qt.ItemDataRole.ToolTipRole))
    dialog.folder.setText(str(tmp_path / "pack"))
    dialog.reject()
    assert dialog.result() == QDialog.DialogCode.Rejected
    assert not (tmp_path / "pack").exists()


def test_the_table_keeps_qts_rules(qtbot: QtBot, qtmodeltester: object, opens: Opens, named: Path) -> None:
    dialog = _asks(qtbot, opens(named))
    dialog.every.click()
    _previewed(qtbot, dialog)
    qtmodeltester.check(dialog.model)  # type: ignore[attr-defined]

"""Files of /proc that are opened together are one state in the window, too."""

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.engine.read.proc_texts import FILES
from tests.gui.window import OFFSCREEN_LACKS, opens_windows


@pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
def test_a_folder_with_files_of_proc_opens_as_one_state(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "proc").mkdir()
    for name, content in FILES.items():
        (tmp_path / "proc" / name).write_text(content, "utf-8")
    document = opens_windows(qtbot)(tmp_path).document
    qtbot.waitUntil(lambda: bool(document.analysis.scenario.zones), timeout=20_000)
    zones = [zone for zone in document.analysis.scenario.zones if zone.present]
    assert zones
    assert all(zone.free_areas and zone.min is not None for zone in zones)

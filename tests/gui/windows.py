"""Windows for tests: the fixtures that open them, and an edit in one."""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.model.edits import set_value
from gui.main_window import MainWindow
from tests.gui.logs import THE_2012_LOG
from tests.gui.window import Opens, opens_windows


@pytest.fixture
def opens(qtbot: QtBot) -> Opens:
    return opens_windows(qtbot)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "kern.log"
    path.write_text(THE_2012_LOG)
    return path


@pytest.fixture
def main_window(opens: Opens, log: Path) -> MainWindow:
    return opens(log)


def edit(window: MainWindow, pages: int = 1) -> None:
    scenario = window.document.state.scenario
    window.document.edit("free", set_value(scenario, ("zone", 0, "free"), pages))

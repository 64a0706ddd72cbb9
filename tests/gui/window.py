"""The whole window for tests: shown, with its chart, and closed without a question."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pytestqt.qtbot import QtBot

from gui import app
from gui.arguments import Arguments
from gui.main_window import MainWindow

OFFSCREEN_LACKS = "This plugin does not support"
"""What Qt warns of when a window is shown, moved or raised on the platform without a screen."""

Opens = Callable[..., MainWindow]


def opens_windows(qtbot: QtBot) -> Opens:
    """A function that opens a window on files, with options of the command line."""

    def opened(*files: Path | str, shown: bool = True, **options: object) -> MainWindow:
        arguments = Arguments(tuple(map(str, files)), **options)  # type: ignore[arg-type]
        window = app.build_window(arguments)
        qtbot.addWidget(window, before_close_func=leave)
        if shown:
            window.show()
        window.fill()
        return window

    return opened


def leave(window: MainWindow) -> None:
    """Let a window close without a question."""
    window.leave()

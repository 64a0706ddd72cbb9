"""How is the window started?"""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication

from gui import arguments as command_line
from gui import settings as rows
from gui import theme
from gui.arguments import Arguments
from gui.main_window import MainWindow
from gui.settings import SCHEMES, Settings

_PATIENCE = 0.0005
"""Seconds that a thread beside the window may go on before the window gets its turn; the usual 5 ms, a hundred times in
one painting, would be seen."""


def main(argv: list[str]) -> int:
    """Open the window and run until it is closed; the exit status."""
    arguments = command_line.parse(argv)
    if arguments.export is not None:
        from gui import headless

        return headless.main(argv)
    app = _application()
    window = build_window(arguments)
    window.show()
    status: int = app.exec()
    return status


def build_window(arguments: Arguments | None = None) -> MainWindow:
    """The window in the colours that the person chose, not yet shown."""
    app = _application()
    settings = Settings()
    theme.start(app, SCHEMES[settings.get(rows.THEME)])
    window = MainWindow(arguments, settings)
    app.setWindowIcon(theme.tool_icon("buddyscope"))
    return window


def _application() -> QApplication:
    """The one application there is."""
    sys.setswitchinterval(_PATIENCE)
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        app = QApplication([sys.argv[0], "-style", theme.STYLE])
    app.setApplicationName("buddyscope")
    app.setApplicationDisplayName("Buddyscope")
    app.setDesktopFileName("buddyscope")
    return app

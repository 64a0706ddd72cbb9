"""What of an incident pack does Qt draw? Charts as PNG and the report as PDF, in a process without a window.

`python3 -m gui.saving.incident_pictures FOLDER` is started by `python3 -m engine incident`, which hands the charts and
the text over on standard input and takes the files out of FOLDER. Exit status: 0 drawn, 3 Qt is not installed here.
"""

from __future__ import annotations

import os
import pickle
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from gui.setup import venv

if TYPE_CHECKING:
    from engine.packing import Drawing

MODULE = "gui.saving.incident_pictures"


def main(argv: list[str]) -> int:
    """Draw what standard input asks for into the folder named; the exit status."""
    from engine.packing import NO_QT

    venv.hurry(("run",), MODULE, argv)
    if not _qt_is_here():
        return NO_QT
    order: Drawing = pickle.load(sys.stdin.buffer)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported
    os.environ["QT_HASH_SEED"] = "0"  # else fonts come in another order into each PDF
    for name, data in drawn_files(order).items():
        Path(argv[0], name).write_bytes(data)
    return 0


def _qt_is_here() -> bool:
    """Whether Qt and what it stands on can be loaded, found without importing it; nothing is installed for a pack."""
    from gui import bootstrap
    from gui.setup import machine

    missing = machine.missing_libraries(machine.Screen.NONE, sys.platform, machine.loads)
    return bootstrap.found_here(bootstrap.RUN) and not missing.things


def drawn_files(order: Drawing) -> dict[str, bytes]:
    """The files by name. The same order gives the same bytes."""
    from PySide6.QtGui import QGuiApplication

    from gui.export import ExportOptions, Picture, Provenance, png_bytes
    from gui.saving.paper import paper_bytes

    application = QGuiApplication.instance() or QGuiApplication(["buddyscope"])
    assert application is not None
    options = ExportOptions()
    provenance = Provenance(order.origin.name, order.origin.sha256 or "", order.edited)
    pictures = {name: Picture((values,), provenance, options) for name, values in order.charts}
    files = {f"{name}.png": png_bytes(picture, options) for name, picture in pictures.items()}
    files["report.pdf"] = paper_bytes(order.document, tuple(pictures.values()), order.outcome, provenance)
    return files


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

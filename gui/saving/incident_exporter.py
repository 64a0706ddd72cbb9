"""How does the report that is shown become the files of an incident?"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.packing import PackError, drawn
from engine.read.text import decode
from engine.report.incident import Origin, incident_of, judged_as
from engine.report.pack import pack_files
from engine.report.whole_files import NotWrittenError, write_files
from gui import settings as rows
from gui.document import Document
from gui.settings import Settings


class IncidentExporter(QObject):
    """Writes beside the window, which stays alive; `told` and `failed` carry what came of it."""

    told = Signal(str)
    failed = Signal(str)

    def __init__(self, document: Document, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._window = window

    def ask(self, *, redact: bool) -> None:
        """Ask for a folder; with `redact` names and addresses are replaced in all files."""
        title = "Folder for the Incident Pack without Names" if redact else "Folder for the Incident Pack"
        dialog = QFileDialog(self._window, title, self._settings.get(rows.FOLDER))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(lambda folder: self.save(Path(folder), redact=redact))
        dialog.open()

    def save(self, folder: Path, *, redact: bool) -> None:
        """Write the files of the report as it is shown, edits included; all of them, or none."""
        state, report = self._document.state, self._document.report
        if report is None:
            self.failed.emit("There is no report in the text: an incident pack tells of one.")
            return
        before = state.first_line - 1
        text = "\n" * before + decode(state.data)
        moved = replace(report, first_line=report.first_line + before, last_line=report.last_line + before)
        origin = Origin(Path(state.name).name, state.reading.sha256, state.reading.lines + before)
        scenario, edited = self._document.analysis.scenario, self._document.edited

        def work() -> None:
            incident = incident_of(text, moved, origin, judge=judged_as(scenario), edited=edited, redact=redact)
            write_files(folder, {**pack_files(incident), **drawn(incident)})

        self._run(work, folder)

    def _run(self, work: Callable[[], None], folder: Path) -> None:
        def quietly() -> None:
            try:
                try:
                    work()
                except (NotWrittenError, PackError) as problem:
                    self.failed.emit(str(problem))
                else:
                    self.told.emit(f"Incident pack saved in {folder}")
            except RuntimeError:
                return  # the window is gone, and the signals with it

        threading.Thread(target=quietly, name="incident", daemon=True).start()

"""How does the report that is shown become the files of an incident?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from engine.explain.grounds import LogFacts
from engine.model.batch import Source
from engine.packing import PackError, drawn
from engine.report.names_in_line import Secret
from engine.report.pack import pack_files
from engine.report.whole_files import NotWrittenError, write_files
from gui import settings as rows
from gui.beside import start_beside
from gui.dialogs.incident import IncidentDialog
from gui.document import Document
from gui.saving.incident_source import IncidentSource
from gui.saving.names_model import Key
from gui.settings import Settings

_FOLDER = "incident"
_NO_REPORT = "There is no report in the text: an incident pack tells of one."


class IncidentExporter(QObject):
    """Asks where to and what to replace, and writes beside the window; `told` and `failed` carry what came of it.

    `log` gives what the whole log tells of the report that is shown, and the file that it is from.
    """

    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        document: Document,
        settings: Settings,
        log: Callable[[], tuple[LogFacts | None, Source | None]],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._log = log
        self._window = window
        self.dialog: IncidentDialog | None = None

    def ask(self) -> None:
        """Show where the pack will go, and every name that is replaced in it."""
        source = self._source()
        if source is None:
            return
        wanted = self._settings.get(rows.REPLACED)
        kinds = [secret for secret in Secret if secret.value in wanted]
        self.dialog = dialog = IncidentDialog(source, self._folder(), kinds, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(lambda folder, ticked: self._save_chosen(source, folder, ticked, dialog.kinds()))
        dialog.finished.connect(self._forget)
        dialog.open()

    def _forget(self) -> None:
        self.dialog = None

    def _folder(self) -> Path:
        """A folder of its own in that of the last pack, or of the last log; its name gives nothing away."""
        last = self._settings.get(rows.INCIDENT_FOLDER) or self._settings.get(rows.FOLDER)
        parent = Path(last) if last else Path.home()
        free = (parent / (f"{_FOLDER}-{number}" if number > 1 else _FOLDER) for number in range(1, 1000))
        return next((path for path in free if not path.exists()), parent / _FOLDER)

    def _save_chosen(self, source: IncidentSource, folder: Path, ticked: object, kinds: frozenset[Secret]) -> None:
        self._settings.put(rows.REPLACED, tuple([secret.value for secret in Secret if secret in kinds]))
        self._settings.put(rows.INCIDENT_FOLDER, str(folder.parent))
        self._write(source, folder, ticked if isinstance(ticked, frozenset) else None)

    def save(self, folder: Path, ticked: frozenset[Key] | None = None) -> None:
        """Write the files of the report as it is shown, edits included, with these names replaced; all, or none."""
        source = self._source()
        if source is not None:
            self._write(source, folder, ticked)

    def _source(self) -> IncidentSource | None:
        state, report = self._document.state, self._document.report
        if report is None:
            self.failed.emit(_NO_REPORT)
            return None
        return IncidentSource(state, report, self._document.edited, *self._log())

    def _write(self, source: IncidentSource, folder: Path, ticked: frozenset[Key] | None) -> None:
        def work() -> None:
            choice = None if ticked is None else lambda secret, name: (secret, name) in ticked
            try:
                incident = source.incident(choice)
                write_files(folder, {**pack_files(incident), **drawn(incident)})
            except (NotWrittenError, PackError) as problem:
                self.failed.emit(str(problem))
            else:
                self.told.emit(f"Incident pack saved in {folder}")

        start_beside(work)

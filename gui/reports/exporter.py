"""How does the list of reports get into a file or onto the clipboard, however long it is?"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QWidget

from engine.model.sighting import Sighting
from engine.survey.list_export import export
from gui import settings as rows
from gui.beside import start_beside
from gui.saving.whole_file import NotWrittenError, write_whole
from gui.settings import Settings

_FORMS = {
    # the file's suffix: its name for people, the form's name
    ".csv": ("CSV for spreadsheets", "csv"),
    ".tsv": ("Tab-separated values", "tsv"),
    ".md": ("Markdown table", "markdown"),
    ".jsonl": ("JSON lines for scripts", "jsonl"),
}


class ListExporter(QObject):
    """Writes beside the window, which stays alive; `told` and `failed` carry what came of it."""

    told = Signal(str)
    failed = Signal(str)
    _made = Signal(str, int)

    def __init__(self, settings: Settings, window: QWidget) -> None:
        super().__init__(window)
        self._settings = settings
        self._window = window
        self._made.connect(self._put_on_clipboard)

    def ask(self, sightings: Sequence[Sighting], names: Sequence[str]) -> None:
        """Ask where to save these reports; the suffix says how."""
        kinds = ";;".join(f"{words} (*{suffix})" for suffix, (words, _) in _FORMS.items())
        dialog = QFileDialog(self._window, "Export Reports", self._settings.get(rows.FOLDER), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".csv")
        dialog.selectFile("reports.csv")
        dialog.filterSelected.connect(lambda kind: dialog.setDefaultSuffix(kind.rpartition("*")[2].rstrip(")")))
        dialog.fileSelected.connect(lambda path: self.save(Path(path), sightings, names))
        dialog.open()

    def save(self, path: Path, sightings: Sequence[Sighting], names: Sequence[str]) -> None:
        """Save these reports; a file is written whole or not at all."""
        if path.suffix.lower() not in _FORMS:
            self.failed.emit(f"{path.name} doesn't say what kind of list it is: the name ends in {', '.join(_FORMS)}.")
            return
        form = _FORMS[path.suffix.lower()][1]
        start_beside(lambda: self._save(path, form, list(sightings), list(names)))

    def _save(self, path: Path, form: str, sightings: Sequence[Sighting], names: Sequence[str]) -> None:
        try:
            write_whole(path, _text(sightings, names, form).encode("utf-8", "backslashreplace"))
        except NotWrittenError as problem:
            self.failed.emit(str(problem))
        else:
            self.told.emit(f"{_counted(len(sightings))} saved as {path}")

    def copy(self, form: str, sightings: Sequence[Sighting], names: Sequence[str]) -> None:
        """Put these reports on the clipboard."""
        if sightings:
            start_beside(lambda: self._made.emit(_text(sightings, list(names), form), len(sightings)))

    def _put_on_clipboard(self, text: str, count: int) -> None:
        QGuiApplication.clipboard().setText(text)
        self.told.emit(f"{_counted(count)} on the clipboard.")


def _text(sightings: Sequence[Sighting], names: Sequence[str], form: str) -> str:
    return "".join(export(sightings, names, form))


def _counted(count: int) -> str:
    return "1 report" if count == 1 else f"{count:,} reports"

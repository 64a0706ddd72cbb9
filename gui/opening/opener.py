"""How does something get into the window, and out of it as a session? Whatever can't be read or written is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, QTemporaryDir, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import settings as rows
from gui.opening.files import (
    SMALL,
    STANDARD_INPUT,
    STANDARD_INPUT_NAME,
    OpenError,
    check_there,
    is_binary,
    is_log,
    read_file,
)
from gui.opening.inflow import Inflow
from gui.settings import Settings

if TYPE_CHECKING:
    from engine.model.report import Diagnostic
    from gui.document import Document
    from gui.reports.reporting import Reporting
    from gui.session import View

_LOGS = "Logs and sessions (*);;Text (*.txt *.log);;Sessions (*.json)"
_SESSIONS = "Sessions (*.json)"
_SUFFIX = ".json"


class Opener(QObject):
    """Opens files, folders, clipboards, drops, pipes and sessions into a document, and saves sessions.

    A short text is read at once; whatever is more goes to the survey. `view_asked` carries how a session was looked at,
    `failed` and `told` a sentence, `arrived` says that standard input has been read.
    """

    view_asked = Signal(object)
    failed = Signal(str)
    told = Signal(str)
    opened = Signal()
    arrived = Signal()

    def __init__(
        self, document: Document, reporting: Reporting, settings: Settings, view: Callable[[], View], window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._reporting = reporting
        self._settings = settings
        self._view = view
        self._window = window
        self._inflow: Inflow | None = None
        self._kept: QTemporaryDir | None = None
        self.session_path = ""

    def open_given(self, files: Sequence[str]) -> bool:
        """What the command line gave; whether something is open now. Standard input is read beside the window."""
        if STANDARD_INPUT in files:
            self._inflow = Inflow(STANDARD_INPUT_NAME, parent=self)
            self._inflow.arrived.connect(self._take_inflow)
            self._inflow.overflowed.connect(lambda name, path: self._survey([path], name))
            self._inflow.failed.connect(self.failed)
            self._inflow.start()
        paths = [name for name in files if name != STANDARD_INPUT]
        return bool(paths) and self.open_paths(paths)

    def _take_inflow(self, name: str, data: bytes) -> None:
        if self._open_data(name, data):
            self.arrived.emit()

    def open_paths(self, paths: Sequence[str], remember: bool = True) -> bool:
        """Open files and folders; whether something is shown now. Whatever can't be opened is told."""
        there: list[str] = []
        wrong: list[str] = []
        for path in paths:
            try:
                check_there(path)
                there.append(path)
            except OpenError as error:
                wrong.append(str(error))
                self._settings.drop_recent(path)
        done = False
        try:
            done = bool(there) and self._open_there(there)
        except OpenError as error:
            wrong.append(str(error))
            self._settings.drop_recent(there[0])
            there = []
        if remember and (done or self._reporting.running):
            for path in there:
                self._settings.add_recent(str(Path(path).absolute()))
        if wrong:
            self.failed.emit(" ".join(wrong))
        return done

    def _open_there(self, paths: Sequence[str]) -> bool:
        if is_log(paths):
            self._survey(paths)
            return False
        return self._open_data(paths[0], read_file(paths[0]))

    def _survey(self, paths: Sequence[str], name: str = "") -> None:
        self.session_path = ""
        self.opened.emit()
        self._reporting.open_log([str(Path(path).absolute()) for path in paths], name)

    def _open_data(self, name: str, data: bytes) -> bool:
        from gui.session import looks_like_session

        return self._open_session(name, data) if looks_like_session(data) else self.open_text(name, data)

    def open_text(self, name: str, data: bytes | str, told: Sequence[Diagnostic] = ()) -> bool:
        """Open a text, unless it is none; a long one is surveyed. `told` is what was known of it before."""
        if len(data) > SMALL:
            self._survey([self._keep(name, data)], name)
            return False
        if isinstance(data, bytes) and is_binary(data):
            from engine.read.reader import read_text

            if not read_text(name, data).reports:
                self.failed.emit(f"{name} is no text, and there is no kernel message in it.")
                return False
        self._reporting.drop()
        self.session_path = ""
        self.opened.emit()
        self._document.open_text(name, data, told)
        return True

    def _keep(self, name: str, data: bytes | str) -> str:
        """A long text that is in no file, kept in one as long as the window is there."""
        if self._kept is None:
            self._kept = QTemporaryDir()
        path = self._kept.filePath(name.replace("/", "-"))
        Path(path).write_bytes(data.encode("utf-8", "surrogatepass") if isinstance(data, str) else data)
        return path

    def _open_session(self, path: str, data: bytes) -> bool:
        from gui.session import SessionError, read_session

        try:
            session = read_session(data)
        except SessionError as error:
            self.failed.emit(f"{path}: {error}")
            return False
        self._reporting.drop()
        self.opened.emit()
        self._reporting.open_again(f"open session {Path(path).name}", session.state)
        self.session_path = path
        self.view_asked.emit(session.view)
        return True

    def take(self, mime: QMimeData | None, name: str) -> bool:
        """Open what was pasted or dropped, files before text; whether there was anything."""
        if mime is None:
            return False
        paths = [url.toLocalFile() for url in mime.urls() if url.isLocalFile()]
        if paths:
            self.open_paths(paths)
        elif mime.text().strip():
            self.open_text(name, mime.text())
        else:
            return False
        return True

    def ask_files(self) -> None:
        """Ask which files to open."""
        self._ask_open("Open", _LOGS, QFileDialog.FileMode.ExistingFiles)

    def ask_session(self) -> None:
        """Ask which session to open."""
        self._ask_open("Open Session", _SESSIONS, QFileDialog.FileMode.ExistingFile)

    def open_this_machine(self) -> None:
        """Read this machine's memory as it is now."""
        from engine.intake.this_machine import NAME, this_machine_text

        text, refused = this_machine_text()
        self.open_text(NAME, text, refused)
        if refused:
            self.told.emit(". ".join(one.message for one in refused) + ".")

    def ask_boot(self) -> None:
        """Ask which boot of the journal to read."""
        from gui.dialogs.journal import BootDialog

        dialog = BootDialog(self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.chosen.connect(self._open_boot)
        dialog.open()

    def _open_boot(self, boot: str, name: str) -> None:
        self.session_path = ""
        self.opened.emit()
        self._reporting.open_log([boot], name)

    def ask_folder(self) -> None:
        """Ask which folder to go through."""
        self._ask_open("Open Folder", "", QFileDialog.FileMode.Directory)

    def _ask_open(self, title: str, kinds: str, mode: QFileDialog.FileMode) -> None:
        dialog = self._dialog(title, kinds)
        dialog.setFileMode(mode)
        dialog.filesSelected.connect(self.open_paths)
        dialog.open()

    def ask_save(self, then: Callable[[], None] | None = None) -> None:
        """Ask where to save the session, and save it; `then` follows only if it was saved."""
        dialog = self._dialog("Save Session", _SESSIONS)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(_SUFFIX)
        dialog.selectFile(self.session_path or self._proposed_name())

        def chosen(path: str) -> None:
            if self.save(path) and then is not None:
                then()

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def save_again(self, then: Callable[[], None]) -> None:
        """Save where the session came from, or ask where to; `then` follows only if it was saved."""
        if not self.session_path:
            self.ask_save(then)
        elif self.save(self.session_path):
            then()

    def _proposed_name(self) -> str:
        stem = Path(self._document.state.name).stem
        return (stem or "session").replace("/", "-")[:80] + _SUFFIX

    def _dialog(self, title: str, kinds: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, self._settings.get(rows.FOLDER), kinds)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.directoryEntered.connect(lambda folder: self._settings.put(rows.FOLDER, folder))
        return dialog

    def save(self, path: str) -> bool:
        """Save the session; what goes wrong is told and leaves the old file."""
        from gui.saving.whole_file import NotWrittenError, write_whole
        from gui.session import Session, session_bytes

        try:
            write_whole(Path(path), session_bytes(Session(self._document.state, self._view())))
        except NotWrittenError as error:
            self.failed.emit(str(error))
            return False
        self.session_path = path
        self._document.set_saved()
        self._settings.add_recent(str(Path(path).absolute()))
        self.told.emit(f"Session saved as {path}")
        return True

"""How does something get into the window, and out of it as a session? Whatever can't be read or written is told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from gui import settings as rows
from gui.inflow import Inflow
from gui.opening import STANDARD_INPUT, STANDARD_INPUT_NAME, OpenError, is_binary, joined, read_file
from gui.settings import Settings

if TYPE_CHECKING:
    from gui.document import Document
    from gui.session import View

_LOGS = "Logs and sessions (*);;Text (*.txt *.log);;Sessions (*.json)"
_SESSIONS = "Sessions (*.json)"
_SUFFIX = ".json"


class Opener(QObject):
    """Opens files, clipboards, drops, pipes and sessions into a document, and saves sessions.

    `view_asked` carries how a session was looked at, `failed` and `told` a sentence, `arrived` says that standard input
    has been read.
    """

    view_asked = Signal(object)
    failed = Signal(str)
    told = Signal(str)
    opened = Signal()
    arrived = Signal()

    def __init__(self, document: Document, settings: Settings, view: Callable[[], View], window: QWidget) -> None:
        super().__init__(window)
        self._document = document
        self._settings = settings
        self._view = view
        self._window = window
        self._inflow: Inflow | None = None
        self.session_path = ""

    def open_given(self, files: Sequence[str]) -> bool:
        """What the command line gave; whether something is open now. Standard input is read beside the window."""
        if STANDARD_INPUT in files:
            self._inflow = Inflow(STANDARD_INPUT_NAME, parent=self)
            self._inflow.arrived.connect(self._take_inflow)
            self._inflow.failed.connect(self.failed)
            self._inflow.start()
        paths = [name for name in files if name != STANDARD_INPUT]
        return bool(paths) and self.open_paths(paths)

    def _take_inflow(self, name: str, data: bytes) -> None:
        if self._open_data([(name, data)]):
            self.arrived.emit()

    def open_paths(self, paths: Sequence[str], remember: bool = True) -> bool:
        """Open files: one is a text or a session, several become one text. Whatever can't be opened is told."""
        texts: list[tuple[str, bytes]] = []
        wrong: list[str] = []
        for path in paths:
            try:
                texts.append((path, read_file(path)))
            except OpenError as error:
                wrong.append(str(error))
                self._settings.drop_recent(path)
        done = bool(texts) and self._open_data(texts)
        if done and remember:
            for path, _ in texts:
                self._settings.add_recent(str(Path(path).absolute()))
        if wrong:
            self.failed.emit(" ".join(wrong))
        return done

    def _open_data(self, texts: Sequence[tuple[str, bytes]]) -> bool:
        from gui.session import looks_like_session

        if len(texts) == 1 and looks_like_session(texts[0][1]):
            return self._open_session(*texts[0])
        name, data = joined([name for name, _ in texts], [data for _, data in texts])
        return self.open_text(name, data)

    def open_text(self, name: str, data: bytes | str) -> bool:
        """Open a text, unless it is none."""
        if isinstance(data, bytes) and is_binary(data):
            from engine.read.reader import read_text

            if not read_text(name, data).reports:
                self.failed.emit(f"{name} is no text, and there is no kernel message in it.")
                return False
        self.session_path = ""
        self.opened.emit()
        self._document.open_text(name, data)
        return True

    def _open_session(self, path: str, data: bytes) -> bool:
        from gui.session import SessionError, read_session

        try:
            session = read_session(data)
        except SessionError as error:
            self.failed.emit(f"{path}: {error}")
            return False
        self.opened.emit()
        self._document.open_state(f"open session {Path(path).name}", session.state)
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
        from gui.session import Session, SessionError, session_bytes, write_whole

        try:
            write_whole(path, session_bytes(Session(self._document.state, self._view())))
        except SessionError as error:
            self.failed.emit(str(error))
            return False
        self.session_path = path
        self._document.set_saved()
        self._settings.add_recent(str(Path(path).absolute()))
        self.told.emit(f"Session saved as {path}")
        return True

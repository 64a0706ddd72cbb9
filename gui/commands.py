"""What does each action do? A method a row of actions.py, by the row's name."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtWidgets import QApplication

from gui import settings as rows
from gui import theme
from gui.opening.files import samples
from gui.settings import SCHEMES

if TYPE_CHECKING:
    from PySide6.QtWidgets import QDialog, QMenu

    from gui.main_window import MainWindow


class Commands:
    """The actions of one window."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    # ---- files

    def new_from_clipboard(self) -> None:
        """Read what was copied: text, or files."""
        if not self._window.opener.take(QApplication.clipboard().mimeData(), "pasted text"):
            self._window.message.complain("There is no text on the clipboard: copy the kernel's messages first.")

    def open_files(self) -> None:
        """Ask which files to open."""
        self._window.opener.ask_files()

    def open_folder(self) -> None:
        """Ask which folder to go through."""
        self._window.opener.ask_folder()

    def open_journal(self) -> None:
        """Ask which boot of the journal to read."""
        self._window.opener.ask_boot()

    def open_this_machine(self) -> None:
        """Read this machine's own state."""
        self._window.opener.open_this_machine()

    def open_session(self) -> None:
        """Ask which session to open."""
        self._window.opener.ask_session()

    def save_session(self) -> None:
        """Ask where to save the session."""
        self._window.opener.ask_save()

    def open_blank(self) -> None:
        """Start by hand."""
        self._window.message.hide()
        self._window.document.open_blank()

    def open_sample(self, path: str) -> None:
        """Open a message that comes with the program."""
        self._window.opener.open_paths([path], remember=False)

    def fill_recent(self, menu: QMenu) -> None:
        """The files opened recently."""
        menu.clear()
        recent = self._window.settings.get(rows.RECENT)
        for path in recent:
            action = menu.addAction(path.replace("&", "&&"))
            action.triggered.connect(lambda checked=False, path=path: self._window.opener.open_paths([path]))
        if not recent:
            menu.addAction("None yet").setEnabled(False)

    def fill_samples(self, menu: QMenu) -> None:
        """The messages that come with the program."""
        menu.clear()
        for name, path in samples():
            action = menu.addAction(name)
            action.triggered.connect(lambda checked=False, path=path: self.open_sample(path))

    def close(self) -> None:
        """Leave."""
        self._window.close()

    # ---- out

    def export_chart(self) -> None:
        """Show the dialog that saves the chart; it stays beside the window."""
        self._window.exports.chart.show()

    def copy_chart(self) -> None:
        """Put the chart that is shown on the clipboard."""
        self._window.exports.chart.copy()
        self._window.message.say("The chart is on the clipboard as picture, SVG and table of values.")

    def export_list(self) -> None:
        """Ask where to save the list of reports."""
        self._window.log_view.export()

    def save_incident(self) -> None:
        """Ask for a folder and for the names to be replaced, and write the incident pack."""
        self._window.exports.incident.ask()

    # ---- edit

    def undo(self) -> None:
        """Take the last step back."""
        self._window.document.undo_stack.undo()

    def redo(self) -> None:
        """Take it again."""
        self._window.document.undo_stack.redo()

    def revert_all(self) -> None:
        """Everything as the log gave it."""
        self._window.document.revert()

    def copy_verdict(self) -> None:
        """Put the banner's text on the clipboard."""
        QApplication.clipboard().setText(self._window.banner.full_text())
        self._window.message.say("The verdict is on the clipboard.")

    # ---- view

    def fill_panes(self, menu: QMenu) -> None:
        """Every pane, to be shown or hidden."""
        menu.clear()
        for dock in self._window.workbench.docks.values():
            menu.addAction(dock.toggleViewAction())

    def go_to_pane(self, name: str) -> None:
        """Show a pane and give it the keyboard."""
        if not self._window.document.state.empty:
            self._window.workbench.go_to(name)

    def play_request(self) -> None:
        """Show the allocator, and play the request there."""
        self._window.workbench.play_request()

    def go_to_verdict(self) -> None:
        """Give the verdict the keyboard."""
        self._window.banner.view.setFocus()

    def next_zone(self) -> None:
        """The next zone."""
        self._window.workbench.next_zone(1)

    def previous_zone(self) -> None:
        """The zone before."""
        self._window.workbench.next_zone(-1)

    def next_report(self) -> None:
        """The next report."""
        self._window.log_view.step(1)

    def previous_report(self) -> None:
        """The report before."""
        self._window.log_view.step(-1)

    def compare_reports(self) -> None:
        """Compare the shown report with another of the list."""
        self._window.workbench.reports.compare()

    def show_side_by_side(self, on: bool) -> None:
        """One zone's chart, or all zones'."""
        self._window.rows["show_side_by_side"].setChecked(on)
        self._window.workbench.set_side_by_side(on)
        self._window.settings.put(rows.SIDE_BY_SIDE, on)

    def show_direct(self, on: bool) -> None:
        """The direct computation over the kernel's."""
        self._window.rows["show_direct"].setChecked(on)
        self._window.workbench.set_direct_shown(on)
        self._window.settings.put(rows.DIRECT, on)

    def choose_theme(self, name: str) -> None:
        """Light, dark, or as the system says."""
        self._window.rows[f"choose_theme.{name}"].setChecked(True)
        self._window.settings.put(rows.THEME, name)
        theme.apply(cast(QApplication, QApplication.instance()), SCHEMES[name])

    def reset_layout(self) -> None:
        """All panes where they were at first."""
        self._window.workbench.reset_layout()
        for setting in (rows.LAYOUT, rows.LIST_LAYOUT):
            self._window.settings.forget(setting)

    # ---- help

    def show_shortcuts(self) -> None:
        """The sheet of shortcuts."""
        from gui.dialogs.shortcuts import ShortcutsDialog

        self._show_dialog(ShortcutsDialog(self._window))

    def show_about(self) -> None:
        """What it knows and what not."""
        from gui.dialogs.about import AboutDialog

        self._show_dialog(AboutDialog(self._window))

    @staticmethod
    def _show_dialog(dialog: QDialog) -> None:
        from PySide6.QtCore import Qt

        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

"""What did the command line ask to see: which report, and which zone of it?"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.arguments import Arguments
    from gui.main_window import MainWindow


class Asked:
    """Goes there once something is open. What is not there is told."""

    def __init__(self, arguments: Arguments | None, window: MainWindow) -> None:
        self._report = (arguments.report if arguments is not None else None) or 0
        self._zone = arguments.zone if arguments is not None else None
        self._window = window

    @property
    def row(self) -> int | None:
        """The report's row in a list of reports; None is any."""
        return self._report - 1 if self._report else None

    def go_to_report(self) -> None:
        """Show the report."""
        window = self._window
        window.log_view.reporting.wanted = None
        count = len(window.document.state.reading.reports)
        if self._report > max(count, 1):
            window.message.complain(f"There is no report {self._report}: the text holds {count}.")
        elif self._report:
            window.document.choose_report(self._report - 1)

    def go_to_zone(self) -> None:
        """Have all panes look at the zone."""
        if self._zone is None:
            return
        from gui.headless import UnusableError, zone_named

        try:
            index = zone_named(self._window.document.analysis, self._zone)
        except UnusableError as error:
            self._window.message.complain(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        if index is not None:
            self._window.workbench.choose_zone(index)

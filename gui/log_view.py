"""How do the list of reports, its timeline, and the strip that tells of reading stand in the window?"""

from __future__ import annotations

from functools import cached_property
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gui.reports.listing import Listing
from gui.reports.log_facts import LogTelling
from gui.reports.reporting import Reporting

if TYPE_CHECKING:
    from engine.explain.grounds import LogFacts
    from engine.model.batch import Progress, Source
    from gui.main_window import MainWindow
    from gui.reports.button import ReportButton
    from gui.reports.exporter import ListExporter
    from gui.reports.progress_strip import ProgressStrip
    from gui.workbench import Workbench


class LogView(QObject):
    """Connects the listing with the panes that show it. The list has its place only while there are several reports."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._window = window
        self._bench: Workbench | None = None
        self._shown = (False, False)
        self._row: int | None = None
        self.reporting = Reporting(window.document, self)
        self.reporting.listing_changed.connect(self._take_listing)
        self.reporting.chosen_changed.connect(self._take_row)
        self.reporting.progressed.connect(self._show_progress)
        self.telling = LogTelling(window.document, self.reporting, self)
        self._placed = QTimer(self, singleShot=True, interval=0)
        self._placed.timeout.connect(self._place)
        self._counted = self.reporting.listing
        self._counted.grown.connect(self._count)

    @cached_property
    def strip(self) -> ProgressStrip:
        """Where the reading of a log is told."""
        from gui.reports.progress_strip import ProgressStrip

        strip = ProgressStrip()
        strip.cancel_asked.connect(self.reporting.cancel)
        self._window.add_below(strip)
        return strip

    @cached_property
    def button(self) -> ReportButton:
        """The buttons at the end of the tool bar."""
        from gui.reports.button import ReportButton

        button = ReportButton()
        self._window.bar.addWidget(button)
        button.list_asked.connect(lambda: self._window.workbench.go_to("reports"))
        button.notes_asked.connect(lambda: self._window.workbench.go_to("notes"))
        return button

    @cached_property
    def exporter(self) -> ListExporter:
        """What saves the list."""
        from gui.reports.exporter import ListExporter

        exporter = ListExporter(self._window.settings, self._window)
        exporter.told.connect(self._window.message.say)
        exporter.failed.connect(self._window.message.complain)
        return exporter

    def attach(self, bench: Workbench) -> None:
        """The panes are there: connect them, and show what is listed."""
        self._bench = bench
        for pane in (bench.reports, bench.timeline):
            pane.report_chosen.connect(self.reporting.choose)
        bench.reports.report_entered.connect(lambda: bench.go_to("source"))
        bench.reports.export_asked.connect(self.export)
        bench.reports.copy_asked.connect(self._copy)
        bench.timeline.told.connect(self._window.message.say)
        bench.chart_made.connect(_get_ready)
        self.telling.changed.connect(bench.answers.show_log)
        bench.answers.show_log(self.telling.facts())
        self._take_listing(self.reporting.listing)
        self._take_row(self.reporting.row)
        self.button.show_reading(self._window.document.state.reading)

    def facts_and_source(self) -> tuple[LogFacts | None, Source | None]:
        """What the whole log tells of the report that is shown, and the file that it is from."""
        return self.telling.facts(), self.reporting.source

    @property
    def count(self) -> int:
        """How many reports there are."""
        return len(self.reporting.listing)

    def step(self, by: int) -> None:
        """The next report as the list is sorted and filtered, or with -1 the one before; round at the end."""
        rows = self._window.workbench.reports.model.shown
        if not rows:
            return
        row = self.reporting.row
        place = rows.index(row) if row is not None and row in rows else (-1 if by > 0 else 0)
        self.reporting.choose(rows[(place + by) % len(rows)])

    def export(self) -> None:
        """Ask where to save what the list shows."""
        pane = self._window.workbench.reports
        self.exporter.ask(pane.shown_sightings(), self.reporting.listing.sources)

    def _copy(self, form: str) -> None:
        if self._bench is not None:
            self.exporter.copy(form, self._bench.reports.selected_sightings(), self.reporting.listing.sources)

    # ---- following

    def _take_listing(self, listing: Listing) -> None:
        self._counted.grown.disconnect(self._count)
        self._counted = listing
        listing.grown.connect(self._count)
        if self._bench is not None:
            self._bench.reports.show_listing(listing)
            self._bench.timeline.show_listing(listing)
        self._count()

    def _take_row(self, row: int | None) -> None:
        self._row = row
        if self._bench is not None:
            self._bench.reports.show_chosen(row)
            self._bench.timeline.show_chosen(row)
            self.button.show_chosen(row, self.count)

    def _count(self) -> None:
        """More rows: with the second the list gets its place, with the first time the timeline."""
        if self._bench is None:
            return
        listing = self.reporting.listing
        self.button.show_chosen(self._row, len(listing))
        shown = (len(listing) > 1, len(listing) > 1 and listing.has_times)
        if shown != self._shown:
            self._shown = shown
            if listing.inputs:
                self._placed.start()
            else:
                self._place()

    def _place(self) -> None:
        if self._bench is not None:
            self._bench.show_lists(*self._shown)
            self._window.enable_actions()

    def _show_progress(self, name: str, progress: Progress | None) -> None:
        if progress is not None:
            self.strip.show_progress(name, progress)
        elif "strip" in self.__dict__ and not self.strip.isHidden():
            self._hide_strip()

    def _hide_strip(self) -> None:
        """Every pane becomes a little higher: they are painted in turn."""
        if self._bench is not None:
            self._bench.veil()
            self._bench.unveiling.unveil()
        self.strip.hide()


def _get_ready() -> None:
    """Bring in what the first log needs, while nobody waits for it."""
    for name in ("engine.survey.remote", "gui.reports.progress_strip", "gui.session"):
        import_module(name)

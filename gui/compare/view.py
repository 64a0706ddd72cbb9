"""How do the comparison, its pane, the chart and the list of reports stand together?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gui.compare.comparing import Comparing

if TYPE_CHECKING:
    from gui.document import Document
    from gui.reports.reporting import Reporting
    from gui.workbench import Workbench


class CompareView(QObject):
    """Connects them. Two are compared only while the pane can be seen."""

    def __init__(self, document: Document, reporting: Reporting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reporting = reporting
        self._bench: Workbench | None = None
        self.comparing = Comparing(document, reporting, self)
        self._seen = QTimer(self, singleShot=True, interval=0)
        self._seen.timeout.connect(self._look)

    def attach(self, bench: Workbench) -> None:
        """The panes are there: connect them."""
        self._bench = bench
        pane, dock = bench.compare, bench.docks["compare"]
        dock.visibilityChanged.connect(self._seen.start)
        pane.sides_chosen.connect(self.comparing.choose)
        pane.zone_chosen.connect(bench.choose_zone)
        pane.place_asked.connect(bench.show_key)
        bench.zone_changed.connect(pane.choose_zone)
        bench.reports.compare_asked.connect(self.compare_with)
        self.comparing.told.connect(pane.show_told)
        self.comparing.other_changed.connect(bench.set_other)
        self._reporting.listing_changed.connect(pane.show_listing)
        pane.show_listing(self._reporting.listing)
        self._seen.start()

    def _look(self) -> None:
        self.comparing.set_on(self._bench is not None and self._bench.is_seen("compare"))

    def compare_with(self, row: int) -> None:
        """Compare a report of the list with the one that is shown, and show that; the keyboard stays in the list."""
        if self._bench is not None:
            self._bench.bring_up("compare")
            self.comparing.compare_with(row)

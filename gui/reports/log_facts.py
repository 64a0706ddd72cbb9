"""What does the whole log tell of the report that is shown? Counted as its reports come into the list."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.explain.grounds import LogFacts
from engine.survey.sightings import Judged, Part, sighting_of
from engine.survey.tally import Tally
from gui.document import Document
from gui.reports.listing import Listing
from gui.reports.reporting import Reporting

_OFTEN_MS = 1000
"""While a log is read its counts grow with every slice; nobody reads them so fast."""
_ALL_OF_IT = Part(0, 0, 1, b"")


class LogTelling(QObject):
    """Follows the list. `changed` carries what the log tells; None where nothing is known of it."""

    changed = Signal(object)

    def __init__(self, document: Document, reporting: Reporting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reporting = reporting
        self._listing = reporting.listing
        self._tally = Tally()
        self._counted = 0
        self._later = QTimer(self, singleShot=True)
        self._later.timeout.connect(self._tell)
        reporting.listing_changed.connect(self._take)
        reporting.chosen_changed.connect(self._tell_soon)
        document.reading_changed.connect(self._tell_soon)
        self._follow()

    def facts(self) -> LogFacts | None:
        """Of the report that is shown now."""
        self._count()
        row, listing = self._reporting.row, self._listing
        if row is not None:
            complete = not listing.running
            return self._tally.facts(listing.sightings[row], complete=complete) if row < len(listing) else None
        report, judged = self._document.report, self._document.original_analysis
        if report is None or judged is None or self._document.state.place is not None:
            return None
        alone, only = Tally(), sighting_of(_ALL_OF_IT, Judged(report, judged, 0))
        alone.add(only)
        return alone.facts(only)

    def _take(self, listing: Listing) -> None:
        self._listing.grown.disconnect(self._grown)
        self._listing.ended.disconnect(self._tell_soon)
        self._listing, self._tally, self._counted = listing, Tally(), 0
        self._follow()
        self._tell_soon()

    def _follow(self) -> None:
        self._listing.grown.connect(self._grown)
        self._listing.ended.connect(self._tell_soon)

    def _grown(self) -> None:
        self._count()
        if not self._later.isActive():
            self._later.start(_OFTEN_MS)

    def _count(self) -> None:
        """The rows that came since."""
        sightings = self._listing.sightings
        for row in range(self._counted, len(sightings)):
            self._tally.add(sightings[row])
        self._counted = len(sightings)

    def _tell_soon(self, _: object = None) -> None:
        self._later.start(0)

    def _tell(self) -> None:
        self.changed.emit(self.facts())

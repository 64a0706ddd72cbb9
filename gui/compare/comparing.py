"""What differs between the two sides? Found only while somebody looks, and when the hand rests."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal

from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.explain.compare import compare
from engine.report.chart import Other
from engine.report.safe import printable
from gui.compare.sides import LOG, NOW, Party, Side, Told, Which
from gui.document import Document
from gui.reports.listing import Listing, TextListing
from gui.reports.part_reader import Part, PartReader
from gui.reports.reporting import Reporting, bytes_of_report
from gui.reports.rows import line_of

_PAUSE_MS = 150
"""The verdict moves at once with every figure that is typed; what differs may follow."""
_NOT_EDITED = "Nothing was edited yet. What you change in Zones, Free lists or Request is listed here."
_OR_CHOOSE = " Or choose another report above."
_TYPED = "These figures were typed: there is no log to compare them with."
_SAME = "Both sides are {}. Go to another report of the list, or choose one above."


class Comparing(QObject):
    """Two sides, kept in step with the document and the list of reports.

    `told` carries both sides and what differs, `other_changed` what the chart is compared with (None: with nothing).
    """

    told = Signal(object)
    other_changed = Signal(object)

    def __init__(self, document: Document, reporting: Reporting, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._reporting = reporting
        self._listing: Listing = reporting.listing
        self._kept: dict[int, Analysis] = {}
        self._troubles: dict[int, str] = {}
        self._asked: int | None = None
        self.left, self.right = LOG, NOW
        self.other: Other | None = None
        self._on = False
        self._parts = PartReader(bytes_of_report, self)
        self._parts.read.connect(self._take_part)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._pause.timeout.connect(self.tell)
        document.analysis_changed.connect(self._follow)
        document.reading_changed.connect(self._follow_at_once)
        reporting.chosen_changed.connect(self._follow_at_once)
        reporting.listing_changed.connect(self._take_listing)

    def close(self) -> None:
        """Read no more."""
        self._parts.stop()

    # ---- when

    def set_on(self, on: bool) -> None:
        """Whether somebody looks."""
        if on == self._on:
            return
        self._on = on
        if on:
            self.tell()
        else:
            self._pause.stop()
            self._show_other(None)

    def _follow(self) -> None:
        if self._on:
            self._pause.start(_PAUSE_MS)

    def _follow_at_once(self) -> None:
        """Another report is shown: the chart must not be compared with what belonged to the one before."""
        if self._on:
            left, right = self._parties()
            self._show_other(self._other_of(left, right))
            self._pause.start(0)

    def _take_listing(self, listing: Listing) -> None:
        """Another log: what was chosen of the list before is gone, unless the same text was typed in."""
        before, self._listing = self._listing, listing
        self._kept, self._troubles, self._asked = {}, {}, None
        same_text = isinstance(before, TextListing) and isinstance(listing, TextListing)
        keeps = same_text and listing.sources == before.sources
        chosen = [side.row for side in (self.left, self.right) if side.which is Which.REPORT]
        if chosen and not (keeps and max(chosen) < self._count()):
            self.left, self.right = LOG, NOW
        self._follow_at_once()

    # ---- which

    def choose(self, left: Side, right: Side) -> None:
        """Compare these two."""
        for side in (left, right):
            if side.which is Which.REPORT and side.row == self._reporting.row:
                self._keep_shown()
        self.left, self.right = left, right
        self._troubles.clear()
        self.tell()

    def compare_with(self, row: int) -> None:
        """Compare a report of the list with the one that is shown."""
        self.choose(Side(Which.REPORT, row), NOW)

    def _keep_shown(self) -> None:
        """The report that is shown now need not be read again when another one is."""
        original, row = self._document.original_analysis, self._reporting.row
        if original is not None and row is not None:
            self._kept[row] = original

    def _count(self) -> int:
        listing = self._listing
        return len(listing.reading.reports) if isinstance(listing, TextListing) else len(listing)

    # ---- what

    def tell(self) -> None:
        """Find what differs now."""
        self._pause.stop()
        left, right = self._parties()
        self._show_other(self._other_of(left, right))
        shown = next((party for party in (right, left) if self._is_shown(party)), None)
        sentence = self._why_not(left, right)
        if sentence or left.analysis is None or right.analysis is None:
            self.told.emit(Told(left, right, None, sentence, shown, self._reporting.row))
            return
        found = compare(left.analysis, right.analysis)
        self.told.emit(Told(left, right, found, found.sentence, shown, self._reporting.row))

    def _parties(self) -> tuple[Party, Party]:
        return self._party(self.left), self._party(self.right)

    def _party(self, side: Side) -> Party:
        if side.which is Which.REPORT:
            return self._report_party(side)
        row, document = self._reporting.row, self._document
        before = "" if row is None else f"report {row + 1:,}, "
        name = "as the log says" if side is LOG else self._name_of_now()
        title = f"{before}{name}"
        analysis = document.original_analysis if side is LOG else document.analysis
        words = "what the log says, before the edits" if side is LOG and not before else title
        return Party(side, name, f"{title[:1].upper()}{title[1:]}", words, analysis)

    def _name_of_now(self) -> str:
        document = self._document
        if document.analysis.scenario != document.state.scenario:
            return "as tried now"
        return "as edited now" if document.edited else "as shown now"

    def _report_party(self, side: Side) -> Party:
        row, sightings = side.row, self._listing.sightings
        line = line_of(sightings[row]) if row < len(sightings) else ""
        name = f"report {row + 1:,}"
        title = f"Report {row + 1:,}: {line}" if line else f"Report {row + 1:,}"
        return Party(side, name, title, f"{name} ({line})" if line else name, self._analysis_of(row))

    def _analysis_of(self, row: int) -> Analysis | None:
        """The answer to a report of the list, as the log says it; one that has to be read comes later."""
        if row in self._kept:
            return self._kept[row]
        if row == self._reporting.row:
            self._keep_shown()
        elif isinstance(self._listing, TextListing):
            if row < len(self._listing.reading.reports):
                self._keep(row, answer(self._listing.reading.reports[row]))
        elif self._asked is None and row not in self._troubles:
            self._ask(row)
        return self._kept.get(row)

    def _keep(self, row: int, analysis: Analysis) -> None:
        wanted = {side.row for side in (self.left, self.right)}
        self._kept = {known: kept for known, kept in self._kept.items() if known in wanted} | {row: analysis}

    def _ask(self, row: int) -> None:
        source = self._reporting.source_of(row)
        if source is None:
            self._troubles[row] = f"Report {row + 1:,} has not been found yet, or its log is not there any more."
            return
        self._asked = row
        self._parts.ask(self._listing, row, source)

    def _take_part(self, part: Part) -> None:
        if part.listing is not self._listing:
            return
        self._asked = None
        if part.reading is None:
            self._troubles[part.row] = part.trouble
        else:
            self._keep(part.row, answer(part.reading.reports[self._listing.sightings[part.row].part]))
        if self._on:
            self.tell()

    def _why_not(self, left: Party, right: Party) -> str:
        """Why there is nothing to compare; "" where there is."""
        for party in (left, right):
            if party.analysis is None:
                reading = f"Reading {party.name} \N{HORIZONTAL ELLIPSIS}"
                return _TYPED if party.side is LOG else self._troubles.get(party.side.row, reading)
        if not (self._is_shown(left) and self._is_shown(right)) and left.side != right.side:
            return ""
        if Which.REPORT in (left.side.which, right.side.which):
            return _SAME.format(left.name if left.side.which is Which.REPORT else right.name)
        return _NOT_EDITED + (_OR_CHOOSE if self._count() > 1 else "")

    # ---- in the chart

    def _is_shown(self, party: Party) -> bool:
        """Whether it is what all other panes show."""
        side = party.side
        if side is NOW:
            return True
        as_logged = self._document.analysis.scenario == self._document.original
        return as_logged and side in (LOG, Side(Which.REPORT, self._shown_row()))

    def _shown_row(self) -> int:
        return -1 if self._reporting.row is None else self._reporting.row

    def _other_of(self, left: Party, right: Party) -> Other | None:
        """What the chart is compared with: the side that is not in it."""
        if self._is_shown(left) and self._is_shown(right):
            return None
        its = left if self._is_shown(right) else right if self._is_shown(left) else None
        if its is None or its.analysis is None:
            return None
        known = self.other
        if known is not None and (known.name, known.words, known.analysis) == (its.name, its.words, its.analysis):
            return known
        return Other(its.name, printable(its.words), its.analysis)

    def _show_other(self, other: Other | None) -> None:
        if other is not self.other:
            self.other = other
            self.other_changed.emit(other)

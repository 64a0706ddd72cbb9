"""Which reports are listed, which of them is shown, and what of a log is still being read?

The list follows what is open: a text's reports, or what a survey of a log brings. Nothing here is drawn.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePath

from PySide6.QtCore import QObject, QTimer, Signal

from engine.intake.raw import JOURNAL
from engine.model.batch import Progress, Source
from engine.model.sighting import Sighting
from engine.report.safe import printable
from gui.document import Document, State
from gui.reports.listing import Listing, TextListing
from gui.reports.part_reader import Part, PartReader
from gui.reports.survey_feed import Feed, Survey, worst_of

_MOMENT = 1
"""Milliseconds in which the window looks after the person; with none at all Qt goes on at once."""


class Reporting(QObject):
    """The listing that is shown, kept in step with the document; surveys begin and end here.

    `listing_changed` carries another listing, `chosen_changed` the row that is shown in the panes (None: none of them).
    `coming` says that a log's first report is about to be shown in an empty window (to lay out its panes takes a while,
    which is not to be added to the time that the report takes), `arrived` that it is there. `progressed` carries a name
    and how far it is read (None: nothing is being read).
    """

    listing_changed = Signal(object)
    chosen_changed = Signal(object)
    progressed = Signal(str, object)
    coming = Signal()
    arrived = Signal()
    failed = Signal(str)
    told = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.listing = Listing(parent=self)
        self.row: int | None = None
        self.feed: Feed | None = None
        self._name = ""
        self._feeds: dict[Listing, Feed] = {}
        self._awaited: int | None = None
        self._offered: int | None = None
        self._seen = 0
        self._presented = False
        self.wanted: int | None = None
        self._parts = PartReader(bytes_of_report, self)
        self._parts.read.connect(self._take_part)
        document.reading_changed.connect(self._follow)
        self._follow()

    # ---- what is open

    def _follow(self, _reading: object = None) -> None:
        """Another text, report or log is open."""
        state = self._document.state
        if state.listing is not None:
            row = state.listing.row_of(state.place) if state.place is not None else None
            self._show(state.listing, row)
        elif len(state.reading.reports) > 1:
            same = isinstance(self.listing, TextListing) and self.listing.reading is state.reading
            self._show(self.listing if same else TextListing(state.reading, self), state.report_index)
        else:
            self._show(Listing(parent=self), None)

    def _show(self, listing: Listing, row: int | None) -> None:
        before, self.row = self.listing, row
        if listing is not before:
            self.listing = listing
            self.listing_changed.emit(listing)
            if isinstance(before, TextListing):
                before.stop()
        self.chosen_changed.emit(row)

    # ---- choosing

    @property
    def source(self) -> Source | None:
        """The file that the report is from that is shown; None where the whole text is open."""
        feed = self._feeds.get(self.listing)
        return None if feed is None or self.row is None else feed.sources[self.listing.sightings[self.row].source]

    def choose(self, row: int) -> None:
        """Show a report of the list in the panes."""
        self._awaited = self._offered = self.wanted = None
        self._ask(row)

    def _ask(self, row: int) -> None:
        listing = self.listing
        if isinstance(listing, TextListing):
            self._document.choose_report(row)
            return
        feed = self._feeds.get(listing)
        if feed is not None and row < len(listing):
            self._parts.ask(listing, row, feed.sources[listing.sightings[row].source])

    def source_of(self, row: int) -> Source | None:
        """The input that a row's report stands in, to read it again; None where there is none."""
        feed = self._feeds.get(self.listing)
        return None if feed is None or row >= len(self.listing) else feed.sources[self.listing.sightings[row].source]

    def _take_part(self, part: Part) -> None:
        if part.reading is None:
            self.failed.emit(part.trouble)
            return
        if self._offered is not None and self._touched():
            return  # nobody asked for it, and the person has gone on to something else
        if self._document.state.empty:
            self.coming.emit()
            QTimer.singleShot(_MOMENT, self, lambda: self._open_part(part))
        else:
            self._open_part(part)

    def _open_part(self, part: Part) -> None:
        if part.reading is None:
            return
        first = part.listing is not self._document.state.listing
        try:
            self._document.open_part(part.listing, part.row, part.data, part.reading)
            if self._offered is not None:
                self._awaited = self._steps()
        finally:
            if first:
                self.arrived.emit()

    # ---- reading a log

    def open_log(self, inputs: Sequence[str], name: str = "", listing: Listing | None = None) -> None:
        """Survey inputs beside the window. The first report with zones is shown, unless the person does something.

        `name` is what people call it. With a `listing` that is shown already (of a session) only its rows are brought
        in.
        """
        self.cancel()
        quiet = listing is not None
        listing = Listing(inputs, self) if listing is None else listing
        self._name = name or _name_of(inputs)
        names = {inputs[0]: name} if name else _without_folder(inputs)
        self.feed = feed = Feed(_remote_survey(inputs), listing, names, self)
        self._feeds[listing] = feed
        self._awaited = None if quiet else self._steps()
        self._offered = None
        self._seen, self._presented = 0, quiet
        listing.grown.connect(self._look)
        feed.progressed.connect(self._tell_progress)
        feed.ended.connect(self._finish)
        self.progressed.emit(self._name, feed.progress)
        feed.start()

    def open_again(self, text: str, state: State) -> None:
        """Take the state of a session; the log that its report is from is listed again where it is still there."""
        place = state.place
        if place is None:
            self._document.open_state(text, state)
            return
        gone = [name for name in place.inputs if not _is_there(name)]
        listing = Listing(place.inputs, self)
        self._document.open_state(text, replace(state, listing=None if gone else listing))
        if gone:
            names = ", ".join(printable(name) for name in gone)
            self.told.emit(f"{names} is not there any more: only the report that was saved is shown.")
        else:
            self.open_log(place.inputs, listing=listing)

    @property
    def running(self) -> bool:
        """Whether a log is being read."""
        return self.feed is not None and self.feed.running

    def cancel(self) -> None:
        """Stop reading; what was found stays."""
        if self.feed is not None and self.feed.running:
            self.feed.cancel()

    def drop(self) -> None:
        """Something else is opened: stop reading, and show nothing of it."""
        self._presented, self._awaited, self.wanted = True, None, None
        self.cancel()

    def close(self) -> None:
        """The window goes: end what is being read, and remove what was kept."""
        self._parts.stop()
        for feed in self._feeds.values():
            feed.close()

    def _steps(self) -> int:
        return self._document.undo_stack.index()

    def _touched(self) -> bool:
        """Whether the person did something since the log was opened."""
        return self._awaited is None or self._awaited != self._steps()

    def _look(self) -> None:
        """Rows came: the first with zones is shown, until then the first of all."""
        feed = self.feed
        if feed is None or not len(feed.listing):
            return
        listing = feed.listing
        if self._document.state.listing is listing:
            self._place(listing)
        if not self._presented:
            self._presented = True
            self._show(listing, None)
        if self._touched():
            return
        found = self._best(listing)
        if found is not None and found != self._offered:
            self._offered = found
            self._ask(found)

    def _best(self, listing: Listing) -> int | None:
        """The row to show while nobody has chosen one."""
        if self.wanted is not None:
            return self.wanted if self.wanted < len(listing) else None
        if self._offered is not None and listing.sightings[self._offered].zones:
            return self._offered
        first, self._seen = self._seen, len(listing)
        found = next((row for row in range(first, self._seen) if listing.sightings[row].zones), None)
        return found if found is not None else self._offered or 0

    def _place(self, listing: Listing) -> None:
        """The row of what a session showed, once it has come."""
        place = self._document.state.place
        if self.row is None and place is not None:
            self.row = listing.row_of(place)
            if self.row is not None:
                self.chosen_changed.emit(self.row)

    def _tell_progress(self) -> None:
        if self.feed is not None and self.feed.running:
            self.progressed.emit(self._name, self.feed.progress)

    def _finish(self) -> None:
        feed = self.feed
        if feed is None:
            return
        self.progressed.emit(self._name, None)
        self._give_up_waiting(feed.listing)
        worst = worst_of(feed.notes)
        trouble = feed.error or (worst.message if worst is not None else "")
        if not len(feed.listing):
            stopped = "so far " if feed.cancelled else ""
            where = f"{printable(self._name)}{_read_so_far(feed.progress)}"
            words = f"No report of the kernel's memory was {stopped}found in {where}."
            self.failed.emit(f"{words} {_sentence(trouble)}".strip())
        elif trouble:
            self.failed.emit(_sentence(trouble))
        elif feed.cancelled:
            self.told.emit(f"Stopped: {len(feed.listing):,} reports were found until then.")

    def _give_up_waiting(self, listing: Listing) -> None:
        """The log is read, and the report that was asked for did not come."""
        wanted, self.wanted = self.wanted, None
        if wanted is not None and wanted >= len(listing) > 0:
            self.failed.emit(f"There is no report {wanted + 1:,}: the log holds {len(listing):,}.")
            self._look()


def _without_folder(inputs: Sequence[str]) -> dict[str, str]:
    """Names are told without the folder that all of them are in."""
    folders = [path if Path(path).is_dir() else os.path.dirname(path) for path in inputs]  # noqa: PTH120 - as given
    common = os.path.commonpath(folders) if all(map(os.path.isabs, folders)) else ""
    return {common.rstrip("/") + "/": ""} if common not in ("", "/") else {}


def _name_of(inputs: Sequence[str]) -> str:
    first = PurePath(inputs[0]).name or inputs[0]
    return first if len(inputs) == 1 else f"{first} and {len(inputs) - 1:,} more"


def _sentence(words: str) -> str:
    words = printable(words).rstrip(".")
    return f"{words[:1].upper()}{words[1:]}." if words else ""


def _is_there(name: str) -> bool:
    if name.startswith(JOURNAL):
        return True
    try:
        return Path(name).exists()
    except (OSError, ValueError):
        return False


def _read_so_far(progress: Progress) -> str:
    return f" ({progress.bytes_done / 1_000_000:,.1f} MB)" if progress.bytes_done else ""


def _remote_survey(inputs: Sequence[str]) -> Survey:
    from engine.survey.remote import RemoteSurvey

    return RemoteSurvey(inputs)


def bytes_of_report(sighting: Sighting, source: Source) -> bytes:
    """The bytes of a log that hold a report, read again; InputError where they are not there any more."""
    from engine.survey.reopen import bytes_of

    return bytes_of(sighting, source)

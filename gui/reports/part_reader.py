"""How is the part of a log that holds a report read again, however long that takes, while the window stays alive?"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from engine.intake.raw import InputError
from engine.model.batch import Source
from engine.model.report import Reading
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.report.safe import printable
from gui.reports.listing import Listing

BytesOf = Callable[[Sighting, Source], bytes]


@dataclass(frozen=True)
class Part:
    """A report as read again: which one it is, the bytes around it, what these hold; or why it can't be read."""

    listing: Listing
    row: int
    data: bytes = b""
    reading: Reading | None = None
    trouble: str = ""


class PartReader(QObject):
    """Reads one part at a time; of several that were asked for only the last is wanted."""

    read = Signal(object)

    def __init__(self, bytes_of: BytesOf, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bytes_of = bytes_of
        self._asked: queue.SimpleQueue[tuple[Listing, int, Source] | None] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None

    def ask(self, listing: Listing, row: int, source: Source) -> None:
        """Read a report again; `read` follows, unless another one is asked for before."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="parts", daemon=True)
            self._thread.start()
        self._asked.put((listing, row, source))

    def stop(self) -> None:
        """Read no more."""
        if self._thread is not None:
            self._asked.put(None)

    def _run(self) -> None:
        while (wanted := self._asked.get()) is not None:
            while not self._asked.empty():
                newer = self._asked.get()
                if newer is None:
                    return
                wanted = newer
            part = self._part(*wanted)
            if self._asked.empty():
                try:
                    self.read.emit(part)
                except RuntimeError:
                    return  # the window is gone, and this object with it

    def _part(self, listing: Listing, row: int, source: Source) -> Part:
        one = listing.sightings[row]
        try:
            data = self._bytes_of(one, source)
        except InputError as error:
            return Part(listing, row, trouble=f"{printable(str(error)).rstrip('.')}.")
        reading = read_text(source.name, data)
        if one.part >= len(reading.reports):
            return Part(
                listing, row, trouble=f"{printable(source.name)} has changed: the report is no longer where it was."
            )
        return Part(listing, row, data, reading)

"""Text → reports: the one door of this folder."""

from __future__ import annotations

from engine.model.report import Diagnostic, Reading, Report
from engine.read.assemble import Assembler
from engine.read.events import Region, regions
from engine.read.header import header_at
from engine.read.lines import Line, Sheet, line_of
from engine.read.mend import find_edge, mended
from engine.read.text import decode, digest, line_count

_BOOT = "Linux version "


def read_text(name: str, data: bytes | str) -> Reading:
    """Everything that one text holds. Never raises; what it cannot read it tells."""
    text = decode(data)
    notes: list[Diagnostic] = []
    reports: list[Report] = []
    boots = _Boots(text)
    for region in regions(text):
        reports += _read_region(text, region, boots.before(region), notes)
    notes.sort(key=lambda note: (note.place.line, note.place.start))
    return Reading(name, digest(data), line_count(text), tuple(reports), tuple(notes))


def _read_region(text: str, region: Region, boot: Line | None, notes: list[Diagnostic]) -> list[Report]:
    sheet = Sheet(region.first, text[region.start : region.end], region.listings)
    sheet.edge = find_edge(sheet)
    assembler = Assembler(notes, boot, sheet)
    headers = {number - region.first for number in region.headers}
    end = 0
    for index in sorted(headers.union(sheet.known)):
        if index < end:
            continue
        headed = header_at(sheet, index, end) if index in headers else None
        if headed is not None:
            assembler.header(headed.header)
            end = headed.end
        elif index in sheet.frames:
            end = _read_frame(sheet, index, assembler)
        else:
            line, taken = mended(sheet, index)
            assembler.line(line)
            end = index + taken
    return assembler.reports()


def _read_frame(sheet: Sheet, index: int, assembler: Assembler) -> int:
    """Give a frame to the assembler, with the module that was broken off it; the index after what it took."""
    assembler.frame(sheet.frames[index], sheet.first + index)
    return index + 1 + (sheet.begins_nothing(index + 1) and assembler.after_frame(sheet.line(index + 1)))


class _Boots:
    """The kernel's first lines in the text, looked up from the front as the regions come."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._next = text.find(_BOOT)
        self._last = -1
        self._number, self._counted = 1, 0

    def before(self, region: Region) -> Line | None:
        """The last one before a region."""
        while 0 <= self._next < region.start:
            self._last = self._next
            self._next = self._text.find(_BOOT, self._next + len(_BOOT))
        if self._last < 0:
            return None
        start = self._text.rfind("\n", 0, self._last) + 1
        self._number += self._text.count("\n", self._counted, start)
        self._counted = start
        end = self._text.find("\n", start)
        return line_of(self._number, self._text[start : end if end >= 0 else len(self._text)])

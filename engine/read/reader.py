"""Text → reports: the one door of this folder."""

from __future__ import annotations

from engine.model.report import Diagnostic, Reading
from engine.read.assemble import Assembler
from engine.read.envelope import repaired, unrolled, unwrapped
from engine.read.events import Region, regions
from engine.read.findings import Findings, outside, told
from engine.read.header import header_at
from engine.read.lines import Edge, Line, Sheet, line_of
from engine.read.lost import lost_headers
from engine.read.mend import find_edge, mended
from engine.read.missed import missed_messages
from engine.read.origins import Unwrapped
from engine.read.plain import plain_findings
from engine.read.text import decode, digest, line_count

_BOOT = "Linux version "
_HEADING = "Mem-"
_PROC = "zone"
"""A word of each of the /proc files that are read, however it is wrapped up; reports write it with a capital letter."""


def read_text(name: str, data: bytes | str) -> Reading:
    """Everything that one text holds. Never raises; what it cannot read it tells."""
    text = decode(data)
    whole = unrolled(text)
    found = _read_regions(text) if whole is None else _read_regions(whole.text).moved(whole, 1)
    lost = missed_messages(text)
    notes = sorted([*found.notes, *lost, *told(found.repairs)], key=lambda note: (note.place.line, note.place.start))
    return Reading(name, digest(data), line_count(text), tuple(found.reports), tuple(notes))


def _read_regions(text: str) -> Findings:
    found = Findings()
    boots = _Boots(text)
    for region in regions(text):
        found.add(_read_part(text[region.start : region.end], region, boots.before(region)))
    if _PROC in text:
        from engine.read.procfs import proc_findings  # few texts have such files

        found.add(proc_findings(text, found.reports))
    return found


def _read_part(part: str, region: Region, boot: Line | None) -> Findings:
    """The reports of one part of the text; where they are not whole, wrapping and damage are looked for."""
    opened = unwrapped(part)
    found = _read_region(part, region, boot) if opened is None else _read_opened(opened, region.first, boot)
    if found.is_whole() and not found.is_damaged():
        return found
    listed = sum(report.complete and bool(report.scenario.zones) for report in found.reports)
    opened = repaired(part, opened, found.is_damaged() or part.count(_HEADING) > listed)
    return found if opened is None else _read_opened(opened, region.first, boot)


def _read_opened(opened: Unwrapped, first: int, boot: Line | None) -> Findings:
    found = Findings()
    boots = _Boots(opened.text)
    outer = None if boot is None else outside(boot)
    for region in regions(opened.text):
        part = opened.text[region.start : region.end]
        found.add(_read_region(part, region, boots.before(region) or outer, opened.edge))
    return found.moved(opened, first)


def _read_region(part: str, region: Region, boot: Line | None, cut_at: int = 0) -> Findings:
    plain = None if cut_at else plain_findings(part, region, boot)
    if plain is not None:
        return plain
    notes: list[Diagnostic] = []
    sheet = Sheet(region.first, part, region.listings, region.headers)
    sheet.edge = Edge(cut_at, True) if cut_at else find_edge(sheet)
    assembler = Assembler(notes, boot, sheet)
    headers = {number - region.first for number in region.headers}
    read: set[int] = set()
    end = 0
    for index in sorted(headers.union(sheet.known)):
        if index < end:
            continue
        headed = header_at(sheet, index, end) if index in headers else None
        if headed is not None:
            assembler.header(headed.header)
            end = headed.end
            read.update(number - region.first for number in headed.header.line.numbers())
        elif index in sheet.runs:
            end = _read_run(sheet, index, headers, assembler)
        elif index + 1 in sheet.unknown:
            line, taken = mended(sheet, index)
            assembler.line(line)
            end = index + taken
        else:
            assembler.line(sheet.line(index))
    reports = assembler.reports()
    notes += lost_headers(part, region.first, read)
    return Findings(reports, notes)


def _read_run(sheet: Sheet, index: int, headers: set[int], assembler: Assembler) -> int:
    """Give a run of lines to the assembler; the index after what it took."""
    kind, end = sheet.runs[index]
    inside = [header for header in headers if index < header < end]
    if inside:
        sheet.runs[min(inside)] = kind, end
        end = min(inside)
    if kind == "tail":
        assembler.tail(sheet.run(index, end))
        return end
    assembler.frames(sheet.run(index, end))
    return end + (end in sheet.unknown and assembler.after_frame(sheet.line(end)))


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

"""Are the reports of a part whole, one after the other, and as the kernel prints them? Then they are read straight on.

Most reports are. What is looked at line by line elsewhere (broken lines, reports printed into each other, what stands
between them) can't be in such a part, and both ways give the same. Whatever is not certain here is left to the other.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from engine.model.report import Diagnostic, Kind, Level, Place
from engine.read.draft import Draft
from engine.read.events import Region
from engine.read.findings import Findings
from engine.read.header import Header, header_in
from engine.read.kinds import FRAME_LINES, OTHER_LINES, TAIL_LINE, has_listed, kind_match, listed_match
from engine.read.lines import Line, Run
from engine.read.listing import LISTING_KINDS, Listing
from engine.read.listing_shapes import ListingShapes
from engine.read.prefix import usual_end
from engine.read.process import process_spans
from engine.read.text import LONGEST_LINE

_NOT_PLAIN = ("SLUB:", "SLAB:", "s suppressed", "messages dropped", "message repeated ")
"""With one of these outside of its reports a part holds more than them."""
_MARKUP = ("**", "<br>", "<br/>", "<br />")
_LONGEST_TRACE = 160
_TAIL_REACH = 40
_LISTED = LISTING_KINDS - {"meminfo", "tail"}
_BEFORE_LISTING = frozenset({"trace", "frame", "other", None})
_SHAPES = ListingShapes()


def plain_findings(part: str, region: Region, boot: Line | None) -> Findings | None:
    """The reports of a part, None if one of them may not be plain."""
    if "&" in part:
        return None
    straight = _Straight(part, region, boot)
    headers = sorted(number - region.first for number in region.headers)
    straight.begin(headers[0] if headers else 0)
    for place, index in enumerate(headers):
        if index < straight.end or not straight.read(index, headers[place + 1] if place + 1 < len(headers) else None):
            return None
    drafts = straight.drafts
    if not drafts or straight.odd or straight.holds_more():
        return None
    if not all(straight.holds(number - region.first) for number in region.listings):
        return None
    for draft in drafts:
        draft.note_lack()
    reports = [draft.report() for draft in drafts]
    sound = all(note.level is Level.INFO for note in straight.notes) and all(report.complete for report in reports)
    return Findings(reports, straight.notes) if sound else None


class _Straight:
    """Reads one report after the other. `end` is the index after the last line that was taken, `odd` says damage."""

    def __init__(self, part: str, region: Region, boot: Line | None) -> None:
        self.drafts: list[Draft] = []
        self.notes: list[Diagnostic] = []
        self.end = 0
        self.odd = False
        self._first = region.first
        self._boot = boot
        self._raws = part.split("\n")
        self._listings: list[range] = []
        self._outside: list[str] = []

    def begin(self, index: int) -> None:
        """Pass by the lines above the first report."""
        self._outside += self._raws[:index]

    def holds(self, index: int) -> bool:
        """Whether the line at an index is of a listing that was read."""
        return any(index in lines for lines in self._listings)

    def holds_more(self) -> bool:
        """Whether something stands outside of the reports that may belong to one, or be one."""
        rest = "\n".join(self._outside)
        return any(sign in rest for sign in _NOT_PLAIN) or has_listed(rest)

    def _note(self, level: Level, message: str, place: Place) -> None:
        self.notes.append(Diagnostic(level, message, place))

    def _line(self, index: int, match: Callable[[str], re.Match[str] | None] = kind_match) -> Line:
        """The line at an index; `odd` is set if more stands before or behind it than usual."""
        raw = self._raws[index][:LONGEST_LINE]
        column = usual_end(raw)
        line = Line(self._first + index, raw, max(column, 0), None)
        line.found = match(line.text)
        line.kind = None if line.found is None else line.found.lastgroup
        self.odd = self.odd or (column < 0 and bool(line.text)) or line.text.endswith(_MARKUP)
        return line

    def read(self, index: int, limit: int | None) -> bool:
        """Read the report whose header stands at an index, the next header at `limit`; False if it is not plain."""
        line = self._line(index)
        header = header_in(line)
        if line.kind is not None or header is None:
            return False
        if header.row.kind is not Kind.PAGE_ALLOC_FAILURE or header.comm is None or header.found["order"] is None:
            return False
        last = len(self._raws) if limit is None else limit
        start = next((at for at in range(index + 1, min(last, index + _LONGEST_TRACE)) if "Mem-" in self._raws[at]), 0)
        return bool(start) and self._read_whole(header, index, start, last)

    def _read_whole(self, header: Header, index: int, start: int, limit: int) -> bool:
        draft = Draft(self._note, header.line, header, self._boot)
        if not self._read_process(draft, index + 1) or not self._read_trace(draft, index + 2, start):
            return False
        heading = self._line(start)
        if heading.kind != "meminfo":
            return False
        listing = draft.listing = Listing(self._note, heading, 0)
        listing.read(heading)
        end = self._read_listing(listing, start + 1, limit)
        self._listings.append(range(start, end))
        self.end, others = self._read_tail(listing, end, limit)
        self.drafts.append(draft)
        self._outside += [*others, *self._raws[self.end : limit]]
        return bool(listing.zones)

    def _read_process(self, draft: Draft, index: int) -> bool:
        line = self._line(index)
        spans = process_spans(line.text) if line.kind == "process" else {}
        if "release" not in spans or "comm" not in spans or not draft.may_be_of(line.text[slice(*spans["comm"])]):
            return False
        draft.take_process(line, spans)
        return True

    def _read_trace(self, draft: Draft, index: int, end: int) -> bool:
        """Read the lines between the process and the listing, if there is nothing else among them."""
        text = "\n".join(self._raws[index:end]) + "\n"
        position = 0
        while index < end:
            found = FRAME_LINES.match(text, position)
            if found is not None:
                lines = text.count("\n", position, found.end())
                self._take_frames(draft, index, index + lines)
            else:
                found = OTHER_LINES.match(text, position)
                lines = 1 if found is None else text.count("\n", position, found.end())
                if found is None and not self._read_other(draft, index):
                    return False
            position = text.index("\n", position) + 1 if found is None else found.end()
            index += lines
        return True

    def _take_frames(self, draft: Draft, index: int, end: int) -> None:
        draft.trace.add_run(Run(self._first + index, self._raws[index:end]))
        draft.used.update(dict.fromkeys(range(self._first + index, self._first + end), "trace"))
        draft.last = self._first + end - 1

    def _read_other(self, draft: Draft, index: int) -> bool:
        line = self._line(index)
        if line.kind not in _BEFORE_LISTING or (line.kind is None and _may_be_broken_off(line, draft)):
            return False
        if line.kind is None:
            self._outside.append(line.raw)
        elif line.kind != "other":
            draft.trace.read(line)
            draft.use(line, "trace")
        return draft.trace.headings < 2

    def _read_listing(self, listing: Listing, index: int, limit: int) -> int:
        """Read lines of a listing up to its tail or to the first line that is something else; the index of that one."""
        start = index
        index += _SHAPES.take(listing, self._first + index, self._raws[:limit], index)
        taken = index > start
        while index < limit:
            odd = self.odd
            line = self._line(index, listed_match)
            if line.kind not in _LISTED or listing.would_repeat(line):
                self.odd = odd
                break
            listing.read(line)
            index += 1
            taken = False
        if not taken and not self.odd and not self.notes:
            _SHAPES.count(listing, self._first + start, self._raws[start:index])
        return index

    def _read_tail(self, listing: Listing, index: int, limit: int) -> tuple[int, list[str]]:
        """Read the lines below the free lists; the index after the last, and the other lines among them."""
        raws, others = self._raws, list[str]()
        end = at = first = index
        while at < min(limit, end + _TAIL_REACH):
            if self._is_tail(at):
                if end < at:
                    self._take_tail(listing, first, end)
                    others += raws[end:at]
                    first = at
                end = at + 1
            at += 1
        self._take_tail(listing, first, end)
        return end, others

    def _is_tail(self, index: int) -> bool:
        raw = self._raws[index]
        if "pages" not in raw and "wap" not in raw and "huge" not in raw:
            return False
        return TAIL_LINE.match(raw) is not None or self._line(index).kind == "tail"

    def _take_tail(self, listing: Listing, first: int, end: int) -> None:
        if first < end:
            listing.take_tail(Run(self._first + first, self._raws[first:end]))


def _may_be_broken_off(line: Line, draft: Draft) -> bool:
    """Whether a line that begins nothing may be a part of the process line or of a frame above it."""
    return bool(line.text) and line.number == draft.last + 1 and (not draft.trace or line.text[0] == "[")

"""Which lines make one report? A header opens one; what follows is given to the report that it certainly belongs to."""

from __future__ import annotations

import re

from engine.model.report import Diagnostic, Kind, Level, Place, Report
from engine.read.asides import Asides
from engine.read.draft import Draft
from engine.read.header import Header
from engine.read.lane import Lane
from engine.read.lines import Line, Run, Sheet, line_of
from engine.read.listing import LISTING_KINDS, Listing
from engine.read.pattern import blanks
from engine.read.prefix import caller_in, prefix_end
from engine.read.process import process_spans

_OF_ALLOCATOR = ("alloc_pages", "warn_alloc", "out_of_memory", "dump_header", "show_free_areas", "show_mem")
"""What the first frame of a trace may be whose heading was cut off."""
_CPUSET = re.compile(blanks(r"(?P<comm>\S.{0,63}?) cpuset=\S+ mems_allowed=(?P<mems>\d+(?:[,-]\d+)*)"))
_CPUSET_REACH = 4
_PRELUDE_REACH = 3
_TAIL_REACH = 40
_TRACE_REACH = 24
"""Lines between a trace without a header and its listing: registers."""
_OWN_REACH = 60
"""Lines below a header in which its own process line may stand where another event is printed into it."""
_SIZE = re.compile(r"allocation failure: (\d{1,19}) bytes")
_RANGE = re.compile(r"^(?:vmap allocation|vmalloc_node_range) for size (\d{1,19}) failed")
_MOST_OF_GUARD = 2 * 65536
"""Bytes that a range of addresses has more than the vmalloc: the rest of a page, and a page."""
_OPENERS = frozenset({"meminfo", "zone", "buddy", "node"})
_FIRST_OF_LISTING = frozenset({"percpu", "totals", "node", "zone"})


class Assembler:
    """Gives the lines of one region to its reports."""

    def __init__(self, notes: list[Diagnostic], boot: Line | None, sheet: Sheet) -> None:
        self._notes = notes
        self._boot = boot
        self._first = sheet.first
        self._raws = sheet.raws()
        self._has_callers = sheet.callers
        self._cut_width = sheet.edge.width if sheet.edge.cuts else 0
        self._lane = Lane()
        self._lanes: dict[str | None, Lane] = {None: self._lane}
        self._asides = Asides(self._note, sheet)

    def _note(self, level: Level, message: str, place: Place) -> None:
        self._notes.append(Diagnostic(level, message, place))

    def _enter(self, caller: str | None) -> Lane:
        """The lane of a caller; a line that names none continues what came last."""
        if caller is not None:
            lane = self._lanes.get(caller)
            if lane is None:
                lane = self._lanes[caller] = Lane()
            self._lane = lane
        return self._lane

    def header(self, header: Header) -> None:
        """An event begins."""
        lane = self._enter(header.line.caller) if self._has_callers else self._lane
        if self._completes_prelude(lane, header) or self._asides.is_repeat(lane, header):
            return
        draft = self._asides.headed(lane, header)
        if draft is None:
            draft = Draft(self._note, header.line, header, self._boot)
            lane.drafts.append(draft)
        draft.repeats, lane.left_out = draft.repeats + lane.left_out, 0
        lane.waiting.append(draft)
        lane.current = draft
        if draft.kind is Kind.OOM_KILL:
            lane.oom = draft
            self._asides.opened(draft)

    def _completes_prelude(self, lane: Lane, header: Header) -> bool:
        """Whether the line is the second half of a header whose first half stands right above, or that half again."""
        last = lane.waiting[-1] if lane.waiting else None
        if last is None or last.header is None or not last.header.row.prelude:
            return False
        if header.row.prelude and header.line.text != last.header.line.text and not _is_of_range(last.header, header):
            return False
        if header.line.number - last.last > _PRELUDE_REACH or last.process is not None or last.trace:
            return False
        if not _may_be_one_event(last.header, header):
            return False
        last.take_header(header)
        return True

    def frames(self, run: Run) -> None:
        """Lines that are but frames, one after the other."""
        if self._has_callers:
            for number, raw in enumerate(run.raws, run.number):
                self._frames_of(self._enter(caller_in(raw[: prefix_end(raw)])), Run(number, [raw]))
        else:
            self._frames_of(self._lane, run)

    def _frames_of(self, lane: Lane, run: Run) -> None:
        draft = lane.current
        if draft is None and any(name in run.raws[0] for name in _OF_ALLOCATOR):
            draft = lane.current = Draft(self._note, line_of(run.number, run.raws[0]), None, self._boot)
        if draft is None or draft.trace_closed:
            return
        if not draft.trace:
            self._check_first_frame(lane, draft)
        if not draft.tangled:
            draft.trace.add_run(run)
            end = run.number + len(run.raws)
            draft.last = end - 1
            draft.used.update(dict.fromkeys(range(run.number, end), "trace"))

    def tail(self, run: Run) -> None:
        """Lines that end a listing."""
        if self._has_callers:
            for number, raw in enumerate(run.raws, run.number):
                self.line(line_of(number, raw))
        elif self._lane.listing is not None and run.number - self._lane.listing.last <= _TAIL_REACH:
            self._lane.listing.take_tail(run)

    def line(self, line: Line) -> None:
        """Any other line."""
        lane = self._enter(line.caller) if self._has_callers else self._lane
        kind = line.kind
        if kind in LISTING_KINDS:
            self._listing_line(lane, line)
        elif kind == "trace" or kind == "frame":
            self._trace_line(lane, line)
        elif kind == "process":
            self._process_line(lane, line)
        elif kind == "cpuset":
            self._cpuset_line(lane, line)
        elif kind == "aside":
            self._asides.take(lane, line, self._boot)
        elif kind == "boot":
            self._boot = line

    def after_frame(self, line: Line) -> bool:
        """A line that begins nothing, right after a frame."""
        draft = self._lane.current
        if draft is None or not draft.trace.add_module(line):
            return False
        draft.use(line, "trace")
        return True

    def _process_line(self, lane: Lane, line: Line) -> None:
        spans = process_spans(line.text)
        if not spans:
            return
        comm = line.text[slice(*spans["comm"])] if "comm" in spans else None
        asked = [draft for draft in lane.waiting if draft.process is None and (comm is None or draft.may_be_of(comm))]
        if asked:
            chosen = asked[-1]
            self._check_tangle(lane, chosen)
        elif comm is not None and (renamed := self._renamed(lane, line)) is not None:
            chosen = renamed
            told = f"the header names the process {chosen.task()}, the line below it {comm}"
            message = f"{told}: its number was left unread"
            self._note(Level.INFO, message, line.place(*spans["comm"]))
            spans = {name: span for name, span in spans.items() if name in ("release", "package")}
        elif lane.current is not None and lane.current.header is None and lane.current.process is None:
            chosen = lane.current
        else:
            chosen = Draft(self._note, line, None, self._boot)
        lane.current = chosen
        if line.width == self._cut_width and spans.get("release", (0, 0))[1] == len(line.text):
            release = spans.pop("release")
            self._note(Level.WARNING, "the kernel's release may be cut here; it was left unread", line.place(*release))
        chosen.take_process(line, spans)

    def _renamed(self, lane: Lane, line: Line) -> Draft | None:
        """The only event that waits, if the line stands right below its header and no later line has the process that
        the header names: who pastes a log may have changed one of the two names.
        """
        draft = lane.waiting[-1] if len(lane.waiting) == 1 else None
        if draft is None or draft.process is not None or draft.trace or line.number != draft.last + 1:
            return None
        below = self._raws[line.number + 1 - self._first : line.number + 1 - self._first + _OWN_REACH]
        return None if any(f"omm: {draft.task()} " in raw for raw in below) else draft

    def _check_tangle(self, lane: Lane, draft: Draft) -> None:
        """A line of an earlier header after a later header: the two were printed at once."""
        if draft is lane.waiting[-1]:
            return
        waiting = list(lane.waiting)
        for other in waiting[waiting.index(draft) :]:
            if not other.tangled:
                other.tangled = other.lack_told = True
                message = "two reports are printed into each other; what can't be told apart was left unread"
                self._note(Level.WARNING, message, other.first.whole())

    def _trace_line(self, lane: Lane, line: Line) -> None:
        draft = lane.current
        heading = line.text[-6:-1].lower() == "trace"
        if heading and (draft is None or draft.trace.headings or draft.trace_closed):
            draft = lane.current = Draft(self._note, line, None, self._boot)
        if draft is None or draft.trace_closed:
            return
        if not draft.trace and not heading:
            self._check_first_frame(lane, draft)
        if not draft.tangled:
            draft.trace.read(line)
            draft.use(line, "trace")

    def _check_first_frame(self, lane: Lane, draft: Draft) -> None:
        """A frame right after a header, where the one before had a process line or heading first: it is the other's."""
        if draft.header is None or draft.trace.headings:
            return
        for other in lane.waiting:
            if other is not draft and ((other.process and not draft.process) or other.trace.headings):
                self._check_tangle(lane, other)
                return

    def _cpuset_line(self, lane: Lane, line: Line) -> None:
        draft = lane.current
        found = _CPUSET.match(line.text)
        if draft is None or draft.header is None or found is None or line.number - draft.last > _CPUSET_REACH:
            return
        if draft.may_be_of(found["comm"]):
            draft.cpuset = line, found.span("mems")
            draft.use(line, "header")

    def _listing_line(self, lane: Lane, line: Line) -> None:
        listing = lane.listing
        if line.kind == "tail":
            if listing is not None and line.number - listing.last <= _TAIL_REACH:
                listing.read(line)
            return
        if listing is None or line.kind == "meminfo" or self._begins_another(lane, listing, line):
            if not self._may_open(lane, line):
                return
            listing = self._open(lane, line)
        if not listing.mixed:
            listing.read(line)

    def _begins_another(self, lane: Lane, listing: Listing, line: Line) -> bool:
        """Whether a line without a Mem-Info before it is the first of another listing."""
        waits = bool(lane.waiting) and lane.waiting[-1].first.number > listing.start.number
        if not listing.would_repeat(line):
            return waits and line.kind in _FIRST_OF_LISTING and listing.complete()
        if waits or listing.complete():
            return True
        if not listing.mixed:
            listing.mixed = True
            message = "another memory listing is printed into this one; it was left unread"
            self._note(Level.WARNING, message, line.whole())
        return False

    def _may_open(self, lane: Lane, line: Line) -> bool:
        if line.kind in _OPENERS:
            return True
        return line.text.count(":") > 1 if line.kind == "totals" else line.kind == "percpu" and bool(lane.waiting)

    def _open(self, lane: Lane, line: Line) -> Listing:
        """A new listing, given to the report that waits for one."""
        before = lane.listing
        owner = lane.owner = self._owner(lane, line)
        listing = Listing(self._note, line, self._cut_width)
        listing.doubtful = before is not None and bool(before.zones) and not before.seen()
        owner.listing = lane.listing = listing
        owner.trace_closed = True
        return listing

    def _owner(self, lane: Lane, line: Line) -> Draft:
        waiting = [draft for draft in lane.waiting if draft.may_list()]
        if waiting and not waiting[-1].tangled:
            lane.waiting.clear()
            lane.passed = waiting[:-1]
            return waiting[-1]
        if waiting:
            message = (
                "this listing is of one of the reports that are printed into each other above; which one is not certain"
            )
            self._note(Level.WARNING, message, line.whole())
        elif lane.passed:
            self._part(lane, line)
        lane.passed = []
        return self._alone(lane, line)

    def _alone(self, lane: Lane, line: Line) -> Draft:
        """A draft for a listing without a header, with the trace above it if that is nobody's."""
        draft = lane.current
        far = draft is not None and line.number - draft.last > _TRACE_REACH
        if draft is None or far or draft.header is not None or draft.listing is not None:
            draft = lane.current = Draft(self._note, line, None, self._boot)
        lane.drafts.append(draft)
        return draft

    def _part(self, lane: Lane, line: Line) -> None:
        """A second listing for two headers: which is whose is not certain, so that both listings stand alone."""
        owner, listing = lane.owner, lane.listing
        if owner is None or listing is None or owner.header is None:
            return
        owner.listing = None
        for draft in (owner, *lane.passed):
            draft.lack_told = True
        alone = Draft(self._note, listing.start, None, self._boot)
        alone.listing = listing
        lane.drafts.append(alone)
        self._note(Level.WARNING, "two headers stand before two listings; which is whose is not certain", line.whole())

    def reports(self) -> list[Report]:
        """What the region held."""
        drafts = [draft for lane in self._lanes.values() for draft in lane.drafts]
        for draft in drafts:
            self._drop_doubtful(draft)
            draft.note_lack()
        reports = [draft.report() for draft in drafts if draft.says_something()]
        return sorted(reports, key=lambda report: report.first_line)

    def _drop_doubtful(self, draft: Draft) -> None:
        listing = draft.listing
        if listing is not None and listing.doubtful and not listing.mixed and not listing.seen():
            listing.mixed = True
            message = (
                "this listing began before the one above had ended and has no end itself; its lines were left unread"
            )
            self._note(Level.WARNING, message, listing.start.whole())


def _is_of_range(range_lacks: Header, vmalloc: Header) -> bool:
    """Whether a vmalloc's own line stands below that of the range of addresses which it lacked: that has whole pages
    and one to guard them (mm/vmalloc.c, __get_vm_area_node). Up to 4.8 both stand above the header.
    """
    lacked, asked = _RANGE.search(range_lacks.line.text), _SIZE.search(vmalloc.line.text)
    return lacked is not None and asked is not None and 0 <= int(lacked[1]) - int(asked[1]) <= _MOST_OF_GUARD


def _may_be_one_event(first: Header, second: Header) -> bool:
    """Whether a vmalloc line and the header below it tell of one failure: their sizes do not differ."""
    sizes = [found[1] for found in map(_SIZE.search, (first.line.text, second.line.text)) if found is not None]
    return len(set(sizes)) < 2

"""To which report does a line belong that is neither header, trace nor listing: kills, tasks, SLUB, what was left out?

Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re

from engine.model.report import Kind, Level
from engine.read.draft import Draft
from engine.read.header import Header
from engine.read.kinds import LIMITED, LIMITED_BY_NO_NAME
from engine.read.lane import Lane
from engine.read.lines import Line, Sheet
from engine.read.listing import Note
from engine.read.oom import OomReader, kill_kind, tells_limit, tells_panic
from engine.read.pattern import blanks
from engine.read.slub import SlubReader
from engine.read.tasks import HEADING, LazyTasks, table_end

_NEAR = 40
"""Lines between a failure's report and SLUB's text of the same event; other tasks may print there."""
_RIGHT_ABOVE = 12
"""Lines between SLUB's text and a failure's header of the same burst."""
_BURST = 60.0
"""Seconds in which texts of the same want can follow one another: the kernel prints ten in five, then counts."""
_CLOCK = re.compile(r"\[ *(\d{1,12}\.\d{1,9})\]", re.ASCII)
_SLAB_SIGNS = ("SLUB:", "SLAB:")
_SLUB_WORDS = (*_SLAB_SIGNS, "cache:", "node ")
_WARNED = re.compile(
    blanks(
        r"WARNING: (?:CPU: ?\d+ PID: ?\d+ )?(?:at )?(?P<file>mm/[a-z_]{2,32}\.c):(?P<line>\d{1,6})"
        r" (?:at )?(?P<function>\w{2,64})"
    )
)
_KVMALLOC = re.compile(r"_{0,2}kvmalloc_node(?:_noprof)?$")
_ALLOCATOR = re.compile(r"__alloc_(?:frozen_)?pages(?:_nodemask|_internal|_noprof|_slowpath)?$")
_STATS = "Memory cgroup stats "
_SUPPRESSED = re.compile(blanks(r"(?P<what>\w{1,64}): (?P<count>\d{1,9}) (?:callbacks|messages) suppressed"))
_DROPPED = re.compile(blanks(r"(?P<count>\d{1,9}) printk messages dropped"))
_LAST_REPEATED = re.compile(blanks(r"last message repeated (?P<count>\d{1,9}) times?"))
_REPEATED = re.compile(blanks(r"message repeated (?P<count>\d{1,9}) times: \["))


class Asides:
    """Gives such lines to the drafts of a lane."""

    def __init__(self, note: Note, sheet: Sheet) -> None:
        self._note = note
        self._sheet = sheet
        self._manual: Line | None = None

    def take(self, lane: Lane, line: Line, boot: Line | None) -> None:
        """Take one line."""
        text = line.text
        if text.startswith(_SLUB_WORDS):
            self._slub(lane, line, boot)
        elif text[0] == "[":
            self._tasks(lane, line)
        elif text.startswith("WARNING:"):
            self._warning(line)
        elif " Manual OOM" in text:
            self._manual = line
        elif not self._left_out(lane, line):
            self._oom(lane, line, boot)

    def headed(self, lane: Lane, header: Header) -> Draft | None:
        """The draft that a header completes: SLUB's text of the same burst stands right above it."""
        last = lane.drafts[-1] if lane.drafts else None
        if header.row.kind is not Kind.PAGE_ALLOC_FAILURE or last is None or last.kind is not Kind.SLUB:
            return None
        if last.header is not None or header.line.number - last.last > _RIGHT_ABOVE:
            return None
        last.take_header(header)
        return last

    def is_repeat(self, lane: Lane, header: Header) -> bool:
        """Whether the header is the copy in a log daemon's “message repeated”; it is counted."""
        found = _REPEATED.match(header.line.text)
        if found is None:
            return False
        count, line = int(found["count"]), header.line
        self._tell(line, f"a log daemon left out {count:,} copies of the message on this line")
        if lane.drafts and lane.drafts[-1].kind is header.row.kind:
            lane.drafts[-1].repeats += count
            lane.drafts[-1].use(line, "header")
            return True
        lane.left_out += count - 1
        return False

    def opened(self, draft: Draft) -> None:
        """An OOM report begins; it may be the one that a person has asked for right above."""
        if self._manual is not None and draft.oom is not None and draft.first.number - self._manual.number <= _NEAR:
            draft.oom.manual = True
            draft.use(self._manual, "header")
        self._manual = None

    def _tell(self, line: Line, message: str, level: Level = Level.INFO) -> None:
        self._note(level, message, line.whole())

    def _slub(self, lane: Lane, line: Line, boot: Line | None) -> None:
        last = lane.drafts[-1] if lane.drafts else None
        near = last is not None and line.number - last.end() <= _NEAR and not self._are_apart(last.first, line)
        if last is None or not near or last.kind not in (Kind.SLUB, Kind.PAGE_ALLOC_FAILURE):
            if not line.text.startswith(_SLAB_SIGNS):
                return
            last = Draft(self._note, line, None, boot)
            last.kind = Kind.SLUB
            last.repeats, lane.left_out = lane.left_out, 0
            lane.drafts.append(last)
        reader = last.slub or SlubReader()
        if reader.read(line.text):
            last.slub = reader
            last.use(line, "slub")

    def _are_apart(self, first: Line, line: Line) -> bool:
        """Whether the kernel's own clock says that more than a burst lies between two lines."""
        if not line.text.startswith(_SLAB_SIGNS):
            return False
        before, now = (_CLOCK.search(one.raw[: one.column]) for one in (first, line))
        return before is not None and now is not None and float(now[1]) - float(before[1]) > _BURST

    def _tasks(self, lane: Lane, line: Line) -> None:
        draft = lane.oom or self._headless(lane, line)
        if draft is None or draft.oom is None or HEADING.match(line.text) is None:
            return
        raws = self._sheet.raws()
        start = line.number - self._sheet.first + 1
        end, rows = table_end(raws, start)
        draft.oom.take_tasks(LazyTasks(line.text, raws[start : end + 1]))
        draft.use(line, "tasks")
        first = self._sheet.first
        draft.used.update({first + row: "tasks" for row in rows})
        draft.last = max(draft.last, first + end - 1)

    def _headless(self, lane: Lane, line: Line) -> Draft | None:
        """The listing without a header right above a line that only OOM reports have: it is one."""
        last = lane.drafts[-1] if lane.drafts else None
        if last is None or last.header is not None or last.kind is not Kind.SHOW_MEM or last.listing is None:
            return None
        if line.number - last.end() > 10 * _NEAR:
            return None
        last.kind = Kind.OOM_KILL
        last.oom = OomReader()
        lane.oom = last
        return last

    def _oom(self, lane: Lane, line: Line, boot: Line | None) -> None:
        draft = lane.oom
        kill, limit, stats = kill_kind(line.text), tells_limit(line.text), line.text.startswith(_STATS)
        if draft is None or (kill is not None and self._is_another(draft, line, kill)):
            draft = self._headless(lane, line) if draft is None and not limit else None
            kind = kill or (Kind.MEMCG_OOM if limit or stats else Kind.OOM_KILL)
            if draft is None and (kill is not None or kind is Kind.MEMCG_OOM or tells_panic(line.text)):
                draft = self._kill_alone(lane, line, kind, boot)
        elif draft.oom is not None and ((limit and draft.oom.is_past_limit()) or (stats and draft.oom.ended())):
            draft = self._kill_alone(lane, line, Kind.MEMCG_OOM, boot)
        if draft is None or draft.oom is None or not draft.oom.read(line.text):
            return
        if draft.oom.memcg_said and draft.may_be_memcg():
            draft.memcg = True
        draft.use(line, "oom")

    def _is_another(self, draft: Draft, line: Line, kill: Kind) -> bool:
        if draft.oom is None or draft.oom.is_of_another(line.text):
            return True
        if kill is Kind.MEMCG_OOM:
            return not draft.memcg and not draft.may_be_memcg()
        return draft.memcg and line.text.startswith("Out of")

    def _kill_alone(self, lane: Lane, line: Line, kill: Kind, boot: Line | None) -> Draft:
        """A kill whose report is not in the text: the kernel limits the rate of reports, or somebody cut it out."""
        draft = lane.oom = Draft(self._note, line, None, boot)
        draft.kind = Kind.OOM_KILL
        draft.memcg = kill is Kind.MEMCG_OOM
        draft.oom = OomReader()
        lane.drafts.append(draft)
        return draft

    def _warning(self, line: Line) -> None:
        found = _WARNED.match(line.text)
        if found is None:
            return
        where = f"(the kernel's warning at {found['file']}:{found['line']}, told once)"
        if _KVMALLOC.match(found["function"]):
            message = f"kvmalloc was asked for more than 2 GB and refused before any zone was looked at {where}"
        elif _ALLOCATOR.match(found["function"]):
            unsure = ", or with flags that exclude each other," if found["function"].endswith("_slowpath") else ""
            asked = f"a block of too high an order{unsure} was asked for"
            message = f"{asked} and refused before any zone was looked at {where}"
        else:
            return
        self._note(Level.WARNING, message, line.whole())

    def _left_out(self, lane: Lane, line: Line) -> bool:
        """Whether the line says that messages are missing; they are counted and told."""
        text = line.text
        if (found := _SUPPRESSED.match(text)) is not None:
            self._suppressed(lane, line, found["what"], int(found["count"]))
        elif (found := _DROPPED.match(text)) is not None:
            message = f"{int(found['count']):,} messages are lost before this line: the kernel's buffer was full"
            self._note(Level.WARNING, message, line.whole())
        elif (found := _LAST_REPEATED.match(text)) is not None:
            self._tell(line, f"a log daemon left out {int(found['count']):,} copies of the line above")
            last = lane.drafts[-1] if lane.drafts else None
            if last is not None and last.used.get(line.number - 1) in ("header", "slub") and last.end() < line.number:
                last.repeats += int(found["count"])
        elif (found := _REPEATED.match(text)) is not None:
            self._tell(line, f"a log daemon left out {int(found['count']):,} copies of the message on this line")
        else:
            return False
        return True

    def _suppressed(self, lane: Lane, line: Line, what: str, count: int) -> None:
        if what in LIMITED:
            self._tell(line, f"the kernel left out {count:,} such messages before this line (rate limit of {what})")
            if lane.drafts:
                lane.drafts[-1].repeats += count
            else:
                lane.left_out += count
        elif what in LIMITED_BY_NO_NAME:
            self._tell(line, f"the kernel left out {count:,} messages before this line (rate limit); which is not said")

"""One event while its lines come in, and the report that it becomes."""

from __future__ import annotations

from dataclasses import replace

from engine.kernels.version import parse_version
from engine.model.report import Key, Kind, Level, Place, Report
from engine.model.request import AllocRequest, TaskState
from engine.model.scenario import PAGE_SIZE, KernelFacts, Scenario, Trait
from engine.model.zone import Zone
from engine.read.header import Header, header_traits, node_set, note_rest, request_of
from engine.read.lines import Line
from engine.read.listing import Listing, Note
from engine.read.oom import OomReader
from engine.read.places import LazyPlaces, Places, listing_places
from engine.read.prefix import time_span
from engine.read.printer import kind_told_by
from engine.read.process import Span, Spans, boot_spans
from engine.read.slub import SlubReader, vmalloc_facts
from engine.read.sums import compare_sums
from engine.read.tail import LazyTail
from engine.read.trace import TraceReader
from engine.read.zones import note_letters, page_kb_of, zones_of


class Draft:
    """One event. `header` is None for a listing that stands in the text without one."""

    __slots__ = (
        "boot",
        "cpuset",
        "first",
        "header",
        "kind",
        "lack_told",
        "last",
        "listing",
        "memcg",
        "note",
        "oom",
        "process",
        "repeats",
        "request",
        "slub",
        "tangled",
        "trace",
        "trace_closed",
        "used",
        "vmalloc",
    )

    def __init__(self, note: Note, first: Line, header: Header | None, boot: Line | None) -> None:
        self.note = note
        self.header = header
        self.boot = boot
        self.kind = Kind.SHOW_MEM if header is None else header.row.kind
        self.first = first
        self.last = first.number
        self.process: tuple[Line, Spans] | None = None
        self.cpuset: tuple[Line, Span] | None = None
        self.trace = TraceReader()
        self.trace_closed = self.tangled = self.lack_told = self.memcg = False
        self.listing: Listing | None = None
        self.used: dict[int, str] = {}
        self.request: AllocRequest | None = None
        self.oom: OomReader | None = None
        self.slub: SlubReader | None = None
        self.vmalloc: list[Header] = []
        self.repeats = 0
        if header is not None:
            self.take_header(header)

    def take_header(self, header: Header) -> None:
        """Read the line that says what happened; after a prelude it is the second such line."""
        self.header = header
        if header.row.kind is Kind.VMALLOC or self.vmalloc:
            self.vmalloc.append(header)
        if header.row.kind is Kind.OOM_KILL and self.oom is None:
            self.oom = OomReader()
        self.request = request_of(header, self.note)
        note_rest(header, self.note)
        self.use(header.line, "header")

    def use(self, line: Line, what: str) -> None:
        """Remember what a line gave."""
        for number in line.numbers():
            self.used[number] = what
            self.last = max(self.last, number)

    def task(self) -> str | None:
        """The task's name in the header."""
        return None if self.header is None else self.header.task()

    def may_be_of(self, comm: str) -> bool:
        """Whether a process line with this name can belong to this header."""
        own = self.task()
        return own is None or own == comm or own.endswith(comm) or comm.startswith(own)

    def may_list(self) -> bool:
        """Whether a listing can follow: a memory cgroup's report has none since 3.9 (mm/oom_kill.c, dump_header)."""
        return not self.memcg or self._lists_for_memcg()

    def may_be_memcg(self) -> bool:
        """Whether it can be a memory cgroup's report: one with a listing only up to 3.8."""
        return self.listing is None or self._lists_for_memcg()

    def _lists_for_memcg(self) -> bool:
        if self.process is None:
            return True
        line, spans = self.process
        release = parse_version(line.text[slice(*spans["release"])]) if "release" in spans else None
        return release is None or release < (3, 9)

    def says_something(self) -> bool:
        """Whether it has more than a heading."""
        listing = self.listing
        told = self.header is not None or self.oom is not None or self.slub is not None
        return told or (listing is not None and bool(listing.zones or listing.totals))

    def take_process(self, line: Line, spans: Spans) -> None:
        """Take the `CPU:` or `Pid:` line."""
        self.process = line, spans
        self.use(line, "process")

    def note_lack(self) -> None:
        """Tell which part of a report is not in the text."""
        listing = self.listing
        if listing is None:
            if self.kind is Kind.PAGE_ALLOC_FAILURE and not self.lack_told:
                message = "no memory listing follows this message: the kernel limits their rate, or the text was cut"
                self.note(Level.INFO, message, self.first.whole())
            return
        lacking = [zone.title for zone in listing.zones.values() if not zone.seen()]
        if lacking and not listing.mixed:
            message = f"the listing is not whole: the text has not both lines of {', '.join(lacking)}"
            self.note(Level.WARNING, message, listing.start.whole())

    def report(self) -> Report:
        """The report that the lines make."""
        trace = TraceReader() if self.tangled else self.trace
        values = self._values()
        printed = {key[-1]: line.text[slice(*span)] for key, (line, span) in values.items()}
        zones, page_size = self._zones()
        listing = self.listing
        return Report(
            kind=self._kind(),
            first_line=min(self.first.number, *self.used) if self.used else self.first.number,
            last_line=self.last if listing is None else max(self.last, listing.last),
            scenario=Scenario(
                zones=zones,
                request=self._request(trace.in_interrupt()),
                page_size=page_size,
                kernel=KernelFacts(printed.get("release"), printed.get("package"), self._traits()),
            ),
            time=self._time(),
            comm=printed.get("comm"),
            pid=int(printed["pid"]) if "pid" in printed else None,
            cpu=int(printed["cpu"]) if "cpu" in printed else None,
            frames=trace.finished(),
            totals={} if listing is None or listing.mixed else listing.totals,
            places=LazyPlaces(self._places),
            used_lines=self.used if listing is None else {**self.used, **listing.used},
            complete=self._complete(),
            oom=None if self.oom is None else self.oom.facts(self.header),
            slub=None if self.slub is None else self.slub.facts(),
            vmalloc=vmalloc_facts(self.vmalloc) if self.vmalloc else None,
            repeats=self.repeats,
            tail={} if listing is None or listing.mixed else LazyTail(listing.tail_lines),
        )

    def end(self) -> int:
        """The last line that it has taken, its listing's included."""
        return self.last if self.listing is None else max(self.last, self.listing.last)

    def _complete(self) -> bool:
        """Whether nothing is missing that such an event prints."""
        listing = self.listing
        if listing is not None:
            return listing.complete() and (self.header is not None or listing.headed)
        if self.memcg:
            return self.header is not None and self.oom is not None and self.oom.ended()
        return self.kind is Kind.SLUB and self.header is None and self.slub is not None and self.slub.whole()

    def _is_told_by_trace(self) -> bool:
        """Whether its first line leaves open what it is: there is none, or it is that of every OOM kill."""
        if self.kind is Kind.OOM_KILL:
            return self.listing is None
        return self.kind is Kind.SHOW_MEM and self.header is None

    def _kind(self) -> Kind:
        """What it is once all lines were read: SLUB's text with a failure's header and a listing is that failure."""
        if self.memcg:
            return Kind.MEMCG_OOM
        told = kind_told_by(self.trace.finished()) if self._is_told_by_trace() and not self.tangled else None
        if told is not None and (self.header is None or told is Kind.MEMCG_OOM):
            return told
        return Kind.PAGE_ALLOC_FAILURE if self.kind is Kind.SLUB and self.listing is not None else self.kind

    def _zones(self) -> tuple[tuple[Zone, ...], int]:
        listing = self.listing
        if listing is None or listing.mixed:
            return (), PAGE_SIZE
        page_kb = page_kb_of(listing)
        note_letters(listing)
        zones = zones_of(listing, page_kb)
        compare_sums(listing, zones)
        return zones, page_kb * 1024

    def _traits(self) -> frozenset[Trait]:
        traits = set() if self.header is None else header_traits(self.header)
        if self.oom is not None:
            traits |= self.oom.traits()
        if self.slub is not None and self.header is None:
            traits |= self.slub.traits()
        return frozenset(traits if self.listing is None or self.listing.mixed else traits | self.listing.traits)

    def _request(self, in_interrupt: bool) -> AllocRequest | None:
        request = self.request
        if request is None:
            return None
        mems = request.mems_allowed
        if mems is None and self.cpuset is not None:
            line, span = self.cpuset
            mems = node_set(line.text[slice(*span)])
        if mems is None and self.oom is not None:
            mems = node_set(self.oom.mems_allowed)
        return replace(request, mems_allowed=mems, task=TaskState(in_interrupt=in_interrupt))

    def _time(self) -> str | None:
        span = time_span(self.first.raw[: self.first.column])
        return None if span is None else self.first.raw[slice(*span)]

    def _values(self) -> dict[Key, tuple[Line, Span]]:
        """Task and kernel: the line that prints each, and the columns."""
        values: dict[Key, tuple[Line, Span]] = {}
        if self.header is not None and self.header.comm is not None:
            values["comm",] = self.header.line, self.header.comm
        if self.process is not None:
            line, spans = self.process
            for name, span in spans.items():
                values.setdefault(_VALUE_KEYS[name], (line, span))
        if self.boot is not None and ("kernel", "release") not in values:
            for name, span in boot_spans(self.boot.text).items():
                values[_VALUE_KEYS[name]] = self.boot, span
        return values

    def _places(self) -> Places:
        places = {key: line.place(*span) for key, (line, span) in self._values().items()}
        time = time_span(self.first.raw[: self.first.column])
        if time is not None:
            places["time",] = Place(self.first.number, *time)
        if self.header is not None and self.request is not None:
            for name, group in _REQUEST_PARTS.items():
                if self.header.value(group):
                    places["request", name] = self.header.place(group)
            if self.cpuset is not None and self.request.mems_allowed is None:
                places["request", "mems_allowed"] = self.cpuset[0].place(*self.cpuset[1])
        if self.listing is not None and not self.listing.mixed:
            places.update(listing_places(self.listing))
        return places


_REQUEST_PARTS = {
    "order": "order",
    "gfp_mask": "mask",
    "gfp_names": "names",
    "nodemask": "nodemask",
    "mems_allowed": "mems",
}
_VALUE_KEYS: dict[str, Key] = {
    "comm": ("comm",),
    "pid": ("pid",),
    "cpu": ("cpu",),
    "release": ("kernel", "release"),
    "package": ("kernel", "package"),
}

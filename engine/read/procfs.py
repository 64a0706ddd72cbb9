"""Which states of memory does a text show that holds /proc/buddyinfo, zoneinfo or pagetypeinfo?

The three files, one alone or together in any order, are one state: a report without a request. A second text of the
same file begins another state.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from engine.kernels.version import parse_version
from engine.model.report import Diagnostic, Kind, Level, Place, Report
from engine.model.scenario import PAGE_SIZE, KernelFacts, Scenario
from engine.model.zone import Zone
from engine.read.envelope import repaired, unwrapped
from engine.read.findings import Findings
from engine.read.places import LazyPlaces
from engine.read.prefix import prefix_end, time_span
from engine.read.process import boot_spans
from engine.read.procfs_dumps import State, states_in
from engine.read.procfs_rows import WORD
from engine.read.procfs_zones import Places, Reader
from engine.read.text import LONGEST_LINE

_WORDS = (WORD, *(WORD.replace(" ", blank) for blank in ("\xa0", "&nbsp;", "&amp;nbsp;", "&#160;")))
"""The word as the file has it, as a word processor and as a web page write it."""
_LARGEST_ENVELOPE = 1 << 23
"""Characters of a text that is looked through for an envelope."""
ASSUMED = "the text doesn't show the size of a page; 4 kB is assumed"
_RELEASE = re.compile(
    r"Linux [^\s\n]{1,64} (?=[0-9]{1,2}\.[0-9])|(?:uname -r|osrelease)[^\n]{0,40}\n[^\S\n]{0,8}(?=[0-9]{1,2}\.[0-9])"
)
_PAGE = re.compile(r"PAGE_?SIZE[\s=:]{1,40}([0-9]{4,6})(?![0-9])|(?:Kernel|MMU)PageSize:[^\S\n]{1,20}([0-9]{1,4}) kB")
_MEM_TOTAL = re.compile(r"MemTotal:[^\S\n]{1,20}([0-9]{1,15}) kB")
_SIZE_IN_RELEASE = re.compile(r"[-+.](4|16|64)k(?![a-z0-9])")
_PAGE_SIZES = frozenset(1 << shift for shift in range(12, 19))


def proc_reports(text: str, notes: list[Diagnostic], others: Sequence[Report] = ()) -> list[Report]:
    """The states in a text; `others` are reports that the same text gave and that may name the kernel."""
    return _reports(text, states_in(text), notes, others) if WORD in text else []


def proc_findings(text: str, others: Sequence[Report]) -> Findings:
    """The states in a text as it came, or in what is left of it without an envelope (JSON, escapes, colours)."""
    found = Findings()
    if not any(word in text for word in _WORDS):
        return found
    states = states_in(text)
    found.reports = _reports(text, states, found.notes, others)
    if found.is_whole() and not found.is_damaged() and _hold_all(states, text):
        return found
    opened = None
    if len(text) <= _LARGEST_ENVELOPE:
        opened = unwrapped(text)
        opened = repaired(text, opened, damaged=False) or opened
    if opened is None:
        return found
    inner = Findings()
    inner.reports = proc_reports(opened.text, inner.notes, others)
    return inner.moved(opened, 1)


def _hold_all(states: Sequence[State], text: str) -> bool:
    """Whether each line of the text that may be of these files was read, and no word of theirs is written otherwise."""
    rows = sum(dump.rows() for state in states for dump in state.values())
    return sum(text.count(word) for word in _WORDS) == rows


def _reports(text: str, states: Sequence[State], notes: list[Diagnostic], others: Sequence[Report]) -> list[Report]:
    if not states:
        return []
    around = _Around(text, others)
    return [_report(state, around, notes) for state in states]


def _report(state: State, around: _Around, notes: list[Diagnostic]) -> Report:
    def note(level: Level, message: str, place: Place) -> None:
        notes.append(Diagnostic(level, message, place))

    spans = sorted(span for dump in state.values() for span in dump.lines())
    used = {
        number: dump.kind for dump in state.values() for span in dump.lines() for number in range(span[0], span[1] + 1)
    }
    reader = Reader(state, note)
    zones = reader.zones()
    first = min(dump.row.number for dump in state.values())
    kernel, kernel_places = around.kernel(first)
    page_size = around.page_size(zones, kernel[0])
    if page_size is None:
        note(Level.INFO, ASSUMED, Place(first, 0, 0))
    row = next(dump.row for dump in state.values() if dump.row.number == first)
    time = time_span(row.raw[: prefix_end(row.raw)])

    def places() -> Places:
        stamp: Places = {} if time is None else {("time",): Place(first, *time)}
        return {**kernel_places, **stamp, **reader.places()}

    return Report(
        kind=Kind.PROC,
        first_line=spans[0][0],
        last_line=max(end for _, end in spans),
        scenario=Scenario(
            zones=zones,
            page_size=page_size or PAGE_SIZE,
            kernel=KernelFacts(kernel[0], kernel[1], reader.traits()),
        ),
        time=None if time is None else row.raw[slice(*time)],
        places=LazyPlaces(places),
        used_lines=used,
        complete=reader.whole(zones),
    )


class Named(NamedTuple):
    """The release that a line names, and the package."""

    line: int
    release: str
    package: str | None
    places: Places


def _release_in(line: str, number: int, column: int) -> list[Named]:
    """What a line names that has a release at a column."""
    spans = boot_spans(line)
    if not spans:
        words = line[column:].split(None, 1)
        spans = {"release": (column, column + len(words[0]))} if words else {}
    told = {name: line[slice(*span)] for name, span in spans.items()}
    if parse_version(told.get("release", "")) is None:
        return []
    places: Places = {("kernel", name): Place(number, *span) for name, span in spans.items()}
    return [Named(number, told["release"], told.get("package"), places)]


class _Around:
    """What the rest of the text says of the machine."""

    def __init__(self, text: str, others: Sequence[Report]) -> None:
        self._text = text
        self._others = others
        self._named = self._releases()
        self._lines = [named.line for named in self._named]
        page = _PAGE.search(text)
        self._page = 0 if page is None else int(page[1]) if page[1] else int(page[2]) * 1024
        total = _MEM_TOTAL.search(text)
        self._total_kb = None if total is None else int(total[1])

    def _releases(self) -> list[Named]:
        """What the lines of the text name, in their order."""
        named: list[Named] = []
        number, counted = 1, 0
        found = _RELEASE.search(self._text)
        while found is not None:
            start = self._text.rfind("\n", counted, found.end()) + 1 or counted
            number += self._text.count("\n", counted, start)
            stop = self._text.find("\n", found.end())
            counted = stop if stop >= 0 else len(self._text)
            named += _release_in(self._text[start : min(counted, start + LONGEST_LINE)], number, found.end() - start)
            found = _RELEASE.search(self._text, counted)
        return named

    def kernel(self, line: int) -> tuple[tuple[str | None, str | None], Places]:
        """Release and package: those named last before a line, else first behind it, else by another report."""
        if self._named:
            named = self._named[max(bisect_right(self._lines, line) - 1, 0)]
            return (named.release, named.package), named.places
        for report in self._others:
            facts = report.scenario.kernel
            if facts.release is not None:
                places = {key: place for key, place in report.places.items() if key[0] == "kernel"}
                return (facts.release, facts.package), places
        return (None, None), {}

    def page_size(self, zones: Sequence[Zone], release: str | None) -> int | None:
        """Bytes of a page: as another line says, or MemTotal, which is the managed pages of all zones; else None."""
        if self._page in _PAGE_SIZES:
            return self._page
        managed = [zone.managed for zone in zones if zone.managed is not None]
        if self._total_kb and managed and sum(managed) and len(managed) == len(zones):
            size = min(_PAGE_SIZES, key=lambda one: abs(one * sum(managed) - (self._total_kb or 0) * 1024))
            if abs(size * sum(managed) - self._total_kb * 1024) < size * sum(managed) // 16:
                return size
        for report in self._others:
            if report.scenario.zones:
                return report.scenario.page_size
        named = _SIZE_IN_RELEASE.search(release or "")
        return int(named[1]) * 1024 if named is not None else None

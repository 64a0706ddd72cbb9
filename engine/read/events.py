"""Where do events begin? Each kind of event that the kernel tells about memory is a row; a new kind is a new row.

The whole text is searched for a few short strings only; lines are looked at near them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from engine.model.report import Kind
from engine.read.pattern import blanks
from engine.read.tasks import table_end_in

_ORDER = r"order[:=] ?(?P<order>-?\d+)(?!\w)"
_ORDER_GLUED = r"order=(?P<glued>-?\d+)(?=oom_|,|\s|$)"
"""The order where a web page's editor took the commas away."""
_NODES = r"nodemask=(?P<nodemask>\(null\)|\d+(?:[,-]\d+)*)(?!\w)"
_MASK = r"(?P<mask>0x[0-9a-f]+)(?: ?\((?P<names>[\w|]*)\))?"
_CPUSET = r"(?:, ?cpuset=(?P<cpuset>[^\s,]*)(?:, ?mems_allowed=(?P<mems>\d+(?:[,-]\d+)*))?)?"
_MODE = rf"mode: ?{_MASK}(?:,? ?{_NODES})?{_CPUSET}"


@dataclass(frozen=True, slots=True)
class EventRow:
    """One kind of first line, from its fixed words on; the task's name stands before them where `names_task` says so.

    `words` are strings of which at least one stands in the line. A `prelude` is part of the header that follows it.
    `order` is that of requests whose line does not print it because there is but one; `old_bits` are Linux 2.4's.
    """

    kind: Kind
    pattern: re.Pattern[str]
    words: tuple[str, ...]
    names_task: bool = True
    prelude: bool = False
    order: int | None = None
    old_bits: bool = False


def _row(
    kind: Kind,
    pattern: str,
    *words: str,
    names_task: bool = True,
    prelude: bool = False,
    order: int | None = None,
    old_bits: bool = False,
) -> EventRow:
    return EventRow(kind, re.compile(blanks(pattern)), words, names_task, prelude, order, old_bits)


EVENTS = (
    _row(
        Kind.PAGE_ALLOC_FAILURE,
        rf"(?:page allocation|vmemmap alloc) failure(?P<mark>[.:]) {_ORDER}, ?{_MODE}",
        "order:",
        "mode:0x",
    ),
    _row(
        Kind.SHOW_MEM,
        rf"page allocation stalls? for \d+ ?(?:ms|secs?)[,:] {_ORDER}, ?{_MODE}",
        "order:",
        "mode:0x",
    ),
    _row(
        Kind.PAGE_ALLOC_FAILURE,
        r"(?P<order>\d{1,2})-order allocation failed(?: \(gfp=(?P<mask>0x[0-9a-f]+)/\d+\)(?: from [0-9a-f]{8,16}$)?)?",
        "er allocation failed",
        names_task=False,
        old_bits=True,
    ),
    _row(
        Kind.VMALLOC,
        rf"vmalloc: allocation failure, allocated \d+ of \d+ bytes, ?{_MODE}",
        "vmalloc",
        order=0,
    ),
    _row(
        Kind.VMALLOC,
        r"vmalloc(?:: allocation failure[:,]| error:| size \d+ allocation failure:) ?(?:(?!page order)[^,:]{1,64}, ?)?"
        rf"(?:page order (?P<order>\d+)(?:, ?| allocation failed, ?))?(?:[^,:]{{1,64}}, ?)?{_MODE}",
        "vmalloc",
    ),
    _row(
        Kind.VMALLOC,
        r"vmalloc: allocation failure\b|(?:vmap allocation|vmalloc_node_range) for size \d+ failed",
        "vmalloc",
        "vmap alloc",
        names_task=False,
        prelude=True,
    ),
    _row(
        Kind.OOM_KILL,
        rf"(?:invoked )?oom-killer: ?gfp_mask={_MASK}(?:, ?{_NODES})?(?:, ?{_ORDER}|{_ORDER_GLUED})?",
        "oom-killer",
        "gfp_mask=",
    ),
    _row(Kind.SHOW_MEM, r"(?:sysrq|SysRq) ?: Show [Mm]emory", "Show ", names_task=False),
)
_HEADER_WORDS = tuple(dict.fromkeys(word for row in EVENTS for word in row.words))
_ENDING_WORDS = ("Killed process ", "ill process ", " panic - not syncing: ")
_ASIDE_WORDS = (*_ENDING_WORDS, "memory: usage ", " to allocate memory on ", " mm/page_alloc.c:", " mm/util.c:")
"""Of lines that tell of something without a report around them: see asides.py."""
_OOM_WORDS = ("oom-killer", *_ENDING_WORDS)
_TASKS = "total_vm"
_MOST_HEADERS = ("page allocation ", "oom-killer")
_BEFORE_BLOCKS = "Page block "
_BLOCKS = _BEFORE_BLOCKS + "order:"
"""A line of /proc/pagetypeinfo has one of the words and tells of no request."""
_LISTING_WORDS = ("Mem-", "kB min:", "*128kB", " btch:", ", batch ")

LEAD, LEAD_OF_LISTING = 4, 80
"""Lines before a hit that may belong to it; a listing without a header may have its trace above it."""
APART = 240
"""Hits with more lines between them are of different events: the longest traces are shorter."""
_LAST_FEW = 64
_BEFORE_TASKS = 40_000
"""Characters between the last hit of an OOM report and its table of tasks: slab caches may be listed there."""
AFTER_HEADER, AFTER_LISTING = 160, 60
"""Lines after the last hit that are looked at: a trace, or the buddy lines and the tail."""


class Hit(NamedTuple):
    """A place where one of the words stands: of a listing, of a header, or of an aside, which is looked at like one."""

    offset: int
    number: int
    header: bool
    aside: bool


class Region(NamedTuple):
    """A part of the text in which events are: the number of its first line, its offsets, the lines that were hit."""

    first: int
    start: int
    end: int
    headers: frozenset[int]
    listings: tuple[int, ...]


def regions(text: str) -> Iterator[Region]:
    """The parts of the text that need to be looked at, in order, none overlapping another."""
    hits: list[Hit] = []
    floor = 0
    for hit in _hits(text):
        if hits and _is_another(hits[-1], hit) and hit.offset > _past_tasks(text, hits):
            region = _region(text, hits, floor, text.rfind("\n", 0, hit.offset) + 1)
            yield region
            floor = region.end
            hits = []
        hits.append(hit)
    if hits:
        yield _region(text, hits, floor, len(text))


def _is_another(last: Hit, hit: Hit) -> bool:
    """Whether a hit is of another event than the last one: a header far below a listing or a kill begins one."""
    begins = hit.header and not hit.aside and (not last.header or last.aside)
    return hit.number - last.number > (AFTER_LISTING if begins else APART)


def _past_tasks(text: str, hits: list[Hit]) -> int:
    """The offset after the last hit's table of tasks and the kill below it; that of the hit if there is no table."""
    last = hits[-1].offset
    if not any(text.startswith(_OOM_WORDS, hit.offset) for hit in hits[-_LAST_FEW:]):
        return last
    heading = text.find(_TASKS, last, last + _BEFORE_TASKS)
    if heading < 0:
        return last
    end = table_end_in(text, heading)
    for _ in range(AFTER_LISTING):
        end = text.find("\n", end) + 1 or len(text)
    return end


def _hits(text: str) -> Iterator[Hit]:
    found: dict[int, bool] = {}
    for words, header in ((_LISTING_WORDS, False), (_HEADER_WORDS + _ASIDE_WORDS, True)):
        for word in words:
            at = text.find(word)
            while at >= 0:
                found[at] = header or found.get(at, False)
                at = text.find(word, at + len(word))
    number, position = 1, 0
    for at in sorted(found):
        if text.startswith(_BLOCKS, max(at - len(_BEFORE_BLOCKS), 0)):
            continue
        number += text.count("\n", position, at)
        position = at
        yield Hit(at, number, found[at], found[at] and text.startswith(_ASIDE_WORDS, at))


def _is_header(text: str, start: int, hit: Hit) -> bool:
    """Whether the line of a hit, which starts at an offset, is an event's first and not a part of its trace."""
    end = text.find("\n", hit.offset)
    return hit.header and any(text.find(words, start, end if end >= 0 else len(text)) >= 0 for words in _MOST_HEADERS)


def _region(text: str, hits: list[Hit], floor: int, ceiling: int) -> Region:
    start, first = text.rfind("\n", 0, hits[0].offset) + 1, hits[0].number
    for _ in range(LEAD if _is_header(text, start, hits[0]) else LEAD_OF_LISTING):
        if start <= floor:
            break
        start = text.rfind("\n", 0, start - 1) + 1
        first -= 1
    end = hits[-1].offset
    for _ in range(AFTER_HEADER if hits[-1].header else AFTER_LISTING):
        end = text.find("\n", end + 1)
        if end < 0:
            end = len(text)
            break
    end = min(max(end, _past_tasks(text, hits)), ceiling)
    headers = frozenset(hit.number for hit in hits if hit.header)
    return Region(first, start, end, headers, tuple(dict.fromkeys(hit.number for hit in hits if not hit.header)))

"""Which parts of a large text may hold reports? A few long words are searched for; all else is never looked at.

The cost of a search is about inverse to the word's length, so that few and long ones are chosen: each report that the
kernel prints has at least one of them. A text is cut into pieces of a fixed size, each of which is searched on its own,
so that the answer does not depend on who searches which.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from engine.survey.find import places_of

PIECE = 8 << 20
"""Bytes that are searched at once."""
MARGIN = 24 << 10
"""Bytes before the first and after the last word that are read with it: longer than a trace or a listing."""
_LINES_ABOVE, _ABOVE = 24, 4 << 10
"""Lines above a header that are read with it, and their bytes: what was left out, the task's name, SLUB's text."""
_LINES_ABOVE_LISTING = 100
"""The same of a word that may stand below a trace."""
LONG_LINE = 16 << 10
"""The border of a piece is moved to the end of its line, unless that is further than this."""
WIDE, WIDEST = 256 << 10, 4 << 20
"""Bytes after which a part that doesn't end is cut at the next header, and after which it is cut anyhow."""
_HEADER, _PRELUDE, _LISTING, _OTHER = range(4)
_LINES_AFTER = {_HEADER: 240, _PRELUDE: 240, _LISTING: 120, _OTHER: 120}
"""Lines after the last word, by its kind: no trace of a header and no end of a listing is longer."""
KILL_REACH = 1 << 20
"""Bytes behind an OOM report in which its last line is looked for: a table of thousands of tasks."""
_LINES_BELOW_KILL = 12
_LINES_BELOW_BUDDY = 64
"""Lines after the last buddy line: the tail of the listing, and what the reader looks at below one."""
BEFORE = MARGIN + 2 * LONG_LINE
BEHIND = MARGIN + 2 * LONG_LINE + KILL_REACH
"""Bytes in front of a piece and behind it that are needed to say where its parts begin and end."""


class _Anchor(NamedTuple):
    """A word, and the patterns that tell what it is of: the first that matches where the word stands decides."""

    word: bytes
    kinds: tuple[tuple[re.Pattern[bytes], int], ...]


_ANY = re.compile(b"")
_ANCHORS = (
    _Anchor(b"lowmem_reserve[]:", ((_ANY, _LISTING),)),
    _Anchor(b"oom-killer: gfp_mask=", ((_ANY, _HEADER),)),
    _Anchor(
        b" allocation f",
        (
            (re.compile(rb"(?<=page) allocation failure[.:] ?order:"), _HEADER),
            (re.compile(rb"(?<=vmap) allocation for size|(?<=vmalloc:) allocation failure"), _PRELUDE),
            (re.compile(rb"(?<=page|rder) allocation fail|(?<=\d) allocation failure: "), _OTHER),
        ),
    ),
    _Anchor(b" to allocate memory on ", ((re.compile(rb"(?<=[Uu]nable) "), _OTHER),)),
)
_WORDS = tuple([anchor.word for anchor in _ANCHORS])
_BUDDY = (b"*128kB", b": empty")
_KILL = (b"Killed process ", b"Kill process ", b"no killable process", b"Kernel panic - not syncing: ")


HEAD = 8 << 10
_ROLLED = re.compile(
    rb"^(?:__CURSOR=|__REALTIME_TIMESTAMP=|(?:Panic|Oops|Emergency)#\d{1,6} Part\d)|\A\s{0,64}[\[{]\s{0,64}\n"
    rb'|"MESSAGE" ?: ?\[|^(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d [\d:.]{8,18} [^\[\n]{1,40}\[s=',
    re.MULTILINE,
)
_PROC = re.compile(rb"Node {1,4}\d{1,4}, zone {1,8}[A-Z]")


def is_rolled(head: bytes) -> bool:
    """Whether the messages of a text stand on several lines each, in the journal's export format or JSON: then a part
    of it tells nothing without the rest.
    """
    return _ROLLED.search(head, 0, HEAD) is not None


def is_proc(head: bytes) -> bool:
    """Whether a text begins with files of /proc, which have none of the words that are searched for."""
    return _PROC.search(head, 0, HEAD) is not None


class Extent(NamedTuple):
    """Bytes `start` to `end` of a text, whole lines; a report in it is read without looking beyond."""

    start: int
    end: int


class _Hit(NamedTuple):
    position: int
    kind: int


def extents_in(data: bytes | bytearray, low: int, high: int) -> list[Extent]:
    """The parts around the words between `low` and `high`, as offsets of `data`; some reach beyond these two."""
    hits = _hits(data, low, high)
    return list(_groups(data, hits)) if hits else []


def _hits(data: bytes | bytearray, low: int, high: int) -> list[_Hit]:
    found: list[_Hit] = []
    for number, at in places_of(_WORDS, data, low, high):
        for pattern, kind in _ANCHORS[number].kinds:
            if pattern.match(data, at):
                found.append(_Hit(at, kind))
                break
    found.sort()
    return found


def _groups(data: bytes | bytearray, hits: Sequence[_Hit]) -> Iterator[Extent]:
    start = _start_of(data, hits[0])
    last, header, listed = hits[0], -1, 0
    for hit in hits:
        position, kind = hit
        apart = _apart(data, last, header, hit)
        if apart is not None:
            yield Extent(start, apart.start)
            start, header, listed = apart.end, -1, 0
        elif kind is _HEADER and position > start and _may_cut(data, header, position, listed, start):
            cut = _cut_before(data, position, last.position)
            if cut > start:
                yield Extent(start, _end_of(data, last, header, cut))
                start = cut
        elif position - start > WIDEST:
            cut = _line_start(data, position)
            yield Extent(start, cut)
            start = cut
        if kind is _HEADER:
            header, listed = position, 0
        listed += kind is _LISTING
        last = hit
    yield Extent(start, _end_of(data, last, header, len(data)))


def _apart(data: bytes | bytearray, last: _Hit, header: int, hit: _Hit) -> Extent | None:
    """What stands between the parts of two words; None if they are of one part."""
    if hit.position - last.position <= _ABOVE:
        return None
    end, start = _end_of(data, last, header, hit.position), _start_of(data, hit)
    return Extent(end, start) if end <= start else None


def _start_of(data: bytes | bytearray, hit: _Hit) -> int:
    """Where the part begins whose first word that is: a listing may have a trace above it, a header has few lines."""
    lines, size = (_LINES_ABOVE, _ABOVE) if hit.kind is _HEADER else (_LINES_ABOVE_LISTING, MARGIN)
    start, farthest = hit.position, max(hit.position - size, 0)
    for _ in range(lines):
        above = data.rfind(b"\n", farthest, max(start - 1, 0)) + 1
        if not above:
            break
        start = above
    return _line_start(data, start)


def _may_cut(data: bytes | bytearray, header: int, position: int, listed: int, start: int) -> bool:
    """Whether the report before a header is whole: as many zones as buddy lines follow its own header."""
    if header >= 0 and listed and sum(data.count(word, header, position) for word in _BUDDY) == listed:
        return True
    return position - start > WIDE


def _cut_before(data: bytes | bytearray, position: int, last: int) -> int:
    """Where the lines of a header begin: at its own, or above if its task's name or its first half stands there."""
    start = _line_start(data, position)
    if b":" not in data[start:position]:
        start = _line_start(data, start - 1)
    prelude = (
        data.rfind(b"vmalloc: ", max(last, position - 512), start),
        data.rfind(b"vmap allocation for ", max(last - 32, position - 512), start),
    )
    first = min((at for at in prelude if at >= 0), default=start)
    return _line_start(data, first) if first < start else start


def _end_of(data: bytes | bytearray, last: _Hit, header: int, limit: int) -> int:
    """The end of the line that stands far enough behind the last word; of an OOM kill, behind its last line."""
    limit = min(limit, len(data))
    farthest = min(last.position + MARGIN, limit)
    if header >= 0 and data.startswith(b"oom-killer", header):
        killed = _past_kills(data, last.position, limit)
        if killed > last.position:
            return killed
    end = _lines_on(data, last.position, _LINES_AFTER[last.kind], farthest)
    if last.kind is _LISTING and not data.startswith(b"oom-killer", header):
        buddy = max(data.rfind(word, last.position, end) for word in _BUDDY)
        end = end if buddy < 0 else min(end, _lines_on(data, buddy, _LINES_BELOW_BUDDY, farthest))
    return min(end, limit)


def _past_kills(data: bytes | bytearray, position: int, limit: int) -> int:
    """Behind the kill that follows and those close behind it; the position itself if there is none."""
    end, reach = position, min(position + KILL_REACH, limit)
    while (killed := min((at for word in _KILL if (at := data.find(word, end, reach)) >= 0), default=-1)) >= 0:
        end, reach = killed + 1, _below(data, killed, limit)
    return reach if end > position else position


def _lines_on(data: bytes | bytearray, position: int, lines: int, farthest: int) -> int:
    """The end of the line so many lines below, or of that in which the farthest offset is."""
    for _ in range(lines):
        position = data.find(b"\n", position, farthest) + 1
        if not position:
            return _line_end(data, farthest)
    return position


def _below(data: bytes | bytearray, killed: int, limit: int) -> int:
    """The end of the last line that may tell more of a kill: what the reaper freed, the others of a group."""
    end, farthest = killed, min(killed + LONG_LINE, limit)
    for _ in range(_LINES_BELOW_KILL):
        at = data.find(b"\n", end, farthest) + 1
        if not at:
            return _line_end(data, farthest) if end == killed else end
        end = at
    return end


def _line_start(data: bytes | bytearray, position: int) -> int:
    return (
        0 if position <= 0 else data.rfind(b"\n", 0, position) + 1 if position <= LONG_LINE else _near(data, position)
    )


def _near(data: bytes | bytearray, position: int) -> int:
    at = data.rfind(b"\n", position - LONG_LINE, position)
    return at + 1 if at >= 0 else position


def _line_end(data: bytes | bytearray, position: int) -> int:
    if position >= len(data):
        return len(data)
    at = data.find(b"\n", position, position + LONG_LINE)
    return at + 1 if at >= 0 else min(position + LONG_LINE, len(data))


def border(data: bytes | bytearray, position: int) -> int:
    """The first line start at or behind a position, the position itself if the line is too long."""
    if position <= 0 or data[position - 1 : position] == b"\n":
        return max(position, 0)
    at = data.find(b"\n", position, position + LONG_LINE)
    return at + 1 if at >= 0 else min(position, len(data))


def joined(before: Sequence[Extent], after: Sequence[Extent]) -> list[Extent]:
    """The parts of two neighbouring pieces: the last of the one and the first of the other are one if they touch."""
    if not before or not after or after[0].start >= before[-1].end:
        return [*before, *after]
    first, second = before[-1], after[0]
    if second.end - first.start > WIDEST + WIDE:
        middle = max(min(first.end, second.end), second.start)
        return [*before[:-1], first._replace(end=middle), second._replace(start=middle), *after[1:]]
    end = max(first.end, second.end)
    return [*before[:-1], Extent(first.start, min(end, after[1].start) if len(after) > 1 else end), *after[1:]]


def count_lines(data: bytes | bytearray) -> int:
    """How many line ends there are; leaving them out is faster than counting them."""
    return len(data) - len(data.replace(b"\n", b""))

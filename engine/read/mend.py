"""Which lines were broken on their way, and how do they go together again?

Mail programs break at blanks, consoles at a column, in mid-number too. A following line belongs to the one before if it
begins nothing of its own and the two together read further, in the grammar of that kind of line, than the first alone.
Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re
from collections import Counter

from engine.read.kinds import ZONE_NAME
from engine.read.lines import NO_EDGE, Edge, Line, Piece, Sheet
from engine.read.pattern import blanks

NARROWEST = 56
"""Nobody breaks lines that are shorter than this."""
_MOST_PIECES = 24
_MANY = 3
_INDENT = 2
"""Blanks that few of the kernel's own lines begin with."""

_OF_ZONE = rf"(?:Node \d{{1,4}},? )?{ZONE_NAME}"
_FIELD = r"(?:[a-z_]+(?:\([a-z]+\))?: ?\d+[kK]B|pages_scanned:\d+|all_unreclaimable\?(?: (?:yes|no))?)(?!\S)"
_BLOCKS = r"\d+\* ?\d+kB(?: \([A-Z]+\))?(?!\S)"
_KERNEL = r"(?:Not tainted|Tainted:\D{0,80}?) \d+\.\d+\S*"
SOUND = {
    kind: re.compile(blanks(pattern))
    for kind, pattern in {
        "zone": rf"{_OF_ZONE}(?: {_FIELD})*",
        "node": rf"Node \d{{1,4}},?(?: (?:{_FIELD}|[A-Z][a-z]+:\d+[kK]B(?!\S)))*",
        "buddy": rf"{_OF_ZONE}:(?: empty|(?: {_BLOCKS})*(?: =(?: \d+kB)?(?!\S))?)",
        "reserve": r"[a-z_]+\[\]:(?: \d+(?!\S))*",
        "cpuset": r".{1,64}? cpuset=\S+(?: mems_allowed=\d+(?:[,-]\d+)*)?",
        "totals": r"(?: ?[A-Za-z_-]+: ?\d+(?!\S))*",
        "process": rf"(?:CPU: ?\d+(?: UID: ?\d+)?(?: PID: ?\d+)?|Pid: ?\d+,)(?: [Cc]omm:.{{0,80}}?)?"
        rf"(?: (?:Kdump: loaded )?{_KERNEL})?",
    }.items()
}
"""By kind: what a line of that kind looks like, as far as it is sound."""
_PART_OF_FRAME = re.compile(r"\w\+(?:0x?|0x[0-9a-f]{1,8}(?:/(?:0x?)?)?)?$")
"""How a frame of a call trace ends that was broken in its offset or before its size."""
_MOST_ASIDE_PIECES = 4
_ASIDES = tuple(
    (re.compile(blanks(begins)), re.compile(blanks(goes_on)), between)
    for begins, goes_on, between in (
        (
            r"cache: (?!.*min order: ?\d)",
            r"(?:(?:object|buffer|default|min) |size: |order: ?\d|\d{1,12}(?:, |$)).*",
            " ",
        ),
        (
            r"(?:Out of [Mm]emory|Memory cgroup out of memory|Killed process).*[\w),:]$",
            r"(?:process \d|\(\S|total-vm:|(?:anon|file|shmem)-rss:|UID: ?\d|pgtables: ?\d|oom_score_adj: ?-?\d"
            r"|\d{1,12}kB(?!\S)).*",
            " ",
        ),
        (r"oom-kill:(?!.*,uid=\d)", r"\S{1,240}$", ""),
        (r"\[ ?pid ?\](?!.*\bname$)", r"(?:[a-z_]{2,16} ){0,8}name$", " "),
    )
)
"""How such lines begin and are not whole, what goes on with them, and what stood between."""
_PROCESS_WHOLE = re.compile(blanks(rf".{{2,60}}?[Cc]omm: .{{1,80}}?{_KERNEL}"))
_FIGURES = frozenset({"zone", "buddy", "node", "tail"})
_NAMED = frozenset({"zone", "node"})
"""Kinds whose figures stand with their names, so that one part of a line is not taken for another."""
_BARE = frozenset({"totals", "reserve"})
"""Kinds whose figures have no unit: digits on the next line may be another's, so that only an edge joins them."""
_TELLING = _NAMED | {"buddy"}
"""Kinds whose figures look like nothing else."""


def find_edge(sheet: Sheet) -> Edge:
    """The column at which a console broke or cut the lines, if it did: then some of the longest end in mid-word.

    What was broken off may be indented, so that it reaches further than the rest.
    """
    longest, count = sheet.longest()
    edge = _edge_at(sheet, longest, count)
    indented = " " * (min((_indent(raw) for raw in sheet.raws() if raw.strip()), default=0) + _INDENT)
    if not edge.width and any(raw.startswith(indented) for raw in sheet.raws()):
        edge = _edge_at(sheet, *sheet.longest(indented))
    return edge if edge.width else Edge(0, False, 0, longest if count >= _MANY else 0)


def _indent(raw: str) -> int:
    return len(raw) - len(raw.lstrip())


def _edge_at(sheet: Sheet, width: int, count: int) -> Edge:
    if count < _MANY or width < NARROWEST:
        return NO_EDGE
    broken = [index for index in sheet.known if index not in sheet.runs and _ends_in_word(sheet.line(index), width)]
    broken = broken or [index for index, raw in enumerate(sheet.raws()) if _ends_in_frame(raw.rstrip(), width)]
    if not broken:
        return NO_EDGE
    cuts = not all(_may_go_on(sheet, index) for index in broken)
    return Edge(width, cuts, 0 if cuts else _usual_indent(sheet, width))


def _may_go_on(sheet: Sheet, index: int) -> bool:
    """Whether what was broken off a line may stand below: that has no stamp of its own where the line has one."""
    if not sheet.begins_nothing(index + 1):
        return False
    return not (sheet.line(index).stamped and sheet.line(index + 1).stamped)


def _usual_indent(sheet: Sheet, width: int) -> int:
    """The blanks that most lines below those of a width begin with."""
    raws = sheet.raws()
    below = (raws[index + 1] for index in range(len(raws) - 1) if len(raws[index].rstrip()) == width)
    indents = Counter(map(_indent, below))
    return indents.most_common(1)[0][0] if indents else 0


def _ends_in_frame(raw: str, width: int) -> bool:
    return len(raw) == width and _PART_OF_FRAME.search(raw) is not None


def _ends_in_word(line: Line, width: int) -> bool:
    if line.width != width or line.kind not in SOUND:
        return False
    found = SOUND[line.kind].match(line.text)
    return found is None or found.end() < len(line.text)


def mended(sheet: Sheet, index: int) -> tuple[Line, int]:
    """The line at an index with all that was broken off it, and how many lines of the sheet that took."""
    line = sheet.line(index)
    if not sheet.begins_nothing(index + 1):
        return line, 1
    if line.kind == "nodename":
        return _with_figures(sheet, line, index)
    if line.kind == "aside":
        return _aside_with_rest(sheet, line, index)
    return _with_rest(sheet, line, index, 1) if line.kind in SOUND else (line, 1)


def _aside_with_rest(sheet: Sheet, line: Line, index: int) -> tuple[Line, int]:
    """A line of an OOM report or of SLUB with what was broken off it, if it certainly is that."""
    row = next((row for row in _ASIDES if row[0].match(line.text)), None)
    taken = 1
    while row is not None and taken < _MOST_ASIDE_PIECES and sheet.begins_nothing(index + taken):
        following = sheet.line(index + taken)
        if following.stamped or not row[1].match(following.text):
            break
        line = together(line, following, row[2])
        taken += 1
    return line, taken


def _with_figures(sheet: Sheet, line: Line, index: int) -> tuple[Line, int]:
    """A line that ends after a node's or a zone's name, with the figures that were broken off it."""
    following = sheet.line(index + 1)
    joined = together(line, following, " ")
    joined.recognise()
    if joined.kind in _FIGURES and following.text and not following.stamped and _may_break(line, following):
        return _with_rest(sheet, joined, index, 2)
    return line, 1


def _with_rest(sheet: Sheet, line: Line, index: int, taken: int) -> tuple[Line, int]:
    stamped = line.stamped
    while taken < _MOST_PIECES and line.kind in SOUND and sheet.begins_nothing(index + taken):
        following = sheet.line(index + taken)
        if not following.text or (following.stamped and stamped):
            break
        join = _process_join if line.kind == "process" else _join
        joined = join(line, following, breaks_in_word(sheet.edge, line, following))
        if joined is None:
            break
        line = joined
        taken += 1
    return line, taken


def _join(line: Line, following: Line, at_edge: bool) -> Line | None:
    if line.kind not in _TELLING and not _may_break(line, following):
        return None
    best: tuple[int, str] | None = None
    for between in separators(at_edge):
        text = line.text + between + following.text
        if not (between or at_edge) and line.kind in _BARE and (line.text[-1:] + following.text[0]).isdigit():
            continue
        found = SOUND[line.kind or ""].match(text)
        end = 0 if found is None else found.end()
        reach = end - len(between)
        whole = line.kind in _NAMED or " " not in text[end:].strip()
        if end > len(line.text) and whole and (best is None or reach > best[0]):
            best = reach, between
    return None if best is None else together(line, following, best[1])


def separators(in_word: bool) -> tuple[str, str]:
    """What may have stood where the line was broken, the likelier first."""
    return ("", " ") if in_word else (" ", "")


def breaks_in_word(edge: Edge, line: Line, following: Line) -> bool:
    """Whether a line ends where lines are broken in mid-word and the next does not begin with a blank of its own."""
    width = line.width - (edge.indent if line.pieces else 0)
    return edge.width in (width, line.width) and _indent(following.raw) <= edge.indent


def _may_break(line: Line, following: Line) -> bool:
    """Whether the next word would have made the line longer than lines may be anywhere."""
    return line.width + 1 + len(following.text.split(None, 1)[0]) >= NARROWEST


def _process_join(line: Line, following: Line, at_edge: bool) -> Line | None:
    """A process line is open until it names the kernel; two breaks at most leave it so."""
    whole = _PROCESS_WHOLE.match(line.text)
    if whole is not None and not (at_edge and whole.end() == len(line.text)):
        return None
    if not line.pieces and line.width < NARROWEST // 2:
        return None
    for between in separators(at_edge):
        joined = together(line, following, between)
        if _PROCESS_WHOLE.match(joined.text):
            return joined
    return together(line, following, " ") if len(line.pieces) < 2 else None


def together(line: Line, following: Line, between: str) -> Line:
    """One line out of two; what follows keeps the places of its own line."""
    joined = Line(line.number, line.raw, line.column, line.found)
    joined.text = line.text + between + following.text
    shift = len(line.text) + len(between)
    moved = (Piece(piece.offset + shift, piece.number, piece.column, piece.length) for piece in following.as_pieces())
    joined.pieces = (*line.as_pieces(), *moved)
    return joined

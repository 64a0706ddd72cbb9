"""How did a pager, a mail program or a lost line end lay the lines out, and what lines were they?"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from engine.read.kinds import KINDS, ZONE_NAME
from engine.read.origins import Change, Repair, Span, with_edits
from engine.read.pattern import blanks
from engine.read.prefix import prefix_end

_PAGER = re.compile(
    r"^(?:lines \d+-\d+(?:/\d+)?(?: \(END\)| \d{1,3}%)?|\(END\))[ \t\r]{0,256}(?:\n|\Z)"
    r"|--More--(?:\(\d{1,3}%\))?[ \t]{0,8}",
    re.MULTILINE,
)
_CUT = re.compile(r"[>\u2026](?=\r?(?:\n|\Z))")
_NARROWEST = 40
_FEWEST = 2


def without_pager(text: str) -> Change | None:
    """The text without the lines that a pager prints itself."""
    if not ("--More" in text or "(END)" in text or "lines " in text):
        return None
    edits = [Span(found.start(), found.end(), "") for found in _PAGER.finditer(text)]
    if not edits:
        return None
    repair = Repair("a pager's own words were left out", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])


def without_cut_marks(text: str) -> Change | None:
    """The text without the signs by which a pager shows that it cut lines, all at the width beyond which none goes."""
    if ">" not in text and "\u2026" not in text:
        return None
    marks = [(found.start(), found.start() - text.rfind("\n", 0, found.start()) - 1) for found in _CUT.finditer(text)]
    if len(marks) < _FEWEST:
        return None
    width, count = Counter(column for _, column in marks).most_common(1)[0]
    if width < _NARROWEST or count < _FEWEST or max(len(line.rstrip()) for line in text.split("\n")) > width + 1:
        return None
    edits = [Span(at, at + 1, "") for at, column in marks if column == width]
    repair = Repair("lines are cut at the edge of a screen", edits[0].start, len(edits), doubtful=True)
    return Change(tuple(with_edits(text, edits)), [repair], width)


_MANY_LINES = 8


def without_blank_lines(text: str) -> Change | None:
    """The text without the blank lines that stand between all others, as mail and web pages put them."""
    lines = text.split("\n")
    blank = [not line.strip("> |\t\r") for line in lines]
    if len(lines) < _MANY_LINES or sum(blank) * 5 < len(lines) * 2:
        return None
    edits: list[Span] = []
    offset = 0
    for number, line in enumerate(lines[:-1]):
        if blank[number] and number and not blank[number - 1]:
            edits.append(Span(offset, offset + len(line) + 1, ""))
        offset += len(line) + 1
    if len(edits) * 5 < len(lines) * 2:
        return None
    repair = Repair("blank lines between all lines were left out", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])


_STAMP = r"\[ ?\d{1,10}\.\d{6}\](?:\[ ?[TC]\d{1,10}\])?"
_KNOWN = re.sub(r"\?P<\w+>", "?:", "|".join(pattern for kind, pattern in KINDS.items() if kind != "other"))
_DAEMON = r"[A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d [\w.-]{1,64} kernel: "
_INNER_STAMP = re.compile(blanks(rf"(?:{_DAEMON}|{_STAMP} )\S"))
_INNER_LINE = re.compile(
    blanks(
        rf"(?:Node \d{{1,4}} (?:{ZONE_NAME} free: ?\d+kB (?:boost|min):|{ZONE_NAME}: \d+\* ?\d+kB)"
        r"|(?:DMA|DMA32|Normal|HighMem|Movable) free: ?\d+kB (?:boost|min):"
        r"|lowmem_reserve\[\]: \d|Mem-Info:|Call Trace:)"
    )
)
_NOT_BEFORE_STAMP = frozenset(("", " ", "\t", "\n", ">", "|", ":", "[", "*"))
_NOT_BEFORE_LINE = _NOT_BEFORE_STAMP.union("ACDEFGHIJKLMNOPQRSTUVWXYZ_,({")
_NODE_ALONE = re.compile(r"Node\s+\d{1,4},?\s*$")
_KERNEL = re.compile(blanks(rf"(?:{_KNOWN}|[^\n]{{0,64}}(?:page allocation failure|oom-killer:))"))
_ENDS_IN_FIGURES = re.compile(
    blanks(r"(?:[a-z_)]:\d+[kK]B|claimable\? (?:yes|no)|\*\d+kB(?: \([A-Z]+\))?|= \d+kB|_reserve\[\]:(?: \d+)+) ?$")
)
"""What a broken line of a listing ends with, whatever it begins with."""
_LONGEST_FIGURES = 160
_NAME_ALONE = re.compile(
    blanks(rf"{_STAMP} (?:Node \d{{1,4}} )?(?:DMA|DMA32|Normal|HighMem|Movable)(?P<end> ?\n[> ]{{0,16}})(?=free: ?\d)")
)
"""A zone's name, behind which a mail program broke the line that was parted before it."""


def with_lost_line_ends(text: str) -> Change | None:
    """The text with a line end where, behind words of the kernel, a second line of it begins."""
    edits: list[Span] = []
    last = parted = 0
    after_stamp = set(_starts(text, _INNER_STAMP, _NOT_BEFORE_STAMP))
    starts = sorted(after_stamp.union(_starts(text, _INNER_LINE, _NOT_BEFORE_LINE)))
    for start, at in starts:
        line = text.rfind("\n", last, start) + 1
        if line > last:
            last, parted = line, 0
        words = text[last : min(start, last + _ENOUGH)]
        stamped = (start, at) in after_stamp
        sure = stamped and (parted >= _SURE or _ENDS_IN_FIGURES.search(words[-_LONGEST_FIGURES:]) is not None)
        if (sure or _KERNEL.match(words, prefix_end(words))) and not _NODE_ALONE.search(words[-16:]):
            edits.append(Span(start, at, "\n"))
            last = at
            parted += 1
            broken = _NAME_ALONE.match(text, at) if stamped else None
            if broken is not None:
                edits.append(Span(*broken.span("end"), " "))
    if not edits:
        return None
    repair = Repair("a line of the kernel begins in mid-line; the line was parted there", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])


def _starts(text: str, pattern: re.Pattern[str], not_before: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where in mid-line something begins, with the blanks before it and without; not behind some characters."""
    for found in pattern.finditer(text):
        at = start = found.start()
        while start > at - _BLANKS and text[start - 1 : start] in (" ", "\t"):
            start -= 1
        before = text[start - 1 : start]
        if before not in not_before or text.endswith(("nfo:", "race:"), 0, start):
            if before == "]" and not text[start - 2 : start - 1].islower():
                continue
            yield start, at


_SURE = 2
"""So many lines of the kernel on one line say that each further time begins another."""
_BLANKS = 64
_ENOUGH = 2048
_ZONE_LINE = re.compile(
    blanks(
        rf"(?P<node>Node (?P<number>\d{{1,4}}),? )?(?<![\w.])(?P<zone>{ZONE_NAME})"
        r"(?=(?P<free> free: ?\d+kB)|: \d+\* ?\d+kB)"
    )
)


def _differ(lines: Counter[tuple[str, bool, bool]], zone: str) -> bool:
    """Whether of a zone's lines, two for each listing, some have a node and some don't."""
    both = [lines[zone, buddy, False] + lines[zone, buddy, True] for buddy in (False, True)]
    return both[0] == both[1] and lines[zone, False, False] != lines[zone, True, False]


def with_nodes(text: str) -> Change | None:
    """The text with `Node N` before zones that lack it, if others have it and all name the same node."""
    if "Node " not in text:
        return None
    found = list(_ZONE_LINE.finditer(text))
    nodes = {zone["number"] for zone in found if zone["node"]}
    lines = Counter((zone["zone"], zone["free"] is None, zone["node"] is None) for zone in found)
    lacking = [zone for zone in found if not zone["node"] and _differ(lines, zone["zone"])]
    if len(nodes) != 1 or not lacking:
        return None
    name = f"Node {nodes.pop()} "
    edits = [Span(zone.start(), zone.start(), name) for zone in lacking]
    repair = Repair(f"“{name}” was put before zones that lack it, as all others have it", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])

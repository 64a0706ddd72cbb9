"""What does an event's first line say: who asked, for what, and where from?"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import NamedTuple

from engine.model.report import Kind, Level, Place
from engine.model.request import AllocRequest
from engine.model.scenario import Trait
from engine.read.events import EVENTS, EventRow
from engine.read.lines import Line, Sheet
from engine.read.listing import Note
from engine.read.mend import NARROWEST, breaks_in_word, separators, together
from engine.read.pattern import blanks

_BEGINS_INSIDE = re.compile(
    blanks(r"[\w.:,\s]{0,24}?(?:failure[.:]|order:-?\d|mode:(?:0x|$)|mode: 0x)|\w{0,10} ?oom-killer:|\w{0,8}=0x")
)
_MORE_MASK = re.compile(r"(?:[0-9a-f]{0,14}\((?:__)?GFP|[0-9a-f]{1,14}(?:, ?(?:nodemask|order)\b|$))")
"""What goes on with a mask that was broken."""
_REST = re.compile(
    r"(?:0?x?[0-9a-f]{0,14}\((?:__)?GFP|x?[0-9a-f]{1,14}, ?(?:nodemask|order)\b|\d{0,2}, ?mode:0x|de:0x)"
)
"""Nothing but the rest of a header begins so."""
_LEFT_OPEN = ("page alloc", "vmemmap alloc", "oom-killer", "vmalloc error", "vmalloc: alloc")
_LONGEST_HEADER = 1024
_HARD_WRAP = 72
_LONGEST_COMM = 15
_QUOTES = ('"', "'", "`")
"""Marks of somebody who quotes a header in a sentence; those of a word processor were made these before."""
_ALIKE = 5
"""Characters at which two lines are compared: that of grep -n is the shortest prefix."""
_PATIENCE = 400
"""Lines in one part of the text that looked like pieces of a header and were none, before no more are put together."""
_TOP_ORDER = 63
_MOVED_BITS = 0x80
"""Linux 2.4 has __GFP_HIGHIO here and __GFP_FS above (include/linux/mm.h, 2.4.20)."""
_TOP_NODE = 1023

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Header:
    """The first line of an event, mended, with the columns of what it names. `cut`: its last word may be half a one."""

    row: EventRow
    line: Line
    found: re.Match[str]
    comm: Span | None
    cut: bool = False

    def value(self, name: str) -> str | None:
        """A named part of the line as printed."""
        told = self.found.groupdict()
        return told.get(name) if name != "order" else told.get("order") or told.get("glued")

    def place(self, name: str) -> Place:
        """Where a named part stands."""
        if name == "order" and self.found["order"] is None:
            name = "glued"
        return self.line.place(*self.found.span(name))

    def task(self) -> str | None:
        """The task's name as printed."""
        return None if self.comm is None else self.line.text[slice(*self.comm)]


class Headed(NamedTuple):
    """A header and the index after its last line."""

    header: Header
    end: int


def header_at(sheet: Sheet, index: int, floor: int) -> Headed | None:
    """The header on the line at an index or, where it was broken, around it. Lines before `floor` are taken already."""
    line = sheet.line(index)
    header = header_in(line)
    if header is not None:
        return _extended(sheet, _with_task_above(sheet, header, index, floor), index + 1)
    if sheet.tried > _PATIENCE:
        return None
    inside = _BEGINS_INSIDE.match(line.text) is not None
    if not inside and not any(words in line.text for words in _LEFT_OPEN):
        return None
    for back in range(_reach_back(sheet, index, floor) if inside else 0, -1, -1):
        for forward in range(4):
            found = _put_together(sheet, index - back, index + forward)
            if found is not None:
                return _extended(sheet, found, index + forward + 1)
    sheet.tried += 1
    return None


def _with_task_above(sheet: Sheet, header: Header, index: int, floor: int) -> Header:
    """The header with the task's name, where a mail program broke the line right before “oom-killer:”."""
    if header.comm is not None or header.row.kind is not Kind.OOM_KILL or header.found.start() or index <= floor:
        return header
    if not sheet.line(index - 1).text.endswith(" invoked"):
        return header
    whole = _put_together(sheet, index - 1, index)
    return header if whole is None else whole


def _reach_back(sheet: Sheet, index: int, floor: int) -> int:
    """How many lines before this one may be the beginning of a header that was broken."""
    reach = 0
    while reach < 2 and index - reach > floor:
        if sheet.line(index - reach).stamped or not sheet.begins_nothing(index - reach - 1):
            break
        reach += 1
    return reach


def _put_together(sheet: Sheet, first: int, last: int) -> Header | None:
    if first == last or last >= len(sheet):
        return None
    for between in separators(breaks_in_word(sheet.edge, sheet.line(last - 1), sheet.line(last))):
        line = _window(sheet, first, last + 1, between)
        header = None if line is None else header_in(line, len(line.text) - len(sheet.line(last).text))
        if header is not None and (header.comm is not None or not header.row.names_task):
            return header if _begins_in(sheet.line(first), header) else None
    return None


def _begins_in(line: Line, header: Header) -> bool:
    """Whether a header that was put together begins in the first of its lines: else that one is not part of it."""
    return (header.found.start() if header.comm is None else header.comm[0]) < len(line.text)


def _window(sheet: Sheet, start: int, end: int, between: str) -> Line | None:
    """The lines from `start` to `end` as one, if the later ones can belong to the first."""
    line = sheet.line(start)
    for index in range(start + 1, end):
        if not _belongs(sheet, index, between):
            return None
        line = together(line, sheet.line(index), between)
    return line


def _belongs(sheet: Sheet, index: int, between: str) -> bool:
    """Whether a line may be what was broken off the one before: at a blank, or else at the edge of a console."""
    last, following = sheet.line(index - 1), sheet.line(index)
    if following.kind is not None or not following.text or following.stamped or _begin_alike(last.raw, following.raw):
        return False
    if between:
        return last.width + 1 + len(following.text.split(None, 1)[0]) >= NARROWEST // 2
    edge = sheet.edge
    if _REST.match(following.text):
        return True
    return last.width == edge.width or (not edge.width and (last.width >= _HARD_WRAP or last.width == edge.longest))


def _begin_alike(raw: str, following: str) -> bool:
    """Whether both lines begin with words of the same shape, such as a date that no row of prefix.py knows."""
    begin, other = raw[:_ALIKE], following[:_ALIKE]
    if len(other) < _ALIKE or len(begin) < _ALIKE or not any(map(str.isdigit, begin)):
        return False
    return all(one == two or (one.isdigit() and two.isdigit()) for one, two in zip(begin, other, strict=True))


def header_in(line: Line, beyond: int = 0) -> Header | None:
    """The header in a line, if it reaches beyond a column."""
    text = line.text
    for row in EVENTS:
        if not any(word in text for word in row.words):
            continue
        found = row.pattern.search(text, 0, _LONGEST_HEADER)
        if found is not None and found.end() > beyond:
            return Header(row, line, found, _comm_span(text, found.start()) if row.names_task else None)
    return None


def _extended(sheet: Sheet, header: Header, end: int) -> Headed:
    """The header with what was broken off its end."""
    while (header.value("mems") is None or _at_edge(sheet, header, end)) and sheet.begins_nothing(end):
        betweens = separators(breaks_in_word(sheet.edge, sheet.line(end - 1), sheet.line(end)))
        longer = next(filter(None, (_longer(sheet, header, end, between) for between in betweens)), None)
        if longer is None:
            break
        header, end = longer, end + 1
    cut = sheet.edge.cuts and _at_edge(sheet, header, end)
    return Headed(replace(header, cut=cut or _goes_on(sheet, header, end)), end)


def _goes_on(sheet: Sheet, header: Header, end: int) -> bool:
    """Whether the line ends in the mask, and what the next begins with may be more of it."""
    if header.value("names") is not None or header.found.end() != len(header.line.text) or end >= len(sheet):
        return False
    return header.value("mask") is not None and _MORE_MASK.match(sheet.line(end).text) is not None


def _at_edge(sheet: Sheet, header: Header, end: int) -> bool:
    """Whether the header's last word ends where lines are broken or cut, so that it may be a part of one."""
    return sheet.line(end - 1).width == sheet.edge.width and header.found.end() == len(header.line.text)


def _longer(sheet: Sheet, header: Header, end: int, between: str) -> Header | None:
    if not _belongs(sheet, end, between):
        return None
    longer = header_in(together(header.line, sheet.line(end), between), len(header.line.text))
    return longer if longer is not None and longer.row is header.row else None


def _comm_span(text: str, end: int) -> Span | None:
    """The task's name before the fixed words; what an unknown prefix left before it is cut off if it is too long.

    None where a quotation begins with the fixed words, for those of a sentence stand before it, and where dots do.
    """
    before = text[:end].rstrip()
    if before.endswith(_QUOTES) or not before.strip(" .…"):
        return None
    before = before.removesuffix(":").rstrip()
    start = len(before) - len(before.lstrip())
    for mark in (": ", "] ", " "):
        if len(before) - start <= _LONGEST_COMM:
            break
        cut = before.rfind(mark)
        start = cut + len(mark) if cut >= 0 else start
    if before.startswith(_QUOTES, start) and before[start] not in before[start + 1 :]:
        start += 1
    return (start, len(before)) if start < len(before) else None


def request_of(header: Header, note: Note) -> AllocRequest | None:
    """The request that the line prints; None where order or mask isn't printed or can't be."""
    order, mask = header.value("order"), header.value("mask")
    if order is None and header.row.order is not None:
        order = str(header.row.order)
    if order is None or mask is None:
        return None
    if len(order) > 4 or order[0] == "-" or int(order) > _TOP_ORDER:
        if order != "-1":
            note(
                Level.ERROR,
                f"order {order[:24]} can't have been asked for; the request was left unread",
                header.place("order"),
            )
        return None
    if len(mask) > 18:
        note(Level.ERROR, "the mask has more than 64 bits; the request was left unread", header.place("mask"))
        return None
    if header.found.groupdict().get("glued") is not None:
        message = "the commas of this line are lost: the order stands right behind the mask"
        note(Level.INFO, message, header.place("order"))
    elif header.line.text[header.found.end("mask") :][:1].isalnum():
        note(Level.ERROR, "something is glued to the mask; the request was left unread", header.place("mask"))
        return None
    if header.row.old_bits and int(mask, 16) >= _MOVED_BITS:
        message = "the names of the mask's bits are those of 2.6.12: from 0x80 on Linux 2.4 meant others"
        note(Level.INFO, message, header.place("mask"))
    names, nodes = header.value("names"), header.value("nodemask")
    if header.cut and names is None and nodes is None:
        note(Level.WARNING, "the line is cut in or after the mask; the request was left unread", header.place("mask"))
        return None
    mems = header.value("mems")
    if header.cut and mems is not None:
        note(Level.WARNING, "the line is cut in or after mems_allowed, which was left unread", header.place("mems"))
    elif header.cut and nodes is not None:
        note(Level.WARNING, "the line is cut in or after the nodemask, which was left unread", header.place("nodemask"))
    return AllocRequest(
        order=int(order),
        gfp_mask=int(mask, 16),
        gfp_names=_names(names),
        nodemask=None if header.cut and mems is None else node_set(nodes),
        mems_allowed=None if header.cut else node_set(mems),
    )


def _names(names: str | None) -> tuple[str, ...]:
    return tuple(name.strip() for name in names.split("|") if name.strip()) if names else ()


def node_set(printed: str | None) -> frozenset[int] | None:
    """A list of nodes ("0-1,3") as a set; None for "(null)", for nothing printed and for what is no such list."""
    if printed is None or printed == "(null)":
        return None
    nodes: set[int] = set()
    for part in printed.split(","):
        first, dash, last = part.partition("-")
        if not (first.isdecimal() and len(first) <= 4 and (not dash or (last.isdecimal() and len(last) <= 4))):
            return None
        low, high = int(first), int(last) if dash else int(first)
        if not low <= high <= _TOP_NODE:
            return None
        nodes.update(range(low, high + 1))
    return frozenset(nodes)


_MARKS = {".": frozenset({Trait.HEADER_DOT}), ":": frozenset({Trait.HEADER_COLON})}


_ADJ = {
    Trait.OOMKILLADJ: re.compile(r"\boomkilladj=-?\d"),
    Trait.OOM_ADJ: re.compile(r"\boom_adj=-?\d"),
    Trait.OOM_SCORE_ADJ: re.compile(r"^(?!.*\boom_adj=).*?\boom_score_adj=-?\d"),
}


def header_traits(header: Header) -> set[Trait]:
    """What the first line tells of the kernel."""
    traits = set()
    if header.value("names") is not None:
        traits.add(Trait.GFP_NAMES)
    elif header.value("mask") is not None and not _names_are_cut(header):
        traits.add(Trait.BARE_MASK)
    if header.row.old_bits:
        traits.add(Trait.HEADER_OF_24)
    if header.row.kind is Kind.OOM_KILL:
        rest = header.line.text[header.found.end() :]
        traits |= {trait for trait, pattern in _ADJ.items() if pattern.search(rest) is not None}
    if header.row.kind is Kind.PAGE_ALLOC_FAILURE:
        traits |= _MARKS.get(header.value("mark") or "", frozenset())
        if header.value("nodemask") is not None:
            traits.add(Trait.HEADER_NODEMASK)
        if header.value("cpuset") is not None:
            traits.add(Trait.HEADER_CPUSET)
    return traits


def _names_are_cut(header: Header) -> bool:
    """Whether names may have stood behind the mask before the line was cut."""
    return header.cut or header.line.text[header.found.end("mask") :].lstrip().startswith("(")


def note_rest(header: Header, note: Note) -> None:
    """Tell what stands behind the header's sound part: it was cut there, or something is mixed in."""
    if header.row.kind is not Kind.PAGE_ALLOC_FAILURE:
        return
    end = header.found.end()
    rest = header.line.text[end:].strip(" ,")
    if rest == "]" and header.line.text.startswith("message repeated "):
        return
    if rest and not rest.startswith(_QUOTES):
        start = header.line.text.index(rest, end)
        message = f"“{rest[:40]}” is not what the kernel prints here: the line is cut, and what followed is not known"
        note(Level.WARNING, message, header.line.place(start, start + len(rest)))

"""Which characters of a line are line ends, tabs and the like, written out by a log daemon or a programming language?

rsyslog writes `#012`, others `\\x0a`, JSON and Python `\\n`. A line is taken apart only where it is sure: what follows
two of its written line ends, or one if another line has two, or what lies before the end of two lines, is the kernel's.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.read.kinds import KINDS
from engine.read.origins import Change, Repair, Span, with_edits
from engine.read.pattern import blanks
from engine.read.prefix import PREFIX

_BACKSLASH = r"(?<!\\)\\{1,8}"
_QUOTED_END = r"(?:[\"'],? ?(?:\n ?)?[ub]?[\"'])?"
_PROC = r"Node +\d{1,4}, zone +\w|(?:pages )?(?:free|min|low|high|present|managed) +\d|protection: \("
_KINDS = blanks("|".join([*(pattern for kind, pattern in KINDS.items() if kind != "nodename"), _PROC]))
_UNNAMED = re.compile(r"\?P<\w+>")
_BEGINS = (
    rf"(?=(?=(?P<before>{_UNNAMED.sub('?:', PREFIX)}))(?P=before)(?:{_UNNAMED.sub('?:', _KINDS)}))"  # no second try
)


class _Style(NamedTuple):
    """One way of writing characters: what a line end looks like, what any character does, how it is read."""

    sign: str
    line_end: str
    any: str
    read: Callable[[str], str]
    told: str


def _octal(written: str) -> str:
    return chr(int(written[1:], 8))


_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "", "f": "", "e": "\x1b", "0": ""}


def _backslashed(written: str) -> str:
    letter = written.lstrip("\\")
    if letter[0] in "xu":
        return chr(int(letter[1:], 16))
    if letter[:1] in "01" and len(letter) == 3:
        return chr(int(letter, 8))
    return _LETTERS.get(letter[0], letter[0])


_STYLES = (
    _Style(
        "#0",
        r"(?:#015)?#012",
        r"#0[0-3][0-7]",
        _octal,
        "line ends and tabs written as #012 and #011 were read as such",
    ),
    _Style(
        "\\",
        _BACKSLASH + r"(?:r\\{1,8})?(?:n|x0[aA]|u000[aA]|012)",
        _BACKSLASH + r"(?:[nrtbfe]|x[01][0-9a-fA-F]|u00[01][0-9a-fA-F]|u003[cCeE]|u0026|0[0-3][0-7]|[\"'/])",
        _backslashed,
        r"line ends and tabs written as \n, \t or \x0a were read as such",
    ),
)
_FOLLOWED = [re.compile(style.line_end + _QUOTED_END + r"[^\S\n]*" + _BEGINS) for style in _STYLES]
_LAST = [re.compile(f"(?:{style.line_end})+[\"',\\]\\s]{{0,4}}$", re.MULTILINE) for style in _STYLES]
_ANY = [re.compile(f"(?P<end>{style.line_end}){_QUOTED_END}|{style.any}") for style in _STYLES]
_KEYS = r"\{(?:[ \t]{0,8}\"[^\"\\\n]{0,64}\"[ \t]{0,8}:[ \t]{0,8}\{?){1,4}"
_OPENING = re.compile(rf"[ \t]{{0,8}}(?:{_KEYS})?\[?[ub]?[\"']")
_WORDS = (
    "Mem-",
    "free:",
    "SLUB: ",
    "object size: ",
    "_reserve[]:",
    "Call Trace",
    "CPU: ",
    "Pid: ",
    "active_anon:",
    "+0x",
    "kB = ",
    ", zone ",
)
_ENOUGH = 2
_TRIES = 4
_REACH = 240


def without_escapes(text: str) -> Change | None:
    """The text with written line ends, tabs and escape characters in their place."""
    for number, style in enumerate(_STYLES):
        if style.sign[0] in text and style.sign in text:
            edits = list(_edits(text, number))
            if edits:
                return Change(tuple(with_edits(text, edits)), [Repair(style.told, edits[0].start, len(edits))])
    return None


def _edits(text: str, number: int) -> Iterator[Span]:
    endings = [found.start() for found in _LAST[number].finditer(text)]
    many = len(endings) >= _ENOUGH
    lines = list(_lines_with(text, _STYLES[number].sign))
    counts = [_beginnings(text, number, start, end) for start, end in lines]
    enough = 1 if max(counts, default=0) >= _ENOUGH else _ENOUGH
    at = 0
    for (start, end), count in zip(lines, counts, strict=True):
        while at < len(endings) and endings[at] < start:
            at += 1
        if count >= enough or (many and at < len(endings) and endings[at] < end):
            yield from _line_edits(text, number, start, end)


def _lines_with(text: str, sign: str) -> Iterator[tuple[int, int]]:
    """The lines that hold a sign."""
    at = text.find(sign)
    while at >= 0:
        start = text.rfind("\n", 0, at) + 1
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        yield start, end
        at = text.find(sign, end)


def _beginnings(text: str, number: int, start: int, end: int) -> int:
    """How many of the kernel's lines begin behind a written line end, up to enough; looked for near usual words."""
    found: set[int] = set()
    for word in _WORDS:
        at = text.find(word, start, end)
        for _ in range(_TRIES):
            if at < 0:
                break
            for behind in _FOLLOWED[number].finditer(text, max(start, at - _REACH), min(at + _REACH, end)):
                found.add(behind.start())
                if len(found) >= _ENOUGH:
                    return len(found)
            at = text.find(word, at + _REACH, end)
    return len(found)


def _line_edits(text: str, number: int, start: int, end: int) -> Iterator[Span]:
    opening = _OPENING.match(text, start, end)
    if opening is not None:
        yield Span(start, opening.end(), "")
        start = opening.end()
    read = _STYLES[number].read
    for found in _ANY[number].finditer(text, start, end):
        yield Span(found.start(), found.end(), "\n" if found["end"] else read(found[0]))

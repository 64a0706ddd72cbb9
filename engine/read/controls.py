"""Which characters did a terminal or a word processor put there? They go, or become what the kernel printed.

Control sequences, NULs and marks without width go; blanks, dashes and quotes that print alike become ASCII; a carriage
return within a line ends it, as the console overwrote what stood there.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.read.origins import Change, Repair, Span, with_edits

_SEQUENCE = (
    r"\x1b(?:\[[0-?]{0,64}[ -/]{0,4}[@-~]|\][^\x07\x1b\n]{0,256}(?:\x07|\x1b\\)|[PX^_][^\x1b\n]{0,256}\x1b\\"
    r"|[ -/]{1,4}[0-~]|[0-Z\\^_`a-~])?|\x9b[0-?]{0,64}[ -/]{0,4}[@-~]|\^\[\[[\d;]{0,16}[mK]"
)
_BARE_SEQUENCE = (
    r"(?:\\{1,8}(?:e|033|x1[bB]|u001[bB])|\u241b)?"
    r"\[(?:\d{1,3}(?:;\d{1,3}){0,4}m|m(?![a-z0-9_]{0,64}(?: [0-9a-f]{8,64})?[\](]))"
)
"""A colour whose escape character was lost; a module's name may begin with m, too."""
_NOTHING = r"[\x00-\x07\x0e-\x1b\x7f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff]+"
_CARRIAGE = r"(?<!\r)\r+(?![\r\n]|\Z)"
_TYPED = {
    "\u2028": "\n", "\u2029": "\n", "\x85": "\n", "\u240a": "\n", "\u2424": "\n",
    **dict.fromkeys("\u2018\u2019\u201a\u201b\u2032", "'"), **dict.fromkeys("\u201c\u201d\u201e\u201f\u2033", '"'),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"), **dict.fromkeys("\u00d7\u2217", "*"),
    **dict.fromkeys(map(chr, (0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F, 0x3000)), " "),
    **{chr(0xFEE0 + code): chr(code) for code in range(0x21, 0x7F) if not chr(code).isalnum()}, "\u2044": "/",
}  # fmt: skip
_TWICE = "(?:\u00c2\u00a0)+"
"""No-break spaces in UTF-8 that somebody took for Windows-1252."""
_ALIKE = str.maketrans(_TYPED)
_RULES = {
    "sequence": (f"(?:{_SEQUENCE})+", "a terminal's control sequences were left out"),
    "nothing": (_NOTHING, "characters that print nothing were left out"),
    "carriage": (_CARRIAGE, "a carriage return within a line was taken for its end"),
    "twice": (_TWICE, "no-break spaces that were decoded twice were read as blanks"),
    "typed": (f"[{''.join(_TYPED)}]+", "blanks, dashes and marks of a word processor were read as those of the kernel"),
}
_PUT = {"carriage": "\n", "twice": " "}
_ANY = re.compile("|".join(f"(?P<{name}>{pattern})" for name, (pattern, _) in _RULES.items()))
_BEYOND_ASCII = re.compile(rf"[\x9b\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff{''.join(_TYPED)}]")
_BARE = re.compile(_BARE_SEQUENCE)
_BACKSPACES = re.compile("\b+")
_SIGNS = ("\x1b", "\0", "\x07", "\x7f", "\x01", "\x0f")


def has_controls(text: str) -> bool:
    """A quick look for anything that this stage may change."""
    if any(sign in text for sign in _SIGNS) or (not text.isascii() and _BEYOND_ASCII.search(text) is not None):
        return True
    return ("^" in text and "^[[" in text) or ("\r" in text and _lone_returns(text))


def _lone_returns(text: str) -> bool:
    return text.count("\r") != text.count("\r\n") + text.endswith("\r")


def without_controls(text: str) -> Change | None:
    """The text without what terminals and word processors put there."""
    if not has_controls(text):
        return None
    firsts: dict[str, int] = {}
    counts: dict[str, int] = {}
    edits = list(_edits(text, firsts, counts))
    if not edits:
        return None
    repairs = [Repair(_RULES[name][1], at, counts[name]) for name, at in firsts.items()]
    return Change(tuple(with_edits(text, edits)), repairs)


def _edits(text: str, firsts: dict[str, int], counts: dict[str, int]) -> Iterator[Span]:
    for found in _ANY.finditer(text):
        name = found.lastgroup or ""
        firsts.setdefault(name, found.start())
        counts[name] = counts.get(name, 0) + 1
        put = found[0].translate(_ALIKE) if name == "typed" else _PUT.get(name, "")
        yield Span(found.start(), found.end(), put)


def has_vertical_tabs(text: str) -> bool:
    """Whether lines end in vertical tabs, as word processors have them between the lines of one paragraph."""
    return "\x0b" in text and text.count("\x0b") > text.count("\n")


def without_vertical_tabs(text: str) -> Change | None:
    """The text with line ends in their stead."""
    edits = [Span(found.start(), found.end(), "\n") for found in re.finditer("\x0b+", text)]
    return Change(
        tuple(with_edits(text, edits)), [Repair("vertical tabs were taken for line ends", edits[0].start, len(edits))]
    )


def without_backspaces(text: str) -> Change | None:
    """The text as a terminal shows it: a backspace takes the character before it away."""
    if "\b" not in text:
        return None
    edits: list[Span] = []
    floor = 0
    for found in _BACKSPACES.finditer(text):
        line = max(text.rfind("\n", floor, found.start()) + 1, floor)
        edits.append(Span(max(line, found.start() - len(found[0])), found.end(), ""))
        floor = found.end()
    repair = Repair("characters that a backspace takes away were left out", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])


def without_bare_colours(text: str) -> Change | None:
    """The text without colours whose escape character was lost on the way."""
    if "[0m" not in text and "[m" not in text:
        return None
    edits = [Span(found.start(), found.end(), "") for found in _BARE.finditer(text)]
    if not edits:
        return None
    repair = Repair("a terminal's control sequences were left out", edits[0].start, len(edits))
    return Change(tuple(with_edits(text, edits)), [repair])

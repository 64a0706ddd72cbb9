"""One line after its prefix, and where each of its characters stood in the text as it came."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from engine.model.report import Place
from engine.read.kinds import RUNS, figures_inside, kill_inside, kind_match, known_lines, landmark
from engine.read.prefix import caller_in, is_stamp, prefix_end, usual_end
from engine.read.text import LONGEST_LINE


class Piece(NamedTuple):
    """A part of a line that was put together: from `offset` on it is line `number` of the text, from `column` on."""

    offset: int
    number: int
    column: int
    length: int


class Run(NamedTuple):
    """Lines of one kind as they came; `number` is that of the first."""

    number: int
    raws: list[str]


class Edge(NamedTuple):
    """The width at which a console broke the lines, 0 for none; `cuts` if what went beyond was lost, `indent` the
    blanks before what was broken off. `longest` is the width of the longest lines where nothing tells that they were.
    """

    width: int
    cuts: bool
    indent: int = 0
    longest: int = 0


NO_EDGE = Edge(0, False)


class Line:
    """What the kernel printed on one line. `found` is what it begins, `pieces` is empty unless it was put together."""

    __slots__ = ("column", "found", "kind", "number", "pieces", "raw", "text")

    def __init__(self, number: int, raw: str, column: int, found: re.Match[str] | None) -> None:
        self.number = number
        self.raw = raw
        self.column = column
        self.text = raw[column:].rstrip()
        self.pieces: tuple[Piece, ...] = ()
        self.found = found
        self.kind = None if found is None else found.lastgroup

    @property
    def stamped(self) -> bool:
        """Whether the line has a prefix that says when or where it was printed."""
        return self.column > 0 and is_stamp(self.raw[: self.column])

    @property
    def caller(self) -> str | None:
        """The task or CPU that the prefix names."""
        return caller_in(self.raw[: self.column])

    @property
    def width(self) -> int:
        """Where the line ends in the text as it came; of one that was put together, its last part."""
        if not self.pieces:
            return self.column + len(self.text)
        last = self.pieces[-1]
        return last.column + last.length

    def place(self, start: int, end: int) -> Place:
        """Where characters `start` to `end` stand; of a value that was broken in two, the first part."""
        if not self.pieces:
            return Place(self.number, self.column + start, self.column + end)
        piece = next((piece for piece in reversed(self.pieces) if piece.offset <= start), self.pieces[0])
        shift = piece.column - piece.offset
        return Place(piece.number, start + shift, min(end, piece.offset + piece.length) + shift)

    def whole(self) -> Place:
        """The whole line."""
        return self.place(0, len(self.text))

    def numbers(self) -> tuple[int, ...]:
        """All lines of the text that this line stands on."""
        return (self.number,) if not self.pieces else tuple(dict.fromkeys(piece.number for piece in self.pieces))

    def as_pieces(self) -> tuple[Piece, ...]:
        """The line's pieces, itself being one if it was not put together."""
        return self.pieces or (Piece(0, self.number, self.column, len(self.text)),)

    def skip(self, columns: int) -> None:
        """Take the first columns for a part of the prefix."""
        self.column += columns
        self.text = self.text[columns:]
        self.recognise()

    def recognise(self) -> None:
        """Look again at what the text begins."""
        self.found = kind_match(self.text)
        self.kind = None if self.found is None else self.found.lastgroup


class UsualLine(Line):
    """A line with no more before it than usual (prefix.USUAL); what it says is looked at when somebody asks."""

    __slots__ = ()

    def __init__(self, number: int, raw: str) -> None:
        self.number = number
        self.raw = raw
        self.pieces = ()
        self.found = None
        self.kind = None

    def __getattr__(self, name: str) -> Any:
        if name not in ("column", "text"):
            raise AttributeError(name)
        self.column = max(usual_end(self.raw), 0)
        self.text = self.raw[self.column :].rstrip()
        return getattr(self, name)


def line_of(number: int, raw: str) -> Line:
    """A line of the text, whatever it begins."""
    raw = raw[:LONGEST_LINE]
    line = Line(number, raw, prefix_end(raw), None)
    if "&" in line.text or line.text.endswith((">", "**")):
        _unescape(line)
    line.recognise()
    return line


_FIRST_FEW = 5
_LONGEST_STRANGE = 400
_BEGINS_PREFIX = re.compile(
    r"(?<=[^\sA-Za-z0-9])[ \t]*(?=[\[<0-9A-Z])|(?<=[^\s])[ \t]+(?=[\[<0-9A-Z])|(?<=\w)(?=[\[<])"
)
_KILL = " process "
_CHARGE = "memory: usage "
_PROCESS_REACH = 6
"""Lines below a header in which its process line is looked for."""
_MARKUP_SIGNS = {"&": ("&lt;", "&gt;", "&nbsp;", "&amp;"), "<br": ("<br",), "**": ("**\n", "**\r")}
_MARKUP = ("<br>", "<br/>", "<br />", "**")
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&quot;": '"', "&nbsp;": " ", "&#39;": "'"}


def _unescape(line: Line) -> None:
    """Take HTML's escapes for what they mean and leave out marks at the end; the columns of all else stay known."""
    text = line.text
    for ending in _MARKUP:
        text = text.removesuffix(ending)
    if not any(entity in text for entity in _ENTITIES):
        line.text = text.rstrip()
        return
    pieces: list[Piece] = []
    parts: list[str] = []
    offset = position = 0
    while position < len(text):
        start = text.find("&", position)
        entity = next((name for name in _ENTITIES if start >= 0 and text.startswith(name, start)), "")
        end = len(text) if start < 0 else start + (not entity)
        for part, column, length in (
            (text[position:end], position, end - position),
            (_ENTITIES.get(entity, ""), start, len(entity)),
        ):
            if part:
                pieces.append(Piece(offset, line.number, line.column + column, length))
                parts.append(part)
                offset += len(part)
        position = end + len(entity)
    line.text = "".join(parts).rstrip()
    line.pieces = tuple(pieces) if len(pieces) > 1 else ()


class Sheet:
    """The lines of one part of the text.

    `known` are the indices of those that begin something, in order, `unknown` of those that hold something else;
    `callers` says whether the prefixes name one.
    Frames of a call trace and the tail of a listing are kept as runs: kind and end by the index of the first line.
    `edge` is where a console broke or cut the lines.
    """

    __slots__ = ("_lines", "_raws", "_strange", "callers", "edge", "first", "known", "runs", "tried", "unknown")

    def __init__(self, first: int, text: str, landmarks: tuple[int, ...], headers: Iterable[int] = ()) -> None:
        self.first = first
        self.tried = 0
        self.edge = NO_EDGE
        self.runs: dict[int, tuple[str, int]] = {}
        self._raws = text.split("\n")
        self._lines: dict[int, Line] = {}
        self._strange: re.Pattern[str] | None = None
        if any(sign in text and any(mark in text for mark in marks) for sign, marks in _MARKUP_SIGNS.items()):
            self._look_closely()
        else:
            self._look(text)
        untold = True
        for number in landmarks:
            if number - first not in self._lines:
                untold = not self._look_inside(number - first, untold) and untold
            untold = untold and number - first not in self._lines
        if not landmarks:
            self._look_below(sorted(number - first for number in headers))
        if _KILL in text:
            self._look_for_kills()
        self.known = sorted({**self._lines, **self.runs})
        runs = (range(index, end) for index, (_, end) in self.runs.items())
        rest = set(range(len(self._raws))).difference(self._lines, *runs)
        self.unknown = {index for index in rest if self._raws[index] and not self._raws[index].isspace()}
        self.callers = any(self.line(index).caller is not None for index in self.known[:_FIRST_FEW])

    def __len__(self) -> int:
        return len(self._raws)

    def line(self, index: int) -> Line:
        """The line at an index, whether it begins something or not."""
        line = self._lines.get(index)
        if line is None:
            line = line_of(self.first + index, self._raws[index])
            if self._strange is not None:
                _skip_strange(line, self._strange)
        return line

    def run(self, index: int, end: int) -> Run:
        """The lines of a run from one index to another."""
        return Run(self.first + index, self._raws[index:end])

    def raws(self) -> list[str]:
        """All its lines as they came."""
        return self._raws

    def longest(self, but: str = "\n") -> tuple[int, int]:
        """The width of the longest lines, and how many of them there are; those that begin with `but` left out."""
        widths = [len(raw.rstrip()) for raw in self._raws if not raw.startswith(but)]
        width = max(widths, default=0)
        return width, widths.count(width)

    def begins_nothing(self, index: int) -> bool:
        """Whether the line at an index holds something but is none of the known kinds."""
        return index in self.unknown

    def _look(self, text: str) -> None:
        index = position = 0
        for found in known_lines(text):
            start = found.start()
            index += text.count("\n", position, start)
            position = start
            kind = found.lastgroup or ""
            if kind in RUNS:
                self.runs[index] = kind, index + 1 + text.count("\n", start, found.end() - 1)
            elif found.end() - start <= LONGEST_LINE:
                raw = self._raws[index]
                column = found.end("prefix") - start - 1
                self._lines[index] = Line(self.first + index, raw[:LONGEST_LINE], column, found)

    def _look_closely(self) -> None:
        self.runs.clear()
        self._lines.clear()
        lines = (self.line(index) for index in range(len(self._raws)))
        self._lines = {line.number - self.first: line for line in lines if line.kind is not None}

    def _look_below(self, headers: Iterable[int]) -> None:
        """Where no listing stands, a header's process line tells the words before it that no row of prefix.py knows."""
        for header in headers:
            for index in range(header, min(header + _PROCESS_REACH, len(self._raws))):
                raw = self._raws[index][:LONGEST_LINE]
                if _CHARGE in raw or ("omm: " in raw and index > header):
                    if index not in self._lines:
                        self._look_inside(index, True)
                    return

    def _look_for_kills(self) -> None:
        """Kills that stand behind words of another program, a file's name of grep among them."""
        for index, raw in enumerate(self._raws):
            if _KILL not in raw or index in self._lines:
                continue
            line = self.line(index)
            start = -1 if line.pieces else kill_inside(line.text)
            if start > 0:
                line.skip(start)
                self._lines[index] = line

    def _look_inside(self, index: int, first: bool) -> bool:
        """A line that must be a listing's has words before it that no row of prefix.py knows.

        If it is the first such line, others may begin with these words, too: then they are told.
        """
        line = self.line(index)
        if line.pieces:
            return False
        start = landmark(line.text) if first else figures_inside(line.text)
        if start > 0 and first:
            words = line.text[: _strange_end(line.text, start)].rstrip()
            self._strange = re.compile(_any_of_its_kind(words))
            self._look_closely()
        elif start > 0:
            line.skip(start)
            self._lines[index] = line
        return first and start > 0


def _any_of_its_kind(words: str) -> str:
    """Words with any numbers; grep puts a colon or a dash behind them."""
    pattern = re.sub(r"\d+", r"\\d+", re.escape(words))
    return pattern.replace(r"\-", "[-:]") if words.endswith("-") else pattern


def _strange_end(text: str, start: int) -> int:
    """Where words that are not known end, if what stands between them and the kernel's is a prefix of a known kind."""
    if start > _LONGEST_STRANGE:
        return start
    begins = _BEGINS_PREFIX.finditer(text, 0, start)
    return next((one.start() for one in begins if one.start() + prefix_end(text[one.start() :]) == start), start)


def _skip_strange(line: Line, strange: re.Pattern[str]) -> None:
    found = strange.match(line.text)
    if found is not None and not line.pieces:
        line.skip(found.end())
        line.skip(prefix_end(line.text))

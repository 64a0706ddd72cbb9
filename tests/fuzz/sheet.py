"""What stands in a text, as a person sees it: at a place, around it, above it, anywhere?"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from itertools import pairwise

from engine.model.report import Place

_BREAK = r"(?:#012|\\n|\\x0a|\\012|\\u000[abB]|\\u00a0|\\u3000|\\r|[\r>…$\\\"'}<*]|&|\s)*"
_BREAK_IN_TEXT = r"[^\w\n]{0,8}\n[^\n]{0,80}?"
_FAR = 4000
"""Characters of one line that are looked at on each side of a figure."""
_REACH = 600
"""Lines above that may be the beginning of the same, were they broken at every word."""

_INVISIBLE = re.compile(
    "[^\n]\x08|\x1b[0-Z\\\\^_`a-~]|\x1b\\[[0-?]*[ -/]*[@-~]|\x1b\\][^\x07\n]*\x07?|(?:\\^\\[)?\\[[0-9;]{0,9}[mK]"
    "|\\\\u00(?:0[0-8b-cBCe-fEF]|1[0-9a-fA-F]|7f|ad|85)|\\\\u(?:200[b-f]|feff|202[a-e]|2060)|\\\\x00"
    "|[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060\ufeff]"
)
"""What a terminal doesn't show."""
JOINT = re.compile("[\u2028\u2029\x85\x0b]|" r"#012|\\x0a|\\n|\\012|\\u000[abBdD]|\\u00a0|\\u3000|\r|<br>|&nbsp;")
_SEPARATORS = re.compile("[\x1c-\x1f]")
_BYTES = re.compile(r"\[((?:\s*\d{1,3}\s*,){8,}\s*\d{1,3}\s*)(?:\]|$)")
_REST_OF_BYTES = re.compile(r"[0-9]{1,3}(?:, ?[0-9]{1,3}){0,400},?[\]}\s]{0,8}")
_MANY_BYTES = re.compile(r"\[\s*(?:\d{1,3},\s?){3}|^[\d,\s]*(?:\d{1,3},\s?){2}[\d,\s]*\]?\}?\s*$")
_ONE_BYTE = re.compile(r"\d{1,3}")


def visible(text: str) -> str:
    """The text as a person sees it: without what no terminal shows, bytes that JSON writes as numbers as characters."""
    return _BYTES.sub(lambda found: _characters(found[1]), _cleaned(text))


def _cleaned(part: str) -> str:
    """A part of a line with line ends for what joins lines, and without what no terminal shows."""
    return _INVISIBLE.sub("", JOINT.sub("\n", part))


def _is_plain(text: str) -> bool:
    return text.isascii() and text.isprintable() and "\\" not in text and "[" not in text


def _characters(numbers: str) -> str:
    return bytes(int(one) & 255 for one in _ONE_BYTE.findall(numbers)).decode("utf-8", "replace").replace("\0", "")


class Sheet:
    """The lines of a text, and what stands anywhere in it."""

    def __init__(self, text: str, lines: list[str]) -> None:
        self.lines = lines
        self.text = text if _is_plain(text.replace("\n", "")) else visible(text)
        self._figures: dict[int, bool] = {}
        self._words: str | None = None

    def at(self, place: Place) -> str | None:
        """The characters at a place; None if there are none."""
        if not 1 <= place.line <= len(self.lines):
            return None
        line = self.lines[place.line - 1]
        if not 0 <= place.start < place.end <= len(line):
            return None
        if self.bytes_at(place):
            return _characters(line[place.start : place.end])
        shown = line[place.start : place.end]
        return shown if _is_plain(shown) else _SEPARATORS.sub("", _INVISIBLE.sub("", JOINT.sub(" ", shown)))

    def around(self, place: Place) -> tuple[str, str]:
        """What stands before and behind a place on its line."""
        line = self.lines[place.line - 1]
        before, behind = line[max(place.start - _FAR, 0) : place.start], line[place.end : place.end + _FAR]
        if self.bytes_at(place):
            return _characters(before[before.rfind("[") :]), _characters(behind[: behind.find("]") + 1 or None])
        return (before, behind) if _is_plain(line) else (_cleaned(before), _cleaned(behind))

    def bytes_at(self, place: Place) -> bool:
        """Whether the line at a place is one of bytes written as numbers, or the rest of one that was broken."""
        number = place.line
        while number > 1 and _REST_OF_BYTES.fullmatch(self.lines[number - 1]):
            number -= 1
        return self._is_bytes(self.lines[number - 1])

    def _is_bytes(self, line: str) -> bool:
        return line.count(",") > 2 and _MANY_BYTES.search(_INVISIBLE.sub("", line)) is not None

    def goes_on(self, place: Place, rest: str) -> bool:
        """Whether a line is broken at the end of a place, and goes on with `rest` on one of the next."""
        behind = self.around(place)[1]
        if re.match(_BREAK + re.escape(rest), behind):
            return True
        if re.match(r"[^\w\n]{0,3}\[[^\]\n]{1,40}\]\W{0,3}" + re.escape(rest), behind):
            return True
        if not re.fullmatch(_BREAK, behind):
            return False
        following = self.lines[place.line : place.line + 3]
        if any(rest in line for line in following):
            return True
        return any(
            line.rstrip().endswith(rest[:length]) and rest[length:] in after
            for line, after in pairwise(following)
            for length in range(1, len(rest))
        )

    def before(self, place: Place) -> Iterator[str]:
        """What stands before a place: on its line, then the lines above that may be the beginning of the same."""
        yield self.around(place)[0]
        left = _REACH
        for index in range(place.line - 2, -1, -1):
            line = self.lines[index]
            yield line if _is_plain(line) else visible(line)
            left -= bool(self.lines[index].strip())
            if not left:
                return

    def has_figure(self, figure: int) -> bool:
        """Whether a whole number stands anywhere, in decimal or hexadecimal, maybe broken at the end of a line."""
        known = self._figures.get(figure)
        if known is None:
            written = str(figure), f"{figure:x}"
            known = self._figures[figure] = any(map(self._find, written)) or self._broken(*written)
        return known

    def _find(self, digits: str) -> bool:
        return digits in self.text and bool(re.search(rf"(?<![1-9]){digits}(?![0-9])", self.text, re.IGNORECASE))

    def _broken(self, *any_of: str) -> bool:
        """Whether words stand at the end of a line and go on within the next one, as after a prefix."""
        halves = ((re.escape(one[:at]), re.escape(one[at:])) for one in any_of for at in range(1, len(one)))
        return any(re.search(rf"{one}{_BREAK_IN_TEXT}{other}", self.text) for one, other in halves)

    def has_words(self, text: str) -> bool:
        """Whether words stand anywhere, blanks and line ends aside."""
        if self._words is None:
            self._words = "".join(self.text.split())
        wanted = "".join(visible(text).split())
        if wanted in self._words:
            return True
        return wanted in "".join(html.unescape(JOINT.sub("", self._words)).split()) or self._broken(text)

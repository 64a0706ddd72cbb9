"""Where in the text as it came did a character stand that was taken out of an envelope or repaired?"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import NamedTuple

from engine.model.report import Place


class Span(NamedTuple):
    """Characters `start` to `end` of a text, or `text` in their stead. Of equal length, each stands for its own."""

    start: int
    end: int
    text: str | None = None


class Repair(NamedTuple):
    """What was done to a text how often, the offset of the first time; `doubtful` if it may be wrong or left undone."""

    what: str
    offset: int
    times: int = 1
    doubtful: bool = False


class Change(NamedTuple):
    """What a stage makes of a text: the spans of the new one in its order, and what there is to tell.

    `edge` is the width at which lines of the new text are cut, 0 for none.
    """

    spans: Sequence[Span]
    repairs: Sequence[Repair]
    edge: int = 0


def with_edits(text: str, edits: Iterable[Span]) -> Iterator[Span]:
    """All of a text with some spans replaced; these come in order."""
    end = 0
    for edit in edits:
        if edit.start > end:
            yield Span(end, edit.start)
        yield edit
        end = edit.end
    if end < len(text):
        yield Span(end, len(text))


class _Layer:
    """One text made of spans of another."""

    __slots__ = ("_spans", "_starts", "text")

    def __init__(self, source: str, spans: Iterable[Span]) -> None:
        parts: list[str] = []
        self._spans: list[Span] = []
        for span in spans:
            part = source[span.start : span.end] if span.text is None else span.text
            if part:
                parts.append(part)
                self._spans.append(span)
        self._starts = [0, *accumulate(map(len, parts))]
        self.text = "".join(parts)

    def source(self, offset: int) -> tuple[int, int]:
        """The characters of the other text for which the one at an offset stands; behind the last one, its end."""
        if offset >= len(self.text):
            end = self._spans[-1].end if self._spans else 0
            return end, end
        index = bisect_right(self._starts, offset) - 1
        span = self._spans[index]
        if span.text is None or len(span.text) == span.end - span.start:
            start = span.start + offset - self._starts[index]
            return start, start + 1
        return span.start, span.end


def line_starts(text: str) -> list[int]:
    """The offset of every line, and of the one that would follow."""
    return [0, *accumulate(len(line) + 1 for line in text.split("\n"))]


class Unwrapped:
    """A text after some stages, with the way back to the text as it came."""

    __slots__ = ("_inner", "_layers", "_outer", "edge", "repairs", "source", "text")

    def __init__(self, source: str) -> None:
        self.source = source
        self.text = source
        self.edge = 0
        self.repairs: list[Repair] = []
        self._layers: list[_Layer] = []
        self._inner: list[int] | None = None
        self._outer: list[int] | None = None

    def __bool__(self) -> bool:
        """Whether anything was changed or is to be told."""
        return bool(self._layers or self.repairs)

    def apply(self, change: Change) -> None:
        """Change the text once more."""
        self.repairs += [repair._replace(offset=self._back(repair.offset)[0]) for repair in change.repairs]
        self.edge = change.edge or self.edge
        if change.spans:
            layer = _Layer(self.text, change.spans)
            self._layers.append(layer)
            self.text = layer.text
            self._inner = None

    def _back(self, offset: int) -> tuple[int, int]:
        """The characters of the text as it came for which one character stands."""
        start, end = offset, offset + 1
        for layer in reversed(self._layers):
            first = layer.source(start)
            start, end = first[0], first[1] if end <= start + 1 else max(first[1], layer.source(end - 1)[1])
        return start, end

    def origin(self, line: int, start: int, end: int) -> Place:
        """Where characters of a line of `text` stood; of a value that was broken in two, the first part."""
        if self._inner is None:
            self._inner = line_starts(self.text)
        base = self._inner[min(line, len(self._inner) - 1) - 1]
        first, beyond = self._back(base + start)
        if end > start:
            beyond = max(beyond, self._back(base + end - 1)[1])
        place = self.place_of(first)
        if end <= start:
            return place
        return place._replace(end=max(min(place.start + beyond - first, self._width(place.line)), place.start))

    def place_of(self, offset: int) -> Place:
        """The place, of no width, of an offset of the text as it came."""
        if self._outer is None:
            self._outer = line_starts(self.source)
        line = min(bisect_right(self._outer, offset), len(self._outer) - 1)
        column = min(offset - self._outer[line - 1], self._width(line))
        return Place(line, column, column)

    def _width(self, line: int) -> int:
        assert self._outer is not None
        return self._outer[line] - self._outer[line - 1] - 1

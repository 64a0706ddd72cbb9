"""What is a written report made of? Blocks in order, which each format draws in its own way.

Their texts are plain: whoever draws them makes them harmless.
"""

from __future__ import annotations

from typing import NamedTuple

from engine.report.chart_model import ChartValues
from engine.report.gauge import INDEX, UNUSABLE, Gauge, GaugeRow, index_words, unusable_words

LOG = "log.txt"
"""The file beside the report that holds the lines of the log."""


class Heading(NamedTuple):
    """A heading; level 1 is the title, 2 a part, 3 something in it. `tag` is "observed", "computed" or "advice"."""

    level: int
    text: str
    tag: str = ""


class Paragraph(NamedTuple):
    """Some sentences; `lines` are those of the log that say so, `strong` is what has to be read first."""

    text: str
    lines: tuple[int, ...] = ()
    strong: bool = False


class Fact(NamedTuple):
    """A labelled value."""

    label: str
    text: str
    lines: tuple[int, ...] = ()


class Facts(NamedTuple):
    """Labelled values, one below the other."""

    rows: tuple[Fact, ...]


class Point(NamedTuple):
    """One of several sentences. `tag` is a word that goes before it, `source` what it rests on, `kernels` the releases
    that it holds for.
    """

    text: str
    lines: tuple[int, ...] = ()
    tag: str = ""
    source: str = ""
    kernels: str = ""


class Points(NamedTuple):
    """Sentences that belong together."""

    points: tuple[Point, ...]


class Table(NamedTuple):
    """Cells in rows; columns from `numbers` on hold figures, `failing` are rows to be seen first."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: int = 1
    failing: frozenset[int] = frozenset()


class Picture(NamedTuple):
    """A zone's chart, and the name of the file beside the report that holds it."""

    values: ChartValues
    file: str


class Dial(NamedTuple):
    """A zone's gauge between "too little memory" and "fragmented"."""

    shown: Gauge

    def _name(self, row: GaugeRow) -> str:
        return f"{row.order} asked" if row.order == self.shown.asked else f"{row.order}"

    def table(self) -> Table:
        """The same in figures, for formats without drawings."""
        rows = [(self._name(row), row.size, index_words(row), unusable_words(row)) for row in self.shown.rows]
        asked = [place for place, row in enumerate(self.shown.rows) if row.order == self.shown.asked]
        return Table((f"{self.shown.title}: order", "Size", INDEX, UNUSABLE), tuple(rows), failing=frozenset(asked))


class Draft(NamedTuple):
    """A text to be copied as it is."""

    text: str


class Excerpt(NamedTuple):
    """Lines of the log with their numbers."""

    lines: tuple[tuple[int, str], ...]


Block = Heading | Paragraph | Facts | Points | Table | Picture | Dial | Draft | Excerpt
Document = tuple[Block, ...]


def lines_words(lines: tuple[int, ...]) -> str:
    """ "line 5", "lines 5–7, 9"; "" without any."""
    if not lines:
        return ""
    spans = [f"{first}" if first == last else f"{first}–{last}" for first, last in line_spans(lines)]
    return f"line{'s' if len(set(lines)) > 1 else ''} {', '.join(spans)}"


def line_spans(lines: tuple[int, ...]) -> list[tuple[int, int]]:
    """Numbers as runs of neighbours, ascending."""
    spans: list[tuple[int, int]] = []
    for number in sorted(set(lines)):
        if spans and spans[-1][1] == number - 1:
            spans[-1] = spans[-1][0], number
        else:
            spans.append((number, number))
    return spans

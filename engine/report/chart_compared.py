"""What of another report, or of the log before the edits, stands in a zone's chart to be compared with it?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.compare import counterpart
from engine.report.chart_columns import columns_of
from engine.report.chart_model import ChartBar, ChartKind, Compared, ComparedBar
from engine.report.safe import printable


@dataclass(frozen=True, eq=False)
class Other:
    """The other side: its `name` on a legend ("report 3"), the `words` that tell it in a caption, its analysis."""

    name: str
    words: str
    analysis: Analysis


def compared_with(
    analysis: Analysis, answer: ZoneAnswer, kind: ChartKind, bars: Sequence[ChartBar], other: Other
) -> Compared:
    """The other side's column for each of these; without one where the two can't stand on one scale, and why."""
    name = printable(other.name)
    zone = counterpart(analysis, answer.index, other.analysis)
    if zone is None:
        return Compared(name, (None,) * len(bars), f"{printable(answer.zone.title)} is not in it")
    if other.analysis.scenario.page_size != analysis.scenario.page_size:
        return Compared(name, (None,) * len(bars), "its pages have another size")
    its_kind, its_bars = columns_of(other.analysis, zone)
    if (kind is ChartKind.HALVING) is not (its_kind is ChartKind.HALVING):
        return Compared(name, (None,) * len(bars), "its rules compare something else")
    known = {bar.order: _told(name, bar) for bar in its_bars}
    return Compared(name, tuple([known.get(bar.order) for bar in bars]))


def _told(name: str, bar: ChartBar) -> ComparedBar:
    return ComparedBar(bar.pages, bar.minimum, f"{name[:1].upper()}{name[1:]}: {bar.sentence}")


def caption_of(other: Other, compared: Compared) -> str:
    """What stands below an exported picture: with what it is compared, how that is drawn, and how it ended."""
    drawn = compared.note or "drawn as an outline, its minimum as a dashed line"
    return f"with {printable(other.words)} ({drawn}). {printable(other.analysis.sentence)}"

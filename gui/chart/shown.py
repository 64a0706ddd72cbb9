"""Which values does the chart on the screen show? Of one zone or of all, with those before the edits behind them."""

from __future__ import annotations

from engine.check.kept import kept
from engine.check.outcome import Outcome
from engine.explain.analysis import Analysis
from engine.report.chart import ChartValues, Other, all_charts, chart_values

_NOTHING = "No zone to draw yet. Paste a report, or start with a blank machine."
_MOST_KEPT = 64
"""More than there are rules to go through."""
_NO_ZONES = "Nothing to draw: this report has no zone lines. What it says stands in the sentence above."


class Shown:
    """An analysis, the zone chosen in it, and their values, which are made when they are asked for."""

    def __init__(self) -> None:
        self.zone = 0
        self.all_zones = False
        self.charts: tuple[ChartValues, ...] | None = None
        """The values as they were made last; None while they have to be made anew."""
        self._analysis: Analysis | None = None
        self._original: Analysis | None = None
        self.other: Other | None = None
        """What it is compared with; None while nothing is."""
        self._before: tuple[ChartValues, ...] | None = None
        self._values = kept(_MOST_KEPT)(chart_values)

    def take(self, analysis: Analysis | None, original: Analysis | None) -> bool:
        """Take another analysis; where the zones are others, the decisive one is chosen, and True is returned."""
        if original is not self._original:
            self._before = None
            self._values = kept(_MOST_KEPT)(chart_values)
        titles = self.titles()
        self._analysis, self._original = analysis, original
        others = self.titles() != titles
        if others:
            self.zone = (analysis.decisive if analysis is not None else None) or 0
        return others

    def titles(self) -> tuple[str, ...]:
        """The zones that there are."""
        return tuple(answer.zone.title for answer in self._analysis.zones) if self._analysis is not None else ()

    def renew(self) -> tuple[ChartValues, ...]:
        """Make the values anew."""
        self.charts = self._make()
        return self.charts

    def words_for_nothing(self) -> str:
        """What stands where no chart can."""
        asked = self._analysis is not None and self._analysis.outcome is Outcome.NOT_APPLICABLE
        return _NO_ZONES if asked or (self._analysis and self._analysis.request) else _NOTHING

    def _make(self) -> tuple[ChartValues, ...]:
        if self._analysis is None or not self._analysis.zones:
            return ()
        before = self._charts_before()
        if self.all_zones:
            return all_charts(self._analysis, before, self.other)
        was = before[self.zone] if self.zone < len(before) else None
        return (self._values(self._analysis, self.zone, was, self.other),)

    def _charts_before(self) -> tuple[ChartValues, ...]:
        """The charts of the text as it came, made once for all edits."""
        if self._original is None or self._original is self._analysis:
            return ()
        if self.other is not None and self.other.analysis is self._original:
            return ()  # drawn as what it is compared with
        if self._before is None:
            self._before = all_charts(self._original)
        return self._before

"""What does a whole log tell of the cause of one of its reports? Counted report by report, in the order of the log."""

from __future__ import annotations

from array import array

from engine.explain.grounds import LogFacts
from engine.model.sighting import Sighting
from engine.survey.groups import Cause, cause_of

_RESTARTED = 10.0
"""So many seconds back, times since boot are of another boot; by less, several processors print out of order."""
_FIRST_DATE = 1e8
"""Below it stand times since boot, above it dates."""
_NO_YEAR = (946_684_800.0, 978_307_200.0)
"""The year that dates without one are taken to be of (times.py)."""
_YEAR = _NO_YEAR[1] - _NO_YEAR[0]


class _Same:
    """The reports of one cause: how many, the first and the last, how many were left out, their times by source.

    `apart` are the sources whose times have no axis in common: the machine was started anew between them.
    """

    __slots__ = ("apart", "count", "first", "last", "seconds", "suppressed")

    def __init__(self, first: str | None) -> None:
        self.count = self.suppressed = 0
        self.first = self.last = first
        self.seconds: dict[int, array[float]] = {}
        self.apart: set[int] = set()

    def add_time(self, source: int, seconds: float) -> None:
        """Put a time on the axis of its source, as it comes in the log."""
        times = self.seconds.get(source)
        if times is None:
            times = self.seconds[source] = array("d")
        back = times[-1] - seconds if times else 0.0
        if back > _YEAR / 2 and _NO_YEAR[0] <= seconds < _NO_YEAR[1]:
            seconds += _YEAR  # New Year
        elif back > _RESTARTED and seconds < _FIRST_DATE:
            self.apart.add(source)
        times.append(seconds)


class Tally:
    """Takes the reports of a log and answers for each of them; a hundred thousand are a few bytes each."""

    def __init__(self) -> None:
        self._all = 0
        self._same: dict[Cause, _Same] = {}

    def add(self, one: Sighting) -> None:
        """Count a report."""
        self._all += 1
        cause = cause_of(one)
        same = self._same.get(cause)
        if same is None:
            same = self._same[cause] = _Same(one.time)
        same.count += 1
        same.last = one.time
        same.suppressed += one.repeats
        if one.seconds is not None:
            same.add_time(one.source, one.seconds)

    def facts(self, one: Sighting, *, complete: bool = True) -> LogFacts:
        """What the log tells of the cause of a report that was counted; not `complete`: as far as it was read."""
        same = self._same[cause_of(one)]
        seconds = () if one.source in same.apart else tuple(sorted(same.seconds.get(one.source, ())))
        return LogFacts(self._all, same.count, same.first, same.last, seconds, same.suppressed, complete)

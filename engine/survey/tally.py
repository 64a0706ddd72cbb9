"""What does a whole log tell of the cause of one of its reports? Counted report by report, in the order of the log."""

from __future__ import annotations

from array import array

from engine.explain.grounds import LogFacts
from engine.model.sighting import Sighting
from engine.survey.groups import Cause, cause_of


class _Same:
    """The reports of one cause: how many, the first and the last, how many were left out, their times by source."""

    __slots__ = ("count", "first", "last", "seconds", "suppressed")

    def __init__(self, first: str | None) -> None:
        self.count = self.suppressed = 0
        self.first = self.last = first
        self.seconds: dict[int, array[float]] = {}


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
            times = same.seconds.get(one.source)
            if times is None:
                times = same.seconds[one.source] = array("d")
            times.append(one.seconds)

    def facts(self, one: Sighting, *, complete: bool = True) -> LogFacts:
        """What the log tells of the cause of a report that was counted; not `complete`: as far as it was read."""
        same = self._same[cause_of(one)]
        seconds = tuple(sorted(same.seconds.get(one.source, ())))
        return LogFacts(self._all, same.count, same.first, same.last, seconds, same.suppressed, complete)

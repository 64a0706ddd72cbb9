"""Which two are compared, what are they called, and what came of it? Values only."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import NamedTuple

from engine.explain.analysis import Analysis
from engine.explain.compare import Comparison


class Which(Enum):
    """What stands on a side."""

    LOG = "the shown report as the log says"
    NOW = "the shown report with all edits"
    REPORT = "another report of the list"


class Side(NamedTuple):
    """One side; `row` is that of the list, for a report of it."""

    which: Which
    row: int = -1


LOG, NOW = Side(Which.LOG), Side(Which.NOW)


@dataclass(frozen=True, eq=False)
class Party:
    """A side: its `name` ("report 3"), its `title` ("Report 3: 12:03, rsync"), its `words` for a caption.

    `analysis` is None while it is being read, or where it can't be had.
    """

    side: Side
    name: str
    title: str
    words: str
    analysis: Analysis | None


@dataclass(frozen=True, eq=False)
class Told:
    """Both sides and what differs; without a comparison the `sentence` says why.

    `shown` is the side that the other panes show, `report` the row of that in the list; each None where there is none.
    """

    left: Party
    right: Party
    comparison: Comparison | None
    sentence: str
    shown: Party | None
    report: int | None = None

"""Which cell does each order have under each kernel's rules? A column a row of the rules, oldest first."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from engine.check.outcome import ZoneOutcome
from engine.explain.flips import cell_words, end_word, ends_of, linux
from engine.explain.matrix import Matrix, in_series, releases
from gui.chart.marks import ZONE_OUTCOMES


@dataclass(frozen=True, slots=True)
class Step:
    """One place of the slider. `label` names the rules, `releases` tells for whom they hold, `first` the first of them.

    `late` are rules of late point releases; their place is behind the series that they began with.
    """

    label: str
    releases: str
    first: str
    late: bool


@cache
def steps() -> tuple[Step, ...]:
    """Every place of the slider."""
    found = []
    for row in in_series():
        told = releases([row])
        found.append(Step(row.label, told, told.partition(" ")[0], row.stable))
    return tuple(found)


@cache
def step_of(label: str) -> int:
    """The place of a row of the rules; a label that none has raises ValueError."""
    return [step.label for step in steps()].index(label)


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring columns in which an order ends alike, both ends included."""

    order: int
    first: int
    last: int
    outcome: ZoneOutcome


@dataclass(frozen=True, slots=True)
class Grid:
    """The matrix of a request or of one zone of it, a column a step.

    `columns` says in which row of the matrix each step is, `outcomes` are by order and by step, `flips` the cells that
    differ from the kernel before them.
    """

    table: Matrix
    zone: int | None
    columns: tuple[int, ...]
    outcomes: tuple[tuple[ZoneOutcome, ...], ...]
    flips: frozenset[tuple[int, int]]

    @property
    def orders(self) -> int:
        """How many orders there are."""
        return len(self.outcomes)

    def runs(self) -> list[Run]:
        """All cells, those side by side that are alike taken together."""
        found = []
        for order, row in enumerate(self.outcomes):
            first = 0
            for step, outcome in enumerate(row):
                if step + 1 == len(row) or row[step + 1] is not outcome:
                    found.append(Run(order, first, step, outcome))
                    first = step + 1
        return found

    def sentence(self, order: int, step: int, page_size: int, title: str) -> str:
        """What a cell says: how that order ends under those rules, and whether it flips there."""
        row = self.table.rows[self.columns[step]]
        words = cell_words(order, page_size, steps()[step].releases, ends_of(row, self.zone)[order], title)
        if (order, step) not in self.flips or row.before is None:
            return f"{words}."
        before = self.table.rows[row.before]
        return f"{words}. It flips here: {end_word(ends_of(before, self.zone)[order])} under {linux(before.releases)}."


def grid_of(table: Matrix, zone: int | None) -> Grid:
    """The cells of the whole request, or of one zone."""
    row_of = {label: index for index, row in enumerate(table.rows) for label in row.labels}
    columns = tuple(row_of[step.label] for step in steps())
    by_step = [ends_of(table.rows[column], zone) for column in columns]
    outcomes = tuple(
        tuple(end if isinstance(end, ZoneOutcome) else ZONE_OUTCOMES[end] for end in row)
        for row in zip(*by_step, strict=True)
    )
    found = table.flips if zone is None else table.zone_flips(zone)
    flips = frozenset((flip.order, columns.index(flip.row)) for flip in found)
    return Grid(table, zone, columns, outcomes, flips)

"""Would another kernel have served the request? Every order under every generation of rules, and where that flips."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from engine.check.asked import Asked, asked_of, exclusion_of, of_order
from engine.check.bounds import Situation
from engine.check.kept import kept
from engine.check.one_zone import as_read, judge_zone
from engine.check.outcome import Outcome, ZoneOutcome
from engine.check.walk import end_of_walk
from engine.explain.analysis import Analysis
from engine.kernels.choice import RulesAnswer, choose
from engine.kernels.generations import MAINLINE, ROWS
from engine.kernels.rules import KernelRules
from engine.kernels.version import Version, series, show_version
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import order_count

_Ends = tuple[tuple[Outcome, ...], tuple[tuple[ZoneOutcome, ...], ...]]
_Question = tuple[Situation, KernelRules]
_LAST_OF_MAJOR = {3: (2, 6, 39), 4: (3, 19), 5: (4, 20), 6: (5, 19), 7: (6, 19)}


@dataclass(frozen=True, slots=True)
class Kernels:
    """One row: kernels that treat this request alike.

    `label` is the name of the rules to choose them by, `labels` those of every kernel in the row, `releases` for whom
    they hold ("4.4", "3.10 – 4.3"). `used` says that the analysis was made with them, `before` is the index of the row
    to compare with (None: the first), `stable` that it is a late point release. `zones` are the outcomes of each zone
    by order, `request` those of the whole walk.
    """

    label: str
    labels: tuple[str, ...]
    releases: str
    generation: str
    stable: bool
    used: bool
    before: int | None
    zones: tuple[tuple[ZoneOutcome, ...], ...]
    request: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Flip:
    """An order whose outcome differs between a row and the one `before` it."""

    row: int
    order: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """The rows, oldest first, and the flips of the whole request. `order` is the order that was asked for."""

    order: int
    rows: tuple[Kernels, ...]
    flips: tuple[Flip, ...]

    @property
    def used(self) -> int:
        """The index of the row that the analysis was made with."""
        return next(index for index, row in enumerate(self.rows) if row.used)

    def zone_flips(self, zone: int) -> tuple[Flip, ...]:
        """The flips of one zone."""
        return _flips([(row.before, row.zones[zone]) for row in self.rows])


@kept(most=2)
def matrix(analysis: Analysis) -> Matrix | None:
    """The table for the request of an analysis; None where no zone was asked, or no zone has that order."""
    scenario = analysis.scenario
    request = scenario.request
    if request is None or not scenario.zones or analysis.outcome is Outcome.NOT_APPLICABLE:
        return None
    if request.order >= order_count(scenario.zones, scenario.page_size):
        return None
    rows = _rows(scenario, request, analysis.rules)
    return Matrix(request.order, rows, _flips([(row.before, row.request) for row in rows]))


def _rows(scenario: Scenario, request: AllocRequest, answer: RulesAnswer) -> tuple[Kernels, ...]:
    table = _Outcomes(scenario)
    rows: list[Kernels] = []
    mainline: dict[str, int] = {}
    last: int | None = None
    for group in _groups([(one, asked_of(scenario, request, one)) for one in _everywhere(scenario, answer)]):
        used = next((one for one in group.answers if one.rules is answer.rules), None)
        shown = used or group.answers[0]
        ends, zones = table.of(group.asked, group.treatment)
        stable = group.answers[0].rules.stable
        before = mainline[_series_row(shown.rules).label] if stable else last
        if not stable:
            last = len(rows)
            mainline.update({one.rules.label: last for one in group.answers})
        label, generation = shown.rules.label, shown.rules.generation
        labels = tuple(one.rules.label for one in group.answers)
        told = releases([one.rules for one in group.answers])
        rows.append(Kernels(label, labels, told, generation, stable, used is not None, before, zones, ends))
    return tuple(rows)


def _everywhere(scenario: Scenario, answer: RulesAnswer) -> list[RulesAnswer]:
    """The answer under every row as if that one were chosen: another kernel's table may read the mask differently."""
    own = choose(scenario.kernel, scenario.request, None)
    return [
        answer
        if row is answer.rules
        else own
        if row is own.rules
        else choose(scenario.kernel, scenario.request, row.label)
        for row in in_series()
    ]


@cache
def in_series() -> tuple[KernelRules, ...]:
    """Every row, oldest first; a late point release after the row its series began with."""
    return tuple(sorted(ROWS, key=lambda row: (_series_row(row).since, row.since)))


def _series_row(row: KernelRules) -> KernelRules:
    """The row that the series of a late point release began with; a mainline row itself."""
    if not row.stable:
        return row
    return [other for other in MAINLINE if other.since <= series(row.since)][-1]


class _Treatment(NamedTuple):
    """What of a kernel's rules can change how this request ends; flags differ only between order 0 and those above.

    `single` and `larger` are the question for order 0 and for 1, without what no check reads.
    """

    single: _Question
    larger: _Question
    terms: _Walked


class _Walked(NamedTuple):
    """What decides which zones the walk comes to, and whether the request is bound to a node."""

    highest: str
    cpuset_enforced: bool
    this_node: bool


class _Outcomes:
    """The outcomes of every order; a question that several kernels put alike is asked once."""

    def __init__(self, scenario: Scenario) -> None:
        self._scenario = scenario
        self._orders = order_count(scenario.zones, scenario.page_size)
        self._rows: dict[tuple[int, int], tuple[ZoneOutcome, ...]] = {}
        self._ends: dict[_Treatment, _Ends] = {}

    def of(self, asked: Asked, treatment: _Treatment) -> _Ends:
        """The outcomes of the request and of each zone, by order."""
        if treatment not in self._ends:
            zones = tuple(
                self._zone(index, treatment)
                if exclusion_of(zone, asked) is None
                else (ZoneOutcome.NOT_CANDIDATE,) * self._orders
                for index, zone in enumerate(self._scenario.zones)
            )
            ends = (end_of_walk(column, self._scenario, asked.terms) for column in zip(*zones, strict=True))
            self._ends[treatment] = tuple(ends), zones
        return self._ends[treatment]

    def _zone(self, index: int, treatment: _Treatment) -> tuple[ZoneOutcome, ...]:
        return self._row(index, treatment.single, (0,)) + self._row(index, treatment.larger, range(1, self._orders))

    def _row(self, index: int, question: _Question, orders: Sequence[int]) -> tuple[ZoneOutcome, ...]:
        key = (index, id(question))
        if key not in self._rows:
            situation, rules = question
            zone = self._scenario.zones[index]
            ends: list[ZoneOutcome] = []
            for order in orders:  # what is refused at one order is refused at every larger one
                refused = bool(ends) and ends[-1] is ZoneOutcome.FAIL
                ends.append(
                    ends[-1] if refused else judge_zone(index, zone, situation._replace(order=order), rules).outcome
                )
            self._rows[key] = tuple(ends)
        return self._rows[key]


class _Group(NamedTuple):
    """Kernels that treat the request alike, the late point releases among them last."""

    answers: list[RulesAnswer]
    treatment: _Treatment
    asked: Asked


def _groups(questions: list[tuple[RulesAnswer, Asked]]) -> list[_Group]:
    """Mainline neighbours that treat the request alike; a late point release by itself where it differs from those."""
    groups: list[_Group] = []
    series_group: dict[str, _Group] = {}
    last: _Group | None = None
    for answer, asked in questions:
        treatment = _treatment(asked)
        group = series_group[_series_row(answer.rules).label] if answer.rules.stable else last
        if group is not None and group.treatment == treatment:
            group.answers.append(answer)
        else:
            group = _Group([answer], treatment, asked)
            groups.append(group)
        if not answer.rules.stable:
            last = series_group[answer.rules.label] = group
    return groups


def _treatment(asked: Asked) -> _Treatment:
    single, larger = (as_read(one.situation, one.rules) for one in (of_order(0, asked), of_order(1, asked)))
    terms = asked.terms
    walked = _Walked(terms.highest, terms.slow.cpuset_enforced, "__GFP_THISNODE" in terms.names)
    return _Treatment(single, larger, walked)


def releases(rows: Sequence[KernelRules]) -> str:
    """For whom neighbouring rows hold: "2.6.38 – 3.2"; of a late point release "late 4.4"."""
    if rows[0].stable:
        return f"late {show_version(series(rows[0].since))}"
    at = max(MAINLINE.index(row) for row in rows if not row.stable)
    first = show_version(rows[0].since)
    if at + 1 == len(MAINLINE):
        return f"{first} and later"
    last = show_version(_before(MAINLINE[at + 1].since))
    return first if first == last else f"{first} – {last}"


def _before(version: Version) -> Version:
    """The series just before the first release of another."""
    if version[-1] == 0:
        return _LAST_OF_MAJOR[version[0]]
    return (*version[:-1], version[-1] - 1)


def _flips(rows: Sequence[tuple[int | None, Sequence[object]]]) -> tuple[Flip, ...]:
    flips = []
    for index, (before, ends) in enumerate(rows):
        if before is None:
            continue
        for order, (old, new) in enumerate(zip(rows[before][1], ends, strict=True)):
            if old is not new:
                flips.append(Flip(index, order))
    return tuple(flips)

"""Which files of /proc that were opened together are one machine's state? Told by what they hold, not by their names.

Each of them gives another part (buddyinfo, zoneinfo, pagetypeinfo) of the same zones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, replace

from engine.model.report import Diagnostic, Key, Kind, Level, Place, Reading, Report
from engine.model.scenario import PAGE_SIZE, KernelFacts, Scenario
from engine.model.zone import FreeArea, Zone
from engine.model.zone import listed_pages as listed
from engine.read.places import LazyPlaces
from engine.read.procfs import ASSUMED
from engine.read.procfs_dumps import BUDDYINFO, PAGETYPEINFO, ZONEINFO
from engine.read.procfs_zones import joined_area

ZoneId = tuple[int | None, str]
_FIGURES = tuple(field.name for field in fields(Zone) if field.name not in ("node", "name", "free_areas", "total"))
_FAR = 25_000
"""Pages by which one machine's free memory hardly changes between two files that are read in one go, unless that is
less than half of it.
"""


def merge_proc(readings: Sequence[Reading]) -> list[Reading]:
    """The same readings with the /proc reports that belong together made one, in the first reading that has a part."""
    states = _states(readings)
    return [_left(index, reading, states) for index, reading in enumerate(readings)]


def one_state(readings: Sequence[Reading]) -> list[tuple[int, ...]]:
    """The indices of the readings, those together that merge_proc puts together; one with several states is alone."""
    groups: list[tuple[int, ...]] = []
    several = {index for index, reading in enumerate(readings) if len(reading.reports) != 1}
    for state in _states([reading for index, reading in enumerate(readings) if index not in several]):
        kept = [index for index in range(len(readings)) if index not in several]
        groups.append(tuple(sorted(kept[at] for at in (state.index, *(at for at, _ in state.others)))))
    return sorted([*groups, *((index,) for index in several)])


def _states(readings: Sequence[Reading]) -> list[_State]:
    states: list[_State] = []
    for index, reading in enumerate(readings):
        for report in reading.reports:
            if report.kind is Kind.PROC:
                _add(states, report, index, readings)
    return states


class _State:
    """A report with what others added to it. `others` are those reports, with the indices of their readings."""

    def __init__(self, report: Report, index: int) -> None:
        self.first = report
        self.index = index
        self.report = report
        self.kinds = _kinds(report)
        self.others: list[tuple[int, Report]] = []

    def distance(self, report: Report, index: int) -> int | None:
        """By how many pages their free memory differs; None if they can't be parts of one state."""
        taken = {self.index, *(at for at, _ in self.others)}
        if index in taken or self.kinds & _kinds(report) or _ids(self.report) != _ids(report):
            return None
        mine, others = ({(zone.node, zone.name): zone for zone in one.scenario.zones} for one in (self.report, report))
        pairs = [(mine[key], others[key]) for key in _ids(report)]
        if any(_impossible(one, other) or _impossible(other, one) for one, other in pairs):
            return None
        pages = [(_pages(one), _pages(other)) for one, other in pairs]
        known = [(one, other) for one, other in pages if one is not None and other is not None]
        apart = sum(abs(one - other) for one, other in known)
        most = max(sum(one for one, _ in known), sum(other for _, other in known), 0)
        return None if apart > _FAR and apart > most // 2 else apart

    def add(self, report: Report, index: int) -> None:
        """Take a part in."""
        self.report = _joined(self.report, self.kinds, report, _kinds(report))
        self.kinds |= _kinds(report)
        self.others.append((index, report))


def _add(states: list[_State], report: Report, index: int, readings: Sequence[Reading]) -> None:
    distances = [(state.distance(report, index), state) for state in states]
    near = [(distance, state) for distance, state in distances if distance is not None]
    if near:
        min(near, key=lambda pair: pair[0])[1].add(report, index)
    else:
        states.append(_State(report, index))


def _left(index: int, reading: Reading, states: Sequence[_State]) -> Reading:
    """A reading with its merged reports, and without those that were taken elsewhere."""
    merged = {id(state.first): state.report for state in states if state.index == index and state.others}
    gone = {id(report): state for state in states for at, report in state.others if at == index}
    if not merged and not gone:
        return reading
    reports = tuple(merged.get(id(report), report) for report in reading.reports if id(report) not in gone)
    sized = any(state.report.scenario.page_size != PAGE_SIZE for state in states if state.others)
    notes = [note for note in reading.diagnostics if note.message != ASSUMED or not (sized or gone)]
    for report in reading.reports:
        if id(report) in gone:
            message = "these figures are told with those of another file: together they are one state"
            notes.append(Diagnostic(Level.INFO, message, Place(report.first_line, 0, 0)))
    notes.sort(key=lambda note: (note.place.line, note.place.start))
    return replace(reading, reports=reports, diagnostics=tuple(notes))


def _kinds(report: Report) -> set[str]:
    return set(report.used_lines.values())


def _ids(report: Report) -> set[ZoneId]:
    return {(zone.node, zone.name) for zone in report.scenario.zones if zone.populated}


def _pages(zone: Zone) -> int | None:
    return zone.free if zone.free is not None else listed(zone)


def _impossible(one: Zone, other: Zone) -> bool:
    """Whether one holds more free pages than the other has at all."""
    return one.present is not None and (_pages(other) or 0) > one.present


def _joined(one: Report, kinds: set[str], other: Report, other_kinds: set[str]) -> Report:
    order = other if ZONEINFO in other_kinds else one
    mine, others = ({(zone.node, zone.name): zone for zone in each.scenario.zones} for each in (one, other))
    keys = list(dict.fromkeys((*((zone.node, zone.name) for zone in order.scenario.zones), *mine, *others)))
    zones = tuple(_joined_zone(mine.get(key), kinds, others.get(key), other_kinds) for key in keys)
    moved = {index: keys.index((zone.node, zone.name)) for index, zone in enumerate(one.scenario.zones)}
    facts, more = one.scenario.kernel, other.scenario.kernel
    named = facts if facts.release is not None else more
    places = one.places
    return replace(
        one,
        scenario=Scenario(
            zones=zones,
            page_size=max(one.scenario.page_size, other.scenario.page_size),
            kernel=KernelFacts(named.release, named.package, facts.traits | more.traits),
        ),
        places=LazyPlaces(lambda: _moved(places, moved)),
        complete=_whole(zones),
    )


def _whole(zones: Sequence[Zone]) -> bool:
    needed = [
        (zone.free, zone.min, zone.low, zone.high, zone.lowmem_reserve, zone.total) for zone in zones if zone.populated
    ]
    return all(None not in figures for figures in needed)


def _moved(places: Mapping[Key, Place], moved: dict[int, int]) -> dict[Key, Place]:
    """The places under the zones' new indices."""
    return {("zone", moved[int(key[1])], *key[2:]) if key[0] == "zone" else key: place for key, place in places.items()}


def _joined_zone(one: Zone | None, kinds: set[str], other: Zone | None, other_kinds: set[str]) -> Zone:
    if one is None or other is None:
        zone = one or other
        assert zone is not None
        return zone
    first, second = (other, one) if ZONEINFO in other_kinds else (one, other)
    figures = {name: _first_known(getattr(first, name), getattr(second, name)) for name in _FIGURES}
    counts = one if BUDDYINFO in kinds else other if BUDDYINFO in other_kinds else None
    lists = one if PAGETYPEINFO in kinds else other if PAGETYPEINFO in other_kinds else None
    zone = Zone(one.node, one.name, free_areas=_joined_areas(counts, lists), **figures)  # type: ignore[arg-type]
    return replace(zone, total=listed(zone))


def _first_known(one: object, other: object) -> object:
    return other if one is None else one


def _joined_areas(counts: Zone | None, lists: Zone | None) -> tuple[FreeArea, ...] | None:
    """Counts from buddyinfo, lists from pagetypeinfo; where only one of them is there, its own."""
    one = counts.free_areas if counts is not None else None
    other = lists.free_areas if lists is not None else None
    if one is None or other is None:
        return one or other
    nothing = FreeArea(None)
    return tuple(
        joined_area(
            (one[order] if order < len(one) else nothing).nr_free,
            (other[order] if order < len(other) else nothing).by_type,
        )
        for order in range(max(len(one), len(other)))
    )

"""Every value stands where the reader says: the window marks it there, and nothing can have been made up."""

import copy
import pickle
from pathlib import Path

import pytest

from engine.model.report import Key, Place, Report
from engine.read.reader import read_text
from engine.read.text import decode
from tests.engine.read.shown import ZONE_FIELDS

DATA = Path(__file__).parents[2] / "data"
LOGS = sorted([*DATA.glob("good/*.txt"), *DATA.glob("bad/*.txt")])
KB_FIELDS = frozenset({*ZONE_FIELDS, "total"})


def printed_at(lines: list[str], place: Place) -> str:
    return lines[place.line - 1][place.start : place.end]


def stands_for(found: str, wanted: str) -> bool:
    """Whether this is the value as printed, or the first part of one that was broken in two."""
    return found == wanted or (bool(found) and wanted.startswith(found)) or found.lower() == wanted


def as_printed(report: Report, key: Key) -> str | None:
    """What must stand at a key's place, from the report's value."""
    request, kernel = report.scenario.request, report.scenario.kernel
    if key[0] == "zone":
        return zone_as_printed(report, key)
    if key[0] == "request":
        assert request is not None
        given = {
            "order": str(request.order),
            "gfp_mask": hex(request.gfp_mask),
            "gfp_names": "|".join(request.gfp_names),
        }
        return given.get(str(key[1]))
    values: dict[Key, str | None] = {
        ("comm",): report.comm,
        ("time",): report.time,
        ("pid",): None if report.pid is None else str(report.pid),
        ("cpu",): None if report.cpu is None else str(report.cpu),
        ("kernel", "release"): kernel.release,
        ("kernel", "package"): kernel.package,
        **{("totals", name): str(pages) for name, pages in report.totals.items()},
        **{("tail", name): None if name.startswith("hugetlb") else str(value) for name, value in report.tail.items()},
    }
    return values[key]


def zone_as_printed(report: Report, key: Key) -> str | None:
    _, index, field, *rest = key
    zone = report.scenario.zones[int(index)]
    if field in KB_FIELDS:
        pages = getattr(zone, str(field))
        return str(pages * report.scenario.page_size // 1024)
    entry = int(rest[0])
    if field == "lowmem_reserve":
        assert zone.lowmem_reserve is not None
        return str(zone.lowmem_reserve[entry])
    assert zone.free_areas is not None
    return str(zone.free_areas[entry].nr_free) if field == "nr_free" else None


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_every_value_stands_at_its_place(path: Path) -> None:
    data = path.read_bytes()
    lines = decode(data).split("\n")
    for report in read_text(path.name, data).reports:
        for key, place in report.places.items():
            wanted = as_printed(report, key)
            if wanted is not None:
                assert stands_for(printed_at(lines, place), wanted), key


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_every_figure_has_a_place(path: Path) -> None:
    for report in read_text(path.name, path.read_bytes()).reports:
        places = report.places
        for index, zone in enumerate(report.scenario.zones):
            for field in KB_FIELDS:
                assert (getattr(zone, field) is None) == (("zone", index, field) not in places), (zone.title, field)
            for order in range(len(zone.free_areas or ())):
                assert ("zone", index, "nr_free", order) in places
            for entry in range(len(zone.lowmem_reserve or ())):
                assert ("zone", index, "lowmem_reserve", entry) in places
        for name in report.totals:
            assert ("totals", name) in places


@pytest.mark.parametrize("path", LOGS, ids=lambda path: path.stem)
def test_diagnostics_stand_in_the_text(path: Path) -> None:
    data = path.read_bytes()
    lines = decode(data).split("\n")
    for note in read_text(path.name, data).diagnostics:
        assert 1 <= note.place.line <= len(lines)
        assert 0 <= note.place.start <= note.place.end <= len(lines[note.place.line - 1])


def test_places_can_be_copied_and_sent_to_another_process() -> None:
    path = DATA / "good" / "6.12-numa.txt"
    (report,) = read_text(path.name, path.read_bytes()).reports
    for twin in (copy.deepcopy(report), pickle.loads(pickle.dumps(report))):
        assert twin == report
        assert dict(twin.places) == dict(report.places)

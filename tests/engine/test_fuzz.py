"""A short run of the fuzzer: no exception, no hang, no figure that the text doesn't bear, the same answer twice."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from engine.model.report import Place, Report
from engine.read.reader import read_text
from tests.fuzz import oracle, run, shrink
from tests.fuzz.bears import unborne
from tests.fuzz.corpus import seeds
from tests.fuzz.mutations import MUTATIONS, broken
from tests.fuzz.oracle import failures
from tests.fuzz.sheet import Sheet
from tests.fuzz.worst import WORST
from tests.tree import samples

SEED = 20_261_123
LOGS = 400
GOOD = samples()[0].read_text(encoding="utf-8")


def test_broken_logs_are_answered_truly() -> None:
    found = run.examine(run.Task(SEED), range(LOGS)).found
    assert {rule: (one.index, one.detail) for rule, one in found.items()} == {}


def test_a_seed_breaks_the_same_logs_each_time() -> None:
    texts = seeds()
    assert [broken(SEED, index, texts) for index in range(20)] == [broken(SEED, index, texts) for index in range(20)]
    assert broken(SEED, 0, texts) != broken(SEED + 1, 0, texts)


def test_every_way_of_breaking_is_taken() -> None:
    texts = seeds()
    taken = {name for index in range(6_000) for name in broken(SEED, index, texts[:3]).names}
    assert taken >= {row.name for row in MUTATIONS}


@pytest.mark.parametrize("make", WORST.values(), ids=WORST.keys())
def test_no_worst_case_takes_longer_than_texts_of_its_size_may(make: object) -> None:
    assert callable(make)
    assert failures(make(30_000), thorough=False) == []


def _read() -> tuple[Report, Sheet]:
    report = read_text("x", GOOD).reports[0]
    return report, Sheet(GOOD, GOOD.split("\n"))


def _invented() -> Iterator[tuple[str, Report]]:
    report, _ = _read()
    scenario = report.scenario
    zone, request = scenario.zones[0], scenario.request
    assert zone.free is not None
    assert zone.free_areas
    assert zone.lowmem_reserve
    assert request is not None
    areas = (replace(zone.free_areas[0], nr_free=987_654), *zone.free_areas[1:])
    for name, other in {
        "free": replace(zone, free=zone.free + 1),
        "nr_free": replace(zone, free_areas=areas),
        "lowmem_reserve": replace(zone, lowmem_reserve=(987_654, *zone.lowmem_reserve[1:])),
        "name": replace(zone, name="Invented"),
    }.items():
        yield name, replace(report, scenario=replace(scenario, zones=(other, *scenario.zones[1:])))
    for name, asked in {"order": replace(request, order=31), "mask": replace(request, gfp_mask=0xABC123)}.items():
        yield name, replace(report, scenario=replace(scenario, request=asked))
    yield "pid", replace(report, pid=987_654)
    yield "total", replace(report, totals={**report.totals, "free": 987_654})
    yield "place", replace(report, places={**report.places, ("pid",): Place(10_000, 0, 1)})


def test_a_true_report_is_borne() -> None:
    assert list(unborne(*_read())) == []


@pytest.mark.parametrize(("name", "report"), [pytest.param(*one, id=one[0]) for one in _invented()])
def test_an_invented_figure_is_found(name: str, report: Report) -> None:
    assert list(unborne(report, _read()[1])), name


def test_an_exception_and_endless_reading_are_failures(monkeypatch: pytest.MonkeyPatch) -> None:
    def raising(name: str, data: bytes | str) -> object:
        raise ValueError("no")

    def endless(name: str, data: bytes | str) -> object:
        while True:
            pass

    monkeypatch.setattr(oracle, "read_text", raising)
    assert [one.rule for one in failures("x")] == ["ValueError in raising"]
    monkeypatch.setattr(oracle, "read_text", endless)
    assert [one.rule for one in failures("x")] == ["too slow"]


def test_shrinking_keeps_what_fails_and_nothing_else() -> None:
    text = "\n".join(f"line {number} of words" for number in range(50))
    assert shrink.shrunk(text, lambda data: "31" in str(data) and "17" in str(data)).split() == ["17", "31"]

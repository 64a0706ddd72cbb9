"""What a whole log tells of a report: counted one by one, told for any of them; answers wait for it and stay right."""

from __future__ import annotations

import pickle

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.explain.answer import answer
from engine.explain.event import Event
from engine.explain.grounds import LogFacts
from engine.explain.ten import answers_of, ten_answers, with_log
from engine.model.report import Kind
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.survey.groups import cause_of
from engine.survey.late import Spool, Waiting, waiting
from engine.survey.tally import Tally
from tests.tree import ROOT

SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.txt"))
sightings = st.lists(
    st.builds(
        lambda source, who, seconds, repeats: Sighting(
            source, 1, 2, 0, 9, 1, 0, Kind.PAGE_ALLOC_FAILURE, None if seconds is None else str(seconds), seconds,
            who, 1, None, None, 0, 0, "", "refused", None, "", 4096, (), repeats,
        ),
        st.integers(0, 2),
        st.sampled_from(["a", "b"]),
        st.none() | st.integers(0, 9).map(float),
        st.integers(0, 3),
    ),
    min_size=1,
    max_size=20,
)  # fmt: skip


@given(sightings)
def test_the_tally_says_what_counting_them_says(found: list[Sighting]) -> None:
    tally = Tally()
    for one in found:
        tally.add(one)
    for one in found:
        same = [other for other in found if cause_of(other) == cause_of(one)]
        times = sorted(other.seconds for other in same if other.source == one.source and other.seconds is not None)
        left_out = sum(other.repeats for other in same)
        told = LogFacts(len(found), len(same), same[0].time, same[-1].time, tuple(times), left_out)
        assert tally.facts(one) == told


def at(seconds: float) -> Sighting:
    return Sighting(
        0, 1, 2, 0, 9, 1, 0, Kind.PAGE_ALLOC_FAILURE, str(seconds), seconds,
        "a", 1, None, None, 0, 0, "", "refused", None, "", 4096, (), 0,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("times", "axis"),
    [
        ((100.0, 200.0, 199.5, 300.0), (100.0, 199.5, 200.0, 300.0)),
        ((100.0, 200.0, 50.0, 60.0), ()),
        ((978_220_800.0, 946_684_900.0, 946_684_950.0), (978_220_800.0, 978_307_300.0, 978_307_350.0)),
        ((1_700_000_100.0, 1_700_000_000.0), (1_700_000_000.0, 1_700_000_100.0)),
    ],
    ids=["out of order", "started anew", "New Year", "dates"],
)
def test_times_stand_on_one_axis_or_on_none(times: tuple[float, ...], axis: tuple[float, ...]) -> None:
    tally = Tally()
    for seconds in times:
        tally.add(at(seconds))
    assert tally.facts(at(times[0])).seconds == axis


FACTS = st.builds(
    LogFacts,
    st.integers(9, 99),
    st.integers(1, 9),
    st.sampled_from([None, "1.0"]),
    st.sampled_from([None, "9.0"]),
    st.lists(st.floats(0, 9), max_size=9).map(lambda times: tuple(sorted(times))),
    st.sampled_from([0, 5, 500]),
    st.booleans(),
)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
@settings(max_examples=5, deadline=None)
@given(log=FACTS)
def test_what_is_learned_of_the_log_later_changes_nothing_of_the_answers(path: object, log: LogFacts) -> None:
    (report, *_) = read_text("", path.read_bytes()).reports  # type: ignore[attr-defined]
    event = Event(report, answer(report), None)
    answers = answers_of(event)
    event, answers = pickle.loads(pickle.dumps((event, answers)))
    assert with_log(event, answers, log) == ten_answers(report, answer(report), log)


def test_what_waits_comes_out_in_its_order() -> None:
    spool = Spool()
    (report, *_) = read_text("", SAMPLES[0].read_bytes()).reports
    spool.note("begin", "a.log")
    for number in (0, 0, 1):
        spool.put(number, waiting(report, answer(report), f"name {number}"))
    spool.note("end", 1, None, None)
    first, *shown, last = spool.taken()
    assert (first, last) == (("begin", "a.log"), ("end", 1, None, None))
    assert [(what, number) for what, number, _ in shown] == [("show", 0), ("show", 0), ("show", 1)]
    for _, number, row in shown:
        assert isinstance(row, Waiting)
        told, name = row.answered(spool.tally)
        assert name == f"name {number}"
        assert told.answers[9].sentence.startswith("3 times in this log")

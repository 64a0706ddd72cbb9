"""Sessions: any state comes back the same, a broken file gives one sentence and changes nothing."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.kernels.generations import ROWS
from engine.model.request import AllocRequest, TaskState
from engine.model.scenario import KernelFacts, Scenario, Trait
from engine.model.zone import FreeArea, Mark, MigrateType, Zone
from engine.read.reader import read_text
from gui.document import Document, State
from gui.reports.listing import LogPlace
from gui.session import LARGEST_ORDER, Session, SessionError, View, looks_like_session, read_session, session_bytes
from tests.gui.logs import THE_2012_LOG

COUNTS = st.none() | st.integers(-(1 << 70), 1 << 70)
TYPES = st.none() | st.frozensets(st.sampled_from(MigrateType))
AREAS = st.builds(FreeArea, COUNTS, TYPES)
TEXTS = st.text(max_size=20)
ZONES = st.builds(
    Zone,
    st.none() | st.integers(0, 300),
    TEXTS,
    *(COUNTS,) * 5,
    lowmem_reserve=st.none() | st.lists(st.integers(0, 1 << 40), max_size=6).map(tuple),
    managed=COUNTS,
    free_areas=st.none() | st.lists(AREAS, max_size=12).map(tuple),
    total=COUNTS,
)
NODES = st.none() | st.frozensets(st.integers(0, 100), max_size=4)
REQUESTS = st.builds(
    AllocRequest,
    st.integers(0, LARGEST_ORDER),
    st.integers(0, (1 << 32) - 1),
    st.lists(TEXTS, max_size=3).map(tuple),
    st.sampled_from(Mark),
    NODES,
    NODES,
    st.builds(TaskState, st.booleans(), st.booleans(), st.booleans()),
)
SCENARIOS = st.builds(
    Scenario,
    st.lists(ZONES, max_size=3).map(tuple),
    st.none() | REQUESTS,
    st.sampled_from((4096, 16384, 65536)),
    st.builds(KernelFacts, st.none() | TEXTS, st.none() | TEXTS, st.frozensets(st.sampled_from(Trait), max_size=4)),
    st.none() | st.sampled_from([row.label for row in ROWS]),
)
LOGS = st.one_of(st.binary(max_size=60), st.just(THE_2012_LOG.encode()), st.just(b"\xff\xfe\x00"))
VIEWS = st.builds(View, st.none() | st.integers(0, 9), st.booleans(), st.booleans())


def a_session(data: bytes = THE_2012_LOG.encode(), scenario: Scenario | None = None) -> Session:
    reading = read_text("a log", data)
    index = 0 if reading.reports else None
    given = scenario if scenario is not None else reading.reports[0].scenario if reading.reports else Scenario()
    return Session(State(data, "a log", reading, index, given), View(1, True, False))


@given(LOGS, SCENARIOS, VIEWS)
def test_any_state_comes_back_the_same(data: bytes, scenario: Scenario, view: View) -> None:
    session = replace(a_session(data, scenario), view=view)
    again = read_session(session_bytes(session))
    assert again == session
    assert session_bytes(again) == session_bytes(session)


def test_a_session_is_seen_among_other_files() -> None:
    assert looks_like_session(session_bytes(a_session()))
    assert not looks_like_session(b'{"schema": "other"}')
    assert not looks_like_session(THE_2012_LOG.encode())


def changed(**values: object) -> bytes:
    value = json.loads(session_bytes(a_session()))
    value.update(values)
    return json.dumps(value).encode()


def scenario_with(**values: object) -> dict[str, object]:
    scenario: dict[str, object] = json.loads(session_bytes(a_session()))["scenario"]
    scenario.update(values)
    return scenario


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "not whole JSON"),
        (session_bytes(a_session())[:-40], "not whole JSON"),
        (b"[" * 100_000, "not whole JSON"),
        (b"[1, 2]", "no session"),
        (changed(format="buddyscope-session/2"), "has version 2"),
        (changed(format="something"), "no session"),
        (changed(report=4), "no report 5"),
        (changed(report=True), "is no int"),
        (changed(log={"text": "another"}), "not the one that was saved"),
        (changed(log={"base64": "?"}), "cut or changed"),
        (changed(log={}), "'base64' is missing"),
        (changed(scenario=scenario_with(page_size="4 kB")), "is no int"),
        (changed(scenario=scenario_with(page_size=-3)), "no machine has pages"),
        (changed(scenario=scenario_with(colour="red")), "'colour' is not known here"),
        (changed(scenario=scenario_with(zones=[{"node": 0}])), "'name' is missing"),
        (changed(scenario=scenario_with(zones={})), "is no list"),
        (changed(scenario=scenario_with(request={"order": 1 << 40, "gfp_mask": 0})), "there is no order"),
        (changed(scenario=scenario_with(request={"order": 0, "gfp_mask": 0, "mark": "MAX"})), "is not known here"),
        (changed(view=[]), "is no view"),
    ],
)
def test_a_broken_file_gives_one_sentence(data: bytes, sentence: str) -> None:
    with pytest.raises(SessionError, match=sentence) as caught:
        read_session(data)
    assert "\n" not in str(caught.value)
    assert str(caught.value).endswith(".")


def test_fields_that_an_older_file_lacks_have_their_defaults() -> None:
    value = json.loads(session_bytes(a_session()))
    del value["view"], value["typed"], value["scenario"]["rules"], value["scenario"]["request"]["task"]
    session = read_session(json.dumps(value).encode())
    assert session.view == View()
    assert session.state.scenario == a_session().state.scenario


def test_an_edited_session_opens_edited() -> None:
    document = Document()
    document.open_text("a log", THE_2012_LOG)
    document.edit("other rules", replace(document.state.scenario, rules="4.4"))
    again = Document()
    again.open_state("open", read_session(session_bytes(Session(document.state))).state)
    assert again.analysis == document.analysis
    assert again.edited
    assert again.saved
    assert again.original == document.original


PLACES = st.none() | st.builds(
    LogPlace, st.lists(TEXTS, max_size=2).map(tuple), st.integers(0, 9), st.integers(0, 1 << 40), st.integers(0, 9)
)


@given(st.integers(1, 1 << 40), PLACES)
def test_where_a_part_stands_in_its_log_comes_back(first_line: int, place: LogPlace | None) -> None:
    session = a_session()
    session = replace(session, state=replace(session.state, first_line=first_line, place=place))
    again = read_session(session_bytes(session))
    assert (again.state.first_line, again.state.place) == (first_line, place)


def test_a_session_without_a_place_is_read_as_before() -> None:
    value = json.loads(session_bytes(a_session()))
    del value["first_line"], value["place"]
    assert read_session(json.dumps(value).encode()) == a_session()


@pytest.mark.parametrize(
    "wrong",
    [
        {"first_line": 0},
        {"first_line": "1"},
        {"place": {"inputs": "x", "source": 0, "start": 0, "part": 0}},
        {"place": 3},
    ],
)
def test_a_broken_place_is_told(wrong: dict[str, object]) -> None:
    value = json.loads(session_bytes(a_session())) | wrong
    with pytest.raises(SessionError, match="damaged"):
        read_session(json.dumps(value).encode())

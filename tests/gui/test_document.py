"""The document: one step an edit, whole values before and after, one answer a change."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.explain.answer import answer
from engine.model.edits import set_value
from engine.model.report import Report
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from gui.document import Document
from tests.gui.logs import ANOTHER_LOG, NO_REPORT, THE_2012_LOG, TWO_REPORTS


@pytest.fixture
def document() -> Document:
    made = Document()
    made.open_text("log", THE_2012_LOG)
    return made


def with_free(document: Document, pages: int) -> Scenario:
    return set_value(document.state.scenario, ("zone", 0, "free"), pages)


def with_order(document: Document, order: int) -> Scenario:
    scenario = document.state.scenario
    assert scenario.request is not None
    return replace(scenario, request=replace(scenario.request, order=order))


def test_a_log_is_read_and_judged(document: Document) -> None:
    assert document.analysis.outcome.value == "refused"
    assert document.report is not None
    assert document.report.comm == "rsync"
    assert not document.edited
    assert document.saved


def test_an_edit_is_one_step_and_comes_back(document: Document) -> None:
    before = document.state
    document.edit("free", with_free(document, 9999))
    assert document.edited
    assert not document.saved
    assert document.analysis.scenario.zones[0].free == 9999
    document.undo_stack.undo()
    assert document.state is before
    document.undo_stack.redo()
    assert document.state.scenario.zones[0].free == 9999


def test_an_edit_that_changes_nothing_is_none(document: Document) -> None:
    steps = document.undo_stack.count()
    document.edit("nothing", replace(document.state.scenario))
    assert document.undo_stack.count() == steps


def test_edits_with_the_same_key_merge(document: Document) -> None:
    steps = document.undo_stack.count()
    for pages in (1, 2, 3):
        document.edit("free", with_free(document, pages), "free")
    assert document.undo_stack.count() == steps + 1
    document.undo_stack.undo()
    assert document.state.scenario == document.original


def test_merging_back_to_the_start_leaves_no_step(document: Document) -> None:
    steps = document.undo_stack.count()
    document.edit("order 5", with_order(document, 5), "order")
    document.edit("order 4", with_order(document, 4), "order")
    assert document.undo_stack.count() == steps
    assert not document.undo_stack.canRedo()
    assert document.state.scenario == document.original


def test_other_keys_do_not_merge(document: Document) -> None:
    steps = document.undo_stack.count()
    document.edit("free", with_free(document, 1), "free")
    document.edit("order 5", with_order(document, 5), "order")
    document.edit("free", with_free(document, 2), "free")
    assert document.undo_stack.count() == steps + 3


def test_the_engine_is_asked_once_about_the_same_figures(document: Document, monkeypatch: pytest.MonkeyPatch) -> None:
    asked = []

    def counted(report: Report | None, scenario: Scenario) -> object:
        asked.append(scenario)
        return answer(report, scenario)

    monkeypatch.setattr("gui.document.answer", counted)
    document.open_text("other", ANOTHER_LOG)
    assert len(asked) == 1
    document.edit("free", with_free(document, 9999))
    assert len(asked) == 2
    shown = document.analysis
    document.undo_stack.undo()
    document.undo_stack.redo()
    assert document.analysis is shown
    assert len(asked) == 2
    document.undo_stack.undo()
    document.undo_stack.undo()
    assert len(asked) == 3


def test_opening_is_a_step(document: Document) -> None:
    document.edit("free", with_free(document, 9999))
    document.open_text("other", ANOTHER_LOG)
    assert document.report is not None
    assert document.report.comm == "tar"
    document.undo_stack.undo()
    assert document.state.scenario.zones[0].free == 9999
    assert document.state.name == "log"


def test_another_report_can_be_chosen(document: Document) -> None:
    document.open_text("two", TWO_REPORTS)
    document.choose_report(1)
    assert document.report is not None
    assert document.report.comm == "tar"
    document.undo_stack.undo()
    assert document.state.report_index == 0


def test_a_report_that_is_not_there_raises(document: Document) -> None:
    with pytest.raises(IndexError, match="no report 7"):
        document.choose_report(7)


def test_a_text_without_reports_is_kept(document: Document) -> None:
    document.open_text("other", NO_REPORT)
    assert document.state.data == NO_REPORT.encode()
    assert document.report is None
    assert document.original is None
    assert document.saved


def test_typing_merges_and_keeps_edits_while_the_report_reads_the_same(document: Document) -> None:
    document.edit("free", with_free(document, 9999))
    steps = document.undo_stack.count()
    document.type_text(THE_2012_LOG + "a word")
    document.type_text(THE_2012_LOG + "a word more")
    assert document.undo_stack.count() == steps + 1
    assert document.state.scenario.zones[0].free == 9999
    assert document.state.typed


def test_typing_another_figure_takes_that(document: Document) -> None:
    document.type_text(THE_2012_LOG.replace("free:12560kB", "free:22560kB"))
    assert document.state.scenario.zones[0].free == 22560 // 4
    assert not document.saved


def test_text_typed_into_an_empty_window_is_no_unsaved_edit() -> None:
    document = Document()
    document.type_text(THE_2012_LOG)
    assert document.analysis.outcome.value == "refused"
    assert document.saved


def test_saving_is_told(document: Document) -> None:
    told: list[bool] = []
    document.saved_changed.connect(told.append)
    document.edit("free", with_free(document, 1))
    document.set_saved()
    document.edit("free", with_free(document, 2))
    document.undo_stack.undo()
    assert told == [False, True, False, True]


def test_revert_is_one_step(document: Document) -> None:
    document.edit("free", with_free(document, 1))
    document.edit("order", with_order(document, 0))
    document.revert()
    assert document.state.scenario == document.original
    document.undo_stack.undo()
    assert document.state.scenario.request == AllocRequest(0, 0xC0D0)


def test_a_blank_machine_has_no_original() -> None:
    document = Document()
    document.open_blank()
    assert document.original is None
    assert document.state.scenario.zones
    assert not document.state.empty
    document.undo_stack.undo()
    assert document.state.empty


EDITS = st.lists(
    st.one_of(
        st.tuples(st.just("free"), st.integers(0, 5), st.booleans()),
        st.tuples(st.just("order"), st.integers(0, 3), st.booleans()),
        st.tuples(st.just("undo"), st.just(0), st.booleans()),
        st.tuples(st.just("redo"), st.just(0), st.booleans()),
    ),
    max_size=25,
)


@given(EDITS)
def test_every_way_of_edits_can_be_walked_back_and_forth(edits: list[tuple[str, int, bool]]) -> None:
    document = Document()
    document.open_text("log", THE_2012_LOG)
    for what, value, merges in edits:
        if what == "undo":
            document.undo_stack.undo()
        elif what == "redo":
            document.undo_stack.redo()
        elif document.state.scenario.zones:
            change = with_free if what == "free" else with_order
            document.edit(what, change(document, value), what if merges else "")
        assert document.analysis.scenario is document.state.scenario
    end = document.state
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    last = document.state
    while document.undo_stack.canUndo():
        document.undo_stack.undo()
    assert document.state.empty
    while document.undo_stack.canRedo():
        document.undo_stack.redo()
    assert document.state is last
    assert end.reading is not None

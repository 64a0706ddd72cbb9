"""The steps: a tree of zones, the step that refused marked by icon and bold, in place under edits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QTreeWidgetItem
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.model.edits import set_value
from gui.panes.trace import TracePane
from tests.gui.figures import the_2012_machine

SCENARIO = replace(the_2012_machine(), rules="2.6.32")
ANALYSIS = analyse(SCENARIO)


@pytest.fixture
def pane(qtbot: QtBot) -> TracePane:
    made = TracePane()
    qtbot.addWidget(made)
    made.show_analysis(ANALYSIS)
    return made


def zone_item(pane: TracePane, index: int) -> QTreeWidgetItem:
    item = pane.tree.topLevelItem(index)
    assert item is not None
    return item


def step_item(pane: TracePane, zone: int, step: int) -> QTreeWidgetItem:
    item = zone_item(pane, zone).child(step)
    assert item is not None
    return item


def test_every_zone_has_its_steps(pane: TracePane) -> None:
    for index, answer in enumerate(ANALYSIS.zones):
        pane.choose_zone(index)
        assert zone_item(pane, index).text(0) == answer.zone.title
        texts = [step_item(pane, index, row).text(0) for row in range(zone_item(pane, index).childCount())]
        assert texts == [line.text for line in answer.trace]


def test_the_step_that_refused_is_marked_by_more_than_colour(pane: TracePane) -> None:
    pane.choose_zone(1)
    failing = pane.failing_step(1)
    assert failing is not None
    item = step_item(pane, 1, failing)
    assert item.text(1) == "765 ≤ 884"
    assert item.font(0).bold()
    assert not step_item(pane, 1, 0).font(0).bold()


def test_choosing_a_step_tells_zone_and_step(pane: TracePane) -> None:
    steps: list[object] = []
    zones: list[int] = []
    pane.step_chosen.connect(steps.append)
    pane.zone_chosen.connect(zones.append)
    pane.choose_step(1, 2)
    pane.choose_step(2, 0)
    pane.tree.setCurrentItem(zone_item(pane, 0))
    assert steps == [(1, 2), (2, 0), None]
    assert zones == [1, 2, 0]


def test_an_edit_changes_the_rows_in_place_and_keeps_the_choice(pane: TracePane) -> None:
    pane.choose_step(1, 0)
    before = step_item(pane, 1, 0)
    told: list[object] = []
    pane.step_chosen.connect(told.append)
    pane.show_analysis(analyse(set_value(SCENARIO, ("zone", 1, "free"), 5000)))
    assert step_item(pane, 1, 0) is before
    assert before.text(1).startswith("5,000 pages")
    assert pane.chosen() == (1, 0)
    assert told == []


def test_other_rules_and_fewer_zones_leave_no_row_behind(pane: TracePane) -> None:
    pane.choose_zone(1)
    other = analyse(replace(SCENARIO, zones=SCENARIO.zones[:2], rules="4.4"))
    pane.show_analysis(other)
    assert pane.tree.topLevelItemCount() == 2
    assert zone_item(pane, 1).childCount() == len(other.zones[1].trace)
    pane.show_analysis(analyse(replace(SCENARIO, zones=())))
    assert pane.tree.topLevelItemCount() == 0
    assert pane.chosen() is None


def test_a_zone_that_was_not_asked_says_why(pane: TracePane) -> None:
    request = ANALYSIS.scenario.request
    assert request is not None
    dma_only = analyse(replace(SCENARIO, request=replace(request, gfp_mask=0x1)))
    pane.show_analysis(dma_only)
    pane.choose_zone(2)
    assert zone_item(pane, 2).text(1) == "not asked"
    assert step_item(pane, 2, 0).text(0) == dma_only.zones[2].reason


def test_a_zone_opened_by_hand_has_its_steps_of_now(pane: TracePane) -> None:
    pane.show_analysis(analyse(set_value(SCENARIO, ("zone", 0, "free"), 4321)))
    zone_item(pane, 0).setExpanded(True)
    assert step_item(pane, 0, 0).text(1).startswith("4,321 pages")


def test_choosing_a_zone_opens_it_alone(pane: TracePane) -> None:
    pane.choose_zone(1)
    pane.choose_zone(2)
    assert [zone_item(pane, index).isExpanded() for index in range(3)] == [False, False, True]
    pane.choose_zone(99)


@pytest.mark.qt_log_ignore("This plugin does not support")  # a window shown with no screen
def test_a_reason_that_grew_gets_the_height_that_it_needs(pane: TracePane, qtbot: QtBot) -> None:
    """The view is told of a row once, after all of its values."""
    pane.resize(420, 500)
    pane.show()
    pane.choose_zone(1)
    step = step_item(pane, 1, 0)
    before = pane.tree.visualItemRect(step).height()
    answer = ANALYSIS.zones[1]
    first = replace(answer.trace[0], text=answer.trace[0].text + " and more" * 40)
    longer = replace(answer)
    longer.__dict__["trace"] = (first, *answer.trace[1:])
    pane.show_analysis(replace(ANALYSIS, zones=(ANALYSIS.zones[0], longer)))
    assert step.text(0) == first.text
    qtbot.waitUntil(lambda: pane.tree.visualItemRect(step).height() > 2 * before)


def test_rows_of_a_zone_that_did_not_change_are_left_alone(pane: TracePane, qtbot: QtBot) -> None:
    pane.choose_zone(0)
    pane.show_analysis(ANALYSIS)
    after = analyse(set_value(SCENARIO, ("zone", 1, "nr_free", 0), 1))
    with qtbot.assertNotEmitted(pane.tree.model().dataChanged):
        pane.show_analysis(replace(after, zones=(ANALYSIS.zones[0], ANALYSIS.zones[1])))
    with qtbot.waitSignal(pane.tree.model().dataChanged):
        pane.show_analysis(after)

"""The request pane: every part is an edit, what can't be read is told and keeps the old value."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.kernels.generations import ROWS
from engine.model.request import AllocRequest
from engine.model.scenario import Scenario
from engine.model.zone import Mark
from engine.read.reader import read_text
from gui.figures.node_text import node_text, read_nodes
from gui.panes.request import RequestPane
from tests.gui.logs import THE_2012_LOG
from tests.gui.window import OFFSCREEN_LACKS

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
SCENARIO = read_text("log", THE_2012_LOG).reports[0].scenario


class Asked:
    """What the pane asked for; each edit is shown to it again, as the window does."""

    def __init__(self, pane: RequestPane) -> None:
        self.edits: list[tuple[str, Scenario, str]] = []
        self._pane = pane
        pane.edit_asked.connect(self._take)

    def _take(self, text: str, scenario: Scenario, merge_key: str) -> None:
        self.edits.append((text, scenario, merge_key))
        self._pane.show_analysis(analyse(scenario), SCENARIO)

    @property
    def request(self) -> AllocRequest:
        request = self.edits[-1][1].request
        assert request is not None
        return request


@pytest.fixture
def pane(qtbot: QtBot) -> RequestPane:
    made = RequestPane()
    qtbot.addWidget(made)
    made.show_analysis(analyse(SCENARIO), SCENARIO)
    return made


@pytest.fixture
def asked(pane: RequestPane) -> Asked:
    return Asked(pane)


def type_into(pane: RequestPane, text: str) -> None:
    pane.flags.clear()
    QTest.keyClicks(pane.flags, text)
    pane.flags.editingFinished.emit()


def test_it_shows_the_request_and_asks_for_nothing(pane: RequestPane, asked: Asked) -> None:
    pane.show_analysis(analyse(SCENARIO), SCENARIO)
    assert pane.order.value() == 4
    assert pane.flags.text() == "GFP_KERNEL|__GFP_COMP|__GFP_ZERO"
    assert pane.told_mask.text() == "0xc0d0"
    assert pane.told_size.text() == "64 kB, 16 pages in one block"
    assert pane.rules.currentText() == "As the log says: Linux 2.6.32"
    assert "Flags of the check: none" in pane.follows.text()
    assert not pane.put_back.isEnabled()
    assert asked.edits == []


def test_every_row_of_rules_can_be_chosen(pane: RequestPane, asked: Asked) -> None:
    labels = [pane.rules.itemData(row) for row in range(1, pane.rules.count())]
    assert sorted(labels) == sorted(row.label for row in ROWS)
    pane.rules.activated.emit(pane.rules.findData("4.4"))
    assert asked.edits[-1][1].rules == "4.4"
    assert pane.rules.currentData() == "4.4"
    pane.rules.activated.emit(0)
    assert asked.edits[-1][1].rules is None


def test_steps_of_the_order_merge(pane: RequestPane, asked: Asked) -> None:
    pane.order.stepUp()
    pane.order.stepUp()
    assert [(text, key) for text, _, key in asked.edits] == [("order 5", "order"), ("order 6", "order")]
    assert asked.request.order == 6


@pytest.mark.parametrize(
    ("typed", "mask"), [("0x20", 0x20), ("GFP_ATOMIC", 0x20), ("gfp_kernel | __GFP_COMP", 0x40D0), ("208", 0xD0)]
)
def test_flags_are_names_or_numbers_of_the_logs_kernel(pane: RequestPane, asked: Asked, typed: str, mask: int) -> None:
    type_into(pane, typed)
    assert asked.request.gfp_mask == mask


@pytest.mark.parametrize("typed", ["", "GFP_NONSENSE", "0x123456789", "GFP_KERNEL|<b>"])
def test_flags_that_cant_be_read_are_told_and_change_nothing(pane: RequestPane, asked: Asked, typed: str) -> None:
    pane.flags.setText("x")
    type_into(pane, typed)
    assert asked.edits == []
    assert "0xc0d0 still holds" in pane.complaint.text()
    assert not pane.complaint.isHidden()
    pane.show_analysis(analyse(SCENARIO), SCENARIO)
    assert pane.complaint.isHidden()
    assert pane.flags.text() == "GFP_KERNEL|__GFP_COMP|__GFP_ZERO"


def test_names_are_completed(pane: RequestPane) -> None:
    pane.flags.setText("GFP_KERNEL|__GFP_NOW|__GFP_ZERO")
    pane.flags.setCursorPosition(len("GFP_KERNEL|__GFP_NOW"))
    pane.flags.complete("__GFP_NOWARN")
    assert pane.flags.text() == "GFP_KERNEL|__GFP_NOWARN|__GFP_ZERO"


def test_mark_task_and_nodes_are_edits(pane: RequestPane, asked: Asked) -> None:
    pane.mark.activated.emit(pane.mark.findData(Mark.LOW))
    assert asked.request.mark is Mark.LOW
    pane.tasks["pf_memalloc"].click()
    assert asked.request.task.pf_memalloc
    pane.nodes["nodemask"].clear()
    QTest.keyClicks(pane.nodes["nodemask"], "0,2-3")
    pane.nodes["nodemask"].editingFinished.emit()
    assert asked.request.nodemask == frozenset({0, 2, 3})
    assert pane.put_back.isEnabled()
    pane.put_back.click()
    assert asked.edits[-1][1] == SCENARIO


def test_nodes_that_cant_be_read_are_told(pane: RequestPane, asked: Asked) -> None:
    pane.nodes["mems_allowed"].clear()
    QTest.keyClicks(pane.nodes["mems_allowed"], "9-1")
    pane.nodes["mems_allowed"].editingFinished.emit()
    assert asked.edits == []
    assert "all still holds" in pane.complaint.text()


def wants_undo(field: QWidget) -> bool:
    """Whether a field keeps Ctrl+Z for itself."""
    event = QKeyEvent(QEvent.Type.ShortcutOverride, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    event.ignore()
    QApplication.sendEvent(field, event)
    return event.isAccepted()


def test_undo_in_a_field_is_its_own_only_while_something_waits_there(pane: RequestPane, asked: Asked) -> None:
    assert not wants_undo(pane.flags)
    pane.flags.clear()
    QTest.keyClicks(pane.flags, "GFP_ATOMIC")
    assert wants_undo(pane.flags)
    QTest.keyClick(pane.flags, Qt.Key.Key_Return)
    assert asked.request.gfp_mask == 0x20
    assert not any(wants_undo(field) for field in (pane.flags, pane.order, *pane.nodes.values()))


def test_what_follows_from_the_mask_is_told(pane: RequestPane, asked: Asked) -> None:
    type_into(pane, "GFP_ATOMIC")
    assert "Flags of the check: HARDER, HIGH" in pane.follows.text()
    assert "can not wait" in pane.follows.text()


def test_a_dump_without_a_request_can_be_asked(pane: RequestPane, asked: Asked) -> None:
    pane.show_analysis(analyse(replace(SCENARIO, request=None)), None)
    assert "Nothing was asked" in pane.follows.text()
    pane.order.setValue(3)
    assert asked.request.order == 3


def test_return_in_the_flags_takes_them(qtbot: QtBot, pane: RequestPane, asked: Asked) -> None:
    pane.flags.setText("0x20")
    pane.flags.setModified(True)
    QTest.keyClick(pane.flags, Qt.Key.Key_Return)
    assert asked.request.gfp_mask == 0x20


@given(st.none() | st.frozensets(st.integers(0, 1023), max_size=20))
def test_nodes_are_read_as_they_are_written(nodes: frozenset[int] | None) -> None:
    assert read_nodes(node_text(nodes)) == nodes


@pytest.mark.parametrize("text", ["-1", "0-", "1,,2", "99999", "a", "5-3", "1024"])
def test_what_are_no_nodes_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"no node|no range"):
        read_nodes(text)

"""The pane of the kernels: sliding is an edit that all panes follow, the matrix tells each order under each kernel."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QUrl
from PySide6.QtGui import QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analyse import analyse
from engine.explain.matrix import Flip
from engine.kernels.generations import BY_LABEL, ROWS
from engine.model.scenario import Scenario
from gui import theme
from gui.kernels.grid import Grid, grid_of, step_of, steps
from gui.main_window import MainWindow
from gui.panes.kernels import KernelsPane
from tests.gui.logs import THE_2012_LOG
from tests.gui.window import OFFSCREEN_LACKS, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
OWN, NEWER = step_of("2.6.32"), step_of("4.4")
NO_LISTING = "\n".join(line for line in THE_2012_LOG.splitlines() if "Node" not in line and "lowmem" not in line)
NO_REQUEST = THE_2012_LOG.partition("Mem-Info")[2]


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> MainWindow:
    return opened(qtbot, tmp_path, THE_2012_LOG)


@pytest.fixture
def pane(qtbot: QtBot, window: MainWindow) -> KernelsPane:
    return filled(qtbot, window)


def opened(qtbot: QtBot, folder: Path, text: str) -> MainWindow:
    log = folder / "log.txt"
    log.write_text(text, encoding="utf-8")
    window = opens_windows(qtbot)(log)
    window.resize(1280, 800)
    window.workbench.go_to("kernels")
    return window


def filled(qtbot: QtBot, window: MainWindow) -> KernelsPane:
    pane = window.workbench.kernels
    qtbot.waitUntil(lambda: pane.board.grid is not None)
    return pane


def grid(pane: KernelsPane) -> Grid:
    assert pane.board.grid is not None
    return pane.board.grid


def click(pane: KernelsPane, order: int, step: int) -> None:
    QTest.mouseClick(pane.board, Qt.MouseButton.LeftButton, pos=pane.board.cell_rect(order, step).center())


# ---- the slider


def test_every_row_of_the_rules_is_a_place_of_the_slider_oldest_first() -> None:
    assert sorted(step.label for step in steps()) == sorted(BY_LABEL)
    mainline = [BY_LABEL[step.label].since for step in steps() if not step.late]
    assert mainline == sorted(mainline)
    late = steps()[step_of("4.4-stable")]
    assert (late.releases, steps()[step_of("4.4-stable") - 1].label) == ("late 4.4", "4.4")


def test_the_slider_stands_at_the_rules_that_are_used(pane: KernelsPane) -> None:
    assert pane.slider.value() == OWN
    assert pane.name.text() == "Linux 2.6.28 – 2.6.35"
    assert not pane.put_back.isEnabled()


def test_sliding_moves_verdict_chart_and_request(qtbot: QtBot, window: MainWindow, pane: KernelsPane) -> None:
    bench = window.workbench
    bench.make_chart()
    chart = bench.chart
    assert chart is not None
    refused = window.banner.full_text(), chart.charts()
    pane.slider.setValue(NEWER)
    assert window.document.analysis.outcome is Outcome.WOULD_PASS
    assert window.document.state.scenario.rules == "4.4"
    assert window.banner.full_text() != refused[0]
    assert chart.charts() != refused[1]
    bench.go_to("request")
    qtbot.waitUntil(lambda: bench.request.rules.currentData() == "4.4")
    assert pane.name.text() == "Linux 4.4"


def test_who_slides_back_sees_the_answer_of_before_until_a_figure_changes(
    window: MainWindow, pane: KernelsPane
) -> None:
    pane.slider.setValue(NEWER)
    seen = window.document.analysis
    pane.slider.setValue(OWN)
    pane.slider.setValue(NEWER)
    assert window.document.analysis is seen
    scenario = window.document.state.scenario
    zones = tuple(replace(zone, free=0) for zone in scenario.zones)
    window.document.edit("nothing free", replace(scenario, zones=zones))
    pane.slider.setValue(OWN)
    pane.slider.setValue(NEWER)
    assert window.document.analysis == analyse(replace(scenario, zones=zones))
    assert window.document.analysis.outcome is Outcome.REFUSED


def test_undo_goes_back_to_before_the_sliding(window: MainWindow, pane: KernelsPane) -> None:
    for step in range(OWN + 1, NEWER + 1):
        pane.slider.setValue(step)
    stack = window.document.undo_stack
    assert stack.undoText() == "rules of Linux 4.4"
    stack.undo()
    assert window.document.state.scenario.rules is None
    assert pane.slider.value() == OWN
    stack.redo()
    assert pane.slider.value() == NEWER


def test_at_the_own_kernel_the_log_decides_again_and_nothing_is_edited(window: MainWindow, pane: KernelsPane) -> None:
    pane.slider.setValue(NEWER)
    pane.slider.setValue(OWN)
    assert window.document.state.scenario.rules is None
    assert not window.document.edited


@pytest.mark.parametrize(
    ("key", "step"),
    [
        (Qt.Key.Key_Right, OWN + 1),
        (Qt.Key.Key_Left, OWN - 1),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, len(ROWS) - 1),
    ],
)
def test_keys_slide(window: MainWindow, pane: KernelsPane, key: Qt.Key, step: int) -> None:
    assert pane.focusProxy() is pane.slider
    QTest.keyClick(pane.slider, key)
    assert pane.slider.value() == step
    assert window.document.state.scenario.rules == steps()[step].label


def test_a_press_on_the_groove_goes_there(window: MainWindow, pane: KernelsPane) -> None:
    board, slider = pane.board, pane.slider
    place = slider.mapFrom(board, QPoint(board.cell_rect(0, NEWER).center().x(), slider.height() // 2))
    QTest.mouseClick(slider, Qt.MouseButton.LeftButton, pos=place)
    assert window.document.state.scenario.rules == "4.4"


def test_the_button_goes_back_to_the_log(window: MainWindow, pane: KernelsPane) -> None:
    pane.slider.setValue(NEWER)
    pane.put_back.click()
    assert window.document.state.scenario.rules is None
    assert pane.slider.value() == OWN


# ---- the matrix


def test_a_cell_says_what_the_verdict_would_say(window: MainWindow, pane: KernelsPane) -> None:
    scenario = window.document.state.scenario
    for step in (0, OWN, NEWER, step_of("4.4-stable"), len(steps()) - 1):
        ends = analyse(replace(scenario, rules=steps()[step].label)).orders
        shown = [row[step] for row in grid(pane).outcomes]
        assert [outcome is ZoneOutcome.PASS for outcome in shown] == [end is Outcome.WOULD_PASS for end in ends]
        assert [outcome is ZoneOutcome.FAIL for outcome in shown] == [end is Outcome.REFUSED for end in ends]


def test_flips_are_marked_and_named_in_text_that_can_be_selected(pane: KernelsPane) -> None:
    assert (4, NEWER) in grid(pane).flips
    first = "Order 4: refused up to 4.3, passes from 4.4 on. Orders 1 – 3 and 5 – 8: likewise."
    assert pane.words.text().splitlines()[0] == first
    assert pane.words.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


def test_runs_cover_every_cell_once(pane: KernelsPane) -> None:
    cells = [(run.order, step) for run in grid(pane).runs() for step in range(run.first, run.last + 1)]
    assert sorted(cells) == [(order, step) for order in range(grid(pane).orders) for step in range(len(steps()))]


def test_a_click_on_a_cell_is_one_step(window: MainWindow, pane: KernelsPane) -> None:
    stack = window.document.undo_stack
    before = stack.count()
    click(pane, 2, NEWER)
    scenario = window.document.state.scenario
    assert scenario.request is not None
    assert (scenario.request.order, scenario.rules) == (2, "4.4")
    assert stack.count() == before + 1
    assert stack.undoText() == "order 2, rules of Linux 4.4"
    stack.undo()
    assert window.document.state.scenario == window.document.original


def test_a_click_in_the_asked_order_leaves_the_order_alone(window: MainWindow, pane: KernelsPane) -> None:
    click(pane, 4, NEWER)
    assert window.document.undo_stack.undoText() == "rules of Linux 4.4"
    assert window.document.analysis.outcome is Outcome.WOULD_PASS


def test_keys_go_from_cell_to_cell_and_enter_chooses(window: MainWindow, pane: KernelsPane) -> None:
    board = pane.board
    board.setFocus()
    keys = (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Left)
    for key in keys:
        QTest.keyClick(board, key)
    assert board.cursor_cell == (3, OWN)
    assert "order 3" in board.accessibleDescription()
    QTest.keyClick(board, Qt.Key.Key_End)
    QTest.keyClick(board, Qt.Key.Key_Right)
    assert board.cursor_cell == (3, len(steps()) - 1)
    QTest.keyClick(board, Qt.Key.Key_Home)
    QTest.keyClick(board, Qt.Key.Key_Return)
    scenario = window.document.state.scenario
    assert scenario.request is not None
    assert (scenario.request.order, scenario.rules) == (3, "2.6.12")


def test_a_cell_under_the_pointer_is_told(pane: KernelsPane) -> None:
    board = pane.board
    place = board.cell_rect(4, NEWER).center()
    QApplication.sendEvent(board, QHelpEvent(QEvent.Type.ToolTip, place, board.mapToGlobal(place)))
    assert "64 kB in one block (order 4) under the rules of Linux 4.4: it would be served." in QToolTip.text()
    assert "It flips here: refused under Linux" in QToolTip.text()
    QToolTip.hideText()


def test_a_step_of_the_slider_makes_no_other_matrix_but_a_figure_does(
    qtbot: QtBot, window: MainWindow, pane: KernelsPane
) -> None:
    shown = grid(pane)
    pane.slider.setValue(NEWER)
    assert not pane._pause.isActive()
    assert grid(pane) is shown
    scenario = window.document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    window.document.edit("no marks", replace(scenario, zones=zones))
    assert grid(pane) is shown
    qtbot.waitUntil(lambda: grid(pane) is not shown)
    assert (4, NEWER) not in grid(pane).flips


def test_nothing_is_tried_while_the_pane_is_behind_others(window: MainWindow, pane: KernelsPane, qtbot: QtBot) -> None:
    shown = grid(pane)
    window.workbench.go_to("source")
    scenario = window.document.state.scenario
    zones = tuple(replace(zone, min=0) for zone in scenario.zones)
    window.document.edit("no marks", replace(scenario, zones=zones))
    assert not pane._pause.isActive()
    assert grid(pane) is shown
    window.workbench.go_to("kernels")
    qtbot.waitUntil(lambda: grid(pane) is not shown)


# ---- one zone


def test_a_zone_can_be_picked_and_follows_the_others(window: MainWindow, pane: KernelsPane) -> None:
    bench = window.workbench
    assert pane.shown_zone is None
    bench.choose_zone(1)
    assert pane.zones.currentText() == "Whole request"
    pane.zones.setCurrentIndex(1)
    pane.zones.activated.emit(1)
    assert bench.zone == 0
    assert pane.words.text().startswith("Order 4 in Node 0 DMA32: refused up to 4.3")
    assert "Node 0 DMA32 would serve it" in pane.board.sentence(4, NEWER)
    bench.choose_zone(1)
    assert pane.zones.currentText() == "Node 0 Normal"
    assert pane.words.text().startswith("Order 4 in Node 0 Normal: refused")


def test_the_flips_of_a_zone_are_its_own(pane: KernelsPane) -> None:
    table = grid(pane).table
    found = grid_of(table, 1)
    assert found.flips == {(flip.order, found.columns.index(flip.row)) for flip in table.zone_flips(1)}
    assert all(isinstance(flip, Flip) for flip in table.zone_flips(1))
    assert found.flips != grid(pane).flips


# ---- where there is none


@pytest.mark.parametrize(
    ("text", "words"),
    [(NO_LISTING, "No zones are listed"), (NO_REQUEST, "No order was asked for")],
    ids=["no listing", "no request"],
)
def test_where_nothing_can_be_tried_it_is_said_why(qtbot: QtBot, tmp_path: Path, text: str, words: str) -> None:
    pane = opened(qtbot, tmp_path, text).workbench.kernels
    qtbot.waitUntil(lambda: pane.words.text().startswith(words))
    assert pane.board.isHidden()


def test_an_order_beyond_every_list_still_slides(qtbot: QtBot, window: MainWindow, pane: KernelsPane) -> None:
    scenario = window.document.state.scenario
    assert scenario.request is not None
    window.document.edit("order 15", replace(scenario, request=replace(scenario.request, order=15)))
    qtbot.waitUntil(lambda: pane.board.grid is None)
    assert pane.words.text().startswith("No free list holds blocks of order 15")
    pane.slider.setValue(NEWER)
    assert window.document.state.scenario.rules == "4.4"


def test_names_of_zones_stay_letters(pane: KernelsPane) -> None:
    board = pane.board
    board.show_grid(grid_of(grid(pane).table, 0), "<b>Node</b> {0}", 4096)
    place = board.cell_rect(4, OWN).center()
    QApplication.sendEvent(board, QHelpEvent(QEvent.Type.ToolTip, place, board.mapToGlobal(place)))
    assert "&lt;b&gt;Node&lt;/b&gt; {0} would refuse it" in QToolTip.text()
    QToolTip.hideText()
    assert pane.words.textFormat() is Qt.TextFormat.PlainText


# ---- around it


def test_the_ninth_answer_leads_here(qtbot: QtBot, window: MainWindow) -> None:
    bench = window.workbench
    bench.go_to("source")
    qtbot.waitUntil(lambda: "Try every kernel" in bench.answers.toPlainText())
    bench.answers.anchorClicked.emit(QUrl("show:kernels"))
    assert bench.is_seen("kernels")


def test_every_size_and_theme_is_painted(qtbot: QtBot, pane: KernelsPane) -> None:
    pictures = []
    for dark in (False, True):
        theme.apply(QApplication.instance(), dark)  # type: ignore[arg-type]
        for width, height in ((260, 90), (548, 290), (900, 700)):
            pane.board.resize(width, height)
            pictures.append(pane.board.grab().toImage())
    theme.apply(QApplication.instance(), False)  # type: ignore[arg-type]
    assert pictures[1] != pictures[4]


def test_showing_asks_for_nothing(qtbot: QtBot, window: MainWindow, pane: KernelsPane) -> None:
    scenario: Scenario = window.document.state.scenario
    with qtbot.assertNotEmitted(pane.edit_asked), qtbot.assertNotEmitted(pane.zone_chosen):
        pane.show_analysis(analyse(replace(scenario, rules="6.1-stable")), scenario)
        pane.choose_zone(1)
    assert pane.name.text() == "Late Linux 6.1"

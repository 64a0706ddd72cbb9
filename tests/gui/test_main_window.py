"""The window as a person looks at it: zones, steps, panes and layouts, the chart and the schemes."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel
from pytestqt.qtbot import QtBot

from engine.model.edits import set_value
from gui import settings as rows
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.gui.logs import AS_HTML, TWO_REPORTS
from tests.gui.window import OFFSCREEN_LACKS, Opens
from tests.gui.windows import edit, log, main_window, opens

__all__ = ["log", "main_window", "opens"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def test_a_process_named_like_html_is_shown_by_its_letters(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "html.log"
    path.write_text(AS_HTML)
    window = opens(path)
    assert "<b>x</b>" in window.banner.full_text()
    assert "by <b>x</b> (pid 4321)" in window.banner.view.toPlainText()


def test_another_report_is_picked(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "two.log"
    path.write_text(TWO_REPORTS)
    window = opens(path)
    bench = window.workbench
    assert not bench.docks["reports"].isHidden()
    assert window.log_view.button.list.text() == "Report 1 of 2"
    bench.reports.view.setCurrentIndex(bench.reports.model.index(1, 0))
    assert window.document.state.report_index == 1
    assert window.log_view.button.list.text() == "Report 2 of 2"
    window.commands.next_report()
    assert window.document.state.report_index == 0
    assert bench.reports.view.current_row() == 0
    window.commands.previous_report()
    assert window.document.state.report_index == 1


def test_one_report_has_no_list_in_its_way(main_window: MainWindow) -> None:
    docks = main_window.workbench.docks
    assert docks["reports"].isHidden()
    assert docks["timeline"].isHidden()
    assert main_window.log_view.button.list.isHidden()
    assert not main_window.rows["next_report"].isEnabled()


def test_without_times_there_is_no_timeline(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "two.log"
    path.write_text(TWO_REPORTS)
    window = opens(path)
    assert window.workbench.docks["timeline"].isHidden()
    timed = "".join(f"[  {number}.000000] {line}\n" for number, line in enumerate(TWO_REPORTS.split("\n")[:-1]))
    window.opener.open_text("timed", timed)
    assert not window.workbench.docks["timeline"].isHidden()


def test_panes_stand_apart_with_and_without_a_list(opens: Opens, log: Path, tmp_path: Path) -> None:
    several = tmp_path / "two.log"
    several.write_text(TWO_REPORTS)
    window = opens(several)
    bench = window.workbench
    bench.docks["history"].hide()
    window.opener.open_paths([str(log)])
    assert not bench.docks["history"].isHidden()
    bench.docks["notes"].hide()
    window.opener.open_paths([str(several)])
    assert bench.docks["history"].isHidden()
    assert not bench.docks["notes"].isHidden()
    window.leave()
    again = opens(log)
    assert again.workbench.docks["notes"].isHidden()
    again.opener.open_paths([str(several)])
    assert again.workbench.docks["history"].isHidden()


def test_this_machine_is_read_live(opens: Opens) -> None:
    window = opens()
    window.commands.open_this_machine()
    assert window.document.state.name == "this machine"
    assert window.document.state.data.startswith(b"Linux version ")


def test_all_panes_look_at_one_zone(main_window: MainWindow) -> None:
    bench = main_window.workbench
    bench.make_chart()
    assert bench.chart is not None
    bench.zones.zone_chosen.emit(1)
    assert (bench.zone, bench.chart.zone) == (1, 1)
    chosen = bench.trace.chosen()
    assert chosen is not None
    assert chosen[0] == 1
    main_window.commands.next_zone()
    assert bench.zone == 0


def test_a_step_lights_what_it_read(main_window: MainWindow) -> None:
    bench = main_window.workbench
    failing = bench.trace.failing_step(0)
    assert failing is not None
    bench.trace.choose_step(0, failing)
    model = bench.free_lists.model
    assert model.mark(model.index_of(("zone", 0, "nr_free", 0))).lit
    assert not model.mark(model.index_of(("zone", 0, "nr_free", 5))).lit


def test_an_edit_is_seen_everywhere_and_comes_back(main_window: MainWindow) -> None:
    edit(main_window, 99_999)
    bench = main_window.workbench
    assert "399,996" in bench.zones.model.cell(bench.zones.model.index_of(("zone", 0, "free"))).text
    assert main_window.rows["revert_all"].isEnabled()
    assert main_window.isWindowModified()
    main_window.commands.undo()
    assert "12,560" in bench.zones.model.cell(bench.zones.model.index_of(("zone", 0, "free"))).text
    assert not main_window.isWindowModified()


def test_a_pane_behind_others_is_up_to_date_when_it_comes_to_the_front(qtbot: QtBot, opens: Opens, log: Path) -> None:
    window = opens(log)
    qtbot.waitUntil(lambda: window.workbench.zones.isVisible())
    window.workbench.go_to("zones")
    window.document.edit("count", set_value(window.document.state.scenario, ("zone", 0, "nr_free", 3), 77))
    window.workbench.go_to("free_lists")
    lists = window.workbench.free_lists
    qtbot.waitUntil(lambda: lists.model.cell(lists.model.index_of(("zone", 0, "nr_free", 3))).text == "77")


@pytest.mark.parametrize("name", ["zones", "free_lists", "source"])
def test_the_key_of_a_pane_puts_the_keyboard_where_it_is_used(qtbot: QtBot, opens: Opens, log: Path, name: str) -> None:
    window = opens(log)
    bench = window.workbench
    qtbot.waitUntil(lambda: bench.zones.isVisible())
    window.commands.go_to_pane(name)
    wanted = {"zones": bench.zones.table, "free_lists": bench.free_lists.table, "source": bench.source.edit}[name]
    assert window.focusWidget() is wanted


def test_no_letter_of_a_label_is_taken_twice(qtbot: QtBot, opens: Opens, log: Path) -> None:
    window = opens(log)
    qtbot.waitUntil(lambda: window.workbench.zones.isVisible())
    texts = [action.text() for action in window.menuBar().actions()]
    labels = window.findChildren(QLabel)
    texts += [label.text() for label in labels if label.isVisible() and label.buddy() is not None]
    texts += [button.text() for button in window.workbench.findChildren(QAbstractButton) if button.isVisible()]
    keys = [QKeySequence.mnemonic(text).toString() for text in texts]
    taken = [text for text, key in zip(texts, keys, strict=True) if key and keys.count(key) > 1]
    assert not taken


def test_panes_hide_and_come_back(qtbot: QtBot, main_window: MainWindow) -> None:
    bench = main_window.workbench
    qtbot.waitUntil(lambda: bench.zones.isVisible())
    for dock in bench.docks.values():
        dock.hide()
    main_window.commands.go_to_pane("request")
    assert bench.request.isVisible()
    main_window.commands.reset_layout()
    asked_for = ("reports", "timeline", "allocator")
    assert all(dock.isHidden() == (name in asked_for) for name, dock in bench.docks.items())


def test_the_verdict_can_be_copied(main_window: MainWindow) -> None:
    main_window.commands.copy_verdict()
    assert main_window.document.analysis.sentence.split(":")[0] in QApplication.clipboard().text()
    main_window.banner.view.selectAll()
    main_window.banner.view.copy()
    assert not QApplication.clipboard().mimeData().hasHtml()
    assert "Asked for" in QApplication.clipboard().text()


def test_the_chart_can_be_copied_and_exported(main_window: MainWindow, tmp_path: Path) -> None:
    main_window.commands.copy_chart()
    mime = QApplication.clipboard().mimeData()
    assert mime.hasImage()
    assert "image/svg+xml" in mime.formats()
    drawable = main_window.exports.chart.drawable()
    assert [values.title for values in drawable.one] == ["Node 0 DMA32"]
    assert len(drawable.all) == 2
    assert not drawable.provenance.edited


def test_dark_and_light_can_be_chosen_and_are_remembered(main_window: MainWindow) -> None:
    from gui import theme

    main_window.commands.choose_theme("dark")
    assert theme.is_dark()
    assert Settings().get(rows.THEME) == "dark"
    main_window.commands.choose_theme("light")
    assert not theme.is_dark()
    main_window.commands.choose_theme("system")

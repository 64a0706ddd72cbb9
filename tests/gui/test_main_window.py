"""The window as a person uses it: open, edit, look, save, leave."""

from __future__ import annotations

import io
import os
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent, QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from engine.model.edits import set_value
from gui import settings as rows
from gui.main_window import MainWindow
from gui.settings import Settings
from tests.gui.logs import ANOTHER_LOG, AS_HTML, NO_REPORT, THE_2012_LOG, TWO_REPORTS
from tests.gui.window import OFFSCREEN_LACKS, Opens, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


@pytest.fixture
def opens(qtbot: QtBot) -> Opens:
    return opens_windows(qtbot)


@pytest.fixture
def log(tmp_path: Path) -> Path:
    path = tmp_path / "kern.log"
    path.write_text(THE_2012_LOG)
    return path


@pytest.fixture
def main_window(opens: Opens, log: Path) -> MainWindow:
    return opens(log)


def edit(window: MainWindow, pages: int = 1) -> None:
    scenario = window.document.state.scenario
    window.document.edit("free", set_value(scenario, ("zone", 0, "free"), pages))


# ---- opening


def test_a_file_gives_the_sentence_first(main_window: MainWindow) -> None:
    assert main_window.banner.text().startswith("No zone could give 64 kB in one block (order 4)")
    assert main_window.banner.full_text().startswith("REFUSED\n")
    assert main_window.windowTitle().startswith("kern.log")
    assert main_window.pages.currentWidget() is main_window.work


def test_what_the_first_paint_shows_is_replaced_by_itself(qtbot: QtBot, opens: Opens, log: Path) -> None:
    from gui import app
    from gui.arguments import Arguments

    window = app.build_window(Arguments((str(log),)))
    qtbot.addWidget(window)
    window.show()
    qtbot.waitUntil(lambda: "workbench" in window.__dict__ and window.workbench.chart is not None, timeout=20_000)
    assert window.workbench.chart is not None
    assert window.workbench.chart.charts()[0].title == "Node 0 DMA32"


def test_without_a_file_the_window_says_what_to_do(opens: Opens) -> None:
    window = opens()
    assert window.pages.currentWidget() is window.welcome
    assert not window.rows["save_session"].isEnabled()
    QApplication.clipboard().setText(THE_2012_LOG)
    window.welcome.paste_asked.emit()
    assert window.banner.text()
    assert window.rows["save_session"].isEnabled()


def test_a_sample_opens_from_the_welcome(opens: Opens) -> None:
    window = opens()
    names = [window.welcome.samples.item(row) for row in range(window.welcome.samples.count())]
    assert names
    window.welcome.samples.itemActivated.emit(names[0])
    assert window.document.report is not None


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"", "is empty"),
        (b"  \n\n", "is empty"),
        (b"\x7fELF\0\0\0\x01", "is no text"),
        (b'{"format": "buddyscope-session/9"}', "version 9"),
        (b'{"format": "buddyscope-session/1", ', "not whole JSON"),
    ],
)
def test_a_file_that_is_no_log_is_told_and_changes_nothing(
    main_window: MainWindow, tmp_path: Path, content: bytes, sentence: str
) -> None:
    before = main_window.document.state
    path = tmp_path / "other"
    path.write_bytes(content)
    main_window.opener.open_paths([str(path)])
    assert sentence in main_window.message.text()
    assert main_window.document.state is before


def test_a_missing_file_and_a_device_are_told(opens: Opens, tmp_path: Path) -> None:
    window = opens(tmp_path / "missing", "/dev/null")
    assert "missing can't be read" in window.message.text()
    assert "/dev/null is a device" in window.message.text()
    assert window.pages.currentWidget() is window.welcome


@pytest.mark.skipif(os.name == "posix" and os.geteuid() == 0, reason="root may read everything")
def test_a_file_that_may_not_be_read_is_told(main_window: MainWindow, log: Path) -> None:
    log.chmod(0)
    main_window.opener.open_paths([str(log)])
    assert "can't be read: Permission denied" in main_window.message.text()


def test_a_text_without_a_report_is_shown_and_told(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "quiet.log"
    path.write_text(NO_REPORT)
    window = opens(path)
    assert "No report" in window.banner.text()
    assert "all is well" in window.workbench.source.edit.toPlainText()


def test_a_binary_file_with_a_report_in_it_is_opened(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "image"
    path.write_bytes(b"\0\0\x01\n" + THE_2012_LOG.encode())
    assert opens(path).banner.text().startswith("No zone could give")


def test_several_files_become_one_list(qtbot: QtBot, opens: Opens, log: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.log"
    other.write_text(ANOTHER_LOG.rstrip("\n"))
    window = opens(other, log)
    qtbot.waitUntil(lambda: window.log_view.count == 2, timeout=20_000)
    assert sorted(window.log_view.reporting.listing.sources) == ["kern.log", "other.log"]


def test_standard_input_is_read_beside_the_window(
    qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    reader, writer = os.pipe()
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        window = opens("-", zone="Normal")
        assert window.document.state.empty
        os.write(writer, THE_2012_LOG.encode())
        os.close(writer)
        qtbot.waitUntil(lambda: window.document.report is not None, timeout=20_000)
    assert window.document.state.name == "standard input"
    assert window.workbench.zone == 1


def test_an_empty_standard_input_is_told(qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    reader, writer = os.pipe()
    os.close(writer)
    with os.fdopen(reader) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        window = opens("-")
        qtbot.waitUntil(lambda: "was empty" in window.message.text(), timeout=20_000)


def test_no_standard_input_at_all_is_told(qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    window = opens("-")
    qtbot.waitUntil(lambda: "Standard input can't be read" in window.message.text(), timeout=20_000)


def test_the_report_and_zone_of_the_command_line_are_shown(opens: Opens, tmp_path: Path) -> None:
    path = tmp_path / "two.log"
    path.write_text(TWO_REPORTS)
    window = opens(path, report=2, zone="Node 0 Normal")
    assert window.document.state.report_index == 1
    assert window.workbench.zone == 1


@pytest.mark.parametrize(
    ("options", "sentence"), [({"report": 9}, "There is no report 9"), ({"zone": "DMA99"}, "There is no zone 'DMA99'")]
)
def test_a_report_or_zone_that_is_not_there_is_told(
    opens: Opens, log: Path, options: dict[str, object], sentence: str
) -> None:
    assert sentence in opens(log, **options).message.text()


def test_the_clipboard_is_read_by_a_key(qtbot: QtBot, opens: Opens) -> None:
    window = opens()
    qtbot.waitUntil(window.isActiveWindow)
    QApplication.clipboard().setText(THE_2012_LOG)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert window.document.analysis.outcome.value == "refused"
    assert window.document.state.name == "pasted text"


def test_the_clipboard_is_read_over_the_verdict_too(main_window: MainWindow) -> None:
    main_window.banner.view.setFocus()
    QApplication.clipboard().setText(ANOTHER_LOG)
    QTest.keyClick(main_window.banner.view, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert main_window.document.report is not None
    assert main_window.document.report.comm == "tar"


def test_an_empty_clipboard_is_told(opens: Opens) -> None:
    QApplication.clipboard().clear()
    window = opens()
    window.commands.new_from_clipboard()
    assert "no text on the clipboard" in window.message.text()


def dropped(window: MainWindow, mime: QMimeData) -> None:
    event = QDropEvent(
        QPointF(QPoint(5, 5)),
        Qt.DropAction.CopyAction,
        mime,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)


def test_files_and_text_can_be_dropped(opens: Opens, log: Path) -> None:
    window = opens()
    files, text = QMimeData(), QMimeData()
    files.setUrls([QUrl.fromLocalFile(str(log))])
    text.setText(ANOTHER_LOG)
    dropped(window, files)
    assert window.document.state.name == str(log)
    dropped(window, text)
    assert window.document.state.name == "dropped text"


def test_recent_files_are_offered(opens: Opens, log: Path) -> None:
    from PySide6.QtWidgets import QMenu

    window = opens(log)
    menu = QMenu()
    window.commands.fill_recent(menu)
    assert [action.text() for action in menu.actions()] == [str(log.absolute())]
    log.unlink()
    menu.actions()[0].trigger()
    assert "can't be read" in window.message.text()
    assert window.settings.get(rows.RECENT) == ()


# ---- looking


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
    drawable = main_window.exporter.drawable()
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


# ---- saving and leaving


def test_a_session_opens_to_the_same_state(opens: Opens, log: Path, tmp_path: Path) -> None:
    window = opens(log)
    edit(window, 4711)
    window.document.edit("rules", replace(window.document.state.scenario, rules="4.4"))
    window.workbench.choose_zone(1)
    window.commands.show_direct(True)
    path = tmp_path / "case.json"
    assert window.opener.save(str(path))
    assert window.document.saved
    window.commands.show_direct(False)
    other = opens(path)
    assert other.document.analysis == window.document.analysis
    assert other.document.state.data == THE_2012_LOG.encode()
    assert other.workbench.zone == 1
    assert other.rows["show_direct"].isChecked()
    assert other.banner.text() == window.banner.text()


def test_a_session_that_cant_be_written_is_told(main_window: MainWindow, tmp_path: Path) -> None:
    assert not main_window.opener.save(str(tmp_path / "nowhere" / "case.json"))
    assert "there is no folder" in main_window.message.text()


def test_without_edits_the_window_closes_at_once(main_window: MainWindow) -> None:
    assert main_window.close()


@pytest.mark.parametrize(
    ("button", "closes"),
    [(QMessageBox.StandardButton.Discard, True), (QMessageBox.StandardButton.Cancel, False)],
)
def test_closing_with_edits_asks(
    qtbot: QtBot, main_window: MainWindow, button: QMessageBox.StandardButton, closes: bool
) -> None:
    edit(main_window)
    assert not main_window.close()
    assert main_window.question is not None
    assert not main_window.close(), "a second try asks no second time"
    QTest.mouseClick(main_window.question.button(button), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: main_window.question is None)
    assert main_window.isVisible() is not closes


def test_closing_can_save_first(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    edit(main_window, 1)
    main_window.opener.save(str(path))
    edit(main_window, 2)
    main_window.close()
    assert main_window.question is not None
    QTest.mouseClick(main_window.question.button(QMessageBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not main_window.isVisible())
    assert b'"free": 2' in path.read_bytes()


def test_closing_asks_where_to_save(qtbot: QtBot, main_window: MainWindow, tmp_path: Path) -> None:
    edit(main_window)
    main_window.close()
    assert main_window.question is not None
    QTest.mouseClick(main_window.question.button(QMessageBox.StandardButton.Save), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(main_window.findChildren(QFileDialog)))
    dialog = main_window.findChildren(QFileDialog)[0]
    dialog.fileSelected.emit(str(tmp_path / "case.json"))
    qtbot.waitUntil(lambda: not main_window.isVisible())
    assert (tmp_path / "case.json").exists()


def test_the_layout_is_remembered(opens: Opens, log: Path) -> None:
    window = opens(log)
    window.workbench.docks["notes"].hide()
    window.close()
    again = opens(log)
    assert again.workbench.docks["notes"].isHidden()
    assert not again.workbench.docks["source"].isHidden()


@pytest.mark.parametrize(
    "content", ["", "[view]\ntheme=blue\n", "\0\xff", "[window]\nlayout=@ByteArray(xx)\ngeometry=3\n"]
)
def test_a_broken_settings_file_does_not_stop_the_start(
    opens: Opens, log: Path, fresh_settings: Path, content: str
) -> None:
    folder = fresh_settings / "buddyscope"
    folder.mkdir()
    (folder / "buddyscope.ini").write_text(content)
    window = opens(log)
    assert window.banner.text()
    assert not window.workbench.docks["zones"].isHidden()

"""What can be opened in the window, and how: files, pipes, the clipboard, drops, the command line."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gui import settings as rows
from gui.main_window import MainWindow
from tests.gui.logs import ANOTHER_LOG, NO_REPORT, THE_2012_LOG, TWO_REPORTS
from tests.gui.window import OFFSCREEN_LACKS, Opens
from tests.gui.windows import log, main_window, opens

__all__ = ["log", "main_window", "opens"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


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

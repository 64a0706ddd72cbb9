"""A log is surveyed beside the window: rows come, the first report is shown, the person is left alone."""

from __future__ import annotations

import gzip
import os
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.model.batch import Progress, Source, Told
from engine.model.report import Level
from engine.model.sighting import Sighting
from engine.survey.survey import survey
from gui.main_window import MainWindow
from gui.opening import files
from gui.opening import inflow as inflow_file
from gui.reports.progress_strip import ProgressStrip, told
from tests.gui.logs import ANOTHER_LOG, NO_REPORT, THE_2012_LOG
from tests.gui.surveys import FakeSurvey
from tests.gui.window import OFFSCREEN_LACKS, Opens, opens_windows

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)
NOISE = "systemd[1]: Started something.\n" * 20_000
NO_ZONES = "[    5.000000] swapper: page allocation failure. order:1, mode:0x20\n"
LOG = NOISE + THE_2012_LOG + NOISE + ANOTHER_LOG + NOISE + THE_2012_LOG.replace("rsync", "cp")


@pytest.fixture
def opens(qtbot: QtBot) -> Opens:
    return opens_windows(qtbot)


@pytest.fixture
def fake(monkeypatch: pytest.MonkeyPatch) -> FakeSurvey:
    made = FakeSurvey()
    monkeypatch.setattr("gui.reports.reporting._remote_survey", lambda inputs: made)
    return made


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "logs").mkdir()
    (tmp_path / "logs" / "kern.log").write_text(LOG)
    return tmp_path / "logs"


def sightings_in(path: Path) -> tuple[list[Source], list[Sighting]]:
    """What the survey itself finds there."""
    sources: list[Source] = []
    found: list[Sighting] = []
    for batch in survey([str(path)], jobs=1):
        sources += [batch.source] if batch.source is not None else []
        found += batch.sightings
    return sources, found


def wait_for(qtbot: QtBot, what: Callable[[], bool]) -> None:
    qtbot.waitUntil(what, timeout=30_000)


def count(window: MainWindow) -> int:
    return len(window.log_view.reporting.listing)


# ---- what comes, with a survey in the test's hands


def test_the_first_report_with_zones_is_shown_at_once(
    qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path
) -> None:
    (folder / "kern.log").write_text(NO_ZONES + NOISE + LOG)
    sources, found = sightings_in(folder / "kern.log")
    assert not found[0].zones
    window = opens(folder)
    assert fake.started
    fake.send(source=sources[0])
    fake.send(found[0])
    wait_for(qtbot, lambda: window.document.report is not None)
    assert window.document.state.scenario.zones == ()
    fake.send(*found[1:])
    wait_for(qtbot, lambda: bool(window.document.state.scenario.zones))
    assert window.log_view.reporting.row == 1
    assert window.banner.text().startswith("No zone could give")
    fake.finish()
    wait_for(qtbot, lambda: not window.log_view.reporting.running)
    assert window.log_view.strip.isHidden()
    assert window.log_view.button.list.text() == "Report 2 of 4"


def test_a_person_who_goes_on_working_is_left_alone(qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path) -> None:
    sources, found = sightings_in(folder)
    window = opens()
    window.opener.open_text("mine", THE_2012_LOG)
    window.opener.open_paths([str(folder)])
    window.document.choose_report(0)
    window.document.edit("free", window.document.state.scenario.__class__())
    before = window.document.state
    fake.send(*found, source=sources[0])
    fake.finish()
    wait_for(qtbot, lambda: count(window) == 3 and not window.log_view.reporting.running)
    assert window.document.state is before
    assert window.workbench.reports.count.text() == "3 reports"
    window.workbench.reports.report_chosen.emit(2)
    wait_for(qtbot, lambda: window.document.report is not None and window.document.report.comm == "cp")


def test_stopping_keeps_what_was_found(qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path) -> None:
    sources, found = sightings_in(folder)
    window = opens(folder)
    fake.send(*found[:2], source=sources[0])
    wait_for(qtbot, lambda: count(window) == 2)
    assert not window.log_view.strip.isHidden()
    window.log_view.strip.cancel.click()
    assert fake.cancelled
    wait_for(qtbot, lambda: not window.log_view.reporting.running)
    assert count(window) == 2
    assert "2 reports were found until then" in window.message.text()


def test_another_text_ends_the_reading(qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path) -> None:
    sources, found = sightings_in(folder)
    window = opens(folder)
    window.opener.open_text("mine", ANOTHER_LOG)
    fake.send(*found, source=sources[0])
    wait_for(qtbot, lambda: not window.log_view.reporting.running)
    assert fake.cancelled
    assert window.document.state.name == "mine"
    assert count(window) == 0


@pytest.mark.parametrize(
    ("notes", "error", "sentence"),
    [
        ((), None, "No report of the kernel's memory was found in logs"),
        ((Told(Level.ERROR, "kern.log.gz can't be read: it is cut", 0),), None, "it is cut"),
        ((), "the process that reads the logs ended by accident (status 9)", "ended by accident"),
    ],
)
def test_a_log_without_a_report_is_told(
    qtbot: QtBot,
    opens: Opens,
    fake: FakeSurvey,
    folder: Path,
    notes: tuple[Told, ...],
    error: str | None,
    sentence: str,
) -> None:
    window = opens(folder)
    fake.error = error
    fake.send(source=Source(0, "kern.log", None), notes=notes)
    fake.finish()
    wait_for(qtbot, lambda: sentence in window.message.text())
    assert window.pages.currentWidget() is window.welcome


def test_a_part_that_is_gone_is_told_and_changes_nothing(
    qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path
) -> None:
    sources, found = sightings_in(folder)
    window = opens(folder)
    fake.send(*found, source=sources[0])
    wait_for(qtbot, lambda: window.document.report is not None)
    before = window.document.state
    (folder / "kern.log").write_text("short")
    window.log_view.reporting.choose(2)
    wait_for(qtbot, lambda: "shorter" in window.message.text())
    assert window.document.state is before


def test_the_report_that_was_asked_for_is_waited_for(
    qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path
) -> None:
    sources, found = sightings_in(folder)
    window = opens(folder, report=3)
    fake.send(*found[:2], source=sources[0])
    wait_for(qtbot, lambda: count(window) == 2)
    assert window.document.report is None
    fake.send(found[2])
    wait_for(qtbot, lambda: window.document.report is not None and window.document.report.comm == "cp")


def test_a_report_that_never_comes_is_told(qtbot: QtBot, opens: Opens, fake: FakeSurvey, folder: Path) -> None:
    sources, found = sightings_in(folder)
    window = opens(folder, report=9)
    fake.send(*found, source=sources[0])
    fake.finish()
    wait_for(qtbot, lambda: "There is no report 9: the log holds 3." in window.message.text())
    wait_for(qtbot, lambda: window.document.report is not None)


# ---- the real survey


def test_a_folder_is_gone_through(qtbot: QtBot, opens: Opens, folder: Path) -> None:
    (folder / "kern.log.1.gz").write_bytes(gzip.compress(NO_REPORT.encode() + ANOTHER_LOG.encode()))
    window = opens(folder)
    wait_for(qtbot, lambda: count(window) == 4 and not window.log_view.reporting.running)
    listing = window.log_view.reporting.listing
    assert sorted(listing.sources) == ["kern.log", "kern.log.1.gz"]
    packed = next(row for row, one in enumerate(listing.sightings) if listing.sources[one.source].endswith(".gz"))
    window.log_view.reporting.choose(packed)
    wait_for(qtbot, lambda: window.document.state.name == "kern.log.1.gz")
    assert window.document.report is not None


def test_a_report_stands_by_the_line_numbers_of_its_log(qtbot: QtBot, opens: Opens, folder: Path) -> None:
    window = opens(folder)
    wait_for(qtbot, lambda: count(window) == 3)
    window.log_view.reporting.choose(1)
    wait_for(qtbot, lambda: window.document.report is not None and window.document.report.comm == "tar")
    edit = window.workbench.source.edit
    numbers = {
        edit.document().findBlockByNumber(block).text(): edit.shown_number(edit.number_of(block))
        for block in range(edit.blockCount())
    }
    assert (
        numbers["tar: page allocation failure. order:0, mode:0xc0d0"]
        == LOG.split("\n").index("tar: page allocation failure. order:0, mode:0xc0d0") + 1
    )


def test_choosing_goes_back_in_one_step_and_edits_stay_steps(qtbot: QtBot, opens: Opens, folder: Path) -> None:
    window = opens(folder)
    wait_for(qtbot, lambda: count(window) == 3 and window.document.report is not None)
    for row in (1, 2):
        window.log_view.reporting.choose(row)
        wait_for(qtbot, lambda row=row: window.log_view.reporting.row == row)  # type: ignore[misc]
    window.commands.undo()
    assert (window.log_view.reporting.row, window.workbench.reports.view.current_row()) == (0, 0)
    window.commands.undo()
    assert window.document.state.empty
    window.commands.redo()
    assert window.log_view.reporting.row == 0


def test_a_session_of_a_log_shows_report_and_list_again(
    qtbot: QtBot, opens: Opens, folder: Path, tmp_path: Path
) -> None:
    window = opens(folder)
    wait_for(qtbot, lambda: count(window) == 3 and window.document.report is not None)
    window.log_view.reporting.choose(2)
    wait_for(qtbot, lambda: window.log_view.reporting.row == 2)
    path = tmp_path / "session.json"
    assert window.opener.save(str(path))
    again = opens(path)
    assert again.document.report is not None
    assert again.document.report.comm == "cp"
    wait_for(qtbot, lambda: again.log_view.reporting.row == 2 and count(again) == 3)
    assert again.document.state.first_line == window.document.state.first_line > 20_000


def test_a_session_whose_log_is_gone_keeps_its_report(qtbot: QtBot, opens: Opens, folder: Path, tmp_path: Path) -> None:
    window = opens(folder)
    wait_for(qtbot, lambda: window.document.report is not None)
    path = tmp_path / "session.json"
    assert window.opener.save(str(path))
    folder.rename(tmp_path / "elsewhere")
    again = opens(path)
    assert again.document.report is not None
    assert "is not there any more" in again.message.text()


def test_a_long_text_from_a_pipe_is_surveyed_as_it_comes(
    qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inflow_file, "SMALL", 2000)
    reader, writer = os.pipe()

    def write() -> None:
        with os.fdopen(writer, "wb") as pipe:
            pipe.write(LOG.encode())

    with os.fdopen(reader) as stdin:
        monkeypatch.setattr("sys.stdin", stdin)
        threading.Thread(target=write).start()
        window = opens("-")
        wait_for(qtbot, lambda: count(window) == 3 and window.document.report is not None)
        assert window.document.state.name == "standard input"
        window.log_view.reporting.choose(2)
        wait_for(qtbot, lambda: window.document.report is not None and window.document.report.comm == "cp")


def test_a_long_pasted_text_is_surveyed(qtbot: QtBot, opens: Opens, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.opening.opener.SMALL", 2000)
    window = opens()
    window.opener.open_text("pasted text", LOG)
    wait_for(qtbot, lambda: count(window) == 3 and window.document.report is not None)
    assert window.document.state.name == "pasted text"


# ---- which goes where


@pytest.mark.parametrize(
    ("content", "several", "surveyed"),
    [
        (THE_2012_LOG.encode(), False, False),
        (THE_2012_LOG.encode(), True, True),
        (gzip.compress(THE_2012_LOG.encode()), False, True),
        (b"x" * 5_000_000, False, True),
        (b'{"format": "buddyscope-session/1"}' + b" " * 5_000_000, False, False),
    ],
    ids=["short", "several", "packed", "long", "long session"],
)
def test_what_is_more_than_a_short_text_is_a_log(tmp_path: Path, content: bytes, several: bool, surveyed: bool) -> None:
    path = tmp_path / "kern.log"
    path.write_bytes(content)
    assert files.is_log([str(path)] * (2 if several else 1)) is surveyed
    assert files.is_log([str(tmp_path)])


# ---- the strip


@pytest.mark.parametrize(
    ("progress", "words"),
    [
        (Progress(120_000_000, 2_000_000_000, 0.4, 1, 0), "120 of 2,000 MB, 1 report so far"),
        (
            Progress(1_000_000_000, 2_000_000_000, 4.0, 17, 0),
            "1,000 of 2,000 MB, 250 MB/s, 4 s left, 17 reports so far",
        ),
        (Progress(1_000_000, 2_000_000_000, 1.0, 0, 0), "1 of 2,000 MB, 1 MB/s, 33 min left, 0 reports so far"),
        (Progress(5_000_000, None, 5.0, 0, 0), "5 MB, 1 MB/s, 0 reports so far"),
    ],
)
def test_the_strip_tells_how_far_how_fast_and_how_long(qtbot: QtBot, progress: Progress, words: str) -> None:
    strip = ProgressStrip()
    qtbot.addWidget(strip)
    strip.show_progress("<b>log</b>", progress)
    assert strip.words.text() == told("<b>log</b>", progress) == f"Reading <b>log</b>: {words}"
    assert (strip.bar.maximum() == 0) is (progress.bytes_total is None)

"""The memory of the machine itself: three files read live, and what could not be read."""

import os
from pathlib import Path

import pytest

from engine.intake.this_machine import this_machine
from engine.model.report import Kind
from tests.engine.read.proc_texts import FILES


def proc_folder(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name).write_text(FILES[name], "utf-8")
    return folder


def test_the_state_names_this_kernel_and_its_pages(tmp_path: Path) -> None:
    reading = this_machine(proc_folder(tmp_path, *FILES))
    (report,) = reading.reports
    assert (reading.name, report.kind, report.complete) == ("this machine", Kind.PROC, True)
    assert report.scenario.page_size == os.sysconf("SC_PAGE_SIZE")
    assert report.scenario.kernel.release == os.uname().release
    assert not [note for note in reading.diagnostics if "assumed" in note.message]


@pytest.mark.parametrize("lacking", FILES)
def test_a_file_that_is_not_there_is_told(tmp_path: Path, lacking: str) -> None:
    reading = this_machine(proc_folder(tmp_path, *(set(FILES) - {lacking})))
    assert f"/proc/{lacking} can't be read" in reading.diagnostics[0].message
    assert len(reading.reports) == 1


def test_that_only_root_reads_the_lists_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = proc_folder(tmp_path, *FILES)
    read = Path.read_text

    def refusing(path: Path, encoding: str | None = None, errors: str | None = None) -> str:
        if path.name == "pagetypeinfo":
            raise PermissionError(13, "Permission denied")
        return read(path, encoding, errors)

    monkeypatch.setattr(Path, "read_text", refusing)
    (note,) = [note for note in this_machine(folder).diagnostics if "can't be read" in note.message]
    assert "only root" in note.message
    assert "lists" in note.message


def test_no_proc_at_all_is_no_report_and_no_error(tmp_path: Path) -> None:
    reading = this_machine(tmp_path)
    assert reading.reports == ()
    assert len(reading.diagnostics) == 3

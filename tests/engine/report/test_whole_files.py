"""Files get into a folder whole, or what was there stays."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from engine.report.whole_files import NotWrittenError, write_files


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_folder_is_made_and_its_files_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "deep" / "pack"
    write_files(folder, {"a.txt": b"one", "b.txt": b"two"})
    write_files(folder, {"a.txt": b"three"})
    assert names(folder) == ["a.txt", "b.txt"]
    assert (folder / "a.txt").read_bytes() == b"three"


def test_new_files_have_the_usual_permissions(tmp_path: Path) -> None:
    write_files(tmp_path, {"a.txt": b""})
    (tmp_path / "plain").touch()
    assert (tmp_path / "a.txt").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_a_full_disk_leaves_what_was_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_files(tmp_path, {"a.txt": b"old", "b.txt": b"old"})
    synced: list[int] = []

    def full(descriptor: int) -> None:
        synced.append(descriptor)
        if len(synced) == 2:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(NotWrittenError, match="can't be written: no space left on device"):
        write_files(tmp_path, {"a.txt": b"new", "b.txt": b"new"})
    assert names(tmp_path) == ["a.txt", "b.txt"]
    assert (tmp_path / "a.txt").read_bytes() == (tmp_path / "b.txt").read_bytes() == b"old"


@pytest.mark.parametrize("place", ["taken", "taken/below"])
def test_a_file_in_the_folders_place_is_one_clear_sentence(tmp_path: Path, place: str) -> None:
    (tmp_path / "taken").write_text("mine")
    with pytest.raises(NotWrittenError, match="it is a file, or lies in one, and no folder") as told:
        write_files(tmp_path / place, {"a.txt": b"new"})
    assert "\n" not in str(told.value)
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_folder_in_a_files_place_stays(tmp_path: Path) -> None:
    (tmp_path / "a.txt" / "mine").mkdir(parents=True)
    with pytest.raises(NotWrittenError, match="can't be written"):
        write_files(tmp_path, {"a.txt": b"new"})
    assert names(tmp_path) == ["a.txt"]


def test_a_name_that_no_folder_can_have_is_told(tmp_path: Path) -> None:
    with pytest.raises(NotWrittenError, match="can't be written"):
        write_files(tmp_path / "a\0b", {"a.txt": b"new"})

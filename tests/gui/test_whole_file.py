"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from gui.saving.whole_file import NotWrittenError, write_whole


def test_a_file_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "session.json"
    path.write_text("old")
    with pytest.raises(NotWrittenError, match="no folder"):
        write_whole(tmp_path / "nowhere" / "session.json", b"new")
    if os.geteuid() != 0:
        tmp_path.chmod(0o500)
        with pytest.raises(NotWrittenError, match="can't be written"):
            write_whole(path, b"new")
        tmp_path.chmod(0o700)
        assert path.read_text() == "old"
    write_whole(path, b"new")
    assert path.read_text() == "new"


def test_a_disk_without_room_leaves_the_old_file(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource", reason="only POSIX can limit how large a file becomes")
    path = tmp_path / "session.json"
    path.write_text("old")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (4096, limits[1]))
    try:
        with pytest.raises(NotWrittenError, match="can't be written") as told:
            write_whole(path, b"new" * 10_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert "unknown error" not in str(told.value), "what is wrong with the disk is said"
    assert path.read_text() == "old"
    assert [each.name for each in tmp_path.iterdir()] == ["session.json"]

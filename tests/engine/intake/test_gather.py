"""Which files paths mean, and in which order."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from engine.intake.gather import gather


@pytest.mark.parametrize(
    "oldest_first",
    [
        ["messages.10.gz", "messages.2.gz", "messages.1", "messages"],
        ["messages-20231231.gz", "messages-20240101.xz", "messages"],
        ["kern.log.3.xz", "kern.log.2.gz", "kern.log.1", "kern.log"],
        ["app-2024-01-01.log", "app-2024-01-02.log.gz", "app.log"],
        ["dmesg.old", "dmesg"],
    ],
    ids=lambda names: names[-1],
)
def test_the_oldest_of_a_rotated_set_comes_first(tmp_path: Path, oldest_first: list[str]) -> None:
    for name in oldest_first:
        (tmp_path / name).write_text("x\n")
    wanted = [str(tmp_path / name) for name in oldest_first]
    assert [item.path for item in gather([str(tmp_path)]).items] == wanted
    assert [item.path for item in gather(sorted(wanted)).items] == wanted


def test_other_files_stay_in_the_order_given() -> None:
    given = ["zeta.log", "-", "alpha.log", "beta"]
    assert [item.path for item in gather(given).items] == given


def test_a_folder_is_read_with_all_below_and_what_is_left_out_is_told(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "secret").write_text("x\n")
    folder = tmp_path / "logs"
    (folder / "deep" / "deeper").mkdir(parents=True)
    (folder / "deep" / "deeper" / "kern.log").write_text("x\n")
    (folder / ".hidden").write_text("x\n")
    (folder / "link").symlink_to(outside / "secret")
    (folder / "linked").symlink_to(outside)
    (folder / "system.journal").write_bytes(b"LPKSHHRH")
    os.mkfifo(folder / "pipe")
    found = gather([str(folder)])
    assert [item.path for item in found.items] == [str(folder / "deep" / "deeper" / "kern.log")]
    assert [note.split(" ", 1)[0] for note in found.notes] == ["1", "2", "1", "1"]
    assert "journalctl" in found.notes[-1]


def test_an_empty_folder_is_told(tmp_path: Path) -> None:
    assert gather([str(tmp_path)]) == ((), (f"{tmp_path} holds no file to read",))


def test_the_whole_machine_is_no_folder_of_logs() -> None:
    assert [item.path for item in gather(["/"]).items] == ["/"]

"""The journal: its boots, and its entries as lines of text."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from engine.intake.journal import JournalText, boots_in, line_of, list_boots
from engine.intake.raw import InputError

ID = "0123456789abcdef0123456789abcdef"


@pytest.mark.parametrize(
    ("printed", "boots"),
    [
        (
            json.dumps([{"index": -1, "boot_id": ID, "first_entry": 1_500_000, "last_entry": 2_000_000}]),
            [(-1, ID, 1.5, 2.0, "")],
        ),
        (
            f" -1 {ID} Mon 2024-01-01 10:00:00 UTC—Mon 2024-01-01 11:00:00 UTC\n",
            [(-1, ID, None, None, "Mon 2024-01-01 10:00:00 UTC—Mon 2024-01-01 11:00:00 UTC")],
        ),
        ("", []),
        ("[1, 2]", []),
    ],
    ids=["json", "table", "nothing", "something else"],
)
def test_boots_are_read_from_both_forms(printed: str, boots: list[tuple[object, ...]]) -> None:
    assert [tuple(boot) for boot in boots_in(printed)] == boots


@pytest.mark.parametrize(
    ("entry", "line"),
    [
        (
            {
                "MESSAGE": "hello",
                "__REALTIME_TIMESTAMP": "1000000",
                "_HOSTNAME": "web07",
                "SYSLOG_IDENTIFIER": "kernel",
            },
            b"1970-01-01T00:00:01.000000+00:00 web07 kernel: hello\n",
        ),
        ({"MESSAGE": [27, 91, 104, 105]}, b"kernel: \x1b[hi\n"),
        ({"MESSAGE": "one\ntwo"}, b"kernel: one\nkernel: two\n"),
        ({"MESSAGE": None}, b""),
        ({}, b""),
    ],
)
def test_an_entry_is_the_line_that_a_log_would_have(entry: dict[str, object], line: bytes) -> None:
    assert line_of(json.dumps(entry).encode()) == line


def a_journalctl(folder: Path, script: str) -> str:
    program = folder / "journalctl"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    return f"{folder}{os.pathsep}{os.environ['PATH']}"


def test_the_kernels_messages_of_a_boot_are_text(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    script = """echo "$@" >&2; for i in 1 2 3; do echo '{"MESSAGE": "hello"}'; done"""
    monkeypatch.setenv("PATH", a_journalctl(tmp_path, script))
    text = JournalText("-1")
    assert text.read(1000) == b"kernel: hello\n" * 3
    assert text.read(1000) == b""
    assert text.notes == []
    text.close()


@pytest.mark.parametrize("script", ["echo 'No permission' >&2; exit 1", "exit 0"], ids=["refused", "empty"])
def test_what_the_journal_refuses_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> None:
    monkeypatch.setenv("PATH", a_journalctl(tmp_path, script))
    with pytest.raises(InputError, match="no boot that you may read"):
        list_boots()
    text = JournalText("0")
    assert text.read(1000) == b""
    assert len(text.notes) == 1
    text.close()


def test_without_journalctl_it_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nonexistent")
    with pytest.raises(InputError, match="no journalctl"):
        list_boots()
    with pytest.raises(InputError, match="no journalctl"):
        JournalText("0")


@pytest.mark.parametrize("boot", ["--file=/etc/passwd", "0; rm -rf", "", "-"])
def test_a_boot_is_a_number_or_an_id(boot: str) -> None:
    with pytest.raises(InputError, match="is no boot"):
        JournalText(boot)


def test_reading_can_be_ended_while_journalctl_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", a_journalctl(tmp_path, 'echo \'{"MESSAGE": "x"}\'; exec sleep 600'))
    text = JournalText("0")
    assert text.read(5) == b"kerne"
    text.close()

"""What files hold: packed, cut, damaged, nested, endless, or nothing to read."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import io
import lzma
import os
import shutil
import subprocess
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.intake import raw, unpack
from engine.intake.opened import open_texts
from engine.intake.raw import InputError

TEXT = b"".join(b"line %d of a log\n" % number for number in range(20_000))


def read(path: Path | str, digest: bool = False) -> list[tuple[str, bytes, list[str], str | None]]:
    """All texts of a file: name, bytes, notes, digest."""
    found = []
    for text in open_texts(str(path), digest=digest):
        parts = []
        while data := text.read(1 << 16):
            parts.append(data)
        found.append((text.name, b"".join(parts), text.notes, text.sha256()))
    return found


def zstd(data: bytes) -> bytes:
    program = shutil.which("zstd")
    if program is None:
        pytest.skip("there is no zstd here")
    return subprocess.run([program, "-cq"], input=data, capture_output=True, check=True).stdout


def a_tar(files: dict[str, bytes], mode: str = "w:") -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode=mode) as archive:  # type: ignore[call-overload]
        for name, data in files.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            archive.addfile(member, io.BytesIO(data))
    return out.getvalue()


PACKERS: dict[str, Callable[[bytes], bytes]] = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zstd": zstd,
}


@pytest.mark.parametrize("pack", PACKERS.values(), ids=PACKERS)
def test_a_file_is_opened_by_what_it_holds(tmp_path: Path, pack: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "messages"
    path.write_bytes(pack(TEXT))
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    assert read(path, digest=True) == [(str(path), TEXT, [], digest)]


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
def test_members_that_follow_one_another_are_one_text(tmp_path: Path, name: str) -> None:
    path = tmp_path / "messages"
    path.write_bytes(PACKERS[name](TEXT) + PACKERS[name](b"the end\n"))
    ((_, data, notes, _),) = read(path)
    assert (data, notes) == (TEXT + b"the end\n", [])


@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
@pytest.mark.parametrize("share", [0.5, 0.99])
def test_what_a_cut_archive_holds_is_kept_and_told(tmp_path: Path, name: str, share: float) -> None:
    whole = os.urandom(300_000).hex().encode()
    packed = PACKERS[name](whole)
    path = tmp_path / "messages"
    path.write_bytes(packed[: int(len(packed) * share)])
    ((_, data, (note,), _),) = read(path)
    assert whole.startswith(data)
    assert "what was there until then was read" in note
    assert name == "bzip2" or len(data) > len(whole) * share * 0.6 - 140_000


def test_what_follows_an_archive_is_told(tmp_path: Path) -> None:
    path = tmp_path / "messages"
    path.write_bytes(gzip.compress(TEXT) + b"\0" * 512)
    assert read(path)[0][1:3] == (TEXT, [])
    path.write_bytes(gzip.compress(TEXT) + b"something else")
    ((_, data, (note,), _),) = read(path)
    assert data == TEXT
    assert "left unread" in note


def test_utf_16_is_read_as_text(tmp_path: Path) -> None:
    path = tmp_path / "messages"
    path.write_bytes("größer\n".encode("utf-16") * 1)
    assert read(path)[0][1].decode().lstrip("\ufeff") == "größer\n"


@pytest.mark.parametrize("mode", ["w:", "w:gz", "w:xz"])
def test_the_files_of_a_tar_are_texts_and_nothing_is_written(tmp_path: Path, mode: str) -> None:
    long = "a/" * 80 + "messages"
    files = {
        "sos/messages": TEXT,
        "sos/messages.1.gz": gzip.compress(b"packed inside\n"),
        "../../etc/passwd": b"outside\n",
        long: b"long name\n",
        "sos/picture.png": b"\x89PNG\r\n\x1a\n" + bytes(2000),
        "sos/empty": b"",
    }
    path = tmp_path / "sos.tar"
    path.write_bytes(a_tar(files, mode))
    found = read(path, digest=True)
    names = [name.removeprefix(f"{path}: ") for name, *_ in found]
    assert names == ["sos/messages", "sos/messages.1.gz", "../../etc/passwd", long, "sos/empty"]
    assert [data for _, data, _, _ in found] == [TEXT, b"packed inside\n", b"outside\n", b"long name\n", b""]
    assert found[1][3] == hashlib.sha256(files["sos/messages.1.gz"]).hexdigest()
    assert os.listdir(tmp_path) == ["sos.tar"]  # noqa: PTH208


def test_a_cut_tar_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "sos.tar"
    path.write_bytes(a_tar({"one": TEXT, "two": TEXT})[: len(TEXT) + 3000])
    notes: list[str] = []
    texts = []
    for text in open_texts(str(path)):
        texts.append(b"".join(iter(lambda text=text: text.read(1000), b"")))  # type: ignore[misc]
        notes = text.bottom.notes  # type: ignore[attr-defined]
    assert texts[0] == TEXT
    assert TEXT.startswith(texts[1])
    assert "ends in the middle" in notes[-1]


def test_names_in_an_archive_can_not_act(tmp_path: Path) -> None:
    path = tmp_path / "x.tar"
    path.write_bytes(a_tar({"a\x1b[31m\n\u202eb": b"text\n"}))
    ((name, *_),) = read(path)
    assert name.endswith("a\\x1b[31m\\x0a\\u202eb")


@pytest.mark.parametrize("filling", [b"\0", b"\n", b" \r\n"], ids=["NULs", "line ends", "blank lines"])
@pytest.mark.parametrize("name", ["gzip", "bzip2", "xz", "zstd"])
def test_a_bomb_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, filling: bytes) -> None:
    monkeypatch.setattr(unpack, "BOMB_BLANK", 4 << 20)
    monkeypatch.setattr(unpack, "_BLANK_ENOUGH", 1 << 20)
    monkeypatch.setattr(unpack, "BOMB_RATIO", 200)
    path = tmp_path / "bomb"
    path.write_bytes(PACKERS[name](filling * ((40 << 20) // len(filling))))
    ((_, data, (note,), _),) = read(path)
    assert len(data) < 20 << 20
    assert "made to fill the machine" in note


def test_a_bomb_of_an_archive_without_any_text_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "BOMB_BLANK", 4 << 20)
    monkeypatch.setattr(unpack, "_BLANK_ENOUGH", 1 << 20)
    monkeypatch.setattr(unpack, "BOMB_RATIO", 200)
    path = tmp_path / "bomb.tgz"
    path.write_bytes(PACKERS["gzip"](a_tar({"core": b"\x7fELF" + bytes(40 << 20)})))
    notes: list[str] = []
    assert not list(open_texts(str(path), notes=notes))
    assert any("made to fill the machine" in note for note in notes)


def test_a_log_that_repeats_itself_is_no_bomb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(unpack, "BOMB_BLANK", 1 << 20)
    path = tmp_path / "log.xz"
    data = b"the same line again\n" * 400_000
    path.write_bytes(lzma.compress(data))
    assert read(path)[0][1:3] == (data, [])


def test_a_pipe_is_read_to_its_end(tmp_path: Path) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    writer = threading.Thread(target=path.write_bytes, args=(TEXT,))
    writer.start()
    assert read(path)[0][1] == TEXT
    writer.join()


def test_a_file_of_proc_says_no_size_and_is_read() -> None:
    ((_, data, notes, _),) = read("/proc/version")
    assert b"Linux version" in data
    assert notes == []


def test_an_endless_device_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(raw, "DEVICE_LIMIT", 1 << 20)
    ((_, data, (note,), _),) = read("/dev/zero")
    assert len(data) == 1 << 20
    assert "of this device" in note
    assert read("/dev/null")[0][1:3] == (b"", [])


@pytest.mark.parametrize(
    ("path", "words"),
    [("/nonexistent/log", "No such file"), ("/", "it is a folder"), ("a\0b", "is no file name")],
)
def test_what_can_not_be_read_is_a_sentence(path: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read(path)


def test_a_journal_file_needs_journalctl(tmp_path: Path) -> None:
    path = tmp_path / "system.journal"
    path.write_bytes(b"LPKSHHRH" + bytes(4000))
    with pytest.raises(InputError, match="only journalctl"):
        read(path)


def test_zstd_without_anything_to_read_it_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.zst"
    path.write_bytes(b"\x28\xb5\x2f\xfd" + bytes(100))
    monkeypatch.setattr("shutil.which", lambda name: None)

    def missing(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", missing)
    with pytest.raises(InputError, match="install the program zstd"):
        read(path)

"""Which packings can be read through, and how is each unpacked? By the first bytes; a new packing is a new row.

What a truncated or damaged archive held until there is kept and told. A bomb is cut off: beyond 64 GiB of text, beyond
4 GiB of text that is more than 1,000 times what was stored, or, at that ratio, after 64 MiB of blank lines or without a
line end.
"""

from __future__ import annotations

import bz2
import codecs
import contextlib
import importlib
import lzma
import os
import shutil
import subprocess
import threading
import zlib
from collections.abc import Callable
from typing import Any, NamedTuple, Protocol

from engine.intake.raw import InputError, RawFile, Readable

_STEP = 1 << 16
_XZ_MEMORY = 256 << 20
_ZSTD_WINDOW = 27
_PATIENCE = 10
_BLANK_ENOUGH = 16 << 20
_NOTHING = b"\0 \t\r\n"
BOMB_RATIO = 1000
BOMB_BLANK, BOMB_DENSE, BOMB_ANY = 64 << 20, 4 << 30, 64 << 30


class _Decoder(Protocol):
    """One member of a packed stream, as bz2 and lzma have it."""

    @property
    def eof(self) -> bool: ...
    @property
    def needs_input(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...
    def decompress(self, data: bytes, max_length: int = -1) -> bytes: ...


class _Gzip:
    """zlib's decoder in the form of the others."""

    def __init__(self) -> None:
        self._decoder = zlib.decompressobj(31)

    @property
    def eof(self) -> bool:
        return self._decoder.eof

    @property
    def needs_input(self) -> bool:
        return not self._decoder.unconsumed_tail

    @property
    def unused_data(self) -> bytes:
        return self._decoder.unused_data

    def decompress(self, data: bytes, max_length: int = -1) -> bytes:
        return self._decoder.decompress(self._decoder.unconsumed_tail + data, max_length)


class Unpacked:
    """The text of a packed stream: members that follow one another are one text."""

    def __init__(self, below: Readable, new: Callable[[], _Decoder], word: str, notes: list[str]) -> None:
        self._below, self._new, self._word, self._notes = below, new, word, notes
        self._decoder = new()
        self._fresh = True
        self._first = True
        self._ended = False
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        while not self._ended:
            try:
                data = self._step(size)
            except (OSError, EOFError, zlib.error, lzma.LZMAError, ValueError, MemoryError) as error:
                self._stop(error)
                return b""
            if data:
                return data
        return b""

    def _step(self, size: int) -> bytes:
        decoder = self._decoder
        if decoder.eof:
            self._waiting = decoder.unused_data.lstrip(b"\0") or self._below.read(_STEP).lstrip(b"\0")
            if not self._waiting:
                self._ended = True
                return b""
            decoder = self._decoder = self._new()
            self._fresh, self._first = True, False
        if decoder.needs_input and not self._waiting:
            self._waiting = self._below.read(_STEP)
            if not self._waiting:
                self._cut()
                return b""
        data, self._waiting = self._waiting, b""
        unpacked = decoder.decompress(data, size)
        self._fresh = False
        return unpacked

    def _cut(self) -> None:
        self._ended = True
        if not (self._fresh and not self._first):
            self._notes.append(f"the {self._word} data ends in the middle; what was there until then was read")

    def _stop(self, error: Exception) -> None:
        self._ended = True
        if self._fresh and not self._first:
            self._notes.append(f"what follows the {self._word} data is something else and was left unread")
        else:
            reason = (
                "it needs too much memory" if isinstance(error, MemoryError) else str(error).rstrip(".") or "bad data"
            )
            self._notes.append(f"the {self._word} data is damaged ({reason}); what was there until then was read")


class _Program:
    """zstd's own program: what it prints is the text."""

    def __init__(self, below: Readable, program: str, notes: list[str]) -> None:
        self._below, self._notes = below, notes
        self._process = subprocess.Popen(
            [program, "-dcq", "--memory=256MB"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        threading.Thread(target=self._feed, daemon=True).start()
        self._ended = False

    def _feed(self) -> None:
        assert self._process.stdin is not None
        with contextlib.suppress(OSError, ValueError), self._process.stdin as pipe:
            while data := self._below.read(_STEP):
                pipe.write(data)

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        if self._ended:
            return b""
        assert self._process.stdout is not None
        data = os.read(self._process.stdout.fileno(), size)
        if not data:
            self._end()
        return data

    def _end(self) -> None:
        assert self._process.stderr is not None
        words = self._process.stderr.read(2000).decode("utf-8", errors="replace").strip()
        if self._process.wait(_PATIENCE):
            reason = words.rsplit(":", 1)[-1].strip().rstrip(".") or "bad data"
            self._notes.append(f"the zstd data is damaged ({reason}); what was there until then was read")
        self.close()

    def close(self) -> None:
        """End the program, whether it is done or not."""
        if self._ended:
            return
        self._ended = True
        self._process.kill()
        self._process.wait(_PATIENCE)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None:
                pipe.close()


class _Frames:
    """The module `zstandard`, which reads from what is below by itself."""

    def __init__(self, reader: Any, notes: list[str]) -> None:
        self._reader, self._notes = reader, notes
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        if self._ended:
            return b""
        try:
            data: bytes = self._reader.read(size)
        except Exception as error:  # its error class is found only where the module is
            self._notes.append(f"the zstd data is damaged ({error}); what was there until then was read")
            data = b""
        self._ended = not data
        return data


def _zstd(below: Readable, notes: list[str]) -> Readable:
    """By Python's own module, the module `zstandard` or the program `zstd`, whichever is there."""
    with contextlib.suppress(ImportError):
        module: Any = importlib.import_module("compression.zstd")
        options = {module.DecompressionParameter.window_log_max: _ZSTD_WINDOW}
        return Unpacked(below, lambda: module.ZstdDecompressor(options=options), "zstd", notes)
    with contextlib.suppress(ImportError):
        module = importlib.import_module("zstandard")
        whole = module.ZstdDecompressor(max_window_size=1 << _ZSTD_WINDOW)
        return _Frames(whole.stream_reader(below, read_across_frames=True), notes)
    program = shutil.which("zstd")
    if program is None:
        raise InputError(
            "it is packed with zstd, and neither this Python nor this machine has it: install the program zstd, "
            "or unpack the file first"
        )
    return _Program(below, program, notes)


class Transcoded:
    """UTF-16 as UTF-8."""

    def __init__(self, below: Readable, encoding: str) -> None:
        self._below = below
        self._decoder = codecs.getincrementaldecoder(encoding)(errors="replace")
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        while not self._ended:
            data = self._below.read(max(size // 3, 1))
            self._ended = not data
            text = self._decoder.decode(data, final=self._ended)
            if text:
                return text.encode("utf-8", errors="replace")
        return b""


class Guarded:
    """A text that ends where it can only be a bomb; bytes as stored are counted at the bottom."""

    def __init__(self, stream: Readable, bottom: RawFile, notes: list[str]) -> None:
        self._stream, self._bottom, self._notes = stream, bottom, notes
        self._start = max(bottom.done - _STEP, 0)
        self._count = self._blank = 0
        self._ended = False

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text."""
        if self._ended:
            return b""
        data = self._stream.read(size)
        self._count += len(data)
        if self._count > BOMB_BLANK:
            self._blank = 0 if b"\n" in data and data.strip(_NOTHING) else self._blank + len(data)
            self._check()
        return data

    def _check(self) -> None:
        stored = max(self._bottom.done - self._start, 1)
        dense = self._count > stored * BOMB_RATIO
        if (dense and self._blank >= _BLANK_ENOUGH) or (dense and self._count > BOMB_DENSE) or self._count > BOMB_ANY:
            self._ended = True
            self._notes.append(
                f"reading was cut off after {self._count >> 20} MB of text, which {stored:,} bytes unpack to: "
                "that is no log but an archive made to fill the machine"
            )

    def close(self) -> None:
        """End what is below."""
        close = getattr(self._stream, "close", None)
        if close is not None:
            close()


class Packing(NamedTuple):
    """One packing: its name, the bytes it begins with, and what reads through it."""

    name: str
    magic: bytes
    open: Callable[[Readable, list[str]], Readable]


def _xz() -> _Decoder:
    return lzma.LZMADecompressor(format=lzma.FORMAT_XZ, memlimit=_XZ_MEMORY)


PACKINGS = (
    Packing("gzip", b"\x1f\x8b\x08", lambda below, notes: Unpacked(below, _Gzip, "gzip", notes)),
    Packing("bzip2", b"BZh", lambda below, notes: Unpacked(below, bz2.BZ2Decompressor, "bzip2", notes)),
    Packing("xz", b"\xfd7zXZ\0", lambda below, notes: Unpacked(below, _xz, "xz", notes)),
    Packing("zstd", b"\x28\xb5\x2f\xfd", _zstd),
    Packing("UTF-32", b"\xff\xfe\0\0", lambda below, notes: Transcoded(below, "utf-32")),
    Packing("UTF-32", b"\0\0\xfe\xff", lambda below, notes: Transcoded(below, "utf-32")),
    Packing("UTF-16", b"\xff\xfe", lambda below, notes: Transcoded(below, "utf-16")),
    Packing("UTF-16", b"\xfe\xff", lambda below, notes: Transcoded(below, "utf-16")),
)

"""Which texts does one file hold? Found by content: plain, packed, or an archive with many."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Protocol

from engine.intake.harmless import shown_name
from engine.intake.raw import JOURNAL, InputError, RawFile, Readable, open_raw
from engine.intake.tar import HEADER, is_tar, members
from engine.intake.unpack import PACKINGS, Guarded, Packing

MOST_LAYERS = 4
_STEP = 1 << 16
_JUNK = (
    b"\x7fELF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"%PDF", b"PK\x03\x04", b"SQLite format 3\0", b"\xca\xfe\xba\xbe",
    b"\xd4\xc3\xb2\xa1", b"\xa1\xb2\xc3\xd4", b"\x0a\x0d\x0d\x0a", b"7z\xbc\xaf\x27\x1c", b"Rar!", b"\x04\x22\x4d\x18",
    b"\xed\xab\xee\xdb", b"!<arch>\n", b"OggS", b"RIFF", b"KDUMP   ", b"\x1f\x9d",
)  # fmt: skip
JOURNAL_MAGIC = b"LPKSHHRH"
_TEXT = bytes({7, 8, 9, 10, 12, 13, 27, *range(32, 256)})
_BINARY_SHARE = 10


class Bottom(Protocol):
    """Where the bytes come from: how many were read, and how many there are if that is known."""

    done: int
    size: int | None


class _Digest(Protocol):
    def sha256(self) -> str | None: ...


class Opened:
    """One text, to be read once from the front.

    `name` is harmless to show. `packed` says that its bytes are not those of a file on disk. `bottom` counts what was
    read as stored. `notes` are sentences about it, more of which may come while it is read.
    """

    def __init__(
        self, name: str, stream: Readable, bottom: Bottom, notes: list[str], digested: _Digest | None, *, packed: bool
    ) -> None:
        self.name, self.bottom, self.notes, self.packed = name, bottom, notes, packed
        self._stream, self._digested = stream, digested

    def read(self, size: int, /) -> bytes:
        """The next bytes of the text, at most `size`; nothing at its end only."""
        return self._stream.read(size)

    def sha256(self) -> str | None:
        """The digest of the bytes as they came, of an archive's member its own; None if it was not asked for."""
        return None if self._digested is None else self._digested.sha256()


class _Digested:
    """A stream whose digest is made while it is read."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._hash = hashlib.sha256()

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        data = self._stream.read(size)
        self._hash.update(data)
        return data

    def sha256(self) -> str:
        """The digest of all of it."""
        while self.read(_STEP):
            pass
        return self._hash.hexdigest()


class _Peeked:
    """A stream whose first bytes were looked at."""

    def __init__(self, stream: Readable, size: int) -> None:
        self._stream = stream
        self.head = b""
        while len(self.head) < size and (data := stream.read(size - len(self.head))):
            self.head += data
        self._left = self.head

    def read(self, size: int, /) -> bytes:
        """The next bytes."""
        if self._left:
            data, self._left = self._left[:size], self._left[size:]
            return data
        return self._stream.read(size)


def open_texts(
    path: str, name: str | None = None, *, digest: bool = False, choosy: bool = False, notes: list[str] | None = None
) -> Iterator[Opened]:
    """The texts of one file, each to be read before the next is asked for. Raises InputError with a sentence.

    `choosy` leaves out what is no text (told by raising), as is done for files that nobody named. `notes` holds at the
    end what there is to tell of the file and is of none of its texts.
    """
    if path.startswith(JOURNAL):
        yield from _journal(path.removeprefix(JOURNAL), digest)
        return
    raw = open_raw(path, digest=digest)
    if notes is not None:
        raw.notes = notes
    opener = _Opener(raw, digest)
    try:
        digested = raw if digest else None
        yield from opener.texts(raw, shown_name(raw.name if name is None else name), raw.notes, digested, choosy, 0)
    finally:
        opener.close()


def _journal(boot: str, digest: bool) -> Iterator[Opened]:
    from engine.intake.journal import JournalText

    text = JournalText(boot)
    digested = _Digested(text) if digest else None
    try:
        yield Opened(f"journal, boot {boot}", digested or text, text, text.notes, digested, packed=True)
    finally:
        text.close()


class _Opener:
    """Goes through the layers of one file."""

    def __init__(self, raw: RawFile, digest: bool) -> None:
        self._raw, self._digest = raw, digest
        self._layers: list[Guarded] = []

    def close(self) -> None:
        """End all that was begun."""
        for layer in reversed(self._layers):
            layer.close()
        self._raw.close()

    def texts(
        self, stream: Readable, name: str, notes: list[str], digested: _Digest | None, choosy: bool, depth: int
    ) -> Iterator[Opened]:
        """The texts of a stream, whatever it is packed in."""
        peeked = _Peeked(stream, 2 * HEADER)
        packing = next((row for row in PACKINGS if peeked.head.startswith(row.magic)), None)
        if depth >= MOST_LAYERS:
            packing = None
        if packing is not None:
            guarded = self._guarded(packing, peeked, name, notes)
            yield from self.texts(guarded, name, notes, digested, choosy, depth + 1)
        elif is_tar(peeked.head) and depth < MOST_LAYERS:
            yield from self._members(peeked, name, notes, depth)
        else:
            refuse(name, peeked.head, choosy=choosy)
            yield Opened(name, peeked, self._raw, notes, digested, packed=depth > 0)

    def _guarded(self, packing: Packing, stream: Readable, name: str, notes: list[str]) -> Guarded:
        try:
            guarded = Guarded(packing.open(stream, notes), self._raw, notes)
        except InputError as error:
            raise InputError(f"{name} can't be read: {error}") from error
        self._layers.append(guarded)
        return guarded

    def _members(self, stream: Readable, name: str, notes: list[str], depth: int) -> Iterator[Opened]:
        left_out = 0
        for member in members(stream, notes):
            digested = _Digested(member) if self._digest else None
            inside = f"{name}: {shown_name(member.name)}"
            told: list[str] = []
            try:
                yield from self.texts(digested or member, inside, told, digested, True, depth + 1)
            except InputError:
                left_out += 1
            notes += [f"{inside}: {one}" for one in told]
        if left_out:
            notes.append(f"{left_out} of the files in {name} are no text and were left out")


def refuse(name: str, head: bytes, *, choosy: bool) -> None:
    """Raise InputError for what can't be a log: the journal's own files, and what nobody asked for if it is no text."""
    if head.startswith(JOURNAL_MAGIC):
        raise InputError(
            f"{name} is a file of systemd's journal: only journalctl can read it; use "
            f"“journalctl -k --file=… -o short-iso-precise” and give what it prints, or check --journal"
        )
    if choosy and is_binary(head):
        raise InputError(f"{name} was left out: it is no text")


def is_binary(head: bytes) -> bool:
    """Whether a file that begins so is no text; NULs alone don't make it so, a crash leaves them in logs."""
    if head.startswith(_JUNK):
        return True
    strange = head.translate(None, _TEXT).replace(b"\0", b"")
    zeros = head.count(b"\0")
    return len(strange) * _BINARY_SHARE > len(head) or (
        0 < zeros < len(head) and strange != b"" and zeros * 4 > len(head)
    )


def is_packed(head: bytes) -> bool:
    """Whether the first bytes of a file say that it is packed or an archive."""
    return any(head.startswith(row.magic) for row in PACKINGS) or is_tar(head)

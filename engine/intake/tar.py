"""Which files does a tar archive hold? Read from the front in one pass; nothing is written anywhere."""

from __future__ import annotations

from collections.abc import Iterator

from engine.intake.raw import Readable

HEADER = 512
_LONGEST_NAME = 1 << 16
_STEP = 1 << 16
_FILES = b"0\0" + b"7"
_SIZE_BYTES = slice(124, 136)


class Member:
    """One file of the archive, to be read before the next one is asked for."""

    def __init__(self, below: Readable, name: str, size: int) -> None:
        self._below = below
        self.name = name
        self.left = size
        self.cut = False

    def read(self, size: int, /) -> bytes:
        """The next bytes of the file."""
        if self.left <= 0 or self.cut:
            return b""
        data = self._below.read(min(size, self.left))
        self.left -= len(data)
        self.cut = not data
        return data


def is_tar(head: bytes) -> bool:
    """Whether a stream that begins so is a tar archive: its first header's sum agrees."""
    return len(head) >= HEADER and _sum_agrees(head[:HEADER])


def _sum_agrees(block: bytes) -> bool:
    printed = _number(block[148:156])
    if printed is None or not block[0]:
        return False
    return printed == sum(block[:148]) + 8 * 32 + sum(block[156:])


def _number(field: bytes) -> int | None:
    """An octal number, or the binary one that GNU tar writes for what is too large."""
    if field[:1] == b"\x80":
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    try:
        return int(digits, 8) if digits else 0
    except ValueError:
        return None


def members(stream: Readable, notes: list[str]) -> Iterator[Member]:
    """The regular files of the archive; links, devices and folders are passed over."""
    long_name: str | None = None
    long_size: int | None = None
    while True:
        block = _exactly(stream, HEADER)
        if not block.strip(b"\0"):
            if len(block) < HEADER:
                notes.append("the tar archive ends in the middle; what was there until then was read")
            return
        size = _number(block[_SIZE_BYTES])
        if len(block) < HEADER or not _sum_agrees(block) or size is None:
            notes.append("the tar archive is damaged; what was there until then was read")
            return
        kind = block[156:157]
        if kind in (b"L", b"x", b"K", b"g"):
            body = _body(stream, size, _LONGEST_NAME)
            if kind == b"L":
                long_name = body.rstrip(b"\0").decode("utf-8", errors="replace")
            elif kind == b"x":
                long_name, long_size = _extended(body, long_name, long_size)
            continue
        if kind in _FILES:
            name = long_name or _name(block)
            member = Member(stream, name, size if long_size is None else long_size)
            whole = member.left
            yield member
            while member.read(_STEP):
                pass
            if member.cut:
                notes.append(f"the tar archive ends in the middle of {name!r}; what was there until then was read")
                return
            _exactly(stream, -whole % HEADER)
        else:
            _body(stream, size, 0)
        long_name = long_size = None


def _name(block: bytes) -> str:
    name = block[:100].rstrip(b"\0").split(b"\0")[0]
    before = block[345:500].split(b"\0")[0] if block[257:263] == b"ustar\0" else b""
    return (before + b"/" + name if before else name).decode("utf-8", errors="replace")


def _extended(body: bytes, name: str | None, size: int | None) -> tuple[str | None, int | None]:
    """Name and size out of an extended header's records, “LENGTH KEY=VALUE”."""
    position = 0
    while position < len(body):
        length, _, rest = body[position : position + 20].partition(b" ")
        if not length.isdigit() or not rest or int(length) <= len(length):
            break
        key, _, value = body[position + len(length) + 1 : position + int(length) - 1].partition(b"=")
        if key == b"path":
            name = value.decode("utf-8", errors="replace")
        elif key == b"size" and value.isdigit():
            size = int(value[:20])
        position += int(length)
    return name, size


def _exactly(stream: Readable, size: int) -> bytes:
    parts: list[bytes] = []
    while size > 0 and (data := stream.read(size)):
        parts.append(data)
        size -= len(data)
    return b"".join(parts)


def _body(stream: Readable, size: int, keep: int) -> bytes:
    """The bytes of a member that is no file, at most `keep` of them, and the filling behind it passed over."""
    kept = _exactly(stream, min(size, keep))
    left = size + -size % HEADER - len(kept)
    while left > 0 and (data := stream.read(min(left, _STEP))):
        left -= len(data)
    return kept

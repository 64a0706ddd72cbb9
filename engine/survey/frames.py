"""How do values go from one of our own processes to another? Each as its length and its pickle.

Only between a process and the ones that it has started itself: a pickle from elsewhere could do anything.
"""

from __future__ import annotations

import os
import pickle
import struct
from collections.abc import Iterator
from typing import Any

_LENGTH = struct.Struct("<I")


def frame(value: object) -> bytes:
    """The bytes of one value."""
    data = pickle.dumps(value, protocol=pickle.HIGHEST_PROTOCOL)
    return _LENGTH.pack(len(data)) + data


def send(descriptor: int, value: object) -> None:
    """Write one value whole. Raises BrokenPipeError when nobody listens any more."""
    left = memoryview(frame(value))
    while left:
        left = left[os.write(descriptor, left) :]


class Frames:
    """Values out of bytes that come in pieces."""

    def __init__(self) -> None:
        self._data = bytearray()

    def feed(self, data: bytes) -> Iterator[Any]:
        """Take bytes; the values that are whole now."""
        self._data += data
        at = 0
        while len(self._data) - at >= _LENGTH.size:
            (length,) = _LENGTH.unpack_from(self._data, at)
            end = at + _LENGTH.size + length
            if len(self._data) < end:
                break
            yield pickle.loads(memoryview(self._data)[at + _LENGTH.size : end])
            at = end
        del self._data[:at]


def receive(descriptor: int) -> Any:
    """Read one value, None if the other side has gone."""
    head = _exactly(descriptor, _LENGTH.size)
    if len(head) < _LENGTH.size:
        return None
    (length,) = _LENGTH.unpack(head)
    body = _exactly(descriptor, length)
    return pickle.loads(body) if len(body) == length else None


def _exactly(descriptor: int, size: int) -> bytes:
    data = b""
    while len(data) < size and (more := os.read(descriptor, size - len(data))):
        data += more
    return data

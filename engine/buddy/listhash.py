"""What is the recorded sum over a zone's free lists, and how is it found for many states at once?

h = 0; for each order up, each type up, each first pfn from head to tail: h = (h * 16777619 xor (pfn * 256 + order * 16
+ type)) mod 2^32. One step needs the one before it, but many states can go through their steps side by side: one long
integer holds the sum of each state in 64 bits of its own.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

from engine.buddy.zone import BuddyZone

_WORD = 8
_FEW = 8


def words_of(zone: BuddyZone, types: Sequence[int]) -> bytes:
    """The numbers that are summed up, in order, as 64-bit words; `types` are the engine's numbers by the kernel's."""
    heads, tails = zone.heads, zone.tails
    parts = []
    for order in range(zone.top + 1):
        for number, kind in enumerate(types):
            code = (order + 1) << 3 | kind
            if heads[code] or tails[code]:
                frames = [*reversed(heads[code]), *tails[code]]
                parts.append(_words(frames, (zone.base << 8) + order * 16 + number))
    return b"".join(parts)


def _words(frames: list[int], added: int) -> bytes:
    if len(frames) <= _FEW:
        return array("Q", [(frame << 8) + added for frame in frames]).tobytes()
    many = len(frames)
    whole = int.from_bytes(array("Q", frames).tobytes(), sys.byteorder) << 8
    whole += int.from_bytes(added.to_bytes(_WORD, sys.byteorder) * many, sys.byteorder)
    return whole.to_bytes(_WORD * many, sys.byteorder)


def list_hashes(states: Sequence[bytes]) -> list[int]:
    """The sum of each state's words. Shorter states wait: before its first word a sum of 0 stays 0."""
    count = len(states)
    longest = max((len(state) for state in states), default=0) // _WORD
    steps = array("Q", bytes(_WORD * longest * count))
    for lane, state in enumerate(states):
        words = array("Q", state)
        if words:
            steps[(longest - len(words)) * count + lane :: count] = words
    data, width = steps.tobytes(), _WORD * count
    mask = int.from_bytes(array("Q", [0xFFFFFFFF] * count).tobytes(), sys.byteorder)
    found = 0
    for place in range(0, len(data), width or 1):
        step = int.from_bytes(data[place : place + width], sys.byteorder)
        found = (found * 16777619 ^ step) & mask
    return array("Q", found.to_bytes(width, sys.byteorder)).tolist()

"""How high is a bar, where are the ticks, and how are numbers written there?

Heights are log10(n + 1): free blocks span decades, and 0 against 1 decides.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

_MINUS = "\N{MINUS SIGN}"
_SUFFIXES = ("", "k", "M", "G", "T", "P")
_LEAST_DECADES = 2
_EXACT_BELOW = 10_000_000


def height(pages: int) -> float:
    """A bar's height in decades; nothing, and less than nothing, have none and are marked instead."""
    return math.log10(pages + 1) if pages > 0 else 0.0


def top_decade(values: Iterable[int]) -> int:
    """The axis ends at 10 to the power of this: the first decade that holds every value."""
    most = max(values, default=0)
    decades = len(str(most - 1)) if most > 1 else 0
    return max(decades, _LEAST_DECADES)


def ticks(decade: int, at_most: int = 64) -> Sequence[int]:
    """0, 1, 10, 100 … up to the axis' end; with room for few, whole steps of decades are left out."""
    step = max(1, math.ceil(decade / max(at_most - 2, 1)))
    return (0, *(10**power for power in range(0, decade + 1, step)))


def tick_label(value: int) -> str:
    """ "100", "1k", "10M"; powers of ten beyond names."""
    if value < 1000:
        return str(value)
    power = len(str(value)) - 1
    if power // 3 >= len(_SUFFIXES):
        return f"1e{power}"
    return f"{10 ** (power % 3)}{_SUFFIXES[power // 3]}"


def value_label(value: int) -> str:
    """A number on a bar: exact as long as it is short enough to be read there."""
    if abs(value) < _EXACT_BELOW:
        return signed(f"{value:,}")
    power = (len(str(abs(value))) - 1) // 3
    if power >= len(_SUFFIXES):
        return signed(f"{value:.1e}")
    return signed(f"{value / 10 ** (3 * power):.1f}{_SUFFIXES[power]}")


def signed(text: str) -> str:
    """Numbers with the sign that is as wide as a digit."""
    return text.replace("-", _MINUS)

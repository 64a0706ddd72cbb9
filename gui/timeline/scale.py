"""Where do the ticks of the timeline stand, and what do they say?"""

from __future__ import annotations

import math
from datetime import datetime, timezone

_SINCE_1970 = 1e8
"""Seconds beyond which a time is a date: no kernel was up for three years while it failed."""
_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400)
_DAY = 86_400


def is_date(seconds: float) -> bool:
    """Whether it counts from 1970 and not from boot."""
    return seconds >= _SINCE_1970


def time_ticks(first: float, last: float, most: int) -> list[tuple[float, str]]:
    """At most so many times between two, each with what it is called."""
    span = max(last - first, 1e-6)
    step = _time_step(span / max(most, 1))
    ticks: list[tuple[float, str]] = []
    at = math.ceil(first / step) * step
    day = ""
    while at <= last and len(ticks) <= most:
        text = time_text(at, step)
        if is_date(at):
            today = _as_date(at).strftime("%b %d")
            text = f"{today} {text}".rstrip() if today != day else text
            day = today
        ticks.append((at, text or day))
        at += step
    return ticks


def _time_step(least: float) -> float:
    for step in _STEPS:
        if step >= least:
            return step
    if least > _DAY:
        return math.ceil(least / _DAY) * _DAY
    return 1


def time_text(seconds: float, step: float) -> str:
    """A moment as fine as the steps are: a clock's time of a date, else seconds since boot."""
    if not is_date(seconds):
        return f"{seconds:,.0f} s"
    if step >= _DAY:
        return ""
    return _as_date(seconds).strftime("%H:%M:%S" if step < 60 else "%H:%M")


def _as_date(seconds: float) -> datetime:
    try:
        return datetime.fromtimestamp(seconds, tz=timezone.utc)
    except (OverflowError, ValueError, OSError):
        return datetime(1970, 1, 1, tzinfo=timezone.utc)


def size_ticks(most: float, count: int) -> list[float]:
    """Round sizes from 0 to about `most`."""
    if most <= 0:
        return [0.0]
    rough = most / max(count, 1)
    power = 10 ** math.floor(math.log10(rough))
    step = next(factor * power for factor in (1, 2, 5, 10) if factor * power >= rough)
    return [step * number for number in range(int(most / step) + 1)]

"""When was a report printed? Its printed time as seconds on an axis."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_CLOCK = r"(?P<hour>\d\d):(?P<minute>\d\d):(?P<second>\d\d)(?:[.,](?P<part>\d{1,9}))?"
_ISO = re.compile(
    r"(?P<year>\d{4})-(?P<month>\d\d)-(?P<day>\d\d)[T_ ]+" + _CLOCK + r"(?: ?(?P<zone>Z|UTC|[+-]\d\d:?\d\d))?"
)
_NAMED = re.compile(
    r"(?:[A-Z][a-z]{2} +)?(?P<name>[A-Z][a-z]{2}) +(?P<day>\d{1,2}) +(?:(?P<year>\d{4}) +)?"
    + _CLOCK
    + r"(?: +(?P<late>\d{4}))?"
)
_SECONDS = re.compile(r"(?P<whole>\d{1,12})(?:[.,](?P<part>\d{1,9}))?")
_LEAP_YEAR = 2000
"""Taken where a log prints no year: it has every day of the calendar."""


def seconds_of(time: str | None) -> float | None:
    """Seconds since 1970 where a date is printed, else those since boot; None where neither is.

    A date without a zone is taken as UTC and one without a year as of 2000: both move all reports of a log alike.
    """
    if time is None:
        return None
    text = time.strip().strip("[]").strip()
    found = _ISO.match(text)
    if found is not None:
        local = _at(found, int(found["year"]), int(found["month"]))
        return None if local is None else local - _offset(found["zone"])
    found = _NAMED.match(text)
    if found is not None and found["name"] in _MONTHS:
        year = int(found["year"] or found["late"] or _LEAP_YEAR)
        return _at(found, year, _MONTHS.index(found["name"]) + 1)
    found = _SECONDS.fullmatch(text)
    return None if found is None else float(f"{found['whole']}.{found['part'] or 0}")


def _at(found: re.Match[str], year: int, month: int) -> float | None:
    try:
        day = datetime(year, month, int(found["day"]), tzinfo=timezone.utc)
    except ValueError:
        return None
    clock = timedelta(hours=int(found["hour"]), minutes=int(found["minute"]), seconds=int(found["second"]))
    return (day + clock).timestamp() + float(f"0.{found['part'] or 0}")


def _offset(zone: str | None) -> float:
    if zone is None or zone in ("Z", "UTC"):
        return 0.0
    seconds = int(zone[1:3]) * 3600 + int(zone[-2:]) * 60
    return -seconds if zone[0] == "-" else seconds

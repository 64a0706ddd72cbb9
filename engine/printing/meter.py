"""How far is it?"""

from __future__ import annotations

import sys
import time

from engine.survey.jobs import Began, Event, Gathering, Rows


class Meter:
    """How far it is, on standard error, if that is a terminal and it takes a while."""

    def __init__(self) -> None:
        self._on = sys.stderr.isatty()
        self._began = self._last = time.monotonic()
        self._total: int | None = None
        self._before = self._done = 0
        self._drawn = False

    def take(self, event: Event | None, reports: int) -> None:
        """What happened; draws a few times a second."""
        if not self._on:
            return
        if isinstance(event, Gathering):
            self._total = event.total
        elif isinstance(event, Began) and not event.inner:
            self._before, self._done = self._before + self._done, 0
        elif isinstance(event, Rows):
            self._done = max(self._done, event.done)
        now = time.monotonic()
        if now - self._last > 0.2 and now - self._began > 0.5:
            self._last = now
            self._draw(now - self._began, reports)

    def _draw(self, seconds: float, reports: int) -> None:
        done = self._before + self._done
        rate = done / seconds
        share = f"{100 * done / self._total:.0f} %, " if self._total else ""
        left = f", {(self._total - done) / rate:.0f} s left" if self._total and rate else ""
        sys.stderr.write(f"\r{share}{done / 1e6:,.0f} MB, {rate / 1e6:,.0f} MB/s{left}, {reports:,} reports\x1b[K")
        sys.stderr.flush()
        self._drawn = True

    def clear(self) -> None:
        """Take it away before something else is written."""
        if self._drawn:
            sys.stderr.write("\r\x1b[K")
            sys.stderr.flush()
            self._drawn = False

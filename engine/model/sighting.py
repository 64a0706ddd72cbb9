"""What does a list of many reports keep of each? Little enough for a hundred thousand of them."""

from __future__ import annotations

from typing import NamedTuple

from engine.model.report import Kind


class ZoneLevel(NamedTuple):
    """A zone's free pages beside its min mark at one moment; None is not printed. `title` is as the kernel names it."""

    title: str
    free: int | None
    min: int | None


class Sighting(NamedTuple):
    """One report of a log.

    `source` is the index of the input it stands in. `first_line` and `last_line` are 1-based lines of that input.
    `start` and `end` are byte offsets (of the input as unpacked) of whole lines that hold the report, to read it again;
    `start_line` is the number of the first of them, `part` the index of the report among those that these bytes give.
    `time` is as printed; `seconds` puts the reports of one input in order on an axis: since 1970 where the date is
    known, else since boot; None where nothing was printed. `outcome` is a verdict's value (contract, `outcome`), `zone`
    the decisive zone as the kernel names it. `repeats` counts what the log says was left out behind it
    (“callbacks suppressed”, “message repeated”). `boot` are the byte offsets of the kernel's first line (“Linux
    version …”) where it stands before the report's bytes and tells something that the report doesn't.
    """

    source: int
    first_line: int
    last_line: int
    start: int
    end: int
    start_line: int
    part: int
    kind: Kind
    time: str | None
    seconds: float | None
    comm: str | None
    pid: int | None
    kernel: str | None
    requester: str | None
    order: int | None
    gfp_mask: int | None
    gfp_flags: str
    outcome: str
    zone: str | None
    sentence: str
    page_size: int
    zones: tuple[ZoneLevel, ...]
    repeats: int = 0
    boot: tuple[int, int] | None = None

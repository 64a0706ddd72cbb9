"""What do the bytes of a window hold? Its reports, judged, at the lines that they have in the whole text."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.explain.analysis import Analysis
from engine.model.report import Diagnostic, Report
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.survey.boots import Boot
from engine.survey.sightings import Judged, Part, sighting_of
from engine.survey.stream import Window

Judge = Callable[[Report], Analysis]
NO_SOURCE = -1
"""Stands for the source until whoever knows all of them numbers it."""


class Read(NamedTuple):
    """What a window of the text of that name gave."""

    name: str
    part: Part
    judged: tuple[Judged, ...]
    diagnostics: tuple[Diagnostic, ...]


class WindowReader:
    """Reads the windows of one text."""

    def __init__(self, name: str, judge: Judge) -> None:
        self._name, self._judge = name, judge
        self._boot_helps = False

    def read(self, window: Window) -> Read:
        """The reports of a window; the kernel's first line is put before it where they don't say which kernel it is."""
        boot = window.boot if self._boot_helps else None
        reading = read_text("", _data(window, boot))
        if boot is None and any(report.scenario.kernel.release is None for report in reading.reports):
            boot = window.boot
            if boot is not None:
                self._boot_helps = True
                reading = read_text("", _data(window, boot))
        judged = tuple([Judged(report, self._judge(report), index) for index, report in enumerate(reading.reports)])
        part = Part(NO_SOURCE, window.start, window.first_line, window.data, None if boot is None else boot.span)
        return Read(self._name, part, judged, reading.diagnostics)


def _data(window: Window, boot: Boot | None) -> bytes:
    return window.data if boot is None else boot.text + b"\n" + window.data


def sightings_of(read: Read) -> tuple[Sighting, ...]:
    """A row for each report of a window."""
    return tuple([sighting_of(read.part, judged) for judged in read.judged])

"""What happens without a window? The verdict goes to the terminal, the chart into a file.

Used where there is no screen, and with --export. Exit status: 0 the chart was written, 1 there was nothing to draw,
2 bad usage, an unreadable file, or a chart that could not be written. Standard output carries only the answer.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from engine.explain.analysis import Analysis
from engine.explain.answer import answer
from engine.intake.gather import Item, gather
from engine.intake.opened import open_texts
from engine.intake.raw import InputError
from engine.model.report import Reading, Report
from engine.read.reader import read_text
from engine.report.chart import chart_values
from engine.report.terminal import leave_quietly, say, use_safe_output, write_reports
from gui.arguments import Arguments, parse

WRITTEN, NOTHING, BAD_USAGE = 0, 1, 2
STANDARD_INPUT = "standard input"
_MOST_NAMES = 100
_CHUNK = 1 << 20


class UnusableError(Exception):
    """Something asked for that can't be had; the message is one sentence for people."""


class Found(NamedTuple):
    """One report, the text that it is from, and that text's file; None for standard input."""

    reading: Reading
    report: Report
    path: Path | None


def main(argv: list[str]) -> int:
    """Answer on the terminal and write the chart; the exit status."""
    arguments = parse(argv)
    try:
        found = list(_read(arguments.files or _piped()))
        if not found:
            say("no report of the kernel's memory was found")
            return NOTHING
        chosen = _chosen(found, arguments.report)
        one_only = arguments.export is not None or arguments.report is not None
        _print([chosen] if one_only else found)
        return _draw(chosen, arguments)
    except UnusableError as problem:
        say(str(problem))
        return BAD_USAGE
    except BrokenPipeError:
        leave_quietly()
        return WRITTEN


# ---- reading


def _piped() -> tuple[str, ...]:
    if sys.stdin is None or sys.stdin.isatty():
        raise UnusableError("give a file with kernel messages, or pipe them in: there is no window to paste them into")
    return ("-",)


def _read(names: Sequence[str]) -> Iterator[Found]:
    """The reports of files, folders and archives, in their order."""
    for item in gather(names).items:
        path = None if item.path == "-" else Path(item.path)
        for name, data in _texts(item):
            reading = read_text(name, data)
            for report in reading.reports:
                yield Found(reading, report, path)


def _texts(item: Item) -> Iterator[tuple[str, bytes]]:
    """The texts of one input, each whole; a file in a folder that is none is left out."""
    if item.path == "-":
        yield STANDARD_INPUT, sys.stdin.buffer.read()
        return
    try:
        for text in open_texts(item.path, item.name, choosy=item.choosy):
            yield text.name, b"".join(iter(lambda text=text: text.read(_CHUNK), b""))  # type: ignore[misc]
    except InputError as problem:
        if not item.choosy:
            raise UnusableError(str(problem)) from problem


def _chosen(found: Sequence[Found], number: int | None) -> Found:
    """The report with that number; without one the first that has zones, since messages may come without."""
    if number is None:
        return next((one for one in found if one.report.scenario.zones), found[0])
    if number > len(found):
        count = "1 report" if len(found) == 1 else f"{len(found)} reports"
        raise UnusableError(f"there is no report {number}: the text holds {count}")
    return found[number - 1]


# ---- the answer


def _print(found: Sequence[Found]) -> None:
    """The reports as `check` prints them."""
    use_safe_output()
    readings = {id(one.reading): one.reading for one in found}
    texts = [
        (reading, [(one.report, answer(one.report)) for one in found if one.reading is reading])
        for reading in readings.values()
    ]
    write_reports(texts, sys.stdout)
    sys.stdout.flush()


# ---- the chart


def zone_named(analysis: Analysis, name: str | None) -> int | None:
    """The zone that a person means, "Node 0 DMA32" or "DMA32" where that is one; the decisive one without a name."""
    if name is None:
        return analysis.decisive
    wanted = " ".join(name.lower().split())
    titles = [answer.zone.title.lower() for answer in analysis.zones]
    if wanted in titles:
        return titles.index(wanted)
    short = [place for place, answer in enumerate(analysis.zones) if answer.zone.name.lower() == wanted]
    if len(short) == 1:
        return short[0]
    there = ", ".join(answer.zone.title for answer in analysis.zones) or "none"
    raise UnusableError(f"there is no zone {name!r} in that report; its zones: {there}")


def _draw(chosen: Found, arguments: Arguments) -> int:
    analysis = answer(chosen.report)
    zone = zone_named(analysis, arguments.zone)
    if zone is None:
        say("that report has no zone lines, so there is no chart to draw")
        return NOTHING
    _start_drawing()
    from gui.export import ExportError, Provenance, write_picture

    values = chart_values(analysis, zone)
    provenance = Provenance(chosen.path.name if chosen.path else STANDARD_INPUT, chosen.reading.sha256)
    for path in [arguments.export] if arguments.export is not None else _places(chosen.path):
        try:
            write_picture(path, (values,), provenance)
        except ExportError as problem:
            trouble = str(problem)
        else:
            say(f"the chart of {values.title} is in {path}")
            return WRITTEN
    raise UnusableError(trouble)


def _places(source: Path | None) -> list[Path]:
    """Where the chart goes when nobody said: beside its input, or else into the current folder."""
    name = "buddyscope" if source is None else source.stem
    folders = [Path()] if source is None else [source.parent, Path()]
    return [_free(folder / f"{name}.png") for folder in dict.fromkeys(folders)]


def _free(path: Path) -> Path:
    """The path itself, unless somebody else's file is there."""
    from gui.export import is_ours

    tries = (path, *(path.with_stem(f"{path.stem}-{number}") for number in range(2, _MOST_NAMES)))
    return next((each for each in tries if not each.exists() or is_ours(each)), path)


def _start_drawing() -> None:
    """A Qt application without a screen; it lives as long as the process does."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"  # before Qt is imported
    from PySide6.QtGui import QGuiApplication

    _kept.append(QGuiApplication.instance() or QGuiApplication(["buddyscope"]))


_kept: list[object] = []

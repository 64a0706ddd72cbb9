"""What does `incident` do? It finds the report that is meant, and writes its pack into a folder.

Pictures and the PDF are drawn by the window's own code in a process of its own, where that and Qt are there.
"""

from __future__ import annotations

import pickle
import re
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from engine.intake.raw import InputError
from engine.kernels.gfp import GfpError
from engine.model.batch import Source
from engine.model.report import Report
from engine.model.sighting import Sighting
from engine.read.reader import read_text
from engine.read.text import decode
from engine.report.chart_model import ChartValues
from engine.report.document import Document
from engine.report.incident import Incident, Origin, incident_of
from engine.report.incident_document import document
from engine.report.names_in_line import KIND_WORDS
from engine.report.pack import charts, pack_files
from engine.report.redact import Replacement, everything
from engine.report.safe import printable
from engine.report.whole_files import NotWrittenError, write_files
from engine.survey.jobs import Began, Ended, Failed, Rows, Wanted
from engine.survey.question import Question
from engine.survey.reading import sightings_of
from engine.survey.reopen import bytes_of, first_text_line
from engine.survey.run import prepare, run
from engine.survey.tally import Tally

DRAWER = "gui.saving.incident_pictures"
NO_QT = 3
"""The drawing process' exit status where Qt is not installed."""
_LONGEST_DRAWING = 300
_OF_A_PACK = re.compile(r"report\.(?:md|html|pdf)|chart-\d+(?:-[a-z0-9]+)*\.(?:svg|png)")
_CHUNK = 1 << 20
_MOST_LINES = 20


class PackError(Exception):
    """Something that keeps the pack from being made; the message is one sentence for people."""


class NoReportError(PackError):
    """The input holds no report."""


class Found(NamedTuple):
    """All reports of an input: one row each, with the texts that they stand in."""

    sightings: tuple[Sighting, ...]
    sources: tuple[Source, ...]
    origins: tuple[Origin, ...]


def find(path: str, question: Question, spool: str) -> Found:
    """The reports of a file, an archive, a folder or standard input. Raises PackError."""
    sightings: list[Sighting] = []
    sources: list[Source] = []
    origins: list[Origin] = []
    prepared = prepare([path], whole=True)
    for event in run(prepared, Wanted(sightings_of, question.judge, whole=True, spool=spool)):
        if isinstance(event, Began):
            sources.append(Source(len(sources), event.name, event.path, event.packed, event.spool, event.size))
            origins.append(Origin(Path(event.name).name or event.name, None, None))
        elif isinstance(event, Rows):
            sightings += [one._replace(source=len(sources) - 1) for one in event.rows]
        elif isinstance(event, Ended):
            origins[-1] = Origin(origins[-1].name, event.sha256, event.lines)
        elif isinstance(event, Failed) and not event.skipped:
            raise PackError(event.message)
    return Found(tuple(sightings), tuple(sources), tuple(origins))


def chosen(found: Found, number: int | None) -> Sighting:
    """The report with that number, counted from 1; without one the first that shows zones. Raises PackError."""
    if not found.sightings:
        raise NoReportError("no report of the kernel's memory was found")
    if number is None:
        return next((one for one in found.sightings if one.zones), found.sightings[0])
    if number > len(found.sightings):
        count = len(found.sightings)
        raise PackError(f"there is no report {number}: the text holds {count:,} report{'s' if count != 1 else ''}")
    return found.sightings[number - 1]


def text_around(found: Found, sighting: Sighting) -> tuple[str, Report]:
    """The text around a report with the report at the line numbers of the whole log, and the report as read there."""
    source = found.sources[sighting.source]
    text = decode(bytes_of(sighting, source))
    first = first_text_line(sighting)
    if sighting.boot is not None and source.path is not None and not source.packed:
        boot, _, rest = text.partition("\n")
        number = _line_at(source.path, sighting.boot[0])
        text = "\n" * (number - 1) + boot + "\n" * (first + 1 - number) + rest
    else:
        text = "\n" * (first - 1) + text
    reports = read_text("", text).reports
    at = next((one for one in reports if one.first_line == sighting.first_line), None)
    if at is None:
        raise PackError("the report can't be read again: has its file changed?")
    return text, at


def _line_at(path: str, offset: int) -> int:
    """The number of the line that begins at an offset of a file."""
    count = 1
    with Path(path).open("rb") as file:
        while offset > 0 and (chunk := file.read(min(_CHUNK, offset))):
            count += chunk.count(b"\n")
            offset -= len(chunk)
    return count


def incident_from(path: str, number: int | None, question: Question, *, redact: bool) -> Incident:
    """The incident of one report of an input. Raises PackError."""
    try:
        with tempfile.TemporaryDirectory(prefix="buddyscope-") as spool:
            found = find(path, question, spool)
            sighting = chosen(found, number)
            text, report = text_around(found, sighting)
        edited = question != Question()
        origin = found.origins[sighting.source]
        tally = Tally()
        for one in found.sightings:
            tally.add(one)
        facts = tally.facts(sighting)
        choice = everything if redact else None
        return incident_of(text, report, origin, judge=question.judge, log=facts, edited=edited, redact=choice)
    except (InputError, GfpError) as error:
        raise PackError(str(error)) from error


# ---- pictures


class Drawing(NamedTuple):
    """What is drawn: charts with their files' names, the written report for the PDF, where the figures come from."""

    charts: tuple[tuple[str, ChartValues], ...]
    document: Document
    outcome: str
    origin: Origin
    edited: bool


def drawing_of(incident: Incident) -> Drawing:
    """What is to be drawn of an incident."""
    outcome = incident.analysis.outcome.value
    return Drawing(tuple(charts(incident)), document(incident), outcome, incident.origin, incident.edited)


def drawn(incident: Incident) -> dict[str, bytes]:
    """Charts as PNG and the report as PDF, by file name; nothing where there is no Qt. Raises PackError if it fails."""
    root = Path(__file__).resolve().parent.parent
    if not root.joinpath(*DRAWER.split(".")).with_suffix(".py").is_file():
        return {}
    with tempfile.TemporaryDirectory(prefix="buddyscope-") as folder:
        try:
            done = subprocess.run(
                [sys.executable, "-m", DRAWER, folder],
                input=pickle.dumps(drawing_of(incident)),
                capture_output=True,
                timeout=_LONGEST_DRAWING,
                cwd=root,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise PackError(f"the pictures and the PDF could not be drawn: {error}") from error
        if done.returncode == NO_QT:
            return {}
        if done.returncode:
            told = done.stderr.decode("utf-8", "replace").strip().splitlines()
            raise PackError(f"the pictures and the PDF could not be drawn: {told[-1] if told else done.returncode}")
        return {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}


def write_pack(incident: Incident, folder: Path, pictures: dict[str, bytes]) -> list[Path]:
    """Put the pack into a folder; the paths of its files. Raises PackError."""
    files = {**pack_files(incident), **pictures}
    try:
        write_files(folder, files)
    except NotWrittenError as error:
        raise PackError(str(error)) from error
    return [folder / name for name in files]


def left_over(folder: Path, written: Sequence[Path]) -> list[str]:
    """Names of files in a folder that an earlier pack may have left there and that are not of this one."""
    new = {path.name for path in written}
    return sorted(path.name for path in folder.iterdir() if _OF_A_PACK.fullmatch(path.name) and path.name not in new)


# ---- preview


def preview(replaced: Sequence[Replacement]) -> str:
    """Every replacement as a table, in the order of the text."""
    rows = [("kind", "in the log", "becomes", "times", "lines")]
    for one in replaced:
        numbers = sorted({place.line for place in one.places})
        told = ", ".join(map(str, numbers[:_MOST_LINES])) + (" …" if len(numbers) > _MOST_LINES else "")
        times = f"{len(one.places):,}" if one.places else "1"
        rows.append((one.secret.value, printable(one.name), one.stand_in, times, told or "the file's name"))
    widths = [max(len(row[column]) for row in rows) for column in range(4)]
    shown = [[cell.ljust(wide) for cell, wide in zip(row[:4], widths, strict=True)] for row in rows]
    lines = ["  ".join([*cells, row[4]]).rstrip() for cells, row in zip(shown, rows, strict=True)]
    kinds = ", ".join(KIND_WORDS.values())
    stays = f"Looked for: {kinds}. Kernel threads, kernel symbols, zones and figures stay."
    return "\n".join([*lines, "", stays]) + "\n"

"""What must be true of every text, however broken? Read, judged and shown without an error, in time, and truly."""

from __future__ import annotations

import io
import json
import re
import signal
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import FrameType

from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis
from engine.model.report import Reading
from engine.read.reader import read_text
from engine.read.text import decode
from engine.report.json_report import answer_json
from engine.report.terminal import write_reports
from tests.fuzz.bears import unborne
from tests.fuzz.sheet import Sheet

_SECONDS, _SECONDS_PER_MB = 5.0, 40.0
"""What one text may take, of the processor's time, before it counts as endless: a hundred times what it takes."""
_CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")


@dataclass(frozen=True, slots=True)
class Failure:
    """One thing that is not as it must be. `rule` is the same for failures of one cause, as far as can be told."""

    rule: str
    detail: str


class TooSlowError(Exception):
    """A text took longer than texts of its size may."""


def failures(data: bytes | str, thorough: bool = True) -> list[Failure]:
    """What is wrong with the answer to a text. `thorough` asks twice and writes the answer as a terminal shows it."""
    try:
        return list(_failures(data, thorough))
    except Exception as error:
        return [_raised(error)]


def _failures(data: bytes | str, thorough: bool) -> Iterator[Failure]:
    with _limited(_SECONDS + _SECONDS_PER_MB * len(data) / 1e6):
        reading = read_text("log", data)
        analysed = [analyse(report.scenario) for report in reading.reports]
        json.dumps(answer_json([reading], [analysed]), allow_nan=False)
        if thorough:
            yield from _again(data, reading, analysed)
    text = decode(data)
    lines = text.split("\n")
    yield from _lines_within(reading, lines)
    sheet = Sheet(text, lines)
    for report in reading.reports:
        for rule, detail in unborne(report, sheet):
            yield Failure(rule, detail)


def _again(data: bytes | str, reading: Reading, analysed: list[Analysis]) -> Iterator[Failure]:
    if read_text("log", data) != reading:
        yield Failure("not the same answer twice", "")
    out = io.StringIO()
    write_reports([(reading, list(zip(reading.reports, analysed, strict=True)))], out)
    acting = _CONTROLS.search(out.getvalue())
    if acting is not None:
        yield Failure("a control character reaches the terminal", repr(acting[0]))


def _lines_within(reading: Reading, lines: list[str]) -> Iterator[Failure]:
    count = len(lines) - (lines[-1] == "")
    if reading.lines != count:
        yield Failure("lines miscounted", f"{reading.lines}, not {count}")
    for report in reading.reports:
        if not 1 <= report.first_line <= report.last_line <= count:
            yield Failure("a report outside the text", f"{report.first_line}-{report.last_line} of {count}")
        if any(not report.first_line <= line <= report.last_line for line in report.used_lines):
            yield Failure("a line used outside the report", f"{report.first_line}-{report.last_line}")
        if any(not 1 <= frame.line <= count for frame in report.frames):
            yield Failure("a frame outside the text", "")
    for told in reading.diagnostics:
        place = told.place
        if not (1 <= place.line <= max(count, 1) and 0 <= place.start <= place.end <= len(lines[place.line - 1])):
            yield Failure(f"a diagnostic outside the text: {_plain(told.message)}", str(place))


def _plain(message: str) -> str:
    return re.sub(r"“[^”]*”|\d+|^[^:]*: ", "…", message)


def _raised(error: Exception) -> Failure:
    frames = traceback.extract_tb(error.__traceback__)
    engine = [frame for frame in frames if "/engine/" in frame.filename] or frames
    where = " < ".join(f"{Path(frame.filename).name}:{frame.lineno}" for frame in engine[:-4:-1])
    if isinstance(error, TooSlowError):
        return Failure("too slow", where)
    return Failure(f"{type(error).__name__} in {engine[-1].name}", f"{error} at {where}"[:300])


@contextmanager
def _limited(seconds: float) -> Iterator[None]:
    """Raises TooSlowError inside when the processor's time is over."""
    before = signal.signal(signal.SIGVTALRM, _too_slow)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
        signal.signal(signal.SIGVTALRM, before)


def _too_slow(number: int, frame: FrameType | None) -> None:
    raise TooSlowError

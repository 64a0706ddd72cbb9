"""How do answers reach a terminal: width, colour, a line between reports, what was lost at the end of each text?"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Sequence
from typing import TextIO

from engine.explain.analysis import Analysis
from engine.model.report import Reading, Report
from engine.report.safe import printable
from engine.report.streams import leave_quietly as leave_quietly
from engine.report.streams import say as say
from engine.report.streams import use_safe_output as use_safe_output
from engine.report.text import COLOUR, PLAIN, WIDTH, Style, diagnostics_text, summary, text_report

_MOST_COLUMNS = 120

Answers = Sequence[tuple[Report, Analysis]]


def write_reports(texts: Iterable[tuple[Reading, Answers]], out: TextIO) -> None:
    """The reports of each text for reading, then what was lost or repaired in it, then how its reports ended."""
    style, width = terminal_style(out)
    first = True
    for reading, answers in texts:
        for report, analysis in answers:
            if not first:
                out.write("\n" + "─" * min(width, WIDTH) + "\n\n")
            first = False
            out.write(text_report(report, analysis, reading.name, style, width))
        told = diagnostics_text(reading, style)
        out.write(f"\n{told}" if told else "")
        if len(answers) > 1:
            out.write(f"\n{printable(reading.name)}: {summary([analysis.outcome for _, analysis in answers])}\n")


def terminal_style(out: TextIO) -> tuple[Style, int]:
    """Colour only on a terminal that wants it (NO_COLOR, TERM=dumb), and its width."""
    if not out.isatty():
        return PLAIN, WIDTH
    plain = bool(os.environ.get("NO_COLOR")) or os.environ.get("TERM") == "dumb"
    return PLAIN if plain else COLOUR, min(shutil.get_terminal_size((WIDTH, 24)).columns, _MOST_COLUMNS)

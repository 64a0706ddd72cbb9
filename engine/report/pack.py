"""Which files does an incident pack consist of, and what stands in each? The same incident gives the same bytes."""

from __future__ import annotations

import json

from engine.explain.grounds import Answer
from engine.explain.sources import cited
from engine.report.chart import chart_values
from engine.report.chart_model import ChartValues
from engine.report.document import LOG, lines_words
from engine.report.html import html
from engine.report.incident import Incident
from engine.report.incident_document import chart_file, charted, document, redaction_words
from engine.report.json_report import SCHEMA, Json, diagnostic_json, report_json
from engine.report.markdown import markdown
from engine.report.safe import printable
from engine.report.svg_chart import chart_svg
from engine.report.version import VERSION

REPORT, PAGE, DATA, NOTES = "report.md", "report.html", "data.json", "notes.txt"


def pack_files(incident: Incident) -> dict[str, bytes]:
    """The files by name, all that need no Qt."""
    told = document(incident)
    files = {
        REPORT: markdown(told),
        PAGE: html(told, incident.analysis.outcome.value),
        DATA: _json_text(data_json(incident)),
        LOG: log_text(incident),
        NOTES: notes_text(incident),
    }
    for name, values in charts(incident):
        files[f"{name}.svg"] = chart_svg(values, caption(incident, values), alone=True) + "\n"
    return {name: text.encode("utf-8", "backslashreplace") for name, text in files.items()}


def charts(incident: Incident) -> list[tuple[str, ChartValues]]:
    """The charts of the pack, each with its file's name without suffix."""
    return [(chart_file(incident, zone), chart_values(incident.analysis, zone)) for zone in charted(incident)]


def caption(incident: Incident, values: ChartValues) -> tuple[tuple[str, str], ...]:
    """What stands below a chart that is a file of its own."""
    figures = "EDITED: not all of these are the figures of the log" if incident.edited else "as the log has them"
    origin = incident.origin
    return (
        *values.caption,
        ("Log", f"{origin.name}, SHA-256 {origin.sha256 or 'not known'}"),
        ("Figures", figures),
        ("Drawn by", f"Buddyscope {VERSION}"),
    )


def data_json(incident: Incident) -> Json:
    """The command line's JSON of this one report, and what sets the pack apart."""
    origin, report = incident.origin, incident.report
    told = report_json(report, incident.analysis, 0)
    told["answers"] = [_answer_json(one) for one in incident.answers]
    return {
        "schema": SCHEMA,
        "tool": {"name": "Buddyscope", "version": VERSION},
        "edited": incident.edited,
        "redacted": None if incident.replaced is None else redaction_words(incident),
        "inputs": [{"name": origin.name, "sha256": origin.sha256, "lines": origin.lines}],
        "reports": [told],
        "diagnostics": [diagnostic_json(note, 0) for note in incident.notes],
        "charts": [{"zone": values.title, "file": f"{name}.svg"} for name, values in charts(incident)],
    }


def _json_text(told: Json) -> str:
    """ASCII, and without what would end a script's element if the text is put into a page."""
    return json.dumps(told, indent=1, ensure_ascii=True).replace("<", "\\u003c").replace(">", "\\u003e") + "\n"


def _answer_json(one: Answer) -> Json:
    return {
        "number": one.number,
        "question": one.question,
        "grade": one.grade,
        "sentence": one.sentence,
        "nature": one.nature.value,
        "draft": one.draft,
        "grounds": [
            {
                "text": ground.text,
                "nature": (ground.nature or one.nature).value,
                "lines": [place.line for place in ground.places],
                "source": cited(ground.source),
                "kernels": ground.kernels,
            }
            for ground in one.grounds
        ],
    }


def log_text(incident: Incident) -> str:
    """The lines of the report as they came, except that what would act on a terminal is shown as an escape."""
    origin = incident.origin
    numbers = tuple([number for number, _ in incident.excerpt])
    shown = [_line(line) for _, line in incident.excerpt]
    changed = sum(line != raw for line, (_, raw) in zip(shown, incident.excerpt, strict=True))
    head = [
        f"# {lines_words(numbers) or 'no lines'} of {printable(origin.name)}",
        f"# SHA-256 of the whole log: {origin.sha256 or 'not known'}",
    ]
    if incident.replaced is not None:
        head.append(f"# redacted: {redaction_words(incident)}")
    if changed:
        head.append(f"# control characters are shown as \\x1b and the like in {changed:,} of these lines")
    return "\n".join([*head, *shown]) + "\n"


def _line(raw: str) -> str:
    return "\t".join(printable(part) for part in raw.split("\t"))


def notes_text(incident: Incident) -> str:
    """What was lost or repaired in reading, a line each."""
    if not incident.notes:
        return "nothing was lost or repaired in reading\n"
    rows = [f"line {note.place.line}: {note.level.value}: {printable(note.message)}" for note in incident.notes]
    return "\n".join(rows) + "\n"

"""How is a list of reports written for a spreadsheet, a wiki or a script?

Each column is a row of one table. Text from the log must not act where it is read: a cell that a spreadsheet would run
as a formula gets an apostrophe before it, what would end a cell or a line of Markdown is escaped.
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from engine.model.sighting import Sighting
from engine.report.safe import printable

Value = str | int | float | None


class Column(NamedTuple):
    """One column: its key for scripts, its title for people, and what stands in it."""

    key: str
    title: str
    value: Callable[[Sighting, Sequence[str]], Value]


COLUMNS = (
    Column("name", "Input", lambda one, names: names[one.source] if 0 <= one.source < len(names) else None),
    Column("first_line", "Line", lambda one, names: one.first_line),
    Column("time", "Time", lambda one, names: one.time),
    Column("kind", "Kind", lambda one, names: one.kind.value),
    Column("comm", "Process", lambda one, names: one.comm),
    Column("pid", "PID", lambda one, names: one.pid),
    Column("kernel", "Kernel", lambda one, names: one.kernel),
    Column("requester", "Requester", lambda one, names: one.requester),
    Column("order", "Order", lambda one, names: one.order),
    Column("gfp_mask", "Mask", lambda one, names: None if one.gfp_mask is None else f"{one.gfp_mask:#x}"),
    Column("gfp_flags", "Flags", lambda one, names: one.gfp_flags or None),
    Column("outcome", "Outcome", lambda one, names: one.outcome),
    Column("zone", "Zone", lambda one, names: one.zone),
    Column("repeats", "Left out", lambda one, names: one.repeats),
    Column("sentence", "Verdict", lambda one, names: one.sentence),
)
_RUN = re.compile(r"^[\s\x00-\x1f]*[=+\-@\t\r]")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>()#!|~$])")


def csv_cell(value: Value) -> str:
    """A cell that no spreadsheet takes for a formula; numbers stay numbers."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return str(value)
    shown = printable(value)
    return f"'{shown}" if _RUN.match(value) else shown


def tsv_cell(value: Value) -> str:
    """The same on one line without tabs."""
    return csv_cell(value).replace("\t", " ").replace("\r", " ").replace("\n", " ")


def markdown_cell(value: Value) -> str:
    """A cell of a Markdown table that is only text."""
    return (
        "" if value is None else _MARKDOWN.sub(r"\\\1", printable(str(value)).replace("\n", " ").replace("&", "&amp;"))
    )


def _csv(sightings: Iterable[Sighting], names: Sequence[str]) -> Iterator[str]:
    yield _csv_line([column.title for column in COLUMNS])
    for one in sightings:
        yield _csv_line([csv_cell(column.value(one, names)) for column in COLUMNS])


def _csv_line(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out).writerow(cells)
    return out.getvalue()


def _tsv(sightings: Iterable[Sighting], names: Sequence[str]) -> Iterator[str]:
    yield "\t".join(column.title for column in COLUMNS) + "\n"
    for one in sightings:
        yield "\t".join(tsv_cell(column.value(one, names)) for column in COLUMNS) + "\n"


def _markdown(sightings: Iterable[Sighting], names: Sequence[str]) -> Iterator[str]:
    yield "| " + " | ".join(column.title for column in COLUMNS) + " |\n"
    yield "|" + " --- |" * len(COLUMNS) + "\n"
    for one in sightings:
        yield "| " + " | ".join(markdown_cell(column.value(one, names)) for column in COLUMNS) + " |\n"


def _json_lines(sightings: Iterable[Sighting], names: Sequence[str]) -> Iterator[str]:
    for one in sightings:
        row: dict[str, object] = {column.key: column.value(one, names) for column in COLUMNS}
        row |= {"input": one.source, "last_line": one.last_line, "seconds": one.seconds, "page_size": one.page_size}
        row["zones"] = [level._asdict() for level in one.zones]
        yield json.dumps(row, ensure_ascii=True) + "\n"


_TABLE = (
    ("time", 26), ("kind", 18), ("comm", 16), ("requester", 28), ("order", 5), ("outcome", 14), ("zone", 16),
    ("gfp_flags", 40),
)  # fmt: skip


def _table(sightings: Iterable[Sighting], names: Sequence[str]) -> Iterator[str]:
    """For a terminal: the columns that say most, cut to a width."""
    columns = [(next(column for column in COLUMNS if column.key == key), width) for key, width in _TABLE]
    yield _table_line([(column.title, width) for column, width in columns])
    for one in sightings:
        yield _table_line([(column.value(one, names), width) for column, width in columns])


def _table_line(cells: Sequence[tuple[Value, int]]) -> str:
    shown = [("–" if value is None else printable(str(value)), width) for value, width in cells]
    return (
        "  ".join(
            (text if len(text) <= width else text[: width - 1] + "…").ljust(width) for text, width in shown
        ).rstrip()
        + "\n"
    )


FORMATS: dict[str, Callable[[Iterable[Sighting], Sequence[str]], Iterator[str]]] = {
    "table": _table,
    "csv": _csv,
    "tsv": _tsv,
    "markdown": _markdown,
    "jsonl": _json_lines,
}


def export(sightings: Iterable[Sighting], names: Sequence[str], form: str) -> Iterator[str]:
    """The list in one of FORMATS, in pieces that end with a line end; `names` are those of the sources, by number."""
    return FORMATS[form](sightings, names)


def lines_of(sighting: Sighting, names: Sequence[str], form: str, *, titles: bool) -> list[str]:
    """One row as it comes, the columns' titles before it if they are wanted."""
    lines = list(FORMATS[form]([sighting], names))
    return lines if titles else lines[-1:]

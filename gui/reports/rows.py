"""Which columns does the list of reports have, what stands in them, and what are they sorted by? Rows, no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from engine.model.sighting import Sighting
from engine.report.safe import printable

UNKNOWN = "\N{EM DASH}"
"""Stands where nothing was printed."""

KIND_WORDS = {
    "page_alloc_failure": "allocation failure",
    "oom_kill": "OOM kill",
    "memcg_oom": "memcg OOM",
    "show_mem": "memory dump",
    "slub": "SLUB failure",
    "vmalloc": "vmalloc failure",
    "proc": "/proc state",
}
OUTCOME_WORDS = {
    "refused": "refused",
    "would_pass": "would pass",
    "undecided": "undecided",
    "not_applicable": "not applicable",
}
OUTCOME_RANKS = {name: rank for rank, name in enumerate(OUTCOME_WORDS)}
_MOST_LINES = 10**10
Sources = Sequence[str]
"""The names of the inputs, as a sighting's `source` counts them."""


@dataclass(frozen=True, slots=True)
class ReportColumn:
    """One column. `text` is what stands there, `value` what it is sorted by (None comes last), of a sighting.

    `name` is what a term of the filter calls it: `order:4`. An `exact` one must equal the term, others contain it.
    """

    name: str
    title: str
    tip: str
    text: Callable[[Sighting, Sources], str]
    value: Callable[[Sighting, Sources], float | str | None]
    wide: str
    number: bool = False
    exact: bool = False


def _shown(text: str | None) -> str:
    return printable(text) if text else UNKNOWN


def _process(one: Sighting, _: Sources) -> str:
    name = _shown(one.comm)
    return name if one.pid is None else f"{name} ({one.pid})"


def _kind(one: Sighting, _: Sources) -> str:
    return KIND_WORDS[one.kind.value]


def _source(one: Sighting, sources: Sources) -> str:
    name = sources[one.source] if one.source < len(sources) else ""
    return f"{printable(name) or UNKNOWN}:{one.first_line}"


def _time(one: Sighting, _: Sources) -> str:
    return _shown(one.time)


COLUMNS: tuple[ReportColumn, ...] = (
    ReportColumn(
        "time",
        "Time",
        "When it was printed, as the log says it",
        _time,
        lambda one, _: one.seconds,
        "Nov 20 12:59:59.99",
    ),
    ReportColumn(
        "kind",
        "Kind",
        "What kind of report it is",
        _kind,
        lambda one, _: KIND_WORDS[one.kind.value],
        "allocation failure",
    ),
    ReportColumn(
        "process",
        "Process",
        "In whose name it was asked, with its pid",
        _process,
        lambda one, _: one.comm,
        "kworker/u16:2 (12345)",
    ),
    ReportColumn(
        "requester",
        "Requester",
        "Who asked for the memory, by the call trace",
        lambda one, _: _shown(one.requester),
        lambda one, _: one.requester,
        "iwl_pcie_rx_allocator",
    ),
    ReportColumn(
        "order",
        "Order",
        "The block that was asked for: 2^order pages",
        lambda one, _: UNKNOWN if one.order is None else str(one.order),
        lambda one, _: one.order,
        "Order__",
        number=True,
        exact=True,
    ),
    ReportColumn(
        "flags",
        "Flags",
        "The gfp mask by name, as the kernel prints it",
        lambda one, _: _shown(one.gfp_flags),
        lambda one, _: one.gfp_flags or None,
        "GFP_ATOMIC|__GFP_COMP",
    ),
    ReportColumn(
        "outcome",
        "Outcome",
        "What the check says on the printed numbers",
        lambda one, _: OUTCOME_WORDS.get(one.outcome, one.outcome),
        lambda one, _: OUTCOME_RANKS.get(one.outcome, len(OUTCOME_RANKS)),
        "not applicable_",
    ),
    ReportColumn(
        "zone",
        "Decisive zone",
        "The zone that serves, hangs, or had most free of those that refused",
        lambda one, _: _shown(one.zone),
        lambda one, _: one.zone,
        "Node 0 DMA32_",
    ),
    ReportColumn(
        "repeats",
        "Left out",
        "How many more the log says were left out behind it (callbacks suppressed, message repeated)",
        lambda one, _: f"+{one.repeats:,}" if one.repeats else "",
        lambda one, _: one.repeats,
        "Left out__",
        number=True,
    ),
    ReportColumn(
        "source",
        "Source",
        "The file it stands in, and its first line",
        _source,
        lambda one, _: one.source * _MOST_LINES + one.first_line,
        "kern.log.1:1234567",
    ),
)
TOLD: dict[str, Callable[[Sighting, Sources], str | None]] = {
    "kind": _kind,
    "process": lambda one, _: one.comm,
    "zone": lambda one, _: one.zone,
    "source": lambda one, sources: sources[one.source] if one.source < len(sources) else None,
}
"""Columns in whose cell a group tells the most frequent value of its reports."""
PLACES = {column.name: place for place, column in enumerate(COLUMNS)}


def texts_of(one: Sighting, sources: Sources) -> list[str]:
    """What stands in each column, with the kind's and the outcome's name as the command line has it, to be found by."""
    texts = [column.text(one, sources) for column in COLUMNS]
    texts[PLACES["kind"]] += f" {one.kind.value}"
    texts[PLACES["outcome"]] += f" {one.outcome}"
    return texts


def line_of(one: Sighting) -> str:
    """A report in a few words: "12:03:51, rsync, order 4, refused"."""
    parts = (
        printable(one.time or ""),
        KIND_WORDS[one.kind.value] if one.order is None else "",
        printable(one.comm or ""),
        "" if one.order is None else f"order {one.order}",
        OUTCOME_WORDS.get(one.outcome, one.outcome),
    )
    return ", ".join(part for part in parts if part)

"""Which columns does the zone table have, and what stands in them? Rows of facts, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache, partial

from engine.check.outcome import ZoneOutcome
from engine.explain.analysis import Analysis
from engine.model.report import Key
from engine.model.scenario import Scenario
from engine.model.units import show_pages
from engine.model.zone import Zone
from gui.figures.quantity import (
    NOT_PRINTED,
    Unit,
    bare_quantity,
    edit_quantity,
    parse_name,
    parse_node,
    parse_pages,
    parse_reserve,
    parse_reserves,
    show_quantity,
)
from gui.figures.values import FIELDS, FIGURES, kb_and_pages, origins, value_text, with_log
from gui.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A zone as the zone table shows it. `origin` is the log's zone, None where there is none."""

    index: int
    zone: Zone
    origin: Zone | None
    from_log: bool
    page_size: int
    unit: Unit
    reserve_index: int | None
    outcome: ZoneOutcome
    reason: str
    asked: bool


OUTCOMES = {
    ZoneOutcome.PASS: ("passes", "pass", "chart.pass"),
    ZoneOutcome.FAIL: ("refuses", "fail", "chart.fail"),
    ZoneOutcome.UNDECIDED: ("undecided", "undecided", "chart.undecided"),
    ZoneOutcome.NOT_CANDIDATE: ("not a candidate", "not_candidate", "text.dim"),
}
"""Each outcome's word, icon and colour."""


def zone_rows(analysis: Analysis, original: Scenario | None, unit: Unit) -> list[ZoneRow]:
    """The rows of the zone table."""
    scenario, request = analysis.scenario, analysis.request
    reserve_index = None if request is None else request.reserve_index
    logged = origins(scenario, original)
    return [
        ZoneRow(
            answer.index,
            answer.zone,
            logged[answer.index],
            original is not None,
            scenario.page_size,
            unit,
            reserve_index,
            answer.outcome,
            answer.reason,
            request is not None,
        )
        for answer in analysis.zones
    ]


def zone_title(row: ZoneRow) -> Cell:
    """A row's header in the zone table: the zone with its outcome."""
    icon = OUTCOMES[row.outcome][1]
    new = row.from_log and row.origin is None
    title = f"{row.zone.title} (new)" if new else row.zone.title
    tip = f"{row.zone.title}: {row.reason}" if row.asked else row.zone.title
    return Cell(title, tip, icon=icon if row.asked else "", copy=row.zone.title, edited=new)


@cache
def zone_columns(unit: Unit, reserve_index: int | None) -> tuple[Column[ZoneRow], ...]:
    """The zone table's columns."""
    index = "…" if reserve_index is None else reserve_index
    figures = [
        Column(f"{field}\n{unit.value}", tip, partial(_figure, field), _put_figure, usual)
        for field, tip, usual in FIGURES
    ]
    return (
        Column("outcome", "How the kernel's check of this zone ends for the request", _outcome),
        *figures[:4],
        Column(
            f"lowmem_reserve[{index}]\npages",
            "Pages that this request must leave to lower zones' own users, beside the watermark",
            _reserve,
            lambda row, text: parse_reserve(text),
        ),
        *figures[4:],
        Column(
            "lowmem_reserve\npages",
            "The whole array: one entry for each zone that a request may be allowed to use",
            _reserves,
            lambda row, text: parse_reserves(text),
        ),
        Column("node", "NUMA node, where the report names one", _node, lambda row, text: parse_node(text), False),
        Column("zone", "The zone's name", _name, lambda row, text: parse_name(text), False),
    )


def printed_columns(columns: tuple[Column[ZoneRow], ...], analysis: Analysis) -> list[bool]:
    """Which columns have something to show: the usual, those that a zone prints, those that the check lacked."""
    wanted = {field[0] for answer in analysis.zones for field in answer.walk.unknown}
    zones = analysis.scenario.zones
    return [
        column.usual or column.name in wanted or (column.name in FIELDS and _printed(column.name, zones))
        for column in columns
    ]


def _printed(field: str, zones: tuple[Zone, ...]) -> bool:
    return any(getattr(zone, field) is not None for zone in zones)


def _figure(field: str, row: ZoneRow) -> Cell:
    pages: int | None = getattr(row.zone, field)
    before: int | None = pages if row.origin is None else getattr(row.origin, field)
    return _figure_cell(field, row.index, pages, before, row.unit, row.page_size)


@lru_cache(maxsize=2048)
def _figure_cell(field: str, index: int, pages: int | None, before: int | None, unit: Unit, page_size: int) -> Cell:
    """Kept, as one edit or other rules change few of a table's figures."""
    edited = pages != before
    return Cell(
        show_quantity(pages, unit, page_size),
        with_log(kb_and_pages(pages, page_size), kb_and_pages(before, page_size) if edited else None),
        ("zone", index, field),
        edit_quantity(pages, unit, page_size),
        bare_quantity(pages, unit, page_size),
        f"{unit.value}, or 12.3MB, 3140p",
        dim=pages is None,
        edited=edited,
        number=True,
    )


def _put_figure(row: ZoneRow, text: str) -> object:
    return parse_pages(text, row.unit, row.page_size)


def _outcome(row: ZoneRow) -> Cell:
    if not row.asked:
        return Cell("nothing asked", "There is no request to judge", dim=True)
    word, icon, color = OUTCOMES[row.outcome]
    return Cell(word, row.reason, icon=icon, color=color)


def _reserve(row: ZoneRow) -> Cell:
    index = row.reserve_index
    if index is None:
        return Cell("unknown", "Which entry counts follows from the request and the zones; here it is open", dim=True)
    now, before = _entry(row.zone, index), _entry(row.zone if row.origin is None else row.origin, index)
    return Cell(
        f"{now:,}" if now is not None else NOT_PRINTED,
        with_log(kb_and_pages(now, row.page_size), show_pages(before) if now != before else None),
        ("zone", row.index, "lowmem_reserve", index),
        "" if now is None else str(now),
        "" if now is None else str(now),
        "pages",
        dim=now is None,
        edited=now != before,
        number=True,
    )


def _entry(zone: Zone, index: int) -> int | None:
    reserve = zone.lowmem_reserve
    return reserve[index] if reserve is not None and index < len(reserve) else None


def _reserves(row: ZoneRow) -> Cell:
    key: Key = ("zone", row.index, "lowmem_reserve")
    now = row.zone.lowmem_reserve
    before = now if row.origin is None else row.origin.lowmem_reserve
    text = NOT_PRINTED if now is None else " ".join(str(entry) for entry in now)
    return Cell(
        text,
        with_log(f"{text} (pages)", value_text(key, before, row.page_size) if now != before else None),
        key,
        "" if now is None else text,
        "" if now is None else text,
        "pages, as 0 2960 7952",
        dim=now is None,
        edited=now != before,
    )


def _node(row: ZoneRow) -> Cell:
    node = row.zone.node
    before = node if row.origin is None else row.origin.node
    text = NOT_PRINTED if node is None else str(node)
    told = (NOT_PRINTED if before is None else str(before)) if node != before else None
    plain = "" if node is None else text
    return Cell(
        text,
        with_log(f"node {text}", told),
        ("zone", row.index, "node"),
        plain,
        plain,
        "a number",
        node is None,
        node != before,
        True,
    )


def _name(row: ZoneRow) -> Cell:
    name = row.zone.name
    before = name if row.origin is None else row.origin.name
    tip = with_log(name, before if name != before else None)
    return Cell(name, tip, ("zone", row.index, "name"), name, hint="as DMA32", edited=name != before)

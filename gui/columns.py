"""Which columns do the zone table and the free-list table have, and what stands in them? Rows of facts, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from engine.check.outcome import ZoneOutcome
from engine.explain.analysis import Analysis
from engine.model.edits import counterparts, order_count
from engine.model.report import Key
from engine.model.scenario import Scenario
from engine.model.units import show_bytes, show_kb, show_pages
from engine.model.zone import FreeArea, TypeSet, Zone, listed_pages
from gui.figures.quantity import (
    NOT_PRINTED,
    Unit,
    bare_quantity,
    edit_quantity,
    parse_count,
    parse_lists,
    parse_name,
    parse_node,
    parse_pages,
    parse_reserve,
    parse_reserves,
    show_lists,
    show_quantity,
)
from gui.table_model import Cell, Column

NEW_ZONE = "not in the log"


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


@dataclass(frozen=True, slots=True)
class ListRow:
    """A zone's free lists: a row of counts, or, with `letters`, the row below it that says which lists they are on."""

    index: int
    zone: Zone
    origin: Zone | None
    from_log: bool
    page_size: int
    letters: bool


OUTCOMES = {
    ZoneOutcome.PASS: ("passes", "pass", "chart.pass"),
    ZoneOutcome.FAIL: ("refuses", "fail", "chart.fail"),
    ZoneOutcome.UNDECIDED: ("undecided", "undecided", "chart.undecided"),
    ZoneOutcome.NOT_CANDIDATE: ("not a candidate", "not_candidate", "text.dim"),
}
"""Each outcome's word, icon and colour."""

FIGURES = (
    # the zone's field, what it is, whether it is shown where no zone prints it
    ("free", "Free pages of the zone, on every list (NR_FREE_PAGES)", True),
    ("min", "Watermark below which only reserves are left", True),
    ("low", "Watermark below which background reclaim (kswapd) is woken", True),
    ("high", "Watermark at which background reclaim stops", True),
    ("boost", "Part of min, low and high that is there for a while only, after fragmentation", False),
    ("present", "Pages that physically exist in the zone", False),
    ("managed", "Pages that the page allocator was given", False),
    ("free_cma", "Free pages kept for contiguous-memory users; only movable requests may take them", False),
    ("reserved_highatomic", "Pages set apart for high-order atomic requests", False),
    ("free_highatomic", "Free pages among those set apart for high-order atomic requests", False),
    ("free_pcp", "Free pages on per-CPU lists; the check doesn't count them", False),
    ("unaccepted", "Pages that the machine's host has not handed over yet", False),
)


def zone_rows(analysis: Analysis, original: Scenario | None, unit: Unit) -> list[ZoneRow]:
    """The rows of the zone table."""
    scenario, request = analysis.scenario, analysis.request
    reserve_index = None if request is None else request.reserve_index
    origins = _origins(scenario, original)
    return [
        ZoneRow(
            answer.index,
            answer.zone,
            origins[answer.index],
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


def list_rows(scenario: Scenario, original: Scenario | None) -> list[ListRow]:
    """The rows of the free-list table, two a zone."""
    origins, logged = _origins(scenario, original), original is not None
    return [
        ListRow(index, zone, origins[index], logged, scenario.page_size, letters)
        for index, zone in enumerate(scenario.zones)
        for letters in (False, True)
    ]


def _origins(scenario: Scenario, original: Scenario | None) -> list[Zone | None]:
    return [
        original.zones[index] if original is not None and index is not None else None
        for index in counterparts(scenario, original)
    ]


def zone_title(row: ZoneRow) -> Cell:
    """A row's header in the zone table: the zone with its outcome."""
    icon = OUTCOMES[row.outcome][1]
    new = row.from_log and row.origin is None
    title = f"{row.zone.title} (new)" if new else row.zone.title
    tip = f"{row.zone.title}: {row.reason}" if row.asked else row.zone.title
    return Cell(title, tip, icon=icon if row.asked else "", copy=row.zone.title, edited=new)


def list_title(row: ListRow) -> Cell:
    """A row's header in the free-list table."""
    if row.letters:
        return Cell("lists", f"The lists of {row.zone.title} that hold blocks", dim=True)
    new = row.from_log and row.origin is None
    return Cell(f"{row.zone.title} (new)" if new else row.zone.title, "Free blocks of each order", edited=new)


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


@cache
def list_columns(orders: int, page_size: int, asked: int | None) -> tuple[Column[ListRow], ...]:
    """The free-list table's columns: each order, the sum, and whether it agrees with what is printed."""
    return (
        *(
            Column(
                f"order {order}{' ◂' if order == asked else ''}\n{show_bytes(page_size << order)}",
                _order_tip(order, page_size, asked),
                partial(_area, order),
                partial(_put_area, order),
            )
            for order in range(orders)
        ),
        Column("sum", "All blocks of all orders, as pages", _sum),
        Column("agreement", "The sum beside the sum that the log prints, and beside free", _agreement),
    )


def columns_of_lists(scenario: Scenario) -> tuple[Column[ListRow], ...]:
    """The free-list table's columns for this scenario."""
    asked = None if scenario.request is None else scenario.request.order
    return list_columns(order_count(scenario), scenario.page_size, asked)


def printed_columns(columns: tuple[Column[ZoneRow], ...], analysis: Analysis) -> list[bool]:
    """Which columns have something to show: the usual, those that a zone prints, those that the check lacked."""
    wanted = {field[0] for answer in analysis.zones for field in answer.walk.unknown}
    zones = analysis.scenario.zones
    return [
        column.usual or column.name in wanted or (column.name in _FIELDS and _printed(column.name, zones))
        for column in columns
    ]


_FIELDS = frozenset(field for field, _, _ in FIGURES)


def _printed(field: str, zones: tuple[Zone, ...]) -> bool:
    return any(getattr(zone, field) is not None for zone in zones)


def value_text(key: Key, value: object, page_size: int) -> str:
    """A value in words, for undo steps and tooltips."""
    field = key[2]
    if field == "types":
        return show_lists(value if isinstance(value, frozenset) else None)
    if value is None:
        return NOT_PRINTED
    if isinstance(value, tuple):
        return " ".join(f"{entry:,}" for entry in value)
    if field in _FIELDS and isinstance(value, int):
        return show_kb(value, page_size)
    return f"{value:,}" if isinstance(value, int) else str(value)


def value_name(key: Key) -> str:
    """What the kernel calls the value: "free", "order 4", "lowmem_reserve[2]"."""
    field = str(key[2])
    if field in ("nr_free", "types"):
        return f"order {key[3]}" if field == "nr_free" else f"lists of order {key[3]}"
    return f"{field}[{key[3]}]" if len(key) > 3 else field


def letters_printed(scenario: Scenario) -> bool:
    """Whether any letter of a list is known."""
    return any(area.types is not None for zone in scenario.zones for area in zone.free_areas or ())


def _tip(row: ZoneRow | ListRow, now: str, logged: str | None) -> str:
    """The value in full, and the log's where it differs."""
    return now if logged is None else f"{now}\nThe log says {logged}. Ctrl+Backspace puts it back."


def _figure(field: str, row: ZoneRow) -> Cell:
    pages: int | None = getattr(row.zone, field)
    before: int | None = pages if row.origin is None else getattr(row.origin, field)
    edited = pages != before
    return Cell(
        show_quantity(pages, row.unit, row.page_size),
        _tip(row, _both(pages, row.page_size), _both(before, row.page_size) if edited else None),
        ("zone", row.index, field),
        edit_quantity(pages, row.unit, row.page_size),
        bare_quantity(pages, row.unit, row.page_size),
        f"{row.unit.value}, or 12.3MB, 3140p",
        dim=pages is None,
        edited=edited,
        number=True,
    )


def _both(pages: int | None, page_size: int) -> str:
    return NOT_PRINTED if pages is None else f"{show_kb(pages, page_size)} = {show_pages(pages)}"


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
        _tip(row, _both(now, row.page_size), show_pages(before) if now != before else None),
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
        _tip(row, f"{text} (pages)", value_text(key, before, row.page_size) if now != before else None),
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
        _tip(row, f"node {text}", told),
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
    tip = _tip(row, name, before if name != before else None)
    return Cell(name, tip, ("zone", row.index, "name"), name, hint="as DMA32", edited=name != before)


def _area_of(zone: Zone, order: int) -> FreeArea:
    areas = zone.free_areas or ()
    return areas[order] if order < len(areas) else FreeArea(None)


def _area(order: int, row: ListRow) -> Cell:
    now = _area_of(row.zone, order)
    before = now if row.origin is None else _area_of(row.origin, order)
    return _letters(order, row, now, before) if row.letters else _count(order, row, now, before)


def _count(order: int, row: ListRow, now: FreeArea, before: FreeArea) -> Cell:
    count = now.nr_free
    edited = count != before.nr_free
    logged = (NOT_PRINTED if before.nr_free is None else f"{before.nr_free:,}") if edited else None
    return Cell(
        NOT_PRINTED if count is None else f"{count:,}",
        _tip(row, _count_tip(order, count, row.page_size), logged),
        ("zone", row.index, "nr_free", order),
        "" if count is None else str(count),
        "" if count is None else str(count),
        "blocks",
        dim=not count,
        edited=edited,
        number=True,
    )


def _count_tip(order: int, count: int | None, page_size: int) -> str:
    if count is None:
        return NOT_PRINTED
    blocks = f"{count:,} block of" if count == 1 else f"{count:,} blocks of"
    return f"{blocks} {show_bytes(page_size << order)} = {_both(count << order, page_size)}"


def _letters(order: int, row: ListRow, now: FreeArea, before: FreeArea) -> Cell:
    text = show_lists(now.types)
    edited = now.types != before.types
    return Cell(
        "\u2013" if now.types == frozenset() else text,  # what nearly every cell holds should not shout
        _tip(row, _list_names(now.types), show_lists(before.types) if edited else None),
        ("zone", row.index, "types", order),
        "" if now.types is None else text,
        "" if now.types is None else text,
        "U M E R H C I, or none",
        dim=not now.types,
        edited=edited,
        number=True,
    )


@cache
def _list_names(types: TypeSet | None) -> str:
    if types is None:
        return NOT_PRINTED
    names = [f"{kind.value} {kind.name.lower()}" for kind in sorted(types, key=lambda kind: kind.value)]
    return f"Lists that hold blocks: {', '.join(names)}" if names else "No list holds a block of this order"


def _put_area(order: int, row: ListRow, text: str) -> object:
    return parse_lists(text) if row.letters else parse_count(text, order, row.page_size)


def _order_tip(order: int, page_size: int, asked: int | None) -> str:
    tip = f"Free blocks of {show_bytes(page_size << order)}, {show_pages(1 << order)} each"
    return f"{tip}\nThe order that is asked for" if order == asked else tip


def _sum(row: ListRow) -> Cell:
    if row.letters:
        return Cell("")
    pages = listed_pages(row.zone)
    return Cell(
        show_kb(pages, row.page_size),
        _both(pages, row.page_size),
        ("zone", row.index, "total"),
        copy=bare_quantity(pages, Unit.KB, row.page_size),
        dim=pages is None,
        number=True,
    )


def _agreement(row: ListRow) -> Cell:
    if row.letters:
        return Cell("")
    pages = listed_pages(row.zone)
    if pages is None:
        return Cell(NOT_PRINTED, "Not every order's count is printed", dim=True)
    differences = [
        f"{what} {show_kb(abs(printed - pages), row.page_size)} {'more' if printed > pages else 'less'}"
        for what, printed in (("printed sum", row.zone.total), ("free", row.zone.free))
        if printed is not None and printed != pages
    ]
    tip = "Counts are read one after the other while pages come and go: real logs often differ a little."
    return Cell(", ".join(differences), tip) if differences else Cell("agrees", _agreeing(row.zone), dim=True)


def _agreeing(zone: Zone) -> str:
    names = [name for name, value in (("the printed sum", zone.total), ("free", zone.free)) if value is not None]
    return (
        f"The sum is that of {' and '.join(names)}"
        if names
        else "Nothing is printed that the sum could be held against"
    )

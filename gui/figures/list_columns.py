"""Which columns does the free-list table have, and what stands in them? Rows of facts, no widgets."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from engine.model.edits import order_count
from engine.model.scenario import Scenario
from engine.model.units import show_bytes, show_kb, show_pages
from engine.model.zone import FreeArea, TypeSet, Zone, listed_pages
from gui.figures.quantity import NOT_PRINTED, Unit, bare_quantity, parse_count, parse_lists, show_lists
from gui.figures.values import kb_and_pages, origins, with_log
from gui.table_model import Cell, Column


@dataclass(frozen=True, slots=True)
class ListRow:
    """A zone's free lists: a row of counts, or, with `letters`, the row below it that says which lists they are on."""

    index: int
    zone: Zone
    origin: Zone | None
    from_log: bool
    page_size: int
    letters: bool


def list_rows(scenario: Scenario, original: Scenario | None) -> list[ListRow]:
    """The rows of the free-list table, two a zone."""
    logged, from_log = origins(scenario, original), original is not None
    return [
        ListRow(index, zone, logged[index], from_log, scenario.page_size, letters)
        for index, zone in enumerate(scenario.zones)
        for letters in (False, True)
    ]


def list_title(row: ListRow) -> Cell:
    """A row's header in the free-list table."""
    if row.letters:
        return Cell("lists", f"The lists of {row.zone.title} that hold blocks", dim=True)
    new = row.from_log and row.origin is None
    return Cell(f"{row.zone.title} (new)" if new else row.zone.title, "Free blocks of each order", edited=new)


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


def letters_printed(scenario: Scenario) -> bool:
    """Whether any letter of a list is known."""
    return any(area.types is not None for zone in scenario.zones for area in zone.free_areas or ())


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
        with_log(_count_tip(order, count, row.page_size), logged),
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
    return f"{blocks} {show_bytes(page_size << order)} = {kb_and_pages(count << order, page_size)}"


def _letters(order: int, row: ListRow, now: FreeArea, before: FreeArea) -> Cell:
    text = show_lists(now.types)
    edited = now.types != before.types
    return Cell(
        "\u2013" if now.types == frozenset() else text,  # what nearly every cell holds should not shout
        with_log(_list_names(now.types), show_lists(before.types) if edited else None),
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
        kb_and_pages(pages, row.page_size),
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

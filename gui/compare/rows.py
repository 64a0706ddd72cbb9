"""What stands in the table of differences? Rows of facts and columns, no widgets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.check.outcome import ZoneOutcome
from engine.explain.analysis import ZoneAnswer
from engine.explain.compare import Comparison, Difference, Shown, ZonePair, end_words
from engine.model.report import Key
from engine.model.units import kilobytes, show_bytes, show_kb, show_pages
from engine.report.safe import printable
from engine.report.scale import signed
from gui.figures.quantity import NOT_PRINTED, Unit, bare_quantity, show_quantity
from gui.figures.values import FIGURES
from gui.table_model import Cell, Column

_ASKED = "Request"
_TIPS = {name: tip for name, tip, _ in FIGURES}
_ICONS = {
    ZoneOutcome.PASS: ("pass", "chart.pass"),
    ZoneOutcome.FAIL: ("fail", "chart.fail"),
    ZoneOutcome.UNDECIDED: ("undecided", "chart.undecided"),
    ZoneOutcome.NOT_CANDIDATE: ("not_candidate", "text.dim"),
}
_NOT_THERE = "not there"


@dataclass(frozen=True, slots=True)
class CompareRow:
    """One difference: of which zone (or of the request), what, both values, and by how much it grew.

    `zones` are the zone's indexes on both sides, None where it is not; `key` names the value on the right side, or on
    the left where the zone is only there. `first` begins its zone.
    """

    group: str
    what: Cell
    before: Cell
    after: Cell
    change: Cell
    zones: tuple[int | None, int | None]
    key: Key
    first: bool = False


def columns_of(left: str, right: str) -> tuple[Column[CompareRow], ...]:
    """The columns, with the names of both sides as titles."""
    return (
        Column("zone", "Where it differs: a zone, or what was asked", _group),
        Column("what", "What differs", lambda row: row.what),
        Column(printable(left), "What stands on the left side", lambda row: row.before),
        Column(printable(right), "What stands on the right side", lambda row: row.after),
        Column("change", "From left to right", lambda row: row.change),
    )


def _group(row: CompareRow) -> Cell:
    return Cell(row.group, dim=not row.first)


def row_title(row: CompareRow) -> Cell:
    """What a row is called by a screen reader: "Node 0 DMA32, min"."""
    return Cell(f"{row.group}, {row.what.text}")


def compare_rows(found: Comparison, unit: Unit) -> list[CompareRow]:
    """The differences only, the request's first, then zone by zone in the kernel's order."""
    sizes = found.before.scenario.page_size, found.after.scenario.page_size
    asked = found.before.request is not None, found.after.request is not None
    rows = [_of_request(one) for one in found.request]
    marked = [replace(rows[0], first=True), *rows[1:]] if rows else []
    for pair in found.zones:
        for place, row in enumerate(_of_zone(pair, unit, sizes, asked)):
            marked.append(replace(row, first=True) if place == 0 else row)
    return marked


# ---- what was asked


def _of_request(one: Difference) -> CompareRow:
    before, after = _asked(one.key, one.before), _asked(one.key, one.after)
    change = _signed(one.change) if one.key == ("request", "order") else Cell("")
    return CompareRow(_ASKED, Cell(one.what), before, after, change, (None, None), one.key)


def _asked(key: Key, value: Shown) -> Cell:
    if isinstance(value, int) and key == ("page_size",):
        value = show_bytes(value)
    text = NOT_PRINTED if value is None else printable(str(value))
    return Cell(text, text, dim=value is None)


# ---- zones


def _of_zone(pair: ZonePair, unit: Unit, sizes: tuple[int, int], asked: tuple[bool, bool]) -> Iterator[CompareRow]:
    title, before, after = printable(pair.title), pair.before, pair.after
    if before is None or after is None:
        zones = (None if before is None else before.index, None if after is None else after.index)
        key: Key = ("zone", next(index for index in reversed(zones) if index is not None))
        yield CompareRow(title, Cell("zone"), _whole(before), _whole(after), Cell(""), zones, key)
        return
    places = before.index, after.index
    if pair.verdict_changed:
        key = ("zone", after.index, "outcome")
        left, right = _end(before, asked[0]), _end(after, asked[1])
        yield CompareRow(title, Cell("outcome"), left, right, Cell(""), places, key)
    for one in pair.differences:
        what, left, right, change = _FORMS.get(str(one.key[2]), _pages)(one, unit, sizes)
        yield CompareRow(title, what, left, right, change, places, one.key)


def _whole(answer: ZoneAnswer | None) -> Cell:
    """A zone that only one side has."""
    if answer is None:
        return Cell(_NOT_THERE, dim=True)
    text = f"free {show_kb(answer.zone.free, answer.page_size)}, min {show_kb(answer.zone.min, answer.page_size)}"
    return Cell(text, f"{text}\n{printable(answer.reason)}")


def _end(answer: ZoneAnswer, asked: bool) -> Cell:
    if not asked:
        return Cell("nothing asked", printable(answer.reason), dim=True)
    icon, color = _ICONS[answer.outcome]
    return Cell(end_words(answer), printable(answer.reason), icon=icon, color=color)


# ---- figures

_Cells = tuple[Cell, Cell, Cell, Cell]
"""What differs, both values, and the change."""


def _pages(one: Difference, unit: Unit, sizes: tuple[int, int]) -> _Cells:
    before, after = _numbers(one)
    what = Cell(one.what, _TIPS.get(str(one.key[2]), ""), copy=f"{one.what} ({unit.value})")
    change = _signed(None)
    if before is not None and after is not None and (sizes[0] == sizes[1] or unit is Unit.KB):
        in_kb = kilobytes(after, sizes[1]) - kilobytes(before, sizes[0])
        change = _signed(in_kb if unit is Unit.KB else after - before, f" {unit.value}")
    return what, _amount(before, unit, sizes[0]), _amount(after, unit, sizes[1]), change


def _amount(pages: int | None, unit: Unit, page_size: int) -> Cell:
    if pages is None:
        return Cell(NOT_PRINTED, copy="", dim=True, number=True)
    tip = f"{show_pages(pages)} ({show_kb(pages, page_size)})"
    text = f"{show_quantity(pages, unit, page_size)} {unit.value}"
    return Cell(text, tip, copy=bare_quantity(pages, unit, page_size), number=True)


def _numbers(one: Difference) -> tuple[int | None, int | None]:
    """Both values of a difference of numbers."""
    before, after = (value if isinstance(value, int) else None for value in (one.before, one.after))
    return before, after


def _signed(number: int | None, unit: str = "", tip: str = "") -> Cell:
    if number is None:
        return Cell("", number=True)
    return Cell(signed(f"{number:+,}") + unit, tip, copy=str(number), number=True)


def _reserve(one: Difference, _: Unit, sizes: tuple[int, int]) -> _Cells:
    """In pages, as reports print it."""
    what, before, after, change = _pages(one, Unit.PAGES, sizes)
    return replace(what, tip="What this zone keeps from requests that may use a higher zone"), before, after, change


def _blocks(one: Difference, _: Unit, sizes: tuple[int, int]) -> _Cells:
    order = int(one.key[3])
    before, after = _numbers(one)
    block = show_bytes(sizes[1] << order)
    what = Cell(f"order {order} ({block})", f"Free blocks of {block}", copy=f"blocks of order {order} ({block})")
    grown = one.change
    tip = "" if grown is None else f"{show_kb(abs(grown) << order, sizes[1])} {'more' if grown > 0 else 'less'}"
    change = _signed(grown, " blocks" if grown not in (1, -1) else " block", tip if sizes[0] == sizes[1] else "")
    return what, _count(before, order, sizes[0]), _count(after, order, sizes[1]), change


def _count(blocks: int | None, order: int, page_size: int) -> Cell:
    if blocks is None:
        return Cell(NOT_PRINTED, copy="", dim=True, number=True)
    tip = f"{blocks:,} of {show_bytes(page_size << order)}: {show_kb(blocks << order, page_size)}"
    return Cell("1 block" if blocks == 1 else f"{blocks:,} blocks", tip, copy=str(blocks), number=True)


def _lists(one: Difference, _: Unit, __: tuple[int, int]) -> _Cells:
    return Cell(one.what, "Which lists hold the blocks"), _text(one.before), _text(one.after), Cell("")


def _text(value: Shown) -> Cell:
    return Cell(NOT_PRINTED if value is None else str(value), dim=value is None)


_FORMS = {"lowmem_reserve": _reserve, "nr_free": _blocks, "types": _lists}
"""How the values of a zone are shown, by the field; all others are pages."""

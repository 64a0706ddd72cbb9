"""From which kernel to which does the outcome flip, in words?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis
from engine.explain.matrix import Kernels, Matrix
from engine.model.units import show_bytes
from engine.model.zone import order_count

End = Outcome | ZoneOutcome

_SHORT: dict[End, str] = {
    Outcome.REFUSED: "refused",
    Outcome.WOULD_PASS: "passes",
    Outcome.UNDECIDED: "undecided",
    Outcome.NOT_APPLICABLE: "not asked",
    ZoneOutcome.FAIL: "refused",
    ZoneOutcome.PASS: "passes",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not asked",
}
_LONG: dict[End, str] = {
    Outcome.REFUSED: "no zone would serve it",
    Outcome.WOULD_PASS: "it would be served",
    Outcome.UNDECIDED: "it hangs on numbers that are not printed",
    Outcome.NOT_APPLICABLE: "no zone would be asked",
    ZoneOutcome.FAIL: "{zone} would refuse it",
    ZoneOutcome.PASS: "{zone} would serve it",
    ZoneOutcome.UNDECIDED: "{zone} hangs on numbers that are not printed",
    ZoneOutcome.NOT_CANDIDATE: "{zone} would not be asked",
}


def ends_of(row: Kernels, zone: int | None) -> Sequence[End]:
    """By order, how the whole request ends under a row's rules, or one zone."""
    return row.request if zone is None else row.zones[zone]


def flip_lines(table: Matrix, order: int, zone: int | None = None, title: str = "") -> tuple[str, ...]:
    """A line for the order, and one for each other way in which orders flip; `title` names the zone."""
    found = table.flips if zone is None else table.zone_flips(zone)
    flipping = {flip.order for flip in found}
    alike: dict[str, list[int]] = {}
    for each in sorted({order, *flipping}):
        alike.setdefault(_way(table, each, zone), []).append(each)
    asked = _way(table, order, zone)
    others = [each for each in alike.pop(asked) if each != order]
    where = f" in {title}" if title else ""
    first = f"Order {order}{where}: {asked}."
    if others:
        first += f" {_orders(others)}: likewise."
    elif not alike:
        first += " No other order flips."
    return (first, *(f"{_orders(orders)}: {way}." for way, orders in alike.items()))


def cell_words(order: int, page_size: int, releases: str, end: End, title: str) -> str:
    """One cell: "64 kB in one block (order 4) under the rules of Linux 4.4: it would be served"."""
    asked = f"{show_bytes(page_size << order)} in one block (order {order}) under the rules of {linux(releases)}"
    return f"{asked}: {_LONG[end].format(zone=title)}"


def linux(releases: str) -> str:
    """ "Linux 4.4 – 4.6", "late Linux 4.4"."""
    series = releases.removeprefix("late ")
    return f"Linux {series}" if series == releases else f"late Linux {series}"


def end_word(end: End) -> str:
    """ "refused", "passes"."""
    return _SHORT[end]


def why_no_matrix(analysis: Analysis) -> str:
    """Why there is no matrix for an analysis; "" where there is one."""
    scenario = analysis.scenario
    if not scenario.zones:
        return "No zones are listed, so there is nothing that a kernel's rules could be tried on."
    if scenario.request is None:
        return "No order was asked for, so there is nothing to try. Choose one, and each kernel's answer stands here."
    if analysis.outcome is Outcome.NOT_APPLICABLE:
        return "No zone was asked, so no kernel's rules decide this."
    if scenario.request.order >= order_count(scenario.zones, scenario.page_size):
        return f"No free list holds blocks of order {scenario.request.order}: every kernel refuses that."
    return ""


def _way(table: Matrix, order: int, zone: int | None) -> str:
    """How an order fares from the oldest kernel to the newest: "refused up to 4.3, passes from 4.4 on"."""
    runs = list(_runs(table, order, zone))
    if len(runs) == 1:
        told = f"{_SHORT[runs[0][0]]} under the rules of every kernel"
    else:
        told = ", ".join(_run_words(number, len(runs), *run) for number, run in enumerate(runs))
    late: dict[End, list[str]] = {}
    for row in table.rows:
        end = ends_of(row, zone)[order]
        if row.stable and row.before is not None and end is not ends_of(table.rows[row.before], zone)[order]:
            late.setdefault(end, []).append(row.releases.removeprefix("late "))
    return told + "".join(f"; late {_and(names)}: {_SHORT[end]}" for end, names in late.items())


def _runs(table: Matrix, order: int, zone: int | None) -> Iterator[tuple[End, str, str]]:
    """Neighbouring mainline kernels with the same end, the first and the last of them."""
    rows = [row for row in table.rows if not row.stable]
    start = 0
    for at, row in enumerate(rows):
        end = ends_of(row, zone)[order]
        if at + 1 == len(rows) or ends_of(rows[at + 1], zone)[order] is not end:
            yield end, _first(rows[start]), _last(row)
            start = at + 1


def _run_words(number: int, count: int, end: End, first: str, last: str) -> str:
    if number == 0:
        return f"{_SHORT[end]} up to {last}"
    if number + 1 == count:
        return f"{_SHORT[end]} from {first} on"
    return f"{_SHORT[end]} in {first}" if first == last else f"{_SHORT[end]} from {first} to {last}"


def _first(row: Kernels) -> str:
    return row.releases.partition(" – ")[0].removesuffix(" and later")


def _last(row: Kernels) -> str:
    return row.releases.rpartition(" – ")[2].removesuffix(" and later")


def _orders(orders: list[int]) -> str:
    """ "Order 3", "Orders 1 – 3 and 5"."""
    spans: list[list[int]] = []
    for order in orders:
        if spans and spans[-1][-1] == order - 1:
            spans[-1].append(order)
        else:
            spans.append([order])
    told = [f"{span[0]} – {span[-1]}" if len(span) > 2 else " and ".join(map(str, span)) for span in spans]
    return f"Order{'s' if len(orders) > 1 else ''} {_and(told)}"


def _and(words: list[str]) -> str:
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

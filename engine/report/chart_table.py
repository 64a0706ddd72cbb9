"""Which numbers stand behind a chart? Its columns and its strip as tab-separated text, for a spreadsheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engine.report.chart_model import ChartBar, ChartValues, ComparedBar, StripCell

NOT_PRINTED = "not printed"

_COLUMNS: tuple[tuple[str, Callable[[ChartBar], object]], ...] = (
    ("column", lambda bar: bar.label),
    ("pages", lambda bar: NOT_PRINTED if bar.pages is None else bar.pages),
    ("minimum", lambda bar: bar.minimum),
    ("passes", lambda bar: None if bar.ok is None else "yes" if bar.ok else "no"),
    ("part", lambda bar: bar.role.value),
    ("reach", lambda bar: bar.reach.value),
    ("refused here", lambda bar: "yes" if bar.failing else None),
    ("free blocks", lambda bar: NOT_PRINTED if bar.order is not None and bar.blocks is None else bar.blocks),
    ("lists", lambda bar: bar.letters),
    ("before the edits", lambda bar: bar.before),
    ("direct pages", lambda bar: bar.direct_pages),
    ("direct minimum", lambda bar: bar.direct_minimum),
    ("in words", lambda bar: bar.sentence),
)

_COMPARED: tuple[tuple[str, Callable[[ComparedBar], object]], ...] = (
    ("pages", lambda bar: NOT_PRINTED if bar.pages is None else bar.pages),
    ("minimum", lambda bar: bar.minimum),
)
"""What follows while the chart is compared with another, under the other's name."""

_STRIP: tuple[tuple[str, Callable[[StripCell], object]], ...] = (
    ("request of order", lambda cell: cell.order),
    ("size", lambda cell: cell.size),
    ("this zone", lambda cell: cell.zone_outcome.value),
    ("any zone", lambda cell: cell.outcome.value),
)


def chart_tsv(charts: Iterable[ChartValues]) -> str:
    """The values of charts, one zone after another: a table of the columns, then one of the strip."""
    lines: list[str] = []
    for values in charts:
        if lines:
            lines.append("")
        lines.append(_row([values.title, values.callout.text, values.callout.detail]))
        lines.append(_row([*(name for name, _ in _COLUMNS), *_compared_names(values)]))
        for place, bar in enumerate(values.bars):
            lines.append(_row([*(get(bar) for _, get in _COLUMNS), *_compared_cells(values, place)]))
        if values.strip:
            lines.append(_row(name for name, _ in _STRIP))
            lines.extend(_row(get(cell) for _, get in _STRIP) for cell in values.strip)
    return "\n".join(lines) + "\n"


def _compared_names(values: ChartValues) -> list[str]:
    return [] if values.compared is None else [f"{values.compared.name}: {name}" for name, _ in _COMPARED]


def _compared_cells(values: ChartValues, column: int) -> list[object]:
    if values.compared is None:
        return []
    bar = values.compared.bars[column]
    return [None if bar is None else get(bar) for _, get in _COMPARED]


def _row(cells: Iterable[object]) -> str:
    return "\t".join("" if cell is None else " ".join(str(cell).split()) for cell in cells)

"""Which bars, lines and marks does a chart show? One value, drawn alike by the screen and by every export."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.model.trace import FailedAt, StepKind, TraceStep
from engine.model.units import show_bytes, show_kb
from engine.report import chart_words as words
from engine.report.chart_columns import columns_of
from engine.report.chart_compared import Other, caption_of, compared_with
from engine.report.chart_model import BarRole, Callout, ChartBar, ChartKind, ChartValues, Reach, StripCell
from engine.report.safe import printable

__all__ = [
    "BarRole",
    "Callout",
    "ChartBar",
    "ChartKind",
    "ChartValues",
    "Other",
    "Reach",
    "StripCell",
    "all_charts",
    "chart_values",
    "column_of",
]

_COLUMNS = {
    ChartKind.HALVING: "orders dropped",
    ChartKind.SCAN: "free blocks by order",
    ChartKind.LISTS: "free blocks by order",
}
_CAN = {
    ZoneOutcome.PASS: "passes here",
    ZoneOutcome.FAIL: "is refused here",
    ZoneOutcome.UNDECIDED: "hangs here on figures that were not printed",
    ZoneOutcome.NOT_CANDIDATE: "never comes here",
}
_ANYWHERE = {
    Outcome.WOULD_PASS: "some zone would serve it",
    Outcome.REFUSED: "no zone would serve it",
    Outcome.UNDECIDED: "over all zones it is undecided",
    Outcome.NOT_APPLICABLE: "no zone is asked",
}


def chart_values(
    analysis: Analysis, zone_index: int, before: ChartValues | None = None, other: Other | None = None
) -> ChartValues:
    """The chart of one zone; with its chart `before` the edits, columns that they changed carry what they were.

    `other` is what it is compared with.
    """
    answer = analysis.zones[zone_index]
    kind, bars = columns_of(analysis, answer)
    compared = None if other is None else compared_with(analysis, answer, kind, bars, other)
    caption = _caption(analysis, answer)
    if other is not None and compared is not None:
        caption = (*caption, ("Compared", caption_of(other, compared)))
    if before is not None:
        bars = _with_before(kind, bars, before, answer)
    return ChartValues(
        zone_index=zone_index,
        title=printable(answer.zone.title),
        reason=printable(answer.reason),
        kind=kind,
        columns=_COLUMNS[kind],
        page_size=analysis.scenario.page_size,
        order=analysis.request.order if analysis.request else None,
        bars=bars,
        groups=_groups(kind, analysis, len(bars)),
        strip=_strip(analysis, zone_index),
        callout=_callout(analysis, answer, kind, bars),
        direct=_direct(analysis, answer),
        verdict=printable(analysis.sentence),
        outcome=analysis.outcome,
        caption=caption,
        compared=compared,
    )


def all_charts(
    analysis: Analysis, before: Sequence[ChartValues] = (), other: Other | None = None
) -> tuple[ChartValues, ...]:
    """Every zone's chart, in the order of the text."""
    known = (*before, *(None,) * len(analysis.zones))
    return tuple(chart_values(analysis, index, known[index], other) for index in range(len(analysis.zones)))


def column_of(values: ChartValues, step: TraceStep) -> int | None:
    """The column that a step of the trace is about; None if the chart has none for it."""
    if step.kind in (StepKind.DROP_ORDER, StepKind.SCAN, StepKind.TAKE):
        wanted = step.order
    elif step.kind is StepKind.NO_BLOCK:
        return None if values.callout.columns is None else values.callout.columns[0]
    elif values.base is None:
        return None
    else:
        return 0
    if step.kind is StepKind.TAKE and values.kind is ChartKind.HALVING:
        return values.order if values.order is not None and values.order < len(values.bars) else None
    return next((place for place, bar in enumerate(values.bars) if bar.order == wanted), None)


def _with_before(
    kind: ChartKind, bars: tuple[ChartBar, ...], before: ChartValues, answer: ZoneAnswer
) -> tuple[ChartBar, ...]:
    same = before.kind is kind and before.title == printable(answer.zone.title)
    if not same or [bar.label for bar in before.bars] != [bar.label for bar in bars]:
        return bars
    return tuple(
        replace(bar, before=was.pages) if was.pages != bar.pages else bar
        for bar, was in zip(bars, before.bars, strict=True)
    )


def _groups(kind: ChartKind, analysis: Analysis, count: int) -> tuple[tuple[int, int, str], ...]:
    request = analysis.request
    if request is None or kind is ChartKind.LISTS:
        return ()
    if kind is ChartKind.HALVING:
        last = min(request.order, count - 1)
        groups = (
            (0, last, f"asked: order {request.order}"),
            (last + 1, count - 1, "last step of a larger request"),
        )
    else:
        first = request.order + 1
        large = f"fits: order {request.order} or above"
        groups = ((1, first - 1, "too small"), (first, count - 1, large if request.order else "any order will do"))
    return tuple(group for group in groups if group[0] <= group[1])


def _strip(analysis: Analysis, zone_index: int) -> tuple[StripCell, ...]:
    if analysis.request is None or zone_index >= len(analysis.zone_orders):
        return ()
    size, asked = analysis.scenario.page_size, analysis.request.order
    cells = zip(analysis.zone_orders[zone_index], analysis.orders, strict=True)
    return tuple(
        StripCell(
            order=order,
            size=words.block_size(order, size),
            zone_outcome=here,
            outcome=anywhere,
            asked=order == asked,
            sentence=f"{words.asked(order, size)} {_CAN[here]}; {_ANYWHERE[anywhere]}.",
        )
        for order, (here, anywhere) in enumerate(cells)
    )


# ---- the one thing to see first


def _callout(analysis: Analysis, answer: ZoneAnswer, kind: ChartKind, bars: Sequence[ChartBar]) -> Callout:
    outcome = answer.outcome
    if analysis.request is None:
        return Callout(outcome, "", "", None)
    if answer.walk.exclusion is not None:
        return Callout(outcome, "not a candidate", answer.walk.exclusion.value, None)
    if outcome is ZoneOutcome.FAIL:
        return _refused(analysis, answer, kind, bars)
    if outcome is ZoneOutcome.PASS:
        return _passed(answer, kind, bars, analysis.request.order)
    first = next((place for place, bar in enumerate(bars) if _open(bar)), 0)
    return Callout(outcome, "undecided", "figures that decide are not printed", (first, first) if bars else None)


def _open(bar: ChartBar) -> bool:
    if bar.reach is not Reach.COMPARED:
        return False
    if bar.pages is None or (bar.order is None and bar.minimum is None):
        return True
    return bar.least is not None and bar.minimum is not None and bar.least <= bar.minimum < bar.pages


def _refused(analysis: Analysis, answer: ZoneAnswer, kind: ChartKind, bars: Sequence[ChartBar]) -> Callout:
    request = analysis.request
    assert request is not None
    size = analysis.scenario.page_size
    place = next((place for place, bar in enumerate(bars) if bar.failing), None)
    if place is not None:
        bar = bars[place]
        if bar.pages is None or bar.minimum is None:
            return Callout(ZoneOutcome.FAIL, "refused", "whatever the figures not printed are", (place, place))
        text = words.against(bar.pages, bar.minimum, ok=False)
        short = words.amount(words.shortage(bar.pages, bar.minimum), size)
        return Callout(ZoneOutcome.FAIL, text, f"short by {short}", (place, place))
    first = request.order if kind is ChartKind.HALVING else request.order + 1
    last = first if kind is ChartKind.HALVING else len(bars) - 1
    columns = (first, last) if first <= last < len(bars) else None
    removal = answer.walk.failed_at is FailedAt.REMOVAL
    return _nothing_serves(request.order, kind, bars, size, columns, removal)


def _nothing_serves(
    order: int,
    kind: ChartKind,
    bars: Sequence[ChartBar],
    page_size: int,
    columns: tuple[int, int] | None,
    removal: bool,
) -> Callout:
    size = words.block_size(order, page_size)
    large = [bar for bar in bars if bar.order is not None and bar.order >= order and bar.blocks]
    roles = sorted({bar.role.value for bar in large if bar.role in words.MAY_NOT_TAKE})
    if kind is ChartKind.SCAN and roles:
        text = "nothing that it may take" if removal else "no block that may serve"
        return Callout(ZoneOutcome.FAIL, text, f"free from {size} up: {', '.join(roles)}", columns)
    if order == 0:
        return Callout(ZoneOutcome.FAIL, "nothing to take", "no free page", columns)
    detail = f"nothing is free at order {order} or above"
    return Callout(ZoneOutcome.FAIL, f"no block of {size} or more", detail, columns)


def _passed(answer: ZoneAnswer, kind: ChartKind, bars: Sequence[ChartBar], order: int) -> Callout:
    check = answer.walk.check
    assert check is not None
    if any(step.kind is StepKind.NO_WATERMARKS for step in check.trace):
        return Callout(ZoneOutcome.PASS, "would pass", "watermarks do not bind it", None)
    if kind is ChartKind.HALVING:
        place = min(order, len(bars) - 1)
        detail = "passes every step" if order else "passes the only comparison"
    else:
        place = next((place for place, bar in enumerate(bars) if bar.found), 0)
        if bars[place].found and order:
            detail = f"first comparison: {_comparison(bars[0])}"
            return Callout(ZoneOutcome.PASS, f"order {bars[place].order} serves", detail, (place, place))
        place, detail = 0, "the only comparison for one page"
    bar = bars[place]
    return Callout(ZoneOutcome.PASS, _comparison(bar), detail, (place, place))


def _comparison(bar: ChartBar) -> str:
    if bar.pages is None or bar.minimum is None:
        return "passes"
    return words.against(bar.pages, bar.minimum, ok=bool(bar.ok))


# ---- words around the chart


def _direct(analysis: Analysis, answer: ZoneAnswer) -> str:
    direct, request = answer.direct, analysis.request
    if direct is None or request is None:
        return ""
    end = "would pass" if direct.ok else "would fail"
    numbers = words.against(direct.pages, direct.minimum, direct.ok)
    return f"Direct computation for order {request.order}: {numbers} pages, {end}"


def _caption(analysis: Analysis, answer: ZoneAnswer) -> tuple[tuple[str, str], ...]:
    rows = (
        ("Request", _request_words(analysis)),
        ("Kernel", _kernel_words(analysis)),
        ("Zone", _zone_words(analysis, answer)),
        ("Verdict", analysis.sentence),
    )
    return tuple((heading, printable(text)) for heading, text in rows)


def _request_words(analysis: Analysis) -> str:
    request = analysis.request
    if request is None:
        return "none; memory at one moment"
    flags = "|".join(request.gfp_flags)
    mask = f"{request.gfp_mask:#x} ({flags})" if flags else f"{request.gfp_mask:#x}"
    reserves = f"; allocation flags {', '.join(request.alloc_flags)}" if request.alloc_flags else ""
    return f"order {request.order} ({show_bytes(request.size)}), mask {mask}, {request.mark.value} mark{reserves}"


def _kernel_words(analysis: Analysis) -> str:
    release = analysis.scenario.kernel.release or "release not printed"
    because = analysis.rules.because.rstrip(".")
    return f"{release}; rules of {analysis.rules.rules.label}: {because}"


def _zone_words(analysis: Analysis, answer: ZoneAnswer) -> str:
    zone, size = answer.zone, analysis.scenario.page_size
    figures = (("free", zone.free), ("min", zone.min), ("low", zone.low), ("high", zone.high))
    return f"{zone.title}: " + ", ".join(f"{name} {show_kb(pages, size)}" for name, pages in figures)

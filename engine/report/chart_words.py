"""What does a chart say in words? The sentences that hovering tells, and the few words beside the marks."""

from __future__ import annotations

from functools import cache

from engine.model.units import kilobytes, show_bytes
from engine.report.chart_model import BarRole
from engine.report.scale import signed

_TO = "\N{EN DASH}"

MAY_NOT_TAKE = {
    BarRole.CMA: "on the CMA list only, which this request may not use",
    BarRole.HIGHATOMIC: "kept for high-order atomic requests only",
    BarRole.ISOLATED: "on the isolated list only, from which nobody may take",
    BarRole.RESERVED: "on the reserve list only",
}


def amount(pages: int, page_size: int) -> str:
    """ "765 pages (3,060 kB)"."""
    unit = "page" if abs(pages) == 1 else "pages"
    return signed(f"{pages:,} {unit} ({kilobytes(pages, page_size):,} kB)")


@cache
def block_size(order: int, page_size: int) -> str:
    """ "64 kB", the size of a block of that order."""
    return show_bytes(page_size << order)


def asked(order: int, page_size: int) -> str:
    """ "A request of order 4 (64 kB)"."""
    return f"A request of order {order} ({block_size(order, page_size)})"


def span(first: int, last: int) -> str:
    """ "0", or from 0 to 3 as print writes it."""
    return str(first) if first == last else f"{first}{_TO}{last}"


def shortage(left: int, minimum: int) -> int:
    """How many pages more it would have taken; equality fails."""
    return minimum - left + 1


def _versus(left: int, minimum: int, ok: bool, what: str, page_size: int) -> str:
    if ok and left <= minimum:
        return f"less than {what}, {amount(minimum, page_size)}, and yet passed: unsigned, it is very large"
    if ok:
        return f"more than {what}, {amount(minimum, page_size)}"
    short = amount(shortage(left, minimum), page_size)
    return f"not more than {what}, {amount(minimum, page_size)}: short by {short}"


def first_comparison(left: int | None, minimum: int | None, ok: bool | None, quick: bool, page_size: int) -> str:
    """The first comparison, or the quick test for one page that passed in its place."""
    name = "Quick test for one page" if quick else "First comparison"
    if left is None or minimum is None:
        known = "what is free" if left is None else f"the minimum ({amount(left, page_size)} count as free)"
        return f"{name}: {known} is not printed."
    versus = _versus(left, minimum, bool(ok), "minimum and reserve", page_size)
    return f"{name}: {amount(left, page_size)} count as free for this request, {versus}."


def still_open(least: int, page_size: int) -> str:
    """What follows a sentence whose figure hangs on something not printed."""
    return f" With what is not printed at its harshest only {amount(least, page_size)}."


def halving_step(order: int, left: int | None, minimum: int | None, ok: bool | None, page_size: int) -> str:
    """One step of the halving loop, for the request itself."""
    dropped = f"orders {span(0, order)}" if order else "order 0"
    if left is None or minimum is None:
        return f"Blocks of {dropped} dropped: what is left can't be told, a figure is not printed."
    versus = _versus(left, minimum, bool(ok), f"the minimum halved {_times(order + 1)}", page_size)
    return f"Blocks of {dropped} dropped: {amount(left, page_size)} are left, {versus}."


def larger_request(asks: int, left: int | None, minimum: int | None, ok: bool | None, page_size: int) -> str:
    """What a larger request would meet at its last step."""
    who = asked(asks, page_size)
    if left is None or minimum is None:
        return f"{who}: what it would meet at its last step can't be told, a figure is not printed."
    versus = _versus(left, minimum, bool(ok), f"the minimum halved {_times(asks)}", page_size)
    return f"{who} would have {amount(left, page_size)} left at its last step, {versus}."


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def free_blocks(order: int, blocks: int | None, letters: str, page_size: int) -> str:
    """How much is free in blocks of one order, without a full stop."""
    start = f"Order {order} ({block_size(order, page_size)} each): "
    if blocks is None:
        return f"{start}the count is not printed"
    if blocks <= 0:
        return f"{start}no free block" if blocks == 0 else signed(f"{start}{blocks:,} blocks, which can't be")
    noun = "free block" if blocks == 1 else "free blocks"
    lists = f", lists {', '.join(letters)}" if letters else ""
    return f"{start}{blocks:,} {noun}, {amount(blocks << order, page_size)}{lists}"


def use_of(role: BarRole, request_order: int, found: bool, reached: bool) -> str:
    """What this request has from the blocks, as the end of a sentence."""
    if role is BarRole.TOO_SMALL:
        return f"; too small for order {request_order}."
    if role in MAY_NOT_TAKE:
        return f"; {MAY_NOT_TAKE[role]}."
    if role is not BarRole.SERVES:
        return "."
    if found:
        return "; the first order that could serve this request" + ("." if reached else ", had the check come so far.")
    return "; could serve this request."


def against(left: int, minimum: int, ok: bool) -> str:
    """ "765 ≤ 884"; a comparison that passed against all sense shows its sign all the same."""
    sign = ">" if left > minimum else "≤"
    mark = " (unsigned)" if ok and left <= minimum else ""
    return signed(f"{left:,} {sign} {minimum:,}{mark}")

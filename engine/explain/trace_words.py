"""What does each step of the check say in words and numbers?"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engine.check.bounds import ENORMOUS
from engine.check.outcome import ZoneOutcome, ZoneWalk
from engine.model.trace import StepKind, TraceStep
from engine.model.units import show_bytes, show_kb

MINUS = "−"


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One step: `text` says what happens, `result` the numbers (pages, kB beside them where they help), `step` the step
    itself.
    """

    text: str
    result: str
    step: TraceStep


def trace_lines(walk: ZoneWalk, page_size: int) -> tuple[TraceLine, ...]:
    """All steps of one zone's check in words."""
    return tuple(_line(step, walk, page_size) for step in walk.trace)


def _line(step: TraceStep, walk: ZoneWalk, page_size: int) -> TraceLine:
    text, result = _WORDS[step.kind](step, page_size)
    if any(field in walk.unknown for field in step.reads):
        end = "harshest" if walk.outcome is ZoneOutcome.PASS else "kindest"
        text += f" (not printed: its {end} value is used)"
    return TraceLine(text, result, step)


def number(pages: int | None) -> str:
    """A count of pages for reading; figures that stand for "unknown, as large as you like" are told as such."""
    if pages is None or abs(pages) >= ENORMOUS // 2:
        return "not printed"
    return f"{pages:,}".replace("-", MINUS)


def _pages(pages: int | None, page_size: int) -> str:
    if pages is None or abs(pages) >= ENORMOUS // 2:
        return "not printed"
    return f"{pages:,} pages ({show_kb(pages, page_size)})"


def _minus(step: TraceStep) -> str:
    return f"− {number(-(step.pages or 0))} → {number(step.left)}"


def _free(step: TraceStep, page_size: int) -> tuple[str, str]:
    return "The zone's free pages", _pages(step.pages, page_size)


def _order(step: TraceStep, page_size: int) -> tuple[str, str]:
    order = step.order or 0
    words = f"All but one page of the block asked for (order {order}) leave"
    if (step.pages or 0) < 1 - (1 << order):
        words = f"The block asked for (order {order}) and one page more leave (a sign slip of 2.6.38 – 3.2)"
    return words, _minus(step)


def _highatomic(step: TraceStep, page_size: int) -> tuple[str, str]:
    part = step.reads[:1] == (("free_highatomic",),)
    return ("Free pages" if part else "Pages") + " kept for high-order atomic requests leave", _minus(step)


def _cma(step: TraceStep, page_size: int) -> tuple[str, str]:
    only = ", in this first comparison only" if step.detail else ""
    return f"Free CMA pages leave: the request may not use them{only}", _minus(step)


def _unaccepted(step: TraceStep, page_size: int) -> tuple[str, str]:
    return "Pages not yet accepted leave (0 unless the machine is a confidential guest)", _minus(step)


def _mark(step: TraceStep, page_size: int) -> tuple[str, str]:
    return f"The {step.detail} watermark", _pages(step.right, page_size)


_REDUCTIONS = {
    "HIGH": "__GFP_HIGH: half of the minimum may be used",
    "HARDER": "The request can't wait: a further quarter may be used",
    "OOM": "An OOM victim: half of the minimum may be used",
    "MIN_RESERVE": "__GFP_HIGH: half of the minimum may be used",
    "NON_BLOCK": "The request can't wait: a further quarter may be used",
}


def _reduce(step: TraceStep, page_size: int) -> tuple[str, str]:
    return f"{_REDUCTIONS[step.detail]} ({step.detail})", f"− {number(-(step.pages or 0))} → {number(step.right)}"


def _reserve(step: TraceStep, page_size: int) -> tuple[str, str]:
    return (
        "lowmem_reserve against requests that could use higher zones",
        f"+ {number(step.pages)} → {number(step.right)}",
    )


def _base(step: TraceStep, page_size: int) -> tuple[str, str]:
    sign = ">" if step.ok else "≤"
    if step.detail == "unsigned":
        return (
            "First comparison: below zero, which these kernels compare as unsigned and so pass (a defect of theirs)",
            f"{number(step.left)} as unsigned > {number(step.right)}",
        )
    return "First comparison: pages left against the minimum", f"{number(step.left)} {sign} {number(step.right)}"


def _drop_order(step: TraceStep, page_size: int) -> tuple[str, str]:
    order = step.order or 0
    sign = ">" if step.ok else "≤"
    size = show_bytes(page_size << order)
    return (
        f"Step {order}: the {size} blocks leave (− {number(-(step.pages or 0))} pages), the minimum is halved",
        f"{number(step.left)} {sign} {number(step.right)}",
    )


def _no_loop(step: TraceStep, page_size: int) -> tuple[str, str]:
    return "A single page is asked for: no block has to be found", "passes"


def _scan(step: TraceStep, page_size: int) -> tuple[str, str]:
    order = step.order or 0
    size = show_bytes(page_size << order)
    if step.ok:
        return f"Order {order} ({size}): a block that serves", f"{number(step.pages)} free"
    if step.pages:
        return (
            f"Order {order} ({size}): blocks only on lists that this request may not use",
            f"{number(step.pages)} free",
        )
    return f"Order {order} ({size}): no free block", "0 free" if step.pages == 0 else "not printed"


def _no_block(step: TraceStep, page_size: int) -> tuple[str, str]:
    return f"No suitable block of order {step.order} or above", "fails"


def _shortcut(step: TraceStep, page_size: int) -> tuple[str, str]:
    sign = ">" if step.ok else "≤"
    left = number(step.left)
    if step.left is not None and step.left < 0:
        left += " as unsigned"
    return "Quick test for one page: usable pages against the unreduced minimum", f"{left} {sign} {number(step.right)}"


def _boost_retry(step: TraceStep, page_size: int) -> tuple[str, str]:
    return (
        "Once more without the temporary boost of the minimum",
        f"− {number(-(step.pages or 0))} → {number(step.right)}",
    )


def _no_watermarks(step: TraceStep, page_size: int) -> tuple[str, str]:
    return "The request may ignore watermarks (__GFP_MEMALLOC or a task that frees memory itself)", "passes"


def _take(step: TraceStep, page_size: int) -> tuple[str, str]:
    order = step.order or 0
    if step.ok:
        return (
            f"A block is there to be taken at order {order} ({show_bytes(page_size << order)})",
            f"{number(step.pages)} free",
        )
    return f"Nothing of order {order} or above on a list that this request may take from", "fails"


_WORDS: dict[StepKind, Callable[[TraceStep, int], tuple[str, str]]] = {
    StepKind.FREE: _free,
    StepKind.ORDER: _order,
    StepKind.HIGHATOMIC: _highatomic,
    StepKind.CMA: _cma,
    StepKind.UNACCEPTED: _unaccepted,
    StepKind.MARK: _mark,
    StepKind.REDUCE: _reduce,
    StepKind.RESERVE: _reserve,
    StepKind.BASE: _base,
    StepKind.DROP_ORDER: _drop_order,
    StepKind.NO_LOOP: _no_loop,
    StepKind.SCAN: _scan,
    StepKind.NO_BLOCK: _no_block,
    StepKind.SHORTCUT: _shortcut,
    StepKind.BOOST_RETRY: _boost_retry,
    StepKind.NO_WATERMARKS: _no_watermarks,
    StepKind.TAKE: _take,
}

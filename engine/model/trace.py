"""What did the check do, step by step, and how did it end?"""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

ReadField = tuple[str] | tuple[str, int]
"""A field that a step read: ("free",), ("min",), ("nr_free", 3), ("types", 3), ("lowmem_reserve", 2), ("order",),
("gfp_mask",).
"""


class StepKind(Enum):
    """What a step of the watermark check does; report/trace_text.py puts each into words."""

    FREE = "free pages of the zone"
    ORDER = "the block itself"
    HIGHATOMIC = "kept for high-order atomic requests"
    CMA = "contiguous-memory pages"
    UNACCEPTED = "pages not yet accepted"
    MARK = "the watermark"
    REDUCE = "the reserve that the request may use"
    RESERVE = "lowmem_reserve"
    BASE = "the first comparison"
    DROP_ORDER = "one order's blocks leave, the minimum is halved"
    NO_LOOP = "order 0 needs no block search"
    SCAN = "is there a block of this order"
    NO_BLOCK = "no suitable block at any order"
    SHORTCUT = "the quick test for one page"
    BOOST_RETRY = "again without the temporary boost"
    NO_WATERMARKS = "the request may ignore watermarks"
    TAKE = "is there anything on a list that the request may take"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


class TraceStep(NamedTuple):
    """One step. `pages` is what it takes away or looks at; `left` and `right` the two sides after it; `ok` the outcome
    of a comparison.

    `detail` names what differs within a kind: an allocation flag ("HIGH"), a list ("CMA").
    """

    kind: StepKind
    left: int | None = None
    right: int | None = None
    pages: int | None = None
    order: int | None = None
    ok: bool | None = None
    detail: str = ""
    reads: tuple[ReadField, ...] = ()


class FailedAt(Enum):
    """Where a check failed, when not at a step of the halving loop (those are told by their order)."""

    BASE = "base"
    NO_BLOCK = "no_block"
    REMOVAL = "removal"

    __hash__ = object.__hash__  # members are single; Enum's own hash is a Python call


class WatermarkCheck(NamedTuple):
    """The answer of one zone's check, in pages, with the names of vectors/README.md.

    `steps` are (pages left, halved minimum) of the halving loop, the failing one included; None where the rules have no
    loop.
    """

    ok: bool
    failed_at: FailedAt | int | None
    base_left: int
    base_right: int
    steps: tuple[tuple[int, int], ...] | None
    found_order: int | None
    trace: tuple[TraceStep, ...]

"""What do a kernel's rules consist of? One frozen row of facts; generations.py has the rows.

Sources: mm/page_alloc.c (__zone_watermark_ok, zone_watermark_fast, gfp_to_alloc_flags, rmqueue) of the releases that
semantics.md sections A and B name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.kernels.version import Version

Flags = frozenset[str]
"""Allocation flags without their ALLOC_ prefix: HIGH, HARDER, CMA, OOM, MIN_RESERVE, NON_BLOCK, HIGHATOMIC, KSWAPD,
NO_WATERMARKS.
"""


class Procedure(Enum):
    """How a request for more than one page is judged (semantics.md A.4, A.6)."""

    HALVING_LOOP = "halving loop"
    LIST_SCAN = "list scan"


class CmaDeduction(Enum):
    """When free CMA pages do not count for a request that may not use them (A.2)."""

    NEVER = "never"
    THROUGHOUT = "throughout"
    BASE_ONLY = "in the first comparison only"


class HighatomicDeduction(Enum):
    """What is deducted for the high-order atomic reserve (A.7)."""

    NOTHING = "nothing"
    WHOLE_RESERVE = "nr_reserved_highatomic"
    FREE_PART = "nr_free_highatomic"


@dataclass(frozen=True, slots=True)
class Reduction:
    """A flag that lowers the mark: m := m - m // divisor, only with `only_with` set and without `not_with` (A.3)."""

    flag: str
    divisor: int
    only_with: str | None = None
    not_with: str | None = None


@dataclass(frozen=True, slots=True)
class FastCheck:
    """The wrapper's short-cut for one page, zone_watermark_fast (A.8).

    `subtracts_unusable` False: only CMA pages leave. `clamped` False: more unusable than free makes it succeed.
    """

    subtracts_unusable: bool
    clamped: bool


@dataclass(frozen=True, slots=True)
class AtomicRule:
    """Which masks get the reserve of requests that can't wait (gfp_to_alloc_flags, B.2).

    The condition: every name in `present` is set and none in `absent`. `highatomic_needs` are the allocation flags that
    must be there for HIGHATOMIC at orders above 0; None where that flag does not exist. `cpuset_needs`: a request is
    freed of its cpuset only with this flag besides (None: the condition is enough).
    """

    present: frozenset[str]
    absent: frozenset[str]
    gives: str
    nomemalloc_cancels: bool = True
    highatomic_needs: Flags | None = None
    cpuset_needs: str | None = None


@dataclass(frozen=True, slots=True)
class KernelRules:
    """The rules of one kernel, as the row before it with what changed.

    `label` is what people choose, `since` the first release that has these rules (for `stable` rows: the first point
    release known to, in a series that began with other rules). `evidence` says how that was established.
    """

    label: str
    generation: str
    since: Version
    procedure: Procedure
    order_offset: int
    unsigned_base: bool
    cma: CmaDeduction
    highatomic: HighatomicDeduction
    spares_highatomic: Flags
    deducts_unaccepted: bool
    reductions: tuple[Reduction, ...]
    harder_takes_any: bool
    scan_highatomic: Flags
    take_highatomic: Flags
    fast: FastCheck | None
    boost_retry: str | None
    atomic: AtomicRule
    high_gives: str
    rt_gives: str
    kswapd_flag: bool
    no_watermarks_flag: bool
    memalloc_mask: bool
    stable: bool = False
    evidence: str = ""

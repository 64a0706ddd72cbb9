"""How does a kernel's allocator treat free blocks? One frozen row of facts; eras.py has the rows.

Sources: mm/page_alloc.c of the releases that allocator.md sections a – f name.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.kernels.version import Version


class TailTest(Enum):
    """When a freed block goes to its list's tail because its pair will likely merge higher (allocator.md a)."""

    NEVER = "never"
    BELOW_TOP = "orders below the top"
    BELOW_PAIR = "orders at least two below the top"


class MergeRule(Enum):
    """Which pageblock types keep free buddies of a pageblock or more apart (allocator.md b)."""

    ALL_MERGE = "types are never looked at"
    ISOLATE_TO_BLOCK = "a page freed in an isolated pageblock merges up to a pageblock only"
    ISOLATE_APART = "isolated and other pageblocks stay apart"
    ORDINARY_ONLY = "types that differ merge only where both are unmovable, movable or reclaimable"


class Retype(Enum):
    """What a merge does to the type of the absorbed buddy's pageblocks."""

    NOTHING = "they keep their types"
    FIRST = "the first takes the freed block's type"
    ALL = "all take the freed block's type"


class CmaTurn(Enum):
    """When a request that may use CMA pages takes them (allocator.md c)."""

    NEVER = "never"
    FIRST_FALLBACK = "as the first fallback of movable requests"
    OWN_LIST_EMPTY = "when the own list is empty"
    MORE_THAN_HALF = "also first, when more than half of the free pages are CMA's"


class Fallback(Enum):
    """How a block of another type is found and what becomes of its pageblock (allocator.md c)."""

    MOVE_BLOCK = "largest block; the pageblock's free blocks move if the block may be claimed"
    MOVE_THEN_COUNT = "largest block; they move, and are counted for the pageblock's type"
    COUNT_THEN_MOVE = "largest block; pages are counted before anything moves"
    CLAIM_THEN_STEAL = "claims whole pageblocks from the largest down, else one smallest block"


class Leftover(Enum):
    """When the rest of a block from another list goes to the request's list, in kernels with MOVE_BLOCK; else it stays
    with its old type.
    """

    IF_CLAIMABLE = "the block could be claimed"
    ALWAYS = "always"
    IF_RETYPED = "the pageblock changed its type"


class NoFragment(Enum):
    """Which blocks a request that must not mix pageblocks may fall back to (allocator.md c)."""

    NOT_KNOWN = "the kernel has no such flag"
    WHOLE_BLOCKS = "a pageblock or more, even for greater requests"
    WHOLE_OR_OWN = "a pageblock or more, for requests below a pageblock"


class ReserveCap(Enum):
    """How many pages may be kept for high-order atomic requests (allocator.md d)."""

    NONE = "there is no reserve"
    PLUS_BLOCK = "1 % of the zone and one pageblock"
    ROUNDED_UP = "1 % rounded up to pageblocks; none where that is below one"


class LastPass(Enum):
    """Which passes a request that can't block makes after the one with the min mark (allocator.md g)."""

    RIGHTS_ONLY = "none but with a right to ignore the marks"
    ALWAYS = "the same once more"
    WHERE_RELEASED = "once more where the request is freed of its cpuset or may ignore the marks"


@dataclass(frozen=True, slots=True)
class AllocatorRules:
    """One allocator's rules, as the row before it with what changed.

    `retypes_larger`: a block above a pageblock, once taken, changes the types of all its pageblocks. `reserve_list`:
    pageblocks of type RESERVE are the last resort. `claim_unmovable`: an unmovable request may claim a pageblock from a
    block of any size. `smallest_for_movable`: a movable request that can't claim takes the smallest block.
    `highatomic_first` is the allocation flag that tries the highatomic list before all others. `counts_moves`: a block
    that moves between lists leaves the count and comes back (it shows only where the counter lags behind).
    `moves_clipped_blocks`: the part of a pageblock inside the zone moves where its start lies outside.

    `pcp_orders`: the greatest order with per-CPU lists. `pcp_huge`: how many such lists the huge page's order has.
    `pcp_highatomic`: high-order atomic requests use them too. `pcp_by_low`: their size follows from the low mark.
    `mixes_at_last`: in defrag_mode a request that can't block but may wake kswapd makes one more pass that may mix
    pageblocks. `skips_busy_nodes`: with several nodes those whose kswapd runs are skipped at first.
    """

    label: str
    since: Version
    tail: TailTest
    tail_slips: bool
    merge: MergeRule
    retype: Retype
    retypes_larger: bool
    frees_by_pageblock: bool
    reserve_list: bool
    cma: CmaTurn
    fallback: Fallback
    leftover: Leftover
    claim_unmovable: bool
    smallest_for_movable: bool
    spares_highatomic_blocks: bool
    no_fragment: NoFragment
    boosts: bool
    boosts_small_zones: bool
    reserve_cap: ReserveCap
    highatomic_first: str
    reserve_by_order: bool
    counts_moves: bool
    moves_clipped_blocks: bool
    pcp_orders: int
    pcp_huge: int
    pcp_by_low: bool
    pcp_highatomic: bool
    last_pass: LastPass
    defrag_mode: bool
    mixes_at_last: bool
    skips_busy_nodes: bool
    stable: bool = False
    evidence: str = ""

"""The rows: every kernel's allocator as the row before it with what changed (allocator.md a – h).

5.10, 6.1, 6.12 and 7.2 were run against recorded histories of running kernels; the other rows were read in the sources
that allocator.md lists, and never run.
"""

from __future__ import annotations

from dataclasses import replace

from engine.buddy.rules import (
    AllocatorRules,
    CmaTurn,
    Fallback,
    LastPass,
    Leftover,
    MergeRule,
    NoFragment,
    ReserveCap,
    Retype,
    TailTest,
)
from engine.kernels.generations import BY_LABEL
from engine.kernels.version import Version, parse_version, series

LINUX_2_6_24 = AllocatorRules(
    label="2.6.24",
    since=(2, 6, 24),
    tail=TailTest.NEVER,
    tail_slips=False,
    merge=MergeRule.ALL_MERGE,
    retype=Retype.NOTHING,
    retypes_larger=False,
    frees_by_pageblock=False,
    reserve_list=True,
    cma=CmaTurn.NEVER,
    fallback=Fallback.MOVE_BLOCK,
    leftover=Leftover.IF_CLAIMABLE,
    claim_unmovable=False,
    smallest_for_movable=False,
    spares_highatomic_blocks=False,
    no_fragment=NoFragment.NOT_KNOWN,
    boosts=False,
    boosts_small_zones=False,
    reserve_cap=ReserveCap.NONE,
    highatomic_first="",
    reserve_by_order=False,
    counts_moves=False,
    moves_clipped_blocks=True,
    pcp_orders=0,
    pcp_huge=0,
    pcp_by_low=False,
    pcp_highatomic=True,
    last_pass=LastPass.RIGHTS_ONLY,
    defrag_mode=False,
    mixes_at_last=False,
    skips_busy_nodes=False,
)
LINUX_2_6_32 = replace(LINUX_2_6_24, label="2.6.32", since=(2, 6, 32), retypes_larger=True)
LINUX_2_6_35 = replace(LINUX_2_6_32, label="2.6.35", since=(2, 6, 35), tail=TailTest.BELOW_TOP)
LINUX_2_6_36 = replace(LINUX_2_6_35, label="2.6.36", since=(2, 6, 36), tail=TailTest.BELOW_PAIR)
# The higher neighbour is looked up from a wrong start (2.6.38 – 3.3).
LINUX_2_6_38 = replace(LINUX_2_6_36, label="2.6.38", since=(2, 6, 38), tail_slips=True)
LINUX_3_4 = replace(LINUX_2_6_38, label="3.4", since=(3, 4), tail_slips=False)
# CMA pageblocks, which are never converted.
LINUX_3_6 = replace(
    LINUX_3_4, label="3.6", since=(3, 5), cma=CmaTurn.FIRST_FALLBACK, leftover=Leftover.ALWAYS, evidence="3.5 not read"
)
LINUX_3_13 = replace(LINUX_3_6, label="3.13", since=(3, 12), leftover=Leftover.IF_RETYPED, evidence="3.12 not read")
LINUX_3_19 = replace(
    LINUX_3_13, label="3.19", since=(3, 19), leftover=Leftover.IF_CLAIMABLE, merge=MergeRule.ISOLATE_TO_BLOCK
)
LINUX_4_0 = replace(LINUX_3_19, label="4.0", since=(4, 0), claim_unmovable=True, leftover=Leftover.ALWAYS)
LINUX_4_1 = replace(LINUX_4_0, label="4.1", since=(4, 1), cma=CmaTurn.OWN_LIST_EMPTY)
# The high-order atomic reserve takes the RESERVE pageblocks' place.
LINUX_4_4 = replace(
    LINUX_4_1,
    label="4.4",
    since=(4, 4),
    reserve_list=False,
    reserve_cap=ReserveCap.PLUS_BLOCK,
    highatomic_first="HARDER",
)
LINUX_4_6 = replace(LINUX_4_4, label="4.6", since=(4, 6), merge=MergeRule.ISOLATE_APART)
LINUX_4_8 = replace(LINUX_4_6, label="4.8", since=(4, 8), last_pass=LastPass.ALWAYS)
LINUX_4_10 = replace(LINUX_4_8, label="4.10", since=(4, 10), spares_highatomic_blocks=True)
# "mm, page_alloc: count movable pages when stealing from pageblock" (in v4.12).
LINUX_4_12 = replace(LINUX_4_10, label="4.12", since=(4, 12), fallback=Fallback.MOVE_THEN_COUNT)
# "mm, page_alloc: fallback to smallest page when not stealing whole pageblock" (in v4.13).
LINUX_4_13 = replace(LINUX_4_12, label="4.13", since=(4, 13), smallest_for_movable=True)
LINUX_5_0 = replace(LINUX_4_13, label="5.0", since=(5, 0), boosts=True, boosts_small_zones=True)
LINUX_5_1 = replace(LINUX_5_0, label="5.1", since=(5, 1), no_fragment=NoFragment.WHOLE_BLOCKS)
LINUX_5_7 = replace(LINUX_5_1, label="5.7", since=(5, 7), boosts_small_zones=False)
LINUX_5_10 = replace(LINUX_5_7, label="5.10", since=(5, 8), cma=CmaTurn.MORE_THAN_HALF, evidence="5.10.223, .262 run")
LINUX_5_14 = replace(
    LINUX_5_10, label="5.14", since=(5, 13), pcp_orders=3, pcp_huge=3, pcp_by_low=True, evidence="5.13 not read"
)
LINUX_5_19 = replace(LINUX_5_14, label="5.19", since=(5, 18), merge=MergeRule.ORDINARY_ONLY, evidence="5.18 not read")
LINUX_6_0 = replace(LINUX_5_19, label="6.0", since=(6, 0), pcp_huge=1, evidence="")
LINUX_6_1 = replace(LINUX_6_0, label="6.1", since=(6, 1), no_fragment=NoFragment.WHOLE_OR_OWN)
LINUX_6_1_STABLE = replace(
    LINUX_6_1,
    label="6.1-stable",
    since=(6, 1, 176),
    highatomic_first="HIGHATOMIC",
    stable=True,
    evidence="6.1.176 run; where in 6.1.y it came is not known",
)
LINUX_6_3 = replace(LINUX_6_1, label="6.3", since=(6, 3), highatomic_first="HIGHATOMIC")
LINUX_6_8 = replace(
    LINUX_6_3, label="6.8", since=(6, 7), reserve_cap=ReserveCap.ROUNDED_UP, evidence="6.7 not available"
)
# A block's list is its pageblock's type, always ("list hygiene", in v6.10).
LINUX_6_10 = replace(
    LINUX_6_8,
    label="6.10",
    since=(6, 10),
    retype=Retype.FIRST,
    fallback=Fallback.COUNT_THEN_MOVE,
    reserve_by_order=True,
    counts_moves=True,
    moves_clipped_blocks=False,
    pcp_huge=2,
    evidence="",
)
LINUX_6_12 = replace(LINUX_6_10, label="6.12", since=(6, 12), frees_by_pageblock=True)
LINUX_6_12_STABLE = replace(
    LINUX_6_12,
    label="6.12-stable",
    since=(6, 12, 95),
    fallback=Fallback.CLAIM_THEN_STEAL,
    retype=Retype.ALL,
    stable=True,
    evidence="6.12.95 and 6.12.107 run; where in 6.12.y it came is not known",
)
# defrag_mode, and claiming apart from stealing.
LINUX_6_18 = replace(
    LINUX_6_12,
    label="6.18",
    since=(6, 15),
    fallback=Fallback.CLAIM_THEN_STEAL,
    defrag_mode=True,
    skips_busy_nodes=True,
    evidence="6.15 – 6.17 not available",
)
LINUX_6_19 = replace(LINUX_6_18, label="6.19", since=(6, 19), retype=Retype.ALL, evidence="")
LINUX_7_1 = replace(
    LINUX_6_19,
    label="7.1",
    since=(7, 0),
    last_pass=LastPass.WHERE_RELEASED,
    pcp_highatomic=False,
    evidence="7.0 not available",
)
LINUX_7_2 = replace(LINUX_7_1, label="7.2", since=(7, 2), mixes_at_last=True, evidence="7.2.13 run")

ROWS: tuple[AllocatorRules, ...] = tuple(row for row in tuple(globals().values()) if isinstance(row, AllocatorRules))
"""Every row, oldest first."""


def allocator_of(release: str) -> AllocatorRules:
    """The row for a release or a label of the watermark's rules: "5.10.262", "6.1-stable".

    A release older than every row gets the oldest, one newer than every row the newest. Raises ValueError for a text
    without a version.
    """
    known = BY_LABEL.get(release)
    version = known.since if known is not None and known.stable else parse_version(release)
    if version is None:
        raise ValueError(f"no release is named in {release!r}")
    return _row_of(version)


def _row_of(version: Version) -> AllocatorRules:
    late = [row for row in ROWS if row.stable and series(row.since) == series(version) and version >= row.since]
    fitting = late or [row for row in ROWS if not row.stable and row.since <= version]
    return fitting[-1] if fitting else ROWS[0]

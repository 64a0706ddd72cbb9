"""The rows: every kernel's rules as the row before it with what changed (semantics.md A.2, A.3, A.8, A.10, B.2).

Where several labels share one plain check, the rows differ in the wrapper, the flags of a mask, or the fields that are
printed.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engine.kernels.rules import (
    AtomicRule,
    CmaDeduction,
    FastCheck,
    HighatomicDeduction,
    KernelRules,
    Procedure,
    Reduction,
)
from engine.kernels.version import Version, parse_version, series

_NONE: frozenset[str] = frozenset()

_CANNOT_WAIT = AtomicRule(present=_NONE, absent=frozenset({"__GFP_WAIT"}), gives="HARDER", nomemalloc_cancels=False)
_CANNOT_WAIT_NOR_WAKE = replace(
    _CANNOT_WAIT, absent=frozenset({"__GFP_WAIT", "__GFP_NO_KSWAPD"}), nomemalloc_cancels=True
)
_ATOMIC_BIT = AtomicRule(present=frozenset({"__GFP_ATOMIC"}), absent=_NONE, gives="HARDER")
_NON_BLOCK = AtomicRule(
    present=_NONE,
    absent=frozenset({"__GFP_DIRECT_RECLAIM"}),
    gives="NON_BLOCK",
    highatomic_needs=_NONE,
    cpuset_needs="MIN_RESERVE",
)
_NON_BLOCK_HIGH = replace(_NON_BLOCK, highatomic_needs=frozenset({"MIN_RESERVE"}))

_HIGH_HARDER = (Reduction("HIGH", 2), Reduction("HARDER", 4))
_HIGH_OOM_HARDER = (Reduction("HIGH", 2), Reduction("OOM", 2), Reduction("HARDER", 4, not_with="OOM"))
_RESERVES = (Reduction("MIN_RESERVE", 2), Reduction("NON_BLOCK", 4, only_with="MIN_RESERVE"), Reduction("OOM", 2))
_RESERVE_FLAGS = frozenset({"MIN_RESERVE", "NON_BLOCK", "HIGHATOMIC", "OOM"})

LINUX_2_6_12 = KernelRules(
    label="2.6.12",
    generation="G1",
    since=(2, 6, 12),
    procedure=Procedure.HALVING_LOOP,
    order_offset=1,
    unsigned_base=True,
    cma=CmaDeduction.NEVER,
    highatomic=HighatomicDeduction.NOTHING,
    spares_highatomic=_NONE,
    deducts_unaccepted=False,
    reductions=_HIGH_HARDER,
    harder_takes_any=False,
    scan_highatomic=_NONE,
    take_highatomic=_NONE,
    fast=None,
    boost_retry=None,
    atomic=_CANNOT_WAIT,
    high_gives="HIGH",
    rt_gives="HARDER",
    kswapd_flag=False,
    no_watermarks_flag=True,
    memalloc_mask=False,
)
LINUX_2_6_18 = replace(LINUX_2_6_12, label="2.6.18", since=(2, 6, 13))
LINUX_2_6_24 = replace(LINUX_2_6_18, label="2.6.24", since=(2, 6, 19))
LINUX_2_6_32 = replace(LINUX_2_6_24, label="2.6.32", since=(2, 6, 28))
LINUX_2_6_36 = replace(LINUX_2_6_32, label="2.6.36", since=(2, 6, 36))
# The sign slip of 2.6.38: free_pages -= (1 << order) + 1. NOMEMALLOC now cancels HARDER.
LINUX_2_6_39 = replace(
    LINUX_2_6_36,
    label="2.6.39",
    generation="G2",
    since=(2, 6, 38),
    order_offset=-1,
    atomic=replace(_CANNOT_WAIT, nomemalloc_cancels=True),
)
LINUX_3_0 = replace(LINUX_2_6_39, label="3.0", since=(3, 0))
LINUX_3_4 = replace(LINUX_3_0, label="3.4", generation="G3", since=(3, 3), order_offset=1)
LINUX_3_4_STABLE = replace(
    LINUX_3_4,
    label="3.4-stable",
    since=(3, 4, 113),
    atomic=_CANNOT_WAIT_NOR_WAKE,
    stable=True,
    evidence="3.4.113 has 3.16's rule for requests that can't wait; where in 3.4.y it came is not known",
)
# A signed local copy of the reserve; __GFP_MEMALLOC.
LINUX_3_6 = replace(LINUX_3_4, label="3.6", generation="G4", since=(3, 6), unsigned_base=False, memalloc_mask=True)
LINUX_3_8 = replace(LINUX_3_6, label="3.8", generation="G5", since=(3, 7), cma=CmaDeduction.THROUGHOUT)
LINUX_3_10 = replace(LINUX_3_8, label="3.10", generation="G6", since=(3, 10), cma=CmaDeduction.BASE_ONLY)
LINUX_3_10_STABLE = replace(
    LINUX_3_10,
    label="3.10-stable",
    since=(3, 10, 105),
    atomic=_CANNOT_WAIT_NOR_WAKE,
    stable=True,
    evidence="3.10.105 has 3.16's rule for requests that can't wait, 3.10.4 has not",
)
LINUX_3_16 = replace(LINUX_3_10, label="3.16", since=(3, 16), atomic=_CANNOT_WAIT_NOR_WAKE)
LINUX_3_19 = replace(LINUX_3_16, label="3.19", since=(3, 19))
LINUX_4_3 = replace(LINUX_3_19, label="4.3", since=(4, 1))
# "mm, page_alloc: only enforce watermarks for order-0 allocations" and the high-order atomic reserve (in v4.4).
LINUX_4_4 = replace(
    LINUX_4_3,
    label="4.4",
    generation="G7",
    since=(4, 4),
    procedure=Procedure.LIST_SCAN,
    cma=CmaDeduction.THROUGHOUT,
    highatomic=HighatomicDeduction.WHOLE_RESERVE,
    spares_highatomic=frozenset({"HARDER"}),
    harder_takes_any=True,
    take_highatomic=frozenset({"HARDER"}),
    atomic=_ATOMIC_BIT,
)
_NO_SHORT_CUT_FOR_HARDER = {"harder_takes_any": False, "scan_highatomic": frozenset({"HARDER"})}
LINUX_4_4_STABLE = replace(
    LINUX_4_4,
    label="4.4-stable",
    generation="G7s",
    since=(4, 4, 155),
    stable=True,
    evidence="4.4.155 has it, 4.4.38 has not",
    **_NO_SHORT_CUT_FOR_HARDER,  # type: ignore[arg-type]
)
LINUX_4_5 = replace(LINUX_4_4, label="4.5", since=(4, 5))
LINUX_4_7 = replace(LINUX_4_5, label="4.7", since=(4, 7), fast=FastCheck(subtracts_unusable=False, clamped=False))
# From 4.8 the right to ignore watermarks is decided apart from the flags.
LINUX_4_8 = replace(LINUX_4_7, label="4.8", since=(4, 8), no_watermarks_flag=False)
LINUX_4_9_STABLE = replace(
    LINUX_4_8,
    label="4.9-stable",
    generation="G7s",
    since=(4, 9, 80),
    stable=True,
    evidence="4.9.80 has it; where in 4.9.y it came is not known",
    **_NO_SHORT_CUT_FOR_HARDER,  # type: ignore[arg-type]
)
LINUX_4_10 = replace(LINUX_4_8, label="4.10", since=(4, 10))
LINUX_4_13 = replace(LINUX_4_10, label="4.13", since=(4, 13))
_OOM_VICTIMS_HAVE_A_FLAG = {
    "generation": "G8",
    "reductions": _HIGH_OOM_HARDER,
    "spares_highatomic": frozenset({"HARDER", "OOM"}),
    "harder_takes_any": False,
    "scan_highatomic": frozenset({"HARDER", "OOM"}),
}
LINUX_4_14_STABLE = replace(
    LINUX_4_13,
    label="4.14-stable",
    since=(4, 14, 177),
    stable=True,
    evidence="4.14.177 has it; early 4.14 releases have 4.13's rules",
    **_OOM_VICTIMS_HAVE_A_FLAG,  # type: ignore[arg-type]
)
LINUX_4_19 = replace(
    LINUX_4_13,
    label="4.19",
    since=(4, 15),
    **_OOM_VICTIMS_HAVE_A_FLAG,  # type: ignore[arg-type]
)
LINUX_5_4 = replace(LINUX_4_19, label="5.4", since=(5, 0), kswapd_flag=True)
LINUX_5_7 = replace(LINUX_5_4, label="5.7", since=(5, 6))
LINUX_5_8 = replace(LINUX_5_7, label="5.8", since=(5, 8))
LINUX_5_10 = replace(
    LINUX_5_8,
    label="5.10",
    since=(5, 9),
    fast=FastCheck(subtracts_unusable=True, clamped=False),
    boost_retry="__GFP_ATOMIC",
)
LINUX_5_10_STABLE = replace(
    LINUX_5_10,
    label="5.10-stable",
    since=(5, 10, 223),
    fast=FastCheck(subtracts_unusable=True, clamped=True),
    stable=True,
    evidence="5.10.262 run has 5.19's correction of the quick test, 5.10.7 read has not",
)
LINUX_5_15_STABLE = replace(
    LINUX_5_10,
    label="5.15-stable",
    since=(5, 15, 135),
    fast=FastCheck(subtracts_unusable=True, clamped=True),
    stable=True,
    evidence="5.15.135 has 5.19's correction of the quick test; where in 5.15.y it came is not known",
)
LINUX_5_17 = replace(LINUX_5_10, label="5.17", since=(5, 17))
LINUX_5_19 = replace(LINUX_5_17, label="5.19", since=(5, 19), fast=FastCheck(subtracts_unusable=True, clamped=True))
LINUX_6_1 = replace(LINUX_5_19, label="6.1", since=(6, 0))
# The reserve flags renamed and regrouped (in v6.3): MIN_RESERVE, NON_BLOCK, HIGHATOMIC; __GFP_ATOMIC deleted.
LINUX_6_3 = replace(
    LINUX_6_1,
    label="6.3",
    generation="G9",
    since=(6, 3),
    reductions=_RESERVES,
    spares_highatomic=_RESERVE_FLAGS,
    scan_highatomic=frozenset({"HIGHATOMIC", "OOM"}),
    take_highatomic=frozenset({"HIGHATOMIC", "OOM"}),
    boost_retry="MIN_RESERVE",
    atomic=_NON_BLOCK,
    high_gives="MIN_RESERVE",
    rt_gives="MIN_RESERVE",
)
# Late 6.1.y took the flags of 6.3 and the highatomic rules of 6.18, but keeps the __GFP_ATOMIC bit.
LINUX_6_1_STABLE = replace(
    LINUX_6_3,
    label="6.1-stable",
    since=(6, 1, 176),
    take_highatomic=frozenset({"HIGHATOMIC", "OOM", "NON_BLOCK"}),
    boost_retry="__GFP_ATOMIC",
    atomic=_NON_BLOCK_HIGH,
    stable=True,
    evidence="6.1.176 and 6.1.192 have it; where in 6.1.y it came is not known",
)
LINUX_6_4 = replace(LINUX_6_3, label="6.4", since=(6, 4))
LINUX_6_6 = replace(LINUX_6_4, label="6.6", generation="G10", since=(6, 5), deducts_unaccepted=True)
LINUX_6_10 = replace(LINUX_6_6, label="6.10", since=(6, 10))
LINUX_6_11 = replace(
    LINUX_6_10,
    label="6.11",
    generation="G10b",
    since=(6, 11),
    deducts_unaccepted=False,
    take_highatomic=frozenset({"HIGHATOMIC", "OOM", "NON_BLOCK"}),
)
LINUX_6_12 = replace(
    LINUX_6_11, label="6.12", generation="G11", since=(6, 12), highatomic=HighatomicDeduction.FREE_PART
)
LINUX_6_12_STABLE = replace(
    LINUX_6_12,
    label="6.12-stable",
    since=(6, 12, 95),
    atomic=_NON_BLOCK_HIGH,
    stable=True,
    evidence="6.12.95 run and 6.12.117 read need __GFP_HIGH for the highatomic flag, 6.12.0 does not",
)
LINUX_6_18 = replace(LINUX_6_12, label="6.18", since=(6, 15), atomic=_NON_BLOCK_HIGH)
LINUX_7_1 = replace(LINUX_6_18, label="7.1", since=(7, 0))

ROWS: tuple[KernelRules, ...] = tuple(row for row in tuple(globals().values()) if isinstance(row, KernelRules))
"""Every row, oldest first."""

MAINLINE: tuple[KernelRules, ...] = tuple(sorted((row for row in ROWS if not row.stable), key=lambda row: row.since))
BY_LABEL: dict[str, KernelRules] = {row.label: row for row in ROWS}
NEWEST_READ: Version = (7, 2)
"""The newest release whose rules were read or run (semantics.md; the running 7.2 answers as 7.1 does)."""


def rules_of_release(version: Version) -> KernelRules:
    """The row for a release; a point release that is known to be late enough in its series gets the stable row.

    A release older than every row gets the oldest, one newer than every row the newest.
    """
    for row in ROWS:
        if (
            row.stable
            and series(row.since) == series(version)
            and len(version) > len(series(version))
            and (version >= row.since)
        ):
            return row
    fitting = [row for row in MAINLINE if row.since <= version]
    return fitting[-1] if fitting else MAINLINE[0]


_RELEASE = re.compile(r"\d{1,3}\.\d{1,4}(?:\.(?:\d{1,5}|x))*(?:[-+~_ ].*)?", re.ASCII)


def rules_named(text: str) -> KernelRules | None:
    """The row that a person's words mean: a label ("6.1-stable"), or any release ("5.15.3"); None for neither."""
    name = text.strip().removeprefix("v").lower()
    if name in BY_LABEL:
        return BY_LABEL[name]
    if name.endswith("-stable"):
        wanted = parse_version(name)
        late = [row for row in ROWS if row.stable and wanted is not None and series(row.since) == series(wanted)]
        if late:
            return late[0]
    version = parse_version(name) if _RELEASE.fullmatch(name) else None
    return None if version is None else rules_of_release(version)

"""Which reserves, mobility and highest zone follow from a mask, in each kernel (semantics.md B.2, C)?"""

from __future__ import annotations

from typing import NamedTuple

from engine.kernels.gfp import Names
from engine.kernels.rules import Flags, KernelRules
from engine.model.request import TaskState
from engine.model.zone import MigrateType

_MEMALLOC_REFUSED = "__GFP_NOMEMALLOC"


class SlowPath(NamedTuple):
    """What the slow path grants a request: `flags` without prefix, whether the task's cpuset binds it, and whether it
    can block.
    """

    flags: Flags
    cpuset_enforced: bool
    can_block: bool


def can_block(names: Names) -> bool:
    """Whether the request may wait for reclaim (__GFP_WAIT up to 4.3, __GFP_DIRECT_RECLAIM from 4.4)."""
    return "__GFP_WAIT" in names or "__GFP_DIRECT_RECLAIM" in names


def slow_path(names: Names, order: int, task: TaskState, rules: KernelRules) -> SlowPath:
    """Flags of the failed attempt (gfp_to_alloc_flags): `names` are single-bit names of the rules' own era."""
    rule = rules.atomic
    atomic = rule.present <= names and not rule.absent & names
    flags = set()
    if "__GFP_HIGH" in names:
        flags.add(rules.high_gives)
    if atomic:
        if not (rule.nomemalloc_cancels and _MEMALLOC_REFUSED in names):
            flags.add(rule.gives)
            if order > 0 and rule.highatomic_needs is not None and rule.highatomic_needs <= flags:
                flags.add("HIGHATOMIC")
    elif task.rt_task and not task.in_interrupt:
        flags.add(rules.rt_gives)
    if rules.kswapd_flag and "__GFP_KSWAPD_RECLAIM" in names:
        flags.add("KSWAPD")
    if rules.cma.value != "never" and mobility(names) is MigrateType.MOVABLE:
        flags.add("CMA")
    if rules.no_watermarks_flag and _ignores_watermarks(names, task, rules):
        flags.add("NO_WATERMARKS")
    freed = atomic and (rule.cpuset_needs is None or rule.cpuset_needs in flags)
    return SlowPath(frozenset(flags), not freed, can_block(names))


def _ignores_watermarks(names: Names, task: TaskState, rules: KernelRules) -> bool:
    if _MEMALLOC_REFUSED in names:
        return False
    if rules.memalloc_mask and "__GFP_MEMALLOC" in names:
        return True
    return task.pf_memalloc and not task.in_interrupt


def mobility(names: Names) -> MigrateType:
    """The list that the request belongs to (gfpflags_to_migratetype)."""
    if "__GFP_MOVABLE" in names:
        return MigrateType.MOVABLE
    return MigrateType.RECLAIMABLE if "__GFP_RECLAIMABLE" in names else MigrateType.UNMOVABLE


def highest_zone(names: Names, configured: tuple[str, ...]) -> str:
    """The highest zone that the mask may use (gfp_zone), by the name that reports print; one that is not configured
    falls to Normal.
    """
    if "__GFP_DMA" in names:
        wanted = "DMA"
    elif "__GFP_DMA32" in names:
        wanted = "DMA32"
    elif {"__GFP_HIGHMEM", "__GFP_MOVABLE"} <= names:
        wanted = "Movable"
    elif "__GFP_HIGHMEM" in names:
        wanted = "HighMem"
    else:
        wanted = "Normal"
    return wanted if wanted in configured else "Normal"

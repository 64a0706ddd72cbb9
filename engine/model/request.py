"""What was asked of the page allocator, and by a task in what state?"""

from __future__ import annotations

from dataclasses import dataclass

from engine.model.zone import Mark


@dataclass(frozen=True, slots=True)
class TaskState:
    """What the mask does not say and a report seldom prints: the state of the asking task."""

    rt_task: bool = False
    in_interrupt: bool = False
    pf_memalloc: bool = False


@dataclass(frozen=True, slots=True)
class AllocRequest:
    """One request for 2^order pages.

    `gfp_mask` is the number as printed, `gfp_names` the names that stood beside it (kernels from 4.6; else empty).
    `nodes` are the nodes that nodemask= or the cpuset allows, None for all or not printed.
    """

    order: int
    gfp_mask: int
    gfp_names: tuple[str, ...] = ()
    mark: Mark = Mark.MIN
    nodemask: frozenset[int] | None = None
    mems_allowed: frozenset[int] | None = None
    task: TaskState = TaskState()

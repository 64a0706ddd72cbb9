"""What does an OOM report say beside the zones: whom the kernel killed, out of which tasks, and for which limit?"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

UNLIMITED_KB = (1 << 53) - 4
"""A memory cgroup without a limit prints this or more: PAGE_COUNTER_MAX pages of 4 kB and larger ones in kB."""


class TaskRow(NamedTuple):
    """One row of the task table; `total_vm` and `rss` are pages, None is a column that this kernel does not print."""

    pid: int
    uid: int
    tgid: int
    total_vm: int
    rss: int
    rss_anon: int | None
    rss_file: int | None
    rss_shmem: int | None
    pgtables_bytes: int | None
    swapents: int | None
    adj: int | None
    name: str


@dataclass(frozen=True, slots=True)
class KilledTask:
    """A task that the kernel killed, with the sizes of its kill line in kB; None is not printed.

    `score` is the badness of the line “Kill process … score …” (up to 5.1). `reaped`: the OOM reaper has said so.
    """

    pid: int
    comm: str
    total_vm_kb: int | None = None
    anon_rss_kb: int | None = None
    file_rss_kb: int | None = None
    shmem_rss_kb: int | None = None
    pgtables_kb: int | None = None
    uid: int | None = None
    oom_score_adj: int | None = None
    score: int | None = None
    reaped: bool = False

    @property
    def rss_kb(self) -> int | None:
        """Its resident memory, all kinds that are printed; None without any."""
        parts = [part for part in (self.anon_rss_kb, self.file_rss_kb, self.shmem_rss_kb) if part is not None]
        return sum(parts) if parts else None


@dataclass(frozen=True, slots=True)
class Charge:
    """What is used of a limit, in kB, and how often a charge failed; `limit_kb` None is no limit."""

    usage_kb: int
    limit_kb: int | None
    failcnt: int | None = None


@dataclass(frozen=True, slots=True)
class MemcgFacts:
    """The memory cgroup whose limit was met; `name` is its path. `swap` is what v2 prints, `memsw` and `kmem` v1."""

    name: str | None = None
    memory: Charge | None = None
    memsw: Charge | None = None
    swap: Charge | None = None
    kmem: Charge | None = None


@dataclass(frozen=True, slots=True)
class OomFacts:
    """What an OOM report says beside the zones (mm/oom_kill.c; semantics.md E.2, allocator.md section l).

    `order` is −1 where a person asked for the killing (SysRq f). `oom_score_adj` is that of the task that met the
    shortage. `panic` is the text of the panic that ended it. `tasks` are read when somebody looks at them.
    """

    order: int | None = None
    gfp_mask: int | None = None
    gfp_names: tuple[str, ...] = ()
    oom_score_adj: int | None = None
    manual: bool = False
    constraint: str | None = None
    killed: tuple[KilledTask, ...] = ()
    tasks: Sequence[TaskRow] = ()
    memcg: MemcgFacts | None = None
    no_victim: bool = False
    panic: str | None = None

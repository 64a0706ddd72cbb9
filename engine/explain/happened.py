"""What does a report tell beside its zones, in sentences: whom the kernel killed, whose limit was met, which cache?"""

from __future__ import annotations

from collections.abc import Iterator

from engine.model.oom import Charge, KilledTask, MemcgFacts, OomFacts
from engine.model.report import Kind, Report
from engine.model.slab import SlubFacts, VmallocFacts

_CONSTRAINTS = {
    "CONSTRAINT_CPUSET": "its cpuset confines the task to some nodes, and those had too little",
    "CONSTRAINT_MEMORY_POLICY": "its memory policy confines the task to some nodes, and those had too little",
}
_MOST_KILLED = 3


def memcg_sentence(report: Report) -> str:
    """Why no zone is judged: a memory cgroup's limit was met (mm/memcontrol.c), with its usage."""
    facts = report.oom.memcg if report.oom is not None else None
    name = f"memory cgroup {facts.name}" if facts is not None and facts.name else "a memory cgroup"
    told = _charge_words(facts) if facts is not None else None
    used = f"{name} {told}" if told else f"{name} met its limit; usage and limit are not in the text"
    return f"{used[0].upper()}{used[1:]}: the machine's zones were not asked, so no watermark is judged."


def _charge_words(facts: MemcgFacts) -> str | None:
    """The limit that was met; where none was by the printed figures, that of the memory."""
    charges = (
        (facts.memory, "memory"),
        (facts.memsw, "memory and swap together"),
        (facts.kmem, "kernel memory"),
    )
    printed = [(charge, what) for charge, what in charges if charge is not None]
    if not printed:
        return None
    charge, what = next((one for one in printed if _is_met(one[0])), printed[0])
    if charge.limit_kb is None:
        return f"uses {charge.usage_kb:,} kB of {what} and has no limit of its own"
    failed = "" if charge.failcnt is None else f" ({charge.failcnt:,} charges failed)"
    return f"uses {charge.usage_kb:,} kB of its limit of {charge.limit_kb:,} kB for {what}{failed}"


def _is_met(charge: Charge) -> bool:
    return charge.limit_kb is not None and charge.usage_kb >= charge.limit_kb


def slub_sentence(facts: SlubFacts) -> str:
    """What SLUB wanted, and that its text alone does not say why it got nothing."""
    wanted = f"{facts.allocator} got no memory for a new slab"
    if facts.cache is not None:
        wanted += f" of cache {facts.cache} ({'; '.join(_slab_words(facts))})"
    has = "; ".join(
        f"node {node.node} has {node.slabs:,} slabs with {node.objs:,} objects, {node.free:,} free"
        for node in facts.nodes[:4]
    )
    has = f": {has}" if has else ""
    return f"{wanted}{has}. Its text holds no zone lines, so no zone can be judged."


def _slab_words(facts: SlubFacts) -> Iterator[str]:
    if facts.object_size is not None:
        room = "" if facts.buffer_size in (None, facts.object_size) else f" in {facts.buffer_size:,} each"
        yield f"objects of {facts.object_size:,} bytes{room}"
    if facts.default_order is not None:
        least = "" if facts.min_order in (None, facts.default_order) else f", at least {facts.min_order}"
        yield f"order {facts.default_order}{least}"


def vmalloc_sentence(facts: VmallocFacts) -> str | None:
    """Why vmalloc refused before it asked for a page; None where it did ask."""
    if facts.took_pages:
        return None
    if facts.vmap_sizes:
        size = max(facts.vmap_sizes)
        return (
            f"The kernel's vmalloc area has no free range of {size:,} bytes: that is a lack of addresses, not of"
            " memory, so no zone was asked. The option vmalloc= on the kernel's command line makes the area larger."
        )
    size_words = "" if facts.size is None else f" of {facts.size:,} bytes"
    why = facts.reason
    if why is None and facts.size == 0:
        why = "a size of 0"
    why = why or "the size is larger than all memory, or the vmalloc area has no free range of it"
    return f"A vmalloc{size_words} was refused before any page was asked for, so no zone is judged: {why}."


def unasked_sentence(report: Report) -> str | None:
    """What to say of a report without a request; None where the usual sentence does."""
    oom = report.oom
    if oom is not None and oom.manual:
        opening = "A person asked for this kill (SysRq f): no request was refused."
    elif oom is not None and not report.scenario.zones:
        killed = killed_words(oom)
        return f"{killed or 'The kernel was out of memory.'} The text holds no zone lines, so nothing can be judged."
    elif report.kind in (Kind.PAGE_ALLOC_FAILURE, Kind.OOM_KILL, Kind.VMALLOC):
        half = oom is not None and oom.gfp_mask is not None
        opening = "The order that was asked for is not printed." if half else "What was asked for is not in the text."
    else:
        return None
    return f"{opening} Choose an order and a mask to put a question to the memory shown."


def event_notes(report: Report) -> Iterator[str]:
    """What the event's own lines add to the verdict, most important first."""
    oom = report.oom
    if oom is not None:
        yield from _oom_notes(oom)
    if report.kind is Kind.SHOW_MEM and report.scenario.request is not None:
        yield "The kernel tells of a stall, not of a failure: the request was still waiting when this was printed."
    if report.slub is not None and report.kind is not Kind.SLUB and report.slub.cache is not None:
        texts = "" if report.slub.count == 1 else f" ({report.slub.count:,} texts)"
        words = "; ".join(_slab_words(report.slub))
        yield f"{report.slub.allocator} wanted the page for cache {report.slub.cache} ({words}){texts}."
    if report.vmalloc is not None and report.vmalloc.took_pages and report.vmalloc.size:
        yield f"The pages are part of a vmalloc of {report.vmalloc.size:,} bytes."
    if report.repeats:
        yield f"The log says that {report.repeats:,} more messages like it were left out."


def _oom_notes(oom: OomFacts) -> Iterator[str]:
    killed = killed_words(oom)
    if killed:
        yield killed
    if oom.no_victim:
        yield "There was no process left that could be killed."
    if oom.panic is not None:
        yield f"The kernel panicked: {oom.panic}."
    if oom.constraint in _CONSTRAINTS:
        yield f"The kernel says {oom.constraint}: {_CONSTRAINTS[oom.constraint]}."
    if oom.gfp_mask == 0 and oom.order == 0:
        yield (
            "Mask 0 and order 0 are not a request: a page fault had found no memory before, and asked for a kill"
            " (pagefault_out_of_memory)."
        )


def killed_words(oom: OomFacts) -> str | None:
    """ "The kernel killed tail (pid 160, 373,104 kB resident)."; None if it killed nobody."""
    if not oom.killed:
        return None
    named = [_task_words(task) for task in oom.killed[:_MOST_KILLED]]
    more = len(oom.killed) - len(named)
    return f"The kernel killed {', '.join(named)}{f' and {more:,} more' if more else ''}."


def _task_words(task: KilledTask) -> str:
    size = "" if task.rss_kb is None else f", {task.rss_kb:,} kB resident"
    return f"{task.comm} (pid {task.pid}{size})"

"""What does a report tell beside its zones, in sentences: whom the kernel killed, whose limit was met, which cache?"""

from __future__ import annotations

from collections.abc import Iterator

from engine.explain.holders import mb_words, memory_pages
from engine.explain.words import counted, were_left_out
from engine.model.oom import Charge, KilledTask, MemcgFacts, OomFacts
from engine.model.report import Kind, Report
from engine.model.slab import SlubFacts, VmallocFacts
from engine.model.units import KIB

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
    failed = "" if charge.failcnt is None else f" ({counted(charge.failcnt, 'charge')} failed)"
    return f"uses {charge.usage_kb:,} kB of its limit of {charge.limit_kb:,} kB for {what}{failed}"


def _is_met(charge: Charge) -> bool:
    return charge.limit_kb is not None and charge.usage_kb >= charge.limit_kb


def slub_sentence(facts: SlubFacts) -> str:
    """What SLUB wanted, and that its text alone does not say why it got nothing."""
    wanted = f"{facts.allocator} got no memory for a new slab"
    if facts.cache is not None:
        wanted += f" of cache {facts.cache} ({'; '.join(_slab_words(facts))})"
    has = "; ".join(
        f"node {node.node} has {counted(node.slabs, 'slab')} with {counted(node.objs, 'object')}, {node.free:,} free"
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


def vmalloc_sentence(report: Report) -> str | None:
    """Why vmalloc refused before it asked for a page; None where it did ask, or the text holds no vmalloc."""
    facts = report.vmalloc
    if facts is None or facts.took_pages:
        return None
    size = vmalloc_bytes(facts)
    words = f"{size:,} bytes ({mb_words(size // KIB)})" if size >= KIB else f"{size:,} bytes"
    if facts.vmap_sizes:
        what = "range of addresses for modules" if asked_for_module(report) else "vmalloc area"
        beyond = beyond_words(report)
        end = f"that is {beyond}" if beyond else "addresses were lacking, not memory"
        return f"The kernel's {what} has no free range of {words}: {end}, so no zone was asked."
    why = facts.reason
    if why is None and facts.size == 0:
        why = "a size of 0"
    why = why or beyond_words(report) or _EITHER
    wanted = "" if facts.size is None else f" of {words}"
    return f"A vmalloc{wanted} was refused before any page was asked for, so no zone is judged: {why}."


_EITHER = "the size is larger than all memory, or the vmalloc area has no free range of it"


def vmalloc_bytes(facts: VmallocFacts) -> int:
    """What vmalloc was asked for, in bytes; 0 where that is not printed."""
    return max(facts.vmap_sizes, default=facts.size or 0)


def beyond_words(report: Report) -> str | None:
    """What a vmalloc is more than: all of the machine's memory, or the addresses that an area holds; None if it isn't.

    The kernel refuses at once what is larger than all memory (mm/vmalloc.c, __vmalloc_node_range).
    """
    facts = report.vmalloc
    if facts is None or facts.took_pages:
        return None
    size, has = vmalloc_bytes(facts), _shown_bytes(report)
    if size >= _LARGEST_AREA:
        return "more than such an area holds on any usual machine"
    if facts.vmap_sizes or not 0 < has < size:
        return None
    return f"more than all memory of the machine, {mb_words(has // KIB)}"


_LARGEST_AREA = 32 << 40
"""Bytes: the vmalloc area of x86-64 with four levels of page tables, and more than most others."""


def _shown_bytes(report: Report) -> int:
    zones = (zone.managed or zone.present or 0 for zone in report.scenario.zones)
    return (memory_pages(report, sum(zones)) or 0) * report.scenario.page_size


def asked_for_module(report: Report) -> bool:
    """Whether the call trace shows that addresses for a module were wanted."""
    return any(frame.function.partition(".")[0] in _FOR_MODULES for frame in report.frames)


_FOR_MODULES = ("module_alloc", "load_module", "move_module", "execmem_alloc")


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
        yield f"The log says that {were_left_out(report.repeats, 'message like it')}."


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
    if is_page_fault(oom):
        yield PAGE_FAULT_KILL


PAGE_FAULT_KILL = (
    "Mask 0 and order 0 are not a request: a page fault had found no memory before, and asked for a kill"
    " (pagefault_out_of_memory)."
)


def is_page_fault(oom: OomFacts | None) -> bool:
    """Whether a page fault that came back without memory asked for the kill (semantics.md E.2)."""
    return oom is not None and oom.gfp_mask == 0 and oom.order == 0


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

"""Is it harmless? A grade with its grounds; "can't tell" is one of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from engine.explain.event import COSTLY_ORDER, Event, after_colon
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.happened import killed_words
from engine.explain.requester import Context, Requester
from engine.model.report import Kind

NO_FAILURE = "no failure"
HARMLESS = "harmless"
PROBABLY = "probably harmless"
CANNOT_TELL = "can't tell"
FAILED = "something failed"
SERIOUS = "serious"

_REQUESTER_DATA = "allocator.md section n"
_SLOW_PATH = "allocator.md section g"
_FLAGS_DOC = "kernel documentation core-api/memory-allocation"
_OFTEN = 100

_GRADES: dict[str, str] = {
    **dict.fromkeys(
        (
            "NIC driver refills its receive ring (igb)",
            "virtio_net refill",
            "Intel wireless receive buffers",
            "mempool",
            "dm-crypt",
            "dm-bufio",
            "transparent huge page",
            "allocation inside a shrinker",
        ),
        HARMLESS,
    ),
    **dict.fromkeys(
        (
            "NIC driver receive path",
            "r8169 receive",
            "USB network adapter (usbnet)",
            "wireless stack or driver",
            "network fragment cache",
            "TCP output",
            "protocol receive",
            "NFS/SunRPC",
            "Ceph client",
            "Xen network",
            "GPU memory pool (TTM)",
            "perf buffer",
            "XFS",
        ),
        PROBABLY,
    ),
    **dict.fromkeys(
        (
            "r8169 opening the interface",
            "fork/clone",
            "page directory at fork/exec",
            "module loading",
            "growing the hugetlb pool",
            "coherent DMA buffer",
            "USB access from a program (usbfs)",
            "xHCI",
            "zram",
            "AMD GPU driver",
            "KVM",
            "btrfs",
            "reading a large /proc file",
            "policy or BPF program loading",
            "CPU hot-plug",
            "sound stream",
            "storage adapter set-up",
            "reclaim itself needs memory (swap-out over network or encryption)",
            "connection tracking",
            "socket send with fragments",
            "bcache btree node",
        ),
        FAILED,
    ),
}
"""What follows a refusal, by the case in requester.json; those that are not here leave it open."""

_WRAPPER_CASES = frozenset(
    {
        "skb head or data",
        "kvmalloc",
        "vmalloc",
        "SLUB growing a cache",
        "SLAB growing a cache",
        "kmalloc above two pages (SLUB)",
    }
)
"""Cases that tell how memory was asked for, not for what."""


class _Judged(NamedTuple):
    """The grade, the sentence and where that comes from; `grounds` stand before those of the flags."""

    grade: str
    sentence: str
    nature: Nature
    grounds: tuple[Ground, ...] = ()


def harmless(event: Event) -> Answer:
    """The second answer."""
    judged = _judged(event)
    if judged.grade in (HARMLESS, PROBABLY) and _left_out(event) >= _OFTEN:
        sentence = (
            f"{judged.sentence} That is of one; {_left_out(event):,} more were left out, and so many cost more than a"
            " little."
        )
        judged = judged._replace(grade=CANNOT_TELL, sentence=sentence)
    grounds = (*judged.grounds, *_grounds(event))
    return an_answer(2, judged.sentence, judged.nature, grounds, judged.grade)


def _judged(event: Event) -> _Judged:
    if not event.failed or event.report.kind is Kind.PROC:
        return _shown(event)
    if event.report.kind in (Kind.OOM_KILL, Kind.MEMCG_OOM):
        return _killed(event)
    if event.report.vmalloc is not None:
        return _vmalloc(event)
    if event.in_reclaim:
        sentence = (
            "Memory was wanted while memory was being freed, and every reserve was empty: this attempt at freeing was"
            " given up. The next may do, but the machine is close to standing still."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED, (Ground(_FREED, source=_SLOW_PATH, kernels="all"),))
    return _by_case(event) or _by_flags(event)


_FREED = "A task that frees memory may use all reserves, and frees none for itself."


def _vmalloc(event: Event) -> _Judged:
    facts = event.report.vmalloc
    assert facts is not None
    if facts.page_order:
        sentence = "Yes: vmalloc tries again with single pages; the message says only that no huge pages were there."
        source = "mm/vmalloc.c __vmalloc_node_range"
        ground = Ground(f"page order {facts.page_order}: huge pages were tried first", (), source, "5.13 and later")
        return _Judged(HARMLESS, sentence, Nature.COMPUTED, (ground,))
    if facts.took_pages:
        return _by_case(event) or _by_flags(event)
    if facts.size == 0:
        return _Judged(
            CANNOT_TELL, "Nothing was lacking: 0 bytes were asked for, a mistake of the caller.", Nature.OBSERVED
        )
    sentence = (
        "The caller got no range of addresses. Some try another range next, as loading a module does on several"
        " architectures: look for an error just below."
    )
    return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)


def _shown(event: Event) -> _Judged:
    if event.report.kind is Kind.SHOW_MEM and event.report.scenario.request is not None:
        sentence = (
            "Nothing has failed yet: the kernel tells of a request that had been waiting for long. Slow, not lost."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.OBSERVED)
    return _Judged(NO_FAILURE, "Nothing failed: the text shows memory as it was at one moment.", Nature.OBSERVED)


def _killed(event: Event) -> _Judged:
    oom = event.oom
    if oom is not None and oom.panic is not None:
        return _Judged(SERIOUS, f"No: the machine stopped. The kernel panicked: {oom.panic}.", Nature.OBSERVED)
    if oom is not None and oom.manual:
        words = killed_words(oom) or "Whom it killed is not in the text."
        return _Judged(SERIOUS, f"A person asked for a kill (SysRq f). {words}", Nature.OBSERVED)
    told = killed_words(oom) if oom is not None else None
    where = "of a memory cgroup that had met its limit; the rest of the machine is not short of memory for it"
    if event.report.kind is not Kind.MEMCG_OOM:
        where = "to get memory back, after reclaim had found nothing more"
    if told is None:
        missing = "no process could be killed" if oom is not None and oom.no_victim else "its name is not in the text"
        return _Judged(SERIOUS, f"No: the kernel wanted to kill a process {where}; {missing}.", Nature.OBSERVED)
    return _Judged(SERIOUS, f"No: the kernel killed a process {where}. {told}", Nature.OBSERVED)


def _by_case(event: Event) -> _Judged | None:
    """By what is known of the requester."""
    who = event.who
    if who is None or who.case is None or who.what_happens is None or who.case in _WRAPPER_CASES:
        return None
    if who.reason is not None and who.case == "page fault of a program" and event.order == 0:
        sentence = (
            "Not for the program: its page fault found no memory. The kernel repeats the fault, and the OOM killer may"
            " end a process."
        )
        return _Judged(FAILED, sentence, Nature.COMPUTED, (_case_ground(event, who),))
    if who.case == "memory hot-add" and event.order > 0:
        sentence = "Most likely: the map of the new memory is then made of single pages, which costs a little speed."
        source = "mm/sparse-vmemmap.c, vmemmap_populate_hugepages"
        return _Judged(
            PROBABLY, sentence, Nature.COMPUTED, (Ground(f"{who.case_of}: {who.case}", event.line(who.line), source),)
        )
    grade = _GRADES.get(who.case, CANNOT_TELL)
    opening = {
        HARMLESS: "Yes:",
        PROBABLY: "Most likely:",
        FAILED: "Not for who asked:",
        CANNOT_TELL: "That depends:",
    }[grade]
    return _Judged(grade, f"{opening} {after_colon(who.what_happens)}", Nature.COMPUTED, (_case_ground(event, who),))


def _case_ground(event: Event, who: Requester) -> Ground:
    return Ground(f"{who.case_of}: {who.case}", event.line(who.line), _REQUESTER_DATA)


def _by_flags(event: Event) -> _Judged:
    """By order, flags and context, where nothing is known of the requester."""
    request = event.analysis.request
    if request is None:
        return _Judged(CANNOT_TELL, "The text does not say what was asked for, or by whom.", Nature.OBSERVED)
    if event.has_flag("__GFP_NOFAIL") and event.can_block:
        sentence = (
            "The kernel goes on trying (__GFP_NOFAIL): the caller waits, and nothing is lost unless that never ends."
        )
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if not event.can_block:
        return _cannot_wait(event)
    if event.has_flag("__GFP_NORETRY"):
        sentence = "Most likely: the caller asked for one light try only, as callers with another way do."
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if event.order > COSTLY_ORDER or event.has_flag("__GFP_RETRY_MAYFAIL"):
        sentence = (
            "That depends on the caller: many have another way for so large a block, some give up."
            " Look for an error of the same driver or program just below."
        )
        return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)
    sentence = (
        "Not for who asked: so small a request that may wait fails only when nothing is left to try."
        " Expect an error return to the program."
    )
    return _Judged(FAILED, sentence, Nature.COMPUTED)


def _cannot_wait(event: Event) -> _Judged:
    who = event.who
    network = who is not None and "network_buffers" in who.how
    if network:
        sentence = "Most likely: a packet is lost, TCP sends it again; what was sent by UDP is gone."
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    if who is not None and who.context is not Context.PROCESS:
        sentence = (
            "Most likely: code in an interrupt must be able to go on without memory. Usually a packet is dropped or a"
            " refill put off."
        )
        return _Judged(PROBABLY, sentence, Nature.COMPUTED)
    sentence = (
        "Such a caller must be able to go on without memory, but what it gives up then is not in the text:"
        " a packet, a refill, or the whole operation."
    )
    return _Judged(CANNOT_TELL, sentence, Nature.COMPUTED)


def _left_out(event: Event) -> int:
    return event.report.repeats if event.log is None else max(event.log.suppressed, event.report.repeats)


def _grounds(event: Event) -> Iterator[Ground]:
    request = event.analysis.request
    if request is None or not event.failed:
        return
    order = event.places(("request", "order"))
    mask = event.places(("request", "gfp_mask"))
    if event.order > COSTLY_ORDER:
        text = f"Order {event.order} is above {COSTLY_ORDER}: the kernel gives up early and kills nobody for it."
        yield Ground(text, order, _SLOW_PATH, "all")
    else:
        yield Ground(f"Order {event.order}: {'a single page' if not event.order else 'a small block'}.", order)
    if event.in_reclaim:
        yield Ground(_FREED, mask, _SLOW_PATH, "all")
    elif event.can_block:
        yield Ground("It could wait: reclaim was tried before it was refused.", mask, _SLOW_PATH, "all")
    else:
        yield Ground("It could not wait: the kernel looked once and tried nothing else.", mask, _SLOW_PATH, "all")
    for flag, text in _FLAG_GROUNDS.items():
        if event.has_flag(flag):
            yield Ground(f"{flag}: {text}.", mask, _FLAGS_DOC)
    yield from _trace_grounds(event)
    if event.report.repeats:
        yield Ground(f"The log says that {event.report.repeats:,} more were left out.")
    if event.log is not None and event.log.same > 1:
        yield Ground(f"The same was printed {event.log.same:,} times in this log.")


_FLAG_GROUNDS = {
    "__GFP_NOWARN": "the caller asked for silence, as callers with another way do",
    "__GFP_NORETRY": "one light try, then an error to the caller",
    "__GFP_RETRY_MAYFAIL": "tried hard, but the caller is ready for a refusal",
    "__GFP_REPEAT": "tried harder than usual",
    "__GFP_NOFAIL": "the kernel must not give up",
}


def _trace_grounds(event: Event) -> Iterator[Ground]:
    who = event.who
    if who is None:
        yield Ground("No call trace shows who asked.")
        return
    place = event.line(who.line)
    yield Ground(f"It was asked in {who.context.value} context.", place)
    if who.case in _WRAPPER_CASES and who.what_happens is not None:
        yield Ground(f"{who.case}: {who.what_happens}", place, _REQUESTER_DATA)
    if "vmalloc" in who.how and event.order == 0:
        yield Ground(
            "The pages were wanted by vmalloc, which is the other way itself: nothing is left behind it.", place
        )

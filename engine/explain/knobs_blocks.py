"""What would larger blocks, another request or another machine change: compaction, order, vmalloc, nodes, memory?"""

from __future__ import annotations

from engine.check.fragmentation import SUITABLE, THRESHOLD
from engine.check.outcome import Exclusion, Outcome
from engine.explain.advice import Help, Said, no
from engine.explain.event import Cause, Event
from engine.explain.fragmented import index_of
from engine.explain.relief import Effect, means
from engine.explain.requester import HOT_ADD
from engine.explain.solver import ChangeKind
from engine.model.units import show_bytes

_INDEX_FROM_ORDER = 3


def compaction(event: Event) -> Said:
    """vm.compact_memory."""
    one = means(event)[1]
    return Said({Effect.RELIEF: Help.MAY, Effect.CURE: Help.HELPS}.get(one.effect, Help.NO), one.text)


def proactiveness(event: Event) -> Said | None:
    """vm.compaction_proactiveness, where blocks are lacking."""
    if event.cause is not Cause.NO_BLOCK or not event.order or not event.since(5, 9):
        return None
    text = (
        "A larger value (20 by default, 100 at most) makes kcompactd put blocks together before they are wanted. That"
        " costs processor time, helps sizes near that of huge pages most, and no value promises a block."
    )
    return Said(Help.MAY, text)


def has_own_way(event: Event) -> bool:
    """Whether the code is known to go on without harm where its block is refused."""
    if event.vmalloc_goes_on:
        return True
    known = None if event.who is None else event.who.known
    if event.order == 0 or known is None or known.wrapper:
        return False
    return known.grade == "harmless" or known.case == HOT_ADD


def extfrag(event: Event) -> Said:
    """vm.extfrag_threshold."""
    if event.order == 0:
        return no("One page was asked for: it needs no compaction.")
    if not event.since(2, 6, 35):
        return no("This kernel does not compact: that began with 2.6.35.")
    if not event.can_block:
        return no("The request could not wait, so it never compacts, whatever the threshold.")
    if event.order <= _INDEX_FROM_ORDER and not event.since(2, 6, 38):
        return no(f"Up to 2.6.37 a request compacts only above order {_INDEX_FROM_ORDER}.")
    if event.order <= _INDEX_FROM_ORDER and event.since(4, 9):
        return no(f"From 4.9 on it is looked at only above order {_INDEX_FROM_ORDER}.")
    row = None if event.main is None or not event.refused else index_of(event, event.main)
    if row is None:
        return no("The fragmentation index can't be computed from this text.")
    if row.index == SUITABLE:
        return no("Blocks of the size are free, if not for this request, so the index never holds compaction back.")
    if row.index < 0:
        return no(f"The index {row.index} is below 0: compaction was not held back by it.")
    if row.index > THRESHOLD:
        return no(
            f"The index {row.index} is above the usual threshold of {THRESHOLD}: compaction was not held back by it."
        )
    if row.index == 0:
        return no("The index is 0: too little is free for any block, and no threshold lets the kernel compact then.")
    text = f"Below {row.index} the kernel would try to compact; with so little free it seldom gets far, and costs time."
    return Said(Help.MAY, text, f"{row.index - 1}")


def smaller(event: Event) -> Said:
    """A smaller order in the code that asked."""
    if event.order == 0:
        return no("One page was asked for: there is nothing smaller.")
    if event.report.vmalloc is not None:
        return no("It was vmalloc that asked; it goes on with single pages by itself.")
    change = event.change(ChangeKind.ORDER)
    if change is None or change.request is None:
        if event.refused:
            return no("No smaller order would have been served either.")
        return no("The printed numbers do not say which orders would be served.")
    order = change.request.order
    size = show_bytes(event.page_size << order)
    text = f"Up to {size} (order {order}) would have been served at that moment. It is for the code that asked to do."
    network = event.who is not None and "network_buffers" in event.who.how
    if network:
        text += " For a network driver a smaller MTU or smaller rings may do it."
    return Said(Help.HELPS, text, f"{order}")


def vmalloc(event: Event) -> Said:
    """Single pages through vmalloc."""
    if event.order == 0:
        return no("One page was asked for: vmalloc asks for single pages, too.")
    if event.report.vmalloc is not None:
        return no("It was vmalloc that asked; it goes on with single pages by itself.")
    if not event.can_block:
        return no("The request could not wait, and vmalloc has to.")
    impossible = _no_use_for_vmalloc(event)
    if impossible is not None:
        return no(impossible)
    if has_own_way(event):
        return no("The code has another way already.")
    if event.analysis.orders and event.analysis.orders[0] is not Outcome.WOULD_PASS:
        return no("Single pages would not have been served either.")
    since = "" if event.since(4, 12) else " (kvmalloc itself came with 4.12; before, by hand)"
    text = f"Where the caller needs no contiguous memory, kvmalloc() takes single pages, which were there{since}."
    return Said(Help.HELPS if event.refused else Help.MAY, text)


def _no_use_for_vmalloc(event: Event) -> str | None:
    """Why what was asked for can't be single pages that vmalloc maps together; None where it may be."""
    who, slub, request = event.who, event.report.slub, event.analysis.request
    if who is not None and "dma" in who.how:
        return "A buffer for a device has to be in one piece, unless an IOMMU maps it."
    if request is not None and request.highest_zone in ("DMA", "DMA32"):
        return "A device reaches only a part of memory, and vmalloc's pages come from anywhere."
    if who is not None and "network_buffers" in who.how:
        return "A network buffer has to be in one piece, or in page fragments."
    if who is not None and who.reason is not None:
        return f"It was memory management itself that asked ({who.reason}), which can't use it."
    if slub is not None and slub.cache is not None and not slub.cache.startswith(("kmalloc", "size-")):
        return f"Objects of a slab cache ({slub.cache}) can't come from vmalloc."
    return None


def more(event: Event) -> Said:
    """More memory."""
    one = means(event)[3]
    return Said({Effect.RELIEF: Help.MAY, Effect.CURE: Help.HELPS}.get(one.effect, Help.NO), one.text)


def kernelcore(event: Event) -> Said | None:
    """kernelcore= and movablecore=, where Movable has memory that is not allowed."""
    excluded = [
        one for one in event.analysis.zones if one.walk.exclusion is Exclusion.TOO_HIGH and one.zone.name == "Movable"
    ]
    free = sum(one.zone.free or 0 for one in excluded)
    if not free or not event.refused:
        return None
    text = (
        f"{event.mb_words(free)} are free in Movable, which only movable requests may use: a smaller Movable zone"
        " leaves more for the kernel."
    )
    return Said(Help.MAY, text)


def nodes(event: Event) -> Said | None:
    """The cpuset or memory policy, where they decide."""
    if event.change(ChangeKind.NODES) is not None:
        return Said(Help.HELPS, "Nodes that the cpuset or memory policy does not allow would have served it.")
    confined = event.oom is not None and event.oom.constraint in ("CONSTRAINT_CPUSET", "CONSTRAINT_MEMORY_POLICY")
    if not confined or event.refusing or not event.refused:
        return None
    text = (
        "The nodes that are allowed have no zone that this request may use: allow one with a Normal zone"
        " (cpuset.mems, or the memory policy)."
    )
    return Said(Help.HELPS, text)


def defrag_mode(event: Event) -> Said | None:
    """vm.defrag_mode, where it can be the reason, or keep blocks from going to pieces."""
    if not event.since(6, 15):
        return None
    if event.cause is Cause.NO_BLOCK and event.can_block:
        text = (
            "1, set right after boot, keeps large blocks together for longer, at the cost of more reclaim and"
            " compaction. Requests that can't wait may then fail more often."
        )
        return Said(Help.MAY, text, "1")
    passing = event.analysis.outcome is Outcome.WOULD_PASS and event.failed
    if not passing or event.can_block:
        return None
    text = "If it is 1, requests that can't wait fail although blocks of other types are free: look at it, and set 0."
    return Said(Help.MAY, text, "0")


def swappiness(event: Event) -> Said | None:
    """Swap, where the shortage is real."""
    if event.cause is not Cause.SHORT or not event.can_block:
        return None
    one = means(event)[2]
    return Said(Help.MAY if one.effect is Effect.RELIEF else Help.NO, one.text)

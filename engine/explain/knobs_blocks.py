"""What would larger blocks, another request or another machine change: compaction, order, vmalloc, nodes, memory?"""

from __future__ import annotations

from engine.check.fragmentation import SUITABLE, THRESHOLD
from engine.check.outcome import Exclusion, Outcome
from engine.explain.advice import Help, Said, no
from engine.explain.event import Cause, Event
from engine.explain.fragmented import index_of
from engine.explain.relief import Effect, means
from engine.explain.solver import ChangeKind
from engine.model.units import show_bytes

_INDEX_FROM_ORDER = 3


def compaction(event: Event) -> Said:
    """vm.compact_memory."""
    one = means(event)[1]
    return Said({Effect.RELIEF: Help.MAY, Effect.CURE: Help.HELPS}.get(one.effect, Help.NO), one.text)


def extfrag(event: Event) -> Said:
    """vm.extfrag_threshold."""
    if event.order == 0:
        return no("One page was asked for: it needs no compaction.")
    if not event.since(2, 6, 35):
        return no("This kernel does not compact: that began with 2.6.35.")
    if not event.can_block:
        return no("The request could not wait, so it never compacts, whatever the threshold.")
    if event.order <= _INDEX_FROM_ORDER and event.since(4, 9):
        return no(f"From 4.9 on it is looked at only above order {_INDEX_FROM_ORDER}.")
    row = None if event.main is None or not event.refused else index_of(event, event.main)
    if row is None:
        return no("The fragmentation index can't be computed from this text.")
    if row.index == SUITABLE:
        return no("A block of the size is free: nothing has to be put together.")
    if row.index < 0:
        return no(f"The index {row.index} is below 0: compaction was not held back by it.")
    if row.index > THRESHOLD:
        return no(
            f"The index {row.index} is above the usual threshold of {THRESHOLD}: compaction was not held back by it."
        )
    text = f"Below {row.index} the kernel would try to compact; with so little free it seldom gets far, and costs time."
    return Said(Help.MAY, text, f"{max(row.index - 1, 0)}")


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
    if event.who is not None and "dma" in event.who.how:
        return no("A buffer for a device has to be in one piece, unless an IOMMU maps it.")
    if event.analysis.orders and event.analysis.orders[0] is not Outcome.WOULD_PASS:
        return no("Single pages would not have been served either.")
    since = "" if event.since(4, 12) else " (kvmalloc itself came with 4.12; before, by hand)"
    text = f"Where the caller needs no contiguous memory, kvmalloc() takes single pages, which were there{since}."
    return Said(Help.HELPS if event.refused else Help.MAY, text)


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
    if event.change(ChangeKind.NODES) is None:
        return None
    return Said(Help.HELPS, "Nodes that the cpuset or memory policy does not allow would have served it.")


def defrag_mode(event: Event) -> Said | None:
    """vm.defrag_mode, where it can be the reason."""
    passing = event.analysis.outcome is Outcome.WOULD_PASS and event.failed
    if not passing or event.can_block or not event.since(6, 15):
        return None
    text = "If it is 1, requests that can't wait fail although blocks of other types are free: look at it, and set 0."
    return Said(Help.MAY, text, "0")


def swappiness(event: Event) -> Said | None:
    """Swap, where the shortage is real."""
    if event.cause is not Cause.SHORT or not event.can_block:
        return None
    one = means(event)[2]
    return Said(Help.MAY if one.effect is Effect.RELIEF else Help.NO, one.text)

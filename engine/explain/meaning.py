"""What do order and mode mean? Bytes, and each flag in words."""

from __future__ import annotations

from collections.abc import Iterator

from engine.explain.event import Event
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.requester import Context
from engine.kernels.gfp import bits_of, decode, printed_names
from engine.model.oom import OomFacts
from engine.model.report import Kind
from engine.model.slab import SlubFacts
from engine.model.units import show_bytes
from engine.model.zone import MigrateType

_SOURCE = "semantics.md section D; kernel documentation core-api/memory-allocation"

FLAG_WORDS: dict[str, str] = {
    "__GFP_DMA": "only from zone DMA, the lowest memory, for old devices",
    "__GFP_DMA32": "only from memory that 32-bit devices can reach",
    "__GFP_HIGHMEM": "HighMem may be used, too: memory that the kernel has not mapped for good",
    "__GFP_MOVABLE": "the pages can be moved later",
    "__GFP_RECLAIMABLE": "for a cache that can be shrunk",
    "__GFP_WAIT": "may wait for memory to be freed",
    "__GFP_DIRECT_RECLAIM": "may wait and free memory itself",
    "__GFP_KSWAPD_RECLAIM": "wakes kswapd to free memory in the background",
    "__GFP_NO_KSWAPD": "does not wake kswapd",
    "__GFP_HIGH": "urgent: half of the minimum may be used",
    "__GFP_ATOMIC": "can not wait and is urgent: more of the minimum may be used",
    "__GFP_IO": "may start disk I/O to get memory",
    "__GFP_FS": "may call into file systems to get memory",
    "__GFP_COLD": "pages that are not in the CPU's cache will do",
    "__GFP_NOWARN": "no message when it fails",
    "__GFP_REPEAT": "try harder before failing",
    "__GFP_RETRY_MAYFAIL": "try hard, but failing is allowed",
    "__GFP_NOFAIL": "must not fail: try for ever",
    "__GFP_NORETRY": "try once, lightly",
    "__GFP_MEMALLOC": "may use every reserve: it will free memory soon",
    "__GFP_NOMEMALLOC": "must not use the emergency reserves",
    "__GFP_COMP": "several pages that are handled as one",
    "__GFP_ZERO": "filled with zeroes",
    "__GFP_HARDWALL": "only from nodes that the process's cpuset allows",
    "__GFP_THISNODE": "only from one node",
    "__GFP_ACCOUNT": "counted for the memory cgroup",
    "__GFP_NOACCOUNT": "not counted for the memory cgroup",
    "__GFP_KMEMCG": "counted for the memory cgroup",
    "__GFP_WRITE": "the page will soon be written to",
    "__GFP_NOTRACK": "not watched by kmemcheck",
    "__GFP_OTHER_NODE": "on behalf of another node, for statistics",
    "__GFP_NO_GROW": "the slab cache must not grow",
    "__GFP_NO_OBJ_EXT": "no profiling data of its own",
    "__GFP_NOLOCKDEP": "not watched by lockdep",
    "__GFP_ZEROTAGS": "memory tags are zeroed, too",
    "__GFP_SKIP_ZERO": "no zeroing",
    "__GFP_SKIP_KASAN_POISON": "KASAN leaves it alone",
    "__GFP_SKIP_KASAN_UNPOISON": "KASAN leaves it alone",
    "__GFP_SKIP_KASAN": "KASAN leaves it alone",
}
"""Every flag that some kernel has."""

_LIST_WORDS = {
    MigrateType.MOVABLE: "movable",
    MigrateType.RECLAIMABLE: "reclaimable",
    MigrateType.UNMOVABLE: "unmovable",
}


def meaning(event: Event) -> Answer:
    """The fifth answer."""
    request = event.analysis.request
    if event.manual:
        sentence = "Order −1 is no request: it is how the kernel notes that a person asked for the kill (SysRq f)."
        return an_answer(5, sentence, Nature.COMPUTED, (Ground("order −1", (), "semantics.md E.2", "3.x and later"),))
    if request is None and event.oom is not None and event.oom.gfp_mask is not None:
        return _mode_alone(event, event.oom)
    if request is None and event.slub is not None and event.slub.gfp_mask is not None:
        return _of_cache(event, event.slub, event.slub.gfp_mask)
    if request is None:
        said = "Nothing was asked for" if not event.failed else "Order and mode are not both in the text"
        return an_answer(5, f"{said}, so there is nothing to take apart.", Nature.OBSERVED)
    if event.report.kind is Kind.OOM_KILL and request.gfp_mask == 0 and request.order == 0:
        sentence = "Mode 0 and order 0 are no request: a page fault had found no memory before, and asked for a kill."
        return an_answer(
            5, sentence, Nature.COMPUTED, (Ground("pagefault_out_of_memory", (), "semantics.md E.2", "all"),)
        )
    size = show_bytes(request.size)
    page = show_bytes(event.page_size)
    block = (
        f"one page of {page}" if request.order == 0 else f"{1 << request.order:,} pages of {page} in one piece, {size}"
    )
    flags = "|".join(request.gfp_flags) or "no flag"
    wait = "may wait for memory" if request.can_block else "must not wait"
    sentence = (
        f"Order {request.order} is {block}. Mode {request.gfp_mask:#x} is {flags}: it {wait}, takes"
        f" {_LIST_WORDS[request.migratetype]} memory from zone {request.highest_zone} or below."
    )
    unknown = _unknown_bits(event, request.gfp_mask)
    if unknown:
        sentence += f" {unknown:#x} has no name in the table of this kernel: the text may be of another one."
    return an_answer(5, sentence, Nature.COMPUTED, tuple(_grounds(event)))


def _mode_alone(event: Event, oom: OomFacts) -> Answer:
    """A mask without an order, as the OOM killer printed it up to 2.6.18."""
    return _mode_with(event, oom.gfp_mask or 0, oom.gfp_names, "The order is not printed.")


def _of_cache(event: Event, slub: SlubFacts, mask: int) -> Answer:
    """The mask of SLUB's own text, and the orders that the cache would have taken."""
    orders = "The order is not printed."
    if slub.min_order is not None and slub.default_order not in (None, slub.min_order):
        orders = f"The cache would like order {slub.default_order} and puts up with {slub.min_order}: both failed."
    elif slub.min_order is not None:
        orders = f"The cache takes blocks of order {slub.min_order}."
    return _mode_with(event, mask, slub.gfp_names, orders)


def _mode_with(event: Event, mask: int, printed: tuple[str, ...], orders: str) -> Answer:
    era = event.analysis.rules.log_era
    flags = "|".join(printed or printed_names(mask, era)) or "no flag"
    names = sorted(bits_of(mask, printed, era))
    grounds = tuple(Ground(f"{name}: {FLAG_WORDS.get(name, _UNKNOWN_FLAG)}", (), _SOURCE) for name in names)
    return an_answer(5, f"Mode {mask:#x} is {flags}. {orders}", Nature.COMPUTED, grounds)


_UNKNOWN_FLAG = "a flag of this kernel that is not known here"


def _grounds(event: Event) -> Iterator[Ground]:
    request = event.analysis.request
    assert request is not None
    era = event.analysis.rules.log_era
    kernels = f"table of Linux {era.name.replace('..', ' – ')}"
    place = event.places(("request", "gfp_names")) or event.places(("request", "gfp_mask"))
    yield Ground(
        f"order {request.order}: 2^{request.order} pages", event.places(("request", "order")), "semantics.md E.1"
    )
    for name in _bits(event):
        yield Ground(f"{name}: {FLAG_WORDS.get(name, _UNKNOWN_FLAG)}", place, _SOURCE, kernels)
    unknown = _unknown_bits(event, request.gfp_mask)
    if unknown:
        yield Ground(f"{unknown:#x}: bits without a name in this kernel", place, _SOURCE, kernels)
    who = event.who
    if who is not None and who.context is not Context.PROCESS and request.can_block:
        yield Ground("the flags allow waiting, though the trace shows an interrupt", event.line(who.line))


def _unknown_bits(event: Event, mask: int) -> int:
    return 0 if _named(event) else decode(mask, event.analysis.rules.log_era).unknown


def _named(event: Event) -> bool:
    asked = event.analysis.scenario.request
    return asked is not None and bool(asked.gfp_names)


def _bits(event: Event) -> list[str]:
    """The single flags of the mask in the text's own kernel, low bits first."""
    request = event.analysis.scenario.request
    assert request is not None
    era = event.analysis.rules.log_era
    held = bits_of(request.gfp_mask, request.gfp_names, era)
    ranks = {name: bit for bit, name in era.bits.items()}
    return sorted(held, key=lambda name: (ranks.get(name, 1 << 63), name))

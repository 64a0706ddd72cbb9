"""Would drop_caches, compaction, swap or more memory help? Each cures, relieves, or does neither."""

from __future__ import annotations

from enum import Enum
from typing import NamedTuple

from engine.check.outcome import Outcome
from engine.explain.event import Cause, Event, size_of
from engine.explain.fragmented import index_of
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.model.report import Kind, Place
from engine.model.units import show_bytes

_KNOBS = "knobs.md"
_LITTLE = 0.02
"""Less than this share of memory is not worth dropping."""


class Effect(Enum):
    """What a means does to a shortage of this kind."""

    CURE = "cure"
    RELIEF = "relief"
    NEITHER = "neither"
    UNKNOWN = "can't tell"


class Means(NamedTuple):
    """One means with its effect."""

    name: str
    effect: Effect
    text: str
    source: str
    kernels: str
    places: tuple[Place, ...] = ()


def relief(event: Event) -> Answer:
    """The seventh answer."""
    if event.report.kind is Kind.MEMCG_OOM:
        sentence = "No: a memory cgroup met its own limit. Only a higher limit or a smaller load in that group helps."
        return an_answer(7, sentence, Nature.ADVICE, (_cgroup_ground(),))
    if not event.judged:
        return an_answer(7, _unjudged(event), Nature.ADVICE)
    if event.starting:
        return an_answer(7, "No: the kernel was still starting; no memory had been handed over yet.", Nature.ADVICE)
    every = means(event)
    grounds = tuple(
        Ground(f"{one.name}: {one.effect.value}. {one.text}", one.places, one.source, one.kernels) for one in every
    )
    sentence = _sentence(every)
    if _passes(event):
        sentence = "On the printed numbers none is needed: such a request would be served."
    return an_answer(7, sentence, Nature.ADVICE, grounds)


def _cgroup_ground() -> Ground:
    return Ground("memory.max (v2) or memory.limit_in_bytes (v1) of the group", source="kernel documentation cgroup-v2")


def _unjudged(event: Event) -> str:
    if not event.failed:
        return "Nothing failed here that they could help."
    if event.no_pages_asked:
        if event.report.vmalloc is not None and event.report.vmalloc.vmap_sizes:
            return "No: addresses were lacking, not memory. A larger vmalloc area or fewer mappings help."
        return "No: vmalloc refused before it asked for a page."
    return "That can't be told: the text has not both a request and zone lines."


def means(event: Event) -> tuple[Means, ...]:
    """The four means in the order of the question."""
    return (_drop_caches(event), _compaction(event), _swap(event), _memory(event))


def _sentence(every: tuple[Means, ...]) -> str:
    parts = []
    for effect, words in (
        (Effect.CURE, "would cure it"),
        (Effect.RELIEF, "would relieve it for a while"),
        (Effect.NEITHER, "would not help"),
        (Effect.UNKNOWN, "can't be judged from this text"),
    ):
        names = [one.name for one in every if one.effect is effect]
        if names:
            parts.append(f"{_listed(names)} {words}")
    sentence = "; ".join(parts)
    return f"{sentence}." if sentence.startswith("drop_caches") else f"{sentence[0].upper()}{sentence[1:]}."


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _passes(event: Event) -> bool:
    return event.analysis.outcome is Outcome.WOULD_PASS


def file_pages(event: Event) -> tuple[int | None, tuple[Place, ...]]:
    """Page cache that can be dropped or written back, in pages, and where it stands."""
    names = ("active_file", "inactive_file")
    values = [event.total(name) for name in names]
    if None not in values:
        return sum(value or 0 for value in values), event.places(*(("totals", name) for name in names))
    cache = event.report.tail.get("pagecache")
    return cache, event.places(("tail", "pagecache"))


def movable_pages(event: Event) -> int | None:
    """Pages that compaction can move: what programs and the page cache hold."""
    names = ("active_anon", "inactive_anon", "active_file", "inactive_file")
    values = [event.total(name) for name in names]
    return None if None in values else sum(value or 0 for value in values)


def _drop_caches(event: Event) -> Means:
    name, source, kernels = "drop_caches", f"{_KNOBS} drop_caches", "2.6.16 and later"
    cache, places = file_pages(event)
    slab = event.total("slab_reclaimable")
    if cache is None:
        return Means(name, Effect.UNKNOWN, "How much is page cache is not printed.", source, kernels)
    held = cache + (slab or 0)
    words = f"{event.mb_words(cache)} are page cache" + (
        f", {event.mb_words(slab)} slab that can be freed" if slab else ""
    )
    if _passes(event):
        text = f"{words}; but such a request would be served now anyway."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.memory and held < _LITTLE * event.memory:
        return Means(name, Effect.NEITHER, f"Only {words}: there is nothing worth dropping.", source, kernels, places)
    if event.in_reclaim:
        text = f"{words}, but the machine was freeing memory already and did not get on."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.can_block and event.cause is Cause.SHORT and event.order == 0:
        text = f"{words}, but the request has tried to free them itself and found no more that it could."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.cause is Cause.RESERVE or event.cause is Cause.CMA:
        text = (
            f"{words}; what the next request may use grows only by what lies in its zones. All caches are cold"
            " after it."
        )
        return Means(name, Effect.RELIEF, text, source, kernels, places)
    merge = " Whole blocks come only where neighbours become free: follow with compact_memory." if event.order else ""
    text = f"{words}. It helps the next request, until the cache is back; everything is slow until then.{merge}"
    return Means(name, Effect.RELIEF, text, source, kernels, places)


def _compaction(event: Event) -> Means:
    name, source, kernels = "compaction", f"{_KNOBS} compact_memory", "2.6.35 and later, where it is configured"
    if event.order == 0:
        return Means(name, Effect.NEITHER, "One page was asked for: there is nothing to put together.", source, kernels)
    if not event.since(2, 6, 35):
        return Means(name, Effect.NEITHER, "This kernel has none: it began with 2.6.35.", source, kernels)
    if _passes(event):
        return Means(name, Effect.NEITHER, "A block of the size is there by now.", source, kernels)
    if event.cause in (Cause.SHORT, Cause.RESERVE, Cause.CMA, Cause.WRONG_LIST, Cause.HIGHATOMIC):
        return Means(name, Effect.NEITHER, "It makes larger blocks, not more free memory.", source, kernels)
    row = None if event.main is None else index_of(event, event.main)
    movable = movable_pages(event)
    if movable is not None and movable < 1 << event.order:
        return Means(name, Effect.NEITHER, "Hardly any memory is movable.", source, kernels)
    if row is not None and 0 <= row.index <= 500:
        text = f"The index {row.index} of 1000 says that too little is free to put such a block together."
        return Means(name, Effect.NEITHER, text, source, kernels)
    wait = "The request could not wait for it" if not event.can_block else "The kernel has tried it for this request"
    what = "" if movable is None else f" {event.mb_words(movable)} can be moved."
    text = (
        f"{wait}; writing 1 to /proc/sys/vm/compact_memory helps the next one, until memory is in pieces again.{what}"
    )
    return Means(name, Effect.RELIEF, text, source, kernels)


def _swap(event: Event) -> Means:
    name, source, kernels = "swap", f"{_KNOBS} Others worth naming", "all"
    tail = event.report.tail
    total, free = tail.get("swap_total_kb"), tail.get("swap_free_kb")
    places = event.places(("tail", "swap_total_kb"), ("tail", "swap_free_kb"))
    if not event.can_block:
        text = "The request could not wait: swap does nothing in the moment."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if _passes(event):
        return Means(name, Effect.NEITHER, "Such a request would be served now.", source, kernels, places)
    if event.order > 0 and event.cause is not Cause.SHORT:
        return Means(name, Effect.NEITHER, "It frees single pages, not large blocks.", source, kernels, places)
    if event.cause in (Cause.RESERVE, Cause.CMA, Cause.WRONG_LIST, Cause.HIGHATOMIC):
        return Means(name, Effect.NEITHER, "Memory is free, but not for this request.", source, kernels, places)
    anon = [event.total(one) for one in ("active_anon", "inactive_anon")]
    held = None if None in anon else sum(one or 0 for one in anon)
    if total is None:
        return Means(name, Effect.UNKNOWN, "The text does not say whether there is any.", source, kernels)
    if held is not None and event.memory and held < _LITTLE * event.memory:
        text = f"Programs hold only {event.mb_words(held)} that could be swapped out."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if total == 0:
        what = "" if held is None else f": {event.mb_words(held)} of programs can go nowhere"
        return Means(
            name,
            Effect.RELIEF,
            f"There is none{what}. A program that grows on fills it as well.",
            source,
            kernels,
            places,
        )
    if free is not None and free * 50 < total:
        text = f"All {total // 1024:,} MB are full. More gives time; a program that grows on fills it as well."
        return Means(name, Effect.RELIEF, text, source, kernels, places)
    text = f"{(free or 0) // 1024:,} of {total // 1024:,} MB are free and did not help."
    return Means(name, Effect.NEITHER, text, source, kernels, places)


def _memory(event: Event) -> Means:
    name, source, kernels = "more memory", f"{_KNOBS} Which knob for which verdict", "all"
    if _passes(event):
        return Means(name, Effect.NEITHER, "On the printed numbers none was lacking.", source, kernels)
    highest = None if event.analysis.request is None else event.analysis.request.highest_zone
    if highest in ("DMA", "DMA32"):
        text = f"The request may only use {highest}, which does not grow with the machine."
        return Means(name, Effect.NEITHER, text, source, kernels)
    if _lowmem_bound(event):
        text = "More memory becomes HighMem, which this request may not use."
        return Means(name, Effect.NEITHER, text, source, kernels)
    if event.cause in (Cause.NO_BLOCK, Cause.LOOP):
        text = "More is free then, and large blocks last longer; memory goes to pieces all the same."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.cause is Cause.SHORT and not event.can_block:
        text = f"It was short of {_needed(event)} that had to be free at once: a larger reserve does that for less."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.in_reclaim:
        text = "Memory was being freed and every reserve was empty: with more, it comes to that later."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.cause is Cause.SHORT:
        needed = _needed(event)
        return Means(
            name,
            Effect.CURE,
            f"It was short of at least {needed} at that moment; a leak eats any size.",
            source,
            kernels,
        )
    return Means(name, Effect.RELIEF, "It adds to zones that this request may use.", source, kernels)


def _lowmem_bound(event: Event) -> bool:
    """Whether the machine has HighMem that the request may not use."""
    zones = event.analysis.zones
    return any(one.zone.name == "HighMem" and not one.candidate and size_of(one.zone) for one in zones)


def _needed(event: Event) -> str:
    check = None if event.main is None else event.main.walk.check
    if check is None:
        return "a page"
    if check.ok:
        return show_bytes(event.page_size << event.order)
    return event.mb_words(max(check.base_right - check.base_left + 1, 1))

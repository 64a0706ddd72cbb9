"""Would drop_caches, compaction, swap or more memory help? Each cures, relieves, or does neither."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from typing import NamedTuple

from engine.check.outcome import Exclusion, Outcome
from engine.explain.event import Cause, Event, passes_by_cma, size_of
from engine.explain.fragmented import index_of
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.happened import beyond_words
from engine.explain.holders import Holder, mb_words
from engine.model.report import Place
from engine.model.units import show_bytes, show_kb

_KNOBS = "knobs.md"
_LITTLE = 0.02
"""Less than this share of memory is not worth dropping."""


_SMALL = 0.05
"""Zones that are less of the machine's memory than this hold hardly any of its caches."""
_HARDLY = 0.1
"""The same beside a leak."""
_UNUSUAL = 0.2
"""More than this share of memory as page cache is not left behind by reclaim that works."""


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
    if event.of_cgroup:
        sentence = "No: a memory cgroup met its own limit. Only a higher limit or a smaller load in that group helps."
        return an_answer(7, sentence, Nature.ADVICE, CGROUP_LIMITS)
    if event.from_page_fault:
        sentence = "No: no request for a page was refused. Most often a memory cgroup is full then: raise its limit."
        return an_answer(7, sentence, Nature.ADVICE, (*CGROUP_LIMITS, PAGE_FAULT))
    if not event.judged:
        if event.no_pages_asked:
            return an_answer(7, _unjudged(event), Nature.ADVICE, (ADDRESSES,))
        return an_answer(7, _unjudged(event), Nature.OBSERVED)
    if event.starting:
        sentence = "No: the kernel was still starting; no memory had been handed over yet."
        return an_answer(7, sentence, Nature.ADVICE, (STARTING,))
    every = means(event)
    grounds = tuple(
        Ground(f"{one.name}: {one.effect.value}. {one.text}", one.places, one.source, one.kernels) for one in every
    )
    sentence = _sentence(every)
    if _passes(event):
        sentence = "On the printed numbers none is needed: such a request would be served."
    elif event.vmalloc_goes_on:
        sentence = "None is needed: vmalloc goes on with single pages."
    elif event.short and event.leak is not None:
        sentence += f" {_capital(leak_words(event, event.leak))}"
    return an_answer(7, sentence, Nature.ADVICE, (*grounds, *_held(event)))


CGROUP_LIMITS = (
    Ground("memory.max (cgroup v2)", (), "kernel documentation cgroup-v2", "4.5 and later"),
    Ground("memory.limit_in_bytes (cgroup v1)", (), "kernel documentation cgroup-v1/memory", "2.6.25 and later"),
)
STARTING = Ground(
    "No zone has a mark or a free page: the kernel hands memory over, and computes the marks, later in its start.",
    (),
    "semantics.md F.1, F.2",
    "all",
)
ADDRESSES = Ground(
    "vmalloc looks for addresses first, and refuses what is larger than all memory, before it asks for a page.",
    (),
    "kernel mm/vmalloc.c, __vmalloc_node_range",
    "2.6.28 and later",
)
PAGE_FAULT = Ground(
    "Mask 0 and order 0: a page fault came back without memory, most often because the charge to a memory cgroup"
    " failed. Later kernels repeat the fault and kill nobody for it.",
    (),
    "kernel mm/oom_kill.c, pagefault_out_of_memory",
    "up to 5.15; 5.16 and the stable kernels of that time repeat the fault",
)


def _capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def _held(event: Event) -> Iterator[Ground]:
    """Who holds the memory."""
    if event.holders and event.memory:
        parts = [f"{one.name} {event.mb_words(one.pages)} ({event.per_cent(one.pages)})" for one in event.holders[:4]]
        places = event.places(("tail", "ram"), ("totals", "slab_unreclaimable"))
        yield Ground(f"Who holds the memory: {'; '.join(parts)}.", places, "semantics.md E.3", "2.6.28 and later")


def leak_words(event: Event, leak: Holder) -> str:
    """What of the kernel's own fills the memory, as a sentence."""
    held = f"{event.mb_words(leak.pages)}, {event.per_cent(leak.pages)} of memory,"
    return f"{held} are {leak.name}; nothing frees that."


def _unjudged(event: Event) -> str:
    if event.headless:
        return "That can't be told: what was asked for is not in the text."
    if not event.failed:
        return "Nothing failed here that they could help."
    if event.manual:
        return "None is needed: a person asked for the kill, and no request was refused."
    if event.no_pages_asked:
        if beyond_words(event.report) is not None:
            return "No: the size that was asked for is senseless."
        if event.report.vmalloc is not None and event.report.vmalloc.vmap_sizes:
            return "No: addresses were lacking, not memory. Fewer or smaller mappings help."
        return "No: vmalloc refused before it asked for a page."
    return f"That can't be told: {event.missing}."


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
    return event.analysis.outcome is Outcome.WOULD_PASS and event.pressed is None


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
    if any(zone.walk.exclusion is Exclusion.TOO_HIGH and size_of(zone.zone) for zone in event.analysis.zones):
        words += ", in part in zones that this request may not use"
    if _passes(event):
        text = f"{words}; but such a request would be served now anyway."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    usable = sum(size_of(zone.zone) for zone in event.analysis.zones if zone.candidate)
    if event.memory and event.refusing and usable < _SMALL * event.memory:
        text = f"{words}: nearly all of it, for the zones that may be used are small."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.memory and held < _LITTLE * event.memory:
        return Means(name, Effect.NEITHER, f"Only {words}: there is nothing worth dropping.", source, kernels, places)
    if event.in_reclaim:
        text = f"{words}, but the machine was freeing memory already and did not get on."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.can_block and event.short and event.order == 0:
        text = f"{words}, but the request has tried to free them itself and found no more that it could."
        if event.memory and held > _UNUSUAL * event.memory:
            text += " So much left is unusual: dirty or protected (memory.min), or a fault of this kernel."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if event.refused and not event.refusing:
        text = f"{words}, but none of the zones shown may be used by this request."
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
    tried = "The request could not wait for it." if not event.can_block else "The kernel has tried it for this one."
    what = "" if movable is None else f" {event.mb_words(movable)} can be moved."
    text = (
        "Writing 1 to /proc/sys/vm/compact_memory helps the next request, until memory is in pieces again."
        f" {tried}{what}"
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
    if not event.short:
        return Means(name, Effect.NEITHER, "Memory is free, but not for this request.", source, kernels, places)
    anon = [event.total(one) for one in ("active_anon", "inactive_anon")]
    held = None if None in anon else sum(one or 0 for one in anon)
    if held is not None and event.memory and held < (_LITTLE if event.leak is None else _HARDLY) * event.memory:
        text = f"Programs hold only {event.mb_words(held)} that could be swapped out."
        return Means(name, Effect.NEITHER, text, source, kernels, places)
    if total is None and {"pagecache", "ram"} <= set(tail):
        text = "This kernel prints no swap lines: it is built without swap."
        return Means(name, Effect.NEITHER, text, source, kernels)
    if total is None:
        return Means(name, Effect.UNKNOWN, "The text does not say whether there is any.", source, kernels)
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
    if free is None:
        text = f"There are {mb_words(total)}; how much of it is free is not printed."
        return Means(name, Effect.UNKNOWN, text, source, kernels, places)
    if free * 50 < total:
        text = f"All {mb_words(total)} are full. More gives time; a program that grows on fills it as well."
        return Means(name, Effect.RELIEF, text, source, kernels, places)
    text = f"{mb_words(free)} of {mb_words(total)} are free and did not help."
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
        text = "More memory becomes HighMem, which this request may not use. A 64-bit kernel has none of it."
        return Means(name, Effect.NEITHER, text, source, kernels)
    if event.refused and not event.refusing:
        text = "None of the zones shown may be used by this request, however large they are."
        return Means(name, Effect.NEITHER, text, source, kernels)
    if event.cause in (Cause.NO_BLOCK, Cause.LOOP):
        text = "More is free then, and large blocks last longer; memory goes to pieces all the same."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.short and event.leak is not None:
        text = f"It only delays: {leak_words(event, event.leak)}"
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.cause is Cause.SHORT and not event.can_block:
        text = f"It was short of {_needed(event)} that had to be free at once: a larger reserve does that for less."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.in_reclaim:
        text = "Memory was being freed and every reserve was empty: with more, it comes to that later."
        return Means(name, Effect.RELIEF, text, source, kernels)
    if event.pressed is not None:
        zone = event.pressed.zone
        left = f"{show_kb(zone.free, event.page_size)} left, hardly above its minimum"
        if passes_by_cma(event.pressed):
            left = "nothing above its minimum but CMA"
        text = f"{zone.title} had {left}; a leak eats any size."
        if not event.can_block:
            left = show_kb(zone.free, event.page_size)
            text = f"{zone.title} had {left} left, less than its minimum; a larger reserve helps for less."
            return Means(name, Effect.RELIEF, text, source, kernels)
        return Means(name, Effect.CURE, text, source, kernels)
    if event.short:
        text = f"It was short of at least {_needed(event)} at that moment; a leak eats any size."
        return Means(name, Effect.CURE, text, source, kernels)
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

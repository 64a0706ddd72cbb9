"""Which setting would help: for each knob the value needed and its cost, or why it can't help.

Rows of knobs.md, "Which knob for which verdict", each computed for this zone, this request and these rules.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import NamedTuple

from engine.check.outcome import Outcome
from engine.explain.advice import Advice, Help, Said
from engine.explain.event import Event, after_colon
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.happened import asked_for_module, beyond_words
from engine.explain.holders import mb_words
from engine.explain.knobs_blocks import (
    compaction,
    defrag_mode,
    extfrag,
    has_own_way,
    kernelcore,
    more,
    nodes,
    proactiveness,
    smaller,
    swappiness,
    vmalloc,
)
from engine.explain.knobs_reserves import boost, cma, highatomic, min_free, ratio, scale
from engine.explain.relief import ADDRESSES, CGROUP_LIMITS, PAGE_FAULT, STARTING, leak_words
from engine.model.units import KIB


class _Row(NamedTuple):
    knob: str
    kernels: str
    source: str
    say: Callable[[Event], Said | None]


def settings(event: Event) -> Answer:
    """The fourth answer."""
    if event.of_cgroup:
        text = "The memory cgroup's own limit, which was met. Settings in /proc/sys/vm do nothing here."
        return an_answer(4, text, Nature.ADVICE, CGROUP_LIMITS)
    if event.from_page_fault:
        text = "None: no request for a page was refused. Look at the limits of memory cgroups."
        return an_answer(4, text, Nature.ADVICE, (*CGROUP_LIMITS, PAGE_FAULT))
    if not event.judged:
        grounds = tuple(_unjudged_grounds(event))
        return an_answer(4, _unjudged(event), Nature.ADVICE if grounds else Nature.OBSERVED, grounds)
    if event.starting:
        text = (
            "None: the kernel was still starting and had no memory to give yet. Ask those who maintain the code"
            " that asked."
        )
        return an_answer(4, text, Nature.ADVICE, (STARTING,))
    every = advice(event)
    grounds = tuple(_ground(event, one) for one in every)
    return an_answer(4, _sentence(event, every), Nature.ADVICE, grounds)


def advice(event: Event) -> tuple[Advice, ...]:
    """What to say of every knob that can have to do with it, in the table's order; empty where nothing was judged."""
    if not event.judged or event.of_cgroup:
        return ()
    told = []
    for row in _ROWS:
        said = row.say(event)
        if said is not None:
            told.append(Advice(row.knob, said.help, said.text, row.kernels, row.source, said.value, said.cost_pages))
    return tuple(told)


def _unjudged(event: Event) -> str:
    if event.manual:
        return "None: a person asked for the kill, and no request was refused."
    if event.no_pages_asked:
        return _for_addresses(event)
    if event.failed:
        return f"None can be computed: {event.missing}."
    opening = "None can be told" if event.headless else "None: nothing failed here"
    return f"{opening}. Choose an order and a mask to put a question to this memory."


def _for_addresses(event: Event) -> str:
    """Of a vmalloc that refused before it asked for a page."""
    facts = event.report.vmalloc
    if beyond_words(event.report) is not None:
        return "None: the size is senseless, so it is for the code that asked, or for who gave it that size."
    if facts is None or not facts.vmap_sizes:
        return "None: vmalloc refused before it asked for a page."
    if asked_for_module(event.report):
        return "None: modules have a range of addresses of their own. Fewer or smaller modules leave more of it."
    size = mb_words(max(facts.vmap_sizes) // KIB)
    return (
        "None in /proc/sys/vm. On 32-bit x86 and ARM and on s390, vmalloc= on the kernel's command line makes the area"
        f" larger: by {size} at least."
    )


def _unjudged_grounds(event: Event) -> Iterator[Ground]:
    if not event.no_pages_asked or event.manual:
        return
    yield ADDRESSES
    facts = event.report.vmalloc
    if facts is not None and facts.vmap_sizes and not asked_for_module(event.report):
        text = "vmalloc=size sets the size of the vmalloc area; /proc/vmallocinfo shows who uses it"
        yield Ground(text, (), "kernel documentation kernel-parameters", "2.6.24 and later")


def _sentence(event: Event, every: tuple[Advice, ...]) -> str:
    """The best that can be set first, then what is wrong with the setting that everybody asks for."""
    best = [one for one in every if one.help is Help.HELPS] or [one for one in every if one.help is Help.MAY]
    asked_for = every[0]
    if event.short and event.leak is not None:
        return f"No setting would help: {leak_words(event, event.leak)} More memory and larger reserves only delay."
    parts = [f"{_capital(one.knob)} {one.help.value}: {after_colon(_first(one.text))}" for one in best[:1]]
    if has_own_way(event):
        return " ".join(["None is needed: the code has another way.", *parts])
    if len(best) > 1:
        names = [one.knob for one in best[1:_MOST_TOLD]]
        does = "So does" if len(names) == 1 else "So do"
        parts.append(f"{does if best[0].help is Help.HELPS else 'So may'} {' and '.join(names)}.")
    if event.pressed is None and event.analysis.outcome is Outcome.WOULD_PASS and event.failed:
        parts.insert(0, "None that can be computed: on the printed numbers such a request would be served.")
    elif asked_for not in best[:_MOST_TOLD]:
        parts.append(f"{asked_for.knob} {asked_for.help.value}: {after_colon(_first(asked_for.text))}")
    if not best and len(parts) == 1 and event.refused:
        parts.insert(0, "No setting would help.")
    return " ".join(parts)


_MOST_TOLD = 3


def _first(text: str) -> str:
    """The first sentence of a text; the others stand in the grounds."""
    first, stop, _ = text.partition(". ")
    return f"{first}." if stop else text


def _capital(knob: str) -> str:
    return knob if "_" in knob or "=" in knob else knob[0].upper() + knob[1:]


def _ground(event: Event, one: Advice) -> Ground:
    text = f"{one.knob} {one.help.value}: {after_colon(one.text)}"
    if one.cost_pages is not None and one.cost_pages > 0:
        share = event.per_cent(one.cost_pages)
        text += f" Cost: {event.mb_words(one.cost_pages)} kept free{f', {share} of memory' if share else ''}."
    return Ground(text, (), one.source, one.kernels)


_ROWS = (
    _Row("min_free_kbytes", "all", "knobs.md min_free_kbytes; semantics.md F.1, F.2", min_free),
    _Row("watermark_scale_factor", "4.6 and later", "knobs.md watermark_scale_factor; semantics.md F.2", scale),
    _Row("lowmem_reserve_ratio", "all", "knobs.md lowmem_reserve_ratio; semantics.md F.4", ratio),
    _Row("compact_memory", "2.6.35 and later", "knobs.md compact_memory; allocator.md k", compaction),
    _Row("compaction_proactiveness", "5.9 and later", "knobs.md compaction_proactiveness", proactiveness),
    _Row("extfrag_threshold", "2.6.35 – 7.1", "knobs.md extfrag_threshold; semantics.md F.6", extfrag),
    _Row("high-order atomic reserve", "4.4 and later", "allocator.md d; semantics.md A.7", highatomic),
    _Row("a smaller order in the caller", "all", "knobs.md Which knob for which verdict", smaller),
    _Row("a vmalloc fallback in the caller", "all", "knobs.md Which knob for which verdict; allocator.md n", vmalloc),
    _Row("more memory", "all", "knobs.md Which knob for which verdict", more),
    _Row("watermark_boost_factor", "5.0 and later", "knobs.md watermark_boost_factor; semantics.md F.3", boost),
    _Row("a smaller CMA area", "3.5 and later", "knobs.md cma=", cma),
    _Row("kernelcore=", "2.6.24 and later", "knobs.md kernelcore=", kernelcore),
    _Row("cpuset and memory policy", "all", "knobs.md Which knob for which verdict", nodes),
    _Row("defrag_mode", "6.15 and later", "knobs.md defrag_mode", defrag_mode),
    _Row("swap", "all", "knobs.md Others worth naming", swappiness),
)

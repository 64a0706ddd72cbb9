"""Which setting would help: for each knob the value needed and its cost, or why it can't help.

Rows of knobs.md, "Which knob for which verdict", each computed for this zone, this request and these rules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from engine.check.outcome import Outcome
from engine.explain.advice import Advice, Help, Said
from engine.explain.event import Event, after_colon
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.knobs_blocks import (
    compaction,
    defrag_mode,
    extfrag,
    kernelcore,
    more,
    nodes,
    smaller,
    swappiness,
    vmalloc,
)
from engine.explain.knobs_reserves import boost, cma, highatomic, min_free, ratio, scale
from engine.model.report import Kind


class _Row(NamedTuple):
    knob: str
    kernels: str
    source: str
    say: Callable[[Event], Said | None]


def settings(event: Event) -> Answer:
    """The fourth answer."""
    if event.report.kind is Kind.MEMCG_OOM:
        text = (
            "The limit of the memory cgroup (memory.max, or memory.limit_in_bytes): it was met. Settings in"
            " /proc/sys/vm do nothing here."
        )
        return an_answer(
            4, text, Nature.ADVICE, (Ground(text, source="kernel documentation cgroup-v2"),), Help.NO.value
        )
    if not event.judged:
        return an_answer(4, _unjudged(event), Nature.ADVICE)
    if event.starting:
        text = (
            "None: the kernel was still starting and had no memory to give yet. Ask those who maintain the code"
            " that asked."
        )
        return an_answer(4, text, Nature.ADVICE)
    every = advice(event)
    grounds = tuple(_ground(event, one) for one in every)
    return an_answer(4, _sentence(event, every), Nature.ADVICE, grounds)


def advice(event: Event) -> tuple[Advice, ...]:
    """What to say of every knob that can have to do with it, in the table's order; empty where nothing was judged."""
    if not event.judged or event.report.kind is Kind.MEMCG_OOM:
        return ()
    told = []
    for row in _ROWS:
        said = row.say(event)
        if said is not None:
            told.append(Advice(row.knob, said.help, said.text, row.kernels, row.source, said.value, said.cost_pages))
    return tuple(told)


def _unjudged(event: Event) -> str:
    if event.no_pages_asked and event.report.vmalloc is not None and not event.report.vmalloc.vmap_sizes:
        return "None: vmalloc refused before it asked for a page."
    if event.no_pages_asked:
        return (
            "None in /proc/sys/vm: the range of addresses is set by vmalloc= on the kernel's command line, where"
            " there is one."
        )
    if event.failed:
        return "None can be computed: the text has not both a request and zone lines."
    return "None: nothing failed here. Choose an order and a mask to put a question to this memory."


def _sentence(event: Event, every: tuple[Advice, ...]) -> str:
    """The best that can be set first, then what is wrong with the setting that everybody asks for."""
    best = [one for one in every if one.help is Help.HELPS] or [one for one in every if one.help is Help.MAY]
    asked_for = every[0]
    parts = [f"{_capital(one.knob)} {one.help.value}: {after_colon(one.text)}" for one in best[:2]]
    if event.analysis.outcome is Outcome.WOULD_PASS and event.failed:
        parts.insert(0, "None that can be computed: on the printed numbers such a request would be served.")
    elif asked_for not in best[:2]:
        parts.append(f"{asked_for.knob} {asked_for.help.value}: {after_colon(asked_for.text)}")
    if not best and len(parts) == 1 and event.refused:
        parts.insert(0, "No setting would help.")
    return " ".join(parts)


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

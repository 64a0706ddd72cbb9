"""What do the kernel's words mean, for somebody who points at one? Rows: where the word stands, what it says."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.explain.meaning import FLAG_WORDS

_ROWS: tuple[tuple[str, str], ...] = (
    (
        r"[Oo]rder[ -]\d+",
        "Memory comes in blocks of 2^order pages that lie side by side: order 0 is one page, order 3 is eight.",
    ),
    (
        r"(?:the )?min(?:imum)? mark|watermarks?",
        "Each zone keeps some pages back. Below its min mark only urgent requests are served.",
    ),
    (
        r"min_free_kbytes",
        "A setting of Linux (sysctl vm.min_free_kbytes): how much memory all zones together keep free; their"
        " min marks come from it.",
    ),
    (
        r"watermark_scale_factor",
        "A setting of Linux (sysctl vm.watermark_scale_factor): how far above min kswapd begins to free memory.",
    ),
    (
        r"lowmem_reserve(?:_ratio)?",
        "Pages of a lower zone that requests which could use a higher zone may not take.",
    ),
    (
        r"extfrag_threshold",
        "A setting of Linux (sysctl vm.extfrag_threshold): from which fragmentation index on the kernel moves"
        " pages together.",
    ),
    (
        r"fragmentation index",
        "From 0 (too little memory) to 1 (memory is there, but in small pieces); /sys/kernel/debug/extfrag shows it.",
    ),
    (
        r"[Uu]nusable[ -]free(?: space)?(?: index)?",
        "Which share of the free memory lies in blocks smaller than what was asked for.",
    ),
    (
        r"[Cc]ompaction",
        "The kernel moves pages that can be moved, so that free ones come to lie side by side.",
    ),
    (
        r"[Rr]eclaim\b",
        "The kernel frees memory: it drops cached file pages and writes others to swap.",
    ),
    (
        r"kswapd",
        "The kernel's own thread that frees memory in the background.",
    ),
    (
        r"[Pp]age cache",
        "Copies of files in memory; most of them can be dropped at once.",
    ),
    (
        r"drop_caches",
        "A setting that drops cached files: echo 1 > /proc/sys/vm/drop_caches.",
    ),
    (
        r"[Ss]lab\b",
        "The kernel's own small objects; a part of them are caches that can be shrunk.",
    ),
    (
        r"CMA\b",
        "Memory kept for devices. Only movable pages may lie there meanwhile, so most requests can't have it.",
    ),
    (
        r"high-?atomic\b",
        "Blocks that the kernel keeps for large requests that can not wait.",
    ),
    (
        r"pageblocks?",
        "The unit, often 2 MB, in which the kernel keeps movable and unmovable pages apart.",
    ),
    (
        r"vmalloc",
        "Memory that is contiguous only by address: it is made of single pages.",
    ),
    (
        r"OOM killer",
        "When nothing else gives memory, the kernel ends a process.",
    ),
    (
        r"[Mm]emory cgroup",
        "A group of processes with its own limit of memory.",
    ),
    (
        r"cpuset",
        "A group of processes that may use only some processors and nodes.",
    ),
    (
        r"nodemask",
        "The nodes that a request may use.",
    ),
    (
        r"softirq",
        "The kernel's work just after an interrupt: it can not wait for memory.",
    ),
    (
        r"DMA32\b",
        "Memory below 4 GB, which 32-bit devices can reach.",
    ),
    (
        r"HighMem\b",
        "Memory that a 32-bit kernel can not reach directly.",
    ),
    (
        r"bystander",
        "It was running when somebody else's request failed: an interrupt, for example.",
    ),
    (
        r"GFP_ATOMIC\b",
        "The usual flags of a request that can not wait.",
    ),
    (
        r"GFP_KERNEL\b",
        "The usual flags of the kernel's own requests, which may wait.",
    ),
    (
        r"GFP_NOWAIT\b",
        "The flags of a request that does not wait and is not urgent.",
    ),
)
_FLAG = r"__GFP_[A-Z_]+"
_WORDS = re.compile(
    rf"(?<![\w])(?:{'|'.join(f'(?P<w{number}>{word})' for number, (word, _) in enumerate(_ROWS))}|(?P<flag>{_FLAG}))"
)


def parts_of(text: str, told: set[str]) -> Iterator[tuple[str, str]]:
    """A text in parts, each with what explains it, or "". What is in `told` is explained already; it grows."""
    end = 0
    for found in _WORDS.finditer(text):
        tip = _tip(found)
        if not tip or tip in told:
            continue
        told.add(tip)
        if found.start() > end:
            yield text[end : found.start()], ""
        yield found[0], tip
        end = found.end()
    if end < len(text):
        yield text[end:], ""


def _tip(found: re.Match[str]) -> str:
    name = found.lastgroup
    if name is None:
        return ""
    return FLAG_WORDS.get(found[0], "") if name == "flag" else _ROWS[int(name[1:])][1]

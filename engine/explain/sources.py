"""Where in the kernel can a reader check what an answer rests on?

Answers name sections of semantics.md, knobs.md and allocator.md, which not every reader has. The kernel's own place
stands beside them: a file with its function, or a page of its documentation. Names are those
that most releases have.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

_VM = "Documentation/admin-guide/sysctl/vm.rst"
_PARAMETERS = "Documentation/admin-guide/kernel-parameters.txt"
_CHECK = "mm/page_alloc.c, __zone_watermark_ok"
_TAKE = "mm/page_alloc.c, get_page_from_freelist and rmqueue"
_FLAGS = "mm/page_alloc.c, gfp_to_alloc_flags"
_ZONES = "include/linux/gfp.h, gfp_zone"
_BITS = "include/linux/gfp.h"
_WARN = "mm/page_alloc.c, warn_alloc"
_SHOW = "mm/page_alloc.c or mm/show_mem.c, show_free_areas"
_OOM = "mm/oom_kill.c, dump_header"
_MARKS = "mm/page_alloc.c, __setup_per_zone_wmarks"
_COMPACT = "mm/compaction.c, compaction_suitable"
_RESERVE = "mm/page_alloc.c, reserve_highatomic_pageblock"

_PLACES: dict[tuple[str, str], str] = {
    ("semantics.md", "A"): _CHECK,
    ("semantics.md", "A.2"): _CHECK,
    ("semantics.md", "A.7"): _CHECK,
    ("semantics.md", "A.10"): _TAKE,
    ("semantics.md", "B"): _FLAGS,
    ("semantics.md", "C"): _ZONES,
    ("semantics.md", "D"): _BITS,
    ("semantics.md", "E.1"): _WARN,
    ("semantics.md", "E.2"): _OOM,
    ("semantics.md", "E.3"): _SHOW,
    ("semantics.md", "E.4"): _SHOW,
    ("semantics.md", "F.1"): "mm/page_alloc.c, init_per_zone_wmark_min",
    ("semantics.md", "F.2"): _MARKS,
    ("semantics.md", "F.3"): "mm/page_alloc.c, boost_watermark",
    ("semantics.md", "F.4"): "mm/page_alloc.c, setup_per_zone_lowmem_reserve",
    ("semantics.md", "F.5"): "mm/vmstat.c, fragmentation_index and unusable_free_index",
    ("semantics.md", "F.6"): _COMPACT,
    ("allocator.md", "d"): _RESERVE,
    ("allocator.md", "g"): "mm/page_alloc.c, __alloc_pages_slowpath",
    ("allocator.md", "k"): _COMPACT,
    ("allocator.md", "n"): "",
    ("knobs.md", "cma="): _PARAMETERS,
    ("knobs.md", "kernelcore="): _PARAMETERS,
    ("knobs.md", "Others worth naming"): _VM,
    ("knobs.md", "Which knob for which verdict"): "",
}
"""Document and section -> the kernel's place; empty where the section sums up experience, which no one place holds."""

_DOCUMENTS = {
    "cgroup-v2": "Documentation/admin-guide/cgroup-v2.rst",
    "cgroup-v1/memory": "Documentation/admin-guide/cgroup-v1/memory.rst",
    "core-api/memory-allocation": "Documentation/core-api/memory-allocation.rst",
    "kernel-parameters": _PARAMETERS,
    "sysctl/vm": _VM,
}
_IN_KERNEL, _OF_DOCUMENTATION = "kernel ", "kernel documentation "


@cache
def cited(source: str) -> str:
    """A source with the kernel's own places before its sections, these in brackets; as it is where none is known.

    "semantics.md F.4" gives "mm/page_alloc.c, setup_per_zone_lowmem_reserve [semantics.md F.4]".
    """
    places: list[str] = []
    sections: list[str] = []
    for part in source.split("; "):
        found = list(_places(part))
        places += [place for place in found if place and place not in places]
        if not part.startswith(_IN_KERNEL):
            sections.append(part)
    kept = f"[{'; '.join(sections)}]" if places and sections else "; ".join(sections)
    return " ".join(text for text in ("; ".join(places), kept) if text)


def _places(part: str) -> Iterator[str]:
    """The places of one document's sections."""
    if part.startswith(_OF_DOCUMENTATION):
        page = part.removeprefix(_OF_DOCUMENTATION)
        yield _DOCUMENTS.get(page, f"Documentation/{page}")
    elif part.startswith(_IN_KERNEL):
        yield part.removeprefix(_IN_KERNEL)
    else:
        document, _, named = part.partition(" ")
        for section in named.removeprefix("section ").split(", "):
            usual = _VM if document == "knobs.md" and section else ""
            yield _PLACES.get((document, section), usual)

"""How large is the machine, and who holds its memory? By Mem-Info's totals and what none of them counts."""

from __future__ import annotations

from typing import NamedTuple

from engine.model.report import Report
from engine.model.units import KIB

_UNIT = 1024
_UNITS = ("MB", "GB", "TB")
_SMALL = 10
"""Of a unit, so much or more is told in it; less in the one below."""

_LISTS = ("active_anon", "inactive_anon", "active_file", "inactive_file")
_NEEDED = (*_LISTS, "slab_reclaimable", "slab_unreclaimable", "free", "shmem")
"""Totals without which nothing can be said of the rest."""
_ALSO = ("isolated_anon", "isolated_file", "unevictable", "pagetables", "sec_pagetables", "free_pcp")
_MOST, _LITTLE = 0.3, 0.1
"""Of all memory: so much makes a holder the reason, and caches below so much are hardly any."""
FILES, FREEABLE = "page cache of files", "kernel objects that can be freed (slab)"


class Holder(NamedTuple):
    """Who holds memory, and how many pages. `kernel` says that neither reclaim nor swap can take it away."""

    name: str
    pages: int
    kernel: bool = False


def mb_words(kilobytes: int) -> str:
    """kB for reading: "410 kB", "1.5 MB", "12 MB", "10.5 GB"."""
    if kilobytes < _UNIT:
        return f"{kilobytes:,} kB"
    size, unit = kilobytes / _UNIT, 0
    while unit + 1 < len(_UNITS) and size >= _SMALL * _UNIT:
        size, unit = size / _UNIT, unit + 1
    return f"{size:,.0f} {_UNITS[unit]}" if not unit and size >= _SMALL else f"{size:,.1f} {_UNITS[unit]}"


def memory_pages(report: Report, listed: int) -> int | None:
    """Pages of the machine, as far as they are printed; `listed` are those of the zones shown."""
    ram = report.tail.get("ram")
    if ram is not None:
        return max(ram - report.tail.get("reserved", 0), listed)
    return listed or None


def holders(report: Report, memory: int | None) -> tuple[Holder, ...]:
    """Who holds the memory, most first; empty where a total is missing or the machine's size is not printed."""
    totals = report.totals
    if memory is None or "ram" not in report.tail or any(name not in totals for name in _NEEDED):
        return ()
    if not totals["slab_reclaimable"] and not totals["slab_unreclaimable"]:  # SLOB's pages stand in no total
        return ()
    anon, file = (sum(totals[f"{side}_{kind}"] for side in ("active", "inactive")) for kind in ("anon", "file"))
    shmem = min(totals["shmem"], anon + totals.get("unevictable", 0))
    huge = report.tail.get("hugetlb_kb", 0) * KIB // report.scenario.page_size
    counted = sum(totals[name] for name in _NEEDED[:-1]) + sum(totals.get(name, 0) for name in _ALSO) + huge
    found = (
        Holder("programs", max(anon - shmem, 0)),
        Holder("shared memory and tmpfs", shmem),
        Holder(FILES, file),
        Holder(FREEABLE, totals["slab_reclaimable"]),
        Holder("kernel objects that can not be freed (slab)", totals["slab_unreclaimable"], True),
        Holder("huge pages set aside", huge),
        Holder("in no total: taken by drivers, a balloon or a leak", max(memory - counted, 0), True),
    )
    return tuple(sorted((one for one in found if one.pages), key=lambda one: -one.pages))


def leak_of(every: tuple[Holder, ...], memory: int | None) -> Holder | None:
    """What of the kernel's own holds so much of memory that it is the reason, where hardly a cache is left to free."""
    if not every or not memory or not every[0].kernel or every[0].pages < _MOST * memory:
        return None
    caches = sum(one.pages for one in every if one.name in (FILES, FREEABLE))
    return every[0] if caches < _LITTLE * memory else None

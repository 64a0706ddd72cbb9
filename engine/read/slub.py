"""What do the lines of SLUB and SLAB say, and those of vmalloc? Blanks in the patterns: see pattern.py."""

from __future__ import annotations

import re

from engine.model.scenario import Trait
from engine.model.slab import SlabNode, SlubFacts, VmallocFacts
from engine.read.header import Header
from engine.read.pattern import blanks

_MASK = r"gfp=(?P<mask>0x[0-9a-f]{1,16})(?!\w)(?: ?\((?P<names>[\w|]*)\))?"
_FIRST = re.compile(
    blanks(
        r"(?P<allocator>SLUB|SLAB): Unable to allocate memory"
        r" (?:on CPU \d{1,5} \(of node \d{1,4}\) )?on node (?P<node>-?\d{1,4})(?!\w)"
        rf" ?[,(]? ?(?:{_MASK})?"
    )
)
_CACHE = re.compile(
    blanks(
        r"cache: ?(?P<cache>[^\s,][^,\n]{0,127}), object size: ?(?P<object_size>\d{1,12})"
        r"(?:, order: ?(?P<order>\d{1,2})(?!\w)|, buffer size: ?(?P<buffer_size>\d{1,12})(?=,))"
        r"(?:, default order: ?(?P<default_order>\d{1,2})(?=,))?(?:, min order: ?(?P<min_order>\d{1,2})(?!\w))?"
    )
)
_NODE = re.compile(blanks(r"node (\d{1,4}): slabs: ?(\d{1,15}), objs: ?(\d{1,15}), free: ?(\d{1,15})(?!\w)"))
_NODE_OF_SLAB = re.compile(
    blanks(r"node (\d{1,4}): slabs: ?\d{1,15}/(\d{1,15}), objs: ?(?P<used>\d{1,15})/(?P<objs>\d{1,15})(?![\w/])")
)
"""SLAB prints those in use before all (mm/slab.c, slab_out_of_memory, up to 6.4)."""
_VMAP = re.compile(blanks(r"(?:vmap allocation|vmalloc_node_range) for size (\d{1,19}) failed"))
_VMALLOC = re.compile(
    blanks(
        r"vmalloc: allocation failure"
        r"(?:: (?P<old>\d{1,19}) bytes|, allocated (?P<allocated>\d{1,19}) of (?P<of>\d{1,19}) bytes)"
        r"|vmalloc size (?P<early>\d{1,19}) allocation failure: (?:page order (?P<of_order>\d{1,2}) )?"
        r"(?P<why>[a-z_][^,:\n]{2,63})?"
        r"|vmalloc error: size (?P<size>\d{1,19})(?!\w)"
        r"(?:, page order (?P<order>\d{1,2})(?!\w))?(?:, (?P<reason>[a-z_][^,:\n]{2,63}))?"
    )
)
_TOOK_PAGES = ("failed to allocate pages", "allocation failed")
"""The words of 5.14 and later, and those of 5.13 behind the order of the pages."""


class SlubReader:
    """Collects SLUB's texts that stand together: the figures of the first, and how many there are."""

    __slots__ = ("_caches", "_count", "_first", "_nodes", "_size")

    def __init__(self) -> None:
        self._count = 0
        self._first: re.Match[str] | None = None
        self._size: re.Match[str] | None = None
        self._caches: dict[str, None] = {}
        self._nodes: dict[int, SlabNode] = {}

    def read(self, text: str) -> bool:
        """Take one line; False if it says nothing here."""
        if (first := _FIRST.match(text)) is not None:
            self._count += 1
            self._first = self._first or first
        elif (size := _CACHE.match(text)) is not None:
            if self._size is None or (_is_open(self._size) and not _is_open(size)):
                self._size = size
                self._nodes.clear()
            self._caches.pop(size["cache"], None)
            self._caches[size["cache"]] = None
        elif (node := _node_in(text)) is not None:
            if self._cache_is_first():
                self._nodes.setdefault(node.node, node)
        else:
            return False
        return True

    def whole(self) -> bool:
        """Whether the cache's line was read to its end."""
        return self._size is not None and not _is_open(self._size)

    def traits(self) -> set[Trait]:
        """What the first line tells of the kernel."""
        if self._first is None or self._first["mask"] is None:
            return set()
        return {Trait.BARE_MASK if self._first["names"] is None else Trait.GFP_NAMES}

    def _cache_is_first(self) -> bool:
        """Whether the cache that was named last is the one whose figures count."""
        return self._size is None or self._size["cache"] == next(reversed(self._caches), None)

    def facts(self) -> SlubFacts:
        """All that was said."""
        first = {} if self._first is None else self._first.groupdict()
        size = {} if self._size is None else self._size.groupdict()
        names = first.get("names")
        return SlubFacts(
            count=max(self._count, 1),
            node=_number(first.get("node")),
            gfp_mask=int(first["mask"], 16) if first.get("mask") else None,
            gfp_names=tuple(name for name in names.split("|") if name) if names else (),
            cache=size.get("cache"),
            object_size=_number(size.get("object_size")),
            buffer_size=_number(size.get("buffer_size")),
            default_order=_number(size.get("default_order") or size.get("order")),
            min_order=_number(size.get("min_order") or size.get("order")),
            nodes=tuple(self._nodes.values()),
            others=tuple(sorted(name for name in self._caches if name != size.get("cache"))),
            of_slab=first.get("allocator") == "SLAB",
        )


def _is_open(cache: re.Match[str]) -> bool:
    return cache["min_order"] is None and cache["order"] is None


def _node_in(text: str) -> SlabNode | None:
    found = _NODE.match(text)
    if found is not None:
        return SlabNode(*map(int, found.groups()))
    found = _NODE_OF_SLAB.match(text)
    if found is None or int(found["used"]) > int(found["objs"]):
        return None
    return SlabNode(int(found[1]), int(found[2]), int(found["objs"]), int(found["objs"]) - int(found["used"]))


def _number(text: str | None) -> int | None:
    return None if text is None else int(text)


def vmalloc_facts(headers: list[Header]) -> VmallocFacts:
    """What the first lines of one vmalloc failure say: its own, and the page allocator's below it."""
    told: dict[str, str | None] = {}
    for header in headers:
        found = _VMALLOC.search(header.line.text)
        if found is not None:
            told = found.groupdict()
    masks = [header for header in headers if header.value("mask") is not None]
    mask = masks[-1].value("mask") if masks else None
    names = masks[-1].value("names") if masks else None
    size = told.get("size") or told.get("of") or told.get("old") or told.get("early")
    reason = told.get("reason") or told.get("why")
    return VmallocFacts(
        size=_number(size),
        allocated=_number(told.get("allocated")),
        page_order=_number(told.get("order") or told.get("of_order")),
        reason=reason,
        gfp_mask=int(mask, 16) if mask is not None and len(mask) <= 18 else None,
        gfp_names=tuple(name for name in names.split("|") if name) if names else (),
        vmap_sizes=tuple(int(one[1]) for header in headers if (one := _VMAP.search(header.line.text)) is not None),
        took_pages=told.get("allocated") is not None or reason in _TOOK_PAGES,
    )

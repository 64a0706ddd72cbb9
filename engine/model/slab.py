"""What do SLUB, SLAB and vmalloc say when they get no memory?"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class SlabNode(NamedTuple):
    """What a cache has on one node: slabs, objects in them, and how many of those are free."""

    node: int
    slabs: int
    objs: int
    free: int


@dataclass(frozen=True, slots=True)
class SlubFacts:
    """The text “SLUB: Unable to allocate memory” (mm/slub.c, slab_out_of_memory), or SLAB's of the same words.

    Sizes are bytes; `node` is −1 for any. The orders are those that the cache would like and would put up with. `count`
    is how many such texts stand here together: the figures are those of the first. `others` are the further caches.
    """

    count: int = 1
    node: int | None = None
    gfp_mask: int | None = None
    gfp_names: tuple[str, ...] = ()
    cache: str | None = None
    object_size: int | None = None
    buffer_size: int | None = None
    default_order: int | None = None
    min_order: int | None = None
    nodes: tuple[SlabNode, ...] = ()
    others: tuple[str, ...] = ()
    of_slab: bool = False

    @property
    def allocator(self) -> str:
        """Whose text it is."""
        return "SLAB" if self.of_slab else "SLUB"


@dataclass(frozen=True, slots=True)
class VmallocFacts:
    """The texts of mm/vmalloc.c. `size` and `allocated` are bytes, `page_order` the order of the pages it takes.

    `reason` is the kernel's own words, `vmap_sizes` the sizes in “vmap allocation for size … failed”. `took_pages` says
    that the page allocator was asked: only then is there a question to the zones.
    """

    size: int | None = None
    allocated: int | None = None
    page_order: int | None = None
    reason: str | None = None
    gfp_mask: int | None = None
    gfp_names: tuple[str, ...] = ()
    vmap_sizes: tuple[int, ...] = ()
    took_pages: bool = False

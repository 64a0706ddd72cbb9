"""What do the names of a zone's figures tell? Which are read, which are known, and what each says of the kernel."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from engine.model.scenario import Trait

# fmt: off
ZONE_FIELDS = frozenset({
    "free", "boost", "min", "low", "high", "reserved_highatomic", "free_highatomic", "present", "managed", "free_pcp",
    "free_cma", "unaccepted",
})
_KNOWN_FIELDS = ZONE_FIELDS | {
    "active", "inactive", "active_anon", "inactive_anon", "active_file", "inactive_file", "unevictable",
    "isolated(anon)", "isolated(file)", "writepending", "mlocked", "dirty", "writeback", "mapped", "shmem",
    "slab_reclaimable", "slab_unreclaimable", "kernel_stack", "pagetables", "unstable", "bounce", "local_pcp",
    "writeback_tmp", "pages_scanned", "zspages", "shadow_call_stack", "sec_pagetables",
    "freepages",
}
# fmt: on
FIELD_TRAITS = {
    "Active": Trait.ACTIVE_IN_ONE,
    "active": Trait.ACTIVE_IN_ONE,
    "Active_anon": Trait.ACTIVE_CAPITAL,
    "freepages": Trait.FREEPAGES,
    "managed": Trait.MANAGED,
    "free_cma": Trait.FREE_CMA,
    "free_pcp": Trait.FREE_PCP,
    "reserved_highatomic": Trait.RESERVED_HIGHATOMIC,
    "free_highatomic": Trait.FREE_HIGHATOMIC,
    "boost": Trait.BOOST,
    "unstable": Trait.UNSTABLE,
    "kernel_misc_reclaimable": Trait.KERNEL_MISC_RECLAIMABLE,
    "sec_pagetables": Trait.SEC_PAGETABLES,
}


_ZONE_TRAITS = {
    "writepending": Trait.WRITEPENDING,
    "kernel_stack": Trait.ZONE_KERNEL_STACK,
    "pagetables": Trait.ZONE_PAGETABLES,
}
"""What came with the nodes' lines, and what has moved to them since."""


_MISSING_BETWEEN = {
    ("free", "min"): Trait.NO_BOOST,
    ("high", "active_anon"): Trait.NO_HIGHATOMIC_FIELD,
    ("reserved_highatomic", "active_anon"): Trait.NO_FREE_HIGHATOMIC,
}
"""What a kernel prints between two names, if it has it."""


class Told(NamedTuple):
    """What the names of a zone's figures tell; `taken` are the indices of those that are read."""

    taken: tuple[int, ...]
    traits: frozenset[Trait]
    unknown: str
    twice: bool


@lru_cache(64)
def told_by(names: tuple[str, ...]) -> Told:
    """What these names tell, all of a line's in their order."""
    taken = tuple(index for index, name in enumerate(names) if name in ZONE_FIELDS)
    traits = frozenset(table[name] for table in (FIELD_TRAITS, _ZONE_TRAITS) for name in names if name in table)
    traits |= {trait for pair, trait in _MISSING_BETWEEN.items() if pair in pairwise(names)}
    unknown = ", ".join(sorted(set(names) - _KNOWN_FIELDS))
    return Told(taken, traits, unknown, len(set(names)) < len(names))

"""What is judged: zones, a request and the kernel's traits. An edit makes a new Scenario; nothing else does."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.model.request import AllocRequest
from engine.model.zone import Zone

PAGE_SIZE = 4096


class Trait(Enum):
    """Something printed that only some kernels print; kernels/choice.py has the releases of each."""

    FREEPAGES = "the zone lines say “freepages:”"
    HEADER_DOT = "the header says “failure. order:”"
    HEADER_COLON = "the header says “failure: order:”"
    GFP_NAMES = "the mask's names stand in parentheses"
    BARE_MASK = "the mask stands without names"
    ACTIVE_IN_ONE = "active: counts anonymous and file pages together"
    ACTIVE_CAPITAL = "the totals say “Active_anon:”"
    WRITEPENDING = "zone lines carry writepending"
    ZONE_KERNEL_STACK = "zone lines carry kernel_stack"
    ZONE_PAGETABLES = "zone lines carry pagetables"
    NO_HIGHATOMIC_FIELD = "zone lines carry no reserved_highatomic"
    NO_FREE_HIGHATOMIC = "zone lines carry no free_highatomic"
    NO_BOOST = "zone lines carry no boost"
    HEADER_OF_24 = "the header says “-order allocation failed”"
    OOMKILLADJ = "the header carries oomkilladj="
    OOM_ADJ = "the header carries oom_adj="
    OOM_SCORE_ADJ = "the header carries oom_score_adj= alone"
    OOM_CONSTRAINT = "a line says oom-kill:constraint="
    OOM_TWO_LINES = "“Kill process” stands behind the reason"
    OOM_ONE_LINE = "“Killed process” stands behind its reason"
    HEADER_NODEMASK = "the header carries nodemask="
    HEADER_CPUSET = "the header carries cpuset="
    PER_CPU_BLOCKS = "the report has per-cpu: blocks"
    FREE_PCP = "free_pcp is printed"
    FREE_CMA = "free_cma is printed"
    MANAGED = "managed is printed"
    LETTERS = "list letters follow the counts"
    RESERVE_LETTER = "the RESERVE list (R) is named"
    HIGHATOMIC_LETTER = "the HIGHATOMIC list (H) is named"
    LETTERS_UME = "letters stand in the order U, M, E"
    LETTERS_UEM = "letters stand in the order U, E, M"
    NODE_LINES = "the nodes have lines of their own"
    ALL_UNRECLAIMABLE_ZONE = "zone lines end in all_unreclaimable?"
    RESERVED_HIGHATOMIC = "reserved_highatomic is printed"
    KERNEL_MISC_RECLAIMABLE = "kernel_misc_reclaimable is printed"
    BOOST = "boost is printed"
    SEC_PAGETABLES = "sec_pagetables is printed"
    FREE_HIGHATOMIC = "free_highatomic is printed"
    UNSTABLE = "unstable is printed"
    ZONEINFO_SCANNED = "zoneinfo has scanned"
    ZONEINFO_CMA = "zoneinfo has cma"
    ZONEINFO_UNACCEPTED = "zoneinfo has nr_unaccepted"
    ZONEINFO_PROMO = "zoneinfo has promo"
    ZONEINFO_HIGHATOMIC = "zoneinfo has free_highatomic"


@dataclass(frozen=True, slots=True)
class KernelFacts:
    """What the text tells of its kernel.

    `release` is the string as printed ("6.1.0-50-amd64"), `package` a fuller version that the distribution prints
    beside it ("6.1.176-1"), `traits` what was seen in the text.
    """

    release: str | None = None
    package: str | None = None
    traits: frozenset[Trait] = frozenset()


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that the verdict depends on.

    `rules` is the label of the rules that the person chose ("4.4"), None to let the text decide. `request` is None for
    a memory dump to which nobody has put a question yet. `page_size` is in bytes.
    """

    zones: tuple[Zone, ...] = ()
    request: AllocRequest | None = None
    page_size: int = PAGE_SIZE
    kernel: KernelFacts = KernelFacts()
    rules: str | None = None

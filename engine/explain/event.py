"""What is known of the event that the ten answers are about? Found once, asked by all of them."""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum
from functools import cached_property

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.grounds import LogFacts
from engine.explain.happened import is_page_fault
from engine.explain.holders import Holder, holders, leak_of, mb_words, memory_pages
from engine.explain.matrix import Matrix, matrix
from engine.explain.requester import Context, Requester, base_name, requester
from engine.explain.solver import Change, ChangeKind, changes, reserve_change
from engine.kernels.layout import zone_rank
from engine.kernels.version import Version
from engine.model.oom import OomFacts
from engine.model.report import Key, Kind, Place, Report
from engine.model.slab import SlubFacts
from engine.model.trace import FailedAt, StepKind
from engine.model.units import KIB
from engine.model.zone import Zone

COSTLY_ORDER = 3
_FREEING = frozenset(
    {
        "balance_pgdat",
        "shrink_zone",
        "shrink_zones",
        "shrink_node",
        "shrink_lruvec",
        "shrink_slab",
        "do_try_to_free_pages",
        "try_to_free_pages",
        "__perform_reclaim",
        "__alloc_pages_direct_reclaim",
    }
)
"""Functions below which a task frees memory (PF_MEMALLOC; allocator.md section g)."""


class Cause(Enum):
    """Why a zone refused, by what would have to differ."""

    SHORT = "free memory is at its minimum"
    RESERVE = "lowmem_reserve keeps it for others"
    CMA = "what is free belongs to CMA"
    HIGHATOMIC = "what is free is kept for high-order atomic requests"
    LOOP = "blocks of the size are there, but the rules count too few pages in large blocks"
    NO_BLOCK = "no free block of the size"
    WRONG_LIST = "its blocks stand on lists that this request may not use"


class Event:
    """A report, its analysis and the log around it."""

    def __init__(self, report: Report, analysis: Analysis, log: LogFacts | None) -> None:
        self.report = report
        self.analysis = analysis
        self.log = log
        self.page_size = analysis.scenario.page_size

    @cached_property
    def who(self) -> Requester | None:
        """Who asked, as far as the call trace shows."""
        return requester(self.report)

    @property
    def slub(self) -> SlubFacts | None:
        """What SLUB's own text says where it stands alone."""
        return self.report.slub if self.report.kind is Kind.SLUB else None

    @cached_property
    def matrix(self) -> Matrix | None:
        """The request under the rules of every kernel."""
        return matrix(self.analysis)

    @cached_property
    def changes(self) -> tuple[Change, ...]:
        """The smallest changes that let it pass."""
        return changes(self.analysis, self.matrix)

    def change(self, kind: ChangeKind, zone: int | None = None) -> Change | None:
        """The change of a kind, to one zone or to any."""
        return next((one for one in self.changes if one.kind is kind and zone in (None, one.zone)), None)

    def reserve_change(self, zone: int) -> Change | None:
        """The smaller lowmem_reserve with which one zone would serve the request."""
        return reserve_change(self.analysis, zone)

    @property
    def version(self) -> Version | None:
        """The release that the text points to."""
        return self.analysis.rules.log_version

    def since(self, *version: int) -> bool:
        """Whether the kernel is of a release or later; where the text tells none, that of the rules used decides."""
        return (self.version or self.analysis.rules.rules.since) >= version

    @property
    def order(self) -> int:
        """The order that was asked for; 0 where nothing was."""
        return 0 if self.analysis.request is None else self.analysis.request.order

    @property
    def can_block(self) -> bool:
        """Whether the request could wait for reclaim."""
        return self.analysis.request is not None and self.analysis.request.can_block

    def has_flag(self, name: str) -> bool:
        """Whether the mask has a flag."""
        return self.analysis.request is not None and name in self.analysis.request.bits

    @property
    def judged(self) -> bool:
        """Whether zones were asked for something."""
        return (
            self.analysis.request is not None
            and bool(self.analysis.zones)
            and self.analysis.outcome is not Outcome.NOT_APPLICABLE
        )

    @property
    def refused(self) -> bool:
        """Whether the zones explain the refusal."""
        return self.judged and self.analysis.outcome is Outcome.REFUSED

    @property
    def failed(self) -> bool:
        """Whether the text tells of a request that failed, or of a kill for want of memory."""
        return self.report.kind not in (Kind.SHOW_MEM, Kind.PROC)

    @property
    def missing(self) -> str:
        """What the text lacks for a judgement, to stand in a sentence."""
        if self.analysis.request is not None:
            return "of each zone the text lacks a part" if self.analysis.zones else "the text holds no zone lines"
        if self.slub is not None and self.slub.gfp_mask is not None:
            return f"{self.slub.allocator}'s text holds no zone lines"
        half = self.oom is not None and self.oom.gfp_mask is not None
        what = "the order that was asked for is not printed" if half else "what was asked for is not in the text"
        return what if self.analysis.zones else f"{what}, nor are zone lines"

    @property
    def headless(self) -> bool:
        """Whether the text shows memory without the line that says why it was printed."""
        shown = self.report.kind is Kind.SHOW_MEM and self.report.scenario.request is None
        return shown and "header" not in self.report.used_lines.values()

    @property
    def manual(self) -> bool:
        """Whether a person asked for the kill (SysRq f), so that no request was refused."""
        return self.report.oom is not None and self.report.oom.manual and not self.judged

    @property
    def of_cgroup(self) -> bool:
        """Whether a memory cgroup met its limit, so that no zone was asked."""
        return self.report.kind is Kind.MEMCG_OOM and not self.judged

    @property
    def from_page_fault(self) -> bool:
        """Whether a page fault that came back without memory asked for the kill; a request put in since is judged."""
        as_read = self.analysis.scenario.request == self.report.scenario.request
        return self.report.kind is Kind.OOM_KILL and as_read and is_page_fault(self.report.oom)

    @cached_property
    def pressed(self) -> ZoneAnswer | None:
        """Where the printed numbers would serve a request for one page: the zone with most free, if memory was short
        all the same, whatever came back meanwhile.

        That is so if no zone is above the mark up to which others are served, CMA left out: the high mark, to which
        kswapd frees, for a request that had waited for reclaim, and min for one that could not wait.
        """
        if self.analysis.outcome is not Outcome.WOULD_PASS or self.order or not self.failed or self.from_page_fault:
            return None
        zones = [zone for zone in self.analysis.zones if zone.candidate]
        kept = {zone.index: deducted(zone, StepKind.RESERVE) for zone in zones}
        if any(_is_above(zone.zone, self.pressing_mark(zone.zone), kept[zone.index]) for zone in zones):
            return None
        serving = [zone for zone in zones if zone.outcome is ZoneOutcome.PASS]
        return max(serving, key=lambda one: one.zone.free or 0, default=None)

    def pressing_mark(self, zone: Zone) -> int | None:
        """The mark below which memory is short for such a request."""
        return zone.high if self.can_block else zone.min

    @property
    def short(self) -> bool:
        """Whether memory itself was short, by the check or by what was left."""
        return self.cause is Cause.SHORT or self.pressed is not None

    @property
    def vmalloc_goes_on(self) -> bool:
        """Whether it was vmalloc's first try, for huge pages; it goes on with single ones."""
        return self.report.vmalloc is not None and bool(self.report.vmalloc.page_order)

    @property
    def has_cma(self) -> bool:
        """Whether the request may use CMA pages."""
        return self.analysis.request is not None and "CMA" in self.analysis.request.alloc_flags

    @cached_property
    def starting(self) -> bool:
        """Whether the kernel was still starting and had handed over no memory yet: marks of 0 and nothing free."""
        zones = [zone for zone in self.analysis.scenario.zones if zone.populated]
        return bool(zones) and all(zone.min == 0 and zone.high == 0 and zone.free == 0 for zone in zones)

    @cached_property
    def in_reclaim(self) -> bool:
        """Whether it was asked while memory was being freed: such a task may use every reserve and frees none."""
        if self.has_flag("__GFP_NOMEMALLOC"):
            return False
        if self.has_flag("__GFP_MEMALLOC"):
            return True
        who = self.who
        if who is None or who.context is not Context.PROCESS:
            return False
        names = {base_name(frame.function) for frame in self.report.frames if frame.reliable and frame.line >= who.line}
        return not names.isdisjoint(_FREEING)

    @property
    def no_pages_asked(self) -> bool:
        """Whether vmalloc refused before it asked for a page."""
        return self.report.vmalloc is not None and not self.report.vmalloc.took_pages

    @property
    def oom(self) -> OomFacts | None:
        """What an OOM report says beside the zones."""
        return self.report.oom

    @cached_property
    def refusing(self) -> tuple[ZoneAnswer, ...]:
        """The candidate zones that refused."""
        return tuple(zone for zone in self.analysis.zones if zone.outcome is ZoneOutcome.FAIL)

    @cached_property
    def main(self) -> ZoneAnswer | None:
        """The zone that the answer is mostly about: of those that refused the largest, else the decisive one.

        A single page that reclaim could not find is lacking where it may be used: zones that keep what they have for
        others come last then.
        """
        if self.refusing and self.refused:
            lacking = self.can_block and not self.order
            found = [one for one in self.refusing if cause_of(one) is not Cause.RESERVE] if lacking else []
            return max(found or self.refusing, key=lambda one: (size_of(one.zone), zone_rank(one.zone.name)))
        decisive = self.analysis.decisive
        return None if decisive is None else self.analysis.zones[decisive]

    @cached_property
    def cause(self) -> Cause | None:
        """Why the main zone refused; None where nothing was refused.

        Where reclaim has run and the zone is still not above its high mark, memory itself is short, whatever was taken
        off besides.
        """
        if not self.refused or self.main is None:
            return None
        cause, zone = cause_of(self.main), self.main.zone
        if cause in (Cause.CMA, Cause.HIGHATOMIC) and self.can_block and not self.order:
            kept = deducted(self.main, StepKind.RESERVE) - (zone.free_cma or 0)
            return cause if _is_above(zone, zone.high, kept) else Cause.SHORT
        return cause

    @cached_property
    def leak(self) -> Holder | None:
        """What of the kernel's own, which nothing frees, fills the memory."""
        return leak_of(self.holders, self.memory)

    def causes(self) -> Iterator[tuple[ZoneAnswer, Cause]]:
        """Every zone that refused, with its cause."""
        for zone in self.refusing:
            cause = cause_of(zone)
            if cause is not None:
                yield zone, cause

    def places(self, *keys: Key) -> tuple[Place, ...]:
        """Where these values stand in the text; nowhere, once they were edited."""
        if self.analysis.scenario.zones is not self.report.scenario.zones:
            keys = tuple(key for key in keys if key[0] != "zone")
        return tuple(place for key in keys if (place := self.report.places.get(key)) is not None)

    def zone_places(self, zone: ZoneAnswer, *fields: str) -> tuple[Place, ...]:
        """The same for fields of a zone."""
        return self.places(*(("zone", zone.index, field) for field in fields))

    def line(self, number: int) -> tuple[Place, ...]:
        """A whole line."""
        return (Place(number, 0, 0),)

    def kb(self, pages: int) -> int:
        """Pages in kB."""
        return pages * (self.page_size // KIB)

    def mb_words(self, pages: int) -> str:
        """Pages as MB for reading: "12 MB", "0.4 MB"."""
        return mb_words(self.kb(pages))

    @cached_property
    def memory(self) -> int | None:
        """Pages of the machine, as far as they are printed."""
        zones = [zone.managed or zone.present for zone in self.analysis.scenario.zones]
        return memory_pages(self.report, sum(size for size in zones if size))

    @cached_property
    def holders(self) -> tuple[Holder, ...]:
        """Who holds the memory, most first."""
        return holders(self.report, self.memory)

    def per_cent(self, pages: int) -> str:
        """Of all memory, for reading; nothing where the machine's size is not printed."""
        if not self.memory:
            return ""
        share = 100 * pages / self.memory
        return "under 0.1 %" if 0 < share < 0.1 else f"{share:.1f} %"

    def total(self, name: str) -> int | None:
        """A Mem-Info total in pages."""
        return self.report.totals.get(name)


def size_of(zone: Zone) -> int:
    """How large a zone is, for choosing among several."""
    return zone.managed or zone.present or zone.free or 0


def _is_above(zone: Zone, mark: int | None, kept: int) -> bool:
    """Whether a zone has more free, CMA left out, than a mark and what it keeps; unknown counts as above."""
    if zone.free is None or mark is None:
        return True
    return zone.free - (zone.free_cma or 0) > mark + kept


def passes_by_cma(zone: ZoneAnswer) -> bool:
    """Whether a zone passes only with the free CMA pages counted."""
    check = zone.walk.check
    cma = zone.zone.free_cma or 0
    return check is not None and check.ok and bool(cma) and check.base_left - cma <= check.base_right


def deducted(zone: ZoneAnswer, kind: StepKind) -> int:
    """What one kind of step took off, or the reserve added, in pages."""
    check = zone.walk.check
    if check is None:
        return 0
    return abs(next((step.pages or 0 for step in reversed(check.trace) if step.kind is kind), 0))


def cause_of(zone: ZoneAnswer) -> Cause | None:
    """Why a zone refused; None unless it did."""
    check, at = zone.walk.check, zone.walk.failed_at
    if check is None or at is None:
        return None
    if at is FailedAt.BASE:
        short = check.base_right - check.base_left
        for kind, cause in _TAKEN:
            if short < deducted(zone, kind):
                return cause
        return Cause.SHORT
    if isinstance(at, int):
        return Cause.LOOP if blocks_held(zone) else Cause.NO_BLOCK
    if _order_asked(zone) == 0:
        return Cause.WRONG_LIST if blocks_held(zone) else Cause.SHORT
    return Cause.WRONG_LIST if _mostly_large(zone) else Cause.NO_BLOCK


_TAKEN = (
    (StepKind.CMA, Cause.CMA),
    (StepKind.HIGHATOMIC, Cause.HIGHATOMIC),
    (StepKind.RESERVE, Cause.RESERVE),
)


def _order_asked(zone: ZoneAnswer) -> int:
    check = zone.walk.check
    steps = check.trace if check is not None else ()
    return next((step.order or 0 for step in steps if step.kind is StepKind.ORDER), 0)


def blocks_held(zone: ZoneAnswer) -> int:
    """Free blocks of the order asked for or above, on whatever list."""
    return sum(area.nr_free or 0 for area in (zone.zone.free_areas or ())[_order_asked(zone) :])


def _mostly_large(zone: ZoneAnswer) -> bool:
    """Whether half of the free memory or more is in blocks of the order asked for or above."""
    order = _order_asked(zone)
    pages = sum((area.nr_free or 0) << at for at, area in enumerate(zone.zone.free_areas or ()) if at >= order)
    return bool(pages) and 2 * pages >= (zone.zone.free or 0)


def after_colon(sentence: str) -> str:
    """A sentence to stand behind a colon; zones keep their names, and a first word in capitals stays ("URB", "TCP")."""
    is_name = sentence[1:2].isupper() or sentence.partition(" ")[0] in _NAMES
    return sentence if is_name else sentence[:1].lower() + sentence[1:]


_NAMES = frozenset({"Node", "Normal", "HighMem", "Movable", "Device"})

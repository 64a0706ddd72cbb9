"""What happens in the allocator while a request is served or refused: a sentence a step, for who never heard of it?"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from engine.buddy.ask import Ask
from engine.buddy.events import Event, Step
from engine.buddy.machine import Machine
from engine.buddy.zone import TYPES, BuddyZone
from engine.model.trace import FailedAt, StepKind, WatermarkCheck
from engine.model.units import show_bytes, show_kb
from engine.model.zone import MigrateType

Place = tuple[int, int, int]
"""The zone's place among the machine's, the block's page frame, its order."""

_LISTS = {
    MigrateType.UNMOVABLE: "unmovable",
    MigrateType.MOVABLE: "movable",
    MigrateType.RECLAIMABLE: "reclaimable",
    MigrateType.HIGHATOMIC: "high-order atomic",
    MigrateType.CMA: "CMA",
    MigrateType.ISOLATE: "isolated",
    MigrateType.RESERVE: "reserve",
}
_FIRST = "First attempt: free memory must stay above the {mark} mark"
_DOWN = "{count} attempt, down to the {mark} mark. What kswapd or reclaim free in between is not played."
_AGAIN = "{count} attempt, at the {mark} mark once more"
_MANY = 4
"""So many zones are told of by name at most in one scene."""
_COUNTS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth")
_NOT_FOR_IT = {StepKind.HIGHATOMIC: "what is kept for high-order atomic requests", StepKind.CMA: "CMA"}
_LOOKS_SINCE = "4.4"
"""The first release whose check looks at the blocks (semantics.md A.2)."""
_QUIET = {Step.GIVE, Step.GIVE_TAIL, Step.RETYPE, Step.RESERVE, Step.BOOST}


class Scene(NamedTuple):
    """One step of the play: a sentence, more words below it, and what to look at.

    `zone` is the place among the machine's zones, None where all are meant. `ok` is False for a refusal, True where
    something is given, None for what is neither. `upto` events have happened when the scene is shown; `hand` is the
    block that is on no list then and not yet given.
    """

    title: str
    detail: str
    zone: int | None
    ok: bool | None
    upto: int
    lit: tuple[Place, ...] = ()
    chapter: str = ""
    hand: Place | None = None


def list_name(kind: int) -> str:
    """What a free list's number is called."""
    return _LISTS[TYPES[kind]]


def scenes(before: Machine, ask: Ask, node: int, events: Sequence[Event], page_size: int) -> tuple[Scene, ...]:
    """The play of a request; `before` is the machine as it was when it came."""
    teller = _Teller(before, ask, node, events, page_size)
    return (teller.opening(), teller.what_is_free(), *teller.told())


def freeing(before: Machine, events: Sequence[Event], page_size: int) -> tuple[Scene, ...]:
    """The play of a block that is freed and merges with its buddies."""
    return tuple(_Teller(before, None, 0, events, page_size).told())


class _Teller:
    def __init__(self, before: Machine, ask: Ask | None, node: int, events: Sequence[Event], page_size: int) -> None:
        self.machine, self.ask, self.node, self.events, self.page_size = before, ask, node, events, page_size
        self.order = ask.order if ask is not None else 0
        self.size = show_bytes(page_size << self.order)
        self.refused: dict[int, str] = {}
        self.blind = False
        self.chapter = self.mark = ""
        self.attempts = 0
        self.asked: set[int] = set()

    def opening(self) -> Scene:
        zones = self._zones()
        named = zones[: _told(len(zones))]
        names = ", then ".join(self._name(number) for number, _ in named) or "no zone"
        if len(zones) > len(named):
            names += f", then in {len(zones) - len(named)} more zones"
        row, why = "one page", "Any free page will do. A zone needs one, "
        if self.order:
            row = f"{1 << self.order:,} pages in a row"
            why = (
                "Free memory lies in blocks of 1, 2, 4, 8 … pages: order 0, 1, 2, 3 … . A block is halved when a small "
                "one is wanted, and two halves (buddies) that are both free become one again. Nothing else joins: "
                f"free pages that lie apart are no {self.size}. A zone needs a free block of order {self.order} or "
                "above, "
            )
        return Scene(
            f"Asked for: {row} ({self.size}, order {self.order})",
            f"{why}and enough must stay free beside it: each zone keeps a reserve, its watermark. The kernel looks in "
            f"{names}.",
            None,
            None,
            0,
            chapter="The request",
        )

    def what_is_free(self) -> Scene:
        """How the free memory of the request's zones lies."""
        zones = self._zones()
        free = sum(max(zone.free, 0) for _, zone in zones)
        large = sum(self._large(zone) for _, zone in zones)
        title = f"What is free: {self._kb(free)}"
        if self.order:
            title += f", in it {self._blocks_words(large)} of {self.size} or larger"
        lit = tuple(place for number, zone in zones for place in self._blocks(number, zone)) if self.order else ()
        told = _few([self._how_it_lies(number, zone) for number, zone in zones], "zones have the rest")
        return Scene(title, told or "The request may use no zone.", None, None, 0, lit, chapter="The request")

    def _how_it_lies(self, number: int, zone: BuddyZone) -> str:
        """ "DMA32: 12,560 kB, of it 9,440 kB in single pages; 7 blocks of 64 kB or larger."."""
        words = f"{self._name(number)}: {self._kb(max(zone.free, 0))} free"
        if not self.order:
            return f"{words}."
        large = self._large(zone)
        words += f", of it {self._kb(zone.nr_free(0))} in single pages; "
        if large:
            return f"{words}{self._blocks_words(large)} of {self.size} or larger."
        top = max((order for order in range(zone.top + 1) if zone.nr_free(order)), default=None)
        largest = "nothing is on its lists" if top is None else f"its largest block is {self._bytes(top)}"
        return f"{words}{largest}."

    def _zones(self) -> list[tuple[int, BuddyZone]]:
        """The zones that the request may use, in the order tried, with their places."""
        assert self.ask is not None
        return [(self.machine.zones.index(zone), zone) for zone in self.machine.candidates(self.ask, self.node)]

    def _large(self, zone: BuddyZone) -> int:
        return sum(zone.nr_free(order) for order in range(self.order, zone.top + 1))

    def _kb(self, pages: int) -> str:
        return show_kb(pages, self.page_size)

    def _bytes(self, order: int) -> str:
        return show_bytes(self.page_size << order)

    def _blocks_words(self, many: int) -> str:
        return "no block" if not many else "1 block" if many == 1 else f"{many:,} blocks"

    def told(self) -> list[Scene]:
        found: list[Scene] = []
        for number, event in enumerate(self.events):
            after = self.events[number + 1].step if number + 1 < len(self.events) else None
            scene = self._scene(event, after, number + 1)
            if scene is not None:
                found.append(scene)
            elif found:
                found[-1] = found[-1]._replace(upto=number + 1)
        return found

    def _scene(self, event: Event, after: Step | None, upto: int) -> Scene | None:
        step = event.step
        if step is Step.CHECK and event.check is not None:
            return self._check(event, event.check, after, upto)
        if step is Step.REFUSE:
            return self._refusal(upto)
        if step in _QUIET or (step is Step.TAKE_OFF and after in _QUIET):
            return None
        title, detail, ok = self._moved(event)
        lit = self._lit(event)
        hand = lit[-1] if step in (Step.SPLIT, Step.TAKE_OFF) else None
        return Scene(title, detail, event.zone, ok, upto, lit, self.chapter, hand)

    # ---- checks

    def _check(self, event: Event, check: WatermarkCheck, after: Step | None, upto: int) -> Scene:
        mark = next((step.detail for step in check.trace if step.kind is StepKind.MARK), "min")
        self._begin_attempt(event.zone, mark)
        zone = self.machine.zones[event.zone]
        if not check.ok:
            title, detail = self._failed(event.zone, zone, check, mark)
        elif after in (Step.CHECK, Step.REFUSE, None):
            title = f"{self._name(event.zone)} refused: enough is free, but no list that it may use has a block"
            detail = (
                "The check passes, and the lists of the request's own kind and of those it may fall back on are empty."
            )
            self.refused[event.zone] = f"{self._name(event.zone)} has no block on a list that the request may use."
        else:
            title, detail = self._passed(event.zone, zone, check, mark)
        ok = check.ok and after not in (Step.CHECK, Step.REFUSE, None)
        return Scene(title, detail, event.zone, ok, upto, self._blocks(event.zone, zone), self.chapter)

    def _begin_attempt(self, zone: int, mark: str) -> None:
        """A zone that was asked before, or another mark: the next attempt begins."""
        if self.attempts and mark == self.mark and zone not in self.asked:
            self.asked.add(zone)
            return
        words = _FIRST if not self.attempts else _AGAIN if mark == self.mark else _DOWN
        self.chapter = words.format(count=_COUNTS[min(self.attempts, len(_COUNTS) - 1)], mark=mark)
        self.attempts, self.mark, self.asked = self.attempts + 1, mark, {zone}

    def _failed(self, number: int, zone: BuddyZone, check: WatermarkCheck, mark: str) -> tuple[str, str]:
        name = self._name(number)
        if isinstance(check.failed_at, int) and check.steps:
            return self._failed_in_loop(number, zone, check, check.failed_at, mark)
        if check.failed_at is FailedAt.NO_BLOCK:
            self.refused[number] = f"{name} has no free block of {self.size} or larger for it."
            return (
                f"{name} refused: no free block of {self.size} or larger for it",
                f"{max(zone.free, 0):,} pages are free{_not_for_it(check)}. {check.base_left:,} would be left, more "
                f"than the {check.base_right:,} that must stay. But all that it may use lies in blocks smaller than "
                f"{self.size}, and pages that lie apart are no use here.",
            )
        free = max(zone.free, 0)
        if free < 1 << self.order:
            self.refused[number] = f"{name} has only {self._kb(free)} free."
            return (
                f"{name} refused: only {self._kb(free)} are free",
                f"That is less than the {self.size} that are asked for, and {check.base_right:,} pages "
                f"({self._kb(check.base_right)}) must stay free besides.",
            )
        left, right = max(check.base_left, 0), check.base_right
        self.refused[number] = f"{name} must keep more than {self._kb(right)} back, and has {self._kb(left)} to count."
        return (
            f"{name} refused: {left:,} pages would be left, and more than {right:,} must stay",
            f"{free:,} pages are free{_not_for_it(check)}. What is left without the block must be above "
            f"the reserve of {right:,} pages ({self._kb(right)}) that the zone keeps back; equal is not enough.",
        )

    def _failed_in_loop(
        self, number: int, zone: BuddyZone, check: WatermarkCheck, step: int, mark: str
    ) -> tuple[str, str]:
        name, large = self._name(number), self._large(zone)
        left, right = (check.steps or ())[step]
        small = "single pages" if not step else f"blocks of at most {1 << step:,} pages"
        small_pages = check.base_left - left
        told = (
            f"Without the block {check.base_left:,} of {max(zone.free, 0):,} free pages would be left, and the {mark} "
            f"mark asks for {check.base_right:,}. Then come the small ones: {small_pages:,} of them lie in {small}, no "
            f"use for {self.size}. Without those {left:,} are left, and more than {right:,} should be (half of the "
            f"mark{' for each step' if step else ''})."
        )
        if not large:
            self.refused[number] = f"{name} has no free block of {self.size} or larger."
            return (
                f"{name} refused: no free block of {self.size} or larger",
                f"Its largest free block is smaller than {self.size}: there is nothing to give. This kernel finds out "
                f"by counting. {told}",
            )
        self.blind = True
        self.refused[number] = (
            f"{name} has {self._blocks_words(large)} of {self.size} or larger, but {self._kb(small_pages)} of its "
            f"{self._kb(max(zone.free, 0))} lie in {small}, and by this kernel's count too little is left without them."
        )
        return (
            f"{name} refused at step {step}: {left:,} pages left, and more than {right:,} wanted",
            f"{self._blocks_words(large).capitalize()} of {self.size} or larger would do (framed on the map), but this "
            f"kernel only counts pages and never looks whether a block is there. {told}",
        )

    def _passed(self, number: int, zone: BuddyZone, check: WatermarkCheck, mark: str) -> tuple[str, str]:
        title = f"{self._name(number)} passes: {check.base_left:,} pages stay free, above the {check.base_right:,} kept"
        if not self.order:
            return title, "One page is asked for: no block has to be looked for."
        large = self._large(zone)
        there = "is" if large == 1 else "are"
        return (
            title,
            f"Above the {mark} mark enough stays free, and {self._blocks_words(large)} of {self.size} or larger "
            f"{there} free (framed on the map): one of them is taken.",
        )

    def _refusal(self, upto: int) -> Scene:
        free = sum(max(self.machine.zones[number].free, 0) for number in self.refused)
        why = _few(list(self.refused.values()), "zones refused, too")
        end = "Free memory in small pieces, or kept back, does not help."
        if self.blind:
            end = (
                f"Linux {_LOOKS_SINCE} and later look whether a block is there: choose its rules above the map, and "
                "play again."
            )
        return Scene(
            f"Refused: page allocation failure, with {self._kb(free)} free",
            f"{self.size} in a row were asked for. {why} {end}" if self.order else f"{why} {end}",
            None,
            False,
            upto,
            chapter="The end",
        )

    # ---- blocks that move

    def _moved(self, event: Event) -> tuple[str, str, bool | None]:
        order, pfn, name = event.order, event.pfn, list_name(event.kind)
        size, pages = show_bytes(self.page_size << order), f"{1 << order:,} pages" if order else "1 page"
        if event.step is Step.CLAIM:
            return (
                f"{self._name(event.zone)}: a pageblock of another kind becomes {name}",
                "Free blocks are listed by the kind of pages around them: movable, unmovable, reclaimable. No "
                f"{name} block fits. So the largest of another kind is taken, and what is around it counts as {name}.",
                None,
            )
        if event.step is Step.STEAL:
            return (
                f"One block of order {order} is taken from another kind's list",
                "The pageblock stays what it is.",
                None,
            )
        if event.step is Step.TAKE_OFF:
            fits = order == self.order
            more = "just what is asked for" if fits else f"more than {self.size}: it is halved until it fits"
            return (
                f"A block of {size} (order {order}) leaves the {name} list",
                f"It begins at page frame {pfn:,} and is {more}.",
                None,
            )
        if event.step is Step.SPLIT:
            rest = "just what is asked for" if order == self.order else "still too large"
            return (
                f"Split: two buddies of {size}; the upper one goes to the free list of order {order}",
                f"The upper half, {pages} from page frame {pfn:,}, stays free. The lower half is {rest}.",
                None,
            )
        if event.step is Step.MERGE:
            return (
                f"Merge: its buddy, {pages} from {pfn:,}, is free too",
                f"Together they are one block of {show_bytes(self.page_size << order + 1)}.",
                None,
            )
        if event.step is Step.FREE:
            return f"Freed: {pages} from page frame {pfn:,}", "If its buddy is free, the two become one block.", True
        return (
            f"Served: {pages} from page frame {pfn:,} in {self._name(event.zone)}",
            f"{size} in a row are in use now.",
            True,
        )

    def _lit(self, event: Event) -> tuple[Place, ...]:
        here = (event.zone, event.pfn, event.order)
        if event.step is Step.SPLIT:
            return here, (event.zone, event.pfn - (1 << event.order), event.order)
        if event.step is Step.MERGE:
            return here, (event.zone, event.pfn ^ 1 << event.order, event.order)
        return (here,)

    def _blocks(self, number: int, zone: BuddyZone) -> tuple[Place, ...]:
        """The free blocks that would be large enough, as many as can be looked at."""
        codes = (code for code in zone.codes() if (code >> 3) - 1 >= self.order)
        found = [(number, zone.base + frame, (code >> 3) - 1) for code in codes for frame in zone.first_blocks(code, 8)]
        return tuple(found[:24])

    def _name(self, number: int) -> str:
        zone = self.machine.zones[number]
        return zone.title if self.machine.several_nodes else zone.name


def _few(sentences: Sequence[str], others: str) -> str:
    """The first of many sentences, and how many zones more there are."""
    many = _told(len(sentences))
    told = " ".join(sentences[:many])
    return f"{told} {len(sentences) - many} more {others}." if len(sentences) > many else told


def _told(zones: int) -> int:
    """How many of so many zones are named: all, or so few that two at least are left."""
    return zones if zones <= _MANY + 1 else _MANY


def _not_for_it(check: WatermarkCheck) -> str:
    """ "; CMA (15,760 pages) does not count for this request"; nothing where all free pages count."""
    kept = [(_NOT_FOR_IT[step.kind], -step.pages) for step in check.trace if step.kind in _NOT_FOR_IT and step.pages]
    told = " and ".join(f"{whose} ({pages:,} pages)" for whose, pages in kept)
    return f"; {told} {'do' if len(kept) > 1 else 'does'} not count for this request" if told else ""

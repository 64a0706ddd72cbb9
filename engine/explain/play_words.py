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
_LAST = "Last attempt, once reclaim has brought nothing: down to the min mark"
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
    return (teller.opening(), *teller.told())


def freeing(before: Machine, events: Sequence[Event], page_size: int) -> tuple[Scene, ...]:
    """The play of a block that is freed and merges with its buddies."""
    return tuple(_Teller(before, None, 0, events, page_size).told())


class _Teller:
    def __init__(self, before: Machine, ask: Ask | None, node: int, events: Sequence[Event], page_size: int) -> None:
        self.machine, self.ask, self.node, self.events, self.page_size = before, ask, node, events, page_size
        self.order = ask.order if ask is not None else 0
        self.size = show_bytes(page_size << self.order)
        self.refused: dict[int, str] = {}
        self.chapter = ""

    def opening(self) -> Scene:
        assert self.ask is not None
        zones = self.machine.candidates(self.ask, self.node)
        free = sum(max(zone.free, 0) for zone in zones)
        names = ", then ".join(self._name(self.machine.zones.index(zone)) for zone in zones) or "no zone"
        row = "one page" if not self.order else f"{1 << self.order:,} pages in a row"
        return Scene(
            f"Asked for: {row} ({self.size}, order {self.order})",
            f"The kernel may look in {names}. Together {free:,} pages ({show_kb(free, self.page_size)}) are free "
            "there. Memory is kept in blocks of 1, 2, 4, 8 … pages; two halves of a block are buddies. "
            f"A block of order {self.order} or above is needed, and each zone keeps a reserve back.",
            None,
            None,
            0,
            chapter="The request",
        )

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
        self.chapter = _LAST if mark == "min" else f"First attempt: free memory must stay above the {mark} mark"
        zone = self.machine.zones[event.zone]
        if not check.ok:
            title, detail = self._failed(event.zone, zone, check)
            self.refused[event.zone] = title
        elif after in (Step.CHECK, Step.REFUSE, None):
            title = f"{self._name(event.zone)}: enough is free, but no list that it may use gives a block: refused"
            detail = (
                "The check passes, and the lists of the request's own kind and of those it may fall back on are empty."
            )
            self.refused[event.zone] = title
        else:
            title, detail = self._passed(event.zone, zone, check)
        ok = check.ok and after not in (Step.CHECK, Step.REFUSE, None)
        return Scene(title, detail, event.zone, ok, upto, self._blocks(event.zone, zone), self.chapter)

    def _failed(self, number: int, zone: BuddyZone, check: WatermarkCheck) -> tuple[str, str]:
        name = self._name(number)
        if isinstance(check.failed_at, int) and check.steps:
            return self._failed_in_loop(name, zone, check, check.failed_at)
        if check.failed_at is FailedAt.NO_BLOCK:
            return (
                f"{name}: no free block of order {self.order} or above: refused",
                f"{check.base_left:,} pages would be left, more than the {check.base_right:,} that must stay. But all "
                f"of it lies in blocks smaller than {self.size}, and pages apart from each other are no use here.",
            )
        return (
            f"{name}: {check.base_left:,} pages left against {check.base_right:,}: refused",
            f"{max(zone.free, 0):,} pages are free. What is left without the block must be above the reserve of "
            f"{check.base_right:,} pages that the zone keeps back; equal is not enough.",
        )

    def _failed_in_loop(self, name: str, zone: BuddyZone, check: WatermarkCheck, step: int) -> tuple[str, str]:
        left, right = (check.steps or ())[step]
        figures = f"{left:,} pages left against {right:,} at step {step}"
        small = "single pages" if not step else f"blocks of at most {1 << step:,} pages"
        block = max(zone.free, 0) - check.base_left
        rest = f", and {block:,} pages of the block itself" if block > 0 else ""
        gone = (
            f"Of {max(zone.free, 0):,} free pages {check.base_left - left:,} lie in {small}. For {1 << self.order:,} "
            f"in a row they are no use, so this kernel leaves them out{rest}: {left:,} are left"
        )
        if not any(zone.nr_free(order) for order in range(self.order, zone.top + 1)):
            return (
                f"{name}: no free block of order {self.order} or above; {figures}: refused",
                f"{gone}, not above {right:,}. And there is nothing to give: its largest free block is smaller than "
                f"{self.size}.",
            )
        return (
            f"{name}: {figures}: refused",
            f"{gone}. More than {right:,} should be (half of {check.base_right:,} for each step). Blocks that are "
            "large enough are there, and this check does not look at them.",
        )

    def _passed(self, number: int, zone: BuddyZone, check: WatermarkCheck) -> tuple[str, str]:
        title = f"{self._name(number)}: {check.base_left:,} pages left against {check.base_right:,}: passes"
        if not self.order:
            return title, "One page is asked for: no block has to be looked for."
        large = sum(zone.nr_free(order) for order in range(self.order, zone.top + 1))
        blocks = "1 free block is" if large == 1 else f"{large:,} free blocks are"
        return (
            title,
            f"Enough stays free, and {blocks} of order {self.order} or above: {self.size} in a row can be had.",
        )

    def _refusal(self, upto: int) -> Scene:
        zones = {number: self.machine.zones[number] for number in self.refused}
        free = sum(max(zone.free, 0) for zone in zones.values())
        why = "; ".join(title.removesuffix(": refused") for title in self.refused.values())
        return Scene(
            f"Refused: page allocation failure, with {show_kb(free, self.page_size)} free",
            f"No zone gave {self.size} in a row. {why}. Free memory in small pieces, or kept back, does not help.",
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
                f"No {name} block fits. The largest free block of another kind is taken, so that kinds mix little.",
                None,
            )
        if event.step is Step.STEAL:
            return (
                f"One block of order {order} is taken from another kind's list",
                "The pageblock stays what it is.",
                None,
            )
        if event.step is Step.TAKE_OFF:
            more = (
                "just what is asked for" if order == self.order else "larger than asked for: it is halved until it fits"
            )
            return (
                f"A block of order {order} leaves the {name} list: {pages} from page frame {pfn:,}",
                f"It is the smallest that fits ({size}), {more}.",
                None,
            )
        if event.step is Step.SPLIT:
            return (
                f"Split: the upper half, {pages} from {pfn:,}, goes to the list of order {order}",
                f"Two buddies of {size} each: the lower half goes on, the upper one is free.",
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
        found = [(number, zone.base + frame, (code >> 3) - 1) for code in codes for frame in zone.blocks(code)[:8]]
        return tuple(found[:24])

    def _name(self, number: int) -> str:
        zone = self.machine.zones[number]
        return zone.title if self.machine.several_nodes else zone.name

"""How does a request go over the zones, pass by pass, until one gives a block?

Follows get_page_from_freelist, __alloc_pages and the slow path of a request that can't block; allocator.md f, g.
Nothing here reclaims, compacts or sleeps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import NamedTuple

from engine.buddy.ask import NO_TASK, Ask, Attempt, ask_of
from engine.buddy.free import free_block, free_pages
from engine.buddy.gate import full_check, has_block, passes
from engine.buddy.highatomic import give_back, reserve_block
from engine.buddy.pcp import CpuLists, batch_of, drain, give_to_cpu, take_from_cpu
from engine.buddy.rules import AllocatorRules, NoFragment
from engine.buddy.split import take_smallest
from engine.buddy.take import take, take_block
from engine.buddy.zone import BuddyZone
from engine.kernels.gfp import Names
from engine.kernels.rules import KernelRules, Procedure
from engine.kernels.version import Version
from engine.model.request import TaskState


class PcpMode(Enum):
    """What stands between requests and the buddy lists."""

    BYPASSED = "bypassed"
    ONE_AT_A_TIME = "one_at_a_time"
    LISTS = "lists"


Given = tuple[BuddyZone, int]
"""The block that a request got: its zone and its first frame, relative to the zone's base."""


class Route(NamedTuple):
    """What a request from a node meets first: its zones, the pass that keeps pageblocks whole if there is one, the
    first pass's number, a CPU's list. `quick`: free pages above the floor and a block of the own type are all it takes.
    """

    zones: tuple[BuddyZone, ...]
    whole: Attempt | None
    ident: int
    on_cpu: list[int] | None
    quick: bool


class Machine:
    """Zones, the order in which each node's requests come to them, and a kernel's rules.

    `layout` are the kernel's zone types, lowest first; `zonelists` give for each node the zones in the order tried,
    then those of a request that is confined to the node. `awake` are the nodes whose kswapd runs.
    """

    def __init__(
        self,
        zones: Sequence[BuddyZone],
        zonelists: Mapping[int, tuple[Sequence[BuddyZone], Sequence[BuddyZone]]],
        layout: tuple[str, ...],
        rules: KernelRules,
        allocator: AllocatorRules,
        pcp_mode: PcpMode = PcpMode.BYPASSED,
        defrag_mode: bool = False,
    ) -> None:
        self.zones, self.zonelists, self.layout = tuple(zones), zonelists, layout
        self.rules, self.allocator, self.pcp_mode = rules, allocator, pcp_mode
        # Without a DMA32 zone type the flag that keeps pageblocks whole is no bit at all.
        self.defrag_mode = defrag_mode and allocator.defrag_mode and "DMA32" in layout
        self.several_nodes = len({zone.node for zone in zones}) > 1
        self.grouping = all(zone.grouping for zone in zones)
        self.awake: set[int] = set()
        self.lists: dict[BuddyZone, CpuLists] = {}
        self._candidates: dict[tuple[int, bool, int], tuple[BuddyZone, ...]] = {}
        self._routes: dict[Ask, dict[int, Route]] = {}

    def copy(self) -> Machine:
        """The same machine with zones of its own; what stands on per-CPU lists is drained in the copy."""
        zones = {zone: zone.copy() for zone in self.zones}
        zonelists = {
            node: (tuple(zones[zone] for zone in usual), tuple(zones[zone] for zone in confined))
            for node, (usual, confined) in self.zonelists.items()
        }
        mode = PcpMode.BYPASSED if self.pcp_mode is PcpMode.LISTS else self.pcp_mode
        other = Machine(
            tuple(zones.values()), zonelists, self.layout, self.rules, self.allocator, mode, self.defrag_mode
        )
        other.awake.update(self.awake)
        other.several_nodes = self.several_nodes
        for zone, lists in self.lists.items():
            drain(zones[zone], lists.copy(), self.allocator)
        return other

    @property
    def release(self) -> Version:
        """The first release that has both rows of rules."""
        return max(self.rules.since, self.allocator.since)

    def ask(self, names: Names, order: int, task: TaskState = NO_TASK) -> Ask:
        """The request of a mask's single-bit names, in this kernel's terms."""
        return ask_of(names, order, self.layout, self.rules, self.allocator, task, self.grouping)

    def candidates(self, ask: Ask, node: int) -> tuple[BuddyZone, ...]:
        """The zones that the request may use, in the order tried."""
        key = (node, ask.this_node, ask.highest)
        found = self._candidates.get(key)
        if found is None:
            zones = self.zonelists[node][ask.this_node]
            found = self._candidates[key] = tuple(zone for zone in zones if zone.index <= ask.highest)
        return found

    def allocate(self, ask: Ask, node: int, woken: Sequence[int] = ()) -> Given | None:
        """Serves the request or refuses it (None). `woken`: nodes whose kswapd the slow path wakes."""
        routes = self._routes.get(ask)
        route = routes.get(node) if routes else None
        if route is None:
            zones = self.candidates(ask, node)
            if not zones:
                return None
            route = self._routes.setdefault(ask, {})[node] = self._route(zones, ask)
        zones, whole, ident, on_cpu, quick = route
        zone = zones[0]
        if quick and not zone.free_cma and not zone.free_highatomic and zone.log is None:
            # What nearly always happens: the first zone passes and has a block of the request's own type.
            floor = zone.floors.get(ident)
            if floor is not None and zone.free > floor[0]:
                if on_cpu is None:
                    frame = take_smallest(zone, ask.order, ask.kind)
                    if frame >= 0:
                        zone.changed = True
                        return zone, frame
                elif on_cpu and (not ask.order or has_block(zone, ask.order)):
                    self.lists[zone].count -= 1 << ask.order
                    return zone, on_cpu.pop()
        given = self._pass(zones, ask, whole, ask.fast)
        return given or self._slow_path(zones, ask, woken)

    def _route(self, zones: tuple[BuddyZone, ...], ask: Ask) -> Route:
        zone = zones[0]
        whole = ask.fast_whole if self.defrag_mode or self._keeps_pageblocks(zone) else None
        on_cpu = None
        if self.pcp_mode is PcpMode.LISTS:
            place = self.lists[zone].places[ask.order << 3 | ask.kind]
            on_cpu = self.lists[zone].lists[place] if place >= 0 else None
        quick = not (self.several_nodes and self.allocator.skips_busy_nodes)
        if ask.order and self.rules.procedure is not Procedure.LIST_SCAN:
            quick = False
        return Route(zones, whole, (whole or ask.fast).ident, on_cpu, quick)

    def _slow_path(self, zones: tuple[BuddyZone, ...], ask: Ask, woken: Sequence[int]) -> Given | None:
        self.awake.update(woken)
        whole = ask.slow_whole if self.defrag_mode else None
        given = self._pass(zones, ask, whole, ask.slow)
        if given is None and ask.free_pass is not None:
            given = self._pass(zones, ask, None, ask.free_pass)
        elif given is None and ask.again:
            given = self._pass(zones, ask, whole, ask.slow)
        if given is None and whole is not None and self.allocator.mixes_at_last and ask.wakes:
            given = self._pass(zones, ask, None, ask.slow)
        return given

    def give_back(self, ask: Ask, node: int, kind: int, force: bool) -> bool:
        """Gives a pageblock of the high-order atomic reserve back to this type, from the zones of the request."""
        return give_back(self.candidates(ask, node), kind, force, self.allocator)

    def free(self, zone: BuddyZone, frame: int, order: int) -> None:
        """Frees a block that is in use."""
        if self.lists and give_to_cpu(zone, self.lists[zone], frame, order, self.allocator):
            return
        if order <= zone.block_order:
            zone.changed = True
            free_block(zone, frame, order, zone.block_types[frame >> zone.block_order], self.allocator)
        else:
            free_pages(zone, frame, order, self.allocator)

    def use_cpu_lists(self, page_size: int, cpus: int = 1) -> None:
        """Puts one CPU's page lists before the buddy lists; `cpus` share what the lists may hold."""
        self.pcp_mode = PcpMode.LISTS
        self._routes.clear()
        for zone in self.zones:
            self.lists[zone] = CpuLists(zone, self.allocator, batch_of(zone.managed, page_size), cpus)

    def drain(self) -> None:
        """Sends all that stands on per-CPU lists back to the buddy lists (drain_all_pages)."""
        for zone, lists in self.lists.items():
            drain(zone, lists, self.allocator)

    def _keeps_pageblocks(self, preferred: BuddyZone) -> bool:
        """Whether the fast pass must not mix pageblocks (alloc_flags_nofragment): where DMA32 stands below Normal."""
        if self.allocator.no_fragment is NoFragment.NOT_KNOWN or preferred.name != "Normal":
            return False
        return "DMA32" in self.layout and (not self.several_nodes or self._has_zone(preferred.node, "DMA32"))

    def _has_zone(self, node: int, name: str) -> bool:
        return any(zone.node == node and zone.name == name and zone.present for zone in self.zones)

    def _pass(self, zones: tuple[BuddyZone, ...], ask: Ask, whole: Attempt | None, mixing: Attempt) -> Given | None:
        """One pass (get_page_from_freelist): first with `whole`, which does not mix pageblocks, if given."""
        attempt = whole or mixing
        skips = self.several_nodes and self.allocator.skips_busy_nodes
        while True:
            given, skipped, left = self._once(zones, ask, attempt, skips)
            if given is not None:
                return given
            if left:
                attempt = mixing
            elif skips and skipped:
                skips = False
            elif attempt is not mixing and not self.defrag_mode:
                attempt = mixing
            else:
                return None

    def _once(
        self, zones: tuple[BuddyZone, ...], ask: Ask, attempt: Attempt, skips: bool
    ) -> tuple[Given | None, bool, bool]:
        """The zones in turn: the block, whether a busy node was skipped, whether the pass left the node."""
        skipped = False
        stays = self.several_nodes and not attempt.mixes and not self.defrag_mode
        home = zones[0].node
        rules, free_pass = self.rules, ask.free_pass
        for zone in zones:
            if stays and zone.node != home:
                return None, skipped, True
            if skips and zone.node in self.awake:
                skipped = True
                continue
            if zone.log is not None:
                zone.note("CHECK", 0, ask.order, ask.kind, 0, full_check(zone, attempt, rules))
            if attempt is not free_pass and not passes(zone, attempt, rules):
                continue
            frame = self._take(zone, ask, attempt)
            if frame >= 0:
                return (zone, frame), skipped, False
        return None, skipped, False

    def _take(self, zone: BuddyZone, ask: Ask, attempt: Attempt) -> int:
        """A block from the zone (rmqueue); the pageblock of a high-order atomic one is kept."""
        allocator, order, rights = self.allocator, ask.order, attempt.rights
        zone.changed = True
        frame, buddy = -1, True
        if self.pcp_mode is PcpMode.LISTS:
            lists = self.lists[zone]
            place = lists.places[order << 3 | ask.kind]
            if place >= 0 and not (rights.first and not allocator.pcp_highatomic):
                frame = take_from_cpu(zone, lists, place, order, ask.kind, rights, allocator)
                buddy = False
        elif self.pcp_mode is PcpMode.ONE_AT_A_TIME and self._uses_lists(zone, order, rights.first):
            frame, buddy = take(zone, order, ask.kind, rights, allocator), False
        if frame < 0 and (buddy or allocator.pcp_orders):
            frame, buddy = take_block(zone, order, ask.kind, rights, allocator), True
        if frame >= 0 and rights.first:
            reserve_block(zone, frame, order, allocator)
        return frame

    def _uses_lists(self, zone: BuddyZone, order: int, highatomic: bool) -> bool:
        """Whether blocks of this order go by way of the per-CPU lists (pcp_allowed_order)."""
        if highatomic and not self.allocator.pcp_highatomic:
            return False
        return order <= self.allocator.pcp_orders or (self.allocator.pcp_huge > 0 and order == zone.block_order)

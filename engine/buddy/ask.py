"""What is asked of the allocator, in its own terms: type, zones, flags of each pass?

The terms of a mask are those of the engine's walk (kernels/flags.py); one Ask is made for each mask and order.
"""

from __future__ import annotations

from engine.buddy.rules import AllocatorRules, LastPass
from engine.buddy.take import Rights, rights_of
from engine.buddy.zone import NUMBER_OF, UNMOVABLE
from engine.kernels.flags import highest_zone, mobility, slow_path
from engine.kernels.gfp import Names
from engine.kernels.rules import Flags, KernelRules
from engine.model.request import TaskState
from engine.model.zone import Mark

NO_TASK = TaskState()
NO_FLAGS: Flags = frozenset()


class Attempt:
    """One pass over the zones: which mark, which flags, and what they let the request take.

    `ident` numbers all that the watermark check depends on beside the zone, `base` the same for all orders above 0 and
    whatever the reserve. `mixes` False: NOFRAGMENT.
    """

    __slots__ = ("base", "flags", "ident", "mark", "mixes", "order", "reserve_index", "retries", "rights")

    def __init__(
        self, order: int, mark: Mark, flags: Flags, reserve_index: int, retries: bool, rights: Rights, label: str
    ) -> None:
        self.order, self.mark, self.flags, self.reserve_index = order, mark, flags, reserve_index
        self.retries = retries and mark is Mark.MIN
        self.rights, self.mixes = rights, rights.mixes
        self.ident = _number((order, mark, flags, reserve_index, self.retries, label))
        self.base = _number((min(order, 1), mark, flags, self.retries, label))


_numbers: dict[tuple[object, ...], int] = {}


def _number(key: tuple[object, ...]) -> int:
    return _numbers.setdefault(key, len(_numbers))


class Ask:
    """A request for 2^order pages of one mask under one kernel's rules.

    `fast` is the pass at the low mark (`fast_whole`: without mixing pageblocks), `slow` that at the min mark with the
    mask's reserves, `slow_whole` the same without mixing, `free_pass` the one that ignores the marks (None without that
    right). `again`: the last pass is made once more though nothing changed.
    """

    __slots__ = (
        "again",
        "fast",
        "fast_whole",
        "free_pass",
        "highest",
        "kind",
        "order",
        "slow",
        "slow_whole",
        "this_node",
        "wakes",
    )

    def __init__(
        self,
        names: Names,
        order: int,
        layout: tuple[str, ...],
        rules: KernelRules,
        allocator: AllocatorRules,
        task: TaskState = NO_TASK,
        grouping: bool = True,
    ) -> None:
        slow = slow_path(names, order, task, rules)
        self.order, self.kind = order, NUMBER_OF[mobility(names)] if grouping else UNMOVABLE
        self.highest = layout.index(highest_zone(names, layout))
        self.this_node = "__GFP_THISNODE" in names
        self.wakes = "__GFP_KSWAPD_RECLAIM" in names
        flags = slow.flags - {"NO_WATERMARKS"} - (NO_FLAGS if grouping else {"CMA"})
        quick = flags & {"CMA"}
        last = rules.take_highatomic - {allocator.highatomic_first}
        retries = rules.boost_retry in names or rules.boost_retry in flags

        def attempt(mark: Mark, given: Flags, mixes: bool) -> Attempt:
            rights = rights_of(given, order, last, mixes, allocator)
            return Attempt(order, mark, given, self.highest, retries, rights, rules.label)

        self.fast, self.fast_whole = attempt(Mark.LOW, quick, True), attempt(Mark.LOW, quick, False)
        self.slow, self.slow_whole = attempt(Mark.MIN, flags, True), attempt(Mark.MIN, flags, False)
        entitled = "__GFP_MEMALLOC" in names or (task.pf_memalloc and not task.in_interrupt)
        ignores = entitled and "__GFP_NOMEMALLOC" not in names
        self.free_pass = attempt(Mark.MIN, quick, True) if ignores else None
        released = not slow.cpuset_enforced or ignores
        self.again = allocator.last_pass is LastPass.ALWAYS or (
            allocator.last_pass is LastPass.WHERE_RELEASED and released
        )


_asks: dict[tuple[object, ...], Ask] = {}
_MOST_ASKS = 1 << 14


def ask_of(
    names: Names,
    order: int,
    layout: tuple[str, ...],
    rules: KernelRules,
    allocator: AllocatorRules,
    task: TaskState = NO_TASK,
    grouping: bool = True,
) -> Ask:
    """The Ask of a mask's single-bit names; made once. `grouping` False: all requests count as unmovable."""
    key = (names, order, layout, rules.label, allocator.label, task, grouping)
    found = _asks.get(key)
    if found is None:
        if len(_asks) >= _MOST_ASKS:
            _asks.clear()
        found = _asks[key] = Ask(names, order, layout, rules, allocator, task, grouping)
    return found

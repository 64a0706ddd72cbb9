"""What do programs ask of memory, hour after hour? Seeded mixes of requests, recorded and carried out again exactly.

A mix is a row: what is asked how often, and how long each block lives. Lives are counted in steps of the workload.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from typing import Any, NamedTuple

from engine.buddy.ask import Ask
from engine.buddy.simulation import Simulation
from engine.buddy.zone import BuddyZone
from engine.kernels.gfp import eras

SCHEMA, VERSION = "buddyscope-workload", 1
_LARGEST_FILE = 1 << 28
_LARGEST_ORDER = 16


class WorkloadError(ValueError):
    """A workload that can't be read or carried out: the message is a sentence for a person. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Use:
    """One kind of request in a mix: its flags by name, order, how often it is made, how long its blocks live on
    average.
    """

    flags: tuple[str, ...]
    order: int
    often: int
    lives: int


@dataclass(frozen=True, slots=True)
class Mix:
    """A kind of machine by what it asks for."""

    name: str
    says: str
    uses: tuple[Use, ...]


_KERNEL = ("__GFP_WAIT", "__GFP_DIRECT_RECLAIM", "__GFP_KSWAPD_RECLAIM", "__GFP_IO", "__GFP_FS")
_ATOMIC = ("__GFP_HIGH", "__GFP_ATOMIC", "__GFP_KSWAPD_RECLAIM")
_USER = (*_KERNEL, "__GFP_HARDWALL", "__GFP_HIGHMEM", "__GFP_MOVABLE")
_SLAB = (*_KERNEL, "__GFP_RECLAIMABLE")

MIXES: tuple[Mix, ...] = (
    Mix(
        "network server",
        "many short-lived buffers that can't wait, over page cache and sockets that stay",
        (
            Use(_ATOMIC, 0, 40, 60),
            Use(_ATOMIC, 3, 12, 80),
            Use(_ATOMIC, 1, 6, 200),
            Use(_KERNEL, 0, 10, 3_000),
            Use(_KERNEL, 1, 4, 6_000),
            Use(_SLAB, 0, 6, 20_000),
            Use(_USER, 0, 22, 12_000),
        ),
    ),
    Mix(
        "builder",
        "compilers come and go: user pages in waves, much page cache, many small kernel objects",
        (
            Use(_USER, 0, 70, 4_000),
            Use(_USER, 9, 1, 6_000),
            Use(_SLAB, 0, 12, 25_000),
            Use(_SLAB, 1, 3, 25_000),
            Use(_KERNEL, 0, 9, 2_500),
            Use(_KERNEL, 2, 5, 2_500),
        ),
    ),
    Mix(
        "VM host",
        "huge pages for guests that stay, page tables and buffers around them",
        (
            Use(_USER, 9, 4, 60_000),
            Use(_USER, 0, 40, 30_000),
            Use(_KERNEL, 0, 30, 15_000),
            Use(_KERNEL, 1, 8, 15_000),
            Use(_KERNEL, 3, 4, 8_000),
            Use(_ATOMIC, 0, 14, 100),
        ),
    ),
    Mix(
        "file server 2012",
        "page cache in everything that is free, and order-4 buffers for each connection",
        (
            Use(_USER, 0, 80, 40_000),
            Use(_SLAB, 0, 14, 60_000),
            Use(_KERNEL, 0, 8, 8_000),
            Use(_KERNEL, 4, 1, 500),
            Use(_ATOMIC, 1, 3, 100),
        ),
    ),
)
MIX_OF: Mapping[str, Mix] = {mix.name: mix for mix in MIXES}


class Action(NamedTuple):
    """One step: a request (`use` is its place in the mix), or the freeing of what step `frees` was given."""

    use: int
    frees: int = -1


@dataclass(frozen=True, slots=True)
class Workload:
    """Recorded steps of a mix. The same workload on the same state ends in the same state."""

    mix: Mix
    seed: int
    node: int
    actions: tuple[Action, ...]


def plan(mix: Mix, seed: int, steps: int, node: int = 0) -> Workload:
    """Steps of the mix, drawn with the seed: requests, and the frees that their lives lead to."""
    rng = random.Random(seed)
    weights, uses = list(accumulate(use.often for use in mix.uses)), range(len(mix.uses))
    ends: dict[int, list[int]] = {}
    actions: list[Action] = []
    waiting: list[int] = []
    while len(actions) < steps:
        waiting += ends.pop(len(actions), ())
        if waiting:
            actions.append(Action(-1, waiting.pop()))
            continue
        place = rng.choices(uses, cum_weights=weights)[0]
        number = len(actions)
        lives = 1 + int(rng.expovariate(1 / mix.uses[place].lives))
        ends.setdefault(number + lives, []).append(number)
        actions.append(Action(place))
    return Workload(mix, seed, node, tuple(actions))


class Run:
    """A workload on its way through a simulation; `refused` counts requests that were not served."""

    def __init__(self, workload: Workload, simulation: Simulation) -> None:
        self.workload, self.simulation = workload, simulation
        self.asks = [_ask_of(use, simulation) for use in workload.mix.uses]
        self.given: dict[int, tuple[BuddyZone, int, int]] = {}
        self.at = self.served = self.refused = 0

    def go(self, steps: int) -> int:
        """Carries so many further steps out; how many were left to do so."""
        simulation, given, asks, node = self.simulation, self.given, self.asks, self.workload.node
        serve, release = simulation.serve, simulation.release
        start = self.at
        for number in range(start, min(start + steps, len(self.workload.actions))):
            use, frees = self.workload.actions[number]
            if frees < 0:
                ask = asks[use]
                got = serve(ask, node)
                if got is None:
                    self.refused += 1
                else:
                    self.served += 1
                    given[number] = (*got, ask.order)
            else:
                block = given.pop(frees, None)
                if block is not None:
                    release(*block)
        self.at = min(start + steps, len(self.workload.actions))
        return self.at - start

    def forget(self, zone: BuddyZone, frame: int) -> None:
        """The block at this frame is no longer the workload's: somebody else freed it."""
        for number, (place, first, _) in self.given.items():
            if place is zone and first == frame:
                del self.given[number]
                return

    def moved_to(self, simulation: Simulation) -> Run:
        """The same run, where it is, in a simulation with the same zones, whose blocks in use are the same."""
        other = Run(self.workload, simulation)
        zones = dict(zip(self.simulation.zones, simulation.zones, strict=True))
        other.given = {number: (zones[zone], frame, order) for number, (zone, frame, order) in self.given.items()}
        other.at, other.served, other.refused = self.at, self.served, self.refused
        return other


def _ask_of(use: Use, simulation: Simulation) -> Ask:
    """The request in the simulation's kernel: of the names that its flags had over time those that it knows."""
    known = set(simulation.era.bits.values())
    order = min(use.order, simulation.zones[0].top)
    return simulation.machine.ask(frozenset(use.flags) & known, order)


def save(workload: Workload, path: Path) -> None:
    """Writes the workload to a file. Raises OSError."""
    mix = workload.mix
    text = {
        "schema": SCHEMA,
        "version": VERSION,
        "seed": workload.seed,
        "node": workload.node,
        "mix": {
            "name": mix.name,
            "says": mix.says,
            "uses": [[list(use.flags), use.order, use.often, use.lives] for use in mix.uses],
        },
        "actions": [action.use if action.frees < 0 else [action.frees] for action in workload.actions],
    }
    path.write_text(json.dumps(text, separators=(",", ":")) + "\n", encoding="ascii")


def load(path: Path) -> Workload:
    """Reads a workload from a file. Raises OSError, and WorkloadError for a file that is none or is damaged."""
    if path.stat().st_size > _LARGEST_FILE:
        raise WorkloadError(f"{path.name} is larger than any workload")
    try:
        text = json.loads(path.read_bytes())
    except (ValueError, RecursionError) as error:
        raise WorkloadError(f"{path.name} is no workload: {error}") from error
    if not isinstance(text, dict) or text.get("schema") != SCHEMA:
        raise WorkloadError(f"{path.name} is no workload")
    version = text.get("version")
    if not isinstance(version, int) or version > VERSION:
        raise WorkloadError(f"{path.name} is of version {version}; this program reads up to version {VERSION}")
    try:
        mix = text["mix"]
        uses = tuple(_use(flags, *_numbers(rest, 3)) for flags, *rest in mix["uses"])
        seed, node = _numbers([text["seed"], text["node"]], 2)
        actions = tuple(_actions(text["actions"], len(uses)))
        return Workload(Mix(str(mix["name"]), str(mix["says"]), uses), seed, node, actions)
    except (KeyError, TypeError, ValueError) as error:
        raise WorkloadError(f"{path.name} is damaged: {error}") from error


def _use(flags: Sequence[Any], order: int, often: int, lives: int) -> Use:
    known = {name for era in eras() for name in era.bits.values()}
    strange = [flag for flag in flags if flag not in known]
    if strange:
        raise ValueError(f"{strange[0]!r} is no flag of any kernel")
    if order > _LARGEST_ORDER:
        raise ValueError(f"order {order} is above what any kernel has")
    return Use(tuple(flags), order, often, lives)


def _numbers(values: Sequence[Any], many: int) -> list[int]:
    if len(values) != many or not all(type(value) is int and value >= 0 for value in values):
        raise ValueError(f"{values} are not {many} whole numbers from 0")
    return list(values)


def _actions(rows: Sequence[Any], uses: int) -> Iterator[Action]:
    asked: set[int] = set()
    for number, row in enumerate(rows):
        if type(row) is int and 0 <= row < uses:
            asked.add(number)
            yield Action(row)
        elif isinstance(row, list) and len(row) == 1 and row[0] in asked:
            asked.remove(row[0])
            yield Action(-1, row[0])
        else:
            raise ValueError(f"step {number} is {row!r}: neither a request of the mix nor the end of one")

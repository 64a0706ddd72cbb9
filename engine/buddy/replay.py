"""Does the engine's allocator do what running kernels' allocators did, page frame by page frame?

Carries the operations of recorded histories out and compares each, the checkpoints and the final state.
"""

from __future__ import annotations

import gc
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TextIO

from engine.buddy.ask import Ask
from engine.buddy.compare import Recorded, Wrong, wrong_final
from engine.buddy.history import History, HistoryError, read_history
from engine.buddy.listhash import list_hashes, words_of
from engine.buddy.zone import BuddyZone

_INDEX = "INDEX.json"


@dataclass(frozen=True, slots=True)
class Difference:
    """The first thing that is not as recorded: where, what the record says, what the engine did."""

    where: str
    expected: str
    got: str


@dataclass(frozen=True, slots=True)
class BatchResult:
    """How one history went: `agreed` of `total` operations, whether the final state is the same, and what differed."""

    name: str
    agreed: int
    total: int
    same_end: bool
    difference: Difference | None = None


def history_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files meant: a folder means every .json in it but its index, by name."""
    for path in paths:
        if path.is_dir():
            yield from (one for one in sorted(path.glob("*.json")) if one.name != _INDEX)
        else:
            yield path


def replay_file(path: Path, kernel: str | None = None) -> BatchResult:
    """Carries one history out and compares. Raises OSError for a file that can't be read."""
    name = path.name.removesuffix(".json")
    try:
        return Replay(read_history(path, kernel)).result(name)
    except HistoryError as error:
        return BatchResult(name, 0, 0, False, Difference("the file", "a history", str(error)))
    except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
        return BatchResult(name, 0, 0, False, Difference("the file", "a history", f"{type(error).__name__}: {error}"))


class Replay:
    """One history on its way through the engine."""

    def __init__(self, history: History) -> None:
        self.history, self.machine, self.zones = history, history.machine, history.zones
        self.recorded = Recorded(history)
        self.asks: dict[tuple[str, int], Ask] = {}
        self.states: list[list[bytes]] = [[] for _ in self.zones]
        self.checked: list[tuple[int, list[int]]] = []
        self.first: Difference | None = None
        self.first_at = 0

    def result(self, name: str) -> BatchResult:
        """Carries everything out."""
        record = self.history.record
        wrong_start = self.recorded.wrong_initial()
        self._note(-1, "the initial state", wrong_start)
        self._checkpoint(-1)
        if record.get("end") is not True:
            self._note(len(record["ops"]), "the file", ("its end", "a part"))
        ops, steps = record["ops"], {"A": self._allocate, "F": self._free, "U": self._give_back}
        expected = {int(number): row for number, row in record["checkpoints"]}
        expected[-1] = [row["list_hash"] for row in record["initial"]["zones"]]
        expected[len(ops)] = [row["list_hash"] for row in record["final"]["zones"]]
        wrong_ops: set[int] = set()
        for number, op in enumerate(ops):
            try:
                wrong = steps[op[0]](op)
                changed = self.recorded.wrong_change(op[-1], self._pages_of(op))
                wrong = wrong or changed
                if number in expected:
                    self._checkpoint(number)
            except (KeyError, IndexError, TypeError, ValueError, AttributeError) as error:
                wrong = ("an operation", f"{type(error).__name__}: {error}")
            if wrong is not None:
                wrong_ops.add(number)
                self._note(number, f"operation {number} {json.dumps(op[:-1])}", wrong)
        self._checkpoint(len(ops))
        wrong_end = wrong_final(self.history, self.recorded)
        self._note(len(ops), "the final state", wrong_end)
        for number, wrong in self._wrong_checkpoints(expected):
            wrong_ops.add(number)
            self._note(number, f"the lists after operation {number}", wrong)
        same = wrong_start is wrong_end is None and record.get("end") is True and not wrong_ops & {-1, len(ops)}
        agreed = len(ops) - len(wrong_ops & set(range(len(ops))))
        return BatchResult(name, agreed, len(ops), same, self.first)

    def _note(self, number: int, where: str, wrong: Wrong | None) -> None:
        if wrong is not None and (self.first is None or number < self.first_at):
            self.first, self.first_at = Difference(where, *wrong), number

    def _ask(self, mask: str, order: int) -> Ask:
        ask = self.asks.get((mask, order))
        if ask is None:
            ask = self.asks[mask, order] = self.machine.ask(self.history.names_of(mask), order)
        return ask

    def _allocate(self, op: Sequence[Any]) -> Wrong | None:
        _, order, mask, node, pfn, at_node, at_index, changes = op
        woken: Sequence[int] = ()
        if "kswapd_waiting" in changes:
            woken = [one for one, waiting in changes["kswapd_waiting"] if not waiting]
        given = None
        if order <= self.zones[0].top:  # greater ones are refused at the door
            given = self.machine.allocate(self._ask(mask, order), node, woken)
        if given is None:
            return None if pfn is None and at_node is None and at_index is None else (_place(op[4:7]), "refused")
        zone, frame = given
        if pfn == zone.base + frame and at_node == zone.node and at_index == zone.index:
            return None
        return _place(op[4:7]), _place((zone.base + frame, zone.node, zone.index))

    def _free(self, op: Sequence[Any]) -> Wrong | None:
        _, order, pfn, _ = op
        zone = self.history.places.zone_of(pfn)
        if zone is None:
            return "a page of a zone", f"page frame {pfn} is in none"
        frame = pfn - zone.base
        if not 0 <= order <= zone.top or frame & (1 << order) - 1 or _is_free(zone, frame, order):
            return "pages in use", f"page frame {pfn} does not begin a block in use of order {order}"
        self.machine.free(zone, frame, order)
        return None

    def _pages_of(self, op: Sequence[Any]) -> int:
        """How many more pages the free lists hold after the operation, by the record."""
        if op[0] == "U" or op[1] > self.zones[0].top:
            return 0
        pages: int = 1 << op[1]
        return pages if op[0] == "F" else 0 if op[4] is None else -pages

    def _give_back(self, op: Sequence[Any]) -> Wrong | None:
        _, force, mask, node, kind, result, _ = op
        if force not in (0, 1):
            return "force 0 or 1", str(force)
        given = self.machine.give_back(self._ask(mask, 0), node, self.history.types[kind], bool(force))
        return None if result == int(given) else (str(result), str(int(given)))

    def _checkpoint(self, number: int) -> None:
        """Keeps what the lists of the zones hold; a zone that has not changed has what it had."""
        for zone, kept in zip(self.zones, self.states, strict=True):
            if zone.changed or not kept:
                kept.append(words_of(zone, self.history.types))
                zone.changed = False
        self.checked.append((number, [len(kept) - 1 for kept in self.states]))

    def _wrong_checkpoints(self, expected: Mapping[int, Sequence[int]]) -> Iterator[tuple[int, Wrong]]:
        hashes = [list_hashes(kept) for kept in self.states]
        for number, places in self.checked:
            got = [found[place] for found, place in zip(hashes, places, strict=True)]
            if list(expected[number]) != got:
                yield number, (f"list hashes {list(expected[number])}", f"{got}")
        for number in expected.keys() - {number for number, _ in self.checked}:
            yield number, ("an operation", "none")


def _place(row: Sequence[Any]) -> str:
    pfn, node, index = row
    return "refused" if pfn is None else f"page frame {pfn} of node {node} zone {index}"


def _is_free(zone: BuddyZone, frame: int, order: int) -> bool:
    """Whether any page of the block is on a free list."""
    state = zone.state
    if state[frame] or (order and zone.free_within(frame, frame + (1 << order))):
        return True
    high = order + 1
    while high <= zone.top:
        if state[frame & -1 << high] >> 3 > high:
            return True
        high += 1
    return False


@contextmanager
def _without_collections() -> Iterator[None]:
    """A history is many small lists without a cycle: looking through them for garbage takes a fifth of the time."""
    collecting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if collecting:
            gc.enable()


def replay(paths: Sequence[Path], kernel: str | None, out: TextIO) -> bool:
    """Carries all histories out and prints how each went; whether all agree. Raises OSError for an unreadable file."""
    agreed = total = same = batches = 0
    for path in history_files(paths):
        with _without_collections():
            result = replay_file(path, kernel)
        out.write(f"{result.name} {result.agreed}/{result.total} final {'same' if result.same_end else 'differs'}\n")
        if result.difference is not None:
            one = result.difference
            out.write(f"  {one.where}: expected {one.expected}, got {one.got}\n")
        agreed, total = agreed + result.agreed, total + result.total
        same, batches = same + result.same_end, batches + 1
    out.write(f"{agreed} of {total} operations agree, {same} of {batches} batches end the same\n")
    return batches > 0 and agreed == total and same == batches

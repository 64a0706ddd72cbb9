"""How fast does the allocator serve, how much memory does a zone take, how long does a state from a report take?"""

from __future__ import annotations

import io
import json
import time
import tracemalloc

from engine.buddy.eras import allocator_of
from engine.buddy.layout import lay_out
from engine.buddy.machine import Machine
from engine.buddy.replay import history_files, replay
from engine.buddy.simulation import Simulation
from engine.buddy.workload import MIXES, Run, plan
from engine.buddy.zone import MOVABLE, BuddyZone, code_of
from engine.kernels.generations import rules_named
from engine.model.zone import FreeArea, MigrateType, Zone
from tests.bench.measure import Row
from tests.tree import ROOT

_FRAMES = 1 << 20
_STEPS = 300_000
_RELEASE = "7.2"
_ORDINARY = frozenset({MigrateType.UNMOVABLE, MigrateType.MOVABLE, MigrateType.RECLAIMABLE})
_COUNTS = (200_000, 90_000, 40_000, 20_000, 9_000, 4_000, 1_500, 500, 200, 90, 400)


def rows() -> list[Row]:
    """The allocator's figures."""
    return [*(_workload(cpus) for cpus in (False, True)), _memory(), _state(), _replay()]


def four_gigabytes() -> Simulation:
    """A zone of 1 M frames, all free."""
    zone = BuddyZone("Normal", 0, 2, _FRAMES, _FRAMES, 10, 9)
    zone.min, zone.low, zone.high = 11_000, 13_750, 16_500
    zone.lowmem_reserve = (0,) * 5
    zone.fill(code_of(10, MOVABLE), range(0, _FRAMES, 1 << 10))
    zone.free = _FRAMES
    rules = rules_named(_RELEASE)
    assert rules is not None
    layout = ("DMA", "DMA32", "Normal", "Movable", "Device")
    return Simulation(Machine([zone], {0: ((zone,), (zone,))}, layout, rules, allocator_of(_RELEASE)))


def _workload(cpus: bool) -> Row:
    simulation = four_gigabytes()
    if cpus:
        simulation.machine.use_cpu_lists(4096, 4)
    wall = processor = 0.0
    for mix in MIXES:
        run = Run(plan(mix, 1, _STEPS), simulation)
        start, used = time.perf_counter(), time.process_time()
        run.go(_STEPS)
        wall, processor = wall + time.perf_counter() - start, processor + time.process_time() - used
    steps = _STEPS * len(MIXES)
    lists = "with" if cpus else "without"
    what = f"allocations and frees on 4 GiB {lists} per-CPU lists, {len(MIXES)} mixes, {steps:,} in all"
    figure = f"{steps / wall:,.0f} a second, {steps / processor:,.0f} a processor second"
    return Row(what, figure, "300,000 a second", _floor())


def _floor() -> str:
    held: dict[int, None] = {}
    start = time.perf_counter()
    for number in range(_STEPS):
        held[number] = None
        held.popitem()
    return f"a dictionary's entry put and taken: {_STEPS / (time.perf_counter() - start):,.0f} a second"


def _memory() -> Row:
    tracemalloc.start()
    simulation = four_gigabytes()
    zone = simulation.zones[0]
    ask = simulation.request(0, 0xCC0)
    while simulation.serve(ask) is not None:
        pass
    full = tracemalloc.get_traced_memory()[0]
    for frame in range(0, _FRAMES, 2):
        if zone.state[frame]:
            simulation.release(zone, frame, 0)
    scattered = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    figure = f"{scattered / 2**20:.0f} MB with every other page free, {full / 2**20:.0f} MB full"
    return Row("memory of a zone of 4 GiB", figure, "64 MB")


def sixteen_gigabytes() -> Zone:
    """A zone of 4 M frames as a report prints it, in very many pieces."""
    areas = tuple(FreeArea(count, _ORDINARY) for count in _COUNTS)
    return Zone(0, "Normal", managed=4 << 20, present=4 << 20, free_areas=areas)


def _state() -> Row:
    report = sixteen_gigabytes()
    start, used = time.perf_counter(), time.process_time()
    lay_out(report, 1)
    wall, processor = time.perf_counter() - start, time.process_time() - used
    figure = f"{wall:.2f} s, {processor:.2f} s of the processor, {sum(_COUNTS):,} free blocks"
    return Row("a state from a report of 16 GiB", figure, "1 s")


def _replay() -> Row:
    paths = list(history_files([ROOT / "tests" / "data" / "replay"])) * 5
    start, used = time.perf_counter(), time.process_time()
    out = io.StringIO()
    replay(paths, None, out)
    wall, processor = time.perf_counter() - start, time.process_time() - used
    total = int(out.getvalue().rsplit("\n", 2)[1].split(" of ")[1].split()[0])
    start = time.perf_counter()
    for path in paths:
        json.loads(path.read_bytes())
    floor = f"parsing the JSON alone: {total / (time.perf_counter() - start):,.0f} a second"
    figure = f"{total / wall:,.0f} a second, {total / processor:,.0f} a processor second"
    return Row("replay, comparing included", figure, "20,000 a second", floor)

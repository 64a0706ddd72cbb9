"""What was read from a text: the events in it, each with its values and where every value stood."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from engine.model.oom import OomFacts
from engine.model.scenario import Scenario
from engine.model.slab import SlubFacts, VmallocFacts

Key = tuple[str | int, ...]
"""The name of one value: ("request", "order"), ("zone", 1, "free"), ("zone", 1, "nr_free", 4), ("zone", 1, "types", 4),
("zone", 1, "lowmem_reserve", 2), ("zone", 1, "total"), ("kernel", "release"), ("comm",), ("pid",), ("time",)."""


class Place(NamedTuple):
    """Where a value stands in the text as it came: 1-based line, 0-based columns (characters), `end` excluded."""

    line: int
    start: int
    end: int


class Level(Enum):
    """How much a diagnostic matters."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """Something lost, repaired or doubtful, told at its place.

    `place.end` may equal `start`: the whole line is meant.
    """

    level: Level
    message: str
    place: Place


class Frame(NamedTuple):
    """One frame of the call trace.

    `reliable` is False for "? name"; `context` is what the marks around it say (IRQ, NMI, TASK).
    """

    function: str
    module: str | None
    line: int
    reliable: bool = True
    context: str | None = None


class Kind(Enum):
    """What kind of event a report is; the values are those of the command line's JSON."""

    PAGE_ALLOC_FAILURE = "page_alloc_failure"
    OOM_KILL = "oom_kill"
    MEMCG_OOM = "memcg_oom"
    SHOW_MEM = "show_mem"
    SLUB = "slub"
    VMALLOC = "vmalloc"
    PROC = "proc"


@dataclass(frozen=True, slots=True)
class Report:
    """One event as read.

    `used_lines` tells by 1-based line number what each line gave ("header", "zone", "buddy", …). `places` are by the
    key of the value. `totals` are the Mem-Info totals by printed name, in pages. `oom`, `slub` and `vmalloc` hold what
    such texts say beside the zones. `repeats` counts events like it that the log says were left out here (“callbacks
    suppressed”, “message repeated”). `tail` holds the figures below the free lists by the names of read/tail.py.
    """

    kind: Kind
    first_line: int
    last_line: int
    scenario: Scenario
    time: str | None = None
    comm: str | None = None
    pid: int | None = None
    cpu: int | None = None
    frames: Sequence[Frame] = ()
    totals: Mapping[str, int] = field(default_factory=dict)
    places: Mapping[Key, Place] = field(default_factory=dict)
    used_lines: Mapping[int, str] = field(default_factory=dict)
    complete: bool = True
    oom: OomFacts | None = None
    slub: SlubFacts | None = None
    vmalloc: VmallocFacts | None = None
    repeats: int = 0
    tail: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """All that one text gave. `lines` is the number of lines in it, `sha256` that of its bytes as they came."""

    name: str
    sha256: str
    lines: int
    reports: tuple[Report, ...]
    diagnostics: tuple[Diagnostic, ...]

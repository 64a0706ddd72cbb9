"""What do the lines of an OOM report say that are neither header nor listing?

Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re
from dataclasses import replace

from engine.model.oom import UNLIMITED_KB, Charge, KilledTask, MemcgFacts, OomFacts
from engine.model.report import Kind
from engine.model.scenario import Trait
from engine.read.header import Header
from engine.read.pattern import blanks
from engine.read.tasks import LazyTasks

_TASK = r"(?P<pid>\d{1,10})(?:, UID \d{1,10})?,? ?\((?P<comm>[^\n]{1,64}?)\)"
_WHY = r"(?P<why>Out of [Mm]emory(?: \([a-z_]{1,40}\))?|Memory cgroup out of memory)"
_CHOSEN = re.compile(blanks(rf"{_WHY}: ?[Kk]ill process {_TASK} score (?P<score>\d{{1,9}})"))
_KILLED = re.compile(blanks(rf"(?:{_WHY}: ?)?Killed process {_TASK}(?= (?:total-vm|vsz):|,|\.?$)"))
_GROUP_KILL = re.compile(blanks(r"Tasks in \S+ are going to be killed due to memory\.oom\.group set"))
_SIZES = re.compile(
    r"\b(total-vm|vsz|(?:anon|file|shmem)-rss|pgtables|UID|oom_score_adj):\s?(-?\d{1,18})(?:kB)?(?=[\s,]|$)", re.ASCII
)
_SIZE_SIGNS = (" total-vm:", " vsz:")
"""What stands behind a killed task's name: vsz in 2.6.33 - 2.6.35 (mm/oom_kill.c, __oom_kill_task)."""
_REAPED = re.compile(blanks(rf"oom_reaper: reaped process {_TASK}(?=,|$)"))
_CONSTRAINT = re.compile(r"oom-kill:constraint=(?P<constraint>[A-Z_]+)")
_CONSTRAINT_PART = re.compile(r"[,:](?P<name>[a-z_]+)=(?P<value>[^,\n]*)(?=,)")
_MEMS = re.compile(r",mems_allowed=(\d{1,4}(?:[,-]\d{1,4}){0,64})(?=,[a-z])", re.ASCII)
_CHARGE = re.compile(
    blanks(
        r"(?P<what>memory|memory\+swap|swap|kmem): ?usage (?P<usage>\d{1,18})kB, limit (?P<limit>\d{1,19})kB"
        r"(?:, ?failcnt (?P<failcnt>\d{1,18}))?"
    )
)
_OF_GROUP = re.compile(
    blanks(
        r"Memory cgroup stats (?:for (?P<stats>[^\s:][^\n]*?):|: ?)"
        r"|Task in \S+ killed as a result of limit of (?P<limit>\S+)"
    )
)
_PANIC = re.compile(
    blanks(r"Kernel panic - not syncing: (?P<panic>(?:Out of memory|out of memory|System is deadlocked)[^\n]{0,80})")
)
_NO_VICTIM = re.compile(
    blanks(r"(?:Out of memory and|Memory cgroup out of memory and|Out of memory:) no killable process")
)
_SCORE_ADJ = re.compile(r"oom_(?:score_)?adj=(-?\d{1,5})(?!\d)|oomkilladj=(-?\d{1,3})(?!\d)", re.ASCII)


class OomReader:
    """Collects what one OOM report's lines say.

    `memcg_said` is True once one of them names a memory cgroup's limit; `mems_allowed` is a list of nodes as printed.
    """

    __slots__ = (
        "_charges",
        "_chosen",
        "_constraint",
        "_group_kill",
        "_group_name",
        "_killed",
        "_no_victim",
        "_panic",
        "_tasks",
        "_traits",
        "manual",
        "memcg_said",
        "mems_allowed",
    )

    def __init__(self) -> None:
        self.manual = False
        self.memcg_said = False
        self.mems_allowed: str | None = None
        self._chosen: KilledTask | None = None
        self._constraint: str | None = None
        self._group_kill = False
        self._traits: set[Trait] = set()
        self._killed: list[KilledTask] = []
        self._charges: dict[str, Charge] = {}
        self._group_name: str | None = None
        self._no_victim = False
        self._panic: str | None = None
        self._tasks: LazyTasks | None = None

    def is_of_another(self, text: str) -> bool:
        """Whether a line tells of another kill than this report's: only the rate of whole reports is limited."""
        if _CHOSEN.match(text) is not None:
            return self._chosen is not None or bool(self._killed)
        found = _KILLED.match(text)
        if found is None or found["why"] is None or self._group_kill or not self._killed:
            return False
        return all(task.pid != int(found["pid"]) for task in self._killed)

    def is_past_limit(self) -> bool:
        """Whether the limit was told, or the end: what else tells of a memory cgroup's limit is of another report."""
        return "memory" in self._charges or self.ended()

    def read(self, text: str) -> bool:
        """Take one line; False if it says nothing here."""
        return (
            self._charge(text)
            or self._group(text)
            or self._kill(text)
            or self._reaped(text)
            or self._constrained(text)
            or self._ending(text)
        )

    def take_tasks(self, tasks: LazyTasks) -> None:
        """The table of tasks; the first one counts."""
        self._tasks = self._tasks or tasks

    def _charge(self, text: str) -> bool:
        found = _CHARGE.match(text)
        if found is None:
            return False
        limit, failcnt = int(found["limit"]), found["failcnt"]
        charge = Charge(
            int(found["usage"]),
            None if limit >= UNLIMITED_KB else limit,
            None if failcnt is None else int(failcnt),
        )
        self._charges[found["what"]] = charge
        self.memcg_said = True
        return True

    def _group(self, text: str) -> bool:
        if _GROUP_KILL.match(text) is not None:
            self._group_kill = self.memcg_said = True
            return True
        found = _OF_GROUP.match(text)
        if found is None:
            return False
        self._group_name = found["limit"] or self._group_name or found["stats"]
        self.memcg_said = True
        return True

    def _kill(self, text: str) -> bool:
        chosen, killed = _CHOSEN.match(text), _KILLED.match(text)
        found = chosen or killed
        if found is None:
            return False
        self.memcg_said = self.memcg_said or (found["why"] or "").startswith("Memory cgroup")
        task = KilledTask(int(found["pid"]), found["comm"])
        if chosen is not None:
            self._chosen = replace(task, score=int(chosen["score"]))
            self._traits.add(Trait.OOM_TWO_LINES)
            return True
        if found["why"] is not None and " total-vm:" in text:
            self._traits.add(Trait.OOM_ONE_LINE)
        if any(one.pid == task.pid for one in self._killed):
            return True
        score = self._chosen.score if self._chosen is not None and self._chosen.pid == task.pid else None
        sizes = {name: int(figure) for name, figure in _SIZES.findall(text)}
        self._killed.append(
            KilledTask(
                task.pid,
                task.comm,
                sizes.get("total-vm", sizes.get("vsz")),
                sizes.get("anon-rss"),
                sizes.get("file-rss"),
                sizes.get("shmem-rss"),
                sizes.get("pgtables"),
                sizes.get("UID"),
                sizes.get("oom_score_adj"),
                score,
            )
        )
        return True

    def _reaped(self, text: str) -> bool:
        found = _REAPED.match(text)
        if found is None:
            return False
        pid = int(found["pid"])
        self._killed = [replace(one, reaped=True) if one.pid == pid else one for one in self._killed]
        return True

    def _constrained(self, text: str) -> bool:
        found = _CONSTRAINT.match(text)
        if found is None:
            return False
        self._constraint = found["constraint"]
        mems = _MEMS.search(text)
        self.mems_allowed = None if mems is None else mems[1]
        parts = {part["name"]: part["value"] for part in _CONSTRAINT_PART.finditer(text)}
        if self._constraint == "CONSTRAINT_MEMCG":
            self.memcg_said = True
            self._group_name = parts.get("oom_memcg") or self._group_name
        return True

    def _ending(self, text: str) -> bool:
        found = _PANIC.match(text)
        if found is not None:
            self._panic = found["panic"].strip()
            self._no_victim = self._no_victim or "no killable" in self._panic
            return True
        if _NO_VICTIM.match(text) is None:
            return False
        self._no_victim = True
        return True

    def ended(self) -> bool:
        """Whether the text tells how it ended: a kill, nobody to kill, or a panic."""
        return bool(self._killed or self._no_victim or self._panic)

    def traits(self) -> set[Trait]:
        """What the lines tell of the kernel."""
        return self._traits if self._constraint is None else self._traits | {Trait.OOM_CONSTRAINT}

    def facts(self, header: Header | None) -> OomFacts:
        """All that was said."""
        order = None if header is None else header.value("order")
        mask = None if header is None else header.value("mask")
        names = None if header is None else header.value("names")
        adj = None if header is None else _SCORE_ADJ.search(header.line.text, header.found.end("mask"))
        number = int(order) if order is not None and len(order) <= 4 else None
        return OomFacts(
            order=number,
            gfp_mask=int(mask, 16) if mask is not None and len(mask) <= 18 else None,
            gfp_names=tuple(name.strip() for name in names.split("|") if name.strip()) if names else (),
            oom_score_adj=None if adj is None else int(adj[1] or adj[2]),
            manual=self.manual or number == -1,
            constraint=self._constraint,
            killed=self._victims(),
            tasks=() if self._tasks is None else self._tasks,
            memcg=self._memcg() if self.memcg_said else None,
            no_victim=self._no_victim,
            panic=self._panic,
        )

    def _memcg(self) -> MemcgFacts:
        charges = self._charges
        return MemcgFacts(
            name=self._group_name,
            memory=charges.get("memory"),
            memsw=charges.get("memory+swap"),
            swap=charges.get("swap"),
            kmem=charges.get("kmem"),
        )

    def _victims(self) -> tuple[KilledTask, ...]:
        """Those that were killed; where the log stops before, the one that was chosen."""
        if self._killed:
            return tuple(self._killed)
        return () if self._chosen is None else (self._chosen,)


def tells_limit(text: str) -> bool:
    """Whether a line is the first of those that tell of a memory cgroup's limit: the task, or the memory charged."""
    charge = _CHARGE.match(text)
    if charge is not None:
        return charge["what"] == "memory"
    group = _OF_GROUP.match(text)
    return group is not None and group["limit"] is not None


def tells_panic(text: str) -> bool:
    """Whether a line tells of a panic for want of memory, which ends the text of an OOM report."""
    return _PANIC.match(text) is not None


def kill_kind(text: str) -> Kind | None:
    """Which kind of event a line tells of that names a kill; None for one that names neither reason nor sizes."""
    found = _CHOSEN.match(text) or _KILLED.match(text)
    if found is None or (found["why"] is None and not any(size in text for size in _SIZE_SIGNS)):
        return None
    return Kind.MEMCG_OOM if (found["why"] or "").startswith("Memory cgroup") else Kind.OOM_KILL

"""Who asked for the memory? The first frame of the call trace that is outside of the allocator and its wrappers.

requester.json beside this file holds the functions of each layer, of the memory-management paths that are a reason of
their own, of what can be under way, and cases with what happens when their request fails (allocator.md section n,
names of 2.6.32 – 7.1).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from engine.model.report import Frame, Report

_DATA = Path(__file__).with_name("requester.json")
_MODULE_REACH = 3
_CASE_REACH = 4
_REASON_REACH = 2
_PRINTING_REACH = 12
"""Frames from the top among which the last one is looked for that only prints."""
_WRAPPER_NAMES = (
    "kmem_cache_alloc",
    "kmalloc",
    "kzalloc",
    "kvmalloc",
    "kvzalloc",
    "vmalloc",
    "vzalloc",
    "alloc_pages",
    "alloc_frozen_pages",
    "get_free_page",
    "folio_alloc",
    "alloc_skb",
    "netdev_alloc",
    "napi_alloc",
    "page_frag_alloc",
    "dma_alloc",
    "slab_alloc",
    "mempool_alloc",
    "pcpu_alloc",
    "warn_alloc",
    "dump_header",
    "dump_stack",
    "oom_kill_process",
    "out_of_memory",
    "mem_cgroup_out_of_memory",
    "mem_cgroup_oom",
)
"""How names begin, underscores aside, of wrappers that newer kernels may add."""
_PRINTING = frozenset({"printing"})
_NOT_TOLD = ("printing", "page_allocator")
_BOOT = frozenset({"start_kernel", "kernel_init", "alloc_large_system_hash"})
_FAILURES = frozenset({"warn_alloc", "warn_alloc_failed", "slab_out_of_memory", "dump_header", "oom_kill_process"})
"""Of the functions that print those that do it only for want of memory."""
_SYSTEM_CALL = re.compile(
    r"(?:__(?:x64|ia32|x32|arm64|riscv|s390x?|powerpc|loongarch|se|do)_)?(?:compat_)?[sS]y[sS]_(\w+)"
)
_FREEING = ("kfree", "kmem_cache_free")
"""What such functions leave on a stack is of an earlier call: they ask for nothing."""
_NAMELESS = re.compile(r"T\.\d+")
"""What gcc up to 4.5 called the parts that it made of local functions: it tells nothing."""
_ABI = re.compile(r"ia32_|compat_")


_WORKERS = ("kworker/", "ksoftirqd/", "kswapd", "kcompactd", "khugepaged", "irq/")
"""How the names of kernel threads begin that do others' work, should the trace end before it shows that."""


HOT_ADD = "memory hot-add"
"""The case whose large blocks have small ones behind them, and its single pages nothing."""


class Context(Enum):
    """In what context the request was made."""

    PROCESS = "process"
    SOFTIRQ = "softirq"
    HARDIRQ = "hard interrupt"
    NMI = "NMI"
    INTERRUPT = "interrupt"
    """Of what kind the trace does not show."""


_MARKS = {"NMI": Context.NMI, "SOFTIRQ": Context.SOFTIRQ, "IRQ": Context.INTERRUPT}


class Part(Enum):
    """What the process that the report names has to do with the request."""

    ASKED = "asked for it itself"
    WORKER = "is a kernel thread that did somebody's work"
    BYSTANDER = "was only interrupted by it"


class Underway(NamedTuple):
    """What was being done when memory was asked for, and what follows if that fails; `line` is that of its frame."""

    what: str
    then: str
    function: str
    line: int


class Known(NamedTuple):
    """What is known of a requester or of a wrapper: what follows a refusal there, graded, and where that is from.

    `wrapper` says that it tells how memory was asked for, not for what. It is known of functions built in or in these
    `modules` only, where any are named: other modules use the same names; and of requests of `from_order` or above.
    """

    case: str
    what_happens: str
    grade: str
    source: str = "allocator.md section n"
    wrapper: bool = False
    modules: Sequence[str] = ()
    from_order: int = 0

    def holds_in(self, module: str | None, order: int) -> bool:
        """Whether it is known of a function in this module that asks for a block of an order."""
        return order >= self.from_order and (module is None or not self.modules or module in self.modules)


class Requester(NamedTuple):
    """Who asked.

    `line` is the 1-based line of its frame. `reason` is the path of memory management through which it asked (“page
    fault”), None for a direct request; `how` are the layers of wrappers passed, innermost first. `known` is what
    `case_of` is known for (the function itself, else a caller close by, else a wrapper that it used); None where
    nothing is known. `system_call` is what the process had called, `work` the function that a worker thread was given,
    `underway` what was being done. `certain` is False if the trace has doubtful frames only, or ends at the allocator:
    then `shown` is False, too, and the function is the last wrapper that it shows.
    """

    function: str
    module: str | None
    line: int
    context: Context
    part: Part
    reason: str | None = None
    how: tuple[str, ...] = ()
    known: Known | None = None
    case_of: str | None = None
    system_call: str | None = None
    work: str | None = None
    certain: bool = True
    shown: bool = True
    underway: Underway | None = None

    @property
    def case(self) -> str | None:
        """The name of what is known."""
        return None if self.known is None else self.known.case

    @property
    def what_happens(self) -> str | None:
        """What follows a refusal, as far as that is known."""
        return None if self.known is None else self.known.what_happens

    @property
    def title(self) -> str:
        """The function with its module: "page_to_skb [virtio_net]"."""
        return self.function if self.module is None else f"{self.function} [{self.module}]"


class _Facts(NamedTuple):
    """The data by function; `below` are all that stand below a requester: entry, interrupt and thread frames."""

    wrappers: Mapping[str, str]
    reasons: Mapping[str, str]
    entry: frozenset[str]
    contexts: Mapping[str, Context]
    below: frozenset[str]
    cases: Mapping[str, Known]
    underway: Mapping[str, tuple[str, str]]


@lru_cache(maxsize=1)
def _facts() -> _Facts:
    data = json.loads(_DATA.read_text(encoding="utf-8"))
    cases: dict[str, Known] = {}
    for row in data["cases"]:
        known = Known(**{name: value for name, value in row.items() if name != "functions"})
        cases |= dict.fromkeys(row["functions"], known)
    contexts = dict.fromkeys(data["softirq"], Context.SOFTIRQ) | dict.fromkeys(data["interrupt"], Context.HARDIRQ)
    return _Facts(
        {function: layer for layer, functions in data["wrappers"].items() for function in functions},
        {function: reason for reason, functions in data["reasons"].items() for function in functions},
        frozenset(data["entry"]),
        contexts,
        frozenset({*data["entry"], *contexts}),
        cases,
        {function: (row["what"], row["then"]) for row in reversed(data["underway"]) for function in row["functions"]},
    )


def requester(report: Report) -> Requester | None:
    """Who asked for the memory of a report; None without a call trace that shows more than the report's printing."""
    frames = tuple(report.frames)
    if not frames:
        return None
    facts = _facts()
    frames = tuple(frame for frame in frames if _NAMELESS.fullmatch(frame.function) is None)
    sure = [frame for frame in frames if frame.reliable]
    trace = _Trace(sure, facts)
    found = trace.find()
    certain = found is not None
    if found is None and len(sure) < len(frames):
        trace = _Trace([frame for frame in frames if not frame.function.startswith(_FREEING)], facts)
        found = trace.find()
    if found is None:
        return None
    at, direct = found
    name, frame = trace.names[at], trace.frames[at]
    context = trace.context(at, report)
    work = trace.work(at)
    request = report.scenario.request
    case_of, known = trace.case(at, 0 if request is None else request.order) or (None, None)
    return Requester(
        function=name,
        module=frame.module,
        line=frame.line,
        context=context,
        part=_part(context, report.comm, work),
        reason=facts.reasons.get(name),
        how=tuple(dict.fromkeys([layer for layer in trace.how if layer not in _NOT_TOLD])),
        known=known,
        case_of=case_of,
        system_call=trace.system_call(at) if context is Context.PROCESS else None,
        work=work,
        certain=certain and direct,
        shown=direct,
        underway=trace.underway(at) if context is Context.PROCESS else None,
    )


class _Trace:
    """The frames that count, with their plain names. `how` are the layers passed on the way to the requester."""

    __slots__ = ("_facts", "frames", "how", "names")

    def __init__(self, frames: Sequence[Frame], facts: _Facts) -> None:
        self._facts = facts
        self.frames = frames
        self.names = [base_name(frame.function) for frame in frames]
        self.how: list[str] = []

    def find(self) -> tuple[int, bool] | None:
        """The requester's index, and whether it stands in the trace itself: where the trace ends in the allocator or
        goes on with an entry frame, the last wrapper has to do (allocator.md n).
        """
        names, how = self.names, self.how
        printing = [index for index, name in enumerate(names[:_PRINTING_REACH]) if _layer(name) == "printing"]
        for index in range(printing[-1] if printing else 0, len(names)):
            layer = _layer(names[index])
            if layer is not None:
                how.append(layer)
            elif names[index] in self._facts.below:
                return self._last_wrapper(index - 1)
            else:
                return (self._preferred(index), True) if self._tells(index) else None
        return self._last_wrapper(len(names) - 1)

    def _tells(self, end: int) -> bool:
        """Whether the frames above one show that memory was asked for; other warnings print traces, too."""
        return not _PRINTING.issuperset(self.how) or not _FAILURES.isdisjoint(self.names[:end])

    def _last_wrapper(self, index: int) -> tuple[int, bool] | None:
        return (index, False) if self.how and self.how[-1] != "printing" else None

    def _preferred(self, index: int) -> int:
        """A path of memory management right below names the kind better than its helper, a module better than built-in
        helpers.
        """
        facts, context = self._facts, self.frames[index].context
        near = range(index, min(index + 1 + _MODULE_REACH, len(self.names)))
        for at in near[: 1 + _REASON_REACH]:
            if self.names[at] in facts.reasons and self.frames[at].context == context:
                return at
        for at in near:
            if self.names[at] in facts.below or self.frames[at].context != context:
                break
            if self.frames[at].module is not None:
                return at
        return index

    def context(self, at: int, report: Report) -> Context:
        """By the mark that stands above the frame, and by what the frames below it under the same mark run in."""
        mark = self.frames[at].context
        context = _MARKS.get(mark or "")
        if context not in (None, Context.INTERRUPT):
            return context
        for index in range(at, len(self.names)):
            if self.names[index] in self._facts.contexts and self.frames[index].context == mark:
                return self._facts.contexts[self.names[index]]
        if context is None and report.pid in (0, None) and (report.comm or "").split("/")[0] == "swapper":
            return Context.INTERRUPT if _BOOT.isdisjoint(self.names) else Context.PROCESS
        return context or Context.PROCESS

    def work(self, at: int) -> str | None:
        """The function that a worker thread or a kernel thread was running."""
        for index in range(at + 1, len(self.names)):
            caller, name = self.names[index], self.names[index - 1]
            if caller == "process_one_work" or (caller == "kthread" and name != "worker_thread"):
                return name
        return None

    def system_call(self, at: int) -> str | None:
        """The system call at the bottom of the trace."""
        return next(filter(None, map(_called, reversed(self.names[at:]))), None)

    def underway(self, at: int) -> Underway | None:
        """What was being done, by the nearest caller that tells."""
        for index in range(at + 1, len(self.names)):
            told = self._facts.underway.get(self.names[index])
            if told is not None:
                return Underway(*told, self.names[index], self.frames[index].line)
        return None

    def case(self, at: int, order: int) -> tuple[str, Known] | None:
        """What is known of the requester, else of a caller close by, else of the wrapper that it used."""
        cases, context = self._facts.cases, self.frames[at].context
        for index in range(at, min(at + _CASE_REACH, len(self.names))):
            name = self.names[index]
            if self.frames[index].context != context or name in self._facts.entry:
                break
            if name in cases and cases[name].holds_in(self.frames[index].module, order):
                return name, cases[name]
        passed = (name for name in reversed(self.names[:at]) if name in cases)
        return next(((name, cases[name]) for name in passed if order >= cases[name].from_order), None)


@lru_cache(maxsize=4096)
def base_name(function: str) -> str:
    """A function's name without what the compiler and allocation profiling append (“.isra.0”, “_noprof”)."""
    return function.lstrip(".").partition(".")[0].removesuffix("_noprof")


@lru_cache(maxsize=4096)
def _layer(name: str) -> str | None:
    """The layer of wrappers that a function belongs to; None if to none."""
    layer = _facts().wrappers.get(name)
    if layer is None and name.lstrip("_").startswith(_WRAPPER_NAMES) and name not in _facts().reasons:
        return "page_allocator"
    return layer


def _part(context: Context, comm: str | None, work: str | None) -> Part:
    if context is not Context.PROCESS:
        return Part.WORKER if (comm or "").startswith("ksoftirqd/") else Part.BYSTANDER
    return Part.WORKER if work is not None or (comm or "").startswith(_WORKERS) else Part.ASKED


@lru_cache(maxsize=4096)
def _called(name: str) -> str | None:
    found = _SYSTEM_CALL.fullmatch(name)
    return None if found is None else _ABI.sub("", found[1])


def requester_words(who: Requester, comm: str | None) -> str:
    """The requester for reading: "page_to_skb [virtio_net] in softirq context; kworker/3:6 was only interrupted"."""
    words = who.title
    known = who.case if who.case_of is not None and _layer(who.case_of) is None else None
    if not who.shown:
        words = f"not shown: the call trace ends inside the kernel's helpers, at {words}"
    elif who.reason is not None or known is not None:
        words += f" ({who.reason or known})"
    if not who.certain and who.shown:
        words += ", as far as the trace shows"
    if who.context is not Context.PROCESS:
        words += f", in {who.context.value} context"
    if who.part is Part.BYSTANDER and comm:
        words += f"; {comm} only happened to run"
    elif who.work is not None and who.work != who.function:
        words += f", at work for {who.work}"
    if who.system_call is not None:
        words += f", called through {who.system_call}()"
    return words

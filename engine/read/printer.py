"""Which kind of event printed a trace whose first line is not in the text?"""

from __future__ import annotations

from collections.abc import Iterable

from engine.model.report import Frame, Kind

_OOM_FRAMES = frozenset({"out_of_memory", "oom_kill_process", "mem_cgroup_out_of_memory"})
_WARNING_FRAMES = frozenset({"warn_alloc", "warn_alloc_failed"})


def kind_told_by(frames: Iterable[Frame]) -> Kind | None:
    """The kind that the functions tell; None where they don't."""
    functions = [frame.function.partition(".")[0].removesuffix("_noprof") for frame in frames if frame.reliable]
    if not _OOM_FRAMES.isdisjoint(functions):
        return Kind.MEMCG_OOM if "mem_cgroup_out_of_memory" in functions else Kind.OOM_KILL
    warned = next((place for place, function in enumerate(functions) if function in _WARNING_FRAMES), None)
    if warned is None:
        return None
    caller = next(iter(functions[warned + 1 :]), "")
    if caller.startswith("__vmalloc"):
        return Kind.VMALLOC
    return Kind.PAGE_ALLOC_FAILURE if caller.startswith("__alloc_") else None

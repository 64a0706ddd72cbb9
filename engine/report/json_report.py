"""What does the command line's JSON say? The keys are a contract (schema buddyscope/1): add freely, rename never."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from engine.check.bounds import ENORMOUS
from engine.check.outcome import ZoneWalk
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.requester import requester, requester_words
from engine.model.oom import OomFacts
from engine.model.report import Diagnostic, Reading, Report
from engine.model.slab import SlubFacts, VmallocFacts
from engine.model.trace import FailedAt
from engine.model.units import show_bytes
from engine.model.zone import FreeArea, MigrateType, Zone
from engine.report.known_request import known_request

SCHEMA = "buddyscope/1"
_LETTERS = "UMERHCI"

Json = dict[str, Any]


def answer_json(readings: Sequence[Reading], analysed: Sequence[Sequence[Analysis]]) -> Json:
    """The whole answer: every input with its reports, each with its analysis, and all diagnostics."""
    return {
        "schema": SCHEMA,
        "inputs": [{"name": one.name, "sha256": one.sha256, "lines": one.lines} for one in readings],
        "reports": [
            report_json(report, analysis, index)
            for index, (reading, analyses) in enumerate(zip(readings, analysed, strict=True))
            for report, analysis in zip(reading.reports, analyses, strict=True)
        ],
        "diagnostics": [
            diagnostic_json(diagnostic, index) for index, one in enumerate(readings) for diagnostic in one.diagnostics
        ],
    }


def diagnostic_json(diagnostic: Diagnostic, index: int) -> Json:
    """One loss or repair, with the line it stands on."""
    return {
        "input": index,
        "line": diagnostic.place.line,
        "level": diagnostic.level.value,
        "message": diagnostic.message,
    }


def report_json(report: Report, analysis: Analysis, index: int) -> Json:
    """One report with its verdict; `index` is that of its input."""
    rules = analysis.rules
    return {
        "kind": report.kind.value,
        "input": index,
        "first_line": report.first_line,
        "last_line": report.last_line,
        "time": report.time,
        "comm": report.comm,
        "pid": report.pid,
        "kernel": report.scenario.kernel.release,
        "page_size": report.scenario.page_size if report.scenario.zones else None,
        "rules": {
            "generation": rules.rules.generation,
            "label": rules.rules.label,
            "because": rules.because,
            "alternatives": [row.label for row in rules.alternatives],
        },
        "request": known_request(report, analysis) if analysis.request is None else request_json(analysis),
        "zones": [zone_json(zone) for zone in analysis.scenario.zones],
        "verdict": {
            "outcome": analysis.outcome.value,
            "sentence": analysis.sentence,
            "notes": list(analysis.notes),
            "zones": [zone_verdict_json(zone) for zone in analysis.zones],
        },
        "trace": [{"function": frame.function, "module": frame.module, "line": frame.line} for frame in report.frames],
        "requester": requester_json(report),
        "complete": report.complete,
        "repeats": report.repeats,
        "oom": None if report.oom is None else oom_json(report.oom),
        "slub": None if report.slub is None else slub_json(report.slub),
        "vmalloc": None if report.vmalloc is None else vmalloc_json(report.vmalloc),
    }


def oom_json(facts: OomFacts) -> Json:
    """What an OOM report says beside the zones; the task table's sizes are in pages, as printed."""
    memcg = facts.memcg
    return {
        "order": facts.order,
        "gfp_mask": _mask(facts.gfp_mask),
        "gfp_flags": list(facts.gfp_names),
        "oom_score_adj": facts.oom_score_adj,
        "manual": facts.manual,
        "constraint": facts.constraint,
        "no_victim": facts.no_victim,
        "panic": facts.panic,
        "killed": [asdict(task) for task in facts.killed],
        "memcg": None if memcg is None else asdict(memcg),
        "tasks": [task._asdict() for task in facts.tasks],
    }


def slub_json(facts: SlubFacts) -> Json:
    """What SLUB's text says; sizes are bytes."""
    return {
        "allocator": facts.allocator,
        "count": facts.count,
        "node": facts.node,
        "gfp_mask": _mask(facts.gfp_mask),
        "gfp_flags": list(facts.gfp_names),
        "cache": facts.cache,
        "object_size": facts.object_size,
        "buffer_size": facts.buffer_size,
        "default_order": facts.default_order,
        "min_order": facts.min_order,
        "nodes": [node._asdict() for node in facts.nodes],
        "others": list(facts.others),
    }


def vmalloc_json(facts: VmallocFacts) -> Json:
    """What the texts of vmalloc say; sizes are bytes."""
    return {
        "size": facts.size,
        "allocated": facts.allocated,
        "page_order": facts.page_order,
        "reason": facts.reason,
        "gfp_mask": _mask(facts.gfp_mask),
        "gfp_flags": list(facts.gfp_names),
        "vmap_sizes": list(facts.vmap_sizes),
        "took_pages": facts.took_pages,
    }


def _mask(mask: int | None) -> str | None:
    return None if mask is None else f"{mask:#x}"


def requester_json(report: Report) -> Json | None:
    """Who asked, by the call trace; null where that shows nobody."""
    who = requester(report)
    if who is None:
        return None
    return {
        "function": who.function,
        "module": who.module,
        "line": who.line,
        "context": who.context.value,
        "part": who.part.name.lower(),
        "reason": who.reason,
        "how": list(who.how),
        "case": who.case,
        "case_of": who.case_of,
        "what_happens": who.what_happens,
        "system_call": who.system_call,
        "work": who.work,
        "certain": who.certain,
        "shown": who.shown,
        "words": requester_words(who, report.comm),
    }


def request_json(analysis: Analysis) -> Json:
    """What was asked, in the terms of the rules used; how large that is where zones tell the size of a page."""
    request = analysis.request
    assert request is not None
    return {
        "order": request.order,
        "size": show_bytes(request.size) if analysis.scenario.zones else None,
        "gfp_mask": f"{request.gfp_mask:#x}",
        "gfp_flags": list(request.gfp_flags),
        "highest_zone": request.highest_zone.upper(),
        "migratetype": request.migratetype.name,
        "mark": request.mark.value,
        "alloc_flags": list(request.alloc_flags),
    }


def zone_json(zone: Zone) -> Json:
    """One zone's figures in pages."""
    areas = zone.free_areas
    printed = areas is not None and any(area.types is not None for area in areas)
    return {
        "node": zone.node,
        "name": zone.name,
        "free": zone.free,
        "min": zone.min,
        "low": zone.low,
        "high": zone.high,
        "boost": zone.boost,
        "lowmem_reserve": None if zone.lowmem_reserve is None else list(zone.lowmem_reserve),
        "present": zone.present,
        "managed": zone.managed,
        "free_cma": zone.free_cma,
        "reserved_highatomic": zone.reserved_highatomic,
        "free_highatomic": zone.free_highatomic,
        "free_pcp": zone.free_pcp,
        "nr_free": None if areas is None else [area.nr_free for area in areas],
        "types": None if areas is None or not printed else [letters(area.types) for area in areas],
        "by_type": None if areas is None else by_type_json(areas),
        "total": zone.total,
    }


def by_type_json(areas: Sequence[FreeArea]) -> list[dict[str, int | None] | None] | None:
    """By order the blocks on each list, empty lists left out; a capped count is null. None where none are known."""
    if all(area.by_type is None for area in areas):
        return None
    return [None if area.by_type is None else {kind.value: blocks for kind, blocks in area.by_type} for area in areas]


def letters(types: frozenset[MigrateType] | None) -> str | None:
    """The lists as a report writes them: "UME"; "" for none, None where they are not printed."""
    return None if types is None else "".join(letter for letter in _LETTERS if MigrateType(letter) in types)


def zone_verdict_json(zone: ZoneAnswer) -> Json:
    """One zone's verdict, with the names of the check's own figures."""
    check = zone.walk.check
    return {
        "node": zone.zone.node,
        "name": zone.zone.name,
        "candidate": zone.candidate,
        "outcome": zone.outcome.value,
        "failed_at": _failed_at(zone.walk),
        "base_left": None if check is None else _known(check.base_left),
        "base_right": None if check is None else _known(check.base_right),
        "steps": None if check is None or check.steps is None else [[_known(a), _known(b)] for a, b in check.steps],
        "found_order": None if check is None else check.found_order,
        "unknown": [field[0] if len(field) == 1 else f"{field[0]}[{field[1]}]" for field in zone.walk.unknown],
        "reason": zone.reason,
    }


def _failed_at(walk: ZoneWalk) -> str | int | None:
    return walk.failed_at.value if isinstance(walk.failed_at, FailedAt) else walk.failed_at


def _known(pages: int) -> int | None:
    """A figure of the check, None where it stands for something that was not printed."""
    return None if abs(pages) >= ENORMOUS // 2 else pages

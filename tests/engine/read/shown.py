"""A reading as plain data, as the files of tests/data hold it."""

import json
from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from engine.model.oom import OomFacts, TaskRow
from engine.model.report import Diagnostic, Reading, Report
from engine.model.request import AllocRequest
from engine.model.slab import SlubFacts, VmallocFacts
from engine.model.zone import FreeArea, Zone

Data = dict[str, Any]
ZONE_FIELDS = (
    *(
        "free",
        "boost",
        "min",
        "low",
        "high",
        "present",
        "managed",
        "free_cma",
        "reserved_highatomic",
        "free_highatomic",
    ),
    "free_pcp",
)


def shown_reading(reading: Reading) -> Data:
    return {
        "reports": [shown_report(report) for report in reading.reports],
        "diagnostics": [shown_diagnostic(diagnostic) for diagnostic in reading.diagnostics],
    }


def shown_report(report: Report) -> Data:
    kernel, request = report.scenario.kernel, report.scenario.request
    reliable = [frame for frame in report.frames if frame.reliable]
    return {
        "kind": report.kind.value,
        "lines": [report.first_line, report.last_line],
        "complete": report.complete,
        "time": report.time,
        "comm": report.comm,
        "pid": report.pid,
        "cpu": report.cpu,
        "release": kernel.release,
        "package": kernel.package,
        "traits": sorted(trait.name for trait in kernel.traits),
        "page_size": report.scenario.page_size,
        "request": None if request is None else shown_request(request),
        "frames": len(report.frames),
        "reliable": [
            f"{frame.function} [{frame.module}]" if frame.module else frame.function for frame in reliable[:6]
        ],
        "totals": dict(report.totals),
        "zones": [shown_zone(zone) for zone in report.scenario.zones],
        **shown_facts(report),
    }


def shown_facts(report: Report) -> Data:
    """What is told beside the zones; only what there is. Of the task table the first and last row stand for all."""
    facts = {
        "oom": report.oom and {**shown_value(replace(report.oom, tasks=())), "tasks": shown_tasks(report.oom.tasks)},
        "slub": report.slub and shown_value(report.slub),
        "vmalloc": report.vmalloc and shown_value(report.vmalloc),
        "repeats": report.repeats or None,
    }
    return {name: fact for name, fact in facts.items() if fact is not None}


def shown_value(value: OomFacts | SlubFacts | VmallocFacts) -> Data:
    """A value without what is not printed, as JSON gives it back."""
    data: Data = json.loads(json.dumps(asdict(value)))
    return {name: one for name, one in data.items() if one is not None and one is not False and one != []}


def shown_tasks(tasks: Sequence[TaskRow]) -> list[Any]:
    return [len(tasks), *(list(row) for row in (tasks[:1] if len(tasks) < 2 else (tasks[0], tasks[-1])))]


def shown_request(request: AllocRequest) -> Data:
    return {
        "order": request.order,
        "gfp_mask": hex(request.gfp_mask),
        "gfp_names": "|".join(request.gfp_names),
        "nodemask": None if request.nodemask is None else sorted(request.nodemask),
        "mems_allowed": None if request.mems_allowed is None else sorted(request.mems_allowed),
        "in_interrupt": request.task.in_interrupt,
    }


def shown_zone(zone: Zone) -> Data:
    areas = zone.free_areas
    return {
        "title": zone.title,
        **{name: getattr(zone, name) for name in ZONE_FIELDS if getattr(zone, name) is not None},
        "lowmem_reserve": None if zone.lowmem_reserve is None else list(zone.lowmem_reserve),
        "nr_free": None if areas is None else " ".join(str(area.nr_free) for area in areas),
        "types": None if areas is None else " ".join(shown_types(area) for area in areas),
        "total": zone.total,
    }


def shown_types(area: FreeArea) -> str:
    """The letters of the lists that hold something, "-" for none, "?" where none were printed."""
    if area.types is None:
        return "?"
    return "".join(kind.value for kind in sorted(area.types, key=lambda kind: kind.value)) or "-"


def shown_diagnostic(diagnostic: Diagnostic) -> str:
    place = diagnostic.place
    return f"{diagnostic.level.value} {place.line}:{place.start}-{place.end} {diagnostic.message}"

"""Does the text bear every figure and name of a report: does it stand there, with its own name beside it, as ASCII?

Nothing here is taken from the reader: a place is judged by the characters that stand at it and around it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import Any

from engine.model.report import Key, Kind, Place, Report
from engine.model.zone import Zone
from tests.fuzz.sheet import JOINT, Sheet, visible

KIB = 1024
_IN_KB = frozenset({
    "free", "boost", "min", "low", "high", "reserved_highatomic", "free_highatomic", "present", "managed", "free_pcp",
    "free_cma", "unaccepted", "total",
})  # fmt: skip
_COUNTED = frozenset({"count", "repeats", "hugetlb_free_kb"})
"""Fields that count what stands in the text, or are products of two figures of it."""
_LINE_NUMBERS = frozenset({"line", "first_line", "last_line"})
_TOLD_APART = frozenset({"places", "used_lines", "frames", "scenario", "kind", "totals", "time", "comm", "pid", "cpu"})
_PAGE_SIZES = frozenset(4096 << shift for shift in range(9))
_NEAR = 60
"""Characters between a name and its figure, where a prefix came between them."""

Fault = tuple[str, str]


def unborne(report: Report, sheet: Sheet) -> Iterator[Fault]:
    """What the report says and the text doesn't."""
    places = dict(report.places)
    page_kb = report.scenario.page_size // KIB
    if report.scenario.page_size not in _PAGE_SIZES:
        yield "no page size", str(report.scenario.page_size)
    for key, place in places.items():
        shown = sheet.at(place)
        if shown is None:
            yield f"a place outside the text: {_name(key)}", str(place)
            continue
        fault = _fault_at(report, key, place, shown, sheet, page_kb)
        if fault:
            meant = f"{_resolve(report, key)!r}{_zone_of(report, key)}"
            yield f"{fault}: {_name(key)}", f"{key} “{shown}” at {place} for {meant}"
    for zone_index, zone in enumerate(report.scenario.zones):
        yield from _without_place(zone_index, zone, places, sheet, page_kb)
    yield from _request(report, places, sheet)
    yield from _task(report, places, sheet)
    for frame in report.frames:
        if not _stands_near(frame.function, frame.line, sheet):
            yield "a frame that isn't there", f"{frame.function} on line {frame.line}"
        if frame.module is not None and not _stands_near(frame.module, frame.line, sheet):
            yield "a module that isn't there", f"{frame.module} on line {frame.line}"
    yield from _others(report, "report", sheet, page_kb)


def _name(key: Key) -> str:
    return ".".join("#" if isinstance(part, int) else part for part in key)


def _fault_at(report: Report, key: Key, place: Place, shown: str, sheet: Sheet, page_kb: int) -> str:
    head = key[0]
    if head == "zone":
        proc = report.kind is Kind.PROC
        return _zone_fault(report.scenario.zones, key, place, shown, sheet, page_kb, proc)
    if head == "request":
        return _request_fault(report, key, place, shown, sheet)
    if head == "totals":
        value = report.totals.get(str(key[1]))
        if value is None:
            return "another figure stands there"
        return _number_fault(value, str(key[1]), place, shown, sheet)
    if head == "kernel":
        return _text_fault(getattr(report.scenario.kernel, str(key[1])), place, shown, sheet)
    value = _resolve(report, key)
    if isinstance(value, bool) or value is None or key[-1] in _COUNTED:
        return ""
    if isinstance(value, int):
        named = {value, value * page_kb} if head not in ("pid", "cpu") else {value}
        return "" if any(_stands(one, place, shown, sheet) for one in named) else "another figure stands there"
    return _text_fault(value, place, shown, sheet) if isinstance(value, str) else ""


def _zone_of(report: Report, key: Key) -> str:
    return f" of {report.scenario.zones[int(key[1])]}" if key[0] == "zone" else ""


def _resolve(report: Report, key: Key) -> Any:
    value: Any = report
    for part in key:
        try:
            value = getattr(value, part) if isinstance(part, str) and hasattr(value, part) else value[part]
        except (AttributeError, KeyError, IndexError, TypeError):
            return None
    return value


def _zone_fault(
    zones: tuple[Zone, ...], key: Key, place: Place, shown: str, sheet: Sheet, page_kb: int, proc: bool
) -> str:
    index, field = int(key[1]), str(key[2])
    if not 0 <= index < len(zones):
        return "a place of no zone"
    zone = zones[index]
    if not _of_zone(zone, place, sheet):
        return "the figure is another zone's"
    if field in ("nr_free", "types", "lowmem_reserve"):
        return _zone_entry_fault(zone, field, int(key[3]), place, shown, sheet, page_kb)
    value = getattr(zone, field, None)
    if not isinstance(value, int):
        return ""
    if proc:
        return "" if _stands(value, place, shown, sheet) else "another figure stands there"
    return _number_fault(value * page_kb, "=" if field == "total" else field, place, shown, sheet)


def _zone_entry_fault(zone: Zone, field: str, entry: int, place: Place, shown: str, sheet: Sheet, page_kb: int) -> str:
    before, behind = sheet.around(place)
    if field == "lowmem_reserve":
        values = zone.lowmem_reserve or ()
        if entry >= len(values):
            return "a place of no entry"
        named = sheet.bytes_at(place) or any("[]" in one or "protection" in one for one in sheet.before(place))
        if not named:
            return "the figure stands without its name"
        return "" if _stands(values[entry], place, shown, sheet) else "another figure stands there"
    areas = zone.free_areas or ()
    if entry >= len(areas):
        return "a place of no entry"
    area = areas[entry]
    if field == "types":
        known = {letter.value for letter in area.types or ()}
        return "" if known <= set(shown) or sheet.goes_on(place, "") else "other letters stand there"
    if area.nr_free is None:
        return ""
    size = f"{page_kb << entry}kB"
    if re.match(rf"[*_x ]{{0,3}}{size}", behind) and _is_number(shown, area.nr_free) and not before[-1:].isdecimal():
        return ""
    return "" if _stands(area.nr_free, place, shown, sheet) else "another count stands there"


_ZONE_LINE = re.compile(
    r"(?<![A-Za-z_])(?!Comm|Pid)([A-Z][A-Za-z0-9_]{1,15})(?:\s+free:|:\s+(?:[0-9]+[\W_]{0,2}\d{0,7}kB|$))"
    r"|zone\s+([A-Z][A-Za-z0-9_]{1,15})\b"
)


def _of_zone(zone: Zone, place: Place, sheet: Sheet) -> bool:
    """Whether the nearest zone's name before a place is that of the zone; one written as numbers is not looked at."""
    if sheet.bytes_at(place) or '": [' in sheet.lines[place.line - 1]:
        return True
    own = next(sheet.before(place))
    for part in reversed(own.split("\n")):
        named = _ZONE_LINE.findall(part)
        if named:
            return zone.name in named[-1]
    return any(zone.name in before for before in sheet.before(place)) or _broken_name(zone, place, sheet)


def _broken_name(zone: Zone, place: Place, sheet: Sheet) -> bool:
    """Whether the name was broken at the end of a line."""
    above = sheet.lines[max(place.line - 40, 0) : place.line - 1]
    text = "".join("".join((*above, sheet.lines[place.line - 1][: place.start])).split())
    return zone.name in text


def _number_fault(value: int, name: str, place: Place, shown: str, sheet: Sheet) -> str:
    if not _stands(value, place, shown, sheet):
        return "another figure stands there"
    before, _ = sheet.around(place)
    stripped = before.rstrip()
    if stripped.endswith((f"{name}:", name, f"{name.replace('_', '')}:")) or not stripped:
        return ""
    tail = re.sub(r"\s", "", JOINT.sub("", html.unescape(before)))
    if tail.endswith((f"{name}:", "=", "\uff1d")):
        return ""
    if name in before[-_NEAR:]:
        return ""
    if re.search(r"\w", re.split(r"\s", before)[-1]):
        return "" if _ends_like(before, name) else "the figure stands without its name"
    above = next((line for line in sheet.before(place) if re.search(r"[\w=]", line) and line != before), "")
    named = re.search(rf"{re.escape(name)}\W*$", above) or _ends_like(before, name)
    return "" if named else "the figure stands without its name"


def _ends_like(before: str, name: str) -> bool:
    """Whether, after a prefix, the end of a name that was broken stands before a figure."""
    words = re.findall(r"\w+", JOINT.sub(" ", before))
    return bool(words) and name.endswith(words[-1])


def _is_number(shown: str, value: int) -> bool:
    return shown.isascii() and shown.isdigit() and int(shown) == value


def _stands(value: int, place: Place, shown: str, sheet: Sheet) -> bool:
    """Whether a whole number stands at a place: all of it, and not as a part of a longer one."""
    if sheet.bytes_at(place):
        return shown.isascii() and str(value).startswith(shown.lstrip("0"))
    if not (shown.isascii() and shown.isdigit()):
        return False
    before, behind = sheet.around(place)
    if before[-1:].isnumeric() or (before[-1:] in "-+" and before[-1:]):
        return False
    if int(shown) == value:
        return not behind[:1].isnumeric()
    rest = str(value).removeprefix(shown.lstrip("0"))
    return len(rest) < len(str(value)) and sheet.goes_on(place, rest)


def _request_fault(report: Report, key: Key, place: Place, shown: str, sheet: Sheet) -> str:
    request = report.scenario.request
    if request is None:
        return ""
    if key[1] == "order":
        return "" if _stands(request.order, place, shown, sheet) else "another order stands there"
    if key[1] == "gfp_mask":
        digits = f"{request.gfp_mask:x}"
        if not shown.isascii():
            return "another mask stands there"
        if sheet.bytes_at(place):
            return ""
        bare = shown.lower().removeprefix("0x").lstrip("0")
        whole = bare == digits.lstrip("0") and not re.match(r"\w", sheet.around(place)[1])
        broken = digits.startswith(bare) and sheet.goes_on(place, digits[len(bare) :])
        return "" if whole or broken else "another mask stands there"
    return ""


def _request(report: Report, places: Mapping[Key, Place], sheet: Sheet) -> Iterator[Fault]:
    request = report.scenario.request
    if request is None:
        return
    if ("request", "order") not in places and not sheet.has_figure(request.order):
        yield "an order that isn't there", str(request.order)
    if ("request", "gfp_mask") not in places and not sheet.has_figure(request.gfp_mask):
        yield "a mask that isn't there", f"{request.gfp_mask:#x}"
    for name in request.gfp_names:
        if not sheet.has_words(name):
            yield "a flag that isn't there", name
    for nodes in (request.nodemask, request.mems_allowed):
        if nodes and not (sheet.has_figure(min(nodes)) and sheet.has_figure(max(nodes))):
            yield "nodes that aren't there", str(sorted(nodes))


def _task(report: Report, places: Mapping[Key, Place], sheet: Sheet) -> Iterator[Fault]:
    for name in ("time", "comm", "pid", "cpu"):
        value = getattr(report, name)
        if value is None or (name,) in places:
            continue
        if not (sheet.has_figure(value) if isinstance(value, int) else sheet.has_words(value)):
            yield f"a {name} that isn't there", str(value)
    for name, pages in report.totals.items():
        if ("totals", name) not in places and not sheet.has_figure(pages):
            yield "a total that isn't there", f"{name}:{pages}"


def _without_place(index: int, zone: Zone, places: Mapping[Key, Place], sheet: Sheet, page_kb: int) -> Iterator[Fault]:
    if not sheet.has_words(zone.name):
        yield "a zone that isn't there", zone.name
    if zone.node is not None and not sheet.has_figure(zone.node):
        yield "a node that isn't there", zone.title
    for field in _IN_KB:
        value = getattr(zone, field)
        if value is None or ("zone", index, field) in places or value == _sum_of(zone):
            continue
        if not _has(value, sheet, page_kb):
            yield f"a figure that isn't there: {field}", f"{zone.title} {value}"
    entries = [("lowmem_reserve", entry, value) for entry, value in enumerate(zone.lowmem_reserve or ())]
    entries += [
        ("nr_free", order, area.nr_free) for order, area in enumerate(zone.free_areas or ()) if area.nr_free is not None
    ]
    for field, entry, value in entries:
        if ("zone", index, field, entry) not in places and not sheet.has_figure(value):
            yield f"a figure that isn't there: {field}", f"{zone.title} {entry}: {value}"


def _sum_of(zone: Zone) -> int | None:
    """What the counts add up to, as /proc prints no sum."""
    counts = [area.nr_free for area in zone.free_areas or ()]
    return sum((count or 0) << order for order, count in enumerate(counts)) if counts else None


def _has(value: int, sheet: Sheet, page_kb: int) -> bool:
    return sheet.has_figure(value * page_kb) or sheet.has_figure(value)


def _text_fault(value: str | None, place: Place, shown: str, sheet: Sheet) -> str:
    written = html.unescape(html.unescape(shown)).replace("\xa0", " ")
    if value is None or value in (shown, written) or sheet.bytes_at(place):
        return ""
    if re.sub("[\u2010-\u2015\u2212]", "-", shown) == value:
        return ""
    if shown.isdigit() and shown == re.sub(r"\D", "", value):
        return ""
    words = "".join(visible(value).split())
    begun = "".join(html.unescape(shown).split())
    broken = words.startswith(begun) and (sheet.goes_on(place, "") or sheet.has_words(value))
    return "" if broken else "other words stand there"


def _stands_near(word: str, line: int, sheet: Sheet) -> bool:
    near = sheet.lines[line - 1 : line + 2] if line else []
    return any(word in one for one in near) or word in visible("\n".join(near)) or sheet.has_words(word)


def _others(value: Any, name: str, sheet: Sheet, page_kb: int) -> Iterator[Fault]:
    """Every number and word that no rule above knows: in what later kinds of report hold."""
    if name == "report":
        for field in fields(value):
            if field.name not in _TOLD_APART:
                yield from _others(getattr(value, field.name), field.name, sheet, page_kb)
    elif value is None or isinstance(value, bool | Enum):
        return
    elif isinstance(value, int):
        if name in _LINE_NUMBERS:
            if not 0 <= value <= len(sheet.lines):
                yield "a line outside the text", f"{name} {value}"
        elif name in _COUNTED:
            return
        elif not _borne(abs(value), sheet, page_kb):
            yield f"a figure that isn't there: {name}", str(value)
    elif isinstance(value, str):
        if value and not sheet.has_words(value):
            yield f"words that aren't there: {name}", value
    else:
        yield from _members(value, name, sheet, page_kb)


def _members(value: Any, name: str, sheet: Sheet, page_kb: int) -> Iterator[Fault]:
    if is_dataclass(value):
        for field in fields(value):
            yield from _others(getattr(value, field.name), field.name, sheet, page_kb)
    elif isinstance(value, Mapping):
        for key, member in value.items():
            yield from _others(member, str(key), sheet, page_kb)
    elif hasattr(value, "_fields"):
        for field_name in value._fields:
            yield from _others(getattr(value, field_name), field_name, sheet, page_kb)
    elif isinstance(value, tuple | list | frozenset | set):
        for member in value:
            yield from _others(member, name, sheet, page_kb)


def _borne(value: int, sheet: Sheet, page_kb: int) -> bool:
    """Whether a number stands in the text, as it is or in kB for pages, pages for kB, kB for bytes."""
    others = [value * page_kb]
    others += [value // unit for unit in (page_kb, KIB) if value % unit == 0]
    return any(map(sheet.has_figure, (value, *others)))

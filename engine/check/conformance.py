"""Do these rules give the answers that the kernels' own functions gave?

Reads vector files (form: vectors/README.md) and puts each line to the same code that explains a report.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from engine.check.watermark import Question, check_watermark, plain_check
from engine.kernels.flags import highest_zone, mobility, slow_path
from engine.kernels.generations import rules_named
from engine.kernels.gfp import bits_of, decode, era_of, printed_names
from engine.kernels.rules import KernelRules
from engine.kernels.version import parse_version
from engine.model.request import TaskState
from engine.model.trace import FailedAt, WatermarkCheck
from engine.model.zone import FreeArea, MigrateType, TypeSet

Json = Mapping[str, Any]
SHOWN = 5
_LAYOUTS = {
    "x86_64": ("DMA", "DMA32", "Normal", "Movable"),
    "x86_32_highmem": ("DMA", "Normal", "HighMem", "Movable"),
    "normal_only": ("Normal", "Movable"),
}


class VectorError(ValueError):
    """A line that is not a vector: what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Disagreement:
    """One line whose answer differs: the values that differ, by name, expected and got."""

    line: int
    expected: Json
    got: Json


@dataclass(frozen=True, slots=True)
class FileResult:
    """How one file went: `agreed` of `total` lines, and what differed, in the order of the lines."""

    name: str
    agreed: int
    total: int
    disagreements: tuple[Disagreement, ...]


def vector_files(paths: Sequence[Path]) -> Iterator[Path]:
    """The files meant: a folder means every .jsonl in it, by name."""
    for path in paths:
        if path.is_dir():
            yield from sorted(path.glob("*.jsonl"))
        else:
            yield path


def check_file(path: Path) -> FileResult:
    """Puts every line of the file to the engine.

    Raises OSError and UnicodeDecodeError for a file that can't be read.
    """
    agreed = total = 0
    disagreements: list[Disagreement] = []
    for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), 1):
        if not line.strip():
            continue
        total += 1
        wrong = _check_line(line)
        if wrong is None:
            agreed += 1
        else:
            disagreements.append(Disagreement(number, *wrong))
    return FileResult(path.name, agreed, total, tuple(disagreements))


def _check_line(line: str) -> tuple[Json, Json] | None:
    """None if the answers agree, else (expected, got) of those that do not."""
    try:
        vector = json.loads(line)
        if not isinstance(vector, dict):
            raise VectorError("not a JSON object")
        expected, got = _answers(vector)
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        return {"line": "a vector"}, {"error": f"{type(error).__name__}: {error}"}
    differing = [name for name, value in expected.items() if _differs(value, got[name])]
    if not differing:
        return None
    return {name: expected[name] for name in differing}, {name: got[name] for name in differing}


def _differs(expected: object, got: object) -> bool:
    """Whether two answers differ; True and 1 are not the same answer."""
    return expected != got or isinstance(expected, bool) is not isinstance(got, bool)


def _answers(vector: Json) -> tuple[Json, Json]:
    if "bits" in vector:
        return _decode_answers(vector)
    if "slow_path_flags" in vector:
        return _alloc_answers(vector)
    return _watermark_answers(vector)


@cache
def _rules(label: str) -> KernelRules:
    rules = rules_named(label)
    if rules is None:
        raise VectorError(f"no such kernel: {label!r}")
    return rules


@cache
def _type_set(names: tuple[str, ...]) -> TypeSet:
    return frozenset(MigrateType[name] for name in names)


def _areas(rows: Sequence[Json]) -> tuple[FreeArea, ...]:
    return tuple(
        FreeArea(row["nr_free"], _type_set(tuple(name for name, count in row["free"].items() if count))) for row in rows
    )


def _question(vector: Json, rules: KernelRules) -> Question:
    flags = frozenset(flag for flag in vector["alloc_flags"] if not flag.startswith("WMARK_"))
    fast = vector.get("check") == "fast"
    is_min = fast and vector["wmark"] == "MIN"
    allowed = vector.get("gfp_atomic", False) if rules.boost_retry == "__GFP_ATOMIC" else rules.boost_retry in flags
    return Question(
        order=vector["order"],
        mark=vector["mark_pages"],
        reserve=vector["lowmem_reserve"],
        free=vector["free_pages"],
        areas=_areas(vector["free_area"]),
        flags=flags,
        free_cma=vector["free_cma"],
        reserved_highatomic=vector["nr_reserved_highatomic"],
        free_highatomic=vector["nr_free_highatomic"],
        unaccepted=vector["nr_unaccepted"],
        boost=vector["watermark_boost"] if is_min else 0,
        retries_unboosted=bool(allowed) and is_min,
    )


def _watermark_answers(vector: Json) -> tuple[Json, Json]:
    rules = _rules(vector["kernel"])
    question = _question(vector, rules)
    if vector.get("check") == "fast":
        answer = check_watermark(question, rules)
        return {"ok": vector["ok"]}, {"ok": answer.ok}
    answer = plain_check(question, rules)
    got = _as_json(answer)
    expected = {name: vector[name] for name in got if name in vector}
    return expected, got


def _as_json(answer: WatermarkCheck) -> Json:
    return {
        "ok": answer.ok,
        "failed_at": answer.failed_at.value if isinstance(answer.failed_at, FailedAt) else answer.failed_at,
        "base_left": answer.base_left,
        "base_right": answer.base_right,
        "steps": None if answer.steps is None else [list(step) for step in answer.steps],
        "found_order": answer.found_order,
    }


def _decode_answers(vector: Json) -> tuple[Json, Json]:
    era = era_of(parse_version(vector["kernel"]) or ())
    mask = int(vector["mode"], 16)
    decoded = decode(mask, era)
    expected = {name: vector[name] for name in ("bits", "unknown", "exact_composites", "printed")}
    got = {
        "bits": list(decoded.bits),
        "unknown": f"{decoded.unknown:#x}",
        "exact_composites": list(decoded.exact),
        "printed": "|".join(printed_names(mask, era)) if era.printed else None,
    }
    return expected | {"exact_composites": sorted(expected["exact_composites"])}, got


def _alloc_answers(vector: Json) -> tuple[Json, Json]:
    rules = _rules(vector["kernel"])
    names = bits_of(int(vector["gfp_mask"], 16), (), era_of(parse_version(vector["kernel"]) or ()))
    task = TaskState(vector["rt_task"], vector["in_interrupt"], vector["pf_memalloc"])
    slow = slow_path(names, vector["order"], task, rules)
    got = {
        "highest_zone": highest_zone(names, _LAYOUTS[vector["zones"]]).upper(),
        "migratetype": mobility(names).name,
        "slow_path_watermark": "MIN",
        "slow_path_flags": sorted(slow.flags),
        "cpuset_enforced": slow.cpuset_enforced,
    }
    expected = {name: vector[name] for name in got}
    return expected | {"slow_path_flags": sorted(vector["slow_path_flags"])}, got

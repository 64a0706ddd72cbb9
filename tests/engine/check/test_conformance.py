"""The rules give the answers that real kernels' functions gave, and a wrong answer is reported."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from engine.check.conformance import check_file, vector_files

VECTORS = Path(__file__).parents[2] / "data" / "vectors"


@pytest.mark.parametrize("path", sorted(VECTORS.glob("*.jsonl")), ids=lambda path: path.stem)
def test_every_answer_agrees(path: Path) -> None:
    result = check_file(path)
    assert result.total > 0
    assert result.disagreements == ()


WRONG = [
    ("watermark-2.6.32", "ok", lambda value: not value),
    ("watermark-2.6.32", "base_left", lambda value: value + 1),
    ("watermark-2.6.32", "base_right", lambda value: value - 1),
    ("watermark-2.6.32", "steps", lambda value: [*value, [0, 0]]),
    ("watermark-2.6.32", "failed_at", lambda value: "elsewhere"),
    ("watermark-6.12", "found_order", lambda value: 9 if value != 9 else 8),
    ("watermark-fast-5.10", "ok", lambda value: not value),
    ("running-6.1.0-50-amd64", "ok", int),
    ("gfp-decode", "bits", lambda value: [*value, "__GFP_NEW"]),
    ("gfp-decode", "unknown", lambda value: "0x1"),
    ("gfp-decode", "exact_composites", lambda value: [*value, "GFP_NEW"]),
    ("gfp-decode", "printed", lambda value: "GFP_NEW"),
    ("gfp-alloc", "highest_zone", lambda value: "DEVICE"),
    ("gfp-alloc", "migratetype", lambda value: "CMA"),
    ("gfp-alloc", "slow_path_watermark", lambda value: "LOW"),
    ("gfp-alloc", "slow_path_flags", lambda value: [*value, "OOM"]),
    ("gfp-alloc", "cpuset_enforced", lambda value: not value),
]


@pytest.mark.parametrize(("name", "field", "spoil"), WRONG, ids=[f"{name}:{field}" for name, field, _ in WRONG])
def test_a_wrong_field_is_a_disagreement(tmp_path: Path, name: str, field: str, spoil) -> None:  # type: ignore[no-untyped-def]
    vector = json.loads((VECTORS / f"{name}.jsonl").read_text().split("\n")[0])
    vector[field] = spoil(vector[field])
    path = tmp_path / "wrong.jsonl"
    path.write_text(json.dumps(vector) + "\n")
    result = check_file(path)
    assert (result.agreed, result.total) == (0, 1)
    assert list(result.disagreements[0].expected) == [field]


@pytest.mark.parametrize("line", ["{", "[]", "7", '{"kernel": "6.12"}', '{"kernel": "none", "alloc_flags": []}'])
def test_a_line_that_is_no_vector_is_a_disagreement(tmp_path: Path, line: str) -> None:
    path = tmp_path / "broken.jsonl"
    path.write_text(line + "\n\n")
    assert check_file(path).agreed == 0
    assert check_file(path).total == 1


def test_a_folder_means_its_vector_files(tmp_path: Path) -> None:
    for name in ("b.jsonl", "a.jsonl", "notes.txt"):
        (tmp_path / name).write_text("")
    assert [path.name for path in vector_files([tmp_path])] == ["a.jsonl", "b.jsonl"]

"""Histories of running kernels: every page frame, and every wrong figure."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine.buddy.listhash import list_hashes, words_of
from engine.buddy.replay import history_files, replay, replay_file
from engine.buddy.zone import MOVABLE, UNMOVABLE, code_of
from engine.cli import main
from tests.engine.buddy.machines import a_zone
from tests.tree import ROOT

DATA = ROOT / "tests" / "data" / "replay"
FILES = sorted(DATA.glob("*.json"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_operation_and_the_final_state_agree(path: Path) -> None:
    result = replay_file(path)
    assert (result.difference, result.agreed, result.same_end) == (None, result.total, True)
    assert result.total >= 100


def test_other_rules_do_not_agree() -> None:
    result = replay_file(DATA / "a61-3zone-small.small-unmovable.json", kernel="5.10")
    assert result.difference is not None
    assert result.agreed < result.total


def changed(tmp_path: Path, name: str, *places: tuple[tuple[Any, ...], Any]) -> Path:
    """The history with other values at these places."""
    record = json.loads((DATA / name).read_text("ascii"))
    for keys, value in places:
        inside = record
        for key in keys[:-1]:
            inside = inside[key]
        inside[keys[-1]] = value
    path = tmp_path / name
    path.write_text(json.dumps(record), "ascii")
    return path


def an_op(name: str, kind: str) -> int:
    """The number of an operation of this kind, in the middle, that was served."""
    ops = json.loads((DATA / name).read_text("ascii"))["ops"]
    return [number for number, op in enumerate(ops) if op[0] == kind and op[-1].get("counts")][20]


NAME = "a612-trace-trace.trace-ha.json"
ALLOC, FREE = an_op(NAME, "A"), an_op(NAME, "F")


@pytest.mark.parametrize(
    ("places", "agreed_less", "same_end"),
    [
        ([(("ops", ALLOC, 4), 77)], 1, True),
        ([(("ops", ALLOC, 4), None), (("ops", ALLOC, 5), None), (("ops", ALLOC, 6), None)], 1, True),
        ([(("ops", ALLOC, 5), 1)], 1, True),
        ([(("ops", ALLOC, -1, "counts", 0, 3), 4711)], 1, None),
        ([(("ops", ALLOC, -1, "counts"), [])], 1, None),
        ([(("ops", ALLOC, -1, "free", 0, 1), 1)], 1, None),
        ([(("ops", ALLOC, -1, "boost"), [[0, 512]])], 1, None),
        ([(("ops", ALLOC, 0), "Z")], 1, None),
        ([(("ops", ALLOC), [])], 1, None),
        ([(("ops", ALLOC, 1), 10**9)], 1, None),
        ([(("ops", FREE, 1), 10**9)], 1, None),
        ([(("norders",), 10**9)], 0, False),
        ([(("checkpoints", 2, 1, 0), 5)], 1, True),
        ([(("checkpoints", 2, 0), 100_000)], 0, True),
        ([(("final", "zones", 2, "nr_free_pages"), 5)], 0, False),
        ([(("final", "zones", 2, "watermark_boost"), 5)], 0, False),
        ([(("final", "zones", 2, "managed"), 5)], 0, False),
        ([(("final", "zones", 2, "nr_reserved_highatomic"), 5)], 0, False),
        ([(("final", "zones", 2, "pageblock_types", 0, 0), 3)], 0, False),
        ([(("final", "zones", 2, "list_hash"), 3)], 0, False),
        ([(("final", "zones", 2, "free_lists", 0, 2, 0), 3)], 0, False),
        ([(("initial", "zones", 2, "list_hash"), 3)], 0, False),
        ([(("initial", "zones", 2, "managed"), 5)], 0, False),
        ([(("end",), False)], 0, False),
    ],
)
def test_a_wrong_figure_is_told(
    tmp_path: Path, places: list[tuple[tuple[Any, ...], Any]], agreed_less: int, same_end: bool | None
) -> None:
    result = replay_file(changed(tmp_path, NAME, *places))
    assert result.difference is not None
    assert result.total - result.agreed >= agreed_less
    if same_end is not None:
        assert result.same_end is same_end


def test_a_free_of_a_page_that_is_not_in_use_is_told(tmp_path: Path) -> None:
    record = json.loads((DATA / NAME).read_text("ascii"))
    free = record["initial"]["zones"][2]["free_lists"][-1][2][0]
    result = replay_file(changed(tmp_path, NAME, (("ops", FREE, 2), free)))
    assert result.difference is not None
    assert result.difference.where.startswith(f"operation {FREE} ")
    assert "does not begin a block in use" in result.difference.got


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", "null", '{"schema": "buddy-replay/1"}', "[" * 100_000, '{"schema": "buddy-replay/9"}']
)
def test_what_is_no_history_is_told_and_does_not_agree(tmp_path: Path, text: str) -> None:
    path = tmp_path / "x.json"
    path.write_text(text, "ascii")
    out = io.StringIO()
    assert not replay([path], None, out)
    assert out.getvalue().startswith("x 0/0 final differs\n  the file: expected a history, got ")


def test_a_folder_means_its_histories_but_not_its_index(tmp_path: Path) -> None:
    for name in ("b.json", "a.json", "INDEX.json", "a.trace.txt"):
        (tmp_path / name).write_text("{}", "ascii")
    assert [path.name for path in history_files([tmp_path])] == ["a.json", "b.json"]


def test_the_command_prints_a_line_a_file_and_a_sum(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    wrong = changed(tmp_path, NAME, (("ops", ALLOC, 4), 77))
    assert main(["replay", str(FILES[0]), str(wrong)]) == 1
    first, second, difference, total = capsys.readouterr().out.splitlines()
    many, others = replay_file(FILES[0]).total, replay_file(wrong).total
    assert first == f"{FILES[0].stem} {many}/{many} final same"
    assert second == f"{wrong.stem} {others - 1}/{others} final same"
    assert difference.startswith(f'  operation {ALLOC} ["A", ')
    assert ": expected page frame 77 of node 0 zone " in difference
    assert ", got page frame " in difference
    assert total == f"{many + others - 1} of {many + others} operations agree, 2 of 2 batches end the same"


def test_the_command_ends_with_0_only_if_all_agree(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert main(["replay", str(FILES[0])]) == 0
    assert main(["replay", "--kernel", "4.3", str(FILES[0])]) == 1
    assert main(["replay", str(tmp_path)]) == 1
    assert main(["replay", str(tmp_path / "none.json")]) == 2


def test_the_hash_of_many_states_side_by_side_is_that_of_each() -> None:
    zones = [a_zone(pages, start=1 << 24) for pages in (32, 64, 256)]
    zones[1].put_tail(40, code_of(2, UNMOVABLE))
    zones[2].put_tail(20, code_of(0, UNMOVABLE))
    types = (UNMOVABLE, MOVABLE)
    expected = []
    for zone in zones:
        total = 0
        for order in range(zone.top + 1):
            for number, kind in enumerate(types):
                for frame in zone.blocks(code_of(order, kind)):
                    pfn = zone.base + frame
                    total = ((total * 16777619) ^ (pfn * 256 + order * 16 + number)) % 2**32
        expected.append(total)
    assert list_hashes([words_of(zone, types) for zone in zones]) == expected
    assert list_hashes([b""]) == [0]
    assert list_hashes([]) == []

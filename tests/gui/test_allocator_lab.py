"""What can be done with a report's allocator: play its request, allocate, free, run programs, take the state over."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from engine.buddy.zone import USED
from engine.model.edits import blank_machine
from engine.model.scenario import Scenario
from engine.model.zone import FreeArea
from gui.allocator.lab import Lab
from tests.gui.allocators import a_lab, advance, case, lab
from tests.gui.window import OFFSCREEN_LACKS

__all__ = ["case", "lab"]
pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def titles(lab: Lab) -> list[str]:
    assert lab.play is not None
    return [scene.title for scene in lab.play.scenes]


# ---- the play


def test_the_2012_case_plays(lab: Lab) -> None:
    assert lab.start_play()
    assert titles(lab)[0] == "Asked for: 16 pages in a row (64 kB, order 4)"
    assert titles(lab)[1:] == [
        "What is free: 14,744 kB, in it 8 blocks of 64 kB or larger",
        "Normal refused: no free block of 64 kB or larger",
        "DMA32 refused at step 0: 765 pages left, and more than 1,105 wanted",
        "Normal refused: no free block of 64 kB or larger",
        "DMA32 refused at step 0: 765 pages left, and more than 884 wanted",
        "Refused: page allocation failure, with 14,744 kB free",
    ]


def test_under_4_4_rules_the_same_state_splits_a_block_and_serves(qtbot: QtBot, case: Scenario, lab: Lab) -> None:
    before = [bytes(zone.state) for zone in lab.zones]
    later = a_lab(qtbot, replace(case, rules="4.4"))
    assert [bytes(zone.state) for zone in later.zones] == before
    assert later.start_play()
    told = titles(later)
    assert "DMA32 passes: 3,125 pages stay free, above the 2,211 kept" in told
    assert sum(title.startswith("Split") for title in told) == 4
    assert told[-1].startswith("Served: 16 pages")
    assert later.play is not None
    assert later.play.scenes[-1].ok is True


def test_each_scene_shows_the_zones_as_they_were_then_forward_and_back(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    first = bytes(lab.zones[0].state)
    assert lab.start_play()
    assert lab.play is not None
    shown = []
    for number in range(len(lab.play.scenes)):
        lab.go_to(number)
        shown.append(bytes(lab.zones[0].state))
    assert shown[0] == first
    assert len(set(shown)) > 4
    for number in reversed(range(len(shown))):
        lab.step(-1) if number < len(shown) - 1 else lab.to_end()
        assert bytes(lab.zones[0].state) == shown[number]
    assert lab.play.at == 0
    lab.step(-5)
    assert lab.play.at == 0


def test_what_was_done_goes_on_under_other_rules(qtbot: QtBot, case: Scenario, lab: Lab) -> None:
    assert lab.start_play(0)
    lab.to_end()
    state = [bytes(zone.state) for zone in lab.zones]
    assert any(USED in zone for zone in state)
    lab.show_scenario(replace(case, rules="4.4"))
    assert lab.simulation is None
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert [bytes(zone.state) for zone in lab.zones] == state
    assert lab.start_play()
    assert titles(lab)[-1].startswith("Served")
    lab.make(0)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert not any(USED in bytes(zone.state) for zone in lab.zones)


def test_a_machine_without_free_lists_says_so_and_plays_nothing(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    lab.show_scenario(replace(case, zones=tuple(replace(zone, free_areas=None) for zone in case.zones)))
    assert "no zones with free lists" in lab.trouble
    assert not lab.start_play()
    assert lab.zones == ()


def test_counts_that_are_not_printed_are_told(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    zone = case.zones[0]
    assert zone.free_areas is not None
    areas = (FreeArea(None), *zone.free_areas[1:])
    lab.show_scenario(replace(case, zones=(replace(zone, free_areas=areas), *case.zones[1:])))
    qtbot.waitUntil(lambda: bool(lab.trouble))
    assert "prints no count" in lab.trouble


def test_only_the_last_machine_that_was_asked_for_comes(qtbot: QtBot, case: Scenario) -> None:
    lab = Lab()
    lab.show_scenario(case)
    lab.make(7)
    lab.make(3)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert lab.seed == 3
    once = bytes(lab.zones[0].state)
    lab.make(3)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    assert bytes(lab.zones[0].state) == once


def test_how_many_more(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    before = bytes(lab.zones[0].state)
    with qtbot.waitSignal(lab.questions.counted) as found:
        lab.questions.count_next()
    words = found.args[0]
    assert "more such requests are served" in words
    assert "from Node 0 DMA32" in words
    assert bytes(lab.zones[0].state) == before


# ---- by hand


def test_what_is_allocated_can_be_freed_and_all_is_as_before(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    free = lab.zones[0].free
    counts = [lab.zones[0].nr_free(order) for order in range(11)]
    assert lab.start_play(4)
    lab.to_end()
    pfn = lab.zones[0].base + bytes(lab.zones[0].state).index(USED + 4)
    assert lab.zones[0].free == free - 16
    assert lab.free(pfn)
    assert titles(lab)[0].startswith("Freed: 16 pages")
    assert any(title.startswith("Merge") for title in titles(lab))
    lab.to_end()
    assert [lab.zones[0].nr_free(order) for order in range(11)] == counts


@pytest.mark.parametrize("order", [-1, 11, 99])
def test_an_order_that_the_kernel_has_not_is_refused_in_words(qtbot: QtBot, lab: Lab, order: int) -> None:
    before = bytes(lab.zones[0].state)
    with qtbot.waitSignal(lab.complained) as told:
        assert not lab.start_play(order)
    assert "not one of this kernel's orders" in told.args[0]
    assert bytes(lab.zones[0].state) == before


@pytest.mark.parametrize(("pfn", "order"), [(1 << 40, 0), (-1, 0), (0, 12)])
def test_a_frame_out_of_range_changes_nothing(qtbot: QtBot, lab: Lab, pfn: int, order: int) -> None:
    before = [bytes(zone.state) for zone in lab.zones]
    with qtbot.waitSignal(lab.complained):
        assert not lab.free(pfn, order)
    assert [bytes(zone.state) for zone in lab.zones] == before


def test_what_is_free_is_not_freed_again(qtbot: QtBot, lab: Lab) -> None:
    frame = next(frame for frame, state in enumerate(lab.zones[0].state) if state)
    with qtbot.waitSignal(lab.complained):
        assert not lab.free(lab.zones[0].base + frame, 0)


# ---- workloads


def test_a_workload_runs_and_is_run_again_exactly(qtbot: QtBot, lab: Lab, tmp_path: Path) -> None:
    with qtbot.waitSignal(lab.programs.running, check_params_cb=bool, timeout=20_000):
        lab.programs.begin("network server")
    advance(lab, 2_000)
    after = [bytes(zone.state) for zone in lab.zones]
    assert lab.programs.run is not None
    assert lab.programs.run.served > 0
    assert lab.history.steps == 2_000
    lab.programs.save(tmp_path / "run.json")
    lab.make(0)
    qtbot.waitUntil(lambda: lab.simulation is not None)
    with qtbot.waitSignal(lab.programs.running, check_params_cb=bool, timeout=20_000):
        lab.programs.load(tmp_path / "run.json")
    advance(lab, 2_000)
    assert [bytes(zone.state) for zone in lab.zones] == after


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps({"schema": "buddyscope-workload", "version": 9}), "version 9"),
        ("{}", "is no workload"),
        ("\0", "is no workload"),
        (json.dumps({"schema": "buddyscope-workload", "version": 1, "mix": 3}), "damaged"),
    ],
)
def test_a_workload_file_that_cant_be_read_changes_nothing(
    qtbot: QtBot, lab: Lab, tmp_path: Path, text: str, words: str
) -> None:
    path = tmp_path / "bad.json"
    path.write_text(text, "utf-8")
    with qtbot.waitSignal(lab.complained) as told:
        lab.programs.load(path)
    assert words in told.args[0]
    assert lab.programs.run is None


def test_no_file_and_nothing_to_save_are_told(qtbot: QtBot, lab: Lab, tmp_path: Path) -> None:
    with qtbot.waitSignal(lab.complained):
        lab.programs.load(tmp_path / "none.json")
    with qtbot.waitSignal(lab.complained):
        lab.programs.save(tmp_path / "run.json")
    assert not (tmp_path / "run.json").exists()


def test_a_long_history_stays_small(lab: Lab) -> None:
    for _ in range(5_000):
        lab.history.count(True)
        lab.history.sample(lab.zones)
    samples = lab.history.samples
    assert len(samples) <= 1200
    assert samples[0].steps == 0
    assert samples[-1].steps == 5_000


# ---- the state goes back into the tables


def test_an_untouched_state_is_no_edit(lab: Lab, case: Scenario) -> None:
    assert lab.used_scenario() == case


def test_the_state_carries_into_the_scenario(qtbot: QtBot, case: Scenario) -> None:
    lab = a_lab(qtbot, replace(case, rules="4.4"))
    lab.start_play(4)
    lab.to_end()
    used = lab.used_scenario()
    assert used is not None
    zone, before = used.zones[0], case.zones[0]
    assert zone.free is not None
    assert before.free is not None
    assert zone.free == before.free - 16
    assert zone.free_areas is not None
    assert sum((area.nr_free or 0) << order for order, area in enumerate(zone.free_areas)) == zone.free
    assert zone.total == zone.free
    assert used.zones[1] == case.zones[1]
    assert zone.managed is None


def test_letters_come_and_go_with_the_blocks(qtbot: QtBot) -> None:
    machine = blank_machine()
    lab = a_lab(qtbot, machine)
    for _ in range(40):
        lab.start_play(10)
    lab.to_end()
    used = lab.used_scenario()
    assert used is not None
    top = [zone.free_areas[10] for zone in used.zones if zone.free_areas is not None]
    assert [bool(area.types) for area in top] == [bool(area.nr_free) for area in top]
    assert sum(area.nr_free or 0 for area in top) < 27

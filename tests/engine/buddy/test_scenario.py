"""A report's machine: its play ends as the verdict says, zone by zone with the same figures."""

from __future__ import annotations

import pytest

from engine.buddy.gate import full_check
from engine.buddy.scenario import playground
from engine.check.outcome import ZoneOutcome
from engine.explain.analyse import analyse
from engine.model.scenario import Scenario
from engine.read.reader import read_text
from tests.tree import ROOT

LOGS = sorted([*(ROOT / "resources" / "samples").glob("*.txt"), *(ROOT / "tests" / "data" / "good").glob("*.txt")])


def playable() -> list[object]:
    """The scenarios of all logs with a request and free lists."""
    found: list[object] = []
    for path in LOGS:
        for number, report in enumerate(read_text(path.name, path.read_bytes()).reports):
            scenario = report.scenario
            if scenario.request is not None and any(zone.free_areas for zone in scenario.zones):
                found.append(pytest.param(scenario, id=f"{path.stem}-{number}"))
    return found


@pytest.mark.parametrize("scenario", playable())
def test_the_play_ends_as_the_verdict_says(scenario: Scenario) -> None:
    analysis = analyse(scenario)
    ground = playground(scenario, 3)
    assert scenario.request is not None
    ask, machine = ground.ask(scenario.request), ground.simulation.machine
    zones = {zone.title: zone for zone in machine.zones}
    node = machine.zones[0].node
    candidates = {zone.title for zone in machine.candidates(ask, node)}
    for answer in analysis.zones:
        zone, check = zones.get(answer.zone.title), answer.walk.check
        if zone is None or check is None or answer.walk.outcome not in (ZoneOutcome.PASS, ZoneOutcome.FAIL):
            continue
        again = full_check(zone, ask.slow, machine.rules)
        assert zone.title in candidates
        assert again.ok is check.ok
        if not answer.walk.unknown:  # what is not printed the machine assumes, and the verdict leaves open
            assert again[1:4] == check[1:4]
    served = ground.simulation.serve(ask, node) is not None
    if analysis.outcome.value in ("refused", "would_pass"):
        assert served is (analysis.outcome.value == "would_pass")

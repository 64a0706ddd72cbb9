"""An OOM report with thousands of tasks is one part of a large text, and what follows it is in the next."""

import pytest

from engine.read.reader import read_text
from engine.survey.scan import extents_in
from tests.engine.read.event_texts import CONSTRAINT, HEADER, KILLED, PROCESS, TASKS
from tests.engine.read.texts import LISTING, REPORT, text

ROWS = [f"[{pid:7}]     0 {pid:5}    93479    93276   790528        0             0 task-{pid}" for pid in range(4000)]


@pytest.mark.parametrize(
    "ending",
    [
        [CONSTRAINT, KILLED],
        ["Out of memory: Kill process 160 (tail) score 9 or sacrifice child", "Killed process 160 (tail)"],
        ["Out of memory and no killable processes...", "Kernel panic - not syncing: System is deadlocked on memory"],
        ["Kernel panic - not syncing: Out of memory: compulsory panic_on_oom is enabled"],
    ],
)
def test_the_ending_of_a_report_belongs_to_it_and_the_next_header_does_not(ending: list[str]) -> None:
    oom = text([HEADER, PROCESS, *LISTING, *TASKS, *ROWS, *ending])
    data = (oom + text(REPORT)).encode()
    parts = [data[one.start : one.end].decode() for one in extents_in(data, 0, len(data))]
    assert "".join(parts) == data.decode()
    reports = [report for part in parts for report in read_text("", part).reports]
    whole = read_text("", data).reports
    assert [report.oom for report in reports] == [report.oom for report in whole]
    assert [report.scenario for report in reports] == [report.scenario for report in whole]

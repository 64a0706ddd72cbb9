"""Prefixes that the console put between a line's figures, or behind a line end that was lost."""

import pytest

from engine.model.report import Level
from engine.read.reader import read_text
from tests.engine.read.test_mend import figures
from tests.engine.read.texts import DMA, NORMAL, REPORT, text

LEFT_OUT = "prefixes in the middle of a line were left out"
SOUND = figures(read_text("", text(REPORT)))


@pytest.mark.parametrize("mark", ["<4>", "<c>", "[   12.345678] ", "<4>[   12.345678][  T812] "])
def test_a_prefix_between_figures_changes_none(mark: str) -> None:
    lines = [line.replace(" min:", f" {mark}min:").replace(" 0*64kB", f" {mark}0*64kB") for line in REPORT]
    reading = read_text("", text(lines))
    assert figures(reading) == SOUND
    assert [note.message for note in reading.diagnostics if note.message.startswith(LEFT_OUT)] == [
        f"{LEFT_OUT} (3 times)"
    ]


def test_a_prefix_in_mid_number_leaves_the_figure_unread() -> None:
    reading = read_text("", text([line.replace("free:4104kB", "free:41<4>04kB") for line in REPORT]))
    (report,) = reading.reports
    assert [zone.free for zone in report.scenario.zones] == [257, None]
    assert any(note.level is not Level.INFO for note in reading.diagnostics)


def test_a_line_begins_behind_a_level_in_mid_line() -> None:
    lines = [f"<4>{line}" for line in REPORT]
    whole = text(lines).replace(f"{DMA}\n", DMA).replace(f"{NORMAL}\n", NORMAL)
    assert whole != text(lines)
    reading = read_text("", whole)
    assert figures(reading) == SOUND
    assert any("begins in mid-line" in note.message for note in reading.diagnostics)

"""Lines that an editor or a typesetter changed: names with blanks, counts without, line ends behind a backslash."""

import pytest

from engine.read.reader import read_text
from engine.read.typeset import with_own_blanks, without_backslash_ends
from tests.engine.read.texts import LISTING, NORMAL, NORMAL_BUDDY, REPORT, text

SPLIT = [line.replace("_anon:", "_ anon:").replace("(UME) 1*8kB", "(UME)1*8kB") for line in REPORT]
WHOLE = read_text("", text(REPORT)).reports[0].scenario


def test_names_and_counts_are_put_right_and_that_is_told() -> None:
    reading = read_text("", text(SPLIT))
    assert reading.reports[0].scenario.zones == WHOLE.zones
    told = " ".join(note.message for note in reading.diagnostics)
    assert "inside of a figure's name" in told
    assert "between counts of free blocks" in told


def test_a_name_that_an_editor_broke_is_whole_again() -> None:
    broken = NORMAL.replace("managed:", "mana\\\nged:").replace("free_cma:", "free_c\\\nma:")
    reading = read_text("", text([line if line != NORMAL else broken for line in REPORT]))
    (report,) = reading.reports
    assert report.scenario.zones == WHOLE.zones
    assert any("backslash" in note.message for note in reading.diagnostics)


@pytest.mark.parametrize("stage", [with_own_blanks, without_backslash_ends])
def test_sound_lines_and_code_stay_as_they_are(stage: object) -> None:
    assert callable(stage)
    assert stage(text(LISTING)) is None
    assert stage("#define A(x) \\\n  do { \\\n } while (0)\n") is None


def test_a_line_that_was_parted_in_mid_line_may_be_broken_too() -> None:
    fields = NORMAL.split(" ")
    lines = [
        *LISTING[:3],
        "[  776.209062] Node 0 active_anon:8148kB inactive_anon:92kB",
        "writeback_tmp:0kB all_unreclaimable? no [  776.233602] Node 0 Normal",
        " ".join(fields[3:8]),
        " ".join(fields[8:]) + " [  776.265406]",
        "lowmem_reserve[]: 0 0 0 [  776.268761] " + NORMAL_BUDDY,
    ]
    (report,) = read_text("", text(["[  776.1] Mem-Info:", *lines[1:]])).reports
    (zone,) = report.scenario.zones
    assert (zone.title, zone.free, zone.min) == ("Node 0 Normal", 1026, 1024)
    assert zone.free_areas == WHOLE.zones[1].free_areas


BROKEN = [line.replace(" low:", " =\nlow:").replace(" present:", " pres=\nent:") for line in LISTING]


def test_line_ends_of_a_mail_are_known_where_its_text_has_no_other_equals_sign() -> None:
    (report,) = read_text("", text([line.partition(" = ")[0] for line in BROKEN])).reports
    assert [(zone.low, zone.present) for zone in report.scenario.zones] == [(30, 3998), (1280, 65536)]


def test_a_sum_that_a_mail_program_broke_off_keeps_its_sign() -> None:
    lines = [line.replace(" = ", " =\n") for line in REPORT]
    assert read_text("", text(lines)).reports[0].scenario.zones == WHOLE.zones

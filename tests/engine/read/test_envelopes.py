"""Damaged on its way, a log gives the same figures and tells each repair; what can't be mended gives less, not more."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.model.report import Level, Reading
from engine.read.reader import read_text
from engine.read.text import decode
from tests.engine.read.damages import CHARACTERS, ENVELOPES, LAYOUTS, Damage, cut_by_pager
from tests.engine.read.test_mend import NAMES, figures
from tests.engine.read.test_places import as_printed, printed_at
from tests.engine.read.texts import DMA_BUDDY, LISTING, REPORT, text

ROOT = Path(__file__).parents[3]
GOOD = [ROOT / "tests" / "data" / "good" / f"{name}.txt" for name in NAMES]
SAMPLES = (
    "2.6.32-order0-atomic",
    "2012-order4-dma32",
    "3.10-order3-network-receive",
    "5.10-order0-highatomic-only",
    "6.1-i686-order8-highmem",
    "6.12-numa-order9-movable",
)
SOUND = [*GOOD, *(ROOT / "resources" / "samples" / f"{name}.txt" for name in SAMPLES)]
DAMAGES = {**ENVELOPES, **CHARACTERS, **LAYOUTS}


def messages(reading: Reading) -> list[str]:
    return [note.message for note in reading.diagnostics]


def told(reading: Reading, repair: str) -> list[str]:
    return [message for message in messages(reading) if message.startswith(repair)]


@pytest.mark.parametrize(("damage", "repair"), DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_log_gives_the_same_figures_and_tells_the_repair_once(damage: Damage, repair: str) -> None:
    for path in SOUND:
        whole = path.read_text(encoding="utf-8")
        reading = read_text(path.name, damage(whole))
        assert figures(reading) == figures(read_text(path.name, whole)), path.stem
        if repair:
            assert len(told(reading, repair)) == 1, (path.stem, messages(reading))


@pytest.mark.parametrize("damage", [damage for damage, _ in DAMAGES.values()], ids=DAMAGES.keys())
def test_figures_keep_their_places_in_the_damaged_text(damage: Damage) -> None:
    damaged = damage(SOUND[-1].read_text(encoding="utf-8"))
    lines = decode(damaged).split("\n")
    reading = read_text("", damaged)
    for report in reading.reports:
        assert 1 <= report.first_line <= report.last_line <= reading.lines
        assert all(report.first_line <= number <= report.last_line for number in report.used_lines)
        for key, place in report.places.items():
            printed = printed_at(lines, place)
            if key[0] == "zone" and key[2] != "types":
                assert as_digits(printed) == as_printed(report, key), key
            assert printed
    for note in reading.diagnostics:
        assert 1 <= note.place.line <= len(lines)
        assert 0 <= note.place.start <= note.place.end <= len(lines[note.place.line - 1])


def as_digits(printed: str) -> str:
    """A number as printed, also where every digit stands as the number of its byte."""
    return printed if printed.isdigit() and len(printed) < 2 else _digits(printed)


def _digits(printed: str) -> str:
    codes = printed.split(", ")
    return (
        "".join(chr(int(code)) for code in codes) if len(codes) > 1 or printed in map(str, range(48, 58)) else printed
    )


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_cut_by_a_pager_less_is_read_and_nothing_else(path: Path) -> None:
    whole = path.read_text(encoding="utf-8")
    sound, cut = figures(read_text("", whole)), figures(read_text("", cut_by_pager(whole)))
    assert len(cut) == len(sound)
    for before, after in zip(sound, cut, strict=True):
        assert after.items() <= before.items()


@pytest.mark.parametrize("path", SOUND, ids=lambda path: path.stem)
def test_of_a_sound_log_no_repair_is_told(path: Path) -> None:
    reading = read_text("", path.read_bytes())
    assert not [repair for _, repair in DAMAGES.values() if repair and told(reading, repair)]


@pytest.mark.parametrize(
    ("line", "time"),
    [
        ('{"log":"@","stream":"stderr","time":"2024-01-01T10:00:00.123456789Z"}', "2024-01-01T10:00:00.123456789Z"),
        ('{"time":"2024-01-01T10:00:00Z","log":"[   12.345678] @"}', "12.345678"),
        ('{"__REALTIME_TIMESTAMP":"1700000000123456","MESSAGE":"@"}', "1700000000.123456"),
        ('{"ts":1700000000.123,"msg":"@"}', "1700000000.123"),
        ('{"msg":"@"}', None),
        ("4,7,12345678,-;@", "12.345678"),
        ("4,7,5678,-;@", "0.005678"),
        ("2024-01-01T10:00:00.5Z stderr F @", "2024-01-01T10:00:00.5Z"),
        ("11-23 10:00:00.000  123  456 W kernel  : @", "11-23 10:00:00.000"),
        ("__CURSOR=s\n__REALTIME_TIMESTAMP=1700000000123456\nMESSAGE=@\n", "1700000000.123456"),
    ],
)
def test_the_time_of_the_envelope_is_the_time_where_the_line_has_none(line: str, time: str | None) -> None:
    (report,) = read_text("", "".join(line.replace("@", inner) + "\n" for inner in REPORT)).reports
    assert report.time == time
    assert report.comm == "sshd"
    assert report.complete


def test_messages_of_other_programs_between_do_no_harm() -> None:
    lines = []
    for inner in REPORT:
        lines += [f'{{"MESSAGE":"{inner}","_TRANSPORT":"kernel"}}', '{"MESSAGE":"Started 1*4kB","_TRANSPORT":"stdout"}']
    assert figures(read_text("", text(lines))) == figures(read_text("", text(REPORT)))


@pytest.mark.parametrize(
    "line",
    [
        r"use \n and \t to part lines, not #012, in the format string; see C:\new\Mem-Info",
        "the daemon writes #012 for a line end, as in foo#012bar#012Node",
        '{"answer": 42, "log_of": "nothing of the kind"}',
        "some lines 1-23 of the file hold free:4kB",
        r"ACPI: \_SB_.PCI0: _OSC failed",
    ],
)
def test_prose_beside_a_report_is_left_alone(line: str) -> None:
    reading = read_text("", text([line, *REPORT, line]))
    assert figures(reading) == figures(read_text("", text(REPORT)))
    assert messages(reading) == messages(read_text("", text(["x", *REPORT, "x"])))


@pytest.mark.parametrize("broken", ["18kB", "1_8kB", "0_8kB 7_16kB"], ids=["eaten", "replaced", "one too many"])
def test_where_the_sum_does_not_agree_asterisks_stay_away_and_that_is_told(broken: str) -> None:
    line = DMA_BUDDY.replace("*", "_").replace("0_8kB", broken, 1)
    reading = read_text("", text([line if part == DMA_BUDDY else part for part in REPORT]))
    (report,) = reading.reports
    assert report.scenario.zones[0].free_areas is None
    assert report.scenario.zones[1].free_areas is not None
    assert [note.level for note in reading.diagnostics if "asterisks" in note.message] == [Level.WARNING]


def test_what_is_left_undone_is_told_beside_what_was_repaired() -> None:
    line = DMA_BUDDY.replace("*", "_").replace("0_8kB", "1_8kB", 1)
    reading = read_text("", "\x1b[0m" + text([line if part == DMA_BUDDY else part for part in REPORT]))
    assert len(told(reading, "a terminal's")) == 1
    assert len(told(reading, "the counts of free blocks lost their asterisks")) == 1


def test_a_missing_node_is_put_back_if_there_is_but_one() -> None:
    sound = text(REPORT)
    damaged = sound.replace("Node 0 DMA: ", "DMA: ").replace("Node 0 Normal: ", "Normal: ")
    reading = read_text("", damaged)
    assert figures(reading) == figures(read_text("", sound))
    assert len(told(reading, "“Node 0 ” was put")) == 1
    second = text(LISTING[3:]).replace("Node 0", "Node 1").replace("Node 1 DMA: ", "DMA: ")
    assert not told(read_text("", damaged + second), "“Node")


def test_a_repair_in_many_parts_of_a_log_is_told_once_with_its_count() -> None:
    wrapped, _ = ENVELOPES["a container's JSON"]
    part = wrapped(text(REPORT))
    assert isinstance(part, str)
    reading = read_text("", ("Jan 01 00:00:00 host app[1]: nothing\n" * 400).join([part] * 3))
    apart = 400 + len(REPORT)
    assert [report.first_line for report in reading.reports] == [1, 1 + apart, 1 + 2 * apart]
    (message,) = told(reading, "the messages were taken")
    assert message.endswith(f"({3 * len(REPORT)} times)")


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        ("é\xa0ß".encode(), "é\xa0ß"),
        ("é\xa0ß".encode("latin-1"), "é\xa0ß"),
        (b"a\xffb\x80\xc3", "a\ufffdb\ufffd\ufffd"),
        ("a free:1kB".encode("utf-16-be"), "a free:1kB"),
        (b"\0\0\0\0free:1kB", "\0\0\0\0free:1kB"),
    ],
    ids=["UTF-8", "Latin-1", "neither", "UTF-16", "NULs"],
)
def test_bytes_are_the_characters_of_what_they_are_written_in(data: bytes, shown: str) -> None:
    assert decode(data) == shown


LONG = {
    "#012 only": "#012" * 100_000,
    "reports in one line": text(REPORT).replace("\n", "#012") * 40,
    "brackets": "[" * 400_000,
    "braces": "{" * 400_000,
    "objects": '},{"log":"x"' * 10_000,
    "one string": '{"log":"' + "a\\n" * 60_000,
    "backslashes": "\\" * 400_000,
    "escapes": "\x1b]" * 20_000,
    "backspaces": "a" * 200_000 + "\b" * 200_000,
    "returns": "\r" * 300_000 + "x",
    "counts": "Mem-Info:\nNode 0 DMA: " + "1_4kB " * 60_000,
    "stamps": "0 [    1.000000] x" * 10_000,
    "continuations": "4,1,1,-;x" + "\n A=" * 80_000,
    "heads of parts": "".join(f"Panic#{number} Part1\n" for number in range(20_000)),
}


@pytest.mark.parametrize("data", LONG.values(), ids=LONG.keys())
def test_long_damage_comes_to_an_end(data: str) -> None:
    for before in ("", f"{REPORT[0]} ", f"{REPORT[0]}\n"):
        reading = read_text("", before + data)
        assert all(note.place.line <= reading.lines for note in reading.diagnostics)


def test_modules_that_begin_with_m_are_no_colours() -> None:
    frames = (
        " mhi_prepare_channel+0x12/0x2d0 [mhi 40df44e07c05479f]",
        " a+0x1/0x2 [mlx5_core]",
        " b+0x1/0x2 [md_mod(O)]",
    )
    half = text((*REPORT[:2], "Call Trace:", *frames, "\x1b[31mMem-Info:\x1b[m", "[0mNode 0 DMA free:1028k"))
    (report,) = read_text("", half).reports
    assert [frame.module for frame in report.frames] == ["mhi", "mlx5_core", "md_mod"]


def test_frames_of_a_page_that_was_escaped_twice_are_read() -> None:
    frame = " [<ffffffff817199c4>] dump_stack+0x45/0x56"
    whole = text((*REPORT[:2], "Call Trace:", frame, *LISTING))
    twice = whole.replace("<", "&amp;lt;").replace(">", "&amp;gt;")
    assert [frame.function for frame in read_text("", twice).reports[0].frames] == ["dump_stack"]


@pytest.mark.parametrize("width", [60, 100, 128])
def test_parts_of_lines_that_a_container_runtime_split_are_put_together(width: int) -> None:
    stamp = "2024-01-01T00:00:00.123456789Z stdout"
    parts = [[line[start : start + width] for start in range(0, len(line), width)] for line in REPORT]
    split = "".join(
        f"{stamp} {'F' if number == len(line) else 'P'} {part}\n"
        for line in parts
        for number, part in enumerate(line, 1)
    )
    reading = read_text("", split)
    assert figures(reading) == figures(read_text("", text(REPORT)))
    assert len(told(reading, "parts of lines that a container runtime had split were put together")) == 1

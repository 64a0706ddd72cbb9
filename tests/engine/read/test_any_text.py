"""Whatever somebody pastes: no exception, the same answer twice, and no figure that the text doesn't bear."""

import hashlib
from pathlib import Path
from random import Random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.model.report import Reading
from engine.read.reader import read_text
from engine.read.text import decode
from tests.engine.read.event_texts import GROUP_WHOLE, SLUB, WHOLE
from tests.engine.read.test_places import as_printed, printed_at, stands_for
from tests.engine.read.texts import LISTING, REPORT, text

GOOD = sorted((Path(__file__).parents[2] / "data" / "good").glob("*.txt"))
LOGS = [path.read_bytes() for path in GOOD]
PARTS = [
    line.encode()
    for line in (
        *REPORT,
        *LISTING,
        *WHOLE,
        *GROUP_WHOLE,
        *SLUB,
        "[    1.2][  T3] ",
        "> ",
        "&lt;",
        "-",
        "9" * 30,
        "kB",
        "\r",
        "\0",
        "=",
    )
]


def check(data: bytes | str) -> Reading:
    reading = read_text("x", data)
    assert reading == read_text("x", data)
    lines = decode(data).split("\n")
    for report in reading.reports:
        assert 1 <= report.first_line <= report.last_line <= reading.lines
        for key, place in report.places.items():
            found, wanted = printed_at(lines, place), as_printed(report, key)
            assert found
            assert wanted is None or stands_for(found, wanted), key
    return reading


@given(st.text())
@example("")
@example("\n")
@example("Mem-Info:\n\n\n")
@example("x: page allocation failure: order:2, mode:0x20")
def test_any_text(data: str) -> None:
    check(data)


@given(st.binary())
@example(b"\xff\xfe" + "x: page allocation failure: order:2, mode:0x20\n".encode("utf-16-le"))
@example(b"\xff\xff Mem-Info:\n\x80")
def test_any_bytes(data: bytes) -> None:
    reading = check(data)
    assert reading.sha256 == hashlib.sha256(data).hexdigest()


@given(
    st.lists(st.one_of(st.sampled_from(PARTS), st.binary(max_size=12)), max_size=30),
    st.sampled_from([b"\n", b" ", b""]),
)
def test_pieces_of_reports_in_any_order(parts: list[bytes], between: bytes) -> None:
    check(between.join(parts))


@st.composite
def damaged(draw: st.DrawFn) -> bytes:
    """A good log with pieces cut out, doubled, moved or overwritten."""
    data = bytearray(draw(st.sampled_from(LOGS)))
    for _ in range(draw(st.integers(1, 6))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 400)))
        piece = draw(st.sampled_from([b"", bytes(data[start:end]) * 2, *PARTS]))
        data[start:end] = piece
    return bytes(data)


@given(damaged())
def test_damaged_logs(data: bytes) -> None:
    check(data)


@given(st.sampled_from(LOGS), st.sampled_from(LOGS), st.randoms(use_true_random=False))
def test_two_logs_mixed_line_by_line(one: bytes, other: bytes, random: Random) -> None:
    queues = [one.split(b"\n"), other.split(b"\n")]
    lines: list[bytes] = []
    while queues[0] and queues[1]:
        lines.append(queues[random.randrange(2)].pop(0))
    check(b"\n".join([*lines, *queues[0], *queues[1]]))


LONG = {
    "one letter": "a" * 2_000_000,
    "blanks before a heading": " " * 500_000 + "Mem-Info:",
    "a line of zones": "Node 0 DMA free:4kB min:4kB " * 40_000,
    "a line of counts": "Mem-Info:\nNode 0 DMA: " + "1*4kB " * 100_000,
    "a line of headers": "x: page allocation failure: order:1, mode:0x20 kB min: *128kB Mem- " * 20_000,
    "lines of headers": "x: page allocation failure: order:1, mode:0x20\n" * 3_000,
    "halves of headers": "x: page allocation failure: order:1,\nfoo bar foo bar\n" * 10_000,
    "halves of zone lines": "Mem-Info:\nNode 0 DMA free:4kB min:4kB\n" + "low:4kB high:5kB lo\n" * 20_000,
    "listings without end": "Mem-Info:\nNode 0 DMA free:4kB min:4kB\n" * 3_000,
    "prefixes": "[ 1.2] <4> " * 50_000 + "Mem-Info:",
    "taint": "\n".join([REPORT[0], "CPU: 1 PID: 2 Comm: " + "Tainted: " * 50_000]),
}


@pytest.mark.parametrize("data", LONG.values(), ids=LONG.keys())
def test_long_input_comes_to_an_end(data: str) -> None:
    check(data)


def test_a_megabyte_of_noise_hides_no_report() -> None:
    noise = "Jan 01 00:00:00 host app[1]: border: 5 vmalloc order Show me the memory\n" * 15_000
    reading = check(noise + text(REPORT) + noise)
    assert [report.complete for report in reading.reports] == [True]

"""A report's first line that is too broken to be read is told, and so is a mask that may go on."""

import pytest

from engine.model.report import Level
from engine.read.reader import read_text
from tests.engine.read.texts import LISTING, PROCESS, REPORT, TRACE, text

BEGINS = "a report begins here"


def warnings(whole: str) -> list[str]:
    return [note.message for note in read_text("", whole).diagnostics if note.level is Level.WARNING]


@pytest.mark.parametrize(
    "header",
    [
        "sshd: page allocation failure: order:2, mo",
        "sshd: page allocation failure: order:2, mo>",
        "sshd: page allocation failure: or\u2026",
        "sshd: page allocation fail>",
        "sshd invoked oom-kille",
        "sshd invoked oom-killer: gfp_ma",
    ],
)
def test_a_header_that_was_cut_is_told_with_its_line(header: str) -> None:
    (note,) = [
        note
        for note in read_text("", text(("first", header, PROCESS, *TRACE, *LISTING))).diagnostics
        if note.message.startswith(BEGINS)
    ]
    assert (note.level, note.place.line) == (Level.WARNING, 2)


def test_of_a_sound_header_nothing_is_told() -> None:
    assert not warnings(text(REPORT))


@pytest.mark.parametrize(
    "words", ["what does page allocation failure mean", "it said oom-killer, and I wonder", "page allocation failure?"]
)
def test_words_about_failures_are_no_header(words: str) -> None:
    assert not [told for told in warnings(text((words, *REPORT))) if told.startswith(BEGINS)]


@pytest.mark.parametrize("rest", ["40d0", "40d0(GFP_KERNEL|__GFP_COMP)", "40d0, nodemask=0"])
def test_of_a_mask_that_goes_on_below_no_part_is_taken(rest: str) -> None:
    lines = (
        f"Nov 23 10:00:00 host kernel: {line}" for line in ("a: page allocation failure: order:4, mode:0x10", rest)
    )
    (report,) = read_text("", text([*lines, f"Nov 23 10:00:00 host kernel: {PROCESS}"])).reports
    assert report.scenario.request is None


@pytest.mark.parametrize(
    ("line", "count"),
    [
        ("Nov 23 10:00:00 host systemd-journald[123]: Missed 1045 kernel messages", "1,045"),
        ("Nov 23 10:00:00 host rsyslogd: imklog: 1234 messages lost due to rate-limiting (20000 allowed)", "1,234"),
        ("Nov 23 10:00:00 host rsyslogd: imjournal: 12 messages lost due to rate-limiting", "12"),
    ],
)
def test_messages_that_a_log_daemon_never_got_are_told(line: str, count: str) -> None:
    (told,) = read_text("", text(("first", line, *REPORT))).diagnostics
    assert (told.level, told.place.line) == (Level.WARNING, 2)
    assert told.message.startswith(f"{count} messages are lost")


def test_a_repeated_header_is_not_called_cut() -> None:
    header = (
        "Nov 23 10:00:00 host kernel: message repeated 3 times: [ sshd: page allocation failure: order:2, mode:0x20]"
    )
    assert not warnings(text((header, *REPORT)))

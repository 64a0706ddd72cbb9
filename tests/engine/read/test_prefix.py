"""Lines come with other programs' words before them; the figures must be the same with any of them."""

import pytest

from engine.read.reader import read_text
from tests.engine.read.shown import shown_report
from tests.engine.read.texts import HEADER, LISTING, PROCESS, REPORT, TRACE, text

PREFIXES = {
    "nothing": ("", None),
    "indent": ("    ", None),
    "tab": ("\t", None),
    "no-break space": ("\N{NO-BREAK SPACE} ", None),
    "quote": ("> ", None),
    "quote in a quote": ("> > > ", None),
    "quote in HTML": ("&gt; ", None),
    "dmesg": ("[   12.345678] ", "12.345678"),
    "dmesg with a comma": ("[   12,345678] ", "12,345678"),
    "dmesg -d": ("[   12.345678 <    0.000002>] ", "12.345678"),
    "dmesg with a colon": ("[   12.345678]: ", "12.345678"),
    "dmesg -T": ("[Mon Mar 25 23:35:17 2019] ", "Mon Mar 25 23:35:17 2019"),
    "dmesg -T in German": ("[Mo M\N{LATIN SMALL LETTER A WITH DIAERESIS}r 25 23:35:17 2019] ", None),
    "dmesg -H": ("[May15 12:34] ", None),
    "dmesg -H, later": ("[  +0.000003] ", None),
    "dmesg -x": ("kern  :warn  : [   12.345678] ", "12.345678"),
    "dmesg --time-format iso": ("2024-05-15T12:00:00,123456+02:00 ", "2024-05-15T12:00:00,123456+02:00"),
    "level": ("<4>", None),
    "level and time": ("<4>[   12.345678] ", "12.345678"),
    "caller": ("[   12.345678][  T912] ", "12.345678"),
    "CPU as caller": ("[   12.345678][    C0] ", "12.345678"),
    "quoted, level, time and caller": ("> <4>[   88.593828][    C0] ", "88.593828"),
    "syslog": ("Apr 19 10:40:39 host kernel: ", "Apr 19 10:40:39"),
    "syslog with time": ("Apr  9 10:40:39 host kernel: [34790.236803] ", "Apr  9 10:40:39"),
    "syslog without host": ("Dec 20 14:02:50 kernel: ", "Dec 20 14:02:50"),
    "syslog with level": ("Jun 10 13:33:11 xx user.warn kernel: ", "Jun 10 13:33:11"),
    "syslog with year": ("2024 Mar  5 07:08:09 web1 kernel: ", "Mar  5 07:08:09"),
    "syslog, RFC 5424": ("<4>1 2024-05-15T12:00:00.5Z web1 kernel - - - [ 3.1] ", "2024-05-15T12:00:00.5Z"),
    "facility alone": ("kern.warn: ", None),
    "TAI64N": ("@4000000065e6c6d90000a1b2 kern.warn: [   12.345678] ", "12.345678"),
    "netconsole with release": ("6.1.0-rc1,4,1234,12345678,-;", None),
    "syslog with pid": ("Jun 10 13:33:11 xx kernel[0]: ", "Jun 10 13:33:11"),
    "logread": ("Thu Jan  1 00:00:41 1970 kern.warn kernel: [   41.230000] ", "Jan  1 00:00:41 1970"),
    "rsyslog": ("2024-05-15T12:00:00.123456+02:00 web1 kernel: [ 3.1] ", "2024-05-15T12:00:00.123456+02:00"),
    "journal, short-iso": ("2024-05-15T12:00:00+0200 web1 kernel: ", "2024-05-15T12:00:00+0200"),
    "journal, short-full": ("Wed 2024-05-15 12:00:00 CEST web1 kernel: ", "2024-05-15 12:00:00"),
    "journal, short-unix": ("1715940000.123456 web1 kernel: ", "1715940000.123456"),
    "words of the journal, short-monotonic": ("[   12.345678] web1 kernel: ", "12.345678"),
    "svlogd": ("2005-05-17_10:24:16.76726 kern.info: ", "2005-05-17_10:24:16.76726"),
    "ktest": ("00177 ", "00177"),
    "Android": ("[4: binder:569_5:27109] ", None),
    "Android with time": ("<4>[  123.456789]  [0:      swapper/0:    0] ", "123.456789"),
    "another Android": ("[  123.456789] (1)[48:kswapd0]", "123.456789"),
    "bold": ("**", None),
    "words of its own": ("node-17 | console | ", None),
    "words with numbers": ("[web1] line 481: ", None),
}


@pytest.mark.parametrize(("prefix", "time"), PREFIXES.values(), ids=PREFIXES.keys())
def test_a_prefix_changes_no_figure(prefix: str, time: str | None) -> None:
    bare = shown_report(read_text("", text(REPORT)).reports[0])
    (report,) = read_text("", text([prefix + line for line in REPORT])).reports
    assert report.time == time or time is None
    shown = shown_report(report)
    assert {**shown, "time": None} == bare


KNOWN = {name: case for name, case in PREFIXES.items() if not name.startswith("words")}


@pytest.mark.parametrize(("prefix", "time"), KNOWN.values(), ids=KNOWN.keys())
def test_a_message_without_a_listing_behind_a_known_prefix(prefix: str, time: str | None) -> None:
    (report,) = read_text("", text([prefix + line for line in (HEADER, PROCESS, *TRACE)])).reports
    place = report.places["comm",]
    assert (report.comm, place.start, report.pid, len(report.frames)) == ("sshd", len(prefix), 812, 3)
    assert report.time == time or time is None


@pytest.mark.parametrize(("prefix", "time"), PREFIXES.values(), ids=PREFIXES.keys())
def test_columns_count_from_the_start_of_the_line_as_it_came(prefix: str, time: str | None) -> None:
    lines = [prefix + line for line in REPORT]
    (report,) = read_text("", text(lines)).reports
    place = report.places["zone", 1, "free"]
    assert lines[place.line - 1][place.start : place.end] == "4104"
    if time is not None:
        place = report.places["time",]
        assert lines[place.line - 1][place.start : place.end] == report.time


def test_a_carriage_return_belongs_to_the_line_end() -> None:
    (report,) = read_text("", text([line + "\r" for line in REPORT])).reports
    assert shown_report(report) == shown_report(read_text("", text(REPORT)).reports[0])


def test_lines_end_at_newlines_only() -> None:
    odd = "\x0b \x0c \x1c \x85 \N{LINE SEPARATOR}"
    (report,) = read_text("", text([odd, odd, *REPORT])).reports
    assert report.first_line == 3


STRANGE = ("101:", "07:08:09 ", "03-05 07:08:09.123 root     0     0 W       : ", "(XEN) ", "* ", "web_1  | ", "[c1] ")


@pytest.mark.parametrize("prefix", STRANGE)
def test_where_no_listing_stands_the_process_line_tells_the_prefix(prefix: str) -> None:
    """And what stands before a header's next line is never taken for the rest of its mask."""
    lines = ["sshd: page allocation failure: order:4, mode:0x1040d0", PROCESS, *TRACE]
    bare = shown_report(read_text("", text(lines)).reports[0])
    shown = shown_report(read_text("", text([prefix + line for line in lines])).reports[0])
    assert {**shown, "time": None} == {**bare, "time": None}


def test_words_of_an_unknown_shape_before_each_line_add_no_digit_to_a_mask() -> None:
    lines = ("sshd: page allocation failure: order:4, mode:0x1040d0", "eth0: link is up")
    (report,) = read_text("", text(["2024/03/05 07:08:09 some-host: " + line for line in lines])).reports
    assert report.scenario.request is not None
    assert report.scenario.request.gfp_mask == 0x1040D0


def test_a_line_above_a_wrapped_header_is_no_part_of_it() -> None:
    above = "Jan 12 03:51:45 web1 systemd[1]: Started Session 17 of user nobody and all is well."
    header = ["apt: page allocation failure: order:0,", "mode:0x40cc0(GFP_KERNEL|__GFP_COMP), nodemask=(null)"]
    (report,) = read_text("", text([above, *header])).reports
    assert (report.first_line, report.time, report.comm) == (2, None, "apt")


def test_words_of_an_unknown_shape_are_told_by_the_first_line_that_can_tell_them() -> None:
    """The lists of a CPU that stand above the first zone tell nothing of what stands before them."""
    lines = ["Normal per-cpu:", "CPU    0: hi:  186, btch:  31 usd:  30", *LISTING[1:]]
    bare = shown_report(read_text("", text(lines)).reports[0])
    shown = shown_report(
        read_text("", text([f"... kernel: [430837.19{index:04}] {line}" for index, line in enumerate(lines)])).reports[
            0
        ]
    )
    assert shown["zones"] == bare["zones"]

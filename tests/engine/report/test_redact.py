"""What is replaced in a report, what stays, and that a name has one stand-in."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.model.report import Report
from engine.read.reader import read_text
from engine.report.names_in_line import Secret
from engine.report.redact import Names, Replacement, redacted
from tests.tree import ROOT

CASE_2012 = (ROOT / "resources" / "samples" / "2012-order4-dma32.txt").read_text("utf-8")
FIRST, *REST = CASE_2012.splitlines()[3:]


def with_lines(*lines: str, comm: str = "rsync") -> str:
    """The 2012 report with further lines behind its header."""
    return "\n".join([FIRST.replace("rsync", comm), *lines, *(line.replace("rsync", comm) for line in REST)]) + "\n"


def only_report(text: str) -> Report:
    (report,) = read_text("", text).reports
    return report


def redact(text: str) -> str:
    return redacted(text, Names(text, only_report(text)).replaced())


def second_line(line: str) -> str:
    """A line of a report as it is after redaction."""
    return redact(with_lines(line)).splitlines()[1]


@pytest.mark.parametrize(
    ("line", "becomes"),
    [
        ("Nov  3 10:00:00 db7.example.com sshd[77]: bye", "Nov  3 10:00:00 host-1 process-2[77]: bye"),
        ("2024-11-03T10:00:00.123456+01:00 db7 kernel: up", "2024-11-03T10:00:00.123456+01:00 host-1 kernel: up"),
        ("Linux version 2.6.32-41-server (bob@build7) (gcc)", "Linux version 2.6.32-41-server (user-1@host-1) (gcc)"),
        ("from 10.1.2.3 port 22, then 10.1.2.4 and 10.1.2.3", "from address-1 port 22, then address-2 and address-1"),
        ("eth0: fe80::1ff:fe23:4567:890a up", "eth0: address-1 up"),
        ("eth0: 00:1b:44:11:3a:b7 up", "eth0: mac-1 up"),
        ("Accepted publickey for alice from here", "Accepted publickey for user-1 from here"),
        ("session opened for user alice by alice", "session opened for user user-1 by user-1"),
        ("IN=eth0 MAC=52:54:00:aa:bb:cc:00:11:22:33:44:55:08:00 SRC=10.0.0.1", "IN=eth0 MAC=mac-1 SRC=address-1"),
        ("br0: learned 0242.ac11.0002 and aa:bb:cc:dd:ee:ff:00:11", "br0: learned mac-1 and mac-2"),
        ("peer ::ffff:10.9.8.7 and fe80::1: gone", "peer address-1 and address-2: gone"),
        ("nfs: server nas1 not responding, timed out", "nfs: server host-1 not responding, timed out"),
        ("to \\\\files\\share", "to \\\\host-1\\share"),
        ("opened for user alice(uid=7) by kim(uid=0)", "opened for user user-1(uid=7) by user-2(uid=0)"),
        ("db7 sudo:     dave : TTY=pts/0 ; USER=root", "db7 sudo:     user-1 : TTY=pts/0 ; USER=user-2"),
        ("exec /home/alice/bin/tool failed", "exec path-1 failed"),
        ("oom-kill:x,task_memcg=/user.slice/a,task=java,pid=1", "oom-kill:x,task_memcg=path-1,task=process-2,pid=1"),
    ],
    ids=lambda value: value[:30],
)  # fmt: skip
def test_names_are_replaced_where_a_line_holds_them(line: str, becomes: str) -> None:
    assert second_line(line) == becomes


@pytest.mark.parametrize(
    "line",
    [
        "Call Trace:",
        " [<ffffffff8116f3a0>] warn_alloc_failed+0x110/0x180 [ext4]",
        " <IRQ>  </IRQ> <TASK> </TASK>",
        "Modules linked in: nf_nat xt_tcpudp e1000e",
        "Linux version 2.6.32.59 #1",
        "Hardware name: Xen HVM domU, BIOS 4.2.1.7 05/12/2016",
        "reading /proc/buddyinfo at mm/page_alloc.c:3000",
        "eth0: 12:34:56 and 00:1f.2 are no addresses, std::vector neither",
        "kworker/3:1: page allocation failure of somebody else",
        "ksoftirqd/1 swapper/0 kswapd0",
    ],
)
def test_kernel_words_stay(line: str) -> None:
    assert second_line(line) == line


def test_hosts_of_a_domain_that_is_known_are_found_without_a_word_before_them() -> None:
    text = redact(with_lines("Nov  3 10:00:00 db7.example.com sshd[77]: as web3.example.com, not foo.example.org"))
    assert text.splitlines()[1] == "Nov  3 10:00:00 host-1 process-2[77]: as host-2, not foo.example.org"


def test_an_oom_report_names_no_task_any_more() -> None:
    text = (ROOT / "resources" / "samples" / "6.12-oom-kill-in-a-cpuset.txt").read_text("utf-8")
    text = text.replace("tail", "a (b), c")
    report, after = only_report(text), only_report(redact(text))
    assert report.comm == "a (b), c"
    assert after.oom is not None
    assert [task.comm for task in after.oom.killed] == [after.comm] == ["process-1"]
    assert {task.name for task in after.oom.tasks} == {"process-1", "process-2"}
    assert "a (b), c" not in redact(text)


@pytest.mark.parametrize(
    "envelope",
    [
        lambda lines: "Nov  3 10:00:00 db7 kernel: " + "#012".join(lines),
        lambda lines: json.dumps({"log": "\n".join(f"Nov  3 10:00:00 db7 kernel: {line}" for line in lines)}),
        lambda lines: "\n".join(json.dumps({"_HOSTNAME": "db7", "MESSAGE": line}) for line in lines),
        lambda lines: "\n".join(f"> Nov  3 10:00:00 db7 kernel: {line}" for line in lines),
        lambda lines: "\r\n".join(f"2024-11-03T10:00:00 db7 kernel: {line}" for line in lines),
    ],
    ids=["written line ends", "JSON", "JSON lines", "quoted", "CRLF"],
)
def test_names_are_found_in_every_envelope(envelope: Callable[[list[str]], str]) -> None:
    lines = (ROOT / "resources" / "samples" / "6.12-oom-kill-in-a-cpuset.txt").read_text("utf-8").splitlines()
    text = envelope(lines) + "\n"
    after = redact(text)
    assert [name for name in ("tail", "sleep", "db7") if re.search(rf"\b{name}\b", after)] == []
    assert only_report(after).scenario == only_report(text).scenario


def test_a_name_has_one_stand_in_and_every_place_is_told() -> None:
    text = with_lines("Nov  3 10:00:00 db7 cron[1]: db7 asks rsync on db7", "Nov  3 10:00:00 db8 cron[1]: rsync")
    found = {one.name: one for one in Names(text, only_report(text)).replaced()}
    assert {name: one.stand_in for name, one in found.items()} == {
        "rsync": "process-1",
        "db7": "host-1",
        "cron": "process-2",
        "db8": "host-2",
    }
    lines = text.splitlines()
    for name, one in found.items():
        assert [lines[place.line - 1][place.start : place.end] for place in one.places] == [name] * len(one.places)
    assert len(found["db7"].places) == 3
    assert "db7" not in redact(text)


@pytest.mark.parametrize("comm", ["free", "Normal", "DMA32", "order", "Node", "present", "4kB", "0", "kernel"])
def test_a_process_with_the_name_of_a_figure_leaves_the_figures_alone(comm: str) -> None:
    text = with_lines(comm=comm)
    report, after = only_report(text), only_report(redact(text))
    assert after.scenario == report.scenario
    assert after.comm == "process-1"


@settings(max_examples=60, deadline=None)
@given(
    comm=st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=15),
    host=st.from_regex(r"[a-z][a-z0-9-]{0,12}", fullmatch=True),
)
def test_no_name_changes_a_figure_or_a_kernel_symbol(comm: str, host: str) -> None:
    lines = ["Call Trace:", " [<ffffffff8116f3a0>] warn_alloc_failed+0x110/0x180", *REST]
    text = "\n".join(f"Nov  3 10:00:00 {host} kernel: {line}" for line in (FIRST.replace("rsync", comm), *lines)) + "\n"
    reports = read_text("", text).reports
    after = read_text("", redacted(text, Names(text, reports[0]).replaced())).reports
    assert [report.scenario.zones for report in after] == [report.scenario.zones for report in reports]
    assert [report.frames for report in after] == [report.frames for report in reports]


@settings(max_examples=40, deadline=None)
@given(st.text(st.sampled_from("/:.@-[]()<>=, \tab0\x1b\u202e\r"), max_size=400))
def test_no_line_raises_and_line_numbers_stay(line: str) -> None:
    text = with_lines(line)
    for report in read_text("", text).reports:
        assert redacted(text, Names(text, report).replaced()).count("\n") == text.count("\n")


# ---- some of the names


NAMED = with_lines(
    "Nov  3 10:00:00 db7 sshd[712]: Accepted publickey for alice from 10.9.8.7 port 22",
    "Nov  3 10:00:00 db7 cp[9]: /home/alice/payroll/x.ods to nfs://store3.example.com/home/bob from 52:54:00:12:34:56",
    "Nov  3 10:00:00 db7 cp[9]: alice and rsync on db7 wait",
)
NAMES = Names(NAMED, only_report(NAMED), "db7.log")
KNOWN = [(one.secret, one.name) for one in NAMES.known]


def chosen(keys: frozenset[tuple[Secret, str]]) -> tuple[Replacement, ...]:
    return NAMES.replaced(lambda secret, name: (secret, name) in keys)


@settings(max_examples=150, deadline=None)
@given(st.frozensets(st.sampled_from(KNOWN)))
def test_only_chosen_names_are_replaced_and_wherever_they_stand(keys: frozenset[tuple[Secret, str]]) -> None:
    replaced = chosen(keys)
    assert {(one.secret, one.name) for one in replaced if one.places} <= keys
    after = redacted(NAMED, replaced)
    lines, changed = NAMED.split("\n"), after.split("\n")
    touched = {place.line for one in replaced for place in one.places}
    assert [number for number, pair in enumerate(zip(lines, changed, strict=True), 1) if pair[0] != pair[1]] == sorted(
        touched
    )
    for secret, name in keys - {(Secret.LOG, "db7.log")}:
        left = [match.start() for match in re.finditer(rf"(?<![\w.-]){re.escape(name)}(?![\w.-])", after)]
        assert left == [], (secret, name)


@settings(max_examples=60, deadline=None)
@given(st.frozensets(st.sampled_from(KNOWN)))
def test_a_name_has_its_stand_in_whatever_else_is_chosen(keys: frozenset[tuple[Secret, str]]) -> None:
    own = {(one.secret, one.name): one.stand_in for one in NAMES.known}
    assert len(set(own.values())) == len(own)
    for one in chosen(keys):
        assert not one.places or one.stand_in == own[one.secret, one.name]


def test_a_name_within_a_path_comes_to_light_when_the_path_stays() -> None:
    path = (Secret.PATH, "/home/alice/payroll/x.ods")
    assert path in KNOWN
    after = redacted(NAMED, chosen(frozenset(KNOWN) - {path}))
    assert re.search(r"/home/user-\d/payroll/x\.ods", after)
    assert "/home/" not in redacted(NAMED, chosen(frozenset(KNOWN)))


def test_the_file_name_is_one_of_the_names() -> None:
    assert chosen(frozenset({(Secret.LOG, "db7.log")})) == (Replacement(Secret.LOG, "db7.log", "log-1", ()),)
    (one,) = (one for one in chosen(frozenset({(Secret.HOST, "db7")})) if one.secret is Secret.LOG)
    assert one.stand_in == "host-1.log"  # it stays, but a name in it does not

"""The line that names the running task and the kernel."""

import pytest

from engine.read.process import process_spans
from engine.read.reader import read_text
from tests.engine.read.texts import HEADER, LISTING, text

CASES = {
    "2.6.32 Ubuntu": (
        "Pid: 0, comm: sshd Not tainted 2.6.32-21-server #32-Ubuntu",
        (None, 0, "2.6.32-21-server", "#32-Ubuntu"),
    ),
    "2.6.32 RHEL": (
        "Pid: 15462, comm: sshd Tainted: G        W  ----------------   2.6.32-220.7.1.el6.x86_64 #1 HP ProLiant",
        (None, 15462, "2.6.32-220.7.1.el6.x86_64", None),
    ),
    "3.10 RHEL": (
        "CPU: 0 PID: 12438 Comm: sshd Tainted: G               ------------ T 3.10.0-327.22.2.el7.x86_64 #1",
        (0, 12438, "3.10.0-327.22.2.el7.x86_64", None),
    ),
    "5.10 Debian": (
        "CPU: 0 PID: 1 Comm: sshd Tainted: G           OE     5.10.0-32-686-pae #1 Debian 5.10.223-1",
        (0, 1, "5.10.0-32-686-pae", "5.10.223-1"),
    ),
    "6.1 Debian": (
        "CPU: 2 PID: 1 Comm: sshd Not tainted 6.1.0-50-arm64 #1  Debian 6.1.176-1",
        (2, 1, "6.1.0-50-arm64", "6.1.176-1"),
    ),
    "7.2 Debian": (
        "CPU: 0 UID: 0 PID: 120 Comm: sshd Tainted: G    OE     7.2.13+deb14-amd64 #1 PREEMPT(lazy)  Debian 7.2.13-1 ",
        (0, 120, "7.2.13+deb14-amd64", "7.2.13-1"),
    ),
    "crash kernel loaded": (
        "CPU: 0 PID: 33609 Comm: sshd Kdump: loaded Not tainted 6.9.0-rc3+ #49",
        (0, 33609, "6.9.0-rc3+", None),
    ),
    "build id": (
        "CPU: 3 PID: 473206 Comm: sshd Tainted: G    OE    6.1.1-arch1-1 #1 9bd09188b430be630e611f984454e4f3c489be77",
        (3, 473206, "6.1.1-arch1-1", None),
    ),
    "new taint words": (
        "CPU: 9 UID: 1000 PID: 7 Comm: sshd Tainted: [W]=WARN 6.19.0 #1 PREEMPT(voluntary)",
        (9, 7, "6.19.0", None),
    ),
    "no number": ("CPU: 9 PID: 7 Comm: sshd Not tainted 6.19.0", (9, 7, "6.19.0", None)),
    "cut": ("CPU: 9 PID: 7 Comm: sshd Tainted: G     ", (9, 7, None, None)),
}


@pytest.mark.parametrize(("line", "expected"), CASES.values(), ids=CASES.keys())
def test_a_process_line(line: str, expected: tuple[int | None, int, str | None, str | None]) -> None:
    (report,) = read_text("", text([HEADER, line, *LISTING])).reports
    assert report.comm == "sshd"
    assert (report.cpu, report.pid, report.scenario.kernel.release, report.scenario.kernel.package) == expected
    assert report.used_lines[2] == "process"


def test_without_one_the_kernels_first_line_at_boot_tells_the_release() -> None:
    boot = (
        "[    0.000000] Linux version 6.1.0-50-amd64 (a@b) (gcc-12 (Debian 12.2.0-14) 12.2.0) #1 SMP Debian 6.1.176-1"
    )
    for gap in (0, 500):
        lines = [boot.replace("6.1.0-50", "6.1.0-49"), boot, *["noise"] * gap, "sysrq: Show Memory", *LISTING]
        (report,) = read_text("", text(lines)).reports
        kernel = report.scenario.kernel
        assert (kernel.release, kernel.package) == ("6.1.0-50-amd64", "6.1.176-1")
        assert report.places["kernel", "release"].line == 2


def test_another_tasks_process_line_tells_the_kernel_and_no_process() -> None:
    line = "CPU: 1 PID: 99 Comm: other Not tainted 4.4.0 #1"
    found = read_text("", text([HEADER, line, "Call Trace:", " alloc_ep_req+0x5c/0x98", *LISTING]))
    (report,) = found.reports
    assert (report.comm, report.pid, report.cpu, report.scenario.kernel.release) == ("sshd", None, None, "4.4.0")
    assert [frame.function for frame in report.frames] == ["alloc_ep_req"]
    assert any("other" in note.message for note in found.diagnostics)


def test_another_tasks_process_line_is_not_taken_where_the_own_one_follows() -> None:
    other = "CPU: 1 PID: 99 Comm: other Not tainted 4.3.0 #1"
    own = "CPU: 2 PID: 7 Comm: sshd Not tainted 4.4.0 #1"
    (report,) = read_text("", text([HEADER, other, own, *LISTING])).reports
    assert (report.pid, report.scenario.kernel.release) == (7, "4.4.0")


def test_a_pid_that_cannot_be_does_not_hide_the_kernel() -> None:
    line = f"CPU: 3 PID: {'9' * 30} Comm: sshd Not tainted 5.10.0-8-amd64 #1"
    found = process_spans(line)
    assert "pid" not in found
    assert line[slice(*found["release"])] == "5.10.0-8-amd64"

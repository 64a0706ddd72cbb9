"""Who was running, and on which kernel? The `CPU:` or `Pid:` line, and the kernel's first line at boot."""

from __future__ import annotations

import re

from engine.read.pattern import blanks

Span = tuple[int, int]
Spans = dict[str, Span]
"""By name ("pid", "comm", "cpu", "release", "package") the columns of the value."""

_LONGEST = 512
_WHO = r"(?:CPU: ?(?P<cpu>\d{1,5}) (?:UID: ?\d+ )?PID: ?(?:(?P<pid>\d{1,10})|\d{11,99}) "
_WHO += r"|Pid: ?(?:(?P<old_pid>\d{1,10})|\d{11,99}), )"
_TAINT = r"(?:Kdump: loaded )?(?:Not tainted|Tainted:\D{0,80}?)"
_RELEASE = r"(?P<release>\d+\.\d+[^\s,)]*)"
_DEBIAN = r"(?:.*?\b(?:Debian|Proxmox|Raspbian) (?P<debian>\d\S*))?"
_PROCESS = re.compile(blanks(rf"{_WHO}[Cc]omm: (?P<comm>.{{1,64}}?) {_TAINT} {_RELEASE}(?: (?P<build>#\S+))?{_DEBIAN}"))
_CUT_PROCESS = re.compile(blanks(rf"{_WHO}(?:[Cc]omm: (?P<comm>\S.{{0,63}}?) (?:Kdump:|Not tainted|Tainted:))?"))
_BOOT = re.compile(blanks(rf"Linux \S{{1,64}} {_RELEASE}(?:.*?(?P<build>#\S+))?{_DEBIAN}"))
_UBUNTU = re.compile(r"#\S*-Ubuntu\b")
_NAMES = {"old_pid": "pid", "debian": "package"}


def process_spans(text: str) -> Spans:
    """What a process line gives; nothing if it is no such line."""
    found = _PROCESS.match(text, 0, _LONGEST) or _CUT_PROCESS.match(text, 0, _LONGEST)
    return {} if found is None else _spans(found)


def boot_spans(text: str) -> Spans:
    """Release and package of the line `Linux version …`, or of what `uname -a` says."""
    found = _BOOT.search(text, 0, _LONGEST)
    return {} if found is None else _spans(found)


def _spans(found: re.Match[str]) -> Spans:
    spans: Spans = {}
    for name, printed in found.groupdict().items():
        if printed is not None and name != "build":
            spans[_NAMES.get(name, name)] = found.span(name)
    if "package" not in spans and _UBUNTU.match(found.groupdict().get("build") or ""):
        spans["package"] = found.span("build")
    return spans

"""Does time grow with size and no faster, for the texts that cost most?"""

from __future__ import annotations

import json
import time
from collections.abc import Callable

from engine.explain.analyse import analyse
from engine.read.reader import read_text

_JUDGED = 1000
"""Reports of a text that are judged: each takes the same time."""

SIZES = (100_000, 1_000_000, 4_000_000)
_HEADER = "x: page allocation failure: order:1, mode:0x20\n"
_ZONE = "Node 0 DMA free:4kB min:4kB low:4kB high:4kB\n"
_BUDDY = "Node 0 DMA: 1*4kB (U) 0*8kB 1*16kB (M) = 20kB\n"

Make = Callable[[int], str]


def _of(piece: str, head: str = "", tail: str = "") -> Make:
    return lambda size: head + piece * (size // len(piece)) + tail


WORST: dict[str, Make] = {
    "headers only": _of(_HEADER),
    "headers on one line": _of(_HEADER.replace("\n", " ")),
    "half headers": _of("x: page allocation failure: order:1,\nfoo bar foo bar\n"),
    "headers cut in mid-word": _of("x: page alloc\nation fail\nure: or\nder:1, mo\nde:0x\n20\n"),
    "OOM headers": _of("x invoked oom-killer: gfp_mask=0xcc0(GFP_KERNEL), order=0, oom_score_adj=0\n"),
    "half OOM headers": _of("x invoked oom-killer: gfp_mask=\n"),
    "SLUB headers": _of("SLUB: Unable to allocate memory on node -1, gfp=0xcc0(GFP_KERNEL)\n"),
    "vmalloc headers": _of("x: vmalloc: allocation failure, allocated 1 of 2 bytes\n"),
    "Mem-Info only": _of("Mem-Info:\n"),
    "anchors without lines": _of("kB min: *128kB Mem- order: mode:0x "),
    "zone lines only": _of(_ZONE),
    "zone lines of many zones": lambda size: "".join(
        f"Node {index % 1000} Zn{index // 1000} free:4kB min:4kB low:4kB\n" for index in range(size // 40)
    ),
    "zone lines on one line": _of(_ZONE.replace("\n", " "), "Mem-Info:\n"),
    "buddy lines only": _of(_BUDDY),
    "a buddy line without end": _of("1*4kB ", "Mem-Info:\nNode 0 DMA: "),
    "reserve lines only": _of("lowmem_reserve[]: 0 1 2 3\n", "Mem-Info:\n" + _ZONE),
    "totals only": _of("active_anon:1 inactive_anon:2 isolated_anon:0\n", "Mem-Info:\n"),
    "halves of zone lines": _of("low:4kB high:5kB lo\n", "Mem-Info:\n" + _ZONE),
    "listings without end": _of("Mem-Info:\n" + _ZONE),
    "frames only": _of(" __alloc_pages_nodemask+0x1/0x2\n", _HEADER),
    "trace headings": _of("Call Trace:\n", _HEADER),
    "module ends": _of("[module]\n", _HEADER + " f+0x1/0x2 [\n"),
    "process lines": _of("CPU: 1 PID: 2 Comm: x Not tainted 6.1.0 #1\n", _HEADER),
    "Tainted": _of("Tainted: ", _HEADER + "CPU: 1 PID: 2 Comm: "),
    "cpuset lines": _of("x cpuset=/ mems_allowed=0\n", _HEADER),
    "task table": _of("[  123]     0   123     4567      890    12345        0             0 bash\n", _HEADER),
    "callers": lambda size: "".join(f"[    1.000000][T{index}] {_HEADER}" for index in range(size // 66)),
    "boots": _of("Linux version 6.1.0\n" + _HEADER),
    "one endless line": _of("a", "Mem-Info:\n"),
    "one endless figure": _of("9", "Mem-Info:\nNode 0 DMA free:"),
    "blanks": _of(" ", "", "Mem-Info:"),
    "blanks before a figure": _of(" " * 16_000 + "517 total pagecache pages\n", _HEADER, _ZONE),
    "blanks before a bracket": _of(" " * 16_000 + "[x\n", _HEADER, _ZONE),
    "blanks in a zone line": _of("Node 0 DMA free:4kB" + " " * 16_000 + "min:4kB\n", _HEADER),
    "blanks in a buddy line": _of("Node 0 DMA: 1*4kB" + " " * 16_000 + "0*8kB\n", _HEADER),
    "blanks in a total": _of("active_anon:1" + " " * 16_000 + "x\n", _HEADER + "Mem-Info:\n"),
    "blanks in a frame": _of(" f+0x1/0x2" + " " * 16_000 + "x\n", _HEADER),
    "blanks in a process line": _of("CPU: 1 PID: 2 Comm: x" + " " * 16_000 + "Not\n", _HEADER),
    "blanks in a header": _of(" ", "x: page allocation failure: order:1,", "mode:0x20"),
    "blank lines": _of("\n", _HEADER, _ZONE),
    "lines of one blank": _of(" \n", _HEADER, _ZONE),
    "carriage returns": _of("\r", _HEADER, _ZONE),
    "NULs": _of("\0", _HEADER, _ZONE),
    "quote marks": _of("> ", "", "Mem-Info:"),
    "quoted headers": _of("> > > " + _HEADER),
    "prefixes": _of("[ 1.2] <4> ", "", "Mem-Info:"),
    "syslog prefixes": _of("Nov 23 14:15:01 host kernel: ", "", "Mem-Info:"),
    "dates": _of("2026-11-23 14:15:01 "),
    "open parentheses": _of("(", _HEADER + "x: page allocation failure: order:1, mode:0x20"),
    "open brackets": _of("[", _HEADER),
    "open brackets on lines": _of("[ [ [\n", _HEADER),
    "less-than signs": _of("<", _HEADER),
    "#012 only": _of("#012"),
    "#012 of headers": _of(_HEADER.replace("\n", "#012")),
    "#012 of listings": _of((_ZONE + _BUDDY).replace("\n", "#012")),
    "\\n of headers": _of(_HEADER.replace("\n", "\\n")),
    "JSON nesting": _of('{"log":'),
    "JSON lists": _of("["),
    "JSON lines": _of(json.dumps({"MESSAGE": _HEADER}) + "\n"),
    "JSON in JSON": _of(json.dumps({"log": json.dumps({"log": _HEADER})}) + "\n"),
    "JSON strings open": _of('{"MESSAGE":"' + _HEADER),
    "backslashes": _of("\\", '{"MESSAGE":"' + _HEADER),
    "HTML": _of("&lt;&amp;", _HEADER),
    "HTML listings": _of("&nbsp;" + _ZONE),
    "ANSI": _of("\x1b[31m", _HEADER),
    "ANSI headers": _of("\x1b[31m" + _HEADER),
    "zoneinfo": _of("Node 0, zone      DMA\n  pages free     3968\n        min      68\n"),
    "buddyinfo": _of("Node 0, zone      DMA      1      0      1      0      2      1      1      0      1\n"),
    "pagetypeinfo": _of("Node    0, zone      DMA, type    Unmovable      0      0      0      0      1\n"),
    "suppressed": _of("__ratelimit: 12 callbacks suppressed\n", _HEADER),
    "wrapped at 80": lambda size: "\n".join(
        (_ZONE.strip() * (size // len(_ZONE)))[start : start + 80] for start in range(0, size, 80)
    ),
    "emphasis": _of("**", _HEADER, "Mem-Info:"),
    "rows of Linux 2.4": _of("0*4kB ", _HEADER + "Mem-info:\nZone:DMA freepages:  1\n"),
    "mail as sent": _of("=3D=20=\n", _HEADER + "Mem-Info:\n"),
    "a web page's tags": _of("<p>", _HEADER + "Mem-Info:\n"),
    "open tags": _of("<abc ", _HEADER + "<p><p><p>Mem-Info:\n"),
    "rows of a table": _of('"a","Mem-Info:"\n'),
    "quote marks of a table": _of('""', _HEADER + '"Mem-Info:'),
    "endings": _of("|   ", "Mem-Info: |   |   x\n"),
    "two listings by turns": _of("Mem-Info:\nMem-Info:\n" + 2 * _ZONE + 2 * _BUDDY),
    "surrogates": _of("\ud800", _HEADER, _ZONE),
}
"""Texts of any size by what they hold."""


def milliseconds(make: Make, size: int) -> float:
    """What reading and judging one text takes, in processor time."""
    text = make(size)
    begun = time.process_time()
    for report in read_text("worst", text).reports[:_JUDGED]:
        analyse(report.scenario)
    return (time.process_time() - begun) * 1000


def show() -> int:
    """Prints milliseconds for each 100 kB: where time is linear, the columns of a row are alike."""
    print(f"{'ms per 100 kB, for a text of':<32}" + "".join(f"{size / 1e6:>10g} MB" for size in SIZES))
    steep = 0
    for name, make in WORST.items():
        figures = [milliseconds(make, size) * 100_000 / size for size in SIZES]
        grows = figures[-1] > 2 * max(figures[0], 2.0)
        steep += grows
        print(f"{name:<32}" + "".join(f"{figure:>13.2f}" for figure in figures) + "  grows" * grows, flush=True)
    return 1 if steep else 0

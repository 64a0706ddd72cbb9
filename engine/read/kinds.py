"""What does a line begin? Every line that a report may hold is a row here; first lines of events are rows of events.py.

Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.read.pattern import blanks
from engine.read.prefix import PREFIX

ZONE_NAME = r"[A-Z]\w{1,15}"
_OF_ZONE = rf"(?:Node \d{{1,4}},? )?{ZONE_NAME}"
_KNOWN_ZONE = "DMA|DMA32|Normal|HighMem|Movable|Device"
ADDRESS = r"\(?\[<?(?:0x)?[0-9a-f]{8,16}>?\]\)?"
SYMBOL = r"[A-Za-z_.$][\w.$]*"
OFFSETS = r"\+0x[0-9a-f]+/0x[0-9a-f]+"
FRAME = (
    rf"(?:{ADDRESS} ?){{0,2}}(?P<doubt>\? ?)?(?:(?P<name>{SYMBOL}){OFFSETS}|(?P<raw>0x[0-9a-f]{{4,16}})(?!\S))"
    r"(?: \[(?P<module>[\w-]+)[^\]\n]*)?(?P<unreliable>\]? \(unreliable\))?"
)
_TOTALS = (
    "[Aa]ctive|[Ii]nactive|isolated|unevictable|dirty|writeback|unstable|slab|mapped|shmem|pagetables|sec_pagetables|bounce"
    "|kernel_misc|free"
)
_TAIL_PAGES = "in (?:swap|pagetable)|RAM|HighMem|reserved|shared|non-shared|cma|hwpoisoned|of "

KINDS = {
    "frame": FRAME,
    "zone": rf"{_OF_ZONE} free: ?-?\d",
    "buddy": rf"{_OF_ZONE}: (?:-?\d+\* ?\d|empty\b)",
    "reserve": r"(?:lowmem_reserve|protections)\[\]:",
    "node": r"Node \d{1,4},? [a-z_]+: ?\d",
    "tail": rf"Node \d{{1,4}} hugepages_|\d+ (?:total pagecache pages|pages (?:{_TAIL_PAGES}))|Swap cache"
    "|(?:Free|Total) swap|Free pages:",
    "nodename": rf"Node \d{{1,4}},?(?: {ZONE_NAME}:?)? ?$|(?:{_KNOWN_ZONE}):? ?$",
    "totals": rf"(?:{_TOTALS})[a-z_]*: ?-?\d+(?![\dkK])",
    "meminfo": r"Mem-[Ii]nfo:",
    "percpu": rf"{_OF_ZONE} per-cpu:|CPU \d+: (?:hi|Hot):|cpu \d+ (?:hot|cold):",
    "process": r"CPU: ?\d+ |Pid: ?\d+,",
    "trace": rf"Call [Tt]race:|Backtrace:|<[/A-Z#<]+>|\? ?$|<[0-9a-f]{{8,16}}>\{{|\({SYMBOL}{OFFSETS}"
    rf"|(?:{ADDRESS} ?)?\(?{SYMBOL}(?:{OFFSETS})?(?: \[\w+\])?\)? from ",
    "cpuset": r"\S.{0,63}? cpuset=\S+(?: mems_allowed=\d| ?$)",
    "boot": r"Linux version \d",
    "memcg": r"Memory cgroup (?:out of memory|stats for)|Task in \S+ killed as|memory: usage \d",
    "other": r"Hardware name:|Workqueue:|Tainted: \[|Modules linked|RIP:|Code:|R[A-D]X:|SLUB:|Out of memory|\[ ?\d+\]"
    "|---|Stack :",
}
_KINDS = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items())
_KIND = re.compile(blanks(_KINDS), re.MULTILINE)
_LINE = re.compile(rf"^(?=(?P<prefix>{PREFIX}))(?P=prefix)(?:{blanks(_KINDS)})", re.MULTILINE)
"""A line that begins something. The look-ahead keeps what was taken for prefix: no line is tried in two ways."""


def kind_match(text: str) -> re.Match[str] | None:
    """What the text begins: `lastgroup` names the kind."""
    return _KIND.match(text)


def known_lines(text: str) -> Iterator[re.Match[str]]:
    """Every line of a text that begins something; groups are `prefix` and the kind, which `lastgroup` names."""
    return _LINE.finditer(text)


_LANDMARK = re.compile(
    blanks(
        rf"(?<![^\s\]|:])(?:{KINDS['meminfo']} ?$|{KINDS['zone']}|{KINDS['buddy']}|{KINDS['reserve']}"
        r"|CPU: \d+ (?:UID: \d+ )?PID:)"
    )
)
_FIGURES_INSIDE = re.compile(
    blanks(
        rf"(?<!\S)(?:Node \d{{1,4}},? )?(?:{_KNOWN_ZONE})"
        r"(?: free:\d+[kK]B |:(?: \d+\*\d+kB(?: \([A-Z]+\))?)+ = \d+kB$)"
    )
)


def landmark(text: str) -> int:
    """Where, behind words that are not known, something begins that only a listing holds; -1 if nowhere."""
    found = _LANDMARK.search(text)
    return -1 if found is None else found.start()


def figures_inside(text: str) -> int:
    """Where in a line that other words begin a zone's figures begin, or a buddy line that is whole; -1 if nowhere."""
    found = _FIGURES_INSIDE.search(text)
    return -1 if found is None else found.start()

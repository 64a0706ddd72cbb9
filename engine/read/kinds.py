"""What does a line begin? Every line that a report may hold is a row here; first lines of events are rows of events.py.

Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from engine.read.pattern import blanks
from engine.read.prefix import FOREIGN, PREFIX, USUAL

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
LIMITED = (
    "warn_alloc",
    "warn_alloc_failed",
    "warn_alloc_show_mem",
    "slab_out_of_memory",
    "alloc_vmap_area",
    "oom_kill_process",
    "dump_header",
)
"""Functions that tell how many of their messages were left out, for the kernel limits their rate."""
LIMITED_BY_NO_NAME = ("printk", "__ratelimit")
"""Those that tell it for messages of any kind."""
_TAIL_PAGES = "in (?:swap|pagetable)|RAM|HighMem|reserved|shared|non-shared|cma|hwpoisoned|of "

_SUPPRESSED = "|".join(rf"{name}: \d{{1,9}} (?:callbacks|messages)" for name in (*LIMITED, *LIMITED_BY_NO_NAME))

KINDS = {
    "frame": re.sub(r"[?]P<[a-z]+>", "?:", FRAME),
    "zone": rf"{_OF_ZONE} free: ?-?\d",
    "buddy": rf"{_OF_ZONE}: (?:-?\d+\* ?\d|empty\b)",
    "reserve": r"(?:lowmem_reserve|protections)\[\]:",
    "node": r"Node \d{1,4},? [a-z_]+: ?\d",
    "tail": rf"Node \d{{1,4}} hugepages_|\d+ (?:total pagecache pages|pages (?:{_TAIL_PAGES}))|Swap cache"
    "|(?:Free|Total) swap|Free pages:",
    "nodename": rf"Node \d{{1,4}},?(?: {ZONE_NAME}:?)? ?$|(?:{_KNOWN_ZONE}):? ?$",
    "totals": rf"(?:{_TOTALS})[a-z_]*: ?-?\d+(?![\dkK]| callbacks)",
    "other": r"Hardware name:|Workqueue:|Tainted: \[|Modules linked|[RE](?:IP|[A-D]X|[SBD]P|[SD]I|FLAGS|\d\d):|Code:"
    r"|---|Stack :",
    "meminfo": r"Mem-[Ii]nfo:",
    "percpu": rf"{_OF_ZONE} per-cpu:|CPU \d+: (?:hi|Hot):|cpu \d+ (?:hot|cold):",
    "process": r"CPU: ?\d+ |Pid: ?\d+,",
    "trace": rf"Call [Tt]race:|Backtrace:|<[/A-Z#<]+>|\? ?$|<[0-9a-f]{{8,16}}>\{{|\({SYMBOL}{OFFSETS}"
    rf"|(?:{ADDRESS} ?)?\(?{SYMBOL}(?![\w.$])(?:{OFFSETS})?(?: \[\w+\])?\)? from ",
    "cpuset": r"\S.{0,63}? cpuset=\S+(?: mems_allowed=\d| ?$)",
    "boot": r"Linux version \d",
    "aside": r"SL[AU]B: |cache: \S|node \d{1,4}: slabs|\[ ?pid ?\] |memory: ?usage \d|memory\+swap: ?usage"
    r"|swap: ?usage \d|kmem: ?usage \d|oom-kill:|oom_reaper:|Out of [Mm]emory|Killed process \d|Memory cgroup "
    r"|Tasks? in \S|Kernel panic|SysRq ?: Manual|sysrq: Manual|WARNING: |last message repeated \d|message repeated \d"
    rf"|{_SUPPRESSED}|\d{{1,9}} printk messages",
}
_KINDS = "|".join(f"(?P<{kind}>{pattern})" for kind, pattern in KINDS.items())
_KIND = re.compile(blanks(_KINDS), re.MULTILINE)
RUNS = {
    "frame": rf"(?:{ADDRESS} ?)?(?:\? )?{SYMBOL}(?![\w.$]){OFFSETS}",
    "tail": rf"(?:{KINDS['tail']})",
}
"""Kinds that stand on many lines one after the other, and what the lines after the first usually look like."""
_IN_TEXT = "|".join(
    f"(?P<{kind}>{pattern})" if kind not in RUNS else f"(?P<{kind}>(?:{pattern}).*(?:\n{USUAL}{RUNS[kind]}.*)*)"
    for kind, pattern in KINDS.items()
)


@cache
def _line() -> re.Pattern[str]:
    """A line that begins something, or a run of such lines; compiled when a text needs it.

    The look-ahead keeps what was taken for prefix: no line is tried in two ways. The line end before it is what the
    search goes by: that is faster than a try at each character.
    """
    return re.compile(rf"\n(?!{FOREIGN})(?=(?P<prefix>{PREFIX}))(?P=prefix)(?:{blanks(_IN_TEXT)})", re.MULTILINE)


_PLAIN_FRAME = rf"\[\x20*\d+\.\d+\]\x20*(?:[?]\x20)?(?!kern\.){SYMBOL}{OFFSETS}(?:\x20\[[\w-]+\])?"
"""A part of what the pattern of frames takes, and the quickest: nearly all frames are so."""
_A_FRAME = rf"{USUAL}{RUNS['frame']}(?:[^\S\n]\[[\w-]+[^\]\n]*\])?[^\S\n]?"
FRAME_LINES = re.compile(blanks(rf"(?:(?:{_PLAIN_FRAME}|{_A_FRAME})\n)+"))
OTHER_LINES = re.compile(blanks(rf"(?:{USUAL}(?:{KINDS['other']}).*\n)+"))
TAIL_LINE = re.compile(blanks(USUAL + RUNS["tail"]))
"""Lines that are but frames, tell nothing, or stand below the free lists, in the shape that most have."""


def kind_match(text: str) -> re.Match[str] | None:
    """What the text begins: `lastgroup` names the kind."""
    return _KIND.match(text)


def known_lines(text: str) -> Iterator[re.Match[str]]:
    """Every line of a text that begins something; groups are `prefix` and the kind, which `lastgroup` names.

    Lines of a kind that comes in runs are one match (RUNS). Offsets count one more than in the text, so that a match
    starts where its line does.
    """
    return _line().finditer("\n" + text)


_ONLY_LISTED = ("zone", "buddy", "reserve", "node", "nodename", "totals", "meminfo", "percpu")
_LISTED = blanks("|".join(f"(?P<{kind}>{KINDS[kind]})" for kind in _ONLY_LISTED))
_LISTED_LINE = re.compile(rf"\n(?!{FOREIGN})(?=(?P<prefix>{PREFIX}))(?P=prefix)(?:{_LISTED})", re.MULTILINE)
_LISTED_KIND = re.compile(_LISTED, re.MULTILINE)


def listed_match(text: str) -> re.Match[str] | None:
    """What the text begins if it is something that only a listing holds."""
    return _LISTED_KIND.match(text)


def has_listed(text: str) -> bool:
    """Whether a line of a text begins something that only a listing holds; its tail doesn't count."""
    return _LISTED_LINE.search("\n" + text) is not None


@cache
def _landmark() -> re.Pattern[str]:
    return re.compile(
        blanks(
            rf"(?<![0-9A-Za-z_])(?:{KINDS['meminfo']} ?$|{KINDS['zone']}|{KINDS['buddy']}|{KINDS['reserve']}"
            r"|memory: usage \d+kB, limit \d|CPU: \d+ (?:UID: \d+ )?PID:|Pid: \d+, comm:)"
        )
    )


@cache
def _figures_inside() -> re.Pattern[str]:
    return re.compile(
        blanks(
            rf"(?<!\S)(?:Node \d{{1,4}},? )?(?:{_KNOWN_ZONE})"
            r"(?: free:\d+[kK]B |:(?: \d+\*\d+kB(?: \([A-Z]+\))?)+ = \d+kB$)"
        )
    )


@cache
def _kill_inside() -> re.Pattern[str]:
    return re.compile(
        blanks(
            r"(?:(?<=[]:'\"`-]) ?|OOMKilling [^\n]{0,160}?)"
            r"(?P<kill>(?:Out of [Mm]emory|Memory cgroup out of memory): ?[Kk]ill(?:ed)? process \d"
            r"|Killed process \d{1,10},? [^\n]{2,80}? (?:total-vm|vsz): ?\d)"
        )
    )


_NODE_BEFORE = re.compile(r"Node [0-9]{1,4},? $")
_LONGEST_NODE = 12
"""What belongs to a zone's name though something is glued to it."""


def landmark(text: str) -> int:
    """Where, behind words that are not known, something begins that only a listing holds; -1 if nowhere."""
    found = _landmark().search(text)
    if found is None:
        return -1
    glued = _NODE_BEFORE.search(text, max(found.start() - _LONGEST_NODE, 0), found.start())
    return found.start() if glued is None else glued.start()


def kill_inside(text: str) -> int:
    """Where in a line that words of another program begin a kill is told; -1 if nowhere."""
    found = _kill_inside().search(text)
    return -1 if found is None else found.start("kill")


def figures_inside(text: str) -> int:
    """Where in a line that other words begin a zone's figures begin, or a buddy line that is whole; -1 if nowhere."""
    found = _figures_inside().search(text)
    return -1 if found is None else found.start()

"""What stands in front of the kernel's own words on a line, and who says so?

Log daemons, the console's options and people who quote put things there, in any combination: each is a row, and a
line's prefix is as many of them as there are. Blanks in the patterns: see pattern.py.
"""

from __future__ import annotations

import re

from engine.read.pattern import blanks

_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_ZONE = r"(?: ?(?:Z|[+-]\d\d:?\d\d)(?!\w)| [A-Z]{3,5}(?= ))?"
_TAG = (
    r"(?:(?: [^\s:]+){0,3}? (?:kernel|klogd|vmunix|kern\.[a-z]+)(?:\[\d+\])? ?:"
    r"| [^\s:]{1,64}(?= last message repeated))?"
)
_STREAM = r"(?: (?:stdout|stderr) [FP](?= ))?"

PREFIXES = {
    "seconds since boot": r"\[ ?\+?\d+[.,]\d+(?: <[^<>\]\n]*>)?\](?::(?= ))?",
    "indent, no-break space": r" ",
    "quote": r">|&gt;|\|(?= )",
    "emphasis": r"\*\*",
    "level": r"<\d{1,3}>",
    "caller": r"\[ ?(?P<task>[TC]\d+)\]",
    "vendor's cpu and task": r"\[ ?(?P<cpu>\d+: ?[^\[\]\n]{1,32}: ?\d+)\]|\(\d+\)\[(?P<mtk>\d+:[^\[\]\n]{1,32})\]",
    "dmesg -T": r"\[[^\[\]\d\n][^\[\]\n]{0,16}" + _CLOCK + r"[^\[\]\n]{0,8}\]",
    "dmesg -H": r"\[[A-Z][a-z]{2} ?\d{1,2} \d\d:\d\d\]",
    "dmesg -x": r"(?:kern|user|daemon|syslog) ?: ?(?:emerg|alert|crit|err|warn|notice|info|debug) ?: ",
    "syslog": r"(?:[A-Z][a-z]{2} |\d{4} )?[A-Z][a-z]{2} \d{1,2} (?:\d{4} )?"
    + (_CLOCK + r"(?: \d{4}(?!\S))?" + _ZONE + _TAG),
    "ISO": r"(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d(?:[T_]| )" + _CLOCK + _ZONE + _STREAM + _TAG,
    "seconds since 1970": r"\d{9,10}\.\d{3,9}" + _TAG,
    "RFC 5424": r"1 \d{4}-\d\d-\d\dT" + _CLOCK + r"(?:Z|[+-]\d\d:\d\d)(?: [!-~]{1,128}){4} (?:-|\[[^\]\n]{0,400}\]) ",
    "TAI64N": r"@[0-9a-f]{24} (?:kern\.[a-z]+ ?: ?)?",
    "logcat": r"\d\d-\d\d " + _CLOCK + r"(?: [^\s:]+){2,5}? kernel ?:|[VDIWEF]/kernel ?\( ?\d+\):",
    "ktest": r"0\d{4} ",
    "tag alone": r"kernel: |kern\.[a-z]{3,7}: ",
}
_ANY = "(?:" + "|".join(re.sub(r"\?P<\w+>", "?:", row) for row in PREFIXES.values()) + ")*"
_BEGINS_ROW = (
    r"[A-Z][a-z]{2} |kern\.|(?:kern|kernel|user|daemon|syslog) ?:|[VDIWEF]/kernel|<\d"
    r"|\d{4}-|\d{4} [A-Z]|1 \d{4}-|\d\d-\d\d |\d{9,10}\.|0\d{4} "
)
_DATE = r"[A-Z][a-z]{2} \d{1,2} \d\d:\d\d:\d\d|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]\d{6}[+-]\d\d:?\d\d"
DAEMON = rf"(?:{_DATE}) [^\s:]+ kernel:"
USUAL = blanks(
    rf"(?:{DAEMON}(?! ?<))? ?(?:\[ ?\d+\.\d+\] ?)?(?=[0-9A-Za-z?_<-]|\[<?[0-9a-f]{{8,16}}>?\])(?!{_BEGINS_ROW})"
)
"""What most lines have: it ends where a try of all the rows would, and is a fraction of the work."""
PREFIX = f"(?:{USUAL}|{blanks(_ANY)})"
FOREIGN = blanks(rf"(?:{_DATE}) [^\s:]+ (?!kernel|klogd|vmunix|kern\.)[^\s:\[\]]+\[\d+\]: ")
"""What stands before the words of another program that a log daemon names."""
_PREFIX = re.compile(PREFIX)
_USUAL = re.compile(USUAL)
_TIMES = tuple(
    re.compile(blanks(pattern))
    for pattern in (
        r"\d{4}-\d\d-\d\d(?:[T_]| )" + _CLOCK + r"(?:Z|[+-]\d\d:?\d\d)?",
        r"\[(?P<time>[^\[\]\d][^\[\]]{0,16}" + _CLOCK + r"[^\[\]]{0,8})\]",
        r"[A-Z][a-z]{2} \d{1,2} (?:\d{4} )?" + _CLOCK + r"(?: \d{4}(?!\S))?",
        r"(?<![\d-])\d\d-\d\d " + _CLOCK,
        r"\[ ?(?P<time>\d+[.,]\d+)(?:\]| )",
        r"\d{9,10}\.\d{3,9}",
        r"0\d{4}(?= )",
    )
)
_CALLER = re.compile(blanks(PREFIXES["caller"] + "|" + PREFIXES["vendor's cpu and task"]))
_NO_STAMP = " \t\xa0>|*"


def prefix_end(raw: str) -> int:
    """The column in which the kernel's words begin."""
    found = _PREFIX.match(raw)
    return 0 if found is None else found.end()


def usual_end(raw: str) -> int:
    """The column in which the kernel's words begin after what most lines have before them; -1 if they have more."""
    found = _USUAL.match(raw)
    return -1 if found is None else found.end()


def caller_in(prefix: str) -> str | None:
    """The task or CPU that a prefix names."""
    found = _CALLER.search(prefix)
    return None if found is None or found.lastgroup is None else found[found.lastgroup]


def is_stamp(prefix: str) -> bool:
    """Whether something in a prefix says when or where the line was printed; quote marks and blanks don't."""
    return prefix.replace("&gt;", "").strip(_NO_STAMP) != ""


def time_span(prefix: str) -> tuple[int, int] | None:
    """Columns of the time in a prefix: a date and clock before seconds since boot."""
    for pattern in _TIMES:
        found = pattern.search(prefix)
        if found is not None:
            return found.span("time") if "time" in pattern.groupindex else found.span()
    return None

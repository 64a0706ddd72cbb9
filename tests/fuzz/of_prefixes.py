"""What do log daemons, terminals and people put in front of lines?"""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.changes import Lines, stretch

_PREFIXES = (
    "Nov 23 14:15:01 host kernel: ",
    "Nov 23 14:15:01 host kernel: [ 1234.567890] ",
    "2026-11-23T14:15:01.123456+01:00 host kernel: ",
    "2026-11-23T14:15:01+0100 host.example.org kernel[0]: ",
    "[ 1234.567890] ",
    "[    1.000000][    T1] ",
    "[12345.678901][    C0] ",
    "[Mon Nov 23 14:15:01 2026] ",
    "[Nov23 14:15] ",
    "kern  :warn  : [ 1234.567890] ",
    "<4>",
    "<4>[ 1234.567890] ",
    "6,1234,5678901234,-;",
    "4,1234,5678901234,c,caller=T12;",
    "<4>[  123.456789]  [0:    kworker/0:1:   12] ",
    "11-23 14:15:01.123   123   456 W kernel  : ",
    "11-23 14:15:01.123 W/kernel  (  123): ",
    "> ",
    "> > ",
    ">> ",
    "| ",
    "    ",
    "\t",
    "&gt; ",
    "* ",
    "- ",
    "# ",
    "12: ",
    "console: ",
    "[0m",
    "1764000000.123456 ",
    "host1 | ",
    "pod/node-1: ",
    "\ufeff",
    "Node 0 ",
    "kernel: ",
)


def one_prefix(random: Random, lines: Lines) -> Lines:
    prefix = random.choice(_PREFIXES)
    start, end = (0, len(lines)) if random.random() < 0.7 else stretch(random, lines, 30)
    return [prefix + line if start <= index < end else line for index, line in enumerate(lines)]


def mixed_prefixes(random: Random, lines: Lines) -> Lines:
    some = random.sample(_PREFIXES, random.randint(2, 5))
    return [random.choice(some) + line for line in lines]


def callers(random: Random, lines: Lines) -> Lines:
    names = [f"[{random.choice('TC')}{random.randrange(3)}] " for _ in range(3)]
    return [random.choice(names) + line for line in lines]


def prefix_inside(random: Random, line: str) -> str:
    at = random.randint(0, len(line))
    return line[:at] + random.choice(_PREFIXES) + line[at:]


def strip_prefix(random: Random, line: str) -> str:
    return re.sub(r"^[^\n]*?\] ?", "", line, count=1)

"""What in a line of a log names a host, a person, a process, a path or an address?

Zone names, kernel symbols, kernel threads and figures are no such names: on lines that carry figures or the call trace
only what log daemons put in front is looked at.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from enum import Enum
from functools import lru_cache
from typing import NamedTuple

from engine.model.report import Place
from engine.read.prefix import prefix_end


class Secret(Enum):
    """What kind of name it is; the value begins its stand-in."""

    HOST = "host"
    ADDRESS = "address"
    MAC = "mac"
    USER = "user"
    PATH = "path"
    PROCESS = "process"
    LOG = "log"


KIND_WORDS = {
    Secret.HOST: "host names",
    Secret.ADDRESS: "IP addresses",
    Secret.MAC: "MAC addresses",
    Secret.USER: "user names",
    Secret.PATH: "paths",
    Secret.PROCESS: "process names",
    Secret.LOG: "the log's file name",
}


class Found(NamedTuple):
    """A name of a kind, and where it stands."""

    secret: Secret
    place: Place
    name: str


_NAME = r"[A-Za-z0-9_][\w.-]{0,252}"
_CLOCK = r"\d\d:\d\d:\d\d(?:[.,]\d{1,9})?"
_ISO_DATE = rf"\d{{4}}-\d\d-\d\d[T_ ]{_CLOCK}(?:Z| ?[+-]\d\d:?\d\d)?"
_DATE = rf"(?:[A-Z][a-z]{{2}} {{1,2}}\d{{1,2}} (?:\d{{4}} )?{_CLOCK}|{_ISO_DATE})"
_PERSON = r"[A-Za-z_][\w.-]{0,31}"
_DAEMON = r"[A-Za-z_][\w.@/()-]{0,63}"
_PART = r"(?:[\w.@+~%-]|\\x[0-9a-f]{2}){1,255}"
_LINE_END = r"[ \r]*(?:$|#01[25]|\\{1,8}[nr]|[\"'])"
"""Where a line ends, also one that is written out within another."""
_PID = r"\d{1,10}"
_UID = r",?(?: UID:? ?\d+,?)?"
_SIZES = r",? (?:UID|total-vm|vsz|score)"
_ENVELOPE: tuple[tuple[Secret, str], ...] = (
    (Secret.HOST, rf"{_DATE} (?P<name>{_NAME}) (?=(?:{_DAEMON})(?:\[\d{{1,10}}\])? ?:|kernel)"),
    (Secret.HOST, rf"{_DATE} (?P<name>{_NAME})(?= last message repeated)"),
    (Secret.HOST, rf"[\"']?(?:_HOSTNAME|[Hh]ost_?[Nn]ame|HOSTNAME)[\"']? ?[:=] ?[\"']?(?P<name>{_NAME})"),
    (Secret.PROCESS, r"[\"']?_(?:COMM|EXE|CMDLINE)[\"']? ?[:=] ?[\"']?(?P<name>[^\"',}\n]{1,200})"),
)  # fmt: skip
"""What log daemons put around the kernel's words; sure enough to be looked for in every line."""
_ROWS: tuple[tuple[Secret, str], ...] = (
    (Secret.HOST, rf"\bLinux (?P<name>(?!version\b){_NAME}) (?=\d\.\d)"),
    (Secret.HOST, rf"\b[\w.+-]{{1,64}}@(?P<name>{_NAME})"),
    (Secret.HOST, rf"\b[a-z]{{2,8}}://(?:[^\s/@]{{1,64}}@)?(?P<name>{_NAME})"),
    (Secret.HOST, rf"\bserver (?P<name>{_NAME})(?= (?:not responding|OK\b|has|is|does)\b)"),
    (Secret.HOST, rf"(?<![^\s\"'=(])\\\\(?P<name>{_NAME})(?=\\\w)"),
    (Secret.USER, r"(?P<name>[\w.+-]{1,64})@(?=[A-Za-z0-9_])"),
    (Secret.USER, rf"\b(?:USER|LOGNAME|user(?:name)?|acct|ruser|auid_name)[\"']?[=:] ?[\"']?(?P<name>{_PERSON})"),
    (Secret.USER, rf"\b(?:for|of) (?:invalid )?user (?P<name>{_PERSON})"),
    (Secret.USER, rf"\b(?:password|publickey|keyboard-interactive(?:/pam)?) for (?P<name>(?!invalid ){_PERSON})"),
    (Secret.USER, r"\buid=\d{1,10}\((?P<name>[^()\s]{1,32})\)"),
    (Secret.USER, rf"(?<![\w.-])(?P<name>{_PERSON})\(uid=\d"),
    (Secret.USER, rf"\bsudo(?:\[{_PID}\])?: {{1,24}}(?P<name>{_PERSON}) : "),
    (Secret.USER, r"(?<![\w.])/(?:home|Users|export/home)/(?P<name>[\w.-]{1,64})"),
    (Secret.USER, r"(?<![\w.])/(?:var/)?run/user/(?P<name>[A-Za-z][\w.-]{0,63})"),
    (Secret.PATH, rf"(?<![\w.\]<)/:-])(?P<name>/(?:{_PART}/){{0,40}}{_PART}/?)"),
    (Secret.PATH, r"\b(?:cpuset|task_memcg|oom_memcg)=(?P<name>(?:[^\s,/(\\#\"']|\\x)(?:[^\s,\\#\"']|\\x){0,254})"),
    (Secret.PATH, r"\bcache: ?[^\s(,]{1,64}\(\d{1,10}:(?P<name>[^()\s]{1,255})\)"),
    (Secret.PATH, r"\b[a-z]{2,8}://[^\s/\"'<>]{1,255}(?P<name>/[^\s\"'<>]{1,400})"),
    (Secret.PROCESS, rf"\b[Cc]omm: (?P<name>\S.{{0,31}}?)(?= (?:Not\b|Taint|Kdump)|{_LINE_END})"),
    (Secret.PROCESS, r"\btask=(?P<name>[^\s,][^,]{0,31}?)(?=,)"),
    (Secret.PROCESS, rf"\b[Kk]ill(?:ed)? process {_PID}{_UID} \((?P<name>[^\n]{{1,32}}?)\)(?={_SIZES}|,?{_LINE_END})"),
    (Secret.PROCESS, r"\boom_reaper: reaped process \d{1,10} \((?P<name>[^\n]{1,32}?)\)"),
    (Secret.PROCESS, rf"\[ *{_PID}\] +(?:-?\d{{1,20}} +){{5,11}}(?P<name>[^\s\d-].{{0,31}}?)(?={_LINE_END})"),
    (Secret.PROCESS, rf"{_DATE} {_NAME} (?P<name>(?!kernel\b){_DAEMON}?)(?=\[\d{{1,10}}\] ?:|: )"),
)  # fmt: skip
_OPENING = re.compile(
    r"(?P<name>[^\s{\[\"'][^\n]{0,31}?)(?: invoked oom-killer| cpuset=(?=\S{1,255} mems_allowed)"
    r"|: page allocation (?:failure|stalls)|: vmalloc(?: error)?:)"
)
"""How the kernel's own words begin on a report's first line."""
_IPV4 = re.compile(r"(?<![\w.-])(?:\d{1,3}\.){3}\d{1,3}(?![\w.-]|\.\d)")
_IPV6 = re.compile(r"(?<![\w:.])(?P<groups>[0-9A-Fa-f:]{2,39})(?:\.\d{1,3}){0,3}(?![\w:])")
"""The last four groups of digits may be an IPv4 address."""
_PAIR = r"[0-9A-Fa-f]{2}"
_MAC = re.compile(
    rf"(?<![\w:-])(?:(?:{_PAIR}:){{5,19}}|(?:{_PAIR}-){{5,19}}){_PAIR}(?![\w:-])"
    r"|(?<![\w.])(?:[0-9A-Fa-f]{4}\.){2}[0-9A-Fa-f]{4}(?![\w.])"
)
"""Six pairs; up to twenty where several addresses follow each other (netfilter) or one is long (InfiniBand)."""
_RELEASE = re.compile(r"(?:\bversion |\btainted:?(?: [\w ]{1,40}?)? |\bLinux |\bBIOS )$", re.IGNORECASE)
_KERNEL_THREAD = re.compile(
    r"swapper(?:/\d+)?|kworker/u?\d+:\d+H?|(?:ksoftirqd|migration|watchdog|cpuhp|idle_inject)/\d+|irq_work/\d+"
    r"|(?:kswapd|kcompactd)\d+|khugepaged|ksmd|kthreadd|kdevtmpfs|khungtaskd|oom_reaper|kauditd|writeback|kblockd"
    r"|rcu(?:_sched|_bh|_preempt|_gp|_par_gp|og/\d+|op/\d+|os/\d+|ob/\d+|b/\d+|c/\d+|n/\d+)|init"
)
"""Names that the kernel itself gives: they tell nothing about the machine's use."""
_KERNEL_PATHS = re.compile(r"/(?:proc|sys|dev)(?:/|$)")
HEADED = frozenset({"header", "process", "oom", "tasks", "tail", "slub"})
"""What lines may hold names in the kernel's own words (Report.used_lines)."""


def named(number: int, raw: str, used: str | None) -> Iterator[Found]:
    """What a line names by its form: the whole line, or what stands before the kernel's words if these are figures."""
    figures = used is not None and used not in HEADED
    end = prefix_end(raw) if figures else len(raw)
    found = [*_formed(raw, len(_ENVELOPE) if figures else None), *_addresses(raw[:end])]
    for secret, start, stop in found:
        if _worth_it(secret, raw[start:stop]):
            yield Found(secret, Place(number, start, stop), raw[start:stop])


@lru_cache(maxsize=1)
def _patterns() -> tuple[tuple[Secret, re.Pattern[str]], ...]:
    """The rows, made ready when first asked for."""
    return tuple([(secret, re.compile(pattern)) for secret, pattern in _ENVELOPE + _ROWS])


def _formed(raw: str, rows: int | None) -> Iterator[tuple[Secret, int, int]]:
    """What the first rows find, or all of them and the kernel's opening words."""
    for secret, pattern in _patterns()[:rows]:
        for match in pattern.finditer(raw):
            yield secret, *match.span("name")
    opening = None if rows is not None else _OPENING.match(raw, prefix_end(raw))
    if opening is not None:
        yield Secret.PROCESS, *opening.span("name")


def _addresses(raw: str) -> Iterator[tuple[Secret, int, int]]:
    for match in _MAC.finditer(raw):
        yield Secret.MAC, *match.span()
    for match in _IPV4.finditer(raw):
        octets = [int(part) for part in match[0].split(".")]
        if max(octets) < 256 and not _RELEASE.search(raw[max(match.start() - 60, 0) : match.start()]):
            yield Secret.ADDRESS, *match.span()
    for match in _IPV6.finditer(raw):
        if match["groups"].count(":") < 2 or _MAC.fullmatch(match["groups"]):
            continue
        if _is_ipv6(match[0]):
            yield Secret.ADDRESS, *match.span()
        elif _is_ipv6(match["groups"].rstrip(":")):
            yield Secret.ADDRESS, match.start(), match.start() + len(match["groups"].rstrip(":"))
        elif _is_ipv6(match["groups"]):
            yield Secret.ADDRESS, *match.span("groups")


def _is_ipv6(text: str) -> bool:
    try:
        ipaddress.IPv6Address(text)
    except ValueError:
        return False
    return text.strip(":") != ""


def _worth_it(secret: Secret, name: str) -> bool:
    if secret is Secret.PROCESS:
        return not is_kernel_thread(name)
    if secret is Secret.PATH:
        return not _KERNEL_PATHS.match(name) and name != "(null)"
    return not (secret is Secret.HOST and _is_stand_in(name))


def is_kernel_thread(name: str) -> bool:
    """Whether the kernel itself gives this name to a task."""
    return _KERNEL_THREAD.fullmatch(name) is not None


def _is_stand_in(name: str) -> bool:
    return name.rpartition("-")[0] in {secret.value for secret in Secret if secret is not Secret.LOG}

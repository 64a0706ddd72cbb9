"""Which names and addresses does a report give away, and what stands in their stead?

A name has the same stand-in wherever it occurs. What a name is: names_in_line.py.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from engine.model.report import Place, Report
from engine.read.prefix import prefix_end
from engine.report.names_in_line import HEADED, Found, Secret, is_kernel_thread, named

Choice = Callable[[Secret, str], bool]
"""Whether a name of a kind is to be replaced."""


def everything(secret: Secret, name: str) -> bool:
    """The choice of every name."""
    return True


class Replacement(NamedTuple):
    """One name, its stand-in ("host-1"), and where it stands in the text as it came; nowhere is the file's name."""

    secret: Secret
    name: str
    stand_in: str
    places: tuple[Place, ...]


_WORD_START = re.compile(r"(?<![\w-])\S")
_IN_WORD = re.compile(r"[\w-]")
_WORD = re.compile(r"[\w.-]{1,64}")
_COMMON = frozenset(
    {
        "host",
        "localhost",
        "kernel",
        "linux",
        "node",
        "zone",
        "order",
        "mode",
        "page",
        "pages",
        "free",
        "min",
        "low",
        "high",
        "mem",
        "total",
        "user",
        "root",
        "task",
        "name",
        "process",
        "killed",
        "out",
        "memory",
        "not",
        "tainted",
        "comm",
        "pid",
        "cpu",
        "call",
        "trace",
        "hardware",
        "address",
        "path",
        "failure",
        "allocation",
        "info",
        "gfp",
        "mask",
    }
)
_SHORTEST = 3
_HOST = re.compile(r"(?<![\w.@-])[A-Za-z0-9_][\w.-]{2,252}(?<![.-])(?![\w-])")


class Names:
    """All names that the lines of a report and the kernel's first line give away, and the name of the log.

    `text` has the report at its own line numbers. `known` are all of them with every place that they stand at, those
    within a longer name, too; what is replaced of them hangs on which are chosen. A name has the same stand-in
    whatever else is chosen.
    """

    def __init__(self, text: str, report: Report, log: str = "") -> None:
        self._lines = text.split("\n")
        self._report = report
        self._log = log
        self._numbers = report_lines(report, len(self._lines))
        self._words = _own_words(self._numbers, self._lines, report)
        self._found = list(self._named())
        self._found += _of_domains(self._found, self._numbers, self._lines, report)
        every = self._found + self._again(self._found)
        self._stand_ins = _stand_ins(_apart(every), every)
        self.known = (*self._replacements(sorted(set(every), key=_standing_at)), *self._log_name())

    def replaced(self, choice: Choice = everything) -> tuple[Replacement, ...]:
        """What is to be replaced in the lines if these are chosen, in the order of the text; the log's name last."""
        found = [one for one in self._found if choice(one.secret, one.name)]
        replaced = tuple(self._replacements(_apart(found + self._again(found))))
        return (*replaced, *self._log_replaced(replaced, choice))

    def _named(self) -> Iterator[Found]:
        report = self._report
        for number in self._numbers:
            yield from named(number, self._lines[number - 1], report.used_lines.get(number))
        comm = report.places.get(("comm",))
        if comm is not None and report.comm and not is_kernel_thread(report.comm) and comm.line in self._numbers:
            yield Found(Secret.PROCESS, comm, self._lines[comm.line - 1][comm.start : comm.end])

    def _again(self, found: Sequence[Found]) -> list[Found]:
        return list(_again(found, self._numbers, self._lines, self._report, self._words))

    def _replacements(self, found: Iterable[Found]) -> Iterator[Replacement]:
        places: dict[tuple[Secret, str], list[Place]] = {}
        for one in found:
            places.setdefault((one.secret, one.name), []).append(one.place)
        for key, where in places.items():
            yield Replacement(*key, self._stand_ins[key], tuple(where))

    def _log_name(self) -> Iterator[Replacement]:
        if self._log:
            yield Replacement(Secret.LOG, self._log, f"{Secret.LOG.value}-1", ())

    def _log_replaced(self, replaced: Sequence[Replacement], choice: Choice) -> Iterator[Replacement]:
        """The log's name; one that stays must not hold a name that is replaced elsewhere."""
        for one in self._log_name():
            if choice(one.secret, one.name):
                yield one
                continue
            name = one.name
            for other in sorted(replaced, key=lambda other: -len(other.name)):
                if len(other.name) >= _SHORTEST:
                    name = name.replace(other.name, other.stand_in)
            if name != one.name:
                yield one._replace(stand_in=name)


def report_lines(report: Report, count: int) -> list[int]:
    """The numbers of the lines that a report stands on, and of the kernel's first line where it tells the release."""
    kernel = report.places.get(("kernel", "release"))
    own = range(report.first_line, min(report.last_line, count) + 1)
    outside = kernel is not None and kernel.line not in own and 1 <= kernel.line <= count
    return [kernel.line, *own] if kernel is not None and outside else list(own)


def redacted(text: str, wanted: Iterable[Replacement]) -> str:
    """The text with the stand-ins in their places; line numbers stay."""
    lines = text.split("\n")
    at = sorted(((place, one.stand_in) for one in wanted for place in one.places), reverse=True)
    for place, stand_in in at:
        line = lines[place.line - 1]
        lines[place.line - 1] = line[: place.start] + stand_in + line[place.end :]
    return "\n".join(lines)


# ---- where they stand again


def _of_domains(
    found: Sequence[Found], numbers: Sequence[int], lines: Sequence[str], report: Report
) -> Iterator[Found]:
    """Other hosts of the domains of those found, wherever they stand."""
    hosts = {one.name for one in found if one.secret is Secret.HOST and "." in one.name.strip(".")}
    domains = tuple(sorted({f".{name}" for host in hosts for name in (host, host.partition(".")[2]) if "." in name}))
    if not domains:
        return
    for number in numbers:
        raw = lines[number - 1]
        for match in _HOST.finditer(raw, 0, _end_of_words(raw, report.used_lines.get(number))):
            if match[0].endswith(domains) and match[0] not in hosts:
                yield Found(Secret.HOST, Place(number, *match.span()), match[0])


def _end_of_words(raw: str, used: str | None) -> int:
    """Where the part of a line ends that may hold names: before the kernel's words if those are figures."""
    return len(raw) if used is None or used in HEADED else prefix_end(raw)


def _again(
    found: Sequence[Found], numbers: Sequence[int], lines: Sequence[str], report: Report, words: frozenset[str]
) -> Iterator[Found]:
    """Further places of the names found, as whole words; not of names that are `words` of the report's own."""
    kinds: dict[str, Secret] = {}
    for one in found:
        if one.secret in (Secret.HOST, Secret.USER, Secret.PROCESS) and _is_telling(one.name, words):
            kinds.setdefault(one.name, one.secret)
    if not kinds:
        return
    lengths: dict[str, set[int]] = {}
    for name in kinds:
        lengths.setdefault(name[0], set()).add(len(name))
    tries = {char: sorted(found, reverse=True) for char, found in lengths.items()}
    for number in numbers:
        raw = lines[number - 1]
        end = _end_of_words(raw, report.used_lines.get(number))
        for start, name in _standing(raw, end, kinds, tries):
            yield Found(kinds[name], Place(number, start, start + len(name)), name)


def _standing(
    raw: str, end: int, names: Container[str], tries: Mapping[str, Sequence[int]]
) -> Iterator[tuple[int, str]]:
    """Where names stand in a line as whole words; `tries` are their lengths by first character, the longest first."""
    after = 0
    for match in _WORD_START.finditer(raw, 0, end):
        start = match.start()
        if start < after:
            continue
        for length in tries.get(match[0], ()):
            name = raw[start : start + length]
            if name in names and not _IN_WORD.match(raw, start + length):
                yield start, name
                after = start + length
                break


def _own_words(numbers: Sequence[int], lines: Sequence[str], report: Report) -> frozenset[str]:
    words = set(_COMMON)
    for number in numbers:
        if report.used_lines.get(number, "header") not in HEADED:
            raw = lines[number - 1]
            words.update(word.lower() for word in _WORD.findall(raw, prefix_end(raw)))
    return frozenset(words)


def _is_telling(name: str, words: frozenset[str]) -> bool:
    return len(name) >= _SHORTEST and not name.isdigit() and name.lower() not in words


# ---- one stand-in a name


def _apart(found: Iterable[Found]) -> list[Found]:
    """Those that don't overlap, in the order of the text; of several the longest one."""
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.place.line, one.place.start, -one.place.end)):
        last = kept[-1].place if kept else None
        if last is None or last.line != one.place.line or one.place.start >= last.end:
            kept.append(one)
    return kept


def _standing_at(one: Found) -> tuple[int, int, int, str]:
    return one.place.line, one.place.start, -one.place.end, one.secret.value


def _stand_ins(first: Iterable[Found], every: Iterable[Found]) -> dict[tuple[Secret, str], str]:
    """A stand-in for each name: numbers in the order of what is replaced if all are chosen, then of what is within."""
    counts = dict.fromkeys(Secret, 0)
    made: dict[tuple[Secret, str], str] = {}
    for one in (*first, *sorted(every, key=_standing_at)):
        key = one.secret, one.name
        if key not in made:
            counts[one.secret] += 1
            made[key] = f"{one.secret.value}-{counts[one.secret]}"
    return made

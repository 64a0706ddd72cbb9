"""How is a text shown so that every line and column stays where the reader counted it? No widgets.

A text widget ends lines at characters that the reader takes as part of a line, and hides others. Each of them is shown
by one visible stand-in; the text itself stays as it came.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from engine.model.report import Reading

MOST_BYTES = 5 * 1024 * 1024
MOST_LINES = 150_000
LONGEST_LINE = 20_000
EXTRACT_LINES = 20_000
_AROUND = 3
_CUT = " … [{hidden:,} more characters of this line are not shown]"

_STRANGE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ud800-\udfff\ufdd0\ufdd1\ufffc]"
)
_REPLACEMENT = "\ufffd"


@dataclass(frozen=True)
class SourceText:
    """What the widget shows. `numbers` has each shown line's number in the text, 0 for a mark that lines are left out.

    `whole` says that every line is there and may be edited; `note` says what is not. `originals` gives back lines that
    are shown by stand-ins.
    """

    shown: str
    numbers: Sequence[int]
    whole: bool = True
    note: str = ""
    originals: Mapping[str, str] = field(default_factory=dict)


def shown_text(text: str, reading: Reading, size: int, report_index: int | None) -> SourceText:
    """The text as the widget shows it: whole, or where it is too large the lines around its reports."""
    if size > MOST_BYTES or text.count("\n") > MOST_LINES:
        return _extract(text, reading, size, report_index)
    originals: dict[str, str] = {}
    shown = shown_lines(text, originals)
    longest = max(map(len, originals.values()), default=0)
    numbers = range(1, shown.count("\n") + 2)
    if longest <= LONGEST_LINE:
        return SourceText(shown, numbers, originals=originals)
    note = f"Of lines above {LONGEST_LINE:,} characters only the beginning is shown; the text can't be edited here."
    return SourceText(shown, numbers, False, note, originals)


def shown_lines(text: str, originals: dict[str, str]) -> str:
    """The text by stand-ins, line by line; lines that look different afterwards are kept in `originals`."""
    if len(text) <= LONGEST_LINE and not _STRANGE.search(text):
        return text
    lines = text.split("\n")
    if max(map(len, lines)) <= LONGEST_LINE and not _STRANGE.search(text):
        return text
    for number, line in enumerate(lines):
        shown = shown_line(line)
        if shown != line:
            originals[shown] = line
            lines[number] = shown
    return "\n".join(lines)


def shown_line(line: str) -> str:
    """One line by stand-ins, one character for one. A CR at its end is left out, and what is beyond measure."""
    line = line.removesuffix("\r")
    hidden = len(line) - LONGEST_LINE
    kept = _STRANGE.sub(_stand_in, line[:LONGEST_LINE])
    return kept + _CUT.format(hidden=hidden) if hidden > 0 else kept


def _stand_in(match: re.Match[str]) -> str:
    code = ord(match.group())
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return "\u2424" if code in (0x85, 0x2028, 0x2029) else _REPLACEMENT


def edited_text(shown: str, originals: Mapping[str, str]) -> str:
    """The text behind a shown one: lines that nobody touched as they came."""
    if not originals:
        return shown
    return "\n".join(originals.get(line, line) for line in shown.split("\n"))


def to_units(line: str, column: int) -> int:
    """A character's column as the widget counts: in UTF-16 units."""
    head = line[:column]
    return len(head) if head.isascii() else len(head.encode("utf-16-le", "surrogatepass")) // 2


def to_column(line: str, units: int) -> int:
    """The other way: the character that a position in UTF-16 units belongs to."""
    if line.isascii():
        return min(units, len(line))
    for column, character in enumerate(line):
        units -= 2 if ord(character) > 0xFFFF else 1
        if units < 0:
            return column
    return len(line)


def _extract(text: str, reading: Reading, size: int, report_index: int | None) -> SourceText:
    """The lines around the reports, the chosen one first to find room."""
    lines = text.split("\n")
    wanted = _wanted_lines(reading, report_index, len(lines))
    shown: list[str] = []
    numbers: list[int] = []
    before = 0
    for number in sorted(wanted):
        if number != before + 1:
            shown.append(f"⋯ {_range(before + 1, number - 1)} not shown ⋯")
            numbers.append(0)
        shown.append(shown_line(lines[number - 1]))
        numbers.append(number)
        before = number
    if before < len(lines):
        shown.append(f"⋯ {_range(before + 1, len(lines))} not shown ⋯")
        numbers.append(0)
    return SourceText("\n".join(shown), numbers, False, _extract_note(reading, size, len(lines)))


def _wanted_lines(reading: Reading, report_index: int | None, count: int) -> set[int]:
    order = list(range(len(reading.reports)))
    if report_index is not None and report_index in order:
        order.remove(report_index)
        order.insert(0, report_index)
    wanted: set[int] = set()
    for index in order:
        report = reading.reports[index]
        region = range(max(report.first_line - _AROUND, 1), min(report.last_line + _AROUND, count) + 1)
        if len(wanted) + len(region) > EXTRACT_LINES and wanted:
            break
        wanted.update(region[:EXTRACT_LINES])
    return wanted or set(range(1, min(count, 200) + 1))


def _range(first: int, last: int) -> str:
    return f"line {first:,}" if first == last else f"lines {first:,} to {last:,}"


def _extract_note(reading: Reading, size: int, lines: int) -> str:
    reports = len(reading.reports)
    what = "its first lines" if not reports else "the lines around its report" + ("s" if reports > 1 else "")
    measure = f"{size / 1024 / 1024:.1f} MB, {lines:,} lines"
    return f"This text ({measure}) is too large to edit here: {what} are shown, with their numbers."

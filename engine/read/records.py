"""Which words of a record are the kernel's, and when were they printed?

Records are what container runtimes, journald and log shippers write: JSON objects, one a line or pretty-printed; what
/dev/kmsg gives; and the journal's export format. The message takes the record's time for its prefix where it has none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from engine.read.origins import Change, Repair, Span

_STRING = r'"(?P<{0}>[^"\\\n]*(?:\\.[^"\\\n]*)*)(?:"|$)'
_COLON = r'"\s{0,8}:\s{0,8}'
_MESSAGES = (
    "MESSAGE", "message", "msg", "log", "text", "line", "_raw", "Message", "textPayload",
)  # fmt: skip
_TIMES = (
    "__REALTIME_TIMESTAMP", "_SOURCE_REALTIME_TIMESTAMP", "time", "@timestamp", "timestamp", "ts", "date",
    "_SOURCE_MONOTONIC_TIMESTAMP", "__MONOTONIC_TIMESTAMP",
)  # fmt: skip
_FIELD = re.compile(
    rf'(?<=[{{,\s])"(?:(?P<key>{"|".join(_MESSAGES)}){_COLON}(?:{_STRING.format("value")}|\[(?P<bytes>[\d,\s]*)\])'
    rf"|(?P<clock>{'|'.join(map(re.escape, _TIMES))}){_COLON}(?:{_STRING.format('when')}|(?P<number>\d[\d.]{{0,32}})))"
    r"|(?:^[ \t]*\}?|\}),?[ \t]*(?P<object>\{)",
    re.MULTILINE,
)
_SIGN = re.compile(r"\{\s{0,64}\"[A-Za-z@_]|\A\s{0,64}\[\s{0,64}\"")
_GAP = 256
_PRETTY = re.compile(r"\s{0,64}[\[{][\[{\s]{0,64}?\n[\[{\s]{0,64}\"")
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|(.))")
_LETTERS = {"n": "\n", "r": "\r", "t": "\t", "b": "\b", "f": ""}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d")
_STAMPED = re.compile(
    r"\s{0,8}(?:<\d{1,3}>)?\[\s{0,12}\d+\.\d|\s{0,8}\d{4}-\d\d-\d\d[T ]\d\d:|\s{0,8}[A-Z][a-z]{2} +\d+ \d\d:"
)
_MICROSECONDS = re.compile(r"\d{16}")
_TOLD_JSON = "the messages were taken out of JSON objects"

Field = re.Match[str]


def is_pretty_json(text: str) -> bool:
    """Whether a whole text is JSON whose objects stand on several lines each."""
    return _PRETTY.match(text) is not None


def has_bytes(text: str) -> bool:
    """Whether a whole text is of the journal's JSON objects and has messages written as numbers."""
    return text.startswith("{") and ('"MESSAGE":[' in text or '"MESSAGE" : [' in text or '"MESSAGE": [' in text)


def has_json(text: str) -> bool:
    """A quick look for JSON objects."""
    return "{" in text and _SIGN.search(text) is not None


def out_of_json(text: str) -> Change | None:
    """The text with the message of every JSON object in its stead; lines that are none stay."""
    if not has_json(text):
        return None
    spans: list[Span] = []
    first = count = end = 0
    for start, beyond, fields in _objects(text):
        message = _chosen(fields, _MESSAGES, "key")
        same_line = count > 0 and "\n" not in text[end:start][:_GAP]
        if message is None:
            end = beyond if same_line else end
            continue
        spans += [Span(end, end, "\n")] if same_line else [Span(end, start)]
        spans += _time(text, _chosen(fields, _TIMES, "clock"), message)
        spans += _value(text, message)
        first, count, end = first if count else message.start(), count + 1, beyond
    if not count:
        return None
    return Change([*spans, Span(end, len(text))], [Repair(_TOLD_JSON, first, count)])


_STRING_LINE = re.compile(rf"^[ \t]{{0,16}}{_STRING.format('value')}[ \t]*,?[ \t\r]*$", re.MULTILINE)
_FEWEST = 3


def out_of_strings(text: str) -> Change | None:
    """The text with strings of JSON, one a line, as lines."""
    if '",\n' not in text:
        return None
    lines = [
        found for found in _STRING_LINE.finditer(text) if found["value"] and found[0].rstrip(" ,\t\r").endswith('"')
    ]
    if len(lines) < _FEWEST or len(lines) * 2 < text.count("\n"):
        return None
    spans: list[Span] = []
    end = 0
    for found in lines:
        spans += [Span(end, found.start()), *_value(text, found)]
        end = found.end()
    return Change(
        [*spans, Span(end, len(text))],
        [Repair("the lines were taken out of JSON strings", lines[0].start(), len(lines))],
    )


def _objects(text: str) -> Iterator[tuple[int, int, list[Field]]]:
    """Start, end and fields of the objects: a brace at a line's beginning or behind another begins one."""
    pretty = is_pretty_json(text)
    fields: list[Field] = []
    start, line_end = 0, -1
    for found in _FIELD.finditer(text):
        new_line = found.start() > line_end
        if (begins := found["object"] is not None) or (new_line and not pretty):
            if not (fields or new_line):
                continue
            yield start, min(found.start(), max(line_end, start)), fields
            fields = []
            start = text.rfind("\n", max(line_end, 0), found.start()) + 1 if new_line else found.start("object")
            start = start or max(line_end, 0)
        if new_line:
            line_end = text.find("\n", found.start())
            line_end = len(text) if line_end < 0 else line_end
        if not begins:
            fields.append(found)
    yield start, max(line_end, start), fields


def _chosen(fields: list[Field], names: tuple[str, ...], group: str) -> Field | None:
    """The field with the name that comes first in a list of names."""
    named = [found for found in fields if found[group] is not None]
    return min(named, key=lambda found: names.index(found[group]), default=None)


def _time(text: str, field: Field | None, message: Field) -> list[Span]:
    """A record's time as the prefix of its message, in a form that prefixes have."""
    if field is None or (message["value"] is not None and _STAMPED.match(text, message.start("value"))):
        return []
    start, end = field.span("number") if field["number"] is not None else field.span("when")
    return time_prefix(text, start, end, field["clock"])


def is_stamped(text: str, start: int) -> bool:
    """Whether the words at an offset begin with a time."""
    return _STAMPED.match(text, start) is not None


def time_prefix(text: str, start: int, end: int, name: str) -> list[Span]:
    """The characters of a time as a prefix; nothing if they are in no known form."""
    printed = text[start:end]
    if "MONOTONIC" in name and printed.isdecimal() and len(printed) < 16:
        return boot_time(text, start, end)
    if _ISO.match(printed):
        return [Span(start, end), Span(end, end, " ")]
    if _MICROSECONDS.fullmatch(printed):
        return [Span(start, end - 6), Span(end - 6, end - 6, "."), Span(end - 6, end), Span(end, end, " ")]
    seconds, dot, fraction = printed.partition(".")
    if dot and seconds.isdecimal() and fraction.isdecimal() and len(fraction) >= 3:
        if len(seconds) in (9, 10):
            return [Span(start, end), Span(end, end, " ")]
        if len(seconds) < 9:
            return [Span(start, start, "["), Span(start, end), Span(end, end, "] ")]
    return []


def boot_time(text: str, start: int, end: int) -> list[Span]:
    """Microseconds since boot as seconds in brackets."""
    if end - start > 6:
        middle = end - 6
        return [
            Span(start, start, "["),
            Span(start, middle),
            Span(middle, middle, "."),
            Span(middle, end),
            Span(end, end, "] "),
        ]
    return [Span(start, start, "[0." + "0" * (6 - (end - start))), Span(start, end), Span(end, end, "] ")]


def _value(text: str, field: Field) -> Iterator[Span]:
    """The characters of a message, those that JSON escapes or numbers read."""
    if field.re is _FIELD and field["bytes"] is not None:
        start = field.start("bytes")
        for number in re.finditer(r"\d{1,3}", field["bytes"]):
            yield Span(start + number.start(), start + number.end(), chr(int(number[0])))
        return
    position, end = field.span("value")
    for found in _ESCAPE.finditer(text, position, end):
        if found.start() > position:
            yield Span(position, found.start())
        position = found.end()
        character = chr(int(found[1], 16)) if found[1] else _LETTERS.get(found[2], found[2])
        if not (position == end and character in "\n\r"):
            yield Span(found.start(), position, character)
    if position < end:
        yield Span(position, end)


_BETWEEN_CELLS = tuple(sign for apart in ",;\t|" for sign in (f'"{apart}', f'{apart}"'))
_KMSG = re.compile(
    r"^(?:\d{1,3}\.[\w.+~-]{1,64},)?\d{1,4},\d{1,20},(?P<time>\d{1,15}),[-c+](?:,(?:caller=(?P<caller>[TC]\d{1,10})|[^;,\n]{0,64})){0,4};(?:[^\n]*)"
    r"(?P<more>(?:\n [A-Z][A-Z_]{0,30}=[^\n]*)*)",
    re.MULTILINE,
)


def out_of_kmsg(text: str) -> Change | None:
    """The text with the records of /dev/kmsg as lines of dmesg (Documentation/ABI/testing/dev-kmsg)."""
    if ";" not in text:
        return None
    spans: list[Span] = []
    first = count = end = 0
    for found in _KMSG.finditer(text):
        message = text.index(";", found.start()) + 1
        spans += (span for span in (Span(end, found.start()),) if span.end > span.start)
        spans += boot_time(text, *found.span("time"))
        if found["caller"] is not None:
            caller = found.span("caller")
            spans += [Span(caller[0], caller[0], "["), Span(*caller), Span(caller[1], caller[1], "] ")]
        spans.append(Span(message, found.start("more")))
        first, count, end = first if count else found.start(), count + 1, found.end()
    if not count:
        return None
    if end < len(text):
        spans.append(Span(end, len(text)))
    return Change(spans, [Repair("records of /dev/kmsg were read as lines", first, count)])


_EXPORT_SIGN = re.compile(r"^(?:__CURSOR|__REALTIME_TIMESTAMP|_BOOT_ID|_TRANSPORT|MESSAGE)=", re.MULTILINE)
_EXPORT = re.compile(
    r"^(?:MESSAGE=(?P<text>[^\n]*)|MESSAGE\n(?P<length>[\s\S]{8})|(?P<clock>(?:__REALTIME|_SOURCE_REALTIME)_TIMESTAMP)"
    r"=(?P<when>\d{1,20})\r?$|(?P<end>\r?\n))",
    re.MULTILINE,
)
_EXPORT_NEXT = re.compile(r"\n(?=[A-Z_][A-Z0-9_]{0,63}[=\n]|\n|\Z)")
_HEAD = 4096
_VERBOSE = re.compile(r"^(?:[A-Z][a-z]{2} )?\d{4}-\d\d-\d\d \d\d:\d\d:\d\d[^\[\n]{1,50} \[s=", re.MULTILINE)


def is_export(text: str) -> bool:
    """Whether a whole text is in the journal's export format."""
    head = text[:_HEAD]
    return "\n_" in head and len({found[0] for found in _EXPORT_SIGN.finditer(head)}) > 1


def out_of_export(text: str) -> Change | None:
    """The messages of the journal's export format, one a line (systemd, JOURNAL_EXPORT_FORMATS)."""
    spans: list[Span] = []
    first, count, position = 0, 0, 0
    clock: list[Span] = []
    message: Span | None = None
    while (found := _EXPORT.search(text, position)) is not None:
        position = found.end()
        if found["clock"] is not None:
            clock = clock or time_prefix(text, *found.span("when"), "")
        elif found["end"] is not None:
            spans += _export_line(text, clock, message)
            clock, message = [], None
        else:
            start, position = found.span("text") if found["text"] is not None else (position, _beyond(text, position))
            message = Span(start, position)
            first, count = first if count else found.start(), count + 1
    spans += _export_line(text, clock, message)
    if not count:
        return None
    return Change(spans, [Repair("the messages were taken out of the journal's export format", first, count)])


def _export_line(text: str, clock: list[Span], message: Span | None) -> list[Span]:
    if message is None:
        return []
    stamped = _STAMPED.match(text, message.start) is not None
    return [*(() if stamped else clock), message, Span(message.end, message.end, "\n")]


def _beyond(text: str, position: int) -> int:
    found = _EXPORT_NEXT.search(text, position)
    return len(text) if found is None else found.start()


_PART = re.compile(
    r"^(?P<why>Panic|Oops|Emergency|Shutdown|Reboot|Halt|Poweroff|Unknown)#(?P<count>\d{1,6}) Part(?P<part>\d{1,6})"
    r"[^\n]*(?:\n|\Z)",
    re.MULTILINE,
)


def is_verbose(text: str) -> bool:
    """Whether a whole text is what `journalctl -o verbose` prints."""
    return " [s=" in text[:_HEAD] and _VERBOSE.search(text, 0, _HEAD) is not None


def in_order(text: str) -> Change | None:
    """The parts of a dump in persistent storage in the order of time: the kernel writes the last lines first.

    fs/pstore/platform.c, pstore_dump: part 1 is the end of the log.
    """
    heads = list(_PART.finditer(text))
    ends = [*(found.start() for found in heads[1:]), len(text)]
    dumps = {found.group("why", "count"): number for number, found in reversed(list(enumerate(heads)))}
    order = sorted(
        range(len(heads)), key=lambda index: (dumps[heads[index].group("why", "count")], -int(heads[index]["part"]))
    )
    if order == list(range(len(heads))):
        return None
    spans = [Span(0, heads[0].start())] if heads[0].start() else []
    for index in order:
        end = ends[index]
        spans.append(Span(heads[index].start(), end))
        if not text.endswith("\n", 0, end):
            spans.append(Span(end, end, "\n"))
    return Change(
        spans,
        [Repair("the parts of a dump in persistent storage were put in their order", heads[0].start(), len(heads))],
    )


def is_dump(text: str) -> bool:
    """Whether a whole text begins with a part of a dump in persistent storage."""
    return " Part" in text[:_HEAD] and _PART.search(text, 0, _HEAD) is not None


def may_be_table(text: str) -> bool:
    """A quick look for quoted cells beside others."""
    return '"' in text and any(sign in text for sign in _BETWEEN_CELLS)


def has_kmsg(text: str) -> bool:
    """A quick look for records of /dev/kmsg."""
    return ";" in text and any(sign in text for sign in (",-;", ",c;", ",-,caller="))

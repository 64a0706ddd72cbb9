"""What happens to a log on its way to us: each is a function from the sound text to the damaged one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable

Damage = Callable[[str], str | bytes]

_TIME = "2024-01-01T00:00:00.123456789Z"
_MICROSECONDS = "1700000000123456"


def _lines(text: str) -> list[str]:
    return text.rstrip("\n").split("\n")


def _each(form: str) -> Damage:
    """Every line put in a form: `@` is the line, `%` its number."""
    return lambda text: "".join(
        form.replace("%", str(number)).replace("@", line) + "\n" for number, line in enumerate(_lines(text))
    )


def _objects(**fields: str | Callable[[str], object]) -> Damage:
    """Every line as a JSON object; `@` in a value is the line."""

    def filled(line: str) -> dict[str, object]:
        return {
            name: value.replace("@", line) if isinstance(value, str) else value(line) for name, value in fields.items()
        }

    return lambda text: "".join(json.dumps(filled(line)) + "\n" for line in _lines(text))


def _pretty(text: str) -> str:
    objects = [{"time": _TIME, "kubernetes": {"pod": "x"}, "message": line} for line in _lines(text)]
    return json.dumps(objects, indent=2)


def _one_array(text: str) -> str:
    return json.dumps([{"time": _TIME, "message": line} for line in _lines(text)])


def _dmesg_json(text: str) -> str:
    return json.dumps({"dmesg": [{"pri": 4, "time": 12.345678, "msg": line} for line in _lines(text)]}, indent=3)


def _nested(line: str) -> str:
    return json.dumps({"msg": line}) + "\n"


def _bytes(line: str) -> list[int]:
    return list(line.encode())


def _export_binary(text: str) -> bytes:
    head = b"__CURSOR=s=1\n__REALTIME_TIMESTAMP=1700000000123456\n_BOOT_ID=abc\nMESSAGE\n"
    lines = [line.encode() for line in _lines(text)]
    return b"".join(head + len(line).to_bytes(8, "little") + line + b"\nPRIORITY=4\n\n" for line in lines)


def _stored_parts(text: str) -> str:
    """Parts of persistent storage: the first holds the last lines."""
    lines = _lines(text)
    third = len(lines) // 3
    parts = [lines[2 * third :], lines[third : 2 * third], lines[:third]]
    return "".join(f"Panic#1 Part{number}\n" + "\n".join(part) + "\n" for number, part in enumerate(parts, 1))


def _in_parts(text: str) -> str:
    """A few lines in each of a log daemon's."""
    lines = _lines(text)
    parts = (lines[start : start + 7] for start in range(0, len(lines), 7))
    return "".join(f"Nov 23 10:00:00 host kernel: {'#012'.join(part)}\n" for part in parts)


def _every_fifth_line_end_lost(text: str) -> str:
    stamped = (f"[  100.{number:06}] {line}" for number, line in enumerate(_lines(text)))
    return "".join(line + "\n" * (number % 5 != 2) for number, line in enumerate(stamped))


def cut_by_pager(text: str) -> str:
    return "\n".join(line if len(line) <= 100 else line[:99] + ">" for line in _lines(text))


JSON = "the messages were taken out of JSON objects"
HASH = "line ends and tabs written as #012 and #011 were read as such"
BACKSLASH = r"line ends and tabs written as \n, \t or \x0a were read as such"
SEQUENCES = "a terminal's control sequences were left out"
NOTHING = "characters that print nothing were left out"
TYPED = "blanks, dashes and marks of a word processor were read as those of the kernel"
RETURNS = "a carriage return within a line was taken for its end"
EXPORT = "the messages were taken out of the journal's export format"
KMSG = "records of /dev/kmsg were read as lines"
ASTERISKS = "asterisks that were lost were put back where the sum agrees"
MARKS = "marks that Markdown or HTML escapes were read as such"

ENVELOPES: dict[str, tuple[Damage, str]] = {
    "rsyslog": (lambda text: "Nov 23 10:00:00 host kernel: " + text.strip("\n").replace("\n", "#012") + "\n", HASH),
    "rsyslog, in parts": (_in_parts, HASH),
    "rsyslog, with tabs": (lambda text: text.strip("\n").replace("\n ", "\n#011").replace("\n", "#012"), HASH),
    "hexadecimal line ends": (lambda text: text.strip("\n").replace("\n", r"\x0a"), BACKSLASH),
    "one JSON string": (json.dumps, BACKSLASH),
    "a JSON string deep inside": (lambda text: json.dumps({"event": {"original": text}}), BACKSLASH),
    "a list of Python's": (lambda text: repr([line + "\n" for line in _lines(text)]), BACKSLASH),
    "written out at every end": (_each(r"@\n"), BACKSLASH),
    "a container's JSON": (_objects(log="@\n", stream="stderr", time=_TIME), JSON),
    "a container's JSON, with colours": (_objects(log="\x1b[33m@\x1b[0m\n", stream="stderr", time=_TIME), JSON),
    "JSON in JSON": (_objects(log=_nested, stream="stdout"), JSON),
    "journal as JSON": (_objects(__REALTIME_TIMESTAMP=_MICROSECONDS, SYSLOG_IDENTIFIER="kernel", MESSAGE="@"), JSON),
    "journal as JSON, in bytes": (_objects(MESSAGE=_bytes, PRIORITY="4"), JSON),
    "pretty-printed JSON": (_pretty, JSON),
    "a JSON array": (_one_array, JSON),
    "dmesg --json": (_dmesg_json, JSON),
    "JSON strings": (lambda text: json.dumps(_lines(text), indent=1), "the lines were taken out of JSON strings"),
    "journal's export": (
        _each(f"__CURSOR=s=1;i=%\n__REALTIME_TIMESTAMP={_MICROSECONDS}\n_BOOT_ID=abc\nMESSAGE=@\nPRIORITY=4\n"),
        EXPORT,
    ),
    "journal's export, with carriage returns": (
        _each(
            f"__CURSOR=s=1;i=%\r\n__REALTIME_TIMESTAMP={_MICROSECONDS}\r\n_BOOT_ID=abc\r\nMESSAGE=@\r\nPRIORITY=4\r\n\r"
        ),
        EXPORT,
    ),
    "journal's export, with lengths": (_export_binary, EXPORT),
    "kmsg": (_each("4,%,5678901,-;@\n SUBSYSTEM=x\n DEVICE=+x:0"), KMSG),
    "kmsg with callers": (_each("4,%,5678901,-,caller=T12;@"), KMSG),
    "persistent storage": (_stored_parts, "the parts of a dump in persistent storage were put in their order"),
    "container runtime": (_each(f"{_TIME} stderr F @"), ""),
    "logcat": (_each("11-23 10:00:00.000  123  456 W kernel  : <4>@"), ""),
    "logcat, brief": (_each("W/kernel  (    0): @"), ""),
}
"""By name what wraps a log, and how that is told."""

CHARACTERS: dict[str, tuple[Damage, str]] = {
    "colours": (_each("\x1b[1;32m@\x1b[0m"), SEQUENCES),
    "colours without escape": (_each("[0;1;31m@[0m"), SEQUENCES),
    "colours as ^[": (_each("^[[31m@^[[0m"), SEQUENCES),
    "NULs": (lambda text: text.replace("\n", "\0\0\n\0"), NOTHING),
    "overwritten lines": (_each("waiting .\rwaiting ..\r@"), RETURNS),
    "carriage returns alone": (lambda text: text.replace("\n", "\r"), RETURNS),
    "carriage returns": (lambda text: text.replace("\n", "\r\n"), ""),
    "backspaces": (
        lambda text: text.replace("free:", "fra\bee:"),
        "characters that a backspace takes away were left out",
    ),
    "byte order mark": (lambda text: b"\xef\xbb\xbf" + text.encode(), NOTHING),
    "no width": (lambda text: text.replace(":", ":\u200b").replace("kB", "k\u00adB"), NOTHING),
    "no-break spaces": (lambda text: text.replace(" ", "\xa0"), TYPED),
    "no-break spaces in Latin-1": (lambda text: text.replace(" ", "\xa0").encode("latin-1"), TYPED),
    "dashes": (lambda text: text.replace("Mem-Info", "Mem\u2013Info"), ""),
    "signs of multiplication": (lambda text: re.sub(r"(\d)\*(\d)", "\\1\u00d7\\2", text), TYPED),
    "UTF-16": (lambda text: text.encode("utf-16"), ""),
    "UTF-16, little end, unmarked": (lambda text: text.encode("utf-16-le"), ""),
    "UTF-16, big end, unmarked": (lambda text: text.encode("utf-16-be"), ""),
}
"""By name what puts other characters into a log, and how that is told."""

LAYOUTS: dict[str, tuple[Damage, str]] = {
    "underscores for asterisks": (lambda text: re.sub(r"(\d)\*(\d+kB)", r"\1_\2", text), ASTERISKS),
    "asterisks eaten": (lambda text: re.sub(r"(\d)\*(\d+kB)", r"\1\2", text), ASTERISKS),
    "emphasis": (
        lambda text: re.sub(r"(\d)\*(\d+kB (?:\([A-Z]+\) )?\d+)\*", r"\1<em>\2</em>", text),
        ASTERISKS,
    ),
    "escaped": (lambda text: text.replace("*", r"\*").replace("_", r"\_").replace("[", r"\["), MARKS),
    "entities": (lambda text: text.replace("*", "&#x2a;"), MARKS),
    "fences": (lambda text: f"```\n{text}```\n", ""),
    "quoted twice": (_each("> > @"), ""),
    "quoted in two ways": (_each(">> | @"), ""),
    "indented": (_each("        @"), ""),
    "blank lines": (lambda text: text.replace("\n", "\n\n"), ""),
    "blank quoted lines": (_each("> @\n>"), ""),
    "line ends lost": (
        _every_fifth_line_end_lost,
        "a line of the kernel begins in mid-line; the line was parted there",
    ),
}
"""By name what lays a log out anew, and how that is told."""

"""How do lines get lost, doubled, mixed up, cut, wrapped or put into envelopes?"""

from __future__ import annotations

import json
from random import Random

from tests.fuzz.changes import LONGEST, Lines, Seeds, stretch


def drop(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines)
    return lines[:start] + lines[end:]


def drop_some(random: Random, lines: Lines) -> Lines:
    share = random.uniform(0.02, 0.5)
    return [line for line in lines if random.random() > share]


def double(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines)
    return lines[:end] + lines[start:]


def swap(random: Random, lines: Lines) -> Lines:
    one, other = random.randrange(len(lines)), random.randrange(len(lines))
    lines[one], lines[other] = lines[other], lines[one]
    return lines


def move(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines)
    rest = lines[:start] + lines[end:]
    where = random.randint(0, len(rest))
    return rest[:where] + lines[start:end] + rest[where:]


def shuffle(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines, 40)
    part = lines[start:end]
    random.shuffle(part)
    return lines[:start] + part + lines[end:]


def backwards(random: Random, lines: Lines) -> Lines:
    return lines[::-1]


def repeat_line(random: Random, lines: Lines) -> Lines:
    index = random.randrange(len(lines))
    return lines[:index] + [lines[index]] * random.choice((3, 20, 100)) + lines[index:]


def repeat_hugely(random: Random, lines: Lines) -> Lines:
    index = random.randrange(len(lines))
    return lines[:index] + [lines[index]] * min(3000, LONGEST // (len(lines[index]) + 1)) + lines[index:]


def blank_lines(random: Random, lines: Lines) -> Lines:
    between = [""] * random.choice((1, 1, 2, 30))
    return [one for line in lines for one in (line, *between)]


def glue_lines(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines, 4)
    return [*lines[:start], "".join(lines[start : end + 1]), *lines[end + 1 :]]


_WIDTHS = (20, 40, 56, 64, 72, 76, 79, 80, 100, 106, 120, 132, 160, 200)


def cut_anywhere(random: Random, text: str, _: Seeds) -> str:
    where = random.randint(0, len(text))
    return text[where:] if random.random() < 0.3 else text[:where]


def cut_out(random: Random, text: str, _: Seeds) -> str:
    start = random.randint(0, len(text))
    return text[:start] + text[start + random.randint(1, 300) :]


def cut_columns(random: Random, lines: Lines) -> Lines:
    width = random.choice(_WIDTHS)
    mark = random.choice(("", "", ">", "\u2026", "$", "\\"))
    return [line if len(line) <= width else line[: width - len(mark)] + mark for line in lines]


def cut_fronts(random: Random, lines: Lines) -> Lines:
    width = random.randint(1, 40)
    return [line[width:] for line in lines]


def wrap_columns(random: Random, lines: Lines) -> Lines:
    width = random.choice(_WIDTHS)
    indent = random.choice(("", "", " ", "  ", "> "))
    return [
        (indent if start else "") + line[start : start + width]
        for line in lines
        for start in range(0, len(line) or 1, width)
    ]


def wrap_words(random: Random, lines: Lines) -> Lines:
    width = random.choice(_WIDTHS)
    indent = random.choice(("", "", " ", "> "))
    wrapped: Lines = []
    for line in lines:
        while len(line) > width and (at := line.rfind(" ", 1, width)) > len(indent):
            wrapped.append(line[:at])
            line = indent + line[at + 1 :]
        wrapped.append(line)
    return wrapped


def break_line(random: Random, line: str) -> str:
    at = random.randint(0, len(line))
    return line[:at] + "\n" + line[at:]


_LINE_MARKS = ("#012", "\\x0a", "\\n", "\\012", "\\u000a", "\r", "\\r\\n", "<br>", "\u2028", "\x85", " ")


def join_all(random: Random, text: str, _: Seeds) -> str:
    return text.replace("\n", random.choice(_LINE_MARKS))


def join_some(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines, 30)
    return [*lines[:start], random.choice(_LINE_MARKS).join(lines[start:end]), *lines[end:]]


def json_lines(random: Random, lines: Lines) -> Lines:
    key = random.choice(("MESSAGE", "log", "message", "textPayload", "msg"))
    ascii_only = random.random() < 0.5
    whole = ["\n".join(lines)] if random.random() < 0.3 else lines
    return [json.dumps({"t": "2026-11-23T14:15:01Z", key: line + "\n"}, ensure_ascii=ascii_only) for line in whole]


def json_bytes(random: Random, lines: Lines) -> Lines:
    return [json.dumps({"MESSAGE": list(line.encode(errors="surrogateescape"))}) for line in lines]


def html(random: Random, text: str, _: Seeds) -> str:
    escaped = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return escaped.replace(" ", "&nbsp;") if random.random() < 0.4 else escaped


def carriage_returns(random: Random, text: str, _: Seeds) -> str:
    return text.replace("\n", random.choice(("\r\n", "\r\n", "\n\r", "\r\r\n")))


def export_format(random: Random, lines: Lines) -> Lines:
    return [one for line in lines for one in ("_TRANSPORT=kernel", "MESSAGE=" + line, "")]

"""What is a change of a text, and to which parts of it is one made?

Text goes through as a str in which lone surrogates U+DC80 to U+DCFF stand for bytes that are no UTF-8.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from random import Random

LONGEST = 200_000

Lines = list[str]
Seeds = Sequence[str]
Change = Callable[[Random, str, Seeds], str]
"""Of a text; all seeds are there for those that need a second log."""


def on_lines(change: Callable[[Random, Lines], Lines]) -> Change:
    return lambda random, text, _: "\n".join(change(random, text.split("\n")))


def on_some_lines(change: Callable[[Random, str], str]) -> Change:
    """A change of each of some lines: one, some in a row, or all."""

    def changed(random: Random, text: str, _: Seeds) -> str:
        lines = text.split("\n")
        start, end = stretch(random, lines) if random.random() < 0.7 else (0, len(lines))
        lines[start:end] = [change(random, line) for line in lines[start:end]]
        return "\n".join(lines)

    return changed


def on_tokens(pattern: str, change: Callable[[Random, str], str], every: float = 0.2) -> Change:
    """A change of some or all of the places that look like this."""
    compiled = re.compile(pattern)

    def changed(random: Random, text: str, _: Seeds) -> str:
        if random.random() < every:
            return compiled.sub(lambda found: change(random, found[0]), text)
        places = [found.span() for found in compiled.finditer(text)]
        for start, end in sorted(random.sample(places, min(len(places), random.randint(1, 3))), reverse=True):
            text = text[:start] + change(random, text[start:end]) + text[end:]
        return text

    return changed


def stretch(random: Random, lines: Lines, most: int = 8) -> tuple[int, int]:
    start = random.randrange(len(lines))
    return start, min(start + random.randint(1, most), len(lines))


def is_bytes(text: str) -> bool:
    """Whether the text's lone surrogates all stand for bytes."""
    try:
        text.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return False
    return True

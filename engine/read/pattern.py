"""How are the patterns of this folder written?"""

from __future__ import annotations

import re

_BLANK = r"[^\S\n]"
_PARTS = re.compile(r"\\.|\[\^?\]?|\]| \?|.", re.DOTALL)
_SETS = {r"\d": "0-9", r"\w": "0-9A-Za-z_"}


def blanks(pattern: str) -> str:
    r"""A pattern in which " " stands for blanks of any kind and number on one line and " ?" for such blanks or none.

    \d and \w are ASCII's: the kernel prints no other digits. What is done already stays as it is.
    """
    parts: list[str] = []
    inside = False
    for part in _PARTS.findall(pattern):
        if part in _SETS:
            parts.append(_SETS[part] if inside else f"[{_SETS[part]}]")
        elif part[0] == "[" and not inside:
            inside = True
            parts.append(part)
        elif part == "]":
            inside = False
            parts.append(part)
        elif part[0] == " " and not inside:
            parts.append(_BLANK + ("*" if part == " ?" else "+"))
        else:
            parts.append(part)
    return "".join(parts)

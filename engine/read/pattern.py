"""How are the patterns of this folder written?"""

from __future__ import annotations


def blanks(pattern: str) -> str:
    """A pattern in which " " stands for blanks of any kind and number on one line and " ?" for such blanks or none."""
    return pattern.replace(" ?", r"[^\S\n]*").replace(" ", r"[^\S\n]+")

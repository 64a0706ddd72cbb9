"""How is a number put into a sentence, so that one of a thing is not told as many?"""

from __future__ import annotations


def counted(number: int, noun: str) -> str:
    """ "1 charge", "756 charges"."""
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


def were_left_out(number: int, what: str = "") -> str:
    """ "1 more was left out", "396 more messages like it were left out"; `what` is singular, "message like it"."""
    noun, _, rest = what.partition(" ")
    many = noun if number == 1 or noun in ("", "like") else f"{noun}s"
    words = " ".join(part for part in (many, rest) if part)
    return f"{number:,} more {words}{' ' if words else ''}{'was' if number == 1 else 'were'} left out"

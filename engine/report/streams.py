"""How do words reach standard output and standard error, whatever these are?"""

from __future__ import annotations

import os
import sys

from engine.report.safe import printable


def use_safe_output() -> None:
    """What the terminal's encoding can't show is replaced, never an error."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")


def say(sentence: str) -> None:
    """A message for people, on standard error."""
    print(f"buddyscope: {printable(sentence)}", file=sys.stderr, flush=True)


def leave_quietly() -> None:
    """After a broken pipe: nothing more is written, not even when the interpreter ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())

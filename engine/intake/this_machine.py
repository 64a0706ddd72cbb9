"""What does the memory of this machine look like now? Its three /proc files as one text, read like any other."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

from engine.model.report import Diagnostic, Level, Place, Reading
from engine.read.reader import read_text

NAME = "this machine"
FILES = ("zoneinfo", "buddyinfo", "pagetypeinfo")
_LACKS = {
    "zoneinfo": "free pages, watermarks and reserves are not known",
    "buddyinfo": "the free blocks are known only as far as pagetypeinfo tells them",
    "pagetypeinfo": "on which lists the free blocks stand is not known",
}
_ROOT_ONLY = {"pagetypeinfo": " (Linux lets only root read it since 5.4)"}


def this_machine(proc: Path = Path("/proc")) -> Reading:
    """The state of memory now. What can't be read is told; nothing raises."""
    text, refused = this_machine_text(proc)
    reading = read_text(NAME, text)
    return replace(reading, diagnostics=(*refused, *reading.diagnostics))


def this_machine_text(proc: Path = Path("/proc")) -> tuple[str, tuple[Diagnostic, ...]]:
    """The files as one text, with the kernel's name and the size of a page above, and what couldn't be read."""
    machine = os.uname()
    lines = [f"Linux version {machine.release} {machine.version}", f"PAGESIZE: {os.sysconf('SC_PAGE_SIZE')}"]
    refused: list[Diagnostic] = []
    contents = [(name, _content(proc / name)) for name in FILES]  # at once, before anything else is done
    for name, content in contents:
        lines.append(f"==> /proc/{name} <==")
        if isinstance(content, str):
            lines += content.split("\n")
        else:
            why = (content.strerror or str(content)) + _ROOT_ONLY.get(name, "") * isinstance(content, PermissionError)
            message = f"/proc/{name} can't be read: {why}; {_LACKS[name]}"
            refused.append(Diagnostic(Level.WARNING, message, Place(len(lines), 0, len(lines[-1]))))
    return "\n".join(lines) + "\n", tuple(refused)


def _content(path: Path) -> str | OSError:
    try:
        return path.read_text("utf-8", errors="replace")
    except OSError as error:
        return error

"""How does a row of the list become text again?"""

from __future__ import annotations

from engine.intake.raw import InputError
from engine.model.batch import Source
from engine.model.sighting import Sighting


def bytes_of(sighting: Sighting, source: Source) -> bytes:
    """The whole lines that hold the report, the kernel's first line before them where the reading used it.

    `sighting.part` is the index of the report among those that `read_text` finds in them. Line 1 of these bytes is line
    `first_text_line(sighting)` of the source. Raises InputError if the file has gone or became shorter.
    """
    path = source.spool or (None if source.packed else source.path)
    if path is None:
        raise InputError(f"{source.name} can't be read a second time: its bytes were not kept")
    try:
        with open(path, "rb") as file:  # noqa: PTH123 - a path of the kind that the input gave
            boot = b""
            if sighting.boot is not None:
                file.seek(sighting.boot[0])
                boot = file.read(sighting.boot[1] - sighting.boot[0]).rstrip(b"\n") + b"\n"
            file.seek(sighting.start)
            data = file.read(sighting.end - sighting.start)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise InputError(f"{source.name} can't be read again: {reason}") from error
    if len(data) < sighting.end - sighting.start:
        raise InputError(f"{source.name} has become shorter since it was read: read it again")
    return boot + data


def first_text_line(sighting: Sighting) -> int:
    """The line of the source that line 1 of `bytes_of` is; the kernel's first line, if it was put there, counts as the
    one before the others.
    """
    return sighting.start_line - (sighting.boot is not None)

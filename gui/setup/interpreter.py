"""Is this Python new enough?  (Written so that Python 3.6 can still read it and say so.)"""

import sys

OLDEST = (3, 10)


def complaint(version: "tuple[int | str, ...]") -> "str | None":
    """One line if a Python of this version can't run the program."""
    if tuple(version[:2]) >= OLDEST:
        return None
    wanted, found = (".".join(str(number) for number in parts) for parts in (OLDEST, version[:3]))
    return f"Buddyscope needs Python {wanted} or later; this is Python {found} ({sys.executable})."

"""How is something done once beside the window, that may be gone before it ends?"""

from __future__ import annotations

import threading
from collections.abc import Callable


def start_beside(work: Callable[[], object]) -> None:
    """Do the work in a thread of its own; a signal of it that nobody is there for any more ends it."""

    def quietly() -> None:
        try:
            work()
        except RuntimeError:
            return  # the window is gone, and the signals with it

    threading.Thread(target=quietly, name="once beside the window", daemon=True).start()

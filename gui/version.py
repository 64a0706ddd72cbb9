"""Which Buddyscope is this?"""

from __future__ import annotations

import re
from functools import cache
from importlib import metadata
from pathlib import Path

_PROJECT = Path(__file__).resolve().parent.parent / "pyproject.toml"


@cache
def program_version() -> str:
    """The version of the packages that run, from the project they lie in or from what was installed."""
    if _PROJECT.is_file():
        found = re.search(r'^version = "([^"]+)"', _PROJECT.read_text("utf-8"), re.MULTILINE)
        if found:
            return found[1]
    try:
        return metadata.version("buddyscope")
    except metadata.PackageNotFoundError:
        return "of unknown version"

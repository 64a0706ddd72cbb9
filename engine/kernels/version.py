"""Which release is meant by a version string?"""

from __future__ import annotations

import re

Version = tuple[int, ...]
"""Major, minor and, where one is meant, the point release: (2, 6, 32), (5, 15), (6, 1, 176)."""

_VERSION = re.compile(r"(\d{1,3})\.(\d{1,4})(?:\.(\d{1,5}))?")


def parse_version(text: str) -> Version | None:
    """The first version in the text: "2.6.32-41-server" → (2, 6, 32); None where there is none."""
    found = _VERSION.match(text) or _VERSION.search(text)
    if found is None:
        return None
    return tuple(int(part) for part in found.groups() if part is not None)


def series(version: Version) -> Version:
    """The release series: three numbers up to 2.6, two from 3.0 on."""
    return version[:3] if version[:2] == (2, 6) else version[:2]


def show_version(version: Version) -> str:
    """The version as people write it."""
    return ".".join(str(part) for part in version)

"""How are memory nodes written and read: "0-1,3", or "all"? As the kernel prints them in nodemask= and mems_allowed."""

from __future__ import annotations

import re
from collections.abc import Iterable

ALL = "all"
_MOST_NODES = 1024
_PART = re.compile(r"(\d{1,4})(?:\s*-\s*(\d{1,4}))?")


def node_text(nodes: Iterable[int] | None) -> str:
    """The nodes as ranges; "all" for no limit."""
    if nodes is None:
        return ALL
    parts: list[str] = []
    for first, last in _ranges(sorted(nodes)):
        parts.append(f"{first}" if first == last else f"{first}-{last}")
    return ",".join(parts) or "none"


def _ranges(nodes: list[int]) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    for node in nodes:
        if found and node == found[-1][1] + 1:
            found[-1] = (found[-1][0], node)
        else:
            found.append((node, node))
    return found


def read_nodes(text: str) -> frozenset[int] | None:
    """The nodes that a person means; None for all. ValueError, with a sentence, for anything else."""
    words = text.strip().lower()
    if words in ("", ALL):
        return None
    if words == "none":
        return frozenset()
    nodes: set[int] = set()
    for part in words.split(","):
        found = _PART.fullmatch(part.strip())
        if found is None:
            raise ValueError(f"“{part.strip()[:20]}” is no node: write 0, 0-1 or 0,2-3, or all")
        first = int(found[1])
        last = int(found[2] or first)
        if last < first or last >= _MOST_NODES:
            raise ValueError(f"“{part.strip()[:20]}” is no range of nodes from 0 to {_MOST_NODES - 1}")
        nodes.update(range(first, last + 1))
    return frozenset(nodes)

"""What was read of one zone of a listing so far?"""

from __future__ import annotations

from engine.read.lines import Line

ZoneKey = tuple[int | None, str]


class ZoneDraft:
    """What was read of one zone: `counts` and `letters` by order, `unit_kb` a block of order 0, `listed_kb` the sum."""

    __slots__ = (
        "buddy_line",
        "counts",
        "cut",
        "empty",
        "kb",
        "key",
        "letters",
        "line",
        "listed_kb",
        "reserve",
        "reserve_line",
        "total_kb",
        "unit_kb",
    )

    def __init__(self, key: ZoneKey) -> None:
        self.key = key
        self.line: Line | None = None
        self.reserve_line: Line | None = None
        self.buddy_line: Line | None = None
        self.kb: dict[str, int] = {}
        self.reserve: tuple[int, ...] | None = None
        self.counts: tuple[int, ...] | None = None
        self.letters: tuple[str, ...] = ()
        self.unit_kb = 0
        self.listed_kb = 0
        self.total_kb: int | None = None
        self.empty = False
        self.cut = False

    @property
    def title(self) -> str:
        """The zone as the kernel names it."""
        node, name = self.key
        return name if node is None else f"Node {node} {name}"

    def seen(self) -> bool:
        """Whether both of its lines were there, cut or not."""
        return self.line is not None and self.buddy_line is not None

    def whole(self) -> bool:
        """Whether all that a listing prints of a zone was read."""
        return self.seen() and (self.counts is not None or self.empty) and not self.cut

    def drop_counts(self) -> None:
        """Forget the buddy line's figures."""
        self.counts, self.letters, self.total_kb, self.cut = None, (), None, True

"""What is a chart made of? Columns, marks and lines as values, in pages."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.check.outcome import Outcome, ZoneOutcome


class ChartKind(Enum):
    """What the columns of a chart are."""

    HALVING = "pages left after each step, beside the halved minimum"
    SCAN = "the first comparison, then free pages by order"
    LISTS = "free pages by order; nothing is compared"


class BarRole(Enum):
    """What a bar's pages are to this request."""

    LEFT = "pages left"
    SERVES = "serves"
    TOO_SMALL = "too small"
    CMA = "CMA only"
    HIGHATOMIC = "highatomic only"
    ISOLATED = "isolated only"
    RESERVED = "reserve list only"
    FREE = "free"
    UNKNOWN = "not printed"


class Reach(Enum):
    """Whether the check came to a column."""

    COMPARED = "compared"
    NOT_REACHED = "not reached"
    LARGER = "larger request"


@dataclass(frozen=True, slots=True)
class ChartBar:
    """One column.

    `order` is that of the blocks that stand here, or that have just been dropped; None for the first comparison. `asks`
    is the order of the request that a column of a halving rule is about. `pages` is the height (None: not
    printed), `least` the height with the harshest values of what was not printed (None: nothing is open), `minimum`
    what it must exceed (None: nothing), `ok` the outcome of that comparison. `letters` are those of the lists that hold
    the blocks. `before` is the height before the edits, where it differs. `direct_pages` and `direct_minimum` are the
    direct computation's for a request of this column's order. `label` stands under the column, `sentence` is what
    hovering tells.
    """

    label: str
    sentence: str
    order: int | None = None
    asks: int | None = None
    pages: int | None = None
    least: int | None = None
    minimum: int | None = None
    ok: bool | None = None
    blocks: int | None = None
    letters: str = ""
    role: BarRole = BarRole.LEFT
    reach: Reach = Reach.COMPARED
    failing: bool = False
    found: bool = False
    before: int | None = None
    direct_pages: int | None = None
    direct_minimum: int | None = None

    @property
    def dimmed(self) -> bool:
        """Whether this request has nothing from it: only a larger one comes here, or the blocks are too small."""
        return self.reach is not Reach.COMPARED or self.role is BarRole.TOO_SMALL


@dataclass(frozen=True, slots=True)
class StripCell:
    """Whether a request of this order would pass now: in this zone, and in any. `asked` marks the request's own."""

    order: int
    size: str
    zone_outcome: ZoneOutcome
    outcome: Outcome
    asked: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class Callout:
    """The one thing to see first: how the zone ended, and at which columns (first and last; None: at none)."""

    outcome: ZoneOutcome
    text: str
    detail: str
    columns: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class ComparedBar:
    """What a column is on the other side: `pages` high (None: not printed), above `minimum`; `sentence` tells it."""

    pages: int | None
    minimum: int | None
    sentence: str


@dataclass(frozen=True, slots=True)
class Compared:
    """The other side of a comparison, a bar for each column (None: it has none there).

    `name` is what it is called in a legend, `note` why nothing of it can be drawn.
    """

    name: str
    bars: tuple[ComparedBar | None, ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChartValues:
    """A whole chart of one zone.

    `columns` says what the columns are, `order` is the request's, None without one. `groups` are the brackets under
    them: first and last column, and what they have in common. `caption` are (heading, text) pairs for an exported
    picture, without the input's hash and the edit mark. `compared` is the other side while two are compared.
    """

    zone_index: int
    title: str
    reason: str
    kind: ChartKind
    columns: str
    page_size: int
    order: int | None
    bars: tuple[ChartBar, ...]
    groups: tuple[tuple[int, int, str], ...]
    strip: tuple[StripCell, ...]
    callout: Callout
    direct: str
    verdict: str
    outcome: Outcome
    caption: tuple[tuple[str, str], ...]
    compared: Compared | None = None

    @property
    def ghosts(self) -> tuple[ComparedBar | None, ...]:
        """What there is to draw of the other side: its columns that differ from these."""
        if self.compared is None:
            return (None,) * len(self.bars)
        pairs = zip(self.bars, self.compared.bars, strict=True)
        return tuple([None if it and (it.pages, it.minimum) == (bar.pages, bar.minimum) else it for bar, it in pairs])

    def sentence_of(self, column: int) -> str:
        """What hovering over a column tells, of the other side too."""
        other = self.compared.bars[column] if self.compared is not None else None
        sentence = self.bars[column].sentence
        return sentence if other is None or other.sentence.endswith(sentence) else f"{sentence} {other.sentence}"

    @property
    def base(self) -> tuple[int | None, int | None] | None:
        """The two sides of the first comparison; None for a zone that is not compared."""
        first = self.bars[0] if self.bars else None
        return (first.pages, first.minimum) if first and first.order is None else None

    @property
    def orders(self) -> int:
        """How many orders there are, from 0."""
        return len(self.strip)

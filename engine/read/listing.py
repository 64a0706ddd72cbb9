"""What do the lines of one Mem-Info listing say? Figures as printed, in kB and pages (places.py: where they stand)."""

from __future__ import annotations

import re
from collections.abc import Callable
from operator import lshift

from engine.model.report import Level, Place
from engine.model.scenario import Trait
from engine.read.field_names import FIELD_TRAITS, Told, told_by
from engine.read.lines import Line, Run
from engine.read.mend import SOUND
from engine.read.pattern import blanks
from engine.read.shapes import BuddyShapes, Field, ZoneShapes
from engine.read.tail import TailLine
from engine.read.zone_draft import ZoneDraft, ZoneKey

Note = Callable[[Level, str, Place], None]

LONGEST_NUMBER = 18
"""Digits that a figure can have; anything longer is damage."""
_NO_LONGER_LINE = 4000
_ZONE = re.compile(blanks(r"(?:Node (\d{1,4}),? )?(\w{1,16})"))
_NODE = re.compile(blanks(r"Node (\d{1,4}),?"))
FIELD = re.compile(r"\s([a-z_]+(?:\([a-z]+\))?):\s?(-?[0-9]+)([kK]B|)(?=\s|$|(?<=B).$)")
BLOCKS = re.compile(r"(?<!\S)(-?[0-9]+)\*\s?([0-9]+)kB(?:\s+\(([A-Z]+)\))?(?=\s|$|.$)")
TOTAL = re.compile(r"=\s+(-?[0-9]+)kB$")
PAIR = re.compile(r"(?<!\S)([A-Za-z_-]+):\s?(-?[0-9]+)(?!\S)")
NUMBER = re.compile(r"(?<!\S)-?[0-9]+(?!\S)")
_ZONE_SHAPES = ZoneShapes()
_BUDDY_SHAPES = BuddyShapes()


class Listing:
    """One Mem-Info listing while it is read. If another one was printed into it, it is `mixed` and not used."""

    __slots__ = (
        "_node",
        "_zone",
        "cut_width",
        "doubtful",
        "headed",
        "last",
        "mixed",
        "note",
        "start",
        "tail_lines",
        "total_lines",
        "totals",
        "traits",
        "used",
        "zones",
    )

    def __init__(self, note: Note, start: Line, cut_width: int) -> None:
        self.note = note
        self.start = start
        self.last = start.number
        self.headed = start.kind == "meminfo"
        self.cut_width = cut_width
        self.doubtful = self.mixed = False
        self.totals: dict[str, int] = {}
        self.total_lines: list[Line] = []
        self.tail_lines: list[TailLine] = []
        self.traits: set[Trait] = set()
        self.used: dict[int, str] = {}
        self.zones: dict[ZoneKey, ZoneDraft] = {}
        self._node: int | None = None
        self._zone: ZoneDraft | None = None

    def seen(self) -> bool:
        """Whether every zone in it has both of its lines."""
        return bool(self.zones) and all(zone.seen() for zone in self.zones.values())

    def complete(self) -> bool:
        """Whether every zone in it was read whole."""
        return bool(self.zones) and not self.mixed and all(zone.whole() for zone in self.zones.values())

    def would_repeat(self, line: Line) -> bool:
        """Whether the line says again, or too late, what this listing has said: then it is of another one."""
        if line.kind == "totals":
            return any(name in self.totals for name, _ in PAIR.findall(line.text))
        if line.kind != "zone" and line.kind != "buddy":
            return line.kind == "reserve" and self.doubtful and self._zone is None
        draft = self.zones.get(self._key(line))
        return draft is not None and (draft.buddy_line is not None or (line.kind == "zone" and draft.line is not None))

    def read(self, line: Line) -> None:
        """Take one line of the listing."""
        what = _READERS[line.kind or ""](self, line)
        self.last = line.number
        if not line.pieces:
            self.used[line.number] = what
            return
        for number in line.numbers():
            self.used[number] = what
            self.last = max(self.last, number)

    def take_tail(self, run: Run) -> None:
        """Take lines that stand below the free lists."""
        end = run.number + len(run.raws)
        self.used.update(dict.fromkeys(range(run.number, end), "tail"))
        self.tail_lines.extend(map(TailLine, range(run.number, end), run.raws))
        self.last = end - 1

    def _key(self, line: Line) -> ZoneKey:
        found = _ZONE.match(line.text)
        assert found is not None
        node, name = found.groups()
        return (self._node if node is None else int(node)), name

    def _draft(self, line: Line) -> ZoneDraft:
        key = self._key(line)
        self._node = None
        draft = self.zones.get(key)
        if draft is None:
            draft = self.zones[key] = ZoneDraft(key)
        return draft

    def _meminfo(self, line: Line) -> str:
        return "totals"

    def _percpu(self, line: Line) -> str:
        self.traits.add(Trait.PER_CPU_BLOCKS)
        return "totals"

    def _tail(self, line: Line) -> str:
        self.tail_lines.append(TailLine(line.number, line.text, line))
        return "tail"

    def _node_line(self, line: Line) -> str:
        self.traits.add(Trait.NODE_LINES)
        self._rare_fields(line)
        self._sound_end(line)
        return "node"

    def _rare_fields(self, line: Line) -> None:
        for name in ("unstable", "sec_pagetables"):
            if f" {name}:" in line.text:
                self.traits.add(FIELD_TRAITS[name])

    def _node_name(self, line: Line) -> str:
        found = _NODE.fullmatch(line.text)
        self._node = None if found is None else int(found[1])
        return "node"

    def _totals(self, line: Line) -> str:
        cut = not self._sound_end(line) or self._ends_at_cut(line)
        pairs = PAIR.findall(line.text)
        if len(dict(pairs)) < len(pairs):
            self.note(Level.ERROR, "a total stands here twice; the line was left unread", line.whole())
            return "totals"
        for name, figure in pairs:
            value = self._number(figure, name, line)
            if value is not None and not (cut and line.text.endswith(figure)):
                self.totals[name] = value
            if name in FIELD_TRAITS:
                self.traits.add(FIELD_TRAITS[name])
        self.total_lines.append(line)
        return "totals"

    def _zone_line(self, line: Line) -> str:
        zone = self._zone = self._draft(line)
        zone.line = line
        shaped = _ZONE_SHAPES.figures(line.text)
        if shaped is not None:
            zone.kb, names = shaped
            self._tell_traits(line, told_by(names))
            return "zone"
        fields = FIELD.findall(line.text)
        zone.cut = not self._holds_only(line, len(fields) + 2 * ("all_unreclaimable? " in line.text))
        told = told_by(tuple([name for name, _, _ in fields]))
        if told.twice:
            self.note(Level.ERROR, f"{zone.title}: a figure stands here twice; the line was left unread", line.whole())
            zone.cut = True
            return "zone"
        taken = [fields[index] for index in told.taken]
        figures = self._numbers([figure for _, figure, _ in taken], "a figure", line)
        zone.kb = {
            name: figure for (name, _, unit), figure in zip(taken, figures, strict=True) if unit and figure is not None
        }
        zone.cut = zone.cut or None in figures
        self._tell_traits(line, told)
        if told.unknown:
            message = f"{zone.title}: {told.unknown} is not known here and was left alone"
            self.note(Level.INFO, message, line.whole())
        elif not zone.cut and all(unit for _, _, unit in taken):
            parts = enumerate(fields)
            _ZONE_SHAPES.learn(line.text, (Field(one[0], one[2], index in told.taken) for index, one in parts))
        return "zone"

    def _tell_traits(self, line: Line, told: Told) -> None:
        self.traits.update(told.traits)
        if "all_unreclaimable?" in line.text:
            self.traits.add(Trait.ALL_UNRECLAIMABLE_ZONE)

    def _holds_only(self, line: Line, tokens: int) -> bool:
        """Whether there are just these tokens after the zone's name; if not, tells what else is."""
        names = 3 if line.text.startswith("Node") else 1
        return len(line.text.split()) == names + tokens or self._sound_end(line)

    def _reserve(self, line: Line) -> str:
        zone, self._zone = self._zone, None
        if zone is None:
            self.note(Level.WARNING, "this reserve follows no zone's line; it was left unread", line.whole())
            return "reserve"
        sound = SOUND["reserve"].match(line.text)
        figures = NUMBER.findall(line.text, line.text.index(":") + 1, 0 if sound is None else sound.end())
        if not self._sound_end(line) or self._ends_at_cut(line):
            figures = figures[:-1] if figures and line.text.endswith(figures[-1]) else figures
            zone.cut = True
        zone.reserve = _all_known(self._numbers(figures, "lowmem_reserve", line))
        zone.reserve_line = line
        zone.cut = zone.cut or (bool(figures) and zone.reserve is None)
        return "reserve"

    def _buddy(self, line: Line) -> str:
        empty = line.text.endswith("empty")
        if empty and self._key(line) not in self.zones:
            return "buddy"
        zone = self._draft(line)
        zone.buddy_line, zone.empty = line, empty
        if empty:
            return "buddy"
        shaped = _BUDDY_SHAPES.blocks(line.text)
        if shaped is not None:
            zone.counts, zone.letters, zone.unit_kb, zone.total_kb = shaped
            zone.listed_kb = _listed(shaped.counts) * shaped.unit_kb
            return "buddy"
        blocks = BLOCKS.findall(line.text)
        sound = self._holds_only(line, 2 + len(blocks) + len([1 for block in blocks if block[2]]))
        self._counts(zone, line, blocks)
        total = TOTAL.search(line.text)
        zone.total_kb = None if total is None else self._number(total[1], "the total", line)
        if sound and total is None and zone.counts is not None:
            message = f"{zone.title}: the line ends without its total, so that more orders may have followed"
            self.note(Level.WARNING, message, line.whole())
        zone.cut = zone.cut or not sound or zone.total_kb is None
        if zone.counts is None:
            zone.drop_counts()
        elif sound and zone.total_kb is not None:
            _BUDDY_SHAPES.learn(line.text, [block[1] for block in blocks])
        return "buddy"

    def _counts(self, zone: ZoneDraft, line: Line, blocks: list[tuple[str, str, str]]) -> None:
        """The counts up to where the line is cut, if they are a row of doubling sizes right after the zone's name."""
        counts = _all_known(self._numbers([count for count, _, _ in blocks], "a count", line))
        sizes = [size for _, size, _ in blocks]
        others = line.text.count(":") > 1  # another zone's counts, where a piece between two lines was lost
        if counts is None or others or not _follows_name(line.text) or sizes != _sizes(sizes[0])[: len(sizes)]:
            message = f"{zone.title}: the counts of free blocks are no unbroken row; they were left unread"
            self.note(Level.ERROR, message, line.whole())
            return
        zone.counts, zone.letters, zone.unit_kb = counts, tuple([letters for _, _, letters in blocks]), int(sizes[0])
        zone.listed_kb = _listed(counts) * zone.unit_kb

    def _numbers(self, figures: list[str], name: str, line: Line) -> tuple[int | None, ...]:
        """The figures as numbers, None for one that can't be."""
        if len(line.text) < _NO_LONGER_LINE and "-" not in line.text:
            numbers = tuple(map(int, figures))
            if not numbers or max(numbers) < 10**LONGEST_NUMBER:
                return numbers
        return tuple([self._number(figure, name, line) for figure in figures])

    def _number(self, figure: str, name: str, line: Line) -> int | None:
        if len(figure) <= LONGEST_NUMBER and figure[0] != "-":
            return int(figure)
        why = "is less than nothing" if figure[0] == "-" else f"has {len(figure)} digits"
        self.note(Level.ERROR, f"{name} {why} and can't have been printed; it was left unread", _place_of(line, figure))
        return None

    def _ends_at_cut(self, line: Line) -> bool:
        """Whether a line ends where lines are cut, so that its last figure may be a part of one; tells it."""
        if line.width != self.cut_width:
            return False
        message = "the line ends where others are cut; its last figure was left unread"
        self.note(Level.WARNING, message, line.place(line.text.rfind(" ") + 1, len(line.text)))
        return True

    def _sound_end(self, line: Line) -> bool:
        """Whether the line is sound to its end; tells what it is not."""
        sound = SOUND[line.kind or ""].match(line.text)
        end = 0 if sound is None else sound.end()
        if end == len(line.text):
            return True
        rest = line.text[end:].strip()
        if not rest:
            return True
        if " " in rest:
            message = "part of this line is not the kernel's; what is not whole in it was left unread"
        else:
            message = f"the line is cut: “{rest[:40]}” was left unread, and what followed is not known"
        start = line.text.index(rest, end)
        self.note(Level.WARNING, message, line.place(start, len(line.text)))
        return False


def _place_of(line: Line, figure: str) -> Place:
    start = line.text.index(figure)
    return line.place(start, start + len(figure))


def _all_known(numbers: tuple[int | None, ...]) -> tuple[int, ...] | None:
    known = tuple([number for number in numbers if number is not None])
    return known if known and len(known) == len(numbers) else None


def _listed(counts: tuple[int, ...]) -> int:
    """Pages in blocks of all orders."""
    return sum(map(lshift, counts, range(len(counts))))


def _follows_name(text: str) -> bool:
    """Whether the first count stands right after the zone's name."""
    first = BLOCKS.search(text)
    return first is not None and text[: first.start()].rstrip().endswith(":")


_SIZES: dict[str, list[str]] = {}


def _sizes(first: str) -> list[str]:
    """The sizes that can follow a first one, as printed."""
    known = _SIZES.get(first)
    if known is None:
        known = [str(int(first) << order) for order in range(32)] if len(first) < 5 else []
        if len(_SIZES) < 64:
            _SIZES[first] = known
    return known


_READERS: dict[str, Callable[[Listing, Line], str]] = {
    "meminfo": Listing._meminfo,
    "percpu": Listing._percpu,
    "totals": Listing._totals,
    "node": Listing._node_line,
    "nodename": Listing._node_name,
    "zone": Listing._zone_line,
    "reserve": Listing._reserve,
    "buddy": Listing._buddy,
    "tail": Listing._tail,
}
LISTING_KINDS = frozenset(_READERS)

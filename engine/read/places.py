"""Where did every figure of a listing stand? Looked up when somebody asks: the command line never does."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from engine.model.report import Key, Place
from engine.read.field_names import ZONE_FIELDS
from engine.read.listing import BLOCKS, FIELD, NUMBER, PAIR, TOTAL, Listing
from engine.read.tail import tail_figures
from engine.read.zone_draft import ZoneDraft

Places = dict[Key, Place]


class LazyPlaces(Mapping[Key, Place]):
    """Places that are looked up at the first question."""

    __slots__ = ("_known", "_look")

    def __init__(self, look: Callable[[], Places]) -> None:
        self._look: Callable[[], Places] | None = look
        self._known: Places = {}

    def _places(self) -> Places:
        look = self._look
        if look is not None:  # two threads may ask at once: both find the same
            self._known = look()
            self._look = None
        return self._known

    def __getitem__(self, key: Key) -> Place:
        return self._places()[key]

    def __iter__(self) -> Iterator[Key]:
        return iter(self._places())

    def __len__(self) -> int:
        return len(self._places())

    def __repr__(self) -> str:
        return repr(self._places())

    def __reduce__(self) -> tuple[type[Places], tuple[Places]]:
        return dict, (self._places(),)


def listing_places(listing: Listing) -> Places:
    """The place of every figure that was taken from a listing."""
    places: Places = {}
    for line in listing.total_lines:
        for pair in PAIR.finditer(line.text):
            if (pair[2].lstrip("0") or "0") == str(listing.totals.get(pair[1])) and ("totals", pair[1]) not in places:
                places["totals", pair[1]] = line.place(*pair.span(2))
    for name, figure in tail_figures(listing.tail_lines).items():
        places["tail", name] = figure.place
    for index, zone in enumerate(listing.zones.values()):
        _fields(places, index, zone)
        _blocks(places, index, zone)
    return places


def _fields(places: Places, index: int, zone: ZoneDraft) -> None:
    if zone.line is not None:
        for pair in FIELD.finditer(zone.line.text):
            if pair[1] in ZONE_FIELDS and pair[1] in zone.kb:
                places.setdefault(("zone", index, pair[1]), zone.line.place(*pair.span(2)))
    if zone.reserve is not None and zone.reserve_line is not None:
        text = zone.reserve_line.text
        for entry, (_, number) in enumerate(
            zip(zone.reserve, NUMBER.finditer(text, text.index(":") + 1), strict=False)
        ):
            places["zone", index, "lowmem_reserve", entry] = zone.reserve_line.place(*number.span())


def _blocks(places: Places, index: int, zone: ZoneDraft) -> None:
    if zone.counts is None or zone.buddy_line is None:
        return
    line = zone.buddy_line
    for order, blocks in enumerate(BLOCKS.finditer(line.text)):
        places["zone", index, "nr_free", order] = line.place(*blocks.span(1))
        if blocks[3]:
            places["zone", index, "types", order] = line.place(*blocks.span(3))
    total = TOTAL.search(line.text)
    if total is not None and zone.total_kb is not None:
        places["zone", index, "total"] = line.place(*total.span(1))

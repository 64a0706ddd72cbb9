"""What do the dumps of one moment say of the zones? Pages, blocks by order, and on which lists the blocks stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.model.report import Key, Level, Place
from engine.model.scenario import Trait
from engine.model.zone import FreeArea, MigrateType, TypeCounts, Zone, listed_pages
from engine.read.procfs_dumps import BUDDYINFO, PAGETYPEINFO, ZONEINFO, Dump, State
from engine.read.procfs_rows import Counts, Figure, ZoneFields, ZoneKey

Note = Callable[[Level, str, Place], None]
Places = dict[Key, Place]
_TYPE_TRAITS = {
    MigrateType.RESERVE: Trait.RESERVE_LETTER,
    MigrateType.HIGHATOMIC: Trait.HIGHATOMIC_LETTER,
}
_IN_ALL_KERNELS = frozenset((MigrateType.UNMOVABLE, MigrateType.RECLAIMABLE, MigrateType.MOVABLE))
"""The lists of which every pagetypeinfo has a row (mm/vmstat.c, pagetypeinfo_showfree_print)."""
_MOST_NAMED = 4
USUAL_ORDERS = 11
"""Orders of nearly all kernels (MAX_ORDER, include/linux/mmzone.h)."""
_FEWEST_ORDERS = 9
"""Orders of the kernels with the fewest that are in use: those with pages of 64 kB on ppc64."""


class Reader:
    """One state on its way to zones. `orders` is how many the longest row of counts has."""

    def __init__(self, state: State, note: Note) -> None:
        self._note = note
        self._state = state
        self._buddy = _of(state, BUDDYINFO).counts
        self._fields = _of(state, ZONEINFO).fields
        types = _of(state, PAGETYPEINFO)
        self._lists, self._blocks, self._block_pages = types.lists, types.blocks, types.block_pages
        self._types = list(dict.fromkeys(kind for zone in self._lists.values() for kind in zone))
        listed = [row for zone in self._lists.values() for row in zone.values()]
        for counted in (list(self._buddy.values()), listed):
            _part(counted)
        self._orders = max((len(row.sure()) for row in (*self._buddy.values(), *listed)), default=0)
        self._orders = max(self._orders, types.orders)
        self._cut: list[str] = []
        self.keys = list(dict.fromkeys((*self._fields, *self._buddy, *self._lists)))
        if not self._fields:
            self.keys.sort(key=lambda key: key[0])

    def zones(self) -> tuple[Zone, ...]:
        """The zones in the order of the files, those without memory among them."""
        zones = tuple(self._zone(key) for key in self.keys)
        self._tell(zones)
        return zones

    def traits(self) -> frozenset[Trait]:
        """What the dumps tell of their kernel."""
        traits = {trait for zone in self._fields.values() for trait in zone.traits}
        traits |= {trait for kind, trait in _TYPE_TRAITS.items() if kind in self._types}
        if MigrateType.MOVABLE in self._types and MigrateType.RECLAIMABLE in self._types:
            movable_first = self._types.index(MigrateType.MOVABLE) < self._types.index(MigrateType.RECLAIMABLE)
            traits.add(Trait.LETTERS_UME if movable_first else Trait.LETTERS_UEM)
        return frozenset(traits)

    def whole(self, zones: tuple[Zone, ...]) -> bool:
        """Whether marks, reserve and counts of every zone with memory are there."""
        return not self._cut and all(
            None not in (zone.free, zone.min, zone.low, zone.high, zone.lowmem_reserve, zone.free_areas)
            for zone in zones
            if zone.populated
        )

    def _zone(self, key: ZoneKey) -> Zone:
        fields = self._fields.get(key)
        figures: dict[str, int | None] = {}
        if fields is not None:
            figures = {name: figure.value for name, figure in fields.figures.items()}
            figures["free_pcp"] = fields.pcp
        reserved = self._reserved(key)
        if reserved is not None and figures.get("reserved_highatomic") is None:
            figures["reserved_highatomic"] = reserved.value
        areas = self._areas(key)
        zone = Zone(*key, lowmem_reserve=_protection(fields), free_areas=areas, **figures)  # type: ignore[arg-type]
        return replace(zone, total=None if _title(key) in self._cut else listed_pages(zone))

    def _reserved(self, key: ZoneKey) -> Figure | None:
        """nr_reserved_highatomic: the pageblocks of that type, each counted whole (reserve_highatomic_pageblock)."""
        kinds, row, pages = list(self._lists.get(key, ())), self._blocks.get(key), self._block_pages
        if row is None or pages is None or MigrateType.HIGHATOMIC not in kinds or len(row.figures) != len(kinds):
            return None
        blocks = row.figures[kinds.index(MigrateType.HIGHATOMIC)]
        if blocks.value is None or pages.value is None:
            return None
        return Figure(blocks.value * pages.value, blocks.place)

    def _areas(self, key: ZoneKey) -> tuple[FreeArea, ...] | None:
        counts = None if key not in self._buddy else self._row(key, BUDDYINFO, self._buddy[key])
        lists = {kind: self._row(key, kind.name.capitalize(), row) for kind, row in self._lists.get(key, {}).items()}
        if lists and not self._has_all_lists(key):
            self._cut.append(_title(key))
            message = f"{_title(key)}: rows of pagetypeinfo are missing here; those that are there were left unread"
            self._note(Level.WARNING, message, Place(next(iter(self._lists[key].values())).first, 0, 0))
            lists = {}
        if counts is None and not lists:
            return None
        differing: list[int] = []
        areas = tuple(self._area(order, counts, lists, differing) for order in range(self._orders))
        if differing:
            orders = ", ".join(map(str, differing[:_MOST_NAMED])) + (" …" if len(differing) > _MOST_NAMED else "")
            message = (
                f"{_title(key)}: buddyinfo and pagetypeinfo differ at order {orders}; they are of different moments"
            )
            self._note(Level.INFO, message, Place(self._buddy[key].first, 0, 0))
        return areas

    def _has_all_lists(self, key: ZoneKey) -> bool:
        """Whether no list of pagetypeinfo is missing for a zone."""
        kinds = self._lists.get(key, {}).keys()
        return len(kinds) == len(self._types) and kinds >= _IN_ALL_KERNELS

    def _row(self, key: ZoneKey, what: str, row: Counts) -> list[Figure | None]:
        """The counts of a row as far as they are sure, None for those that were cut off."""
        figures: list[Figure | None] = list(row.sure())
        if len(figures) < self._orders and not row.in_step:
            figures = figures[: len(row.figures) - 1]  # of a row that ends too early the last number may be a part
        missing = self._orders - len(figures)
        if missing or row.foreign:
            self._cut.append(_title(key))
            message = f"{_title(key)}: the row of {what} ends after {len(figures)} orders; what followed is not known"
            self._note(Level.WARNING, message, Place(row.first, 0, 0))
        return figures + [None] * missing

    def _area(
        self,
        order: int,
        counts: list[Figure | None] | None,
        lists: dict[MigrateType, list[Figure | None]],
        differing: list[int],
    ) -> FreeArea:
        by_type = _by_type(order, lists)
        count = None if counts is None else counts[order]
        if count is not None and by_type is not None and _sum(by_type) not in (None, count.value):
            differing.append(order)
        return joined_area(None if count is None else count.value, by_type)

    def _tell(self, zones: tuple[Zone, ...]) -> None:
        empty = [zone.title for zone in zones if not zone.populated]
        if empty:
            first = next(zone for zone in self._fields.values() if zone.empty())
            message = f"{', '.join(empty)}: no memory there (present 0); the walk leaves such zones out"
            self._note(Level.INFO, message, Place(first.row.number, 0, 0))
        for key, zone in zip(self.keys, zones, strict=True):
            if zone.free is not None and zone.total is not None and zone.free != zone.total:
                pages = zone.total - zone.free
                message = f"{zone.title}: the free lists hold {abs(pages):,} page{'s' * (abs(pages) != 1)}"
                message += f" {'more' if pages > 0 else 'less'} than zoneinfo says, which is read at another moment"
                self._note(Level.INFO, message, self._fields[key].figures["free"].place)
        capped = [row for zone in self._lists.values() for row in zone.values() if _capped(row)]
        if capped:
            message = "pagetypeinfo stops counting at 100000: such counts are not known above that"
            self._note(Level.INFO, message, Place(capped[0].first, 0, 0))
        if 0 < self._orders < _FEWEST_ORDERS and not self._cut:
            row = next(iter((*self._buddy.values(), *(one for zone in self._lists.values() for one in zone.values()))))
            message = f"the rows end after {self._orders} orders, and nearly all kernels have {USUAL_ORDERS}: "
            message += "if they were cut, what followed is not known"
            self._note(Level.WARNING, message, Place(row.first, 0, 0))
        for other in _of(self._state, PAGETYPEINFO).unknown[:1]:
            message = f"the list “{(other.type_name or '')[:24]}” is not known here; its blocks were left out"
            self._note(Level.WARNING, message, Place(other.number, other.start, other.end))

    def places(self) -> Places:
        """Where each value stands."""
        places: Places = {}
        for index, key in enumerate(self.keys):
            fields = self._fields.get(key)
            places.update(_field_places(index, fields))
            reserved = self._reserved(key)
            if reserved is not None:
                places.setdefault(("zone", index, "reserved_highatomic"), reserved.place)
            lists = self._lists.get(key, {}) if self._has_all_lists(key) else {}
            places.update(_count_places(index, self._buddy.get(key), lists))
        return places


def _part(rows: list[Counts]) -> None:
    """Take from rows what follows them and is not theirs: such rows have all their counts before it, as the rest do."""
    broken = [row for row in rows if row.last != row.first]
    whole = [len(row.sure()) for row in rows if row.last == row.first]
    if broken and not whole and (len(broken) > 1 or broken[0].own < USUAL_ORDERS):
        return
    for row in broken:
        if row.own >= max(whole, default=0):
            row.alone()


def joined_area(nr_free: int | None, by_type: TypeCounts | None) -> FreeArea:
    """One order's count of buddyinfo with pagetypeinfo's counts by list; lists that the count contradicts are not
    known: the two are of different moments.
    """
    if by_type is None:
        return FreeArea(nr_free)
    types = frozenset(kind for kind, _ in by_type)
    if nr_free is None:
        return FreeArea(_sum(by_type), types, by_type)
    if nr_free == 0:
        return FreeArea(0, frozenset(), by_type)
    return FreeArea(nr_free, types or None, by_type)


def _of(state: State, kind: str) -> Dump:
    """The dump of a kind; an empty one where the state has none."""
    found = state.get(kind)
    return found if found is not None else Dump(kind, next(iter(state.values())).row)


def _title(key: ZoneKey) -> str:
    return f"Node {key[0]} {key[1]}"


def _protection(fields: ZoneFields | None) -> tuple[int, ...] | None:
    if fields is None or fields.protection is None:
        return None
    known = tuple(figure.value for figure in fields.protection if figure.value is not None)
    return known if known and len(known) == len(fields.protection) else None


def _by_type(order: int, lists: dict[MigrateType, list[Figure | None]]) -> TypeCounts | None:
    """The blocks of an order by list, empty lists left out; None where a row was cut before it."""
    counts = [(kind, row[order]) for kind, row in lists.items()]
    if not counts or any(figure is None for _, figure in counts):
        return None
    return tuple((kind, figure.value) for kind, figure in counts if figure is not None and figure.value != 0)


def _sum(by_type: TypeCounts | None) -> int | None:
    if by_type is None or any(blocks is None for _, blocks in by_type):
        return None
    return sum(blocks or 0 for _, blocks in by_type)


def _capped(row: Counts) -> bool:
    return any(figure.value is None for figure in row.figures)


def _field_places(index: int, fields: ZoneFields | None) -> Iterator[tuple[Key, Place]]:
    if fields is None:
        return
    for name, figure in fields.figures.items():
        yield ("zone", index, name), figure.place
    if fields.pcp_place is not None:
        yield ("zone", index, "free_pcp"), fields.pcp_place
    for entry, figure in enumerate((fields.protection or ()) if _protection(fields) is not None else ()):
        yield ("zone", index, "lowmem_reserve", entry), figure.place


def _count_places(index: int, buddy: Counts | None, lists: dict[MigrateType, Counts]) -> Iterator[tuple[Key, Place]]:
    """The counts of buddyinfo, else of the first list that holds blocks; the letters are such rows' counts, too."""
    for row in lists.values():
        for order, figure in enumerate(row.sure()):
            if figure.value != 0:
                yield ("zone", index, "types", order), figure.place
                if buddy is None:
                    yield ("zone", index, "nr_free", order), figure.place
    for order, figure in enumerate(buddy.sure() if buddy is not None else ()):
        yield ("zone", index, "nr_free", order), figure.place

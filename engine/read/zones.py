"""Listing → zones in pages, with the page size read off the buddy lines."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from engine.model.report import Level
from engine.model.scenario import PAGE_SIZE, Trait
from engine.model.zone import FreeArea, MigrateType, TypeSet, Zone
from engine.read.listing import Listing
from engine.read.zone_draft import ZoneDraft

_LETTERS: Mapping[str, MigrateType] = {kind.value: kind for kind in MigrateType}
_LETTER_TRAITS = {"R": Trait.RESERVE_LETTER, "H": Trait.HIGHATOMIC_LETTER}
_PAGE_KB = frozenset(4 << shift for shift in range(9))


def page_kb_of(listing: Listing) -> int:
    """The kB of a page: the first factor of the buddy lines. A line that contradicts the others loses its counts."""
    drafts = [zone for zone in listing.zones.values() if zone.counts is not None and zone.unit_kb in _PAGE_KB]
    agreeing = [zone.unit_kb for zone in drafts if zone.listed_kb == zone.total_kb]
    cut = [zone.unit_kb for zone in drafts if zone.total_kb is None]
    doubtful = [zone.unit_kb for zone in drafts]
    page_kb = _most(agreeing) or _most(cut) or _page_kb_of_sums(listing) or _most(doubtful) or _assumed(listing)
    for zone in drafts:
        if zone.unit_kb != page_kb and zone.buddy_line is not None:
            message = f"{zone.title}: the counts begin with blocks of {zone.unit_kb} kB, but a page has {page_kb} kB"
            listing.note(Level.ERROR, f"{message}; they were left out", zone.buddy_line.whole())
            zone.drop_counts()
    return page_kb


def _most(sizes: list[int]) -> int:
    return max(sizes, key=sizes.count, default=0)


def _page_kb_of_sums(listing: Listing) -> int:
    """Where no buddy line tells: what makes the zones' free kB the free pages of the totals; 0 if nothing does."""
    pages = listing.totals.get("free")
    free_kb = sum(zone.kb.get("free", 0) for zone in listing.zones.values())
    return free_kb // pages if pages and free_kb % pages == 0 and free_kb // pages in _PAGE_KB else 0


def _assumed(listing: Listing) -> int:
    if listing.zones:
        listing.note(Level.INFO, "the text doesn't show the size of a page; 4 kB is assumed", listing.start.whole())
    return PAGE_SIZE // 1024


def note_letters(listing: Listing) -> None:
    """What the letters beside the counts tell of the kernel."""
    groups = {letters for zone in listing.zones.values() for letters in zone.letters if letters}
    letters = set("".join(groups))
    if not letters:
        return
    listing.traits.add(Trait.LETTERS)
    listing.traits.update(trait for letter, trait in _LETTER_TRAITS.items() if letter in letters)
    for group in groups:
        if "M" in group and "E" in group:
            listing.traits.add(Trait.LETTERS_UME if group.index("M") < group.index("E") else Trait.LETTERS_UEM)
    unknown = "".join(sorted(letters - _LETTERS.keys()))
    if unknown:
        zones = listing.zones.values()
        line = next(zone.buddy_line for zone in zones if set("".join(zone.letters)) & set(unknown))
        message = f"the list letters {unknown} are not known here and were left out"
        listing.note(Level.WARNING, message, (line or listing.start).whole())


def zones_of(listing: Listing, page_kb: int) -> tuple[Zone, ...]:
    """The zones in the order of the text."""
    none_printed = frozenset[MigrateType]() if Trait.LETTERS in listing.traits else None
    return tuple(_zone(listing, draft, page_kb, none_printed) for draft in listing.zones.values())


def _zone(listing: Listing, draft: ZoneDraft, page_kb: int, none_printed: TypeSet | None) -> Zone:
    kb = draft.kb
    for name in [name for name, figure in kb.items() if figure % page_kb]:
        message = f"{draft.title}: {name}:{kb.pop(name)}kB is not a whole number of pages; it was left out"
        listing.note(Level.ERROR, message, (draft.line or listing.start).whole())
        draft.cut = True
    pages = {name: figure // page_kb for name, figure in kb.items()}
    areas = None
    if draft.counts is not None:
        pairs = zip(draft.counts, draft.letters, strict=True)
        areas = tuple([_area(count, letters, none_printed) for count, letters in pairs])
    return Zone(
        node=draft.key[0],
        name=draft.key[1],
        lowmem_reserve=draft.reserve,
        free_areas=areas,
        total=None if draft.total_kb is None or draft.total_kb % page_kb else draft.total_kb // page_kb,
        **pages,
    )


@lru_cache(4096)
def _area(count: int, letters: str, none_printed: TypeSet | None) -> FreeArea:
    if not count and not letters:
        return FreeArea(0, none_printed)
    return FreeArea(count, _types(letters) if letters else None)


@lru_cache(256)
def _types(letters: str) -> TypeSet:
    return frozenset(_LETTERS[letter] for letter in letters if letter in _LETTERS)

"""Would it help to free so much, or to move pages together? The answers of the trial machine, as sentences."""

from __future__ import annotations

from collections.abc import Sequence

from engine.buddy.compaction import Suitable
from engine.buddy.questions import HowMany, IfMoved, Tries
from engine.model.units import show_bytes, show_kb

_MANY = 4
"""So many zones are told of at most."""
_ASSUMED = "Which pages in use could move is assumed here; another seed may give another answer."


def count_words(found: HowMany) -> str:
    """ "12 more such requests are served: 9 from Normal, 3 from DMA32. The one after is refused."."""
    if not found.served:
        return "Not one more: the next such request is refused."
    zones = ", ".join(f"{many:,} from {title}" for title, many in found.by_zone().items())
    more = "1 more such request is" if found.served == 1 else f"{found.served:,} more such requests are"
    end = "The one after is refused." if found.refused else "Counting stopped there."
    return f"{more} served: {zones}. {end}"


def freed_words(found: Tries, zone: str, wanted: int, order: int, page_size: int) -> str:
    """ "With 512 pages (2,048 kB) of Node 0 DMA32 freed, page by page and at random, the request is served in 3 of 8
    tries."
    """
    if not found.freed:
        return f"{zone} has nothing in use that could be freed in blocks of {show_bytes(page_size << order)}."
    how = "page by page" if not order else f"in blocks of {show_bytes(page_size << order)}"
    size = show_kb(found.freed, page_size)
    freed = f"With {found.freed:,} pages ({size}) of {zone} freed, {how} and at random, the request is "
    tries = "the one try" if found.tries == 1 else f"each of {found.tries} tries"
    if found.served == found.tries:
        freed += f"served in {tries}."
    elif not found.served:
        freed += f"still refused in {tries}."
    else:
        freed += f"served in {found.served} of {found.tries} tries: it hangs on which pages they are."
    return freed if found.freed >= wanted else f"{freed} More than these are not in use there."


def moved_words(found: Sequence[IfMoved], order: int, page_size: int, kernel: str) -> tuple[str, ...]:
    """The answer, a sentence for each zone, the kernel's own test, and what was assumed."""
    if not order:
        return ("One page is asked for: any free page will do, and moving others gains nothing.",)
    size = show_bytes(page_size << order)
    first = next((each for each in found if each.passes), None)
    head = f"Yes, {first.zone} could serve it then." if first is not None else "No, it would be refused all the same."
    many = len(found) if len(found) <= _MANY + 1 else _MANY
    zones = [_moved_zone(each, size, page_size) for each in found[:many]]
    rest = found[many:]
    if rest:
        zones.append(f"Of {len(rest)} more zones {sum(each.passes for each in rest) or 'none'} would pass then.")
    return head, *zones, *_own_test(found, kernel), _ASSUMED


def _moved_zone(each: IfMoved, size: str, page_size: int) -> str:
    free = f"{each.free:,} free pages ({show_kb(each.free, page_size)})"
    if not each.best.areas:
        return f"{each.zone}: every range of {size} holds a page that can't move, so no block comes of its {free}."
    if not each.best.possible:
        return f"{each.zone}: its {free} are less than {size}."
    many = "1 block" if each.best.possible == 1 else f"{each.best.possible:,} blocks"
    end = "and its watermark check passes" if each.passes else "but its watermark check fails still: too little is free"
    return f"{each.zone}: its {free} would make {many} of {size}, {end}."


def _own_test(found: Sequence[IfMoved], kernel: str) -> tuple[str, ...]:
    if all(each.suitable is None for each in found):
        return (f"Linux {kernel} itself moves no pages for a request of this order.",)
    named = {answer: [each.zone for each in found if each.suitable is answer] for answer in Suitable}
    answers = "; ".join(f"{_names(zones)}: {_SAYS[answer]}" for answer, zones in named.items() if zones)
    return (f"What Linux {kernel} tests before it compacts (compaction_suitable): {answers}.",)


def _names(zones: Sequence[str]) -> str:
    """ "Node 0 Normal, Node 0 DMA32", "Node 0 Normal and 15 more"."""
    return ", ".join(zones) if len(zones) <= _MANY else f"{zones[0]} and {len(zones) - 1} more"


_SAYS = {
    Suitable.SUCCESS: "nothing to do, a block is there",
    Suitable.SKIPPED: "skipped, too little is free to move pages to",
    Suitable.NOT_SUITABLE: "not suitable, memory is lacking rather than in pieces",
    Suitable.CONTINUE: "compaction may help",
}

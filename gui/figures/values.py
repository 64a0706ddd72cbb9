"""How is a value of a zone told in words, and what does the log say of it?"""

from __future__ import annotations

from engine.model.edits import counterparts
from engine.model.report import Key
from engine.model.scenario import Scenario
from engine.model.units import show_kb, show_pages
from engine.model.zone import Zone
from gui.figures.quantity import NOT_PRINTED, show_lists

FIGURES = (
    # the zone's field, what it is, whether it is shown where no zone prints it
    ("free", "Free pages of the zone, on every list (NR_FREE_PAGES)", True),
    ("min", "Watermark below which only reserves are left", True),
    ("low", "Watermark below which background reclaim (kswapd) is woken", True),
    ("high", "Watermark at which background reclaim stops", True),
    ("boost", "Part of min, low and high that is there for a while only, after fragmentation", False),
    ("present", "Pages that physically exist in the zone", False),
    ("managed", "Pages that the page allocator was given", False),
    ("free_cma", "Free pages kept for contiguous-memory users; only movable requests may take them", False),
    ("reserved_highatomic", "Pages set apart for high-order atomic requests", False),
    ("free_highatomic", "Free pages among those set apart for high-order atomic requests", False),
    ("free_pcp", "Free pages on per-CPU lists; the check doesn't count them", False),
    ("unaccepted", "Pages that the machine's host has not handed over yet", False),
)
FIELDS = frozenset(field for field, _, _ in FIGURES)


def value_text(key: Key, value: object, page_size: int) -> str:
    """A value in words, for undo steps and tooltips."""
    field = key[2]
    if field == "types":
        return show_lists(value if isinstance(value, frozenset) else None)
    if value is None:
        return NOT_PRINTED
    if isinstance(value, tuple):
        return " ".join(f"{entry:,}" for entry in value)
    if field in FIELDS and isinstance(value, int):
        return show_kb(value, page_size)
    return f"{value:,}" if isinstance(value, int) else str(value)


def value_name(key: Key) -> str:
    """What the kernel calls the value: "free", "order 4", "lowmem_reserve[2]"."""
    field = str(key[2])
    if field in ("nr_free", "types"):
        return f"order {key[3]}" if field == "nr_free" else f"lists of order {key[3]}"
    return f"{field}[{key[3]}]" if len(key) > 3 else field


def kb_and_pages(pages: int | None, page_size: int) -> str:
    """Pages in both units."""
    return NOT_PRINTED if pages is None else f"{show_kb(pages, page_size)} = {show_pages(pages)}"


def with_log(now: str, logged: str | None) -> str:
    """The value in full, and the log's where it differs."""
    return now if logged is None else f"{now}\nThe log says {logged}. Ctrl+Backspace puts it back."


def origins(scenario: Scenario, original: Scenario | None) -> list[Zone | None]:
    """The log's zone of each zone, None where there is none."""
    return [
        original.zones[index] if original is not None and index is not None else None
        for index in counterparts(scenario, original)
    ]

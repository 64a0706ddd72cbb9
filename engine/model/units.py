"""How are pages shown to a person?"""

from __future__ import annotations

KIB = 1024


def kilobytes(pages: int, page_size: int) -> int:
    """Pages in kB as the kernel prints them (page sizes are whole kB)."""
    return pages * (page_size // KIB)


def show_kb(pages: int | None, page_size: int) -> str:
    """ "12,560 kB", or "not printed"."""
    return "not printed" if pages is None else f"{kilobytes(pages, page_size):,} kB"


def show_pages(pages: int | None) -> str:
    """ "3,140 pages", "1 page", or "not printed"."""
    if pages is None:
        return "not printed"
    return f"{pages:,} page" if pages == 1 else f"{pages:,} pages"


def show_bytes(size: int) -> str:
    """A power-of-two size in the largest whole unit: "64 kB", "4 MB"."""
    for unit, factor in (("GB", KIB**3), ("MB", KIB**2), ("kB", KIB)):
        if size >= factor and size % factor == 0:
            return f"{size // factor:,} {unit}"
    return f"{size:,} bytes"

"""How does a person write a figure, and what is wrong with one that can't be? Texts to values and back, no widgets.

Every parser gives None for "not printed" and raises QuantityError with a sentence that can be shown as it is.
"""

from __future__ import annotations

import re
from enum import Enum
from fractions import Fraction
from functools import cache

from engine.model.edits import MOST_PAGES
from engine.model.units import KIB, kilobytes
from engine.model.zone import MigrateType, TypeSet

NOT_PRINTED = "not printed"
NO_LISTS = "none"
_UNKNOWN = frozenset({"", "?", "n/a", NOT_PRINTED})

_AMOUNT = re.compile(r"(?P<number>[\d.,\s]*\d[\d.,\s]*?)\s*(?P<unit>[a-zA-Z]*)\Z", re.ASCII)
_THOUSANDS = re.compile(r"\d{1,3}(?:([,\s])\d{3})(?:\1\d{3})*(?:\.\d+)?\Z", re.ASCII)
_PLAIN = re.compile(r"\d+(?:\.\d+)?\Z|\.\d+\Z", re.ASCII)
_BLOCKS = re.compile(r"(?P<count>[\d.,\s]*\d)\s*\*\s*(?P<size>\d+)\s*[kK][bB]\s*(?:\([A-Z]+\))?\Z", re.ASCII)
_PAGE_UNITS = frozenset({"p", "page", "pages"})
_BYTE_UNITS = {
    "k": 1,
    "kb": 1,
    "kib": 1,
    "m": 2,
    "mb": 2,
    "mib": 2,
    "g": 3,
    "gb": 3,
    "gib": 3,
    "t": 4,
    "tb": 4,
    "tib": 4,
}
_MINUS_SIGNS = ("-", "\u2212", "\u2013")
_LONGEST = 60


class Unit(Enum):
    """What a bare number means, and how figures are shown; the value is the unit's name on screen."""

    KB = "kB"
    PAGES = "pages"


class QuantityError(ValueError):
    """A text that is no figure; the message says why."""


def parse_pages(text: str, unit: Unit, page_size: int) -> int | None:
    """Pages of "12560kB", "12.3MB", "3140p", "3140 pages", or of a bare number in `unit`.

    A whole number of kB must be whole pages. One with a fraction, or in MB and more, was rounded by its writer, so
    the nearest page is meant.
    """
    text = text.strip()
    if text.lower() in _UNKNOWN:
        return None
    number, name = _amount(text)
    name = name or unit.value.lower()
    if name in _PAGE_UNITS:
        return _limited(_whole(number, "pages"), MOST_PAGES, "pages")
    if name not in _BYTE_UNITS:
        raise QuantityError(f"“{_short(name)}” is no unit here: write kB, MB, GB, or p for pages.")
    size: Fraction = number * KIB ** _BYTE_UNITS[name]
    pages = size / page_size
    _limited(int(pages), MOST_PAGES, "pages")
    if _BYTE_UNITS[name] == 1 and pages.denominator != 1:
        raise QuantityError(_not_whole(number, int(pages), page_size))
    return round(pages)


def show_quantity(pages: int | None, unit: Unit, page_size: int) -> str:
    """A figure as a cell shows it, without its unit: "12,560"."""
    if pages is None:
        return NOT_PRINTED
    return f"{pages if unit is Unit.PAGES else kilobytes(pages, page_size):,}"


def bare_quantity(pages: int | None, unit: Unit, page_size: int) -> str:
    """A figure as a spreadsheet takes it, without unit and separators; empty for what is not printed."""
    if pages is None:
        return ""
    return str(pages if unit is Unit.PAGES else kilobytes(pages, page_size))


def edit_quantity(pages: int | None, unit: Unit, page_size: int) -> str:
    """A figure as an editor starts with it: with its unit, so that nobody has to guess."""
    return "" if pages is None else f"{bare_quantity(pages, unit, page_size)} {unit.value}"


def parse_count(text: str, order: int, page_size: int) -> int | None:
    """Blocks of one order: "2360", "2,360", or as a buddy line has it, "2360*4kB"."""
    text = text.strip()
    if text.lower() in _UNKNOWN:
        return None
    blocks = _BLOCKS.match(text)
    if blocks:
        size = (page_size << order) // KIB
        if int(blocks["size"]) != size:
            raise QuantityError(f"Blocks of order {order} have {size:,} kB, not {int(blocks['size']):,} kB.")
        text = blocks["count"]
    number, name = _amount(text)
    if name:
        raise QuantityError(f"A number of blocks has no unit: leave “{_short(name)}” out.")
    return _limited(_whole(number, "blocks"), MOST_PAGES >> order, "blocks")


def parse_lists(text: str) -> TypeSet | None:
    """The lists of "UME" or "(UM)"; "none" is no list at all, nothing means not printed."""
    text = text.strip().strip("()").strip()
    if text.lower() in _UNKNOWN:
        return None
    if text.lower() in {NO_LISTS, "-", "\u2013"}:
        return frozenset()
    wrong = sorted({letter for letter in text.upper() if letter not in _LETTERS and letter not in " ,"})
    if wrong:
        raise QuantityError(f"There is no list “{_short(''.join(wrong))}”: the letters are {' '.join(_LETTERS)}.")
    return frozenset(MigrateType(letter) for letter in text.upper() if letter in _LETTERS)


@cache
def show_lists(types: TypeSet | None) -> str:
    """The letters in the order in which kernels print them; "none" for no list."""
    if types is None:
        return NOT_PRINTED
    return "".join(letter for letter in _LETTERS if MigrateType(letter) in types) or NO_LISTS


def parse_reserves(text: str) -> tuple[int, ...] | None:
    """The lowmem_reserve array, in pages as printed: "0, 2960, 7952", brackets and "lowmem_reserve[]:" allowed."""
    text = text.replace("lowmem_reserve[]:", "").strip().strip("[]()").strip()
    if text.lower() in _UNKNOWN:
        return None
    parts = [part for part in re.split(r"[,;\s]+", text) if part]
    if not parts:
        raise QuantityError("Pages for each zone, separated by spaces, are expected.")
    return tuple(parse_reserve(part) or 0 for part in parts)


def parse_reserve(text: str) -> int | None:
    """One entry of lowmem_reserve: always pages, as the kernel prints it."""
    text = text.strip()
    if text.lower() in _UNKNOWN:
        return None
    number, name = _amount(text)
    if name and name not in _PAGE_UNITS:
        raise QuantityError("lowmem_reserve is printed in pages: write a number of pages.")
    return _limited(_whole(number, "pages"), MOST_PAGES, "pages")


def parse_node(text: str) -> int | None:
    """A NUMA node's number; nothing where reports name none."""
    text = text.strip()
    if text.lower() in _UNKNOWN:
        return None
    number, name = _amount(text.lower().removeprefix("node"))
    if name:
        raise QuantityError("A node is a number: 0, 1, …")
    return _limited(_whole(number, "nodes"), 1023, "nodes")


def parse_name(text: str) -> str:
    """A zone's name: one word."""
    name = text.strip()
    if not name:
        raise QuantityError("A zone needs a name.")
    if len(name.split()) > 1 or len(name) > 30 or not name.isprintable():
        raise QuantityError("A zone's name is one short word, as DMA32 or Normal.")
    return name


_LETTERS = "UMERHCI"


def _amount(text: str) -> tuple[Fraction, str]:
    """The number and the unit, in small letters, of a text."""
    shown = _short(text)
    if text[:1] in _MINUS_SIGNS and text[1:].strip()[:1].isdigit():
        raise QuantityError(f"“{shown}” is negative: a figure here is 0 or more.")
    found = _AMOUNT.match(text.removeprefix("+").strip()) if len(text) <= _LONGEST else None
    if not found:
        raise QuantityError(f"“{shown}” is not a number that can be used here.")
    digits = found["number"].strip()
    if _THOUSANDS.match(digits):
        digits = re.sub(r"[,\s]", "", digits)
    if not _PLAIN.match(digits):
        raise QuantityError(f"“{shown}” can be read in two ways: write 12560 or 12,560, with a point for fractions.")
    return Fraction(digits), found["unit"].lower()


def _whole(number: Fraction, what: str) -> int:
    if number.denominator != 1:
        raise QuantityError(f"{float(number):g} is not a whole number of {what}.")
    return number.numerator


def _limited(value: int, most: int, what: str) -> int:
    if value > most:
        raise QuantityError(f"That is larger than any machine: {most:,} {what} are the most.")
    return value


def _not_whole(kb: Fraction, below: int, page_size: int) -> str:
    lower, upper = kilobytes(below, page_size), kilobytes(below + 1, page_size)
    written = f"{kb.numerator:,}" if kb.denominator == 1 else f"{float(kb):g}"
    return f"{written} kB is not whole pages of {kilobytes(1, page_size)} kB: {lower:,} kB and {upper:,} kB are."


def _short(text: str) -> str:
    return text if len(text) <= 24 else f"{text[:20]}…"

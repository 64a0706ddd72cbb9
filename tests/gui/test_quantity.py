"""Figures are read as people write them, and refused with a sentence that says why."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.edits import MOST_PAGES
from engine.model.zone import MigrateType
from gui.figures import quantity
from gui.figures.quantity import QuantityError, Unit

KB, PAGES = Unit.KB, Unit.PAGES


@pytest.mark.parametrize(
    ("text", "unit", "pages"),
    [
        ("12560kB", PAGES, 3140),
        ("12560 KB", PAGES, 3140),
        ("12,560 kB", PAGES, 3140),
        ("12 560 kB", PAGES, 3140),
        ("12560", KB, 3140),
        ("3140", PAGES, 3140),
        ("3140p", KB, 3140),
        ("3,140 pages", KB, 3140),
        ("1 page", KB, 1),
        ("12.3MB", KB, 3149),
        ("12.3 MiB", PAGES, 3149),
        ("1g", KB, 262_144),
        (".5 GB", KB, 131_072),
        ("0", KB, 0),
        ("+4", KB, 1),
        ("1,234,568kB", KB, 308_642),
        ("  8kB ", KB, 2),
        ("", KB, None),
        ("not printed", PAGES, None),
        ("?", KB, None),
    ],
)
def test_pages_are_read_in_every_form(text: str, unit: Unit, pages: int | None) -> None:
    assert quantity.parse_pages(text, unit, 4096) == pages


@pytest.mark.parametrize(
    ("text", "unit", "told"),
    [
        ("-4", KB, "negative"),
        ("\u22124kB", KB, "negative"),
        ("12561kB", PAGES, "12,560 kB and 12,564 kB are"),
        ("12.5kB", PAGES, "12.5 kB is not whole pages of 4 kB"),
        ("1.5 pages", KB, "whole number of pages"),
        ("9" * 30, KB, "larger than any machine"),
        ("9" * 30 + "kB", PAGES, "larger than any machine"),
        ("9" * 5_000_000, KB, "not a number"),
        ("12,56 kB", KB, "two ways"),
        ("12.560,5", KB, "two ways"),
        ("1,2345", KB, "two ways"),
        ("12 furlongs", KB, "“furlongs” is no unit"),
        ("min", KB, "“min” is not a number"),
        ("0x10", KB, "not a number"),
        ("1e5", KB, "not a number"),
        ("٣", KB, "not a number"),
        ("NaN", KB, "not a number"),
    ],
)
def test_what_is_no_figure_is_told_in_a_sentence(text: str, unit: Unit, told: str) -> None:
    with pytest.raises(QuantityError) as refusal:
        quantity.parse_pages(text, unit, 4096)
    assert told in str(refusal.value)
    assert str(refusal.value).endswith(".")
    assert len(str(refusal.value)) < 120


def test_pages_of_another_size_have_other_multiples() -> None:
    assert quantity.parse_pages("128kB", KB, 65_536) == 2
    with pytest.raises(QuantityError, match="64 kB and 128 kB are"):
        quantity.parse_pages("100kB", KB, 65_536)


pages_known = st.integers(0, MOST_PAGES)
page_sizes = st.sampled_from([4096, 16_384, 65_536])
shown = st.sampled_from([quantity.show_quantity, quantity.bare_quantity, quantity.edit_quantity])


@given(st.one_of(st.none(), pages_known), st.sampled_from(Unit), page_sizes, shown)
def test_what_is_shown_is_read_back(pages: int | None, unit: Unit, size: int, show: Callable[..., str]) -> None:
    assert quantity.parse_pages(show(pages, unit, size), unit, size) == pages


@given(pages_known, st.sampled_from(Unit), st.sampled_from(Unit))
def test_an_editor_starts_with_a_text_that_means_the_same_in_every_unit(pages: int, shown: Unit, read: Unit) -> None:
    assert quantity.parse_pages(quantity.edit_quantity(pages, shown, 4096), read, 4096) == pages


@given(st.text(max_size=40))
def test_no_text_does_harm(text: str) -> None:
    for parse in (
        lambda: quantity.parse_pages(text, KB, 4096),
        lambda: quantity.parse_count(text, 3, 4096),
        lambda: quantity.parse_lists(text),
        lambda: quantity.parse_reserves(text),
        lambda: quantity.parse_node(text),
        lambda: quantity.parse_name(text),
    ):
        with suppress(QuantityError):
            parse()


@pytest.mark.parametrize(
    ("text", "order", "count"),
    [("2360", 0, 2360), ("2,360", 0, 2360), ("2360*4kB", 0, 2360), ("4*64kB (UM)", 4, 4), ("", 1, None), ("0", 10, 0)],
)
def test_counts_are_read_also_as_a_buddy_line_has_them(text: str, order: int, count: int | None) -> None:
    assert quantity.parse_count(text, order, 4096) == count


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("4*64kB", "order 3 have 32 kB, not 64 kB"),
        ("12kB", "no unit"),
        ("1.5", "whole number of blocks"),
        ("-1", "negative"),
        (str(MOST_PAGES), "larger than any machine"),
    ],
)
def test_what_is_no_count_is_told(text: str, told: str) -> None:
    with pytest.raises(QuantityError, match=told.replace("*", r"\*")):
        quantity.parse_count(text, 3, 4096)


@pytest.mark.parametrize(
    ("text", "letters"),
    [("UME", "UME"), ("(um)", "UM"), ("C, I", "CI"), ("none", ""), ("-", ""), ("", None), ("not printed", None)],
)
def test_letters_are_read(text: str, letters: str | None) -> None:
    wanted = None if letters is None else frozenset(MigrateType(letter) for letter in letters)
    assert quantity.parse_lists(text) == wanted


def test_a_letter_of_no_list_is_told() -> None:
    with pytest.raises(QuantityError, match="no list “XZ”"):
        quantity.parse_lists("UXZ")


@given(st.one_of(st.none(), st.frozensets(st.sampled_from(MigrateType))))
def test_letters_that_are_shown_are_read_back(types: frozenset[MigrateType] | None) -> None:
    assert quantity.parse_lists(quantity.show_lists(types)) == types


@pytest.mark.parametrize(
    ("text", "reserve"),
    [("0 2960 3955", (0, 2960, 3955)), ("0, 2960", (0, 2960)), ("lowmem_reserve[]: 0 5", (0, 5)), ("", None)],
)
def test_reserves_are_read_as_printed(text: str, reserve: tuple[int, ...] | None) -> None:
    assert quantity.parse_reserves(text) == reserve


@pytest.mark.parametrize("text", ["12kB", "a", "-5"])
def test_reserves_are_pages(text: str) -> None:
    with pytest.raises(QuantityError):
        quantity.parse_reserve(text)


@pytest.mark.parametrize("text", ["", "two words", "x" * 31, "a\x00b"])
def test_a_zone_needs_a_name_of_one_word(text: str) -> None:
    with pytest.raises(QuantityError):
        quantity.parse_name(text)

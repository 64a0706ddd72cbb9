"""Masks read as people write them, and carried from one kernel's flags to another's."""

from __future__ import annotations

import pytest

from engine.kernels.gfp import GfpError, bits_of, era_of, parse_mask, printed_names, translate

READ = [
    ("0xc0d0", (2, 6, 32), 0xC0D0),
    ("GFP_KERNEL|__GFP_COMP|__GFP_ZERO", (2, 6, 32), 0xC0D0),
    ("gfp_kernel, __GFP_COMP", (5, 10), 0x40CC0),
    ("(GFP_ATOMIC)", (4, 4), 0x2080020),
    ("GFP_ATOMIC 0x40000", (5, 10), 0x40A20),
    ("KERNEL", (5, 10), 0xCC0),
    ("3264", (5, 10), 0xCC0),
    ("0", (5, 10), 0),
]


@pytest.mark.parametrize(("text", "version", "mask"), READ)
def test_masks_are_read_as_people_write_them(text: str, version: tuple[int, ...], mask: int) -> None:
    assert parse_mask(text, era_of(version)) == mask


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "a mask is missing"),
        ("GFP_NEVER", "GFP_NEVER is no flag of Linux 2.6.31 – 2.6.32"),
        ("__GFP_DIRECT_RECLAIM", "no flag"),
        ("-1", "no flag"),
        ("0x1ffffffff", "more than 32 bits"),
        ("9" * 40, "no flag"),
    ],
)
def test_what_is_no_mask_is_told(text: str, words: str) -> None:
    with pytest.raises(GfpError, match=words):
        parse_mask(text, era_of((2, 6, 32)))


TRANSLATED = [
    (0xD0, (2, 6, 32), (4, 4), "GFP_KERNEL"),
    (0x20, (2, 6, 32), (4, 8), "GFP_ATOMIC"),
    (0xC0D0, (2, 6, 32), (6, 12), "GFP_KERNEL|__GFP_COMP|__GFP_ZERO"),
    (0x20, (2, 6, 32), (6, 6), "GFP_ATOMIC"),
    (0x820, (6, 6), (5, 10), "GFP_ATOMIC"),
    (0xCC0, (5, 10), (2, 6, 32), "GFP_KERNEL"),
    (0xA20, (5, 10), (2, 6, 32), "GFP_ATOMIC"),
    (0x4CC0, (5, 10), (4, 10), "GFP_KERNEL|__GFP_REPEAT"),
]


@pytest.mark.parametrize(("mask", "source", "target", "names"), TRANSLATED)
def test_a_request_keeps_its_meaning_in_another_kernel(
    mask: int, source: tuple[int, ...], target: tuple[int, ...], names: str
) -> None:
    era = era_of(target)
    bits = translate(bits_of(mask, (), era_of(source)), era_of(source), era)
    value = sum(bit for bit, name in era.bits.items() if name in bits)
    assert "|".join(printed_names(value, era)) == names

"""Cells become text for other programs and come back the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gui.figures import clipboard

LOG = "Node 0 DMA32 free:12560kB min:7076kB low:8844kB high:10612kB active_anon:0kB\nlowmem_reserve[]: 0"
texts = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=5))
def test_a_block_comes_back_from_a_spreadsheet(block: list[list[str]]) -> None:
    block[-1][-1] += "."  # spreadsheets end the last line, so an empty last line is none
    assert clipboard.from_text(clipboard.to_tsv(block)) == block


@pytest.mark.parametrize(
    ("text", "block"),
    [
        ("1\t2\r\n3\t4\r\n", [["1", "2"], ["3", "4"]]),
        ("1", [["1"]]),
        ('"a\tb"\tc', [["a\tb", "c"]]),
        ("1\n\n2", [["1"], [""], ["2"]]),
        ("", []),
    ],
)
def test_tab_separated_text_is_taken_apart(text: str, block: list[list[str]]) -> None:
    assert clipboard.from_text(text) == block


@pytest.mark.parametrize(
    ("text", "cells"),
    [("12\t13\n", True), ("12560kB", True), (LOG, False), ("", False), ("x" * 3_000_000, False)],
    ids=["block", "one cell", "log", "nothing", "endless line"],
)
def test_kernel_messages_are_not_taken_for_cells(text: str, cells: bool) -> None:
    assert clipboard.is_block(text) is cells


def test_a_markdown_table_has_a_header_and_numbers_on_the_right() -> None:
    table = clipboard.to_markdown([["zone", "free (kB)"], ["DMA|32", "12560"]], [False, True])
    assert table == "| zone | free (kB) |\n| --- | ---: |\n| DMA\\|32 | 12560 |\n"


def test_markdown_shows_html_as_letters() -> None:
    assert "<b>" not in clipboard.to_markdown([["<b>x</b>"]], [False])


@pytest.mark.parametrize(
    ("block", "rest"),
    [
        ([["zone", "free (kB)"], ["DMA", "4"]], [["4"]]),
        ([["zone", "other"], ["DMA", "4"]], [["zone", "other"], ["DMA", "4"]]),
        ([["1", "2"]], [["1", "2"]]),
        ([], []),
    ],
)
def test_the_headers_of_our_own_copies_are_left_out(block: list[list[str]], rest: list[list[str]]) -> None:
    assert clipboard.without_headers(block, ["free (kB)", "min (kB)"]) == rest

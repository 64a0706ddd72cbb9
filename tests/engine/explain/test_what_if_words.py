"""The answers of the trial machine in words: each says how much, where, and what comes of it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine.buddy.compaction import PerfectCompaction, Suitable
from engine.buddy.questions import HowMany, IfMoved, Tries
from engine.explain.what_if_words import count_words, freed_words, moved_words

PAGE = 4096


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (HowMany(0, (), True), "Not one more: the next such request is refused."),
        (HowMany(1, (("Normal", 1),), True), "1 more such request is served: 1 from Normal. The one after is refused."),
        (
            HowMany(1204, (("Normal", 1200), ("DMA32", 3), ("Normal", 1)), False),
            "1,204 more such requests are served: 1,201 from Normal, 3 from DMA32. Counting stopped there.",
        ),
    ],
)
def test_how_many_more(found: HowMany, words: str) -> None:
    assert count_words(found) == words


@pytest.mark.parametrize(
    ("found", "order", "words"),
    [
        (Tries(0, 8, 0), 4, "Normal has nothing in use that could be freed in blocks of 64 kB."),
        (
            Tries(512, 8, 0),
            0,
            "With 512 pages (2,048 kB) of Normal freed, page by page and at random, the request is still refused in "
            "each of 8 tries.",
        ),
        (
            Tries(512, 8, 3),
            4,
            "With 512 pages (2,048 kB) of Normal freed, in blocks of 64 kB and at random, the request is served in 3 "
            "of 8 tries: it hangs on which pages they are.",
        ),
        (
            Tries(100, 1, 1),
            0,
            "With 100 pages (400 kB) of Normal freed, page by page and at random, the request is served in the one "
            "try. More than these are not in use there.",
        ),
    ],
)
def test_after_freeing(found: Tries, order: int, words: str) -> None:
    assert freed_words(found, "Normal", 512, order, PAGE) == words


def moved(areas: int, possible: int, passes: bool, suitable: Suitable | None) -> IfMoved:
    return IfMoved("Normal", 320, PerfectCompaction(4, areas, possible), passes, suitable)


@pytest.mark.parametrize(
    ("found", "head", "zone", "test"),
    [
        (
            moved(9, 7, True, Suitable.CONTINUE),
            "Yes, Normal could serve it then.",
            "Normal: its 320 free pages (1,280 kB) would make 7 blocks of 64 kB, and its watermark check passes.",
            "What Linux 4.4 tests before it compacts (compaction_suitable): Normal: compaction may help.",
        ),
        (
            moved(9, 1, False, Suitable.SKIPPED),
            "No, it would be refused all the same.",
            "Normal: its 320 free pages (1,280 kB) would make 1 block of 64 kB, but its watermark check fails still: "
            "too little is free.",
            "What Linux 4.4 tests before it compacts (compaction_suitable): Normal: skipped, too little is free to "
            "move pages to.",
        ),
        (
            moved(0, 0, False, None),
            "No, it would be refused all the same.",
            "Normal: every range of 64 kB holds a page that can't move, so no block comes of its 320 free pages "
            "(1,280 kB).",
            "Linux 4.4 itself moves no pages for a request of this order.",
        ),
        (
            moved(3, 0, False, Suitable.NOT_SUITABLE),
            "No, it would be refused all the same.",
            "Normal: its 320 free pages (1,280 kB) are less than 64 kB.",
            "What Linux 4.4 tests before it compacts (compaction_suitable): Normal: not suitable, memory is lacking "
            "rather than in pieces.",
        ),
    ],
)
def test_if_every_movable_page_moved(found: IfMoved, head: str, zone: str, test: str) -> None:
    told = moved_words((found,), 4, PAGE, "4.4")
    assert told[:3] == (head, zone, test)
    assert "assumed" in told[3]


def test_of_many_zones_few_are_told() -> None:
    found = [replace(moved(9, 7, number > 4, Suitable.CONTINUE), zone=f"Node {number}") for number in range(16)]
    told = moved_words(found, 4, PAGE, "4.4")
    assert told[0] == "Yes, Node 5 could serve it then."
    assert [words.split(":")[0] for words in told[1:5]] == ["Node 0", "Node 1", "Node 2", "Node 3"]
    assert told[5] == "Of 12 more zones 11 would pass then."
    assert told[6].endswith("(compaction_suitable): Node 0 and 15 more: compaction may help.")
    assert len(told) == 8


def test_for_one_page_no_other_needs_to_move() -> None:
    assert moved_words((), 0, PAGE, "4.4") == (
        "One page is asked for: any free page will do, and moving others gains nothing.",
    )

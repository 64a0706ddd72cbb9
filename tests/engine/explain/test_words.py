"""One of a thing is not told as many."""

import pytest

from engine.explain.words import counted, were_left_out


@pytest.mark.parametrize(("number", "words"), [(0, "0 charges"), (1, "1 charge"), (5571, "5,571 charges")])
def test_a_count_has_its_noun(number: int, words: str) -> None:
    assert counted(number, "charge") == words


@pytest.mark.parametrize(
    ("number", "what", "words"),
    [
        (1, "", "1 more was left out"),
        (396, "", "396 more were left out"),
        (1, "message like it", "1 more message like it was left out"),
        (1915, "message like it", "1,915 more messages like it were left out"),
        (2, "like it", "2 more like it were left out"),
    ],
)
def test_what_was_left_out_is_told_with_its_number(number: int, what: str, words: str) -> None:
    assert were_left_out(number, what) == words

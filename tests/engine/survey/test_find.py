"""A word is found where Python's own search finds it."""

from __future__ import annotations

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.survey import find
from engine.survey.find import finder


@given(
    st.binary(max_size=64).map(lambda some: some.translate(bytes(byte % 3 + 97 for byte in range(256)))),
    st.text("abc", min_size=1, max_size=4).map(str.encode),
    st.integers(-2, 70),
    st.integers(-2, 70),
)
def test_a_word_is_found_where_python_finds_it(data: bytes, word: bytes, low: int, high: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(find, "_WORTH", 0)
        found = finder(bytearray(data))(word, max(low, 0), max(high, 0))
    assert found == data.find(word, max(low, 0), max(high, 0))


def test_each_of_many_megabytes_is_looked_at() -> None:
    data = bytearray(Random(1).randbytes(3 << 20))
    places = [0, 1_000_003, len(data) - 4]
    for place in places:
        data[place : place + 4] = b"Mem-"
    search, at, found = finder(data), -1, list[int]()
    while (at := search(b"Mem-", at + 1, len(data))) >= 0:
        found.append(at)
    assert found == [at for at in range(len(data)) if data.startswith(b"Mem-", at)]
    assert set(places) <= set(found)


def test_the_bytes_may_grow_after_the_search() -> None:
    data = bytearray(b"x" * (2 << 20))
    assert finder(data)(b"y", 0, len(data)) == -1
    data += b"y"
    assert finder(data)(b"y", 0, len(data)) == 2 << 20


def test_without_the_library_pythons_own_search_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(find, "_memmem", lambda: None)
    assert finder(bytearray(b"a" * (2 << 20) + b"b"))(b"ab", 0, 3 << 20) == (2 << 20) - 1

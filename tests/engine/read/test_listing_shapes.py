"""A listing like those that came before is taken at once, and says what a look at each of its lines says."""

from __future__ import annotations

import re
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.model.report import Reading
from engine.read import listing_shapes, plain, reader
from engine.read.listing import Listing
from engine.read.listing_shapes import ListingShapes
from engine.read.reader import read_text
from tests.engine.read.test_plain import shown
from tests.tree import ROOT

SAMPLES = (
    "6.12-numa-order9-movable.txt",
    "5.10-order0-highatomic-only.txt",
    "6.1-i686-order8-highmem.txt",
    "3.10-order3-network-receive.txt",
)
_FIGURE = re.compile(r"(?<=[: ])\d+(?=\*|kB|\n| )")


@pytest.fixture(autouse=True)
def taken(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many lines were taken at once of each listing; shapes are learned from the first one on."""
    lines: list[int] = []
    take = ListingShapes.take

    def told(shapes: ListingShapes, listing: Listing, number: int, raws: Sequence[str], index: int) -> int:
        lines.append(take(shapes, listing, number, raws, index))
        return lines[-1]

    monkeypatch.setattr(listing_shapes, "_OFTEN", 1)
    monkeypatch.setattr(plain, "_SHAPES", ListingShapes())
    monkeypatch.setattr(ListingShapes, "take", told)
    return lines


def _sample(name: str) -> str:
    return (ROOT / "resources" / "samples" / name).read_text(encoding="utf-8")


def _line_by_line(text: str) -> Reading:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(reader, "plain_findings", lambda *_: None)
        return read_text("log", text)


@pytest.mark.parametrize("name", SAMPLES)
def test_the_second_of_a_kind_is_taken_at_once(name: str, taken: list[int]) -> None:
    first, second = read_text("log", _sample(name)), read_text("log", _sample(name))
    assert taken[0] == 0
    assert taken[1] > 5
    assert [shown(report) for report in first.reports] == [shown(report) for report in second.reports]
    assert first.diagnostics == second.diagnostics


@pytest.mark.parametrize("name", SAMPLES)
def test_what_came_rarely_is_read_line_by_line(name: str, taken: list[int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listing_shapes, "_OFTEN", 3)
    for _ in range(4):
        read_text("log", _sample(name))
    assert [bool(lines) for lines in taken] == [False, False, False, True]


@given(data=st.data())
def test_other_figures_and_damage_are_read_as_line_by_line(data: st.DataObject) -> None:
    text = _sample(data.draw(st.sampled_from(SAMPLES)))
    read_text("log", text)
    start = text.index("Mem-Info")
    seed = data.draw(st.randoms(use_true_random=False))
    changed = _FIGURE.sub(lambda found: str(seed.randrange(10**6)) if seed.random() < 0.2 else found[0], text[start:])
    at = data.draw(st.integers(0, len(changed) - 1))
    damage = data.draw(st.sampled_from(("", "7", " ", "-", "\n", "\r", "kB", " (UME)", "9" * 20)))
    changed = text[:start] + changed[:at] + damage + changed[at + data.draw(st.integers(0, 2)) :]
    one, other = read_text("log", changed), _line_by_line(changed)
    assert [shown(report) for report in one.reports] == [shown(report) for report in other.reports]
    assert one.diagnostics == other.diagnostics

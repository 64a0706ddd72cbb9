"""Whatever was taken out, put in, moved or replaced: what stands for itself is found where it stood."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from engine.read.origins import Change, Repair, Span, Unwrapped, with_edits

TEXT = st.text(st.sampled_from("ab1 \n#\u200b"), max_size=40)


@st.composite
def changes(draw: st.DrawFn, source: str) -> Change:
    """Spans of a text in any order, some replaced."""
    bound = st.integers(0, len(source))
    spans = []
    for _ in range(draw(st.integers(0, 6))):
        start, end = sorted((draw(bound), draw(bound)))
        spans.append(Span(start, end, draw(st.none() | st.text("xyz\n", max_size=3))))
    return Change(spans, [Repair("x", draw(bound))])


@given(st.data(), TEXT, st.integers(1, 3))
def test_verbatim_characters_are_found_at_their_own_places(data: st.DataObject, source: str, depth: int) -> None:
    done = Unwrapped(source)
    for _ in range(depth):
        done.apply(data.draw(changes(done.text)))
    lines = source.split("\n")
    for number, line in enumerate(done.text.split("\n"), 1):
        for start in range(len(line) + 1):
            place = done.origin(number, start, min(start + 1, len(line)))
            assert 1 <= place.line <= len(lines)
            assert 0 <= place.start <= place.end <= len(lines[place.line - 1])
            if start < len(line) and line[start] not in "xyz":
                assert lines[place.line - 1][place.start : place.end] == line[start]
    for repair in done.repairs:
        assert 0 <= repair.offset <= len(source)


@given(st.data(), TEXT)
def test_edits_leave_all_else_as_it_is(data: st.DataObject, source: str) -> None:
    bounds = sorted(data.draw(st.lists(st.integers(0, len(source)), max_size=8)))
    cuts = [Span(start, end, "") for start, end in zip(bounds[::2], bounds[1::2], strict=False)]
    done = Unwrapped(source)
    done.apply(Change(tuple(with_edits(source, cuts)), []))
    kept = [letter for at, letter in enumerate(source) if not any(cut.start <= at < cut.end for cut in cuts)]
    assert done.text == "".join(kept)


def test_a_word_over_several_spans_is_found_from_its_first_to_its_last_character() -> None:
    done = Unwrapped("free#0111#0112kB")
    done.apply(Change(tuple(with_edits(done.source, [Span(4, 8, "\t"), Span(9, 13, "")])), []))
    assert done.text == "free\t12kB"
    assert done.origin(1, 5, 7) == (1, 8, 14)
    assert done.origin(1, 4, 5) == (1, 4, 8)

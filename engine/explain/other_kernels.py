"""Did the kernel's version do it: would another kernel have served the request?"""

from __future__ import annotations

from collections.abc import Iterator

from engine.check.outcome import Outcome
from engine.explain.event import Event
from engine.explain.grounds import Answer, Ground, Nature, an_answer
from engine.explain.matrix import Kernels, Matrix
from engine.explain.relief import PAGE_FAULT

_SOURCE = "semantics.md A.2"
_CAUTION = (
    "Only the check is compared: another kernel also frees, compacts and asks differently,"
    " so its memory would not be in this state."
)
_WORDS = {
    Outcome.REFUSED: "refuse it",
    Outcome.WOULD_PASS: "serve it",
    Outcome.UNDECIDED: "hang on numbers that are not printed",
    Outcome.NOT_APPLICABLE: "not be asked",
}


def other_kernels(event: Event) -> Answer:
    """The ninth answer."""
    if event.from_page_fault:
        sentence = "Yes: Linux 5.16 and later, and stable kernels of that time, repeat the page fault and kill nobody."
        return an_answer(9, sentence, Nature.COMPUTED, (PAGE_FAULT,))
    if event.of_cgroup:
        sentence = "No: a memory cgroup met its limit, and every kernel keeps to such a limit."
        return an_answer(9, sentence, Nature.COMPUTED)
    if event.manual or event.no_pages_asked:
        return an_answer(9, "No request for a page was refused, so no kernel's rules decide it.", Nature.OBSERVED)
    table = event.matrix
    if table is None:
        if not event.failed:
            return an_answer(9, "Nothing was asked, so there is nothing to compare.", Nature.OBSERVED)
        return an_answer(9, f"It can't be told: {event.missing}.", Nature.OBSERVED)
    here = table.rows[table.used].request[table.order]
    differing = [row for row in table.rows if row.request[table.order] is not here and not row.stable]
    late = [row for row in table.rows if row.request[table.order] is not here and row.stable]
    rules = event.analysis.rules.rules.label
    if not differing and not late and here is Outcome.UNDECIDED:
        sentence = "It can't be told: under the rules of every kernel it hangs on numbers that are not printed."
    elif not differing and not late:
        opening = "No" if here is Outcome.REFUSED else "The version is not the reason"
        sentence = f"{opening}: the rules of every kernel from 2.6.12 to 7.2 would {_WORDS[here]} on these numbers."
    else:
        told = "; ".join(_side(table, outcome, differing or late) for outcome in _others(differing or late, table))
        sentence = f"The rules used, {rules}, {_WORDS[here]}. On the same numbers {told}."
        if here is Outcome.REFUSED:
            sentence = f"{'Yes' if _serves(differing or late, table) else 'Perhaps'}. {sentence}"
    return an_answer(9, sentence, Nature.COMPUTED, (*_flips(table), Ground(_CAUTION, (), _SOURCE, "2.6.12 – 7.2")))


def _serves(rows: list[Kernels], table: Matrix) -> bool:
    return any(row.request[table.order] is Outcome.WOULD_PASS for row in rows)


def _others(rows: list[Kernels], table: Matrix) -> list[Outcome]:
    return list(dict.fromkeys(row.request[table.order] for row in rows))


def _side(table: Matrix, outcome: Outcome, rows: list[Kernels]) -> str:
    spans = _spans([row for row in rows if row.request[table.order] is outcome], table)
    return f"those of {', '.join(spans)} would {_WORDS[outcome]}"


def _spans(rows: list[Kernels], table: Matrix) -> Iterator[str]:
    """Neighbouring rows told together: "4.4 and later"."""
    mainline = [row for row in table.rows if not row.stable]
    start = 0
    while start < len(rows):
        end = start
        while end + 1 < len(rows) and _are_neighbours(mainline, rows[end], rows[end + 1]):
            end += 1
        yield _span(rows[start].releases, rows[end].releases)
        start = end + 1


def _are_neighbours(mainline: list[Kernels], one: Kernels, other: Kernels) -> bool:
    return not one.stable and not other.stable and mainline.index(other) == mainline.index(one) + 1


def _span(first: str, last: str) -> str:
    if first == last:
        return first
    begin = first.partition(" – ")[0]
    end = last.rpartition(" – ")[2]
    return f"{begin} and later" if end.endswith("and later") else f"{begin} – {end}"


def _flips(table: Matrix) -> Iterator[Ground]:
    for flip in table.flips:
        row = table.rows[flip.row]
        if flip.order != table.order or row.before is None:
            continue
        old = table.rows[row.before]
        yield Ground(
            f"{old.releases} would {_WORDS[old.request[flip.order]]}, {row.releases} would"
            f" {_WORDS[row.request[flip.order]]}",
            (),
            _SOURCE,
            row.releases,
        )

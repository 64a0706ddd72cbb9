"""How are the ten answers, the changes that help and the table of kernels written: as JSON, and for a terminal?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from engine.explain.event import Event
from engine.explain.grounds import Answer, Ground
from engine.explain.matrix import Matrix
from engine.explain.solver import Change, fruitless
from engine.explain.sources import cited
from engine.report.safe import printable

Json = dict[str, Any]


def answers_json(event: Event, answers: Sequence[Answer]) -> Json:
    """The keys "answers", "changes" and "matrix"."""
    table = event.matrix
    return {
        "answers": [answer_json(answer) for answer in answers],
        "changes": [change_json(change) for change in event.changes],
        "matrix": None if table is None else matrix_json(table),
    }


def answer_json(answer: Answer) -> Json:
    """One answer."""
    return {
        "number": answer.number,
        "question": answer.question,
        "grade": answer.grade,
        "sentence": answer.sentence,
        "nature": answer.nature.value,
        "grounds": [_ground_json(ground, answer) for ground in answer.grounds],
        "draft": answer.draft,
    }


def _ground_json(ground: Ground, answer: Answer) -> Json:
    return {
        "text": ground.text,
        "nature": (ground.nature or answer.nature).value,
        "source": cited(ground.source),
        "kernels": ground.kernels,
        "places": [list(place) for place in ground.places],
    }


def change_json(change: Change) -> Json:
    """One change: what to set where, or what else to ask, or whose rules."""
    request = change.request
    return {
        "kind": change.kind.name.lower(),
        "text": change.text,
        "zone": change.zone,
        "values": [[list(key), _plain(value)] for key, value in change.values],
        "order": None if request is None else request.order,
        "gfp_mask": None if request is None else f"{request.gfp_mask:#x}",
        "rules": change.rules,
        "amount": change.amount,
    }


def _plain(value: object) -> object:
    return sorted(kind.value for kind in value) if isinstance(value, frozenset) else value


def matrix_json(table: Matrix) -> Json:
    """The table of kernels: outcomes by order of the request and of each zone, and where they flip."""
    return {
        "order": table.order,
        "used": table.used,
        "rows": [
            {
                "label": row.label,
                "releases": row.releases,
                "generation": row.generation,
                "stable": row.stable,
                "before": row.before,
                "request": [outcome.value for outcome in row.request],
                "zones": [[outcome.value for outcome in zone] for zone in row.zones],
            }
            for row in table.rows
        ],
        "flips": [[flip.row, flip.order] for flip in table.flips],
    }


def _graded(answer: Answer) -> str:
    """The sentence with its grade in front, unless it begins with that itself."""
    grade = answer.grade or ""
    if not grade or answer.sentence.lower().startswith(grade):
        return answer.sentence
    return f"{grade[0].upper()}{grade[1:]}. {answer.sentence}"


def answers_lines(event: Event, answers: Sequence[Answer]) -> Iterator[tuple[str, str]]:
    """Head and text of each line of the terminal's section: the answers, then what would have let it pass."""
    for answer in answers:
        if answer.number == 1:  # the verdict stands above it already
            continue
        yield f"{answer.number} {answer.question}", printable(_graded(answer))
    for number, change in enumerate(event.changes):
        yield "What would have let it pass?" if not number else "", printable(change.text)
    in_vain = fruitless(event.analysis, event.changes, event.matrix)
    if in_vain:
        yield "" if event.changes else "What would have let it pass?", f"Not by itself: {'; '.join(in_vain)}."

"""What does an answer consist of: a sentence, its grade, and the grounds that it stands on?"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from engine.model.report import Place


class Nature(Enum):
    """Where a sentence comes from: out of the text, out of the kernel's rules applied to it, or out of experience."""

    OBSERVED = "observed"
    COMPUTED = "computed"
    ADVICE = "advice"


@dataclass(frozen=True, slots=True)
class Ground:
    """One reason with its evidence.

    `places` are where the text says so. `source` names what a rule or an advice rests on ("semantics.md F.2",
    "knobs.md min_free_kbytes", "kernel documentation sysctl/vm"), `kernels` the releases that it holds for ("4.6 and
    later"); both are empty for what is simply in the text. `nature` is the ground's own where it differs from its
    answer's.
    """

    text: str
    places: tuple[Place, ...] = ()
    source: str = ""
    kernels: str = ""
    nature: Nature | None = None


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the ten answers.

    `number` is 1 to 10. `grade` is a short word where the question asks for a judgement ("harmless", "can't tell"),
    else None. `sentence` answers by itself, `grounds` say why. `draft` is a text to be sent to somebody, of answer 3.
    """

    number: int
    question: str
    grade: str | None
    sentence: str
    grounds: tuple[Ground, ...]
    nature: Nature
    draft: str = ""


@dataclass(frozen=True, slots=True)
class LogFacts:
    """What the whole log tells of one report's cause (survey/groups.py says which reports have the same cause).

    `reports` are all in the log, `same` those of this cause, this report included. `first` and `last` are times as
    printed. `seconds` are the times of those of this cause that can be put on one axis, ascending. `suppressed` counts
    messages like it that the log says were left out. `complete`: the log has been read to its end.
    """

    reports: int
    same: int
    first: str | None = None
    last: str | None = None
    seconds: tuple[float, ...] = ()
    suppressed: int = 0
    complete: bool = True


QUESTIONS: tuple[str, ...] = (
    "Why did it fail?",
    "Is it harmless?",
    "Whose request was it?",
    "Which setting would help?",
    "What was asked for?",
    "Too little memory, or fragmented?",
    "Would freeing or adding memory help?",
    "Why not from another zone or node?",
    "Would another kernel pass?",
    "How often, and is it getting worse?",
)


def an_answer(
    number: int,
    sentence: str,
    nature: Nature,
    grounds: tuple[Ground, ...] = (),
    grade: str | None = None,
    draft: str = "",
) -> Answer:
    """The answer to the question of this number."""
    return Answer(number, QUESTIONS[number - 1], grade, sentence, grounds, nature, draft)

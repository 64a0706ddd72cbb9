"""How does text break on its way from a kernel to a paste? Every way is a row."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.fuzz import of_lines, of_logs, of_prefixes, of_signs
from tests.fuzz.changes import LONGEST, Change, Seeds, is_bytes, on_lines, on_some_lines, on_tokens


@dataclass(frozen=True, slots=True)
class Mutation:
    """One way; `weight` says how often it is taken."""

    name: str
    weight: float
    change: Change


MUTATIONS = (
    Mutation("lines dropped", 6, on_lines(of_lines.drop)),
    Mutation("a share of the lines dropped", 4, on_lines(of_lines.drop_some)),
    Mutation("lines doubled", 5, on_lines(of_lines.double)),
    Mutation("lines swapped", 5, on_lines(of_lines.swap)),
    Mutation("lines moved", 5, on_lines(of_lines.move)),
    Mutation("lines shuffled", 2, on_lines(of_lines.shuffle)),
    Mutation("lines backwards", 0.3, on_lines(of_lines.backwards)),
    Mutation("a line again and again", 1, on_lines(of_lines.repeat_line)),
    Mutation("a line three thousand times", 0.05, on_lines(of_lines.repeat_hugely)),
    Mutation("blank lines between", 1, on_lines(of_lines.blank_lines)),
    Mutation("lines glued", 4, on_lines(of_lines.glue_lines)),
    Mutation("cut at any character", 5, of_lines.cut_anywhere),
    Mutation("a piece cut out", 6, of_lines.cut_out),
    Mutation("cut at a column", 5, on_lines(of_lines.cut_columns)),
    Mutation("fronts cut off", 1, on_lines(of_lines.cut_fronts)),
    Mutation("wrapped at a column", 6, on_lines(of_lines.wrap_columns)),
    Mutation("wrapped at blanks", 5, on_lines(of_lines.wrap_words)),
    Mutation("lines broken", 4, on_some_lines(of_lines.break_line)),
    Mutation("figures changed", 8, on_tokens(of_signs.NUMBER, of_signs.other_figure, every=0.05)),
    Mutation("figures in other digits", 4, on_tokens(of_signs.NUMBER, of_signs.strange_digits)),
    Mutation("figures with signs that look like digits", 1, on_tokens(of_signs.NUMBER, of_signs.superscript)),
    Mutation("units changed", 4, on_tokens(r"[kK]B\b", lambda random, _: random.choice(of_signs.UNITS))),
    Mutation("look-alikes", 2, on_some_lines(of_signs.look_alikes)),
    Mutation("asterisks eaten", 4, of_signs.eat_stars),
    Mutation("signs eaten", 4, of_signs.eat_signs),
    Mutation("blanks changed", 4, on_tokens(r"(?<=\S) (?=\S)", of_signs.glue_figures)),
    Mutation("one prefix", 5, on_lines(of_prefixes.one_prefix)),
    Mutation("prefixes mixed", 3, on_lines(of_prefixes.mixed_prefixes)),
    Mutation("callers mixed", 3, on_lines(of_prefixes.callers)),
    Mutation("a prefix inside", 3, on_some_lines(of_prefixes.prefix_inside)),
    Mutation("prefixes gone", 3, on_some_lines(of_prefixes.strip_prefix)),
    Mutation("all lines joined", 2, of_lines.join_all),
    Mutation("lines joined", 4, on_lines(of_lines.join_some)),
    Mutation("JSON", 3, on_lines(of_lines.json_lines)),
    Mutation("JSON of bytes", 0.3, on_lines(of_lines.json_bytes)),
    Mutation("HTML", 2, of_lines.html),
    Mutation("carriage returns", 2, of_lines.carriage_returns),
    Mutation("journal's export format", 1, on_lines(of_lines.export_format)),
    Mutation("odd characters", 5, of_signs.odd_characters),
    Mutation("bytes flipped", 6, of_signs.flip_bytes),
    Mutation("any characters", 4, of_signs.any_characters),
    Mutation("UTF-16", 1.5, of_signs.utf16),
    Mutation("NULs", 1, on_lines(of_signs.nuls_between)),
    Mutation("brackets", 1, of_logs.brackets),
    Mutation("a long line", 0.5, on_lines(of_logs.long_line)),
    Mutation("a line far to the right", 0.5, on_lines(of_logs.far_right)),
    Mutation("two logs line by line", 5, of_logs.interleave),
    Mutation("a log with itself line by line", 3, of_logs.with_itself),
    Mutation("logs one after the other", 2, of_logs.concatenate),
    Mutation("a piece of another log", 5, of_logs.inside),
    Mutation("lines of other logs", 4, of_logs.foreign_line),
    Mutation("words of other logs", 3, of_logs.foreign_token),
    Mutation("emptied", 0.1, of_logs.emptied),
)
_WEIGHTS = [row.weight for row in MUTATIONS]
_TIMES = (1, 1, 1, 2, 2, 3, 4)


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken log: `data` as it is read, `names` of what was done to it."""

    data: bytes | str
    names: tuple[str, ...]


def broken(seed: int, index: int, seeds: Seeds) -> Broken:
    """The log with this number among those of a seed: the same in every run."""
    random = Random(f"{seed}:{index}")
    text = random.choice(seeds)
    rows = random.choices(MUTATIONS, _WEIGHTS, k=random.choice(_TIMES))
    for row in rows:
        text = row.change(random, text, seeds)[:LONGEST]
    names = tuple(row.name for row in rows)
    if random.random() < 0.05:
        return Broken(text, (*names, "as characters"))
    return Broken(text.encode("utf-8", "surrogateescape" if is_bytes(text) else "surrogatepass"), names)

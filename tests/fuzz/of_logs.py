"""How do logs get into each other, and what makes them huge?"""

from __future__ import annotations

from random import Random

from tests.fuzz.changes import Lines, Seeds


def brackets(random: Random, text: str, _: Seeds) -> str:
    opening = random.choice("([{<\"'")
    at = random.randint(0, len(text))
    return text[:at] + opening * random.choice((3, 50, 5000)) + text[at:]


def long_line(random: Random, lines: Lines) -> Lines:
    index = random.randrange(len(lines))
    piece = random.choice((lines[index] or "x", " ", "a", "1*4kB ", "free:1kB ", "[ 1.2] ", "Node 0 ", "9"))
    lines[index] += piece * min(random.choice((30, 1000, 20_000)), 60_000 // len(piece))
    return lines


def far_right(random: Random, lines: Lines) -> Lines:
    index = random.randrange(len(lines))
    pad = random.choice((" ", "\r", "\t", "\0", "> ", "[ 1.2] ", "<4>", "x", "x "))
    return [*lines[:index], pad * (random.choice((100, 1000, 17_000)) // len(pad)) + lines[index], *lines[index + 1 :]]


def interleave(random: Random, text: str, seeds: Seeds) -> str:
    queues = [text.split("\n"), random.choice(seeds).split("\n")]
    mixed: Lines = []
    run = random.choice((1, 1, 3))
    while queues[0] and queues[1]:
        queue = queues[random.randrange(2)]
        mixed += queue[:run]
        del queue[:run]
    return "\n".join([*mixed, *queues[0], *queues[1]])


def with_itself(random: Random, text: str, _: Seeds) -> str:
    return interleave(random, text, [text])


def concatenate(random: Random, text: str, seeds: Seeds) -> str:
    return "\n".join([text, *(random.choice(seeds) for _ in range(random.randint(1, 2)))])


def inside(random: Random, text: str, seeds: Seeds) -> str:
    other = random.choice(seeds)
    at = random.randint(0, len(text))
    start = random.randint(0, len(other))
    return text[:at] + other[start : start + random.choice((20, 200, 2000))] + text[at:]


def foreign_line(random: Random, text: str, seeds: Seeds) -> str:
    lines = text.split("\n")
    for _again in range(random.choice((1, 3, 10))):
        other = random.choice(seeds).split("\n")
        lines.insert(random.randint(0, len(lines)), random.choice(other))
    return "\n".join(lines)


def foreign_token(random: Random, text: str, seeds: Seeds) -> str:
    words = text.split(" ")
    others = random.choice(seeds).split(" ")
    for _again in range(random.choice((1, 3, 10))):
        words[random.randrange(len(words))] = random.choice(others)
    return " ".join(words)


def emptied(random: Random, text: str, _: Seeds) -> str:
    return random.choice(("", "\n", "\n" * 500, " ", "\0", "\ufeff", "{}", "[", "-"))

"""How do figures, signs, characters and bytes change?"""

from __future__ import annotations

from random import Random

from tests.fuzz.changes import Lines, Seeds, is_bytes, stretch

NUMBER = r"(?<![\w.])-?\d+"
_OTHER_DIGITS = (0x660, 0x6F0, 0x966, 0xFF10, 0x1D7CE, 0x1D7F6, 0xE50, 0x2080)
UNITS = ("kB", "KB", "kb", "MB", "B", "", "k", "K", "kBkB", "kB.", "pages", " kB", "Kb", "\u1d0bB", "k\u0412")


def other_figure(random: Random, figure: str) -> str:
    return random.choice(
        (
            figure + str(random.randrange(10)),
            figure[:-1],
            figure[1:],
            "",
            "-" + figure,
            "+" + figure,
            "0" * random.choice((1, 3, 20)) + figure,
            "9" * 30,
            "9" * 18,
            "1" + "0" * 17,
            str(2**63),
            str(2**64 - 1),
            str(random.randrange(1 << 40)),
            figure + figure,
            f"{figure[:1]},{figure[1:]}",
            f"{figure}.0",
            f"{figure[:1]}_{figure[1:]}",
            f"{figure[:1]} {figure[1:]}",
            f"{figure}e3",
            f"0x{figure}",
            "(null)",
            "****",
        )
    )


def strange_digits(random: Random, figure: str) -> str:
    zero = random.choice(_OTHER_DIGITS)
    every = random.random() < 0.7
    return "".join(
        chr(zero + int(char)) if "0" <= char <= "9" and (every or random.random() < 0.5) else char for char in figure
    )


def superscript(random: Random, figure: str) -> str:
    return figure.translate({ord("2"): "\xb2", ord("3"): "\xb3", ord("1"): "\xb9"}) + random.choice(
        ("", "\xbd", "\u2167", "\u2460")
    )


_LOOK_ALIKE = {
    "o": "\u043e",
    "e": "\u0435",
    "a": "\u0430",
    "c": "\u03f2",
    "p": "\u0440",
    "K": "\u041a",
    "0": "O",
    "1": "l",
    ":": "\u2236",
    " ": "\xa0",
}
_LOOK_ALIKE |= {
    "-": "\u2013",
    "=": "\uff1d",
    "*": "\u2217",
    "_": "\uff3f",
    "N": "\u039d",
    "M": "\u039c",
    "B": "\u0412",
    "i": "\u0456",
    "x": "\u0445",
    "(": "\uff08",
}


def look_alikes(random: Random, line: str) -> str:
    share = random.choice((0.05, 0.3, 1.0))
    return "".join(_LOOK_ALIKE.get(char, char) if random.random() < share else char for char in line)


def eat_stars(random: Random, text: str, _: Seeds) -> str:
    for_star = random.choice(("_", "", " ", "\\*", "x", "\xd7", "**", "* "))
    return text.replace("*", for_star) if random.random() < 0.7 else text.replace("*", for_star, random.randint(1, 9))


def eat_signs(random: Random, text: str, _: Seeds) -> str:
    sign = random.choice(("_", "*", ":", "(", ")", "=", "kB", "[", "]", "<", ">", "0x", ",", "+0x", "Node ", "|"))
    return text.replace(sign, random.choice(("", "", " ", sign * 2, f" {sign} ")))


def glue_figures(random: Random, blanks: str) -> str:
    return random.choice(("", ",", "\t", "  ", "\xa0", "\u3000", ";", "\x0b"))


_ODD = (
    "\0",
    "\x1b[31m",
    "\x1b[0m",
    "\x1b]0;title\x07",
    "\x08",
    "\x0b",
    "\x0c",
    "\x7f",
    "\u200b",
    "\u202e",
    "\ufeff",
    "\u0301",
    "\U0001f4a9",
    "\udcff",
    "\udcc3",
    "\u00ad",
    "\t",
    "\r",
    "\x1a",
    "\x85",
    "\ufffd",
    "\x1c",
    "\x1d",
)


def odd_characters(random: Random, text: str, _: Seeds) -> str:
    odd = random.choice(_ODD)
    for _again in range(random.choice((1, 1, 3, 20))):
        at = random.randint(0, len(text))
        text = text[:at] + odd + text[at:]
    return text


def flip_bytes(random: Random, text: str, _: Seeds) -> str:
    data = bytearray(text, "utf-8", "surrogatepass" if not is_bytes(text) else "surrogateescape")
    for _again in range(random.choice((1, 1, 2, 8)) if data else 0):
        data[random.randrange(len(data))] ^= 1 << random.randrange(8)
    return data.decode("utf-8", "surrogateescape")


def any_characters(random: Random, text: str, _: Seeds) -> str:
    chars = list(text)
    for _again in range(random.choice((1, 2, 8)) if chars else 0):
        chars[random.randrange(len(chars))] = chr(random.choice((random.randrange(128), random.randrange(0x300))))
    return "".join(chars)


def utf16(random: Random, text: str, _: Seeds) -> str:
    start, end = sorted((random.randint(0, len(text)), random.randint(0, len(text))))
    if random.random() < 0.6:
        start, end = 0, len(text)
    codec = random.choice(("utf-16", "utf-16-le", "utf-16-be"))
    inside = text[start:end].encode(codec, "replace").decode("utf-8", "surrogateescape")
    return text[:start] + inside + text[end:]


def nuls_between(random: Random, lines: Lines) -> Lines:
    start, end = stretch(random, lines)
    return [*lines[:start], "\0" * random.choice((1, 64, 4096)), *lines[end:]]

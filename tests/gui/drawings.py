"""Reads an exported SVG back: its rectangles, lines and texts, as places and colours."""

from __future__ import annotations

import math
from typing import NamedTuple
from xml.etree import ElementTree

from gui.theme import Scheme, color

_SVG = "{http://www.w3.org/2000/svg}"


class Box(NamedTuple):
    """A rectangle with its fill and its outline."""

    x: float
    y: float
    wide: float
    high: float
    fill: str
    stroke: str


class Line(NamedTuple):
    """A straight line."""

    x1: float
    y1: float
    x2: float
    y2: float
    stroke: str


class Words(NamedTuple):
    """A text and where its base line begins."""

    x: float
    y: float
    text: str


class Drawing(NamedTuple):
    """All that was found."""

    boxes: list[Box]
    lines: list[Line]
    texts: list[Words]


def read_svg(data: bytes) -> Drawing:
    """The shapes of an SVG that Qt wrote; a shape's colours stand at the group around it."""
    drawing = Drawing([], [], [])
    for group in ElementTree.fromstring(data).iter(f"{_SVG}g"):
        fill, stroke = group.get("fill", ""), group.get("stroke", "")
        for shape in group:
            if shape.tag == f"{_SVG}rect":
                x, y, wide, high = (float(shape.get(name, "nan")) for name in ("x", "y", "width", "height"))
                drawing.boxes.append(Box(x, y, wide, high, fill, stroke))
            elif shape.tag == f"{_SVG}polyline":
                numbers = [float(number) for number in shape.get("points", "").replace(",", " ").split()]
                if len(numbers) == 4:
                    drawing.lines.append(Line(numbers[0], numbers[1], numbers[2], numbers[3], stroke))
            elif shape.tag == f"{_SVG}text":
                words = Words(float(shape.get("x", "nan")), float(shape.get("y", "nan")), shape.text or "")
                drawing.texts.append(words)
    return drawing


class Scale(NamedTuple):
    """The scale as a reader of the picture finds it: where 0 is, and how far apart decades are."""

    zero: float
    decade: float

    def pages(self, y: float) -> float:
        """What a height stands for."""
        return float(10 ** ((self.zero - y) / self.decade) - 1)


def scale_of(drawing: Drawing) -> Scale:
    """The scale, from the axis and the highest line of the grid, whose number stands beside it."""
    axis = color("chart.axis", Scheme.PRINT).name()
    grid = color("chart.grid", Scheme.PRINT).name()
    zero = max((line for line in drawing.lines if line.stroke == axis and line.y1 == line.y2), key=_length).y1
    lines = sorted({line.y1 for line in drawing.lines if line.stroke == grid and line.y1 == line.y2 and line.y1 < zero})
    numbers = {tick_value(words.text): words.y for words in drawing.texts if tick_value(words.text) is not None}
    top = max(value for value, y in numbers.items() if value is not None and abs(y - lines[0]) < 8)
    return Scale(zero, (zero - lines[0]) / math.log10(top + 1))


def tick_value(text: str) -> int | None:
    """The number that a tick's label means."""
    digits, factor = text.rstrip("kMG"), {"k": 1000, "M": 10**6, "G": 10**9}.get(text[-1:], 1)
    return int(digits) * factor if digits.isascii() and digits.isdigit() else None


def _length(line: Line) -> float:
    return abs(line.x2 - line.x1)


def standing_on(drawing: Drawing, zero: float) -> list[Box]:
    """The rectangles that stand on the axis, from left to right."""
    return sorted(box for box in drawing.boxes if abs(box.y + box.high - zero) < 0.01)

"""The chart without Qt shows the values that every other drawing shows."""

from __future__ import annotations

from pathlib import Path
from xml.etree import ElementTree

import pytest

from engine.check.outcome import ZoneOutcome
from engine.explain.answer import answer
from engine.read.reader import read_text
from engine.report.chart import all_charts
from engine.report.chart_model import ChartValues
from engine.report.scale import value_label
from engine.report.svg_chart import chart_svg
from tests.tree import ROOT

SAMPLES = sorted((ROOT / "resources" / "samples").glob("*.txt"))
CASE_2012 = ROOT / "resources" / "samples" / "2012-order4-dma32.txt"


def charts(path: Path) -> tuple[ChartValues, ...]:
    return all_charts(answer(read_text(path.name, path.read_bytes()).reports[0]))


def texts(svg: str) -> list[str]:
    return [element.text or "" for element in ElementTree.fromstring(svg).iter("text")]


def bars(svg: str, colour: str) -> list[float]:
    """The heights of what is filled with a colour, legend left out."""
    found = [element for element in ElementTree.fromstring(svg).iter("rect") if element.get("fill") == colour]
    return [float(element.get("height", "")) for element in found if element.get("height") != "11.0"]


def test_the_2012_chart_shows_the_refusal_and_every_column() -> None:
    svg = chart_svg(charts(CASE_2012)[0])
    shown = texts(svg)
    assert shown[:2] == ["Node 0 DMA32", "✗ 765 ≤ 884, short by 120 pages (480 kB)"]
    for words in ("3,125", "> 1,769", "765", "≤ 884", "−1,023", "asked: order 4", "64 kB", "10k"):
        assert words in shown
    left = bars(svg, "#0072b2")
    assert left == sorted(left, reverse=True)
    assert len(left) == 9  # two of the eleven columns are below nothing


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.stem)
def test_every_number_of_every_zone_is_written(path: Path) -> None:
    for values in charts(path):
        shown = texts(chart_svg(values))
        for bar in values.bars:
            assert ("?" if bar.pages is None else value_label(bar.pages)) in shown
        signs = {ZoneOutcome.PASS: "✓", ZoneOutcome.FAIL: "✗"}
        here = [signs[cell.zone_outcome] for cell in values.strip if cell.zone_outcome in signs]
        assert shown.count("✓") + shown.count("✗") >= len(here)


def test_nothing_is_drawn_outside_of_the_picture() -> None:
    for path in SAMPLES:
        for values in charts(path):
            picture = ElementTree.fromstring(chart_svg(values, values.caption))
            wide, tall = float(picture.get("width", "")), float(picture.get("height", ""))
            for box in picture.iter("rect"):
                x, y, width, height = (float(box.get(key, "0")) for key in ("x", "y", "width", "height"))
                assert 0 <= x <= x + width <= wide
                assert 0 <= y <= y + height <= tall
            assert all(0 < float(text.get("y", "")) < tall for text in picture.iter("text"))


def test_a_caption_stands_below_and_its_text_is_text() -> None:
    svg = chart_svg(charts(CASE_2012)[0], (("Log", "<script>\x1b[0m"),), alone=True)
    assert svg.startswith('<svg xmlns="http://www.w3.org/2000/svg"')
    assert "&lt;script&gt;\\x1b[0m" in svg
    assert "<script" not in svg

"""The drawn gauge is text and shapes: figures stand beside the marks, and a name from a log stays text."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from engine.report.document import Dial
from engine.report.gauge import THRESHOLD_WORDS, zone_gauge
from engine.report.gauge_svg import gauge_svg
from tests.engine.builders import BLOG_COUNTS, a_zone, areas

PAGE = 4096


def texts(drawing: str) -> list[str]:
    return ["".join(node.itertext()) for node in ElementTree.fromstring(drawing).iter("text")]


def test_each_order_has_its_row_and_the_one_asked_for_is_marked() -> None:
    gauge = zone_gauge(a_zone(counts=BLOG_COUNTS), PAGE, 4)
    assert gauge is not None
    drawing = gauge_svg(gauge)
    assert [text for text in texts(drawing) if text.startswith("order ")] == [
        f"order {row.order}, {row.size}" for row in gauge.rows
    ]
    assert drawing.count("#cfe8fa") == 1
    assert THRESHOLD_WORDS.format(500) in texts(drawing)
    assert drawing.count("<circle") == 1 + sum(row.index is not None and not row.suitable for row in gauge.rows)


def test_what_is_not_printed_has_no_mark() -> None:
    gauge = zone_gauge(a_zone(free_areas=areas((None, None))), PAGE, None)
    assert gauge is not None
    drawing = gauge_svg(gauge)
    assert (drawing.count("<circle"), drawing.count("<path")) == (1, 1)
    assert texts(drawing).count("not printed") == 4


@pytest.mark.parametrize("name", ["<script>alert(1)", "\"'onload=x", "&lt;b&gt;"])
def test_a_name_of_the_log_stays_text(name: str) -> None:
    gauge = zone_gauge(a_zone(name=name), PAGE, 0)
    assert gauge is not None
    drawing = gauge_svg(gauge)
    assert any(name in text for text in texts(drawing))
    assert {node.tag for node in ElementTree.fromstring(drawing).iter()} <= {
        "svg",
        "title",
        "desc",
        "rect",
        "line",
        "text",
        "path",
        "circle",
    }


def test_the_same_stands_in_a_table() -> None:
    gauge = zone_gauge(a_zone(counts=BLOG_COUNTS), PAGE, 4)
    assert gauge is not None
    table = Dial(gauge).table()
    assert [row[0] for row in table.rows][3:6] == ["3", "4 asked", "5"]
    assert table.failing == {4}

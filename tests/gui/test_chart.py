from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel
from pytestqt.qtbot import QtBot

from engine.explain.analyse import analyse
from engine.explain.analysis import Analysis
from engine.model.trace import StepKind
from engine.model.zone import Zone
from engine.report.chart import all_charts, chart_values
from engine.report.scale import height
from gui import theme
from gui.chart.layout import FULL, MEDIUM, SMALLEST, detail_of, grid
from gui.chart.look import SMALL, Look
from gui.chart.marks import MINIMUM, draw_bar
from gui.chart.painter import Spot, sheet, sheet_after
from gui.panes.chart import ChartPane
from tests.engine.builders import BLOG_COUNTS, a_scenario, a_zone, areas, blog_scenario, blog_zone

pytestmark = [
    pytest.mark.usefixtures("qapp"),
    pytest.mark.qt_log_ignore("This plugin does not support"),  # a window or tooltip shown with no screen
]


def two_zones(order: int = 3) -> Analysis:
    return analyse(a_scenario(a_zone("DMA32", (500, 3)), a_zone("Normal", (900, 2, 0, 0)), order=order))


@pytest.fixture
def pane(qtbot: QtBot) -> ChartPane:
    pane = ChartPane()
    qtbot.addWidget(pane)
    pane.resize(900, 600)
    pane.show()
    pane.show_analysis(analyse(blog_scenario()))
    return pane


@pytest.fixture
def look() -> Look:
    return Look(theme.Scheme.LIGHT, 12)


# ---- places


def a_rect(wide: float, high: float) -> QRectF:
    return QRectF(0, 0, wide, high)


@pytest.mark.parametrize(
    ("size", "detail"), [((700, 420), FULL), ((1400, 900), FULL), ((340, 220), MEDIUM), ((170, 100), SMALLEST)]
)
def test_a_smaller_place_holds_less(look: Look, size: tuple[int, int], detail: str) -> None:
    assert detail_of(a_rect(*size), look) == detail


@pytest.mark.parametrize("size", [(700, 420), (1000, 700), (1400, 900), (340, 220), (170, 100), (40, 30)])
@pytest.mark.parametrize("rules", [None, "4.4"])
def test_nothing_stands_outside_of_its_place(look: Look, size: tuple[int, int], rules: str | None) -> None:
    whole = a_rect(*size)
    (layout,) = sheet(whole, (chart_values(analyse(blog_scenario(rules=rules)), 0),), look).layouts
    shapes = [layout.plot, *layout.slots, *(rect for rect in (*layout.bars, *layout.minimums) if rect)]
    if layout.detail != SMALLEST:
        shapes += [cell for row in layout.strip for cell in row.cells]
    assert all(whole.adjusted(-1, -1, 1, 1).contains(shape) for shape in shapes if shape.height() > 0)


@pytest.mark.parametrize(("size", "detail"), [((716, 330), MEDIUM), ((716, 420), FULL)])
def test_a_chart_of_a_usual_window_says_what_its_marks_mean(look: Look, size: tuple[int, int], detail: str) -> None:
    drawn = sheet(a_rect(*size), (chart_values(analyse(blog_scenario()), 0),), look, direct=True)
    (layout,) = drawn.layouts
    assert layout.detail == detail
    words = [entry.words for entry in drawn.legend]
    assert {"pages left", "what they must exceed", "its minimum"} <= set(words)
    lines = drawn.legend[-1].line
    assert layout.legend_y + lines * look.line() * 1.1 < layout.plot.top(), "they do not touch"
    assert layout.zero - layout.call.bottom() > 8 * look.em, "the bars have most of it"


@given(st.integers(160, 900), st.integers(0, 10**7))
def test_the_numbers_of_the_scale_stand_apart(high: int, pages: int) -> None:
    look = Look(theme.Scheme.LIGHT, 12)
    values = chart_values(analyse(a_scenario(a_zone(free_areas=areas([pages, 0])), order=1)), 0)
    (layout,) = sheet(a_rect(720, high), (values,), look).layouts
    places = [y if value else layout.zero_label for y, _, value in layout.ticks]
    assert all(low - up >= 0.9 * look.line(SMALL) for low, up in pairwise(places))
    assert places[0] + look.ascent(SMALL) / 2 <= layout.plot.bottom() + 0.01


@pytest.mark.parametrize("count", range(1, 17))
@pytest.mark.parametrize("size", [(700, 420), (1400, 900), (300, 900)])
def test_charts_side_by_side_share_the_place_without_touching(count: int, size: tuple[int, int]) -> None:
    cells = grid(count, a_rect(*size), 12)
    assert len(cells) == count
    assert all(a_rect(*size).adjusted(0, 0, 0.01, 0.01).contains(cell) for cell in cells)
    assert not any(a.intersects(b) for place, a in enumerate(cells) for b in cells[:place])


def test_charts_side_by_side_have_one_scale(look: Look) -> None:
    analysis = analyse(a_scenario(a_zone("DMA", (3,)), a_zone("Normal", (90_000,)), order=1))
    layouts = sheet(a_rect(1200, 500), all_charts(analysis), look).layouts
    assert layouts[0].y_of(3) == layouts[1].y_of(3)


@given(
    st.lists(st.none() | st.integers(0, 10**30), min_size=1, max_size=13),
    st.none() | st.integers(0, 10**30),
    st.sampled_from(["2.6.32", "6.6"]),
    st.sampled_from([(900, 560), (300, 200), (90, 60)]),
)
def test_any_counts_give_bars_as_high_as_their_pages(
    counts: list[int | None], free: int | None, rules: str, size: tuple[int, int]
) -> None:
    zone = a_zone(free=free, free_areas=areas(counts, ["U" if count else "" for count in counts]))
    values = chart_values(analyse(a_scenario(zone, order=2, gfp=0xD0, rules=rules)), 0)
    (layout,) = sheet(a_rect(*size), (values,), Look(theme.Scheme.LIGHT, 12)).layouts
    for bar, rect in zip(values.bars, layout.bars, strict=True):
        assert (rect is None) is (bar.pages is None)
        if rect is not None and bar.pages is not None:
            assert rect.height() == pytest.approx(height(bar.pages) * layout.unit, abs=1e-6)
            assert rect.bottom() == pytest.approx(layout.zero)
            assert rect.top() >= layout.plot.top() or layout.unit < 1


# ---- what is drawn


def pixels(pane: ChartPane) -> QImage:
    return pane.grab().toImage()


def has_color(image: QImage, color: QColor, area: QRectF) -> bool:
    xs = range(int(area.left()), int(area.right()))
    return any(image.pixelColor(x, y) == color for x in xs for y in range(int(area.top()), int(area.bottom())))


def test_the_failing_step_is_drawn_in_the_colour_of_failing(pane: ChartPane) -> None:
    (layout,) = pane.view.sheet().layouts
    image = pane.view.grab().toImage()
    fail = theme.color("chart.fail")
    assert has_color(image, fail, layout.slots[1])
    assert not has_color(image, fail, layout.slots[6].adjusted(2, layout.call.height() + 2, 0, 0))


def test_another_scheme_is_other_colours(pane: ChartPane, qtbot: QtBot, dark: None) -> None:
    pane.view.take_theme()
    ground = theme.color("chart.background", theme.Scheme.DARK)
    assert pane.view.grab().toImage().pixelColor(2, 2) == ground


@pytest.fixture
def dark(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = theme._theme.scheme
    theme._theme.scheme = theme.Scheme.DARK
    yield
    theme._theme.scheme = before


@pytest.mark.parametrize("rules", [None, "4.4"])
def test_the_screen_mends_its_picture_to_what_a_fresh_drawing_shows(pane: ChartPane, rules: str | None) -> None:
    """The pieces that are kept from before must be those that did not change."""
    for count in (2360, 1, 0, 90_000):
        zone = replace(blog_zone(), free_areas=areas((count, *BLOG_COUNTS[1:])))
        analysis = analyse(a_scenario(zone, order=count % 5, gfp=0xC0D0, release="2.6.32-41-server", rules=rules))
        pane.show_analysis(analysis, analyse(blog_scenario(rules=rules)))
        mended = pane.view.grab().toImage()
        pane.view._canvas.clear()
        pane.view.viewport().update()
        assert pane.view.grab().toImage() == mended


class Painted(QObject):
    """Notes where a widget is painted."""

    def __init__(self) -> None:
        super().__init__()
        self.areas: list[QRect] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QPaintEvent):
            self.areas.append(event.rect())
        return False


def test_only_what_an_edit_changed_is_painted_again(pane: ChartPane, qapp: QApplication) -> None:
    one, other = blog_zone(), replace(blog_zone(), node=1)

    def show(*zones: Zone) -> None:
        pane.show_analysis(analyse(a_scenario(*zones, order=4, gfp=0xC0D0, rules="2.6.32")))
        qapp.processEvents()

    show(one, other)
    pane.set_zone(0)
    qapp.processEvents()
    painted = Painted()
    pane.view.viewport().installEventFilter(painted)
    show(one, replace(other, free=4000))
    assert not any(area.intersects(pane.view.sheet().layouts[0].plot.toRect()) for area in painted.areas)
    show(replace(one, free=4000), other)
    assert any(area.intersects(pane.view.sheet().layouts[0].plot.toRect()) for area in painted.areas)


def test_places_are_kept_while_nothing_moves(look: Look) -> None:
    rect, charts = a_rect(900, 560), (chart_values(two_zones(), 0),)
    before = sheet(rect, charts, look)
    reworded = (replace(charts[0], verdict="another", callout=replace(charts[0].callout, text="other words")),)
    after = sheet_after([before], rect, reworded, look, False)
    assert after.layouts is before.layouts
    assert after.charts == reworded
    moved = (chart_values(two_zones(order=2), 0),)
    assert sheet_after([before], rect, moved, look, False).layouts == sheet(rect, moved, look).layouts
    assert sheet_after([before], a_rect(800, 560), charts, look, False).layouts != before.layouts


def test_places_of_a_while_ago_are_found_again(look: Look) -> None:
    rect = a_rect(900, 560)
    halving, scan = ((chart_values(analyse(blog_scenario(rules=rules)), 0),) for rules in ("2.6.32", "4.4"))
    known = [sheet(rect, charts, look) for charts in (scan, halving)]
    assert sheet_after(known, rect, halving, look, False).layouts is known[1].layouts
    assert sheet_after(known, rect, scan, look, False).layouts is known[0].layouts


def test_hatched_bars_of_any_height_are_hatched_from_one_base_line() -> None:
    look = Look(theme.Scheme.PRINT, 12, quick=True)
    images = []
    for high in (300, 40, 40):  # the last from the picture that is kept
        image = QImage(30, 320, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        draw_bar(painter, QRectF(4, 310 - high, 20, high), MINIMUM, look)
        painter.end()
        images.append(image)
    inside = QRect(6, 275, 16, 30)
    tall, low, again = (image.copy(inside) for image in images)
    assert low == again
    assert tall == low
    assert len({QColor(low.pixel(x, 10)).name() for x in range(low.width())}) > 2, "lines on a ground"
    assert images[1].pixelColor(14, 100) == QColor("white"), "nothing above the bar"


def test_another_icon_in_the_list_of_zones_lays_nothing_out_anew(pane: ChartPane) -> None:
    picker = pane.findChild(QComboBox)
    assert picker is not None
    assert picker.minimumSize() == picker.maximumSize() == picker.sizeHint()


def test_a_quick_drawing_and_a_file_have_the_same_places(look: Look) -> None:
    charts = all_charts(two_zones())
    quick = sheet(a_rect(900, 560), charts, Look(theme.Scheme.LIGHT, 12, quick=True))
    assert [one.bars for one in quick.layouts] == [one.bars for one in sheet(a_rect(900, 560), charts, look).layouts]


@pytest.mark.parametrize("quick", [False, True])
@pytest.mark.parametrize("rules", [None, "4.4", "6.6"])
def test_every_kind_of_chart_is_drawn_at_every_size(quick: bool, rules: str | None) -> None:
    zone = replace(blog_zone(), free_areas=areas((9, None, 0, 3, 1), ("U", "", "", "C", "H")), reserved_highatomic=None)
    analysis = analyse(a_scenario(zone, a_zone("HighMem", (3,)), order=3, rules=rules))
    look = Look(theme.Scheme.PRINT, 12, quick=quick)
    for wide, high in ((1400, 900), (700, 420), (340, 220), (60, 40), (5, 5)):
        image = QImage(wide, high, QImage.Format.Format_RGB32)
        image.fill(Qt.GlobalColor.white)
        painter = QPainter(image)
        sheet(a_rect(wide, high), all_charts(analysis), look, direct=True).draw(painter, Spot(0, 1))
        painter.end()
        assert wide < 60 or has_color(image, look.color("chart.text"), a_rect(wide, high))


# ---- the pane


def words(pane: ChartPane) -> str:
    return told(pane).text()


def told(pane: ChartPane) -> QLabel:
    """The line below the chart; a tooltip is a label too, in a window of its own."""
    return next(label for label in pane.findChildren(QLabel) if label.parentWidget() is pane)


def column_middle(pane: ChartPane, column: int, chart: int = 0) -> QPoint:
    return pane.view.sheet().layouts[chart].slots[column].center().toPoint()


def test_pointing_at_a_column_tells_pages_kilobytes_and_the_sentence(pane: ChartPane) -> None:
    QTest.mouseMove(pane.view.viewport(), column_middle(pane, 1))
    assert words(pane) == (
        "Blocks of order 0 dropped: 765 pages (3,060 kB) are left, not more than the minimum halved once,"
        " 884 pages (3,536 kB): short by 120 pages (480 kB)."
    )


def test_pointing_at_the_strip_tells_whether_an_order_passes(pane: ChartPane) -> None:
    cell = pane.view.sheet().layouts[0].strip[0].cells[0]
    QTest.mouseMove(pane.view.viewport(), cell.center().toPoint())
    assert words(pane) == "A request of order 0 (4 kB) passes here; some zone would serve it."


@pytest.mark.parametrize(
    ("keys", "column"),
    [
        ([Qt.Key.Key_Right], 0),
        ([Qt.Key.Key_Right, Qt.Key.Key_Right], 1),
        ([Qt.Key.Key_End], 10),
        ([Qt.Key.Key_End, Qt.Key.Key_Right], 10),
        ([Qt.Key.Key_End, Qt.Key.Key_Left], 9),
        ([Qt.Key.Key_End, Qt.Key.Key_Home], 0),
    ],
)
def test_arrows_tell_what_pointing_tells(pane: ChartPane, keys: list[Qt.Key], column: int) -> None:
    for key in keys:
        QTest.keyClick(pane.view, key)
    assert words(pane) == pane.charts()[0].bars[column].sentence
    assert pane.view.accessibleDescription() == words(pane)


def test_a_screen_reader_hears_how_the_zone_ended(pane: ChartPane) -> None:
    pane.charts()
    assert "765 pages left against 884" in pane.view.accessibleDescription()


def test_names_from_a_log_are_shown_as_letters(pane: ChartPane) -> None:
    pane.show_analysis(analyse(a_scenario(a_zone("<b>x</b>"), order=0)))
    assert pane.findChildren(QComboBox)[0].itemText(0) == "Node 0 <b>x</b>"
    assert told(pane).textFormat() is Qt.TextFormat.PlainText


def test_a_new_report_starts_with_its_decisive_zone(pane: ChartPane) -> None:
    analysis = two_zones()
    pane.show_analysis(analysis)
    assert pane.zone == analysis.decisive


def test_an_edit_stays_at_the_zone_that_was_looked_at(pane: ChartPane) -> None:
    pane.show_analysis(two_zones())
    pane.set_zone(0)
    pane.show_analysis(two_zones(order=0))
    assert pane.zone == 0
    assert pane.charts()[0].title == "Node 0 DMA32"


def test_showing_never_asks(pane: ChartPane, qtbot: QtBot) -> None:
    asked: list[object] = []
    pane.zone_chosen.connect(asked.append)
    pane.side_by_side_chosen.connect(asked.append)
    pane.direct_chosen.connect(asked.append)
    pane.show_analysis(two_zones())
    pane.set_zone(1)
    pane.set_side_by_side(True)
    pane.set_direct_shown(True)
    pane.show_analysis(None)
    assert asked == []


def test_choosing_a_zone_is_asked_for(pane: ChartPane, qtbot: QtBot) -> None:
    pane.show_analysis(two_zones())
    pane.set_zone(0)
    with qtbot.waitSignal(pane.zone_chosen) as chosen:
        QTest.keyClick(pane.view, Qt.Key.Key_Down)
    assert chosen.args == [1]


def test_a_click_on_one_of_many_charts_chooses_its_zone(pane: ChartPane, qtbot: QtBot) -> None:
    pane.show_analysis(two_zones())
    pane.set_zone(0)
    pane.set_side_by_side(True)
    with qtbot.waitSignal(pane.zone_chosen) as chosen:
        QTest.mouseClick(pane.view.viewport(), Qt.MouseButton.LeftButton, pos=column_middle(pane, 1, chart=1))
    assert chosen.args == [1]


def test_side_by_side_shows_every_zone_and_the_overlay_its_line(pane: ChartPane) -> None:
    pane.show_analysis(two_zones())
    pane.set_side_by_side(True)
    pane.set_direct_shown(True)
    assert [values.title for values in pane.charts()] == ["Node 0 DMA32", "Node 0 Normal"]
    assert pane.side_by_side
    assert pane.direct_shown
    assert has_color(pixels(pane), theme.color("chart.direct"), QRectF(pane.rect()))


def test_a_trace_step_lights_its_column(pane: ChartPane) -> None:
    steps = analyse(blog_scenario()).zones[0].walk.trace
    pane.light(0, next(step for step in steps if step.kind is StepKind.DROP_ORDER))
    assert pane.view._lit_spot() == Spot(0, 1)
    assert has_color(pane.view.grab().toImage(), theme.color("chart.lit"), pane.view.sheet().layouts[0].slots[1])
    pane.light(5, steps[0])
    assert pane.view._lit_spot() is None
    pane.light(0, None)
    assert pane.view._lit_spot() is None


def test_without_zones_the_pane_says_so(pane: ChartPane) -> None:
    pane.show_analysis(analyse(a_scenario(order=0)))
    assert pane.charts() == ()
    pane.show_analysis(None)
    QTest.mouseMove(pane.view.viewport(), QPoint(50, 50))
    QTest.keyClick(pane.view, Qt.Key.Key_Right)
    assert not pane.view.grab().isNull()


def test_a_point_beside_everything_is_nothing(look: Look) -> None:
    charts = (chart_values(two_zones(), 0),)
    assert sheet(a_rect(900, 560), charts, look).at(QPointF(-5, -5)) is None
    assert sheet(a_rect(900, 560), charts, look).at(QPointF(3, 3)) == (0, None, None)

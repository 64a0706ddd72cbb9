"""The timeline: which reports stand where, what a zone's memory was then, and that it goes by pointer and keyboard."""

from __future__ import annotations

import math
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from engine.model.sighting import ZoneLevel
from gui import theme
from gui.panes.timeline import TimelinePane
from gui.reports.listing import Listing
from gui.timeline.data import TimelineData
from gui.timeline.scale import size_ticks, time_ticks
from tests.gui.sightings import a_listing, a_sighting, many
from tests.gui.window import OFFSCREEN_LACKS

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)

DMA, NORMAL = "Node 0 DMA32", "Node 0 <b>Normal</b>"
LATE = a_sighting(start=0, seconds=300.0, outcome="refused", zones=(ZoneLevel(DMA, 512, 256),))
EARLY = a_sighting(start=1, seconds=100.0, outcome="would_pass", zones=(ZoneLevel(NORMAL, None, 1024),), zone=NORMAL)
TIMELESS = a_sighting(start=2, seconds=None, time=None)
BARE = a_sighting(start=3, seconds=200.0, outcome="undecided", zones=(), zone=None)


def the_data(*found: object, listing: Listing | None = None) -> TimelineData:
    data = TimelineData(listing or a_listing(LATE, EARLY, TIMELESS, BARE))
    assert data.take()
    return data


def test_reports_stand_in_the_order_of_time_and_those_without_are_left_out() -> None:
    data = the_data()
    assert data.times.tolist() == [100.0, 200.0, 300.0]
    assert data.rows.tolist() == [1, 3, 0]
    assert data.lanes == ["refused", "would_pass", "undecided"]


def test_memory_is_in_mb_and_what_was_not_printed_is_no_number() -> None:
    data = the_data()
    free, least = data.levels(DMA)
    assert (free[2], least[2]) == (2.0, 1.0)
    assert np.isnan(free[:2]).all()
    free, least = data.levels(NORMAL)
    assert math.isnan(free[0])
    assert least[0] == 4.0
    assert np.isnan(data.levels("no such zone")[0]).all()


DATED = a_sighting(start=4, seconds=1.7e9, outcome="refused", zones=(ZoneLevel(NORMAL, 256, None),), zone=NORMAL)


@pytest.mark.parametrize(("dated", "rows", "others"), [(None, [0], 1), (False, [0], 1), (True, [1], 1)])
def test_dates_and_seconds_since_boot_never_share_an_axis(dated: bool | None, rows: list[int], others: int) -> None:
    data = TimelineData(a_listing(LATE, DATED), dated)
    assert data.take()
    assert (data.rows.tolist(), data.others) == (rows, others)


def test_rows_that_come_later_are_taken_in() -> None:
    listing = a_listing(LATE)
    data = the_data(listing=listing)
    listing.add([EARLY])
    assert data.take()
    assert data.times.tolist() == [100.0, 300.0]
    assert data.levels(DMA)[0].tolist()[1] == 2.0


def test_many_rows_are_taken_bit_by_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gui.timeline.data.SLICE", 0.0)
    data = TimelineData(a_listing(*many(300)))
    assert not data.take()
    rounds = 1
    while not data.take():
        rounds += 1
    assert rounds > 2
    assert len(data.times) == 300


@pytest.mark.parametrize(
    ("at", "within", "row"), [(110.0, 20.0, 1), (160.0, 50.0, 3), (10.0, 20.0, None), (999, 700, 0)]
)
def test_the_nearest_report_is_found(at: float, within: float, row: int | None) -> None:
    data = the_data()
    place = data.nearest(at, within)
    assert (None if place is None else int(data.rows[place])) == row


# ---- scales


@pytest.mark.parametrize(
    ("first", "last", "words"),
    [
        (0.0, 100.0, ["0 s", "30 s", "60 s", "90 s"]),
        (1_700_000_000.0, 1_700_010_000.0, ["Nov 14 23:00", "Nov 15 00:00", "01:00"]),
        (1_700_000_000.0, 1_700_400_000.0, ["Nov 15", "Nov 16", "Nov 17", "Nov 18", "Nov 19"]),
    ],
)
def test_ticks_of_time_are_round_and_told(first: float, last: float, words: list[str]) -> None:
    assert [text for _, text in time_ticks(first, last, 5)] == words


@pytest.mark.parametrize(
    ("first", "last"), [(5.0, 5.0), (0.0, 1e-9), (-1e12, 1e18), (1e8 - 1, 1e8 + 1), (9e99, 9.1e99)]
)
def test_any_span_has_ticks_that_end(first: float, last: float) -> None:
    assert len(time_ticks(first, last, 8)) <= 10


def test_ticks_of_size_begin_at_nought() -> None:
    assert size_ticks(350.0, 7) == [0, 50, 100, 150, 200, 250, 300, 350]
    assert size_ticks(0.0, 5) == [0.0]


# ---- the pane


@pytest.fixture
def pane(qtbot: QtBot) -> TimelinePane:
    pane = TimelinePane()
    qtbot.addWidget(pane)
    pane.resize(900, 320)
    pane.show()
    pane.show_listing(a_listing(LATE, EARLY, TIMELESS, BARE))
    qtbot.waitUntil(lambda: len(pane.view.data().times) == 3)
    return pane


def chosen_in(pane: TimelinePane) -> list[int]:
    chosen: list[int] = []
    pane.report_chosen.connect(chosen.append)
    return chosen


def point_of(pane: TimelinePane, seconds: float) -> QPoint:
    where = pane.view._plan()
    assert where is not None
    return QPointF(where.x_of(seconds), where.lanes.center().y()).toPoint()


def test_a_click_on_a_mark_chooses_its_report(pane: TimelinePane) -> None:
    chosen = chosen_in(pane)
    QTest.mouseClick(pane.view, Qt.MouseButton.LeftButton, pos=point_of(pane, 300.0))
    QTest.mouseClick(pane.view, Qt.MouseButton.LeftButton, pos=point_of(pane, 150.0))
    assert chosen == [0]


def test_the_keyboard_goes_from_report_to_report(pane: TimelinePane) -> None:
    chosen = chosen_in(pane)
    pane.report_chosen.connect(pane.show_chosen)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Right, Qt.Key.Key_Left):
        QTest.keyClick(pane.view, key)
    assert chosen == [1, 3, 0, 0, 3]


def test_hovering_tells_the_report_in_plain_words(pane: TimelinePane) -> None:
    pane.view.set_zone(NORMAL)
    words = pane.view.tell_at(0)
    assert words.endswith(f"would pass; {NORMAL}: free not printed, 4.0 MB min")
    assert pane.words.textFormat() == Qt.TextFormat.PlainText


def test_zones_are_offered_and_the_decisive_one_comes_first(pane: TimelinePane) -> None:
    assert [pane.zones.itemText(place) for place in range(pane.zones.count())] == [DMA, NORMAL]
    assert pane.view.zone == DMA


def test_zooming_keeps_the_time_below_the_pointer(pane: TimelinePane) -> None:
    before = pane.view.span()
    pane.view._zoom(0.5, 200.0)
    after = pane.view.span()
    assert before is not None
    assert after is not None
    assert after[1] - after[0] == pytest.approx((before[1] - before[0]) / 2)
    assert (after[0] + after[1]) / 2 == pytest.approx(200.0)
    QTest.keyClick(pane.view, Qt.Key.Key_Home)
    assert pane.view.span() == before


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_marks_and_lines_are_seen(pane: TimelinePane, dark: bool) -> None:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    theme.apply(app, dark)
    image = pane.view.grab().toImage()
    colors = {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(0, image.height(), 2)}
    theme.apply(app, False)
    assert theme.color("verdict.refused", theme.Scheme.DARK if dark else theme.Scheme.LIGHT).name() in colors


def test_without_a_time_it_says_so(qtbot: QtBot) -> None:
    pane = TimelinePane()
    qtbot.addWidget(pane)
    pane.show_listing(a_listing(TIMELESS))
    assert pane.view.span() is None
    assert not pane.view.grab().isNull()


# ---- out


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_it_is_saved_as_a_picture(pane: TimelinePane, tmp_path: Path, suffix: str) -> None:
    told: list[str] = []
    pane.told.connect(told.append)
    path = tmp_path / f"timeline.{suffix}"
    assert pane.save_to(path)
    assert told == [f"Timeline saved as {path}"]
    if suffix == "png":
        assert QImage(str(path)).size().width() == 2400
    else:
        assert "3 reports of kern.log" in path.read_text("utf-8")


@pytest.mark.parametrize(("name", "why"), [("x.gif", "ends in .png, .svg"), ("none/x.png", "no folder")])
def test_what_can_not_be_saved_is_told(pane: TimelinePane, tmp_path: Path, name: str, why: str) -> None:
    told: list[str] = []
    pane.told.connect(told.append)
    assert not pane.save_to(tmp_path / name)
    assert why in told[0]


def test_the_clock_of_the_chosen_report_is_shown_and_the_others_are_told_of(qtbot: QtBot) -> None:
    pane = TimelinePane()
    qtbot.addWidget(pane)
    pane.show()
    pane.show_listing(a_listing(LATE, EARLY, DATED))
    qtbot.waitUntil(lambda: pane.words.text() == "1 more has dates: choose one to see those")
    assert pane.view.data().times.tolist() == [100.0, 300.0]
    pane.show_chosen(2)
    qtbot.waitUntil(lambda: pane.words.text() == "2 more have seconds since boot: choose one to see those")
    assert (pane.view.data().times.tolist(), pane.view.zone) == ([1.7e9], NORMAL)
    pane.show_chosen(0)
    assert pane.view.data().times.tolist() == [100.0, 300.0]

"""The map shows each page frame as the zone has it, and can be zoomed into and moved over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from engine.buddy.zone import USED, BuddyZone
from gui.allocator.closeup import Inks, Paper, View, close_up
from gui.allocator.frames import FIXED, FREE, GIVEN, MOVES, OUTSIDE, FrameGrid, block_shape, codes_of
from gui.allocator.inks import map_colors
from gui.allocator.map_view import MapView
from tests.gui.allocators import a_zone
from tests.gui.window import OFFSCREEN_LACKS

pytestmark = pytest.mark.qt_log_ignore(OFFSCREEN_LACKS)


def test_every_frame_has_a_cell_of_its_own() -> None:
    grid = FrameGrid(a_zone(*[3] * 11, present=9 * 1024), map_colors(10))
    cells = {grid.cell_of(frame) for frame in range(9 * 1024)}
    assert len(cells) == 9 * 1024
    assert all(grid.frame_at(*grid.cell_of(frame)) == frame for frame in range(0, 9 * 1024, 7))
    assert grid.frame_at(-1, 0) is None
    assert grid.frame_at(grid.width, 0) is None


@given(st.integers(0, 10), st.integers(0, 1023))
def test_a_block_is_a_rectangle_and_its_buddy_is_beside_it(order: int, number: int) -> None:
    grid = GRID
    first = (number << order) % (4 << 10)
    cells = [grid.cell_of(frame) for frame in range(first, first + (1 << order))]
    wide, high = block_shape(order)
    left, top = grid.cell_of(first)
    assert set(cells) == {(left + x, top + y) for x in range(wide) for y in range(high)}
    if order < 10:
        other = grid.cell_of(first ^ 1 << order)
        assert abs(other[0] - left) + abs(other[1] - top) == (high if order % 2 else wide)


GRID = FrameGrid(a_zone(*[0] * 11), map_colors(10))


def test_what_is_drawn_is_what_the_zone_says() -> None:
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    codes = codes_of(zone)
    for order in range(11):
        assert np.count_nonzero(codes == FREE + order) == zone.nr_free(order) << order
    used = codes[(codes == FIXED) | (codes == MOVES)]
    assert len(used) == 4096 - zone.free
    assert np.count_nonzero(codes == MOVES) == bytes(zone.movable).count(1)
    frame = int(np.flatnonzero(codes == MOVES)[0])
    zone.state[frame] = USED
    assert codes_of(zone)[frame] == GIVEN


def test_frames_beside_the_zone_are_left_out() -> None:
    zone = BuddyZone("Normal", 0, 0, 100, 1000, 10, 9)
    codes = codes_of(zone)
    assert (codes[:100] == OUTSIDE).all()
    assert (codes[100:1100] != OUTSIDE).all()
    assert (codes[1100:] == OUTSIDE).all()


def test_an_update_draws_what_a_new_grid_would() -> None:
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    grid = FrameGrid(zone, map_colors(10), 1.0)
    for frame in zone.free_within(0, zone.size)[::2]:
        zone.state[frame] = 0
    grid.update(zone)
    fresh = FrameGrid(zone, map_colors(10), 1.0)
    assert (grid.cells == fresh.cells).all()
    assert all((one == other).all() for one, other in zip(grid.levels, fresh.levels, strict=True))


def test_a_smaller_picture_is_the_mean_of_the_larger() -> None:
    colors = map_colors(10)
    zone = a_zone(*[0] * 11)
    for frame in range(0, 4096, 4):
        zone.state[frame] = 8
    grid = FrameGrid(zone, colors)
    parts = [
        colors[[FREE, grid.cells[0, 1], grid.cells[1, 0], grid.cells[1, 1]]] >> shift & 0xFF for shift in (0, 8, 16)
    ]
    mean = [int(grid.levels[0][0, 0]) >> shift & 0xFF for shift in (0, 8, 16)]
    assert mean == [pytest.approx(float(part.mean()), abs=1) for part in parts]


@pytest.mark.parametrize("scale", [7.0, 9.3, 24.0, 48.0])
@pytest.mark.parametrize("at", [(-4.0, -7.5), (0.0, 0.0), (33.3, 20.7), (500.0, 0.0)])
def test_a_close_up_shows_each_cells_colour(scale: float, at: tuple[float, float]) -> None:
    grid = FrameGrid(a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1), map_colors(10))
    table = map_colors(10)
    inks = Inks(table, 0xFF123456, 0xFF654321)
    view = View(*at, scale, 300, 200)
    picture = close_up(grid.cells, view, inks, (32, 16), Paper())
    assert picture.shape == (200, 300)
    for x, y in ((150, 100), (299, 199), (0, 0), (77, 13)):
        column, row = int(np.floor(at[0] + (x + 0.5) / scale)), int(np.floor(at[1] + (y + 0.5) / scale))
        inside = 0 <= column < grid.width and 0 <= row < grid.height
        code = grid.cells[row, column] if inside else OUTSIDE
        dotted = {int(table[FIXED])} if code == MOVES else set()
        assert int(picture[y, x]) in {int(table[code]), inks.line, inks.pageblock} | dotted


def test_the_map_zooms_moves_and_tells_what_is_below_the_pointer(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.resize(400, 300)
    zone = a_zone(9, 5, 3, 2, 1, 1, 0, 1, 0, 1, 1)
    view.show_zone(zone)
    view.show()
    whole = view.scale
    middle = QPointF(200, 150)
    frame = view.frame_at(middle)
    view.zoom(4, middle)
    assert view.scale == pytest.approx(min(whole * 4, 48))
    assert view.frame_at(middle) == frame
    QTest.keyClick(view, Qt.Key.Key_Right)
    assert view.frame_at(middle) != frame
    for _ in range(40):
        QTest.keyClick(view, Qt.Key.Key_Plus)
    assert view.scale == 48
    assert not view.grab().isNull()
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert view.scale == pytest.approx(whole)
    for _ in range(40):
        view.zoom(0.5)
    assert view.scale == pytest.approx(whole)
    view.go_to(1024, 10)
    assert view.frame_at(middle) is not None
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(200, 150))
    assert chosen.args == [view.frame_at(QPointF(200, 150))]


def test_a_map_of_nothing_can_be_used(qtbot: QtBot) -> None:
    view = MapView()
    qtbot.addWidget(view)
    view.show_zone(None)
    view.zoom(2)
    view.move(3, 3)
    view.go_to(5, 1)
    assert view.frame_at(QPointF(5, 5)) is None
    assert not view.grab().isNull()

"""What does a zone look like, page frame by page frame? A picture to zoom into and to move over."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QEvent, QPointF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontInfo,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.buddy.zone import BuddyZone
from gui import theme
from gui.allocator.closeup import Inks, Paper, View
from gui.allocator.frames import Colors, FrameGrid, block_shape
from gui.allocator.inks import map_colors
from gui.allocator.map_painter import Block, paint_far, paint_frame, paint_near
from gui.chart.look import Look

_NEAR = 7.0
"""Pixels a cell from which on blocks have borders."""
_MOST = 48.0
_ZOOM = 2**0.5
_SEEN = 48.0
_DRAG = 3.0
_SLICE, _REST = 0.008, 4
"""Seconds in which the map is brought up to date at a stretch, and milliseconds between."""


class MapView(QWidget):
    """The wheel zooms, a drag moves, a click chooses a block; + and −, the arrows and Home do so from the keyboard."""

    pointed = Signal(object)
    chosen = Signal(object)
    free_asked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._zone: BuddyZone | None = None
        self.grid: FrameGrid | None = None
        self._inks: Inks | None = None
        self._paper = Paper()
        self._lit: tuple[Block, ...] = ()
        self._chosen: Block | None = None
        self._x = self._y = 0.0
        self._scale = 1.0
        self._whole = True
        self._dragged: tuple[QPointF, float, float] | None = None
        self._look: Look | None = None
        self._behind = 0
        self._rest = QTimer(self, singleShot=True, interval=_REST)
        self._rest.timeout.connect(self._go_on)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(240, 140)
        self.setAccessibleName("Map of the zone's page frames")

    def sizeHint(self) -> QSize:
        """About what shows a zone well."""
        return QSize(560, 380)

    # ---- what is shown

    def show_zone(self, zone: BuddyZone | None) -> None:
        """Another zone, as a whole."""
        self._zone, self._lit, self._chosen = zone, (), None
        self.grid = None
        self._behind = 0
        if zone is not None:
            self.grid = FrameGrid(zone, self._colors(zone), self._aspect(), drawn=False)
            self.follow(zone)
        self.show_all()

    def follow(self, zone: BuddyZone) -> None:
        """The same zone as it is now; a large one is drawn bit by bit, so that the window stays alive."""
        self._zone = zone
        if self.grid is not None:
            self._behind = self.grid.parts
            self._go_on()

    @property
    def behind(self) -> bool:
        """Whether some of the picture is not yet as the zone is."""
        return self._behind > 0

    def _go_on(self) -> None:
        if self.grid is None or self._zone is None:
            return
        self._behind -= self.grid.update_some(self._zone, _SLICE)
        self._rest.start() if self._behind > 0 else self._rest.stop()
        self.update()

    def light(self, blocks: Sequence[Block]) -> None:
        """Put a frame around blocks."""
        self._lit = tuple(blocks)
        self.update()

    def choose(self, block: Block | None) -> None:
        """Mark the block that a person chose."""
        self._chosen = block
        self.update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        if self.grid is not None and self._zone is not None:
            self.grid.set_colors(self._colors(self._zone))
            self.follow(self._zone)
        self.update()

    def _colors(self, zone: BuddyZone) -> Colors:
        colors = map_colors(zone.top)
        lines = (theme.color(f"map.{name}").rgb() for name in ("line", "pageblock"))
        self._inks = Inks(colors, *lines)
        return colors

    def _aspect(self) -> float:
        return self.width() / max(self.height(), 1)

    # ---- where it is looked at

    @property
    def scale(self) -> float:
        """Pixels a page frame is wide."""
        return self._scale

    def show_all(self) -> None:
        """The whole zone."""
        self._whole = True
        grid = self.grid
        if grid is not None and self._zone is not None:
            if grid.set_aspect(self._aspect()):
                self.follow(self._zone)
            self._scale = min(self.width() / grid.width, self.height() / grid.height, _MOST)
            self._x = -(self.width() / self._scale - grid.width) / 2
            self._y = -(self.height() / self._scale - grid.height) / 2
        self.update()

    def zoom(self, factor: float, around: QPointF | None = None) -> None:
        """Nearer or farther; the cell at the point stays where it is."""
        grid = self.grid
        if grid is None:
            return
        at = around if around is not None else QPointF(self.width() / 2, self.height() / 2)
        least = min(self.width() / grid.width, self.height() / grid.height, _MOST)
        scale = min(max(self._scale * factor, least), _MOST)
        if scale <= least * 1.001:
            self.show_all()
            return
        self._x += at.x() / self._scale - at.x() / scale
        self._y += at.y() / self._scale - at.y() / scale
        self._scale, self._whole = scale, False
        self._keep_inside()
        self.update()

    def move(self, x: float, y: float) -> None:  # type: ignore[override]  # a widget in a layout is not moved
        """Look so many pixels farther to the right and down."""
        self._x += x / self._scale
        self._y += y / self._scale
        self._whole = False
        self._keep_inside()
        self.update()

    def go_to(self, frame: int, order: int) -> None:
        """Bring a block into sight, near enough to be seen."""
        grid = self.grid
        if grid is None:
            return
        x, y = grid.cell_of(frame)
        wide, high = block_shape(order)
        room = min(self.width() / wide, self.height() / high) / 4
        self._scale = min(max(room, self._scale if not self._whole else 0.0, _NEAR + 1), _MOST / 2)
        self._x = x + wide / 2 - self.width() / self._scale / 2
        self._y = y + high / 2 - self.height() / self._scale / 2
        self._whole = False
        self._keep_inside()
        self.update()

    def show_block(self, frame: int, order: int) -> None:
        """Bring a block into sight, unless it is there already and large enough to be looked at."""
        if self.grid is None:
            return
        x, y = self.grid.cell_of(frame)
        wide, high = block_shape(order)
        if self._whole and wide * self._scale < _SEEN:
            self.go_to(frame, order)
            return
        inside_x = self._x <= x and x + wide <= self._x + self.width() / self._scale
        inside_y = self._y <= y and y + high <= self._y + self.height() / self._scale
        if not (inside_x and inside_y):
            self.go_to(frame, order)

    def _keep_inside(self) -> None:
        grid = self.grid
        if grid is None:
            return
        self._x = _kept(self._x, self.width() / self._scale, grid.width)
        self._y = _kept(self._y, self.height() / self._scale, grid.height)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt."""
        super().resizeEvent(event)
        if self._whole:
            self.show_all()
        else:
            self._keep_inside()

    # ---- drawing

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        painter = QPainter(self)
        look = self._look_now()
        painter.fillRect(self.rect(), theme.color("map.outside"))
        if self.grid is not None and self._inks is not None and self._zone is not None:
            view = View(self._x, self._y, self._scale, self.width(), self.height())
            if self._scale >= _NEAR:
                paint_near(painter, self.grid, view, self._inks, self._zone, look, self._paper)
            else:
                paint_far(painter, self.grid, view, self._inks, self._zone)
            for block in self._lit:
                paint_frame(painter, self.grid, view, block, "map.lit")
            if self._chosen is not None:
                paint_frame(painter, self.grid, view, self._chosen, "selection")
        if self.hasFocus():
            painter.setPen(look.pen("selection", 1 / 12))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def _look_now(self) -> Look:
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        return self._look

    # ---- pointer and keyboard

    def frame_at(self, point: QPointF) -> int | None:
        """The frame below a point, counted from the zone's base."""
        if self.grid is None:
            return None
        return self.grid.frame_at(
            math.floor(self._x + point.x() / self._scale), math.floor(self._y + point.y() / self._scale)
        )

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """For Qt: a drag may begin."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._dragged = event.position(), self._x, self._y

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """For Qt: tells what is below the pointer; with the button held, moves."""
        if self._dragged is None:
            self.pointed.emit(self.frame_at(event.position()))
            return
        start, x, y = self._dragged
        by = start - event.position()
        if by.manhattanLength() > _DRAG or not self._whole:
            self._x, self._y = x, y
            self.move(by.x(), by.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """For Qt: without a drag, what is below the pointer is chosen."""
        if self._dragged is None:
            return
        start = self._dragged[0]
        self._dragged = None
        if (start - event.position()).manhattanLength() <= _DRAG:
            self.chosen.emit(self.frame_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """For Qt: frees what is below the pointer."""
        frame = self.frame_at(event.position())
        if frame is not None:
            self.free_asked.emit(frame)

    def leaveEvent(self, event: QEvent) -> None:
        """For Qt: nothing is below the pointer any more."""
        super().leaveEvent(event)
        self.pointed.emit(None)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """For Qt: zooms around the pointer."""
        if event.angleDelta().y():
            self.zoom(_ZOOM ** (event.angleDelta().y() / 120), event.position())
            event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt: plus and minus zoom, the arrows move, Home shows the whole zone."""
        step = 60.0
        keys = {
            Qt.Key.Key_Plus: lambda: self.zoom(_ZOOM),
            Qt.Key.Key_Equal: lambda: self.zoom(_ZOOM),
            Qt.Key.Key_Minus: lambda: self.zoom(1 / _ZOOM),
            Qt.Key.Key_Left: lambda: self.move(-step, 0),
            Qt.Key.Key_Right: lambda: self.move(step, 0),
            Qt.Key.Key_Up: lambda: self.move(0, -step),
            Qt.Key.Key_Down: lambda: self.move(0, step),
            Qt.Key.Key_Home: self.show_all,
        }
        action = keys.get(Qt.Key(event.key()))
        action() if action is not None else super().keyPressEvent(event)


def _kept(first: float, shown: float, whole: int) -> float:
    """Where the view begins so that it shows no more beside the map than it must."""
    return (whole - shown) / 2 if shown >= whole else min(max(first, 0.0), whole - shown)

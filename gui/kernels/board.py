"""The slider over the kernels, and the matrix of order × kernel under it, each column under its place of the slider."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import QEvent, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QFontInfo,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPixmap,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from engine.model.units import show_bytes
from gui.chart.look import Look
from gui.kernels import painter as drawing
from gui.kernels.grid import Grid, steps
from gui.kernels.places import Places, least_height, margin, most_height, places
from gui.kernels.slider import KernelSlider

_COLUMN = 12
_NAME = "Order by kernel"
_HOW = "Arrow keys go from cell to cell, Enter tries its order and rules"
_MOVES = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Home: (0, -len(steps())),
    Qt.Key.Key_End: (0, len(steps())),
}
_CHOOSE = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Board(QWidget):
    """Shows a grid and what is chosen in it; a click or Enter on a cell asks for its order and its rules."""

    cell_chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = KernelSlider(self)
        self._grid: Grid | None = None
        self._title = ""
        self._page_size = 0
        self._order = self._step = self._own = 0
        self._cursor: tuple[int, int] | None = None
        self._look: Look | None = None
        self._places: Places | None = None
        self._picture: QPixmap | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(_NAME)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        QWidget.setTabOrder(self.slider, self)
        self._fit()

    # ---- showing

    def show_grid(self, grid: Grid | None, title: str, page_size: int) -> None:
        """Show these cells, of a zone of that title; without any only the slider is there."""
        if (grid, title, page_size) == (self._grid, self._title, self._page_size):
            return
        self._grid, self._title, self._page_size = grid, title, page_size
        rows = grid.orders if grid is not None else 0
        if self._cursor is not None and self._cursor[0] >= rows:
            self._cursor = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus if rows else Qt.FocusPolicy.NoFocus)
        self._describe()
        self._fit()

    def show_chosen(self, order: int, step: int, own: int) -> None:
        """Outline the order that is asked for and the rules that are used, and mark the log's own."""
        if (order, own) != (self._order, self._own):
            self._order, self._own = order, own
            self._forget()
        if step != self._step:
            self._update_column(self._step)
            self._step = step
            self._update_column(step)
        self.slider.show_step(step)

    def _update_column(self, step: int) -> None:
        """Paint a column again, with the outline around it."""
        area = self._where().column(step)
        around = area.width() + 2 * self._look_now().em
        self.update(area.adjusted(-around, -around, around, around).toAlignedRect())

    def take_theme(self) -> None:
        """Draw in other colours."""
        self._look = None
        self._forget()

    @property
    def grid(self) -> Grid | None:
        """What is shown."""
        return self._grid

    @property
    def cursor_cell(self) -> tuple[int, int] | None:
        """The order and the step that the keyboard is at."""
        return self._cursor

    def sentence(self, order: int, step: int) -> str:
        """What a cell says."""
        return self._grid.sentence(order, step, self._page_size, self._title) if self._grid is not None else ""

    def cell_rect(self, order: int, step: int) -> QRect:
        """Where a cell is."""
        return self._where().cell(order, step, step).toRect()

    # ---- places

    def sizeHint(self) -> QSize:
        """Columns that are good to read; rows grow where there is room."""
        return QSize(len(steps()) * _COLUMN + 90, self.minimumSizeHint().height())

    def minimumSizeHint(self) -> QSize:
        """Rows that can be told apart, and columns as narrow as may be."""
        look = self._look_now()
        return QSize(len(steps()) * _COLUMN // 2 + 60, least_height(look, self._slider_height(), len(self._texts())))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other places for everything."""
        super().resizeEvent(event)
        self._lay_out()

    def changeEvent(self, event: QEvent) -> None:
        """Another font is another size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._look = None
            self._fit()

    def _fit(self) -> None:
        """Let rows grow no higher than is good to read."""
        self.setMaximumHeight(most_height(self._look_now(), self._slider_height(), len(self._texts())))
        self.updateGeometry()
        self._lay_out()

    def _slider_height(self) -> int:
        return self.slider.sizeHint().height()

    def _look_now(self) -> Look:
        if self._look is None:
            self._look = Look(None, QFontInfo(self.font()).pixelSize(), self.font().family(), quick=True)
        return self._look

    def _texts(self) -> tuple[str, ...]:
        rows = self._grid.orders if self._grid is not None else 0
        return tuple(show_bytes(self._page_size << order) for order in range(rows))

    def _where(self) -> Places:
        if self._places is None:
            look, texts = self._look_now(), self._texts()
            left = margin(look, texts)
            self._places = places(look, QRectF(self.rect()), self._slider_height(), len(steps()), len(texts), left)
        return self._places

    def _lay_out(self) -> None:
        """Put the slider so that the middle of its handle stands over the middle of a column."""
        self._places = None
        where, handle = self._where(), self.slider.handle_width()
        left = round(where.middle(0) - handle / 2)
        right = round(where.middle(where.columns - 1) + handle / 2)
        self.slider.setGeometry(left, 0, right - left, self._slider_height())
        self._forget()

    def _forget(self) -> None:
        self._picture = None
        self.update()

    # ---- painting

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells from a picture, since a step of the slider changes none; over it what is chosen."""
        with QPainter(self) as painter:
            painter.drawPixmap(0, 0, self._drawn())
            where, look = self._where(), self._look_now()
            if self._grid is not None:
                drawing.draw_chosen(painter, where, look, self._grid, self._order, self._step)
                if self._cursor is not None and self.hasFocus():
                    drawing.draw_focus(painter, where, look, self._cursor)

    def _drawn(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        if self._picture is None or self._picture.devicePixelRatio() != ratio:
            self._picture = QPixmap(self.size() * ratio)
            self._picture.setDevicePixelRatio(ratio)
            self._picture.fill(Qt.GlobalColor.transparent)
            with QPainter(self._picture) as painter:
                where, look = self._where(), self._look_now()
                drawing.draw_axis(painter, where, look, self._grid, self._order, self._own)
                if self._grid is not None:
                    drawing.draw_rows(painter, where, look, self._texts(), self._order)
                    drawing.draw_cells(painter, where, look, self._grid)
        return self._picture

    # ---- pointing

    def event(self, event: QEvent) -> bool:
        """A cell under the pointer is told in words."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            self._tell_at(event.pos(), event.globalPos())
            return True
        return super().event(event)

    def _tell_at(self, point: QPoint, where: QPoint) -> None:
        cell = self._where().at(point.toPointF()) if self._grid is not None else None
        if cell is None:
            QToolTip.hideText()
        else:
            hint = "" if cell == (self._order, self._step) else " Click to try it."
            area = self.cell_rect(*cell)
            QToolTip.showText(where, f"<p>{escape(self.sentence(*cell) + hint)}</p>", self, area)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click on a cell asks for it."""
        cell = self._where().at(event.position()) if self._grid is not None else None
        if cell is not None and event.button() is Qt.MouseButton.LeftButton:
            self._cursor = cell
            self._describe()
            self.update()
            self.cell_chosen.emit(*cell)
        else:
            super().mousePressEvent(event)

    # ---- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from cell to cell; Enter asks for the cell."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held or self._grid is None or self._cursor is None:
            super().keyPressEvent(event)
        elif key in _CHOOSE:
            self.cell_chosen.emit(*self._cursor)
        elif key in _MOVES:
            down, across = _MOVES[key]
            order = min(max(self._cursor[0] + down, 0), self._grid.orders - 1)
            step = min(max(self._cursor[1] + across, 0), len(steps()) - 1)
            self._go(order, step)
        else:
            super().keyPressEvent(event)

    def _go(self, order: int, step: int) -> None:
        self._cursor = (order, step)
        self._describe()
        self.update()
        area = self.cell_rect(order, step)
        QToolTip.showText(self.mapToGlobal(area.bottomRight()), f"<p>{escape(self.sentence(order, step))}</p>", self)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard starts at the cell that is chosen."""
        super().focusInEvent(event)
        if self._cursor is None and self._grid is not None:
            self._cursor = (min(self._order, self._grid.orders - 1), self._step)
            self._describe()
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Without the keyboard no cell is marked."""
        super().focusOutEvent(event)
        self.update()

    def _describe(self) -> None:
        """What a screen reader says of it."""
        told = self.sentence(*self._cursor) if self._cursor is not None else ""
        self.setAccessibleDescription(told or (_HOW if self._grid is not None else ""))

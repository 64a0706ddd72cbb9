"""How is the chart seen on the screen: drawn piece by piece, pointed at, gone through by keys, told in words?"""

from __future__ import annotations

from collections import deque
from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontInfo, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import QStyleOptionGraphicsItem, QToolTip, QWidget

from engine.explain.analysis import Analysis
from engine.model.trace import TraceStep
from engine.report.chart import ChartValues, Other, column_of
from gui import theme
from gui.chart.canvas import Canvas
from gui.chart.keys import COLUMN_KEYS, ZONE_STEPS, column_after
from gui.chart.look import NORMAL, Look
from gui.chart.painter import Sheet, Spot, sheet_after
from gui.chart.shown import Shown

_MARGIN = 10.0
_USUAL_SIZE = (900.0, 560.0)
_LARGEST_TYPE = 1.3
_SHEETS = 4
"""How many are remembered, for who goes to and fro between rules or figures."""


class _Item(pg.GraphicsObject):  # type: ignore[misc,unused-ignore]
    """The one item in the view: it draws the whole sheet."""

    def __init__(self, view: ChartView) -> None:
        super().__init__()
        self._view = view

    def boundingRect(self) -> QRectF:
        """All of the view."""
        return QRectF(self._view.viewport().rect())

    def paint(self, painter: QPainter, option: QStyleOptionGraphicsItem, widget: QWidget | None = None) -> None:
        """Draw the sheet."""
        self._view.draw(painter)


class ChartView(pg.GraphicsView):  # type: ignore[misc,unused-ignore]
    """Where the chart is drawn; values and places are made when they are asked for, so a hidden chart costs nothing."""

    zone_chosen = Signal(int)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._item: _Item | None = None
        self._shown = Shown()
        self._direct = False
        self._lit: tuple[int, TraceStep] | None = None
        self._focus: Spot | None = None
        self._sheet: Sheet | None = None
        self._sheets: deque[Sheet] = deque(maxlen=_SHEETS)
        self._look: Look | None = None
        self._canvas = Canvas()
        super().__init__(parent, background=theme.color("chart.background"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(220, 150)
        self.setAccessibleName("Chart of free memory against the minimum")
        self.viewport().setMouseTracking(True)
        self._item = _Item(self)
        self.scene().addItem(self._item)

    # ---- what is shown

    def show_analysis(self, analysis: Analysis | None, original: Analysis | None) -> None:
        """Take another analysis; where the zones are others, the decisive one is shown."""
        if self._shown.take(analysis, original):
            self._focus = None
        if self.isVisible():
            self._renew()
        else:
            self._forget(values=True)

    def _renew(self) -> None:
        """Take the values anew, and have only that painted again which differs."""
        before = self._shown.charts
        charts = self._shown.renew()
        if charts == before:
            return
        self._describe()
        self._sheet = self._placed() if charts else None
        if before and charts:
            self._mend()
        else:
            self._repaint()

    def _mend(self) -> None:
        view = self.viewport()
        for rect in self._canvas.mend(self.sheet(), view.size(), view.devicePixelRatio(), self._lit_spot()):
            view.update(rect)

    def titles(self) -> tuple[str, ...]:
        """The zones that there are."""
        return self._shown.titles()

    @property
    def zone(self) -> int:
        """The zone that is shown, or with all of them the one that the keyboard goes on from."""
        return self._shown.zone

    def set_zone(self, index: int) -> None:
        """Another zone; one that isn't there changes nothing."""
        if 0 <= index < len(self.titles()) and index != self.zone:
            self._shown.zone = index
            if self._shown.all_zones:
                self._focus = Spot(index, 0)
                self._repaint()
            else:
                self._focus = None
                self._forget(values=True)

    def set_side_by_side(self, on: bool) -> None:
        """All zones, or one."""
        if on != self._shown.all_zones:
            self._shown.all_zones, self._focus = on, None
            self._forget(values=True)

    def set_other(self, other: Other | None) -> None:
        """What it is compared with; None: with nothing."""
        if other is not self._shown.other:
            self._shown.other = other
            self._forget(values=True)

    def set_direct_shown(self, on: bool) -> None:
        """The overlay."""
        if on != self._direct:
            self._direct = on
            self._forget()

    def light(self, zone_index: int, step: TraceStep | None) -> None:
        """The column of a trace step."""
        lit = None if step is None else (zone_index, step)
        if lit != self._lit:
            self._lit = lit
            self._repaint()

    def charts(self) -> tuple[ChartValues, ...]:
        """The values shown now, made on demand."""
        charts = self._shown.charts
        if charts is None:
            charts = self._shown.renew()
            self._describe()
        return charts

    def sheet(self) -> Sheet:
        """The places of everything, made on demand."""
        if self._sheet is None:
            self._sheet = self._placed()
        return self._sheet

    def _placed(self) -> Sheet:
        """Everything in its place; where it stood so a while ago, no place is found again."""
        placed = sheet_after(self._sheets, *self._terms())
        if not any(one.layouts is placed.layouts for one in self._sheets):
            self._sheets.appendleft(placed)
        return placed

    def _terms(self) -> tuple[QRectF, tuple[ChartValues, ...], Look, bool]:
        """What the places hang on."""
        area = QRectF(self.viewport().rect()).adjusted(_MARGIN, _MARGIN * 0.6, -_MARGIN, -_MARGIN * 0.6)
        return area, self.charts(), self._look_for(area), self._direct

    def _look_for(self, area: QRectF) -> Look:
        pixels = float(QFontInfo(self.font()).pixelSize())
        if not self._shown.all_zones:
            room = min(area.width() / _USUAL_SIZE[0], area.height() / _USUAL_SIZE[1])
            pixels *= min(max(room**0.5, 1.0), _LARGEST_TYPE)
        if self._look is None or self._look.em != round(pixels):
            self._canvas.clear()
            self._look = Look(None, round(pixels), self.font().family(), quick=True)
        return self._look

    def _forget(self, values: bool = False) -> None:
        self._sheet = None
        if values:
            self._shown.charts = None
        self._repaint()

    def _repaint(self) -> None:
        self.viewport().update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        self.setBackground(theme.color("chart.background"))
        self._forget()

    # ---- drawing

    def draw(self, painter: QPainter) -> None:
        """All that is seen."""
        if not self.charts():
            look = self._look_for(QRectF(self.viewport().rect()))
            painter.setFont(look.font(NORMAL))
            painter.setPen(look.color("chart.axis"))
            middle = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.viewport().rect(), middle, self._shown.words_for_nothing())
            return
        focus = self._focus if self.hasFocus() or self.underMouse() else None
        view = self.viewport()
        self._canvas.mend(self.sheet(), view.size(), view.devicePixelRatio(), self._lit_spot())
        self._canvas.show(painter)
        if focus is not None:
            self.sheet().draw_focus(painter, focus)

    def _lit_spot(self) -> Spot | None:
        if self._lit is None:
            return None
        zone, step = self._lit
        for place, values in enumerate(self.charts()):
            column = column_of(values, step) if values.zone_index == zone else None
            if column is not None:
                return Spot(place, column)
        return None

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Other places for everything."""
        super().resizeEvent(event)
        self._sheet = None
        if self._item is not None:
            self._item.prepareGeometryChange()

    def changeEvent(self, event: QEvent) -> None:
        """Another font is another layout."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange:
            self._look = None
            self._forget()

    # ---- pointing

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell what is under the pointer."""
        self._point_at(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Without pointer and keyboard nothing is marked."""
        super().leaveEvent(event)
        if not self.hasFocus():
            self._focus = None
        self._repaint()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click marks a column; in a chart beside others it chooses the zone."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        found = self.sheet().at(event.position()) if self.charts() else None
        if found is not None and event.button() is Qt.MouseButton.LeftButton:
            self._point_at(event.position())
            if self._shown.all_zones:
                self._choose(self.charts()[found[0]].zone_index)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Nothing is dragged."""
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """No more than a click."""
        event.accept()

    def wheelEvent(self, event: QEvent) -> None:
        """The ranges are fixed; whoever is around the chart may scroll."""
        event.ignore()

    def _point_at(self, point: QPointF) -> None:
        found = self.sheet().at(point) if self.charts() else None
        words = ""
        if found is not None:
            chart, column, order = found
            values = self.charts()[chart]
            if order is not None:
                words = values.strip[order].sentence
            elif column is not None:
                words = values.sentence_of(column)
                self._set_focus_spot(Spot(chart, column))
        self._tell(words)
        where = self.viewport().mapToGlobal(point.toPoint())
        if words:
            QToolTip.showText(where, f"<p>{escape(words)}</p>", self.viewport())
        else:
            QToolTip.hideText()

    # ---- the keyboard

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows go from column to column, up and down from zone to zone."""
        key = Qt.Key(event.key())
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if held or not (key in ZONE_STEPS or key in COLUMN_KEYS) or not self.charts():
            event.ignore()
        elif key in ZONE_STEPS:
            self._choose(self.zone + ZONE_STEPS[key])
        else:
            self._go(key)

    def _place(self) -> Spot:
        if self._focus is not None and self._focus.chart < len(self.charts()):
            return self._focus
        return Spot(self.zone if self._shown.all_zones else 0, 0)

    def _go(self, key: Qt.Key) -> None:
        place = self._place()
        values = self.charts()[place.chart]
        if values.bars:
            column = column_after(key, place.column if self._focus else None, len(values.bars))
            self._set_focus_spot(Spot(place.chart, column))
            self._tell(values.sentence_of(column))

    def _choose(self, zone: int) -> None:
        if 0 <= zone < len(self.titles()) and zone != self.zone:
            self.zone_chosen.emit(zone)

    def _set_focus_spot(self, spot: Spot) -> None:
        if spot != self._focus:
            self._focus = spot
            self._repaint()

    # ---- telling

    def _tell(self, words: str) -> None:
        self.told.emit(words)
        self._describe(words)

    def _describe(self, words: str = "") -> None:
        """What a screen reader says of the chart: the column in focus, else how the zone ended."""
        charts = self._shown.charts
        if not words and charts:
            words = " ".join(f"{values.reason} {values.callout.text}, {values.callout.detail}." for values in charts)
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

"""The chart on the screen: free against minimum, for one zone or all of them side by side, live."""

from __future__ import annotations

from html import escape

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QFontInfo, QKeyEvent, QMouseEvent, QPainter, QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStyleOptionGraphicsItem,
    QToolButton,
    QToolTip,
    QVBoxLayout,
    QWidget,
)

from engine.check.outcome import Outcome, ZoneOutcome
from engine.explain.analysis import Analysis
from engine.model.trace import TraceStep
from engine.report.chart import ChartValues, all_charts, chart_values, column_of
from gui import theme
from gui.chart_canvas import Canvas
from gui.chart_look import NORMAL, Look
from gui.chart_painter import Sheet, Spot, sheet, sheet_after

_ICONS = {
    ZoneOutcome.PASS: "pass",
    ZoneOutcome.FAIL: "fail",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not_candidate",
}
_NOTHING = "No zone to draw yet. Paste a report, or start with a blank machine."
_NO_ZONES = "Nothing to draw: this report has no zone lines. What it says stands in the sentence above."
_MARGIN = 10.0
_USUAL_SIZE = (900.0, 560.0)
_LARGEST_TYPE = 1.3


class ChartPane(QWidget):
    """The chart with its zone picker; what is under the pointer or the cursor is told in words below it."""

    zone_chosen = Signal(int)
    side_by_side_chosen = Signal(bool)
    direct_chosen = Signal(bool)
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picker = QComboBox()
        self._titles: tuple[str, ...] = ()
        self._outcomes: list[ZoneOutcome] = []
        self._picker.setAccessibleName("Zone of the chart")
        self._picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self._side_by_side = _tool("side-by-side", "All zones side by side", checkable=True)
        self._direct = _tool(
            "direct", "Direct computation: free from the order up, against minimum / 2^order", checkable=True
        )
        self._export = _tool("export", "Export the chart…")
        self._words = QLabel()
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        self._words.setWordWrap(True)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing() + 2)
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.view = ChartView()
        self._lay_out()
        self._picker.activated.connect(self.zone_chosen)
        self._side_by_side.clicked.connect(self._choose_side_by_side)
        self._direct.clicked.connect(self._choose_direct)
        self._export.clicked.connect(self.export_asked)
        self.view.zone_chosen.connect(self.zone_chosen)
        self.view.told.connect(self._words.setText)
        theme.changed.connect(self._take_theme)

    def _lay_out(self) -> None:
        header = QHBoxLayout()
        header.setContentsMargins(6, 4, 6, 0)
        header.addWidget(self._picker)
        header.addStretch(1)
        for button in (self._side_by_side, self._direct, self._export):
            header.addWidget(button)
        footer = QHBoxLayout()
        footer.setContentsMargins(10, 0, 10, 4)
        footer.addWidget(self._words)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(header)
        layout.addWidget(self.view, 1)
        layout.addLayout(footer)
        self.setFocusProxy(self.view)

    def show_analysis(self, analysis: Analysis | None, original: Analysis | None = None) -> None:
        """Show an analysis; `original` is that of the text as it came, so that edits can be seen."""
        self.view.show_analysis(analysis, original)
        self._fill_picker(analysis)

    def set_zone(self, index: int) -> None:
        """Show one zone; with all side by side it is the one that the keyboard goes on from."""
        self.view.set_zone(index)
        self._picker.setCurrentIndex(self.view.zone)

    def set_side_by_side(self, on: bool) -> None:
        """Show all zones at once, or one."""
        self._side_by_side.setChecked(on)
        self.view.set_side_by_side(on)

    def set_direct_shown(self, on: bool) -> None:
        """Show or hide the direct computation over the kernel's."""
        self._direct.setChecked(on)
        self.view.set_direct_shown(on)

    def light(self, zone_index: int, step: TraceStep | None) -> None:
        """Light the column that a step of a zone's trace is about; None puts the light out."""
        self.view.light(zone_index, step)

    def charts(self) -> tuple[ChartValues, ...]:
        """The values that are shown now."""
        return self.view.charts()

    @property
    def zone(self) -> int:
        """The zone that is shown, or that the cursor is in."""
        return self.view.zone

    @property
    def side_by_side(self) -> bool:
        """Whether all zones are shown."""
        return self._side_by_side.isChecked()

    @property
    def direct_shown(self) -> bool:
        """Whether the direct computation is drawn."""
        return self._direct.isChecked()

    def _fill_picker(self, analysis: Analysis | None) -> None:
        zones = analysis.zones if analysis is not None else ()
        titles = self.view.titles()
        other = titles != self._titles
        with QSignalBlocker(self._picker):
            if other:
                self._titles = titles
                self._picker.clear()
                self._picker.addItems(titles)
                self._outcomes = []
            outcomes = [answer.outcome for answer in zones]
            if outcomes != self._outcomes:
                self._outcomes = outcomes
                for row, outcome in enumerate(outcomes):
                    self._picker.setItemIcon(row, theme.icon(_ICONS[outcome]))
            self._picker.setCurrentIndex(self.view.zone if zones else -1)
        if other:
            self._fit_picker()
        self._picker.setEnabled(bool(zones))
        self._side_by_side.setEnabled(len(zones) > 1)
        self._export.setEnabled(bool(zones))

    def _fit_picker(self) -> None:
        """As wide as the titles need; of a fixed size, so that another icon does not lay out the whole window anew."""
        self._picker.setFixedSize(self._picker.sizeHint())

    def changeEvent(self, event: QEvent) -> None:
        """Other fonts are other sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._titles:
            self._fit_picker()

    def _choose_side_by_side(self, on: bool) -> None:
        self.view.set_side_by_side(on)
        self.side_by_side_chosen.emit(on)

    def _choose_direct(self, on: bool) -> None:
        self.view.set_direct_shown(on)
        self.direct_chosen.emit(on)

    def _take_theme(self) -> None:
        for button, name in ((self._side_by_side, "side-by-side"), (self._direct, "direct"), (self._export, "export")):
            button.setIcon(theme.icon(name))
        for row, outcome in enumerate(self._outcomes):
            self._picker.setItemIcon(row, theme.icon(_ICONS[outcome]))
        self.view.take_theme()


def _tool(icon: str, words: str, checkable: bool = False) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(QSize(18, 18))
    button.setAutoRaise(True)
    button.setCheckable(checkable)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button


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
        self._analysis: Analysis | None = None
        self._original: Analysis | None = None
        self._all = False
        self._direct = False
        self._lit: tuple[int, TraceStep] | None = None
        self._focus: Spot | None = None
        self._charts: tuple[ChartValues, ...] | None = None
        self._before: tuple[ChartValues, ...] | None = None
        self._sheet: Sheet | None = None
        self._look: Look | None = None
        self._canvas = Canvas()
        self.zone = 0
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
        if original is not self._original:
            self._before = None
        before = self.titles()
        self._analysis, self._original = analysis, original
        if self.titles() != before:
            self.zone, self._focus = (analysis.decisive if analysis is not None else None) or 0, None
        if self.isVisible():
            self._renew()
        else:
            self._forget(values=True)

    def _renew(self) -> None:
        """Take the values anew, and have only that painted again which differs."""
        before, self._charts = self._charts, self._make_charts()
        if self._charts == before:
            return
        self._describe()
        self._sheet = sheet_after(self._sheet, *self._terms()) if self._charts else None
        if before and self._charts:
            self._mend()
        else:
            self._repaint()

    def _mend(self) -> None:
        view = self.viewport()
        for rect in self._canvas.mend(self.sheet(), view.size(), view.devicePixelRatio(), self._lit_spot()):
            view.update(rect)

    def titles(self) -> tuple[str, ...]:
        """The zones that there are."""
        return tuple(answer.zone.title for answer in self._analysis.zones) if self._analysis is not None else ()

    def set_zone(self, index: int) -> None:
        """Another zone; one that isn't there changes nothing."""
        if 0 <= index < len(self.titles()) and index != self.zone:
            self.zone = index
            if self._all:
                self._focus = Spot(index, 0)
                self._repaint()
            else:
                self._focus = None
                self._forget(values=True)

    def set_side_by_side(self, on: bool) -> None:
        """All zones, or one."""
        if on != self._all:
            self._all, self._focus = on, None
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
        if self._charts is None:
            self._charts = self._make_charts()
            self._describe()
        return self._charts

    def _make_charts(self) -> tuple[ChartValues, ...]:
        if self._analysis is None or not self._analysis.zones:
            return ()
        if self._all:
            return all_charts(self._analysis, self._charts_before())
        before = self._charts_before()
        return (chart_values(self._analysis, self.zone, before[self.zone] if self.zone < len(before) else None),)

    def _charts_before(self) -> tuple[ChartValues, ...]:
        """The charts of the text as it came, made once for all edits."""
        if self._original is None or self._original is self._analysis:
            return ()
        if self._before is None:
            self._before = all_charts(self._original)
        return self._before

    def sheet(self) -> Sheet:
        """The places of everything, made on demand."""
        if self._sheet is None:
            self._sheet = sheet(*self._terms())
        return self._sheet

    def _terms(self) -> tuple[QRectF, tuple[ChartValues, ...], Look, bool]:
        """What the places hang on."""
        area = QRectF(self.viewport().rect()).adjusted(_MARGIN, _MARGIN * 0.6, -_MARGIN, -_MARGIN * 0.6)
        return area, self.charts(), self._look_for(area), self._direct

    def _look_for(self, area: QRectF) -> Look:
        pixels = float(QFontInfo(self.font()).pixelSize())
        if not self._all:
            room = min(area.width() / _USUAL_SIZE[0], area.height() / _USUAL_SIZE[1])
            pixels *= min(max(room**0.5, 1.0), _LARGEST_TYPE)
        if self._look is None or self._look.em != round(pixels):
            self._canvas.clear()
            self._look = Look(None, round(pixels), self.font().family(), quick=True)
        return self._look

    def _forget(self, values: bool = False) -> None:
        self._sheet = None
        if values:
            self._charts = None
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
            asked = self._analysis is not None and self._analysis.outcome is Outcome.NOT_APPLICABLE
            words = _NO_ZONES if asked or (self._analysis and self._analysis.request) else _NOTHING
            painter.drawText(self.viewport().rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, words)
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
            if self._all:
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
                words = values.bars[column].sentence
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
        moves = {
            Qt.Key.Key_Left: self._previous,
            Qt.Key.Key_Right: self._next,
            Qt.Key.Key_Home: self._first,
            Qt.Key.Key_End: self._last,
            Qt.Key.Key_Up: self._zone_before,
            Qt.Key.Key_PageUp: self._zone_before,
            Qt.Key.Key_Down: self._zone_after,
            Qt.Key.Key_PageDown: self._zone_after,
        }
        move = moves.get(Qt.Key(event.key()))
        if move is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier or not self.charts():
            event.ignore()
            return
        move()

    def _previous(self) -> None:
        self._go(self._place().column - 1 if self._focus else 0)

    def _next(self) -> None:
        self._go(self._place().column + 1 if self._focus else 0)

    def _first(self) -> None:
        self._go(0)

    def _last(self) -> None:
        self._go(1 << 30)

    def _zone_before(self) -> None:
        self._choose(self.zone - 1)

    def _zone_after(self) -> None:
        self._choose(self.zone + 1)

    def _place(self) -> Spot:
        if self._focus is not None and self._focus.chart < len(self.charts()):
            return self._focus
        return Spot(self.zone if self._all else 0, 0)

    def _go(self, column: int) -> None:
        place = self._place()
        bars = self.charts()[place.chart].bars
        if bars:
            column = min(max(column, 0), len(bars) - 1)
            self._set_focus_spot(Spot(place.chart, column))
            self._tell(bars[column].sentence)

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
        if not words and self._charts:
            words = " ".join(
                f"{values.reason} {values.callout.text}, {values.callout.detail}." for values in self._charts
            )
        if words != self.accessibleDescription():
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.DescriptionChanged))

"""How does the timeline follow pointer and keyboard, and what comes to the list while it is looked at?"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QFontInfo,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from engine.model.sighting import Sighting
from engine.report.safe import printable
from gui.chart.look import Look
from gui.reports.listing import Listing
from gui.reports.rows import line_of
from gui.timeline.scale import is_date

if TYPE_CHECKING:  # numpy takes time to import, and comes when there is something to draw
    from gui.timeline.data import TimelineData
    from gui.timeline.painter import Plan

_MARGIN = 6.0
_NEAR = 8.0
"""Pixels within which a report is meant."""
_ZOOM = 1.25
_REFRESH = 250
NO_TIMES = "No report of this list has a time."
_MB = 1 << 20


class TimelineView(QWidget):
    """The drawing. The wheel zooms, a drag moves, a click chooses; Left and Right go from report to report."""

    report_chosen = Signal(int)
    told = Signal(str)
    zones_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._listing = Listing(parent=self)
        self._data: TimelineData | None = None
        self._kept: dict[bool | None, TimelineData] = {}
        self._span: tuple[float, float] | None = None
        self._row: int | None = None
        self._look: Look | None = None
        self._dragged: tuple[QPointF, tuple[float, float]] | None = None
        self._zone_count = 0
        self.zone = ""
        self._later = QTimer(self, singleShot=True, interval=_REFRESH)
        self._later.timeout.connect(self._take)
        self._listing.grown.connect(self._wait)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setMinimumSize(220, 110)
        self.setAccessibleName("Timeline of the reports")

    # ---- what is shown

    def show_listing(self, listing: Listing) -> None:
        """Another listing."""
        if listing is self._listing:
            return
        self._listing.grown.disconnect(self._wait)
        self._listing, self._data, self._span, self._row = listing, None, None, None
        self._kept.clear()
        self._zone_count = 0
        self.zone = ""
        listing.grown.connect(self._wait)
        self._wait()
        self.update()

    def _wait(self) -> None:
        if self.isVisible() and not self._later.isActive():
            self._later.start()

    def data(self) -> TimelineData:
        """The arrays, made when they are first asked for."""
        if self._data is None:
            self._data = self._by_clock(self._chosen_clock())
        return self._data

    def _by_clock(self, dated: bool | None) -> TimelineData:
        from gui.timeline.data import TimelineData

        return self._kept.setdefault(dated, TimelineData(self._listing, dated))

    def _chosen_clock(self) -> bool | None:
        """Whether the chosen report's time is a date; None where it has none."""
        sightings = self._listing.sightings
        seconds = None if self._row is None or self._row >= len(sightings) else sightings[self._row].seconds
        return None if seconds is None else is_date(seconds)

    def about_others(self) -> str:
        """How many reports are not shown, because their times are by another clock."""
        others = 0 if self._data is None else self._data.others
        if not others:
            return ""
        kind = "seconds since boot" if self.data().dated else "dates"
        return f"{others:,} more {'has' if others == 1 else 'have'} {kind}: choose one to see those"

    def _take(self) -> None:
        """Bring in what came, a few milliseconds at a time."""
        data = self.data()
        whole = data.take()
        if len(data.zones) != self._zone_count:
            self._zone_count = len(data.zones)
            self._choose_zone()
            self.zones_changed.emit()
        self.told.emit("")
        self.update()
        if not whole:
            QTimer.singleShot(0, self, self._take)

    def _choose_zone(self) -> None:
        """The decisive zone of the report that is shown, else of the first that has one."""
        zones = self.data().zones
        if self.zone in zones:
            return
        sightings = self._listing.sightings
        wanted = sightings[self._row].zone if self._row is not None else None
        wanted = wanted or next((one.zone for one in sightings if one.zone), None)
        self.zone = wanted if wanted in zones else zones[0] if zones else ""

    def set_zone(self, zone: str) -> None:
        """Show another zone's memory."""
        self.zone = zone
        self.update()

    def set_chosen(self, row: int | None) -> None:
        """Which report is shown in the other panes."""
        self._row = row
        clock = self._chosen_clock()
        if self._data is not None and clock is not None and self._data.dated not in (None, clock):
            self._kept[self._data.dated] = self._data
            self._data, self._span, self._zone_count = self._by_clock(clock), None, -1
            self._wait()
        self.update()

    def span(self) -> tuple[float, float] | None:
        """The times that are shown; None where there are none."""
        times = self.data().times
        if self._span is not None or not len(times):
            return self._span
        first, last = float(times[0]), float(times[-1])
        room = (last - first) * 0.02 or 1.0
        return first - room, last + room

    def show_all(self) -> None:
        """All times."""
        self._span = None
        self.update()

    def take_theme(self) -> None:
        """Take the colours anew."""
        self._look = None
        self.update()

    # ---- drawing

    def _plan(self) -> Plan | None:
        from gui.timeline.painter import plan

        span = self.span()
        if span is None:
            return None
        area = QRectF(self.rect()).adjusted(_MARGIN, _MARGIN, -_MARGIN, -2)
        return plan(area, self._look_now(), self.data().lanes, *span)

    def _look_now(self) -> Look:
        pixels = QFontInfo(self.font()).pixelSize()
        if self._look is None or self._look.em != pixels:
            self._look = Look(None, pixels, self.font().family(), quick=True)
        return self._look

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        from gui.timeline.painter import draw

        look = self._look_now()
        painter = QPainter(self)
        painter.fillRect(self.rect(), look.color("chart.background"))
        where = self._plan()
        if where is None:
            look.draw_text(painter, 2 * look.em, 2 * look.em, NO_TIMES if len(self._listing) else "", "chart.axis")
            return
        chosen = None if self._row is None else self.data().place_of(self._row)
        draw(painter, self.data(), self.zone, where, look, chosen)
        if self.hasFocus():
            painter.setPen(look.pen("selection", 1 / 12))
            painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def showEvent(self, event: QShowEvent) -> None:
        """For Qt: what came while it was hidden."""
        super().showEvent(event)
        self._wait()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt."""
        super().resizeEvent(event)
        self.update()

    # ---- pointer and keyboard

    def _place_at(self, point: QPointF) -> int | None:
        where = self._plan()
        if where is None:
            return None
        within = where.seconds_at(where.lanes.left() + _NEAR) - where.first
        return self.data().nearest(where.seconds_at(point.x()), within)

    def tell_at(self, place: int | None) -> str:
        """What there is to say about a report."""
        if place is None:
            return ""
        one = self._listing.sightings[int(self.data().rows[place])]
        words = line_of(one)
        level = next((each for each in one.zones if each.title == self.zone), None)
        return words if level is None else f"{words}; {printable(level.title)}: {_sizes(level.free, level.min, one)}"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """For Qt: tells what is below the pointer; with the button held, moves."""
        if self._dragged is not None and event.buttons() & Qt.MouseButton.LeftButton:
            start, (first, last) = self._dragged
            where = self._plan()
            if where is not None and abs(event.position().x() - start.x()) > 3:
                by = (start.x() - event.position().x()) / where.lanes.width() * (last - first)
                self._span = first + by, last + by
                self.update()
            return
        self.told.emit(self.tell_at(self._place_at(event.position())))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """For Qt: a drag may begin."""
        span = self.span()
        if event.button() == Qt.MouseButton.LeftButton and span is not None:
            self._dragged = event.position(), span

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """For Qt: without a drag, the report below the pointer is chosen."""
        if self._dragged is None:
            return
        start, _ = self._dragged
        self._dragged = None
        if abs(event.position().x() - start.x()) <= 3:
            self._choose(self._place_at(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """For Qt: all times again."""
        self.show_all()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """For Qt: zooms around the pointer."""
        where = self._plan()
        if where is not None and event.angleDelta().y():
            self._zoom(_ZOOM ** (-event.angleDelta().y() / 120), where.seconds_at(event.position().x()))
            event.accept()

    def _zoom(self, factor: float, around: float) -> None:
        span = self.span()
        if span is None:
            return
        first, last = span
        if (last - first) * factor > 1e-3:
            self._span = around - (around - first) * factor, around + (last - around) * factor
            self.update()

    def _choose(self, place: int | None) -> None:
        if place is not None:
            self.told.emit(self.tell_at(place))
            self.report_chosen.emit(int(self.data().rows[place]))

    def _step(self, by: int) -> None:
        count = len(self.data().times)
        place = None if self._row is None else self.data().place_of(self._row)
        if count:
            self._choose(min(max((0 if by > 0 else count - 1) if place is None else place + by, 0), count - 1))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """For Qt: Left and Right choose, plus and minus zoom, Home shows all."""
        span = self.span()
        middle = 0.0 if span is None else (span[0] + span[1]) / 2
        keys = {
            Qt.Key.Key_Left: lambda: self._step(-1),
            Qt.Key.Key_Right: lambda: self._step(1),
            Qt.Key.Key_Plus: lambda: self._zoom(1 / _ZOOM, middle),
            Qt.Key.Key_Minus: lambda: self._zoom(_ZOOM, middle),
            Qt.Key.Key_Home: self.show_all,
        }
        action = keys.get(Qt.Key(event.key()))
        action() if action is not None else super().keyPressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """For Qt: nothing is below the pointer any more."""
        super().leaveEvent(event)
        self.told.emit("")


def _sizes(free: int | None, least: int | None, one: Sighting) -> str:
    words = []
    for name, pages in (("free", free), ("min", least)):
        words.append(f"{name} not printed" if pages is None else f"{pages * one.page_size / _MB:,.1f} MB {name}")
    return ", ".join(words)

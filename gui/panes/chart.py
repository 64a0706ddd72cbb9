"""The chart on the screen: free against minimum, for one zone or all of them side by side, live."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from engine.explain.analysis import Analysis
from engine.model.trace import TraceStep
from engine.report.chart import ChartValues, Other
from gui import theme
from gui.chart.view import ChartView
from gui.chart.zone_picker import ZonePicker

_HINT = "Point at a column, or go through them with the arrow keys: it is told here in words."


class ChartPane(QWidget):
    """The chart with its zone picker; what is under the pointer or the cursor is told in words below it."""

    zone_chosen = Signal(int)
    side_by_side_chosen = Signal(bool)
    direct_chosen = Signal(bool)
    export_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picker = ZonePicker()
        self._side_by_side = _tool("side-by-side", "All zones side by side", checkable=True)
        self._direct = _tool(
            "direct", "Direct computation: free from the order up, against minimum / 2^order", checkable=True
        )
        self._export = _tool("export", "Export the chart…")
        self._hint, self._hinted = "", True
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
        self.view.told.connect(self._tell)
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
        zones = analysis.zones if analysis is not None else ()
        self._picker.show_zones(self.view.titles(), [answer.outcome for answer in zones], self.view.zone)
        self._side_by_side.setEnabled(len(zones) > 1)
        self._export.setEnabled(bool(zones))
        self._hint = _HINT if zones else ""
        if self._hinted:
            self._tell("")

    def _tell(self, words: str) -> None:
        """What is pointed at, in words; while nothing is, how that is done."""
        self._hinted = not words
        self._words.setText(words or self._hint)
        role = QPalette.ColorRole.PlaceholderText if self._hinted else QPalette.ColorRole.WindowText
        self._words.setForegroundRole(role)

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

    def set_other(self, other: Other | None) -> None:
        """Draw beside it what it is compared with, or nothing."""
        self.view.set_other(other)

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

    def _choose_side_by_side(self, on: bool) -> None:
        self.view.set_side_by_side(on)
        self.side_by_side_chosen.emit(on)

    def _choose_direct(self, on: bool) -> None:
        self.view.set_direct_shown(on)
        self.direct_chosen.emit(on)

    def _take_theme(self) -> None:
        for button, name in ((self._side_by_side, "side-by-side"), (self._direct, "direct"), (self._export, "export")):
            button.setIcon(theme.icon(name))
        self._picker.take_theme()
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

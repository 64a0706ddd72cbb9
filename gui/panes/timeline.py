"""When did the reports come, and how much memory was free then?"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.report.safe import printable
from gui import theme
from gui.reports.listing import Listing
from gui.timeline.view import NO_TIMES, TimelineView


class TimelinePane(QWidget):
    """The reports over time, and a zone's free memory against its min; one below the pointer is told in words."""

    report_chosen = Signal(int)
    told = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.view = TimelineView()
        self.zones = QComboBox()
        self.zones.setAccessibleName("Zone of the timeline")
        self.zones.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.all = _tool("timeline", "Show all times (Home)")
        self.save = _tool("export", "Save the timeline as PNG or SVG…")
        top = QHBoxLayout()
        top.setContentsMargins(6, 4, 6, 0)
        top.addWidget(self.zones)
        top.addWidget(self.words, 1)
        top.addWidget(self.all)
        top.addWidget(self.save)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)
        self.view.report_chosen.connect(self.report_chosen)
        self.view.told.connect(self._tell)
        self.view.zones_changed.connect(self._fill_zones)
        self.zones.activated.connect(lambda place: self.view.set_zone(self.zones.itemData(place)))
        self.all.clicked.connect(self.view.show_all)
        self.save.clicked.connect(self.ask_save)
        theme.changed.connect(self._take_theme)
        self._take_theme()

    def show_listing(self, listing: Listing) -> None:
        """The reports of another text or log; what comes later is drawn as it comes."""
        self.view.show_listing(listing)

    def show_chosen(self, row: int | None) -> None:
        """Which report is shown in the other panes."""
        self.view.set_chosen(row)

    def sizeHint(self) -> QSize:
        """About what a few lanes and a plot take."""
        return QSize(640, 220)

    def ask_save(self) -> None:
        """Ask where to save the timeline."""
        dialog = QFileDialog(self, "Save Timeline", "", "PNG (*.png);;SVG (*.svg)")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(".png")
        dialog.selectFile("timeline.png")
        dialog.fileSelected.connect(lambda path: self.save_to(Path(path)))
        dialog.open()

    def save_to(self, path: Path) -> bool:
        """Save what is shown, in the colours of print; the suffix says which kind. What goes wrong is told."""
        from gui.saving.whole_file import NotWrittenError
        from gui.timeline.export import write_timeline

        data, span = self.view.data(), self.view.span()
        if span is None:
            self.told.emit(NO_TIMES)
            return False
        try:
            write_timeline(path, data, self.view.zone, span)
        except NotWrittenError as problem:
            self.told.emit(str(problem))
            return False
        self.told.emit(f"Timeline saved as {path}")
        return True

    def _tell(self, words: str) -> None:
        self.words.setText(words or self.view.about_others())

    def _fill_zones(self) -> None:
        self.zones.clear()
        for zone in self.view.data().zones:
            self.zones.addItem(printable(zone), zone)
        self.zones.setCurrentIndex(self.zones.findData(self.view.zone))
        self.zones.setEnabled(self.zones.count() > 0)

    def _take_theme(self) -> None:
        self.all.setIcon(theme.icon("timeline"))
        self.save.setIcon(theme.icon("export"))
        self.view.take_theme()


def _tool(name: str, tip: str) -> QToolButton:
    button = QToolButton()
    button.setAutoRaise(True)
    button.setToolTip(tip)
    button.setAccessibleName(tip)
    button.setObjectName(name)
    return button

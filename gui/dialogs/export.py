"""Saving the chart as a picture: how wide, how fine, what is drawn, and a preview of just that."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QPixmap, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.report.chart import ChartValues
from gui.export import (
    ExportError,
    ExportOptions,
    Format,
    Picture,
    Provenance,
    clipboard_data,
    png_image,
    write_picture,
)

_PREVIEW = QSize(520, 420)
_TOLD_WIDTH = 220
_NAMES = {Format.PNG: "PNG, pixels", Format.SVG: "SVG, for editing", Format.PDF: "PDF, for printing"}


@dataclass(frozen=True, slots=True)
class Drawable:
    """What there is to export: one zone's chart, all zones', where they come from, and a name for the file."""

    one: tuple[ChartValues, ...]
    all: tuple[ChartValues, ...]
    provenance: Provenance
    name: str = "chart"


class ExportDialog(QDialog):
    """Stays open beside the window and follows what is shown there."""

    saved = Signal(str)

    def __init__(self, drawable: Drawable, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Export Chart")
        self.setModal(False)
        self._drawable = drawable
        self.ask_path: Callable[[str], str] = self._ask_path
        self.format = QComboBox()
        for kind, name in _NAMES.items():
            self.format.addItem(name, kind)
        self.width_pixels = _spin(400, 12000, 1600, " px", "Width of the picture in pixels")
        self.dpi = _spin(48, 1200, 144, " dpi", "Dots per inch: more makes letters larger in the same width")
        self.direct = QCheckBox("&Direct computation")
        self.side_by_side = QCheckBox("&All zones side by side")
        self.told = QLabel()
        self.told.setTextFormat(Qt.TextFormat.PlainText)
        self.told.setWordWrap(True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
        self.told.setMinimumSize(_TOLD_WIDTH, 4 * self.told.fontMetrics().lineSpacing())
        self.preview = _Preview()
        self._later = QTimer(self, singleShot=True, interval=60)
        self._later.timeout.connect(self.show_preview)
        self._lay_out()
        for change in (self.width_pixels.valueChanged, self.dpi.valueChanged, self.direct.toggled):
            change.connect(self._later.start)
        self.side_by_side.toggled.connect(self._later.start)
        self.format.currentIndexChanged.connect(self._later.start)
        self.preview.resized.connect(self._later.start)
        self.set_drawable(drawable)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow("&Format:", self.format)
        form.addRow("&Width:", self.width_pixels)
        form.addRow("&Resolution:", self.dpi)
        form.addRow(self.direct)
        form.addRow(self.side_by_side)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        save = QPushButton("&Save As…")
        copy = QPushButton("&Copy")
        save.setDefault(True)
        buttons.addButton(save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(copy, QDialogButtonBox.ButtonRole.ActionRole)
        save.setFocus()
        save.clicked.connect(self.save_as)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        side = QVBoxLayout()
        side.addLayout(form)
        side.addWidget(self.told)
        side.addStretch(1)
        top = QHBoxLayout()
        top.addWidget(self.preview, 1)
        top.addLayout(side)
        layout = QVBoxLayout(self)
        layout.addLayout(top, 1)
        layout.addWidget(buttons)

    def set_drawable(self, drawable: Drawable) -> None:
        """Take what the window shows now."""
        self._drawable = drawable
        self.side_by_side.setEnabled(len(drawable.all) > 1)
        self._later.start()

    def options(self) -> ExportOptions:
        """What was chosen."""
        return ExportOptions(self.width_pixels.value(), self.dpi.value(), self.direct.isChecked())

    def charts(self) -> Sequence[ChartValues]:
        """What will be drawn."""
        every = self.side_by_side.isChecked() and self.side_by_side.isEnabled()
        return self._drawable.all if every else self._drawable.one

    def show_preview(self) -> None:
        """Draw the picture as it will be, as large as there is room."""
        try:
            options = self.options()
            picture = Picture(self.charts(), self._drawable.provenance, options)
            self.preview.show_picture(picture, options, self.devicePixelRatio())
            height = round(picture.size.height() * picture.scale)
            self._tell(f"{options.width:,} × {height:,} pixels, {options.width / options.dpi:.1f} inches wide")
        except ExportError as problem:
            self.preview.clear()
            self._tell(str(problem))

    def save_as(self) -> None:
        """Ask for a name and save."""
        kind: Format = self.format.currentData()
        path = self.ask_path(self._drawable.name + kind.value)
        if path:
            self.save_to(Path(path) if Path(path).suffix else Path(path + kind.value))

    def save_to(self, path: Path) -> bool:
        """Save the picture; the suffix says which kind. What goes wrong is told in the dialog."""
        try:
            write_picture(path, self.charts(), self._drawable.provenance, self.options())
        except ExportError as problem:
            self._tell(str(problem))
            return False
        self._tell(f"Saved as {path}")
        self.saved.emit(str(path))
        return True

    def copy(self) -> None:
        """Put picture, SVG and values on the clipboard."""
        try:
            data = clipboard_data(self.charts(), self._drawable.provenance, self.options())
        except ExportError as problem:
            self._tell(str(problem))
            return
        QGuiApplication.clipboard().setMimeData(data)
        self._tell("Copied as picture, SVG and table of values")

    def _tell(self, words: str) -> None:
        self.told.setText(words)

    def _ask_path(self, name: str) -> str:
        kinds = ";;".join(f"{_NAMES[kind].partition(',')[0]} (*{kind.value})" for kind in Format)
        chosen: Format = self.format.currentData()
        wanted = f"{_NAMES[chosen].partition(',')[0]} (*{chosen.value})"
        return QFileDialog.getSaveFileName(self, "Export Chart", name, kinds, wanted)[0]


def _spin(least: int, most: int, value: int, unit: str, words: str) -> QSpinBox:
    spin = QSpinBox()
    spin.setRange(least, most)
    spin.setValue(value)
    spin.setSuffix(unit)
    spin.setToolTip(words)
    spin.setAccessibleDescription(words)
    spin.setSingleStep(100 if most > 2000 else 24)
    return spin


class _Preview(QLabel):
    """The picture, made as small as the room for it."""

    resized = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setMinimumSize(_PREVIEW)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self.setAccessibleName("Preview of the picture")

    def show_picture(self, picture: Picture, options: ExportOptions, ratio: float) -> None:
        """Draw it at the size that it is seen in."""
        room = self.size() * ratio
        whole = picture.size
        fit = min(room.width() / whole.width(), room.height() / whole.height(), picture.scale)
        small = ExportOptions(max(1, round(whole.width() * fit)), options.dpi, options.direct)
        pixmap = QPixmap.fromImage(png_image(picture, small, fit))
        pixmap.setDevicePixelRatio(ratio)
        self.setPixmap(pixmap)
        self.setAccessibleDescription(picture.verdict)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size wants another picture."""
        super().resizeEvent(event)
        self.resized.emit()

"""How does the chart that is shown get into a file or onto the clipboard?"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from engine.report.chart import Other, all_charts
from gui.dialogs.export import Drawable, ExportDialog
from gui.document import Document
from gui.export import ExportOptions, Provenance, clipboard_data
from gui.session import View

_LONGEST_NAME = 80


class ChartExporter(QObject):
    """The dialog that saves the chart, kept in step with the window; and the way to the clipboard."""

    saved = Signal(str)

    def __init__(
        self, document: Document, view: Callable[[], View], other: Callable[[], Other | None], window: QWidget
    ) -> None:
        super().__init__(window)
        self._document = document
        self._view = view
        self._other = other
        self._window = window
        self._dialog: ExportDialog | None = None
        document.analysis_changed.connect(self.follow)

    def show(self) -> None:
        """Show the dialog, with what is shown in the window."""
        if self._dialog is None:
            self._dialog = ExportDialog(self.drawable(), self._window)
            self._dialog.saved.connect(self.saved)
        view = self._view()
        self._dialog.set_drawable(self.drawable())
        self._dialog.direct.setChecked(view.direct)
        self._dialog.side_by_side.setChecked(view.side_by_side)
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def copy(self) -> None:
        """Put the chart that is shown on the clipboard, as picture, SVG and values."""
        view, drawable = self._view(), self.drawable()
        charts = drawable.all if view.side_by_side else drawable.one
        data = clipboard_data(charts, drawable.provenance, ExportOptions(direct=view.direct))
        QGuiApplication.clipboard().setMimeData(data)

    def drawable(self) -> Drawable:
        """The charts of the zone that is looked at and of all zones, and where they come from."""
        state, analysis = self._document.state, self._document.analysis
        original = self._document.original_analysis
        other = self._other()
        unlike = original is not analysis and (other is None or other.analysis is not original)
        before = all_charts(original) if original is not None and unlike else ()
        every = all_charts(analysis, before, other)
        zone = min(self._view().zone or 0, len(every) - 1)
        return Drawable(
            every[zone : zone + 1],
            every,
            Provenance(Path(state.name).name, state.reading.sha256 if state.data else "", self._document.edited),
            (Path(state.name).stem or "chart").replace(" ", "-")[:_LONGEST_NAME],
        )

    def follow(self) -> None:
        """Another analysis or comparison: what is offered follows."""
        if self._dialog is not None and self._dialog.isVisible() and self._document.analysis.zones:
            self._dialog.set_drawable(self.drawable())

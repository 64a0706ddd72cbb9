"""What takes the chart and the files of an incident out of the window? Each is made when it is first asked for."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gui.chart.exporter import ChartExporter
    from gui.main_window import MainWindow
    from gui.saving.incident_exporter import IncidentExporter


class Exports:
    """Connects them with the document, the comparison and the line of messages."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    @cached_property
    def chart(self) -> ChartExporter:
        """What saves and copies the chart."""
        from gui.chart.exporter import ChartExporter

        window, comparing = self._window, self._window.compare.comparing
        exporter = ChartExporter(window.document, window.view, lambda: comparing.other, window)
        comparing.other_changed.connect(exporter.follow)
        exporter.saved.connect(lambda path: window.message.say(f"Chart saved as {path}"))
        return exporter

    @cached_property
    def incident(self) -> IncidentExporter:
        """What writes the files of an incident."""
        from gui.saving.incident_exporter import IncidentExporter

        window = self._window
        exporter = IncidentExporter(window.document, window.settings, window.log_view.facts_and_source, window)
        exporter.told.connect(window.message.say)
        exporter.failed.connect(window.fail)
        return exporter

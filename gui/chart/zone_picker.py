"""How is the zone of the chart picked? A list of the zones, each with the sign of how it ended."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QSignalBlocker
from PySide6.QtWidgets import QComboBox, QWidget

from engine.check.outcome import ZoneOutcome
from gui import theme

_ICONS = {
    ZoneOutcome.PASS: "pass",
    ZoneOutcome.FAIL: "fail",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not_candidate",
}


class ZonePicker(QComboBox):
    """The zones by title; only what differs is set again, since an edit changes little."""

    def __init__(self, parent: QWidget | None = None) -> None:
        self._titles: tuple[str, ...] = ()
        self._outcomes: tuple[ZoneOutcome, ...] = ()
        super().__init__(parent)
        self.setAccessibleName("Zone of the chart")
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)

    def show_zones(self, titles: tuple[str, ...], outcomes: Sequence[ZoneOutcome], current: int) -> None:
        """List these zones, and show one of them as chosen; nothing is signalled."""
        other = titles != self._titles
        with QSignalBlocker(self):
            if other:
                self._titles, self._outcomes = titles, ()
                self.clear()
                self.addItems(titles)
            if tuple(outcomes) != self._outcomes:
                self._outcomes = tuple(outcomes)
                self.take_theme()
            self.setCurrentIndex(current if titles else -1)
        if other:
            self._fit()
        self.setEnabled(bool(titles))

    def take_theme(self) -> None:
        """Draw the signs anew."""
        for row, outcome in enumerate(self._outcomes):
            self.setItemIcon(row, theme.icon(_ICONS[outcome]))

    def _fit(self) -> None:
        """As wide as the titles need; of a fixed size, so that another icon does not lay out the whole window anew."""
        self.setFixedSize(self.sizeHint())

    def changeEvent(self, event: QEvent) -> None:
        """Other fonts are other sizes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange) and self._titles:
            self._fit()

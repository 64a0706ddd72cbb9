"""How far is the reading of a log? A thin strip that stands in nobody's way."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QSizePolicy, QToolButton, QWidget

from engine.model.batch import Progress
from engine.report.safe import printable
from gui import theme

_STEPS = 1000
_BAR = 220
_MB = 1_000_000


class ProgressStrip(QFrame):
    """The name of what is read, how much of it, how fast, how long it will take, and a button that ends it."""

    cancel_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(_BAR)
        self.bar.setFixedHeight(10)
        self.bar.setAccessibleName("How far the log is read")
        self.words = QLabel()
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.cancel = QToolButton()
        self.cancel.setText("Stop reading")
        self.cancel.setToolTip("Stop reading here; what was found stays")
        self.cancel.setAutoRaise(True)
        self.cancel.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.cancel.clicked.connect(self.cancel_asked)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(10, 2, 6, 2)
        layout.addWidget(self.bar)
        layout.addWidget(self.words, 1)
        layout.addWidget(self.cancel)
        self.setAccessibleName("Reading")
        theme.changed.connect(self._take_theme)
        self._take_theme()
        self.hide()

    def show_progress(self, name: str, progress: Progress) -> None:
        """Tell how far it is."""
        self.bar.setUpdatesEnabled(False)  # else it paints the whole window at once whenever its value changes
        self.bar.setRange(0, _STEPS if progress.bytes_total else 0)
        if progress.bytes_total:
            self.bar.setValue(round(min(progress.bytes_done / progress.bytes_total, 1) * _STEPS))
        self.bar.setUpdatesEnabled(True)
        words = told(name, progress)
        self.words.setText(words)
        self.setAccessibleDescription(words)
        self.show()

    def _take_theme(self) -> None:
        self.cancel.setIcon(theme.icon("close"))


def told(name: str, progress: Progress) -> str:
    """ "Reading kern.log: 120 of 2,048 MB, 310 MB/s, 6 s left, 17 reports so far"."""
    done, total = progress.bytes_done / _MB, progress.bytes_total
    parts = [f"{done:,.0f} MB" if not total else f"{done:,.0f} of {total / _MB:,.0f} MB"]
    if progress.seconds >= 0.5:
        parts.append(f"{progress.rate / _MB:,.0f} MB/s")
        if progress.seconds_left is not None:
            parts.append(f"{_duration(progress.seconds_left)} left")
    parts.append("1 report so far" if progress.reports == 1 else f"{progress.reports:,} reports so far")
    return f"Reading {printable(name)}: {', '.join(parts)}"


def _duration(seconds: float) -> str:
    whole = max(round(seconds), 1)
    return f"{whole} s" if whole < 100 else f"{round(whole / 60)} min"

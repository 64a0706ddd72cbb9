"""Which zone is looked at, by which kernel's rules, at which assumed positions? The line above the map."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QSpinBox,
    QStackedWidget,
    QWidget,
)

from engine.kernels.generations import ROWS, rules_named
from engine.model.scenario import Scenario
from gui import theme
from gui.allocator.widgets import tool

_NEARER = 2**0.5
_STEPS = 1000
_MOST_SEED = 9_999


class Head(QWidget):
    """Choices, and how far the making of a state is."""

    zone_asked = Signal(int)
    rules_asked = Signal(object)
    seed_asked = Signal(int)
    use_asked = Signal()
    back_asked = Signal()
    whole_asked = Signal()
    zoom_asked = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.zones = QComboBox()
        self.zones.setAccessibleName("Zone of the map")
        self.zones.setMinimumContentsLength(12)
        self.zones.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.rules = QComboBox()
        self.rules.setAccessibleName("Rules of the allocator")
        self.rules.setMinimumContentsLength(9)
        self.rules.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.rules.addItem("As the log says", None)
        for row in ROWS:
            self.rules.addItem(f"Linux {row.label}", row.label)
        self.assumed = QLabel("positions assumed")
        self.assumed.setForegroundRole(QPalette.ColorRole.PlaceholderText)
        self.seed = QSpinBox()
        self.seed.setRange(0, _MOST_SEED)
        self.seed.setPrefix("seed ")
        self.seed.setKeyboardTracking(False)
        self.seed.setAccessibleName("Seed of the positions")
        self.out = tool("", "Farther away (−)")
        self.near = tool("", "Nearer (+)")
        self.whole = tool("", "The whole zone (Home)")
        self.use = tool(
            "Use this state", "Carry these counts into the tables as one step that can be undone", beside=True
        )
        self.back = tool("", "Put back: forget what was tried here, the state as the tables had it")
        self.bar = QProgressBar()
        self.bar.setRange(0, _STEPS)
        self.bar.setFixedSize(110, 10)
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName("How far the state is made")
        self._state = QStackedWidget()
        self._state.addWidget(self.assumed)
        self._state.addWidget(self.bar)
        self._state.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._lay_out()
        self._connect()
        self.take_theme()

    def _lay_out(self) -> None:
        layout = QHBoxLayout(self)
        layout.setContentsMargins(6, 4, 6, 4)
        layout.setSpacing(4)
        for widget in (self.zones, self.rules, self.out, self.near, self.whole, self._state, self.seed):
            layout.addWidget(widget)
        layout.addStretch(1)
        layout.addWidget(self.back)
        layout.addWidget(self.use)

    def _connect(self) -> None:
        self.zones.activated.connect(self.zone_asked)
        self.rules.activated.connect(lambda row: self.rules_asked.emit(self.rules.itemData(row)))
        self.seed.valueChanged.connect(self.seed_asked)
        self.use.clicked.connect(self.use_asked)
        self.back.clicked.connect(self.back_asked)
        self.whole.clicked.connect(self.whole_asked)
        self.near.clicked.connect(lambda: self.zoom_asked.emit(_NEARER))
        self.out.clicked.connect(lambda: self.zoom_asked.emit(1 / _NEARER))

    def show_zones(self, titles: Sequence[str]) -> None:
        """The zones there are."""
        if [self.zones.itemText(row) for row in range(self.zones.count())] != list(titles):
            self.zones.clear()
            self.zones.addItems(list(titles))

    def choose_zone(self, number: int) -> None:
        """Which one is looked at."""
        self.zones.setCurrentIndex(number)

    def show_rules(self, scenario: Scenario, label: str | None) -> None:
        """The rules that decide."""
        if not scenario.rules:
            self.rules.setItemText(0, f"As the log says: {label}" if label else "As the log says")
        chosen = rules_named(scenario.rules) if scenario.rules else None
        self.rules.setCurrentIndex(0 if chosen is None else self.rules.findData(chosen.label))
        self.rules.setToolTip("Which kernel's rules the allocator and the verdict follow")

    def show_seed(self, seed: int, assumed: Sequence[str]) -> None:
        """The seed of the positions, and what else was assumed."""
        self.seed.blockSignals(True)
        self.seed.setValue(seed)
        self.seed.blockSignals(False)
        words = "A report counts free blocks and does not tell where they are. Another seed puts them elsewhere."
        tip = "\n".join((words, *assumed))
        self.seed.setToolTip(tip)
        self.assumed.setToolTip(tip)

    def show_progress(self, share: float | None) -> None:
        """How far the making is, in the place of what is said of it; None: nothing is made."""
        self._state.setCurrentWidget(self.assumed if share is None else self.bar)
        self.bar.setValue(round((share or 0.0) * _STEPS))

    def enable(self, on: bool) -> None:
        """Whether there is a map."""
        for widget in (self.zones, self.out, self.near, self.whole, self.use):
            widget.setEnabled(on)
        self.show_touched(False)

    def show_touched(self, on: bool) -> None:
        """Whether something was tried that can be put back."""
        self.back.setEnabled(on)

    def take_theme(self) -> None:
        """Take the icons anew."""
        for button, name in (
            (self.out, "zoom-out"),
            (self.near, "zoom-in"),
            (self.whole, "allocator"),
            (self.use, "zones"),
            (self.back, "revert"),
        ):
            button.setIcon(theme.icon(name))

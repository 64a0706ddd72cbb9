"""What can a person try? Allocate, free what was chosen on the map, and let programs run."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, QTimer, Signal, SignalInstance
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QSlider,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from engine.buddy.workload import MIXES
from gui import theme
from gui.allocator.widgets import heading, label, line, tool

_TICK = 40
_SPEEDS = (25, 100, 500, 2_000, 10_000, 50_000)
_FILES = "Workload (*.json)"
_NOT_PLAYED = "Nothing gives memory back meanwhile: kswapd, reclaim and compaction are not played."


class TryBox(QWidget):
    """Asks; what becomes of it is told by whoever does it."""

    allocate_asked = Signal(int)
    free_asked = Signal()
    frame_asked = Signal(str)
    run_asked = Signal(str)
    rest_asked = Signal()
    steps_asked = Signal(int)
    load_asked = Signal(object)
    save_asked = Signal(object)

    def __init__(self, graphs: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.graphs = graphs
        self.order = QSpinBox()
        self.order.setRange(0, 10)
        self.order.setPrefix("order ")
        self.order.setAccessibleName("Order to allocate or to free")
        self.order.setToolTip("Order to allocate; and to free where a block is in use from the start")
        self.allocate = tool("Allocate", "Ask for a block of this order with the request's mask", beside=True)
        self.free = tool(
            "Free", "Free the block in use that was chosen on the map; a double click does so, too", beside=True
        )
        self.frame = QLineEdit()
        self.frame.setPlaceholderText("page frame")
        self.frame.setAccessibleName("Page frame to go to")
        self.frame.setToolTip("Type the number of a page frame and press Return: its block is chosen on the map")
        self.frame.setMaxLength(24)
        self.chosen = label()
        self.mix = QComboBox()
        self.mix.setAccessibleName("Programs that run")
        for mix in MIXES:
            self.mix.addItem(mix.name, mix.name)
            self.mix.setItemData(self.mix.count() - 1, mix.says, Qt.ItemDataRole.ToolTipRole)
        self.run = tool("Run", "Let these programs allocate and free; fragmentation grows", beside=True)
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self.speed.setRange(0, len(_SPEEDS) - 1)
        self.speed.setValue(3)
        self.speed.setAccessibleName("Speed of the programs")
        self.speed.setToolTip("How many requests and frees a second")
        self.rate = label(dim=True)
        self.words = label()
        self._resting = ""
        self.mix.setMinimumContentsLength(8)
        self.load = tool("", "Run a recorded workload from a file…")
        self.save = tool("", "Save the workload that runs here, to be run exactly so again…")
        self._timer = QTimer(self, interval=_TICK)
        self._lay_out()
        self._connect()
        self.take_theme()
        self._tell_rate()

    def _lay_out(self) -> None:
        by_hand = QHBoxLayout()
        for widget in (self.order, self.allocate, self.free):
            by_hand.addWidget(widget)
        by_hand.addWidget(self.frame, 1)
        programs = QHBoxLayout()
        programs.addWidget(self.mix, 1)
        for widget in (self.run, self.load, self.save):
            programs.addWidget(widget)
        pace = QHBoxLayout()
        pace.addWidget(self.speed, 1)
        pace.addWidget(self.rate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 4)
        layout.setSpacing(5)
        layout.addWidget(heading("By hand"))
        layout.addLayout(by_hand)
        layout.addWidget(self.chosen)
        layout.addWidget(line())
        layout.addWidget(heading("Programs"))
        layout.addLayout(programs)
        layout.addLayout(pace)
        layout.addWidget(self.words)
        layout.addWidget(self.graphs, 1)

    def _connect(self) -> None:
        self.allocate.clicked.connect(lambda: self.allocate_asked.emit(self.order.value()))
        self.free.clicked.connect(self.free_asked)
        self.frame.returnPressed.connect(lambda: self.frame_asked.emit(self.frame.text()))
        self.run.clicked.connect(self._toggle)
        self.mix.currentIndexChanged.connect(self._name_run)
        self.speed.valueChanged.connect(self._tell_rate)
        self._timer.timeout.connect(lambda: self.steps_asked.emit(self.steps_a_tick()))
        self.load.clicked.connect(self.ask_load)
        self.save.clicked.connect(self.ask_save)

    @property
    def runs(self) -> bool:
        """Whether programs run."""
        return self._timer.isActive()

    def steps_a_tick(self) -> int:
        """So many steps make a slice."""
        return max(_SPEEDS[self.speed.value()] * _TICK // 1000, 1)

    def _toggle(self) -> None:
        if self.runs:
            self.rest_asked.emit()
        else:
            self.run_asked.emit(self.mix.currentData())

    def show_running(self, on: bool, resting: str = "") -> None:
        """Programs run, or not; `resting` is the mix that can go on."""
        self._timer.start() if on else self._timer.stop()
        self._resting = resting
        self._name_run()
        self.take_theme()

    def show_mix(self, name: str) -> None:
        """Which programs run; those of a file may be others than are offered here."""
        row = self.mix.findData(name)
        if row < 0:
            row = self.mix.count()
            self.mix.addItem(name, name)
        self.mix.setCurrentIndex(row)

    def _name_run(self) -> None:
        goes_on = bool(self._resting) and self._resting == self.mix.currentData()
        self.run.setText("Pause" if self.runs else "Go on" if goes_on else "Run")

    def show_words(self, words: str) -> None:
        """How far the programs are, or what was done last."""
        self.words.setText(words or _NOT_PLAYED)

    def show_chosen(self, words: str, can_free: bool) -> None:
        """What was chosen on the map."""
        self.chosen.setText(words or "Click a block on the map, or name a page frame, to choose it.")
        self.free.setEnabled(can_free)

    def enable(self, on: bool) -> None:
        """Whether there is something to try with."""
        for widget in (self.allocate, self.run, self.load, self.save, self.order, self.frame):
            widget.setEnabled(on)

    def ask_load(self) -> None:
        """Ask which recorded workload to run."""
        self._dialog(QFileDialog.AcceptMode.AcceptOpen, "Run Workload", self.load_asked)

    def ask_save(self) -> None:
        """Ask where to save the workload."""
        self._dialog(QFileDialog.AcceptMode.AcceptSave, "Save Workload", self.save_asked)

    def _dialog(self, mode: QFileDialog.AcceptMode, title: str, asked: SignalInstance) -> None:
        dialog = QFileDialog(self, title, "", _FILES)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        if mode is QFileDialog.AcceptMode.AcceptSave:
            dialog.setDefaultSuffix(".json")
            dialog.selectFile("workload.json")
        dialog.fileSelected.connect(lambda path: asked.emit(Path(path)))
        dialog.open()

    def _tell_rate(self) -> None:
        self.rate.setText(f"{_SPEEDS[self.speed.value()]:,} steps/s")

    def take_theme(self) -> None:
        """Take the icons anew."""
        self.allocate.setIcon(theme.icon("add"))
        self.free.setIcon(theme.icon("remove"))
        self.run.setIcon(theme.icon("pause" if self.runs else "play"))
        self.load.setIcon(theme.icon("open"))
        self.save.setIcon(theme.icon("save"))

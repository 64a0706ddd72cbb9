"""Would another kernel pass? A slider over the rules of all kernels, and how each order fares under each of them."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from engine.check.walk import rules_for
from engine.explain.analysis import Analysis
from engine.explain.flips import flip_lines, linux, why_no_matrix
from engine.explain.matrix import Matrix, matrix
from engine.model.scenario import Scenario
from engine.report.safe import printable
from gui import theme
from gui.kernels.board import Board
from gui.kernels.grid import grid_of, step_of, steps
from gui.latest import Latest
from gui.plain_text import plain_label, plain_tip

_PAUSE_MS = 150
"""The matrix follows when the hand rests: it takes a score of times as long as the verdict."""
_SLIDING = "sliding over the kernels"
"""The merge key of the slider: however far one slides, one step takes it back."""
_WHOLE = "Whole request"
_WAITING = "Trying the rules of every kernel …"
_CAUTION = "Only the check is compared: another kernel's memory would look different."
_HINT = 400
_MOST = 100
"""The share of the height that goes to the matrix before any is left empty."""


class KernelsPane(QScrollArea):
    """Slider, matrix, and where it flips in words. Sliding is an edit of the rules; all panes follow that."""

    edit_asked = Signal(str, object, str)
    zone_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._analysis: Analysis | None = None
        self._question: Scenario | None = None
        self._seen: dict[str | None, Scenario] = {}
        self._table: Matrix | None = None
        self._zone = 0
        self._own = 0
        self.board = Board()
        self.slider = self.board.slider
        self.name = plain_label()
        self.put_back = QToolButton()
        self.zones = QComboBox()
        self.words = plain_label()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MS)
        self._beside = Latest(matrix, self)
        self._lay_out()
        self._name_all()
        self._pause.timeout.connect(self._try_all)
        self._beside.done.connect(self._take)
        self.slider.valueChanged.connect(self._slide)
        self.board.cell_chosen.connect(self._choose_cell)
        self.put_back.clicked.connect(lambda: self._ask_rules(self._own, ""))
        self.zones.activated.connect(self._choose_zone)
        theme.changed.connect(self._take_theme)

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self.put_back)
        head.addWidget(self.zones)
        content = QWidget()
        layout = QVBoxLayout(content)
        layout.setContentsMargins(8, 4, 8, 6)
        layout.setSpacing(4)
        layout.addLayout(head)
        layout.addWidget(self.board, _MOST)
        layout.addWidget(self.words)
        layout.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusProxy(self.slider)

    def _name_all(self) -> None:
        self.setAccessibleName("Kernels")
        self.name.setAccessibleName("Rules")
        self.name.setWordWrap(False)
        font = self.name.font()
        font.setBold(True)
        self.name.setFont(font)
        self.put_back.setText("As the log says")
        self.put_back.setAccessibleName("As the log says")
        self.put_back.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.zones.setAccessibleName("Zone of the matrix")
        self.zones.setToolTip("What the matrix shows: how the whole request ends, or one zone of it")
        self.zones.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
        self.words.setAccessibleName("Where it flips")
        flags = Qt.TextInteractionFlag
        self.words.setTextInteractionFlags(flags.TextSelectableByMouse | flags.TextSelectableByKeyboard)
        self._take_theme()

    def sizeHint(self) -> QSize:
        """No more than what stands beside it takes: it can be scrolled."""
        return QSize(_HINT, _HINT // 2)

    # ---- showing

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """Stand at the rules of this analysis; the matrix follows where anything but the rules has changed."""
        self._analysis = analysis
        scenario = analysis.scenario
        question = replace(scenario, rules=None)
        if question != self._question:
            self._show_question(question)
            self._seen.clear()
        self._seen[scenario.rules] = scenario
        step = step_of(analysis.rules.rules.label)
        name = linux(steps()[step].releases)
        self.name.setText(name[:1].upper() + name[1:])
        self.put_back.setEnabled(step != self._own)
        order = scenario.request.order if scenario.request is not None else 0
        self.board.show_chosen(order, step, self._own)

    def _show_question(self, question: Scenario) -> None:
        """Another request or other zones: soon there is another matrix."""
        before, self._question = self._question, question
        own = rules_for(question)
        self._own = step_of(own.rules.label)
        self.put_back.setToolTip(plain_tip(f"Linux {own.rules.label}: {own.because}"))
        titles = [printable(zone.title) for zone in question.zones]
        if before is None or titles != [printable(zone.title) for zone in before.zones]:
            self._fill_zones(titles)
            self._show_table(None)
            self._pause.start(0)
        else:
            self._pause.start(_PAUSE_MS)
        self.board.setVisible(bool(question.zones) and question.request is not None)

    def _fill_zones(self, titles: list[str]) -> None:
        whole = self.zones.currentIndex() <= 0
        self.zones.clear()
        self.zones.addItems([_WHOLE, *titles])
        self.zones.setCurrentIndex(0 if whole or not titles else min(self._zone, len(titles) - 1) + 1)
        self.zones.setEnabled(bool(titles))

    def _try_all(self) -> None:
        analysis = self._analysis
        if analysis is None:
            return
        if why_no_matrix(analysis):
            self._show_table(None)
        else:
            self._beside.ask(analysis)

    def _take(self, tried: Analysis, table: Matrix | None) -> None:
        """The matrix has come; one for figures of before is for nobody."""
        if replace(tried.scenario, rules=None) == self._question:
            self._show_table(table)

    def _show_table(self, table: Matrix | None) -> None:
        self._table = table
        analysis = self._analysis
        if table is None or analysis is None:
            self.board.show_grid(None, "", 0)
            why = why_no_matrix(analysis) if analysis is not None else ""
            self.words.setText(why or _WAITING)
            return
        zone = self.shown_zone
        title = printable(analysis.zones[zone].zone.title) if zone is not None else ""
        self.board.show_grid(grid_of(table, zone), title, analysis.scenario.page_size)
        self.words.setText("\n".join((*flip_lines(table, table.order, zone, title), _CAUTION)))

    @property
    def shown_zone(self) -> int | None:
        """The zone whose matrix is shown, None for that of the whole request."""
        place = self.zones.currentIndex()
        return place - 1 if place > 0 else None

    def choose_zone(self, index: int) -> None:
        """Another zone is looked at; the matrix of the whole request stays."""
        self._zone = index
        if self.shown_zone not in (None, index) and index + 1 < self.zones.count():
            self.zones.setCurrentIndex(index + 1)
            self._show_table(self._table)

    def _take_theme(self) -> None:
        letters = self.name.fontMetrics()
        longest = max(letters.horizontalAdvance(linux(step.releases)) for step in steps())
        self.name.setFixedSize(longest + letters.height(), letters.height())  # so a step lays out nothing anew
        self.put_back.setIcon(theme.icon("revert"))
        self.board.take_theme()

    # ---- asking

    def _choose_zone(self, place: int) -> None:
        self._show_table(self._table)
        if place > 0:
            self.zone_chosen.emit(place - 1)

    def _slide(self, step: int) -> None:
        self._ask_rules(step, _SLIDING)

    def _ask_rules(self, step: int, merge_key: str) -> None:
        if self._analysis is not None:
            self._ask(step, self._analysis.scenario, merge_key, "")

    def _choose_cell(self, order: int, step: int) -> None:
        scenario = self._analysis.scenario if self._analysis is not None else None
        if scenario is None or scenario.request is None:
            return
        other = order != scenario.request.order
        asked = replace(scenario, request=replace(scenario.request, order=order)) if other else scenario
        self._ask(step, asked, "", f"order {order}, " if other else "")

    def _ask(self, step: int, scenario: Scenario, merge_key: str, also: str) -> None:
        """Ask for the rules of a step; at the log's own the log decides again."""
        label = None if step == self._own else steps()[step].label
        text = f"{also}rules of Linux {label}" if label else f"{also}rules as the log says"
        seen = None if also else self._seen.get(label)  # the very same value as before, so that its answer is known
        self.edit_asked.emit(text, seen or replace(scenario, rules=label), merge_key)

"""What do the panes with a table of figures share: asking for edits, places and zones, and saying what is wrong?"""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolBar, QVBoxLayout, QWidget

from engine.explain.analysis import Analysis
from engine.model.edits import (
    MOST_PAGES,
    Value,
    current_key,
    original_key,
    put_back,
    put_zones_back,
    set_values,
    value_at,
)
from engine.model.report import Key
from engine.model.scenario import Scenario
from engine.model.trace import ReadField
from gui.figures.table import FigureTable
from gui.figures.values import value_name, value_text
from gui.plain_text import plain_label, plain_tip
from gui.table_model import TableModel
from gui.theme import changed as theme_changed
from gui.theme import icon


class FigurePane(QWidget):
    """A table of a scenario's figures. Knows no other pane and no document: it shows an Analysis and asks."""

    edit_asked = Signal(str, object, str)
    place_asked = Signal(object)
    zone_chosen = Signal(int)

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = model
        self.table = FigureTable(model, self)
        self.linked = True
        self._analysis: Analysis | None = None
        self._original: Scenario | None = None
        self._hint = ""
        self.note = plain_label()
        self.note.setContentsMargins(6, 2, 6, 3)
        self.bar = QToolBar()
        self.bar.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._icons: list[tuple[QAction, str]] = []
        self._put_all_back = QAction("Put &all back", self)
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(0, 0, 0, 0)
        top.addWidget(self.bar)
        top.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.note)
        self.setFocusProxy(self.table)

    def _connect(self) -> None:
        self.table.put_asked.connect(self._put)
        self.table.put_back_asked.connect(self._put_back)
        self.table.step_asked.connect(self._step)
        self.table.current_asked.connect(self._ask_place)
        self.table.row_asked.connect(lambda row: self.zone_chosen.emit(self.zone_of(row)))
        self.table.message.connect(self.say)
        theme_changed.connect(self._show_icons)

    def add_action(self, text: str, icon_name: str, method: object, tip: str) -> QAction:
        """A button of the pane's tool bar."""
        action = QAction(text, self)
        self._to_bar(action, icon_name, method, tip)
        return action

    def add_put_all_back(self) -> None:
        """The button that brings the log's zones back, where the pane wants it."""
        self._to_bar(self._put_all_back, "revert", self.put_all_back, "All zones as the log gave them")

    def _to_bar(self, action: QAction, icon_name: str, method: object, tip: str) -> None:
        action.setToolTip(plain_tip(tip))
        action.setStatusTip(tip)
        if method is not None:
            action.triggered.connect(method)
        if icon_name:
            action.setIcon(icon(icon_name))
            self._icons.append((action, icon_name))
        self.bar.addAction(action)
        self.bar.widgetForAction(action).setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a tool bar's own can't be reached

    def _show_icons(self) -> None:
        for action, name in self._icons:
            action.setIcon(icon(name))
        self.table.viewport().update()
        self.table.verticalHeader().viewport().update()

    def say(self, message: str) -> None:
        """Shows a sentence below the table; none brings the hint back."""
        self.note.setText(message or self._hint)
        self.note.setProperty("complaint", bool(message))

    def set_hint(self, hint: str) -> None:
        """What stands below the table while nothing is wrong."""
        self._hint = hint
        self.say("")

    def show_analysis(self, analysis: Analysis, original: Scenario | None) -> None:
        """The figures of this analysis, marked where they differ from the log's."""
        self._analysis, self._original = analysis, original
        with self.table.filling():
            self.fill(analysis, original)
        edited = original is not None and analysis.scenario.zones != original.zones
        self._put_all_back.setEnabled(edited)
        self.say("")

    def fill(self, analysis: Analysis, original: Scenario | None) -> None:
        """Shows rows and columns; each pane has its own."""
        raise NotImplementedError

    def zone_of(self, row: int) -> int:
        """The index of the zone that a row belongs to."""
        return int(self.model.row(row).index)

    def choose_zone(self, zone_index: int) -> None:
        """Goes to a zone's row, in the column where one is."""
        current = self.table.currentIndex()
        if current.isValid() and self.zone_of(current.row()) == zone_index:
            return
        for row in range(self.model.rowCount()):
            if self.zone_of(row) == zone_index:
                self.table.choose_cell(self.model.index(row, max(current.column(), 0)))
                return

    def choose_key(self, key: Key) -> None:
        """Goes to the cell of a value of the log, if it is in this table."""
        scenario = self._scenario()
        if scenario is None or len(key) < 3 or key[0] != "zone":
            return
        here = current_key(key, scenario, self._original)
        index = self.model.index_of(here) if here is not None else None
        if index is not None and index.isValid():
            self.table.choose_cell(index)

    def light(self, zone_index: int, reads: Iterable[ReadField]) -> None:
        """Lights the cells of these fields of a zone; nothing puts the light out."""
        fields = tuple(reads)
        keys: list[Key] = [("zone", zone_index, *field) for field in fields]
        if any(field[0] == "lowmem_reserve" for field in fields):
            keys.append(("zone", zone_index, "lowmem_reserve"))
        self.model.light(keys)

    def put_all_back(self) -> None:
        """Asks for all zones as the log gave them."""
        scenario = self._scenario()
        if scenario is not None and self._original is not None:
            self.ask("put all zones back", put_zones_back(scenario, self._original))

    def ask(self, text: str, scenario: Scenario, merge_key: str = "") -> None:
        """Asks for an edit."""
        self.edit_asked.emit(text, scenario, merge_key)

    def _scenario(self) -> Scenario | None:
        return None if self._analysis is None else self._analysis.scenario

    def _put(self, values: list[tuple[Key, Value]], what: str) -> None:
        scenario = self._scenario()
        if scenario is None or not values:
            return
        text = f"{what} {len(values)} cells" if what and len(values) > 1 else described(scenario, *values[0])
        self.ask(text, set_values(scenario, values, self.linked))

    def _put_back(self, keys: list[Key]) -> None:
        scenario = self._scenario()
        if scenario is None or self._original is None:
            return
        name = f"{len(keys)} cells" if len(keys) > 1 else titled(scenario, keys[0])
        self.ask(f"put back {name}", put_back(scenario, self._original, keys, self.linked))

    def _step(self, key: Key, by: int) -> None:
        scenario = self._scenario()
        value = None if scenario is None else value_at(scenario, key)
        if scenario is None or not isinstance(value, int) or not 0 <= value + by <= MOST_PAGES:
            return
        after = set_values(scenario, [(key, value + by)], self.linked)
        self.ask(described(scenario, key, value + by), after, f"step {key!r}")

    def _ask_place(self, key: Key) -> None:
        scenario = self._scenario()
        source = None if scenario is None else original_key(key, scenario, self._original)
        if source is not None:
            self.place_asked.emit(source)


def titled(scenario: Scenario, key: Key) -> str:
    """The value's name with its zone: "DMA32 order 4"."""
    return f"{scenario.zones[int(key[1])].title} {value_name(key)}"


def described(scenario: Scenario, key: Key, value: Value) -> str:
    """An edit in words: "DMA32 free 12,560 kB → 8,000 kB"."""
    size = scenario.page_size
    before, after = (value_text(key, each, size) for each in (value_at(scenario, key), value))
    return f"{titled(scenario, key)} {before} → {after}"

"""Which zones are there, with which watermarks, and how did each end? The zone table and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction, QContextMenuEvent
from PySide6.QtWidgets import QComboBox, QLabel, QMenu, QToolButton, QWidget

from engine.explain.analysis import Analysis
from engine.model.edits import add_zone, blank_machine, remove_zones
from engine.model.scenario import Scenario
from gui.figures.pane import FigurePane
from gui.figures.quantity import Unit
from gui.figures.zone_columns import printed_columns, zone_columns, zone_rows, zone_title
from gui.table_model import TableModel

_HINTS = {
    Unit.KB: "Type 12560, 12.3MB or 3140p (pages). A bare number is kB, in lowmem_reserve pages.",
    Unit.PAGES: "Type 3140, 12560kB or 12.3MB. A bare number is pages.",
}
_EMPTY = "No zones yet: paste or open a report, or start with a blank x86-64 machine."
_NO_LINES = "This report has no zone lines; a blank machine can be filled in by hand."


class ZonesPane(FigurePane):
    """The zone table: a row a zone, each figure editable."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TableModel(zone_title), parent)
        self._unit = Unit.KB
        self._chosen: dict[str, bool] = {}
        self._printed: list[bool] = []
        self.table.setAccessibleName("Zone table")
        self.table.setAccessibleDescription("Free pages, watermarks and reserves of each zone, editable")
        self.add_action("&New zone", "add", self.ask_new_zone, "Add an empty zone")
        self._remove = self.add_action(
            "&Remove zone", "remove", self.ask_removal, "Remove the zones of the selected rows"
        )
        self._blank = self.add_action("&Blank machine", "blank", self.ask_blank, "Start by hand with an x86-64 machine")
        self._add_unit_box()
        self._add_column_menu()
        self.add_put_all_back()
        self.table.horizontalHeader().setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.table.horizontalHeader().customContextMenuRequested.connect(self._show_header_menu)
        self.table.horizontalHeader().setSectionsMovable(True)
        self.set_hint(_EMPTY)

    def _add_unit_box(self) -> None:
        label = QLabel("  &Unit ")
        self._units = QComboBox()
        self._units.addItems([unit.value for unit in Unit])
        self._units.setAccessibleName("Unit of the zone table")
        self._units.setToolTip("How figures are shown, and what a bare number means")
        self._units.currentIndexChanged.connect(lambda place: self.set_unit(list(Unit)[place]))
        label.setBuddy(self._units)
        self.bar.addWidget(label)
        self.bar.addWidget(self._units)

    def _add_column_menu(self) -> None:
        self._columns_menu = QMenu("Columns", self)
        self._columns_menu.aboutToShow.connect(self._fill_columns_menu)
        button = QToolButton()
        button.setText("&Columns")
        button.setToolTip("Choose which columns are shown")
        button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        button.setMenu(self._columns_menu)
        self.bar.addWidget(button)

    @property
    def unit(self) -> Unit:
        """How figures are shown, and what a bare number means."""
        return self._unit

    def set_unit(self, unit: Unit) -> None:
        """Shows figures in kB or in pages."""
        if unit is self._unit:
            return
        self._unit = unit
        self._units.setCurrentIndex(list(Unit).index(unit))
        if self._analysis is not None:
            self.show_analysis(self._analysis, self._original)

    def fill(self, analysis: Analysis, original: Scenario | None) -> None:
        """For the base: rows and columns of the zone table."""
        request = analysis.request
        columns = zone_columns(self._unit, None if request is None else request.reserve_index)
        first = self.model.columnCount() == 0
        self.model.show(columns, zone_rows(analysis, original, self._unit))
        printed = printed_columns(columns, analysis)
        if first or printed != self._printed:
            self._printed = printed
            self._show_columns(fit=first)
        self._remove.setEnabled(bool(analysis.zones))
        empty = _EMPTY if original is None else _NO_LINES
        self._hint = _HINTS[self._unit] if analysis.zones else empty

    def _show_columns(self, fit: bool) -> None:
        """Hides what has nothing to show, unless a person chose otherwise."""
        changed = fit
        for place, printed in enumerate(self._printed):
            shown = self._chosen.get(self._column_id(place), printed)
            if self.table.isColumnHidden(place) is shown:
                self.table.setColumnHidden(place, not shown)
                changed = True
        if changed:
            self.table.fit_columns()

    def _column_id(self, place: int) -> str:
        """A column's name that stays when the index in lowmem_reserve[2] changes."""
        title = self.model.column(place).name
        return "lowmem_reserve at the index" if "[" in title else title

    def show_column(self, name: str, shown: bool) -> None:
        """A person's choice to show or hide a column, by its title without unit."""
        self._chosen[name] = shown
        self._show_columns(fit=True)

    def _fill_columns_menu(self) -> None:
        self._columns_menu.clear()
        for place in range(self.model.columnCount()):
            name = self._column_id(place)
            action = QAction(name.replace("&", "&&"), self._columns_menu)
            action.setCheckable(True)
            action.setChecked(not self.table.isColumnHidden(place))
            action.toggled.connect(lambda shown, name=name: self.show_column(name, shown))
            self._columns_menu.addAction(action)
        self._columns_menu.addSeparator()
        usual = QAction("As &usual", self._columns_menu)
        usual.triggered.connect(self._forget_columns)
        self._columns_menu.addAction(usual)

    def _forget_columns(self) -> None:
        self._chosen.clear()
        self._show_columns(fit=True)

    def _show_header_menu(self, place: QPoint) -> None:
        header = self.table.horizontalHeader()
        self._columns_menu.popup(header.mapToGlobal(place))

    def ask_new_zone(self) -> None:
        """Asks for one more zone, and shows the columns in which it can be named."""
        scenario = self._scenario()
        if scenario is None:
            return
        after = add_zone(scenario)
        for name in ("node", "zone"):
            self.show_column(name, True)
        self.ask(f"new zone {after.zones[-1].title}", after)
        self.choose_zone(len(after.zones) - 1)

    def ask_removal(self) -> None:
        """Asks for the removal of the zones whose cells are selected."""
        scenario = self._scenario()
        rows = sorted({index.row() for index in self.table.selectedIndexes()})
        if scenario is None or not rows:
            self.say("Choose a zone's row to remove it.")
            return
        zones = [self.zone_of(row) for row in rows]
        names = ", ".join(scenario.zones[index].title for index in zones)
        self.ask(f"remove {names}", remove_zones(scenario, zones))

    def ask_blank(self) -> None:
        """Asks for a machine to be filled in by hand."""
        self.ask("blank x86-64 machine", blank_machine())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """For Qt: beside the table there is nothing to act on."""
        event.ignore()

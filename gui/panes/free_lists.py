"""How many free blocks of each order are there, and on which lists? The free-list table and its commands."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from engine.explain.analysis import Analysis
from engine.model.edits import MOST_ORDERS, add_order, order_count, remove_order
from engine.model.scenario import Scenario
from gui.figures.list_columns import columns_of_lists, letters_printed, list_rows, list_title
from gui.figures.pane import FigurePane
from gui.table_model import TableModel

_LINKED = "Free follows the lists: an edited count changes free and the printed sum by its pages."
_UNLINKED = "Free stays: an edited count changes the count alone."


class FreeListsPane(FigurePane):
    """The free-list table: a row of counts and a row of letters a zone, a column an order."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TableModel(list_title), parent)
        self.table.setAccessibleName("Free-list table")
        self.table.setAccessibleDescription(
            "Free blocks of each order of each zone, and the lists they are on, editable"
        )
        self._link = self.add_action("&Free follows the lists", "link", self.set_linked, _LINKED)
        self._link.setCheckable(True)
        self._link.setChecked(True)
        self._letters = self.add_action("&List letters", "", None, "Show which lists hold the blocks")
        self._letters.setCheckable(True)
        self._letters.triggered.connect(self._choose_letters)
        self._wants_letters: bool | None = None
        self._add = self.add_action("Add &top order", "add", self.ask_order, "One more order in every zone's lists")
        self._take = self.add_action(
            "Remove top &order", "remove", self.ask_order_removal, "One order less in every zone"
        )
        self.add_put_all_back()
        self.set_hint(_LINKED)

    def set_linked(self, linked: bool) -> None:
        """Whether edits of counts carry free along."""
        self.linked = linked
        self._link.setChecked(linked)
        for place, (action, _) in enumerate(self._icons):
            if action is self._link:
                self._icons[place] = (action, "link" if linked else "unlink")
        self._show_icons()
        self._link.setToolTip(_LINKED if linked else _UNLINKED)
        self.set_hint(_LINKED if linked else _UNLINKED)

    def fill(self, analysis: Analysis, original: Scenario | None) -> None:
        """For the base: rows and columns of the free-list table."""
        scenario = analysis.scenario
        rows = self.model.rowCount()
        self.model.show(columns_of_lists(scenario), list_rows(scenario, original))
        if self.model.rowCount() != rows:
            self.table.fit_columns()
        self._show_letters(scenario)
        orders = order_count(scenario)
        self._add.setEnabled(bool(scenario.zones) and orders < MOST_ORDERS)
        self._take.setEnabled(bool(scenario.zones) and orders > 1)

    def _choose_letters(self, wanted: bool) -> None:
        self._wants_letters = wanted
        if self._analysis is not None:
            self._show_letters(self._analysis.scenario)

    def _show_letters(self, scenario: Scenario) -> None:
        """The rows of letters, where a kernel printed some and nobody chose otherwise."""
        shown = letters_printed(scenario) if self._wants_letters is None else self._wants_letters
        self._letters.setChecked(shown)
        for row in range(1, self.model.rowCount(), 2):
            if self.table.isRowHidden(row) is shown:
                self.table.setRowHidden(row, not shown)

    def ask_order(self) -> None:
        """Asks for one more order."""
        scenario = self._scenario()
        if scenario is not None:
            self.ask(f"add order {order_count(scenario)}", add_order(scenario))

    def ask_order_removal(self) -> None:
        """Asks for one order less."""
        scenario = self._scenario()
        if scenario is not None:
            self.ask(f"remove order {order_count(scenario) - 1}", remove_order(scenario, self.linked))

"""What differs between two reports, or in one before and after edits? Both verdicts, then the differences only."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from gui import theme
from gui.compare.choices import Choices
from gui.compare.rows import CompareRow, columns_of, compare_rows, row_title
from gui.compare.sides import LOG, NOW, Side, Told
from gui.compare.table import CompareTable
from gui.compare.verdict import VerdictText
from gui.figures.quantity import Unit
from gui.plain_text import plain_label, plain_tip
from gui.reports.listing import Listing
from gui.table_model import TableModel

_SHARE = 0.3
"""How much of the pane's height the two verdicts may take."""
_ALL = 1000
_PICK = "What is compared. Type a number to go to that report; from the list itself any can be compared (Ctrl+Shift+P)"
_SHORTEST = 8
"""Letters of a side's title that are always seen."""
_ICON = QSize(18, 18)
_HINT = QSize(400, 192)
_LEAST = 120


class ComparePane(QWidget):
    """Two pickers, the two verdicts side by side, what it comes to, and a table of what differs.

    `sides_chosen` carries what a person wants compared, `zone_chosen` the zone of the row that the keyboard is on,
    `place_asked` the key of a value to show in the source.
    """

    sides_chosen = Signal(object, object)
    zone_chosen = Signal(int)
    place_asked = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices = Choices(self)
        self.left, self.right = _picker("Left side", self.choices), _picker("Right side", self.choices)
        self._pickers = self.left, self.right
        self.swap = _tool("swap", "Swap the two sides")
        self.copy = _tool("copy", "Copy what differs as a table (Ctrl+C in the table, Ctrl+Shift+C as Markdown)")
        self.units = QComboBox()
        self.verdicts = VerdictText("Verdict on the left side"), VerdictText("Verdict on the right side")
        self.words = plain_label()
        self.model = TableModel(row_title, self)
        self.table = CompareTable(self.model)
        self._listing = Listing(parent=self)
        self._unit = Unit.KB
        self._told: Told | None = None
        self._listing.grown.connect(self._grow)
        self._lay_out()
        self._connect()
        self.show_sides(LOG, NOW)

    def _lay_out(self) -> None:
        self.units.addItems([unit.value for unit in Unit])
        self.units.setAccessibleName("Unit of the differences")
        self.units.setToolTip("How figures are shown")
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.words.setAccessibleName("What it comes to")
        self.words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        font = self.words.font()
        font.setBold(True)
        self.words.setFont(font)
        sides = QGridLayout()
        sides.setContentsMargins(6, 4, 6, 0)
        sides.setHorizontalSpacing(6)
        sides.setVerticalSpacing(2)
        for column, (picker, verdict) in ((0, (self.left, self.verdicts[0])), (2, (self.right, self.verdicts[1]))):
            sides.addWidget(picker, 0, column)
            sides.addWidget(verdict, 1, column)
            sides.setColumnStretch(column, 1)
        sides.addWidget(self.swap, 0, 1)
        sums = QHBoxLayout()
        sums.setContentsMargins(8, 2, 6, 4)
        sums.addWidget(self.words, 1)
        for tool in (self.units, self.copy):
            sums.addWidget(tool, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(sides)
        layout.addLayout(sums)
        layout.addWidget(self.table, _ALL)
        layout.addStretch(1)  # while there is nothing for the table
        self.setFocusProxy(self.left)

    def _connect(self) -> None:
        self.left.activated.connect(self._choose)
        self.right.activated.connect(self._choose)
        self.swap.clicked.connect(lambda: self.sides_chosen.emit(self._side(self.right), self._side(self.left)))
        self.copy.clicked.connect(self.table.copy_all)
        self.units.activated.connect(lambda place: self.set_unit(list(Unit)[place]))
        self.table.row_asked.connect(self._go_to_zone)
        self.table.place_asked.connect(self._ask_place)
        theme.changed.connect(self._take_theme)

    # ---- which two

    def show_listing(self, listing: Listing) -> None:
        """Other reports to choose from; what comes later is added."""
        if listing is self._listing:
            return
        self._listing.grown.disconnect(self._grow)
        self._listing = listing
        listing.grown.connect(self._grow)
        sides = self._side(self.left), self._side(self.right)
        self.choices.show_listing(listing)
        self.show_sides(*sides)

    def _grow(self) -> None:
        self.choices.grow()

    def show_sides(self, left: Side, right: Side) -> None:
        """Which two are compared."""
        for picker, side in zip(self._pickers, (left, right), strict=True):
            picker.setCurrentIndex(self.choices.row_of(side))

    def _side(self, picker: QComboBox) -> Side:
        return self.choices.side_at(max(picker.currentIndex(), 0))

    def _choose(self) -> None:
        self.sides_chosen.emit(self._side(self.left), self._side(self.right))

    # ---- what differs

    def show_told(self, told: Told) -> None:
        """Both sides and what differs."""
        before, self._told = self._told, told
        for party in (told.left, told.right):
            self.choices.set_title(party.side, party.title)
        self.choices.hold((told.left.side.row, told.right.side.row), told.report)
        self.show_sides(told.left.side, told.right.side)
        for verdict, picker, party in zip(self.verdicts, self._pickers, (told.left, told.right), strict=True):
            verdict.show_analysis(party.analysis)
            picker.setToolTip(plain_tip(f"{party.title}\n{_PICK}"))
        self.words.setText(told.sentence)
        others = before is None or _which(before) != _which(told)
        self._fill(anew=others)
        self._fit_verdicts()
        if others:
            self.table.go_to_top()

    def set_unit(self, unit: Unit) -> None:
        """Show figures in kB or in pages."""
        if unit is not self._unit:
            self._unit = unit
            self.units.setCurrentIndex(list(Unit).index(unit))
            self._fill()

    def _fill(self, anew: bool = False) -> None:
        told = self._told
        if told is None:
            return
        rows = [] if told.comparison is None else compare_rows(told.comparison, self._unit)
        with self.table.staying():
            if anew or len(rows) != self.model.rowCount():  # one more in the middle moves all that follow it
                self.model.show((), ())
            self.model.show(columns_of(told.left.name, told.right.name), rows)
        self.table.fit_columns()
        for widget in (*self.verdicts, self.table, self.units, self.copy):
            widget.setVisible(bool(rows))  # two verdicts that are the same would tell nothing

    # ---- zones and places

    def choose_zone(self, index: int) -> None:
        """Bring the differences of a zone of the shown report into sight."""
        current = self.table.currentIndex()
        if current.isValid() and self._zone_of(self._row(current.row())) == index:
            return
        for row in range(self.model.rowCount()):
            if self._zone_of(self._row(row)) == index:
                self.table.choose_row(row)
                return

    def _row(self, number: int) -> CompareRow:
        found = self.model.row(number)
        assert isinstance(found, CompareRow)
        return found

    def _zone_of(self, row: CompareRow) -> int | None:
        """The zone's index in what all other panes show."""
        if self._told is None or self._told.shown is None:
            return None
        return row.zones[self._told.shown is self._told.right]

    def _go_to_zone(self, number: int) -> None:
        zone = self._zone_of(self._row(number))
        if zone is not None:
            self.zone_chosen.emit(zone)

    def _ask_place(self, number: int) -> None:
        row = self._row(number)
        zone = self._zone_of(row)
        if row.key[0] != "zone":
            self.place_asked.emit(row.key)
        elif zone is not None:
            self.place_asked.emit(("zone", zone, *row.key[2:]))

    # ---- for Qt

    def sizeHint(self) -> QSize:
        """For Qt: no more than what stands beside it takes; its table can be scrolled."""
        return _HINT

    def minimumSizeHint(self) -> QSize:
        """For Qt: whatever the verdicts take, the panes above it need not give way."""
        return QSize(super().minimumSizeHint().width(), _LEAST)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt: another width is another height of the verdicts."""
        super().resizeEvent(event)
        self._fit_verdicts()

    def _fit_verdicts(self) -> None:
        """Both as high as the longer one, up to a share of the pane; what is more can be scrolled to."""
        most = round(self.height() * _SHARE)
        height = max(verdict.height_within(most) for verdict in self.verdicts)
        for verdict in self.verdicts:
            if verdict.height() != height:
                verdict.setFixedHeight(height)

    def _take_theme(self) -> None:
        for button, name in ((self.swap, "swap"), (self.copy, "copy")):
            button.setIcon(theme.icon(name))
        for verdict in self.verdicts:
            verdict.write()
        self.table.viewport().update()


def _which(told: Told) -> tuple[object, ...]:
    """Which two are compared: while they stay, the table stays where it was scrolled to."""
    return told.left.side, told.right.side, told.report


def _picker(name: str, choices: Choices) -> QComboBox:
    picker = QComboBox()
    picker.setModel(choices)
    picker.setAccessibleName(name)
    picker.setAccessibleDescription("What is compared: the shown report as logged or edited, or another of the list")
    picker.setToolTip(_PICK)
    picker.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    picker.setMinimumContentsLength(_SHORTEST)
    view = picker.view()
    view.setTextElideMode(Qt.TextElideMode.ElideRight)
    view.setUniformItemSizes(True)  # type: ignore[attr-defined]
    return picker


def _tool(icon: str, words: str) -> QToolButton:
    button = QToolButton()
    button.setIcon(theme.icon(icon))
    button.setIconSize(_ICON)
    button.setAutoRaise(True)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button

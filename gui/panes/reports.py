"""Which reports are there, and which of them is wanted?"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QVBoxLayout, QWidget

from engine.model.sighting import Sighting
from gui import theme
from gui.reports.filter import HINT, TIP
from gui.reports.listing import Listing
from gui.reports.model import ReportTable
from gui.reports.rows import COLUMNS
from gui.reports.table import REPORT_ACTIONS, ReportView

_REFRESH = 200
"""Milliseconds between two looks at what came, while a log is being read."""
_FEW, _MANY, _LONG = 3, 10, 2000
FILTER_KEYS = (
    ("open_filter", "Filter the reports", "Ctrl+F"),
    ("toggle_groups", "Group the reports by cause", "Ctrl+G"),
)
"""The pane's own keys: the method, what it does, the key."""


class ReportsPane(QWidget):
    """The list with its filter. `report_chosen` carries a row of the listing, `copy_asked` a form."""

    report_chosen = Signal(int)
    report_entered = Signal()
    export_asked = Signal()
    copy_asked = Signal(str)
    compare_asked = Signal(int)
    shown_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = ReportTable(self)
        self.view = ReportView(self.model)
        self.filter = QLineEdit()
        self.filter.setPlaceholderText(HINT)
        self.filter.setToolTip(TIP)
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName("Filter of the reports")
        self.filter.setAccessibleDescription(TIP)
        self.filter.installEventFilter(self)
        self.grouping = QToolButton()
        self.grouping.setText("Group by cause")
        self.grouping.setToolTip("Reports with the same requester, order, flags and outcome together (Ctrl+G)")
        self.grouping.setCheckable(True)
        self.grouping.setAutoRaise(True)
        self.grouping.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.count = QLabel()
        self.count.setTextFormat(Qt.TextFormat.PlainText)
        self._chosen: int | None = None
        self._before: int | None = None
        self._looked = QTimer(self, singleShot=True, interval=_REFRESH)
        self._prepared = 0
        self._preparing = QTimer(self, interval=0)
        self._lay_out()
        self._connect()
        self._take_theme()
        self._tell_count()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setContentsMargins(6, 4, 8, 4)
        top.setSpacing(10)
        top.addWidget(self.filter, 1)
        top.addWidget(self.grouping)
        top.addWidget(self.count)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(top)
        layout.addWidget(self.view, 1)
        self.setFocusProxy(self.view)

    def _connect(self) -> None:
        self.filter.textChanged.connect(self._filter)
        self.grouping.toggled.connect(self._group)
        self.view.row_chosen.connect(self._choose)
        self.view.row_entered.connect(self.report_entered)
        self.view.wanted.connect(self._do)
        self.view.other_row = self.other_row
        self.view.horizontalHeader().sortIndicatorChanged.connect(self._keep_place)
        self._looked.timeout.connect(self._grow)
        self._preparing.timeout.connect(self._prepare)
        self.model.listing.grown.connect(self._wait)
        self.model.listing.ended.connect(self._begin_to_prepare)
        theme.changed.connect(self._take_theme)
        for method, _, keys in FILTER_KEYS:
            self._add_shortcut(keys, getattr(self, method))
        for name, _, keys in REPORT_ACTIONS[1:]:  # the first is the view's own
            if keys:
                self._add_shortcut(keys, getattr(self, name))

    def _add_shortcut(self, keys: str, method: object) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(method)

    # ---- what is shown

    def show_listing(self, listing: Listing) -> None:
        """The reports of another text or log; what comes later is shown as it comes."""
        if listing is self.model.listing:
            return
        before = self.model.listing
        before.grown.disconnect(self._wait)
        before.ended.disconnect(self._begin_to_prepare)
        self._chosen = self._before = None
        self.model.show(listing)
        listing.grown.connect(self._wait)
        listing.ended.connect(self._begin_to_prepare)
        self._tell_count()
        self._begin_to_prepare()

    def _wait(self) -> None:
        if len(self.model.listing) <= _MANY:
            self._grow()
        elif not self._looked.isActive():
            self._looked.start()

    def _grow(self) -> None:
        self.model.grow()
        self._place_choice()
        self._tell_count()

    def _begin_to_prepare(self) -> None:
        """Of a long list the filter's index is made while nothing is asked, so that the first key is quick, too."""
        self._prepared = 0
        if len(self.model.listing) >= _LONG and not self.model.listing.running:
            self._preparing.start()

    def _prepare(self) -> None:
        columns = self.model.listing.haystack.columns
        if self._prepared < len(columns):
            columns[self._prepared].prepare()
            self._prepared += 1
        else:
            self._preparing.stop()

    def show_chosen(self, row: int | None) -> None:
        """Which report is shown in the other panes."""
        self._remember(row)
        if row is not None and row >= self.model.seen:
            self.model.grow()
        self.view.go_to_row(row)

    def _place_choice(self) -> None:
        """After lines moved: the keyboard stays with the chosen report where that can be seen."""
        if self._chosen is not None and self.view.current_row() != self._chosen:
            self.view.go_to_row(self._chosen)

    def _choose(self, row: int) -> None:
        self._remember(row)
        self.report_chosen.emit(row)

    def _remember(self, row: int | None) -> None:
        if row != self._chosen:
            self._before, self._chosen = self._chosen, row

    def other_row(self) -> int | None:
        """What the shown report is compared with: another that is selected, else the one that was shown before it."""
        others = (row for row in self.view.selected_rows() if row != self._chosen)
        return next(others, self._before)

    def compare(self) -> None:
        """Compare it with the shown report; without one the shown report waits for another to be shown."""
        other = self.other_row()
        row = self._chosen if other is None else other
        if row is not None:
            self.compare_asked.emit(row)

    def _tell_count(self) -> None:
        shown, all_of_them, groups = self.model.shown_count, len(self.model.listing), self.model.group_count
        reports = "1 report" if all_of_them == 1 else f"{all_of_them:,} reports"
        text = reports if shown == all_of_them else f"{shown:,} of {reports}"
        if self.model.is_grouped:
            text += " in 1 group" if groups == 1 else f" in {groups:,} groups"
        self.count.setText(text)
        self.shown_changed.emit()

    def sizeHint(self) -> QSize:
        """As high as a few lines."""
        row = self.view.verticalHeader().defaultSectionSize()
        lines = _MANY if self.model.listing.inputs else min(max(self.model.rowCount(), _FEW), _MANY)
        head = self.filter.sizeHint().height() + self.view.horizontalHeader().sizeHint().height()
        return QSize(800, head + lines * row + 24)

    # ---- filter and groups

    def _filter(self, text: str) -> None:
        self.model.set_filter(text)
        self._place_choice()
        self._tell_count()

    def _group(self, on: bool) -> None:
        self.model.set_grouped(on)
        if self._chosen is not None and on and self._chosen in self.model.shown:
            self.model.open_for(self._chosen)
        self._place_choice()
        self._tell_count()

    def _keep_place(self) -> None:
        self._place_choice()

    def open_filter(self) -> None:
        """Put the keyboard on the filter."""
        self.filter.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.filter.selectAll()

    def toggle_groups(self) -> None:
        """By cause, or one by one."""
        self.grouping.toggle()

    def filter_by_cell(self) -> None:
        """Add what stands in the cell that the keyboard is on to the filter."""
        index = self.view.currentIndex()
        row = self.model.row_at(index.row())
        if row is None:
            return
        column, listing = COLUMNS[index.column()], self.model.listing
        text = column.text(listing.sightings[row], listing.sources).replace('"', "")
        term = f'{column.name}:"{text}"' if " " in text else f"{column.name}:{text}"
        self.filter.setText(f"{self.filter.text()} {term}".strip())

    def open_all(self) -> None:
        """Open every group."""
        self.model.set_all_open(True)
        self._place_choice()

    def close_all(self) -> None:
        """Close every group."""
        self.model.set_all_open(False)

    # ---- out

    def shown_sightings(self) -> list[Sighting]:
        """What the filter lets through, as sorted."""
        return [self.model.listing.sightings[row] for row in self.model.shown]

    def _do(self, name: str) -> None:
        getattr(self, name)()

    def export(self) -> None:
        """Ask to save the list."""
        self.export_asked.emit()

    def copy_tsv(self) -> None:
        """Put the selected reports on the clipboard, for a spreadsheet."""
        self.copy_asked.emit("tsv")

    def copy_markdown(self) -> None:
        """Put the selected reports on the clipboard, for an incident's page."""
        self.copy_asked.emit("markdown")

    def selected_sightings(self) -> list[Sighting]:
        """What is selected, as sorted; a closed group stands for all its reports."""
        return [self.model.listing.sightings[row] for row in self.view.selected_rows()]

    # ---- for Qt

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """For Qt: from the filter, Down goes to the list and Escape takes the filter away."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._go_to_list()
                return True
            if event.key() == Qt.Key.Key_Escape and self.filter.text():
                self.filter.clear()
                return True
        return super().eventFilter(watched, event)

    def _go_to_list(self) -> None:
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)
        if not self.view.currentIndex().isValid() and self.model.rowCount():
            self.view.setCurrentIndex(self.model.index(0, 0))

    def _take_theme(self) -> None:
        self.grouping.setIcon(theme.icon("group"))
        self.model.refresh()

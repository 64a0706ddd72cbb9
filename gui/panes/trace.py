"""What did the check do in each zone, step by step, and at which step did it refuse?"""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QRect, QSignalBlocker, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QFontMetrics, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from engine.check.outcome import ZoneOutcome
from engine.explain.analysis import Analysis, ZoneAnswer
from engine.explain.trace_words import TraceLine
from engine.model.scenario import Scenario
from gui import theme
from gui.plain_text import plain_tip

_WORDS = {
    ZoneOutcome.PASS: "passes",
    ZoneOutcome.FAIL: "refuses",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not asked",
}
_ICONS = {
    ZoneOutcome.PASS: "pass",
    ZoneOutcome.FAIL: "fail",
    ZoneOutcome.UNDECIDED: "undecided",
    ZoneOutcome.NOT_CANDIDATE: "not_candidate",
}
_ICON_SIZE = 16
_PAD = 12
_NARROWEST = 80
_SHORTEST = 10
_TEXT, _NUMBERS = range(2)


class TracePane(QWidget):
    """A tree: the zones with their reasons, below each its steps. The step that refused is marked."""

    step_chosen = Signal(object)
    zone_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.tree = _Tree()
        self._analysis: Analysis | None = None
        self._shown: list[tuple[ZoneAnswer, bool]] = []
        self._fixed = theme.fixed_font()
        self._bold = QFont(self.tree.font())
        self._bold.setBold(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.tree)
        self.setFocusProxy(self.tree)
        self.tree.currentItemChanged.connect(self._tell_choice)
        self.tree.itemExpanded.connect(self._fill)
        theme.changed.connect(self._take_theme)

    def show_analysis(self, analysis: Analysis, original: Scenario | None = None) -> None:
        """Show every zone's steps; what is open and chosen stays so, where it is still there."""
        self._analysis = analysis
        if len(self._shown) != len(analysis.zones):
            self._shown.clear()
        states = [(answer, self._is_open(answer.index)) for answer in analysis.zones]
        with QSignalBlocker(self.tree):
            _fit_children(self.tree.invisibleRootItem(), len(analysis.zones))
            for index, (answer, opened) in enumerate(states):
                if not self._shown or self._shown[index][0] is not answer or self._shown[index][1] != opened:
                    self._show_zone(self._zone_item(index), answer)
        self._shown = states
        self._fit_numbers()

    def _is_open(self, index: int) -> bool:
        item = self.tree.topLevelItem(index)
        return item is not None and item.isExpanded()

    def _fit_numbers(self) -> None:
        """The column of numbers as wide as the longest of the open zones; the font is of one width."""
        zones = self._analysis.zones if self._analysis is not None else ()
        shown = [zone for zone in zones if self._zone_item(zone.index).isExpanded()]
        longest = max((len(line.result) for zone in shown for line in zone.trace), default=0)
        self.tree.fit_numbers(max(longest, _SHORTEST), self._fixed)

    def choose_zone(self, zone_index: int) -> None:
        """Open a zone, without moving the keyboard from a step of it."""
        if not 0 <= zone_index < self.tree.topLevelItemCount():
            return
        chosen = self.chosen()
        item = self._zone_item(zone_index)
        with QSignalBlocker(self.tree):
            for index in range(self.tree.topLevelItemCount()):
                if index != zone_index:
                    self._zone_item(index).setExpanded(False)
            item.setExpanded(True)
            self._fill(item)
            if chosen is None or chosen[0] != zone_index:
                self.tree.setCurrentItem(item)
        self._reveal()

    def _reveal(self) -> None:
        """Bring the open zone into view, and the step that made it refuse."""
        for index in range(self.tree.topLevelItemCount()):
            item = self._zone_item(index)
            if item.isExpanded():
                self.tree.scrollToItem(item, QAbstractItemView.ScrollHint.PositionAtTop)
                failing = self.failing_step(index)
                if failing is not None:
                    self.tree.scrollToItem(_child(item, failing))
                return

    def showEvent(self, event: QShowEvent) -> None:
        """What is to be seen hangs on the room, which is known when the pane has been laid out."""
        super().showEvent(event)
        QTimer.singleShot(0, self, self._reveal)

    def chosen(self) -> tuple[int, int | None] | None:
        """The zone and step where the cursor is; the step is None on the zone itself."""
        item = self.tree.currentItem()
        if item is None:
            return None
        above = item.parent()
        if above is None:
            return self.tree.indexOfTopLevelItem(item), None
        return self.tree.indexOfTopLevelItem(above), above.indexOfChild(item)

    def choose_step(self, zone_index: int, step_index: int) -> None:
        """Go to a step."""
        zone = self._zone_item(zone_index)
        zone.setExpanded(True)
        if step_index < zone.childCount():
            self.tree.setCurrentItem(_child(zone, step_index))

    def failing_step(self, zone_index: int) -> int | None:
        """The step that made the zone refuse."""
        if self._analysis is None or zone_index >= len(self._analysis.zones):
            return None
        return _failing(self._analysis.zones[zone_index])

    def _zone_item(self, index: int) -> QTreeWidgetItem:
        item = self.tree.topLevelItem(index)
        if item is None:
            raise IndexError(f"no zone {index} in the trace")
        return item

    def _show_zone(self, item: QTreeWidgetItem, answer: ZoneAnswer) -> None:
        """A zone and, where it is open, its steps. The view is told of a changed row once, not value by value."""
        lines = answer.trace if item.isExpanded() else ()
        wanted = max(len(lines), 1)
        _fit_children(item, min(item.childCount(), wanted) if lines else wanted)
        rows = [_child(item, number) for number in range(item.childCount())]
        added = [QTreeWidgetItem() for _ in range(wanted - len(rows))]
        failing = _failing(answer)
        with QSignalBlocker(self.tree.model()):
            changed = [item] if self._show_title(item, answer) else []
            for number, (row, line) in enumerate(zip((*rows, *added), lines, strict=False)):
                icon = _step_icon(line, number == failing)
                if self._show_line(row, line.text, line.result, icon, number == failing) and number < len(rows):
                    changed.append(row)
            if item.isExpanded() and not lines and self._show_line(rows[0], answer.reason, "", "dot", False):
                changed.append(rows[0])
        item.addChildren(added)
        for row in changed:
            self.tree.tell_row(row)

    def _show_title(self, item: QTreeWidgetItem, answer: ZoneAnswer) -> bool:
        changed = _set_text(item, _TEXT, answer.zone.title) | _set_text(item, _NUMBERS, _WORDS[answer.outcome])
        _set_tip(item, answer.reason)
        if item.data(_TEXT, Qt.ItemDataRole.UserRole) is answer.outcome:
            return changed
        item.setData(_TEXT, Qt.ItemDataRole.UserRole, answer.outcome)
        item.setIcon(_TEXT, theme.icon(_ICONS[answer.outcome]))
        item.setFont(_TEXT, self._bold)
        item.setTextAlignment(_NUMBERS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        return True

    def _fill(self, item: QTreeWidgetItem) -> None:
        """A zone that is opened gets its steps; until then they cost nothing."""
        index = self.tree.indexOfTopLevelItem(item)
        if self._analysis is not None and 0 <= index < len(self._analysis.zones):
            with QSignalBlocker(self.tree):
                self._show_zone(item, self._analysis.zones[index])
            self._fit_numbers()

    def _show_line(self, item: QTreeWidgetItem, text: str, result: str, icon: str, failing: bool) -> bool:
        """Show one step in a row, and tell whether that changed it."""
        changed = _set_text(item, _TEXT, text) | _set_text(item, _NUMBERS, result)
        look = (icon, failing)
        if item.data(_TEXT, Qt.ItemDataRole.UserRole) == look:
            return changed
        item.setData(_TEXT, Qt.ItemDataRole.UserRole, look)
        item.setIcon(_TEXT, theme.icon(icon))
        numbers = QFont(self._fixed)
        numbers.setBold(failing)
        item.setFont(_TEXT, self._bold if failing else self.tree.font())
        item.setFont(_NUMBERS, numbers)
        item.setTextAlignment(_NUMBERS, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        ink = theme.color("chart.fail" if failing else "text")
        item.setForeground(_TEXT, ink)
        item.setForeground(_NUMBERS, ink)
        return True

    def _tell_choice(self, item: QTreeWidgetItem | None) -> None:
        chosen = self.chosen()
        if item is None or chosen is None:
            return
        zone, step = chosen
        self.zone_chosen.emit(zone)
        if step is not None and self._analysis is not None and step < len(self._analysis.zones[zone].trace):
            self.step_chosen.emit((zone, step))
        else:
            self.step_chosen.emit(None)

    def _take_theme(self) -> None:
        """Every icon and ink anew."""
        self._shown.clear()
        with QSignalBlocker(self.tree):
            for index in range(self.tree.topLevelItemCount()):
                top = self._zone_item(index)
                for item in (top, *(_child(top, row) for row in range(top.childCount()))):
                    item.setData(_TEXT, Qt.ItemDataRole.UserRole, None)
        if self._analysis is not None:
            self.show_analysis(self._analysis)


class _Wrapping(QStyledItemDelegate):
    """Rows as high as their words need in the width that there is."""

    def __init__(self, tree: QTreeWidget) -> None:
        super().__init__(tree)
        self._tree = tree
        self._height = lru_cache(maxsize=512)(self._measured)
        self._lines: dict[bool, QSize] = {}

    def forget(self) -> None:
        """Other fonts: nothing that was measured holds."""
        self._height.cache_clear()
        self._lines.clear()

    def _measured(self, text: str, room: int, font: str) -> int:
        made = QFont()
        made.fromString(font)
        wrapped = QRect(0, 0, room, 0)
        return QFontMetrics(made).boundingRect(wrapped, int(Qt.TextFlag.TextWordWrap), text).height() + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """For Qt: one line or several; numbers take one line of their font, that of the zones or that of the steps."""
        below = index.parent().isValid()
        if index.column() != _TEXT:
            size = self._lines.get(below)
            if size is None:
                size = super().sizeHint(option, index)
                if index.data():
                    self._lines[below] = size
            return size
        depth = 2 if below else 1
        room = self._tree.columnWidth(_TEXT) - depth * self._tree.indentation() - _ICON_SIZE - _PAD
        font: QFont = index.data(Qt.ItemDataRole.FontRole) or self._tree.font()
        height = self._height(str(index.data()), max(room, _NARROWEST), font.toString())
        return QSize(_NARROWEST, max(height, _ICON_SIZE + 2))


class _Tree(QTreeWidget):
    """Two columns, the numbers as wide as they need. What does not fit is told by its tooltip."""

    def __init__(self) -> None:
        super().__init__()
        self.setColumnCount(2)
        self.setHeaderLabels(["Step", "Pages"])
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_TEXT, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_NUMBERS, QHeaderView.ResizeMode.Fixed)
        header.setHidden(True)
        self.setIconSize(QSize(_ICON_SIZE, _ICON_SIZE))
        self.setWordWrap(True)
        self.setUniformRowHeights(False)
        self._delegate = _Wrapping(self)
        self.setItemDelegate(self._delegate)
        header.sectionResized.connect(self.scheduleDelayedItemsLayout)
        self.setIndentation(14)
        self.setFrameShape(self.Shape.NoFrame)
        self.setAccessibleName("Steps of the check")
        self.setAccessibleDescription("Each zone with the steps of its check; choosing one lights what it read")

    def changeEvent(self, event: QEvent) -> None:
        """Other fonts are other heights."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._delegate.forget()

    def tell_row(self, item: QTreeWidgetItem) -> None:
        """A row was changed while the model was silent: it is painted again, and laid out if its height changed."""
        self.model().dataChanged.emit(self.indexFromItem(item, _TEXT), self.indexFromItem(item, _NUMBERS))

    def fit_numbers(self, characters: int, font: QFont) -> None:
        """Make room for this many characters of a font of one width, bold where a step refused."""
        bold = QFont(font)
        bold.setBold(True)
        width = QFontMetrics(bold).horizontalAdvance("9") * characters + 2 * _PAD
        if self.columnWidth(_NUMBERS) != width:
            self.header().resizeSection(_NUMBERS, width)


def _failing(answer: ZoneAnswer) -> int | None:
    if answer.outcome is not ZoneOutcome.FAIL:
        return None
    wrong = [number for number, line in enumerate(answer.trace) if line.step.ok is False]
    return wrong[-1] if wrong else None


def _step_icon(line: TraceLine, failing: bool) -> str:
    if failing:
        return "fail"
    return "pass" if line.step.ok else "dot"


def _child(item: QTreeWidgetItem, row: int) -> QTreeWidgetItem:
    child = item.child(row)
    if child is None:
        raise IndexError(f"no row {row} below {item.text(_TEXT)}")
    return child


def _fit_children(item: QTreeWidgetItem, count: int) -> None:
    while item.childCount() > count:
        item.takeChild(item.childCount() - 1)
    while item.childCount() < count:
        QTreeWidgetItem(item)


def _set_text(item: QTreeWidgetItem, column: int, text: str) -> bool:
    """Set a text, and tell whether it was another."""
    if item.text(column) == text:
        return False
    item.setText(column, text)
    if column == _TEXT:
        _set_tip(item, text)
    return True


def _set_tip(item: QTreeWidgetItem, text: str) -> None:
    tip = plain_tip(text)
    if item.toolTip(_TEXT) != tip:
        item.setToolTip(_TEXT, tip)

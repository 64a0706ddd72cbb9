"""How is a cell of the list painted? Its icon and its text, in half of the time that Qt's usual cell takes."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPen, QStaticText
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from gui.reports.model import ReportTable
from gui.reports.rows import COLUMNS, UNKNOWN
from gui.theme import color, icon

_PAD = 4
_ICON = 16
_MOST_KEPT = 4000
_SELECTED = QStyle.StateFlag.State_Selected.value
_FOCUSED = QStyle.StateFlag.State_HasFocus.value


class CellPainter(QStyledItemDelegate):
    """Takes text and icon from the table itself: Qt's usual cell asks seven times, role by role."""

    def __init__(self, table: ReportTable, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table
        self._laid_out: dict[tuple[str, int, bool], QStaticText] = {}
        self.set_font(parent.font())

    def set_font(self, font: QFont) -> None:
        """The font of the view; a group's count is bold."""
        self._fonts = QFont(font), QFont(font)
        self._fonts[1].setBold(True)
        self._metrics = QFontMetrics(self._fonts[0]), QFontMetrics(self._fonts[1])
        self._laid_out.clear()

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """For Qt."""
        column, rect = index.column(), option.rect
        line, state = self._table.line_at(index.row()), option.state.value
        selected = bool(state & _SELECTED)
        if selected:
            painter.fillRect(rect, color("selection"))
        name, left = self._table.icon_name(line, column), rect.left()
        if name:
            _paint_icon(painter, rect, name, selected)
            left += _PAD + _ICON
        text = self._table.text(line, column)
        bold = line < 0 and column == 0
        painter.setFont(self._fonts[bold])
        painter.setPen(color("selection.text" if selected else "text.dim" if text == UNKNOWN else "text"))
        self._paint_text(painter, rect, left + _PAD, text, bold, COLUMNS[column].number)
        if state & _FOCUSED:
            painter.setPen(QPen(color("selection.text" if selected else "text"), 1, Qt.PenStyle.DotLine))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def _paint_text(self, painter: QPainter, rect: QRect, left: int, text: str, bold: bool, number: bool) -> None:
        width = rect.right() - left - _PAD + 1
        words = self._fitting(text, width, bold)
        size = words.size()
        x = left + (width - size.width() if number else 0)
        painter.drawStaticText(QPointF(x, rect.top() + (rect.height() - size.height()) / 2), words)

    def _fitting(self, text: str, width: int, bold: bool) -> QStaticText:
        """As much of a text as there is room for; letters are laid out once, which is most of the work."""
        key = text, width, bold
        found = self._laid_out.get(key)
        if found is None:
            if len(self._laid_out) > _MOST_KEPT:
                self._laid_out.clear()
            found = QStaticText(self._metrics[bold].elidedText(text, Qt.TextElideMode.ElideRight, width))
            found.setTextFormat(Qt.TextFormat.PlainText)
            found.prepare(font=self._fonts[bold])
            self._laid_out[key] = found
        return found


def _paint_icon(painter: QPainter, rect: QRect, name: str, selected: bool) -> None:
    place = QRect(rect.left() + _PAD, rect.top() + (rect.height() - _ICON) // 2, _ICON, _ICON)
    mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
    icon(name).paint(painter, place, Qt.AlignmentFlag.AlignCenter, mode)

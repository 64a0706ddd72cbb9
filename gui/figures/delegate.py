"""How is a cell edited and painted? One editor with one validator for all tables, and the marks beside colour."""

from __future__ import annotations

from PySide6.QtCore import (
    QAbstractItemModel,
    QEvent,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import QFont, QFontMetrics, QIcon, QPainter, QPalette, QPen, QValidator
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QToolTip, QWidget

from gui.plain_text import plain_tip
from gui.table_model import Cell, Index, Mark, TableModel
from gui.theme import color, icon

_CORNER = 6
_PAD = 4
_ICON = 16
_NUMBER = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
_WORD = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


class _CellValidator(QValidator):
    """Asks the column: a text that it can't take is still being typed."""

    def __init__(self, model: TableModel, index: QPersistentModelIndex, parent: QObject) -> None:
        super().__init__(parent)
        self._model = model
        self._index = index

    def complaint(self, text: str) -> str:
        """What is wrong with the text; empty if nothing is."""
        return self._model.complaint(self._index, text) if self._index.isValid() else ""

    def refuse(self, text: str) -> bool:
        """Marks the cell if the text can't be taken, and says whether."""
        complaint = self.complaint(text)
        if complaint:
            self._model.refuse(self._index, f"{complaint} The old value stays.")
        return bool(complaint)

    def validate(self, text: str, position: int) -> object:
        """For Qt: a bad text is never committed, and can always be typed on."""
        state = QValidator.State.Intermediate if self.complaint(text) else QValidator.State.Acceptable
        return state, text, position


class FigureDelegate(QStyledItemDelegate):
    """Edits every cell as text. `complained` says what is wrong while it is typed, empty when it is right again."""

    complained = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.set_font(parent.font())

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        """For Qt."""
        model = _model_of(index)
        cell = model.cell(index)
        editor = QLineEdit(parent)
        editor.setFrame(False)
        editor.setPlaceholderText(cell.hint)
        editor.setAccessibleName(f"{model.row_title(index.row())}, {model.column(index.column()).copied}")
        editor.setAccessibleDescription(cell.hint)
        editor.setAlignment(Qt.AlignmentFlag.AlignRight if cell.number else Qt.AlignmentFlag.AlignLeft)
        validator = _CellValidator(model, QPersistentModelIndex(index), editor)
        editor.setValidator(validator)
        editor.textChanged.connect(lambda text: self._tell(editor, validator.complaint(text)))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """For Qt: what is typed already stays when the model changes."""
        if isinstance(editor, QLineEdit) and not editor.isModified():
            editor.setText(_model_of(index).cell(index).edit or "")

    def setModelData(self, editor: QWidget, model: QAbstractItemModel, index: Index) -> None:
        """For Qt: an untouched text is no edit, a wrong one leaves the value as it is."""
        if not isinstance(editor, QLineEdit) or editor.text() == (_model_of(index).cell(index).edit or ""):
            return
        if not _refuse_unfinished(editor):
            model.setData(index, editor.text())

    def updateEditorGeometry(self, editor: QWidget, option: QStyleOptionViewItem, index: Index) -> None:
        """For Qt: wide enough for any figure with its unit."""
        rect = QRect(option.rect)
        wanted = editor.fontMetrics().horizontalAdvance("0" * 16)
        if rect.width() < wanted:
            rect.setLeft(max(rect.right() - wanted, 0))
            rect.setWidth(max(wanted, option.rect.right() - rect.left() + 1))
        editor.setGeometry(rect)

    def destroyEditor(self, editor: QWidget, index: Index) -> None:
        """For Qt: says of a text that was left unfinished why it was not taken."""
        if not isinstance(editor, QLineEdit) or editor.property("dropped") or not _refuse_unfinished(editor):
            self.complained.emit("")
        super().destroyEditor(editor, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """For Qt: Escape drops the text without a word."""
        if event.type() == QEvent.Type.KeyPress and event.key() == Qt.Key.Key_Escape:  # type: ignore[attr-defined]
            editor.setProperty("dropped", True)
        return super().eventFilter(editor, event)

    def _tell(self, editor: QLineEdit, complaint: str) -> None:
        palette = editor.palette()
        palette.setColor(QPalette.ColorRole.Base, color("cell.invalid" if complaint else "base"))
        editor.setPalette(palette)
        self.complained.emit(complaint)
        if complaint and editor.isVisible():
            QToolTip.showText(editor.mapToGlobal(editor.rect().bottomLeft()), plain_tip(complaint), editor)
        else:
            QToolTip.hideText()

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """For Qt: paints from the cell itself; asking the model role by role takes ten times as long."""
        model = _model_of(index)
        cell, mark, rect = model.cell(index), model.mark(index), option.rect
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        background = _background(mark, selected)
        if background:
            painter.fillRect(rect, color(background))
        left = _paint_icon(painter, rect, cell, selected) if cell.icon else rect.left()
        painter.setFont(self._bold if cell.edited else self._font)
        painter.setPen(color(_ink(cell, selected)))
        inside = QRect(left + _PAD, rect.top(), rect.right() - left - 2 * _PAD + 1, rect.height())
        painter.drawText(inside, _NUMBER if cell.number else _WORD, self._fitted(cell, inside.width()))
        if mark.edited:
            _paint_corner(painter, rect)
        if mark.lit or mark.refusal:
            _paint_border(painter, rect, "cell.lit.border" if mark.lit else "diagnostic.error")
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(color("text"), 1, Qt.PenStyle.DotLine))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(rect.adjusted(1, 1, -2, -2))

    def set_font(self, font: QFont) -> None:
        """The font of the view; edited cells are bold."""
        self._font, self._bold = QFont(font), QFont(font)
        self._bold.setBold(True)
        self._metrics = QFontMetrics(self._font), QFontMetrics(self._bold)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """For Qt: wide enough for the text in bold, so that an edit moves no column."""
        return QSize(self.width_of(_model_of(index).cell(index)), self._metrics[1].height() + 8)

    def width_of(self, cell: Cell) -> int:
        """How wide a column must be for this cell."""
        return self._metrics[1].horizontalAdvance(cell.text) + 2 * _PAD + 4 + (_ICON if cell.icon else 0)

    def _fitted(self, cell: Cell, width: int) -> str:
        metrics = self._metrics[cell.edited]
        if metrics.horizontalAdvance(cell.text) <= width:
            return cell.text
        return metrics.elidedText(cell.text, Qt.TextElideMode.ElideRight, width)


def _model_of(index: Index) -> TableModel:
    model = index.model()
    assert isinstance(model, TableModel), f"a table without our model: {model!r}"
    return model


def _refuse_unfinished(editor: QLineEdit) -> bool:
    """Marks the cell if the editor's text can't be taken, and says whether."""
    validator = editor.validator()
    return isinstance(validator, _CellValidator) and validator.refuse(editor.text())


def _background(mark: Mark, selected: bool) -> str:
    if mark.refusal:
        return "cell.invalid"
    if selected:
        return "selection"
    if mark.lit:
        return "cell.lit"
    return "cell.edited" if mark.edited else ""


def _ink(cell: Cell, selected: bool) -> str:
    if selected:
        return "selection.text"
    return "text.dim" if cell.dim else cell.color or "text"


def _paint_icon(painter: QPainter, rect: QRect, cell: Cell, selected: bool) -> int:
    """Paints the icon and says where it ends."""
    top = rect.top() + (rect.height() - _ICON) // 2
    mode = QIcon.Mode.Selected if selected else QIcon.Mode.Normal
    icon(cell.icon).paint(painter, rect.left() + _PAD, top, _ICON, _ICON, Qt.AlignmentFlag.AlignCenter, mode)
    return rect.left() + _PAD + _ICON


def _paint_corner(painter: QPainter, rect: QRect) -> None:
    right, top = rect.right() + 1, rect.top()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color("cell.edited.mark"))
    painter.drawPolygon([QPoint(right - _CORNER, top), QPoint(right, top), QPoint(right, top + _CORNER)])


def _paint_border(painter: QPainter, rect: QRect, ink: str) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color(ink), 2))
    painter.drawRect(rect.adjusted(1, 1, -1, -1))

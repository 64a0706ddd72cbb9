"""How does the source look: line numbers, tints of used lines, waves under damaged parts, one place lit?"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QMimeData, QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QToolTip, QWidget

from engine.model.report import Level
from gui.plain_text import plain_tip
from gui.source.text import MOST_BYTES, shown_lines
from gui.theme import color, fixed_font

_PAD = 6
_MOVES = frozenset(
    {Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End}
    | {Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
)


@dataclass(frozen=True, slots=True)
class Wave:
    """A damaged or unknown part of a block, in the widget's positions."""

    start: int
    end: int
    level: Level
    message: str


class SourceEdit(QPlainTextEdit):
    """The text with its marks. Blocks count from 0; `went_to` carries the block and position that a person went to."""

    files_dropped = Signal(list)
    large_text_pasted = Signal(str)
    went_to = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setFont(fixed_font())
        self.setTabChangesFocus(True)
        self.originals: dict[str, str] = {}
        self._numbers: Sequence[int] = range(1, 2)
        self._follows = True
        self._first = 1
        self._tints: Mapping[int, str] = {}
        self._chosen = range(0)
        self._waves: Mapping[int, Sequence[Wave]] = {}
        self._lit: tuple[int, int, int] | None = None
        self._margin = _Margin(self)
        self.blockCountChanged.connect(self._fit_margin)
        self.updateRequest.connect(self._scroll_margin)
        self.verticalScrollBar().valueChanged.connect(self._show_marks)
        self._fit_margin()

    def raw_text(self) -> str:
        """What the widget holds, without the changes that toPlainText makes."""
        return self.document().toRawText().replace("\u2029", "\n")

    def set_numbers(self, numbers: Sequence[int], follows: bool, first: int = 1) -> None:
        """Each block's line number; `follows` says that they are 1, 2, 3, … and stay so while it is edited.

        `first` is the number that the first line has for people, where the text is a part of a longer one.
        """
        self._numbers, self._follows, self._first = numbers, follows, first
        self._fit_margin()

    def number_of(self, block: int) -> int:
        """The line number of a block; 0 for a mark that lines are left out."""
        if self._follows:
            return block + 1
        return self._numbers[block] if block < len(self._numbers) else 0

    def shown_number(self, number: int) -> int:
        """A line number as people count, in the whole log."""
        return number + self._first - 1

    def set_marks(self, tints: Mapping[int, str], chosen: range, waves: Mapping[int, Sequence[Wave]]) -> None:
        """What each block gave, the blocks of the chosen report, and the parts with something wrong."""
        self._tints, self._chosen, self._waves = tints, chosen, waves
        self._show_marks()
        self.viewport().update()
        self._margin.update()

    def light(self, block: int, start: int, end: int) -> None:
        """Lights one place and brings it into view; the keyboard stays where it is."""
        self._lit = (block, start, end)
        cursor = QTextCursor(self.document().findBlockByNumber(block))
        cursor.setPosition(cursor.position() + start)
        self.setTextCursor(cursor)
        if not self.viewport().rect().contains(self.cursorRect()):
            self.centerCursor()
        self._show_marks()

    def unlight(self) -> None:
        """Puts the light out."""
        if self._lit is not None:
            self._lit = None
            self._show_marks()

    def _show_marks(self) -> None:
        """Waves for the visible blocks only: a damaged log can have any number of them."""
        selections = []
        for block in self._visible_blocks():
            for wave in self._waves.get(block.blockNumber(), ()):
                selections.append(self._selection(block, wave.start, wave.end, _wave_format(wave.level)))
        if self._lit is not None:
            block = self.document().findBlockByNumber(self._lit[0])
            if block.isValid():
                selections.append(self._selection(block, self._lit[1], self._lit[2], _lit_format()))
        self.setExtraSelections(selections)

    def _selection(self, block: QTextBlock, start: int, end: int, look: QTextCharFormat) -> QTextEdit.ExtraSelection:
        selection = QTextEdit.ExtraSelection()
        length = block.length() - 1
        cursor = QTextCursor(block)
        cursor.setPosition(block.position() + min(start, length))
        cursor.setPosition(block.position() + min(end, length), QTextCursor.MoveMode.KeepAnchor)
        selection.cursor = cursor
        selection.format = look
        return selection

    def _visible_blocks(self) -> list[QTextBlock]:
        blocks = []
        block, bottom = self.firstVisibleBlock(), self.viewport().height()
        while block.isValid() and self._top_of(block) <= bottom:
            blocks.append(block)
            block = block.next()
        return blocks

    def _top_of(self, block: QTextBlock) -> float:
        return self.blockBoundingGeometry(block).translated(self.contentOffset()).top()

    def _rect_of(self, block: QTextBlock, width: int) -> QRectF:
        return QRectF(0, self._top_of(block), width, self.blockBoundingRect(block).height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt: tints below the text, only those in sight."""
        painter = QPainter(self.viewport())
        for block in self._visible_blocks():
            gave = self._tints.get(block.blockNumber())
            if gave is not None:
                painter.fillRect(self._rect_of(block, self.viewport().width()), _tint(gave))
        painter.end()
        super().paintEvent(event)

    def paint_margin(self, event: QPaintEvent) -> None:
        """Line numbers, a bar beside the chosen report, a dot where something is wrong."""
        painter = QPainter(self._margin)
        painter.fillRect(event.rect(), color("window"))
        painter.setFont(self.font())
        for block in self._visible_blocks():
            number, place = self.number_of(block.blockNumber()), block.blockNumber()
            rect = self._rect_of(block, self._margin.width())
            if place in self._chosen:
                painter.fillRect(QRectF(rect.right() - 3, rect.top(), 3, rect.height()), color("chart.lit"))
            if place in self._waves:
                painter.setPen(color(_wave_color(min(self._waves[place], key=_gravity).level)))
                painter.drawText(rect.adjusted(2, 0, 0, 0), int(Qt.AlignmentFlag.AlignLeft), "!")
            painter.setPen(color("text.dim"))
            text = f"{self.shown_number(number)}" if number else "⋯"
            painter.drawText(rect.adjusted(0, 0, -_PAD, 0), int(Qt.AlignmentFlag.AlignRight), text)
        painter.end()

    def margin_width(self) -> int:
        """Wide enough for the largest number."""
        largest = self.shown_number(self.blockCount() if self._follows else max(self._numbers, default=1))
        digits = max(len(str(largest)), 3)
        return self.fontMetrics().horizontalAdvance("9") * (digits + 1) + 2 * _PAD

    def _fit_margin(self) -> None:
        width = self.margin_width()
        self.setViewportMargins(width, 0, 0, 0)
        self._place_margin()
        self._margin.update()

    def _place_margin(self) -> None:
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), self.margin_width(), inside.height()))

    def _scroll_margin(self, rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update(0, rect.y(), self._margin.width(), rect.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """For Qt."""
        super().resizeEvent(event)
        self._place_margin()
        self._show_marks()

    def place_at(self, point: QPoint) -> tuple[int, int]:
        """The block and position below a point of the viewport."""
        cursor = self.cursorForPosition(point)
        return cursor.blockNumber(), cursor.positionInBlock()

    def tip_at(self, point: QPoint) -> str:
        """What there is to say about the text below a point."""
        block, position = self.place_at(point)
        messages = [wave.message for wave in self._waves.get(block, ()) if wave.start <= position <= wave.end]
        return "\n".join(messages)

    def margin_tip(self, height: int) -> str:
        """What the line at a height of the margin gave."""
        block, _ = self.place_at(QPoint(0, height))
        gave = self._tints.get(block)
        told = [f"Line {self.shown_number(self.number_of(block)):,}: {gave}"] if gave else []
        return "\n".join([*told, *(wave.message for wave in self._waves.get(block, ()))])

    def viewportEvent(self, event: QEvent) -> bool:
        """For Qt: tooltips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(tip), self.viewport()) if tip else QToolTip.hideText()
            return True
        return super().viewportEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """For Qt: a click goes to a place, a drag selects."""
        super().mouseReleaseEvent(event)
        if event.button() == Qt.MouseButton.LeftButton and not self.textCursor().hasSelection():
            self._tell_place()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """For Qt: the keys that move the cursor go to places as a click does."""
        super().keyReleaseEvent(event)
        if event.key() in _MOVES and not self.textCursor().hasSelection():
            self._tell_place()

    def _tell_place(self) -> None:
        cursor = self.textCursor()
        self.went_to.emit(cursor.blockNumber(), cursor.positionInBlock())

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """For Qt: files come before their names as text."""
        return source.hasUrls() or super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """For Qt: files are opened; of a text each line is kept as it came, and shown by stand-ins."""
        paths = [url.toLocalFile() for url in source.urls() if url.isLocalFile()] if source.hasUrls() else []
        if paths:
            self.files_dropped.emit(paths)
        elif source.hasText():
            text = source.text()
            if len(text) > MOST_BYTES:
                self.large_text_pasted.emit(text)
            else:
                self.textCursor().insertText(shown_lines(text, self.originals))
                self.ensureCursorVisible()


class _Margin(QWidget):
    """The margin beside the text; the text paints it."""

    def __init__(self, edit: SourceEdit) -> None:
        super().__init__(edit)
        self._edit = edit

    def sizeHint(self) -> QSize:
        """For Qt."""
        return QSize(self._edit.margin_width(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """For Qt."""
        self._edit.paint_margin(event)

    def event(self, event: QEvent) -> bool:
        """For Qt: tooltips."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self._edit.margin_tip(event.pos().y())
            QToolTip.showText(event.globalPos(), plain_tip(tip), self) if tip else QToolTip.hideText()
            return True
        return super().event(event)


def _gravity(wave: Wave) -> int:
    return (Level.ERROR, Level.WARNING, Level.INFO).index(wave.level)


def _wave_color(level: Level) -> str:
    return f"diagnostic.{level.value}"


def _wave_format(level: Level) -> QTextCharFormat:
    look = QTextCharFormat()
    look.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
    look.setUnderlineColor(color(_wave_color(level)))
    return look


def _lit_format() -> QTextCharFormat:
    look = QTextCharFormat()
    look.setBackground(color("cell.lit.border"))
    look.setForeground(color("base"))
    return look


_KNOWN_TINTS = ("header", "process", "trace", "totals", "node", "zone", "reserve", "buddy", "tail")


def _tint(gave: str) -> object:
    return color(f"tint.{gave}" if gave in _KNOWN_TINTS else "tint.other")

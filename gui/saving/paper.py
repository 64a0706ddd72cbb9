"""How does a written report become a PDF? Its text flows over pages of A4, each chart has a page of its own behind it.

The same report gives the same bytes: dates and identifiers that Qt writes into the file are made plain.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import (
    QAbstractTextDocumentLayout,
    QFont,
    QPageLayout,
    QPageSize,
    QPainter,
    QPalette,
    QPdfWriter,
    QTextDocument,
)

from engine.report import document as blocks
from engine.report.html import html
from engine.report.safe import printable
from engine.report.version import VERSION
from gui.export import UNIT_DPI, Picture, Provenance

_DPI = 1200
_MARGIN = 15.0
"""Millimetres."""
_FOOT = 26.0
_TEXT_POINTS = 8.0
_FOOT_PIXELS = 9
_STYLE = """
h1 { font-size: 14pt; } h2 { font-size: 11pt; } h3 { font-size: 9pt; }
p.strong { font-size: 10pt; font-weight: bold; background-color: #f0f2f4; }
th { font-weight: bold; text-align: left; } th, td { padding-right: 8px; padding-bottom: 2px; }
td.n, th.n { text-align: right; } td.n, td.first { white-space: nowrap; }
tr.failing td { color: #a03000; font-weight: bold; }
a { color: #333333; text-decoration: none; }
pre { font-family: "DejaVu Sans Mono"; font-size: 6pt; white-space: pre-wrap; }
"""
_DIGITS = re.compile(rb"\d")
_DATES = re.compile(rb"(?<=\(D:)\d{14}|\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[Z+-][\d:]*")
_UUID = re.compile(rb"(?<=uuid:)[0-9a-f-]{36}")
_ID = re.compile(rb"(?<=/ID )\[[^\]]*\]")


def paper_bytes(document: blocks.Document, pictures: Sequence[Picture], outcome: str, provenance: Provenance) -> bytes:
    """The report as PDF."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_DPI)
    writer.setTitle("Buddyscope: " + next((one.text for one in document if isinstance(one, blocks.Heading)), ""))
    writer.setCreator(f"Buddyscope {VERSION}")
    margins = QMarginsF(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
    page = QPageSize(QPageSize.PageSizeId.A4)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, margins, QPageLayout.Unit.Millimeter))
    painter = QPainter(writer)
    painter.scale(_DPI / UNIT_DPI, _DPI / UNIT_DPI)
    _Sheets(writer, painter, provenance).draw(_text_of(document, outcome), pictures)
    painter.end()
    return without_moment(bytes(buffer.data().data()))


def without_moment(data: bytes) -> bytes:
    """The PDF without what hangs on when it was made; nothing in it moves."""
    data = _DATES.sub(_zeroed, data)
    data = _UUID.sub(_zeroed_uuid, data)
    return _ID.sub(lambda found: re.sub(rb"[0-9a-fA-F]", b"0", found[0]), data)


def _zeroed(found: re.Match[bytes]) -> bytes:
    """The first moment of 2000, in the same length."""
    plain = b"20000101000000" if len(found[0]) == 14 else b"2000-01-01T00:00:00"
    return plain + _DIGITS.sub(b"0", found[0][len(plain) :])


def _zeroed_uuid(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9a-f]", b"0", found[0])


def _text_of(document: blocks.Document, outcome: str) -> QTextDocument:
    text = QTextDocument()
    font = QFont("DejaVu Sans")
    font.setPointSizeF(_TEXT_POINTS)
    text.setDefaultFont(font)
    text.setDocumentMargin(0)
    text.setHtml(html(tuple([one for one in document if not isinstance(one, blocks.Picture)]), outcome, _STYLE))
    return text


class _Sheets:
    """The pages, drawn one after another in units of 1/96 inch."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, provenance: Provenance) -> None:
        self._writer, self._painter = writer, painter
        area = writer.pageLayout().paintRectPixels(UNIT_DPI)
        self._size = QSizeF(area.width(), area.height())
        name = printable(provenance.name) or "pasted text"
        self._foot = f"Buddyscope {VERSION} · {name} · SHA-256 {provenance.sha256[:16]}"
        self._number = 0

    def draw(self, text: QTextDocument, pictures: Sequence[Picture]) -> None:
        """The text's pages, then a page for each picture."""
        room = QSizeF(self._size.width(), self._size.height() - _FOOT)
        text.setPageSize(room)
        count = text.pageCount() + len(pictures)
        for number in range(text.pageCount()):
            self._begin(count)
            self._text(text, QRectF(QPointF(0, number * room.height()), room))
        for picture in pictures:
            self._begin(count)
            self._picture(picture, room)

    def _begin(self, count: int) -> None:
        if self._number:
            self._writer.newPage()
        self._number += 1
        painter = self._painter
        font = QFont("DejaVu Sans")
        font.setPixelSize(_FOOT_PIXELS)  # points would be taken at the writer's resolution, and scaled besides
        painter.setFont(font)
        painter.setPen(Qt.GlobalColor.darkGray)
        foot = QRectF(0, self._size.height() - _FOOT / 2, self._size.width(), _FOOT / 2)
        painter.drawText(foot, Qt.AlignmentFlag.AlignLeft, self._foot)
        painter.drawText(foot, Qt.AlignmentFlag.AlignRight, f"{self._number} / {count}")

    def _text(self, text: QTextDocument, part: QRectF) -> None:
        painter = self._painter
        painter.save()
        painter.translate(0, -part.top())
        context = QAbstractTextDocumentLayout.PaintContext()
        context.clip = part
        context.palette.setColor(QPalette.ColorRole.Text, Qt.GlobalColor.black)
        painter.setClipRect(part)
        text.documentLayout().draw(painter, context)
        painter.restore()

    def _picture(self, picture: Picture, room: QSizeF) -> None:
        painter = self._painter
        painter.save()
        scale = min(room.width() / picture.size.width(), room.height() / picture.size.height())
        painter.scale(scale, scale)
        picture.draw(painter)
        painter.restore()

"""How does a written report become a PDF? Text flows over pages of A4; charts have pages of their own before the log.

The same report gives the same bytes: dates and identifiers that Qt writes into the file are made plain.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

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
_DATES = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[Z+-][\d:]*")
_STAMPS = re.compile(rb"\(D:\d{14}(?:Z|[+-]\d\d'\d\d'?)?\)")
_STAMP = b"(D:20000101000000Z)"
_XREF = re.compile(rb"\d{10}(?= \d{5} n)")
_START = re.compile(rb"(?<=startxref\n)\d+")
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
    told, log = told_and_log(document)
    _Sheets(writer, painter, provenance).draw(_text_of(told, outcome), pictures, _text_of(log, outcome))
    painter.end()
    return without_moment(bytes(buffer.data().data()))


def without_moment(data: bytes) -> bytes:
    """The PDF without what hangs on when it was made, and in which time zone."""
    data = _DATES.sub(_zeroed, data)
    data = _UUID.sub(_zeroed_uuid, data)
    return _with_one_stamp(_ID.sub(lambda found: re.sub(rb"[0-9a-fA-F]", b"0", found[0]), data))


def _zeroed(found: re.Match[bytes]) -> bytes:
    """The first moment of 2000, in the same length."""
    plain = b"2000-01-01T00:00:00"
    return plain + _DIGITS.sub(b"0", found[0][len(plain) :]).replace(b"-", b"+")


def _with_one_stamp(data: bytes) -> bytes:
    """With the same dates in the information dictionary, whose length hangs on the time zone; offsets follow."""
    stamps = [(found.end(), len(found[0]) - len(_STAMP)) for found in _STAMPS.finditer(data)]
    start = _START.search(data)
    if start is None:
        return data

    def moved(found: re.Match[bytes]) -> bytes:
        offset = int(found[0]) - sum(less for end, less in stamps if end <= int(found[0]))
        return b"%0*d" % (len(found[0]) if found[0].startswith(b"0") else 0, offset)

    table = int(start[0])
    body, index = data[:table], _START.sub(moved, _XREF.sub(moved, data[table:]))
    return _STAMPS.sub(_STAMP, body) + index


def _zeroed_uuid(found: re.Match[bytes]) -> bytes:
    return re.sub(rb"[0-9a-f]", b"0", found[0])


def told_and_log(document: blocks.Document) -> tuple[blocks.Document, blocks.Document]:
    """What is told, and the lines of the log under their heading: the charts stand between them."""
    found = [place for place, block in enumerate(document) if isinstance(block, blocks.Excerpt)]
    end = max(found[0] - 1, 0) if found else len(document)
    return document[:end], document[end:]


def _text_of(document: blocks.Document, outcome: str) -> QTextDocument:
    text = QTextDocument()
    font = QFont("DejaVu Sans")
    font.setPointSizeF(_TEXT_POINTS)
    text.setDefaultFont(font)
    text.setDocumentMargin(0)
    text.setHtml(html(tuple(_without_drawings(document)), outcome, _STYLE))
    return text


def _without_drawings(document: blocks.Document) -> Iterator[blocks.Block]:
    """Charts have their own pages; a text of Qt knows no SVG, so the gauge is told in figures."""
    for block in document:
        if isinstance(block, blocks.Dial):
            yield block.table()
            yield blocks.Paragraph(block.shown.threshold_words)
        elif not isinstance(block, blocks.Picture):
            yield block


class _Sheets:
    """The pages, drawn one after another in units of 1/96 inch."""

    def __init__(self, writer: QPdfWriter, painter: QPainter, provenance: Provenance) -> None:
        self._writer, self._painter = writer, painter
        area = writer.pageLayout().paintRectPixels(UNIT_DPI)
        self._size = QSizeF(area.width(), area.height())
        name = printable(provenance.name) or "pasted text"
        self._foot = f"Buddyscope {VERSION} · {name} · SHA-256 {provenance.sha256[:16]}"
        self._number = 0

    def draw(self, told: QTextDocument, pictures: Sequence[Picture], log: QTextDocument) -> None:
        """The pages of what is told, a page for each picture, then the pages of the log."""
        room = QSizeF(self._size.width(), self._size.height() - _FOOT)
        for text in (told, log):
            text.setPageSize(room)
        count = told.pageCount() + len(pictures) + (0 if log.isEmpty() else log.pageCount())
        self._pages(told, room, count)
        for picture in pictures:
            self._begin(count)
            self._picture(picture, room)
        if not log.isEmpty():
            self._pages(log, room, count)

    def _pages(self, text: QTextDocument, room: QSizeF, count: int) -> None:
        for number in range(text.pageCount()):
            self._begin(count)
            self._text(text, QRectF(QPointF(0, number * room.height()), room))

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

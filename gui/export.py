"""How does a chart leave the program? As PNG, SVG or PDF with a caption, or to the clipboard, in the colours of print.

A file is written whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QIODevice,
    QMarginsF,
    QMimeData,
    QPointF,
    QRect,
    QRectF,
    QSize,
    QSizeF,
    Qt,
)
from PySide6.QtGui import (
    QColor,
    QFontInfo,
    QImage,
    QImageReader,
    QImageWriter,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
)
from PySide6.QtSvg import QSvgGenerator

from engine.report.chart import ChartValues
from engine.report.chart_table import chart_tsv
from engine.report.safe import printable
from engine.report.version import VERSION
from gui.chart.look import NORMAL, STRONG, Look
from gui.chart.painter import Sheet, sheet
from gui.saving.whole_file import NotWrittenError, write_whole
from gui.theme import Scheme

UNIT_DPI = 96
"""The drawing's own units are those of a screen; a finer device scales them."""
_EM = 12
_MARGIN = 16.0
_NARROWEST, _WIDEST = 560.0, 3000.0
_PANEL = QSizeF(340.0, 235.0)
_PDF_DPI = 1200
_MOST_PIXELS = 200_000_000


class ExportError(Exception):
    """A picture that could not be written; the message is one sentence for people."""


class Format(Enum):
    """What kind of file; the value is its suffix."""

    PNG = ".png"
    SVG = ".svg"
    PDF = ".pdf"


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where the figures come from: the input's name and hash ("" without one), and whether they were edited."""

    name: str = ""
    sha256: str = ""
    edited: bool = False


@dataclass(frozen=True, slots=True)
class ExportOptions:
    """How large, and what is drawn besides; `width` is in pixels at `dpi` dots per inch."""

    width: int = 1600
    dpi: int = 144
    direct: bool = False


def format_of(path: Path) -> Format:
    """The kind of file that a name asks for."""
    try:
        return Format(path.suffix.lower())
    except ValueError:
        kinds = ", ".join(kind.value for kind in Format)
        raise ExportError(f"{path.name} doesn't say what kind of picture it is: the name ends in {kinds}.") from None


class Picture:
    """Charts with their caption, laid out for paper; `size` is in units of 1/96 inch."""

    def __init__(self, charts: Sequence[ChartValues], provenance: Provenance, options: ExportOptions) -> None:
        if not charts:
            raise ExportError("There is no zone to draw.")
        self.charts = tuple(charts)
        self.look = Look(Scheme.PRINT, _EM)
        self.scale = _scale(options)
        width = options.width / self.scale
        room = width - 2 * _MARGIN
        area = QRectF(_MARGIN, _MARGIN, room, _charts_height(len(charts), room))
        self.sheet: Sheet = sheet(area, self.charts, self.look, options.direct)
        self._caption_top = area.bottom() + 1.2 * _EM
        self._lines = list(_caption_lines(caption(charts, provenance), self.look, room))
        height = self._caption_top + len(self._lines) * self.look.line() * 1.05 + _MARGIN * 0.7
        self.size = QSizeF(width, height)

    @property
    def verdict(self) -> str:
        """What the picture is about, in one sentence."""
        return self.charts[0].verdict

    def draw(self, painter: QPainter) -> None:
        """The whole picture, in its own units."""
        look = self.look
        painter.fillRect(QRectF(QPointF(0, 0), self.size), look.color("chart.background"))
        self.sheet.draw(painter)
        painter.setPen(look.pen("chart.grid", 1 / 12))
        y = self._caption_top - 0.5 * _EM
        painter.drawLine(QPointF(_MARGIN, y), QPointF(self.size.width() - _MARGIN, y))
        y = self._caption_top + look.ascent() + 0.35 * _EM
        for heading, text, color in self._lines:
            look.draw_text(painter, _MARGIN, y, heading, "chart.text", STRONG)
            font = NORMAL if color == "chart.text" else STRONG
            look.draw_text(painter, _MARGIN + _heading_width(look), y, text, color, font)
            y += look.line() * 1.05


def _scale(options: ExportOptions) -> float:
    """Pixels to a unit; a picture too narrow for its texts is drawn smaller than its resolution asks for."""
    width = options.width * UNIT_DPI / options.dpi
    return options.width / min(max(width, _NARROWEST), _WIDEST)


def _charts_height(count: int, width: float) -> float:
    if count == 1:
        return min(max(width * 0.58, 400.0), 900.0)
    across = max(1, min(count, round(width / _PANEL.width())))
    return -(-count // across) * _PANEL.height() + 3 * _EM


# ---- caption


def caption(charts: Sequence[ChartValues], provenance: Provenance) -> tuple[tuple[str, str], ...]:
    """What stands below: (heading, text) pairs."""
    drawn = (values for values in charts if values.compared is None or not values.compared.note)
    first = dict(next(drawn, charts[0]).caption)
    if len(charts) > 1:
        first["Zone"] = "all, side by side on one scale: " + ", ".join(values.title for values in charts)
    return (
        *first.items(),
        *_input_rows(provenance),
        ("Figures", _figures(provenance)),
        ("Drawn by", f"Buddyscope {VERSION}"),
    )


def _input_rows(provenance: Provenance) -> tuple[tuple[str, str], ...]:
    if not provenance.sha256:
        return (("Input", "none; the figures were typed"),)
    return ("Input", printable(provenance.name) or "pasted text"), ("SHA-256", provenance.sha256)


_EDITED = "EDITED BY HAND: not all of these are the figures of the input"


def _figures(provenance: Provenance) -> str:
    if not provenance.sha256:
        return "typed by hand"
    return _EDITED if provenance.edited else "as the input has them"


def _heading_width(look: Look) -> float:
    return look.width("Drawn by", STRONG) + 1.2 * _EM


def _caption_lines(rows: Sequence[tuple[str, str]], look: Look, width: float) -> list[tuple[str, str, str]]:
    """Lines of (heading, text, colour); only the first line of a row has its heading."""
    lines = []
    for heading, text in rows:
        color = "chart.fail" if text == _EDITED else "chart.text"
        for place, line in enumerate(look.wrapped(text, width - _heading_width(look), NORMAL)):
            lines.append(("" if place else heading, line, color))
    return lines


# ---- the three kinds of file


def png_image(picture: Picture, options: ExportOptions, scale: float | None = None) -> QImage:
    """The picture in pixels; a preview has a scale of its own."""
    scale = picture.scale if scale is None else scale
    size = QSize(options.width, max(1, round(picture.size.height() * scale)))
    if size.width() * size.height() > _MOST_PIXELS:
        raise ExportError(f"{size.width():,} × {size.height():,} pixels are more than fit into memory.")
    image = QImage(size, QImage.Format.Format_RGB32)
    dots = round(options.dpi / 0.0254)
    image.setDotsPerMeterX(dots)
    image.setDotsPerMeterY(dots)
    image.setText("Software", f"Buddyscope {VERSION}")
    image.setText("Description", picture.verdict)
    image.fill(QColor(Qt.GlobalColor.white))
    painter = QPainter(image)
    painter.scale(scale, scale)
    picture.draw(painter)
    painter.end()
    return image


def png_bytes(picture: Picture, options: ExportOptions) -> bytes:
    """The picture as PNG."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(png_image(picture, options)):
        raise ExportError("The picture can't be turned into a PNG.")
    return bytes(buffer.data().data())


def svg_bytes(picture: Picture) -> bytes:
    """The picture as SVG, its texts as texts; where our font is missing, another without serifs stands in."""
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(UNIT_DPI)
    size = QRect(0, 0, round(picture.size.width()), round(picture.size.height()))
    generator.setSize(size.size())
    generator.setViewBox(size)
    generator.setTitle("Free memory against the minimum: " + ", ".join(values.title for values in picture.charts))
    generator.setDescription(picture.verdict)
    painter = QPainter(generator)
    picture.draw(painter)
    painter.end()
    family = QFontInfo(picture.look.font(NORMAL)).family()
    fonts = f'font-family="{escape(family)}, sans-serif"'.encode()
    return re.sub(rb'font-family="[^"]*"', lambda _: fonts, bytes(buffer.data().data()))


def pdf_bytes(picture: Picture) -> bytes:
    """The picture as one page of its own size."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setResolution(_PDF_DPI)
    writer.setTitle("Buddyscope: " + ", ".join(values.title for values in picture.charts))
    writer.setCreator(f"Buddyscope {VERSION}")
    points = QSizeF(picture.size.width() * 72 / UNIT_DPI, picture.size.height() * 72 / UNIT_DPI)
    page = QPageSize(points, QPageSize.Unit.Point, "chart", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageLayout(QPageLayout(page, QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    painter.scale(_PDF_DPI / UNIT_DPI, _PDF_DPI / UNIT_DPI)
    picture.draw(painter)
    painter.end()
    return bytes(buffer.data().data())


_BYTES: dict[Format, Callable[[Picture, ExportOptions], bytes]] = {
    Format.PNG: png_bytes,
    Format.SVG: lambda picture, _: svg_bytes(picture),
    Format.PDF: lambda picture, _: pdf_bytes(picture),
}


# ---- out


def write_picture(
    path: Path,
    charts: Sequence[ChartValues],
    provenance: Provenance | None = None,
    options: ExportOptions | None = None,
) -> None:
    """Write the charts into a file whose suffix says which kind; ExportError says why it could not be."""
    kind = format_of(path)
    options = options or ExportOptions()
    picture = Picture(charts, provenance or Provenance(), options)
    try:
        write_whole(path, _BYTES[kind](picture, options))
    except NotWrittenError as problem:
        raise ExportError(str(problem)) from None


def is_ours(path: Path) -> bool:
    """Whether a picture file was drawn by this program."""
    return QImageReader(str(path)).text("Software").startswith("Buddyscope ")


def clipboard_data(
    charts: Sequence[ChartValues], provenance: Provenance | None = None, options: ExportOptions | None = None
) -> QMimeData:
    """The charts for pasting: as picture, as SVG, and their values as a table."""
    options = options or ExportOptions()
    picture = Picture(charts, provenance or Provenance(), options)
    data = QMimeData()
    data.setImageData(png_image(picture, options))
    data.setData("image/svg+xml", svg_bytes(picture))
    data.setText(chart_tsv(charts))
    return data

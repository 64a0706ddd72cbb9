"""How does the timeline become a picture in a file? In the colours of print, with what it shows written below it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QBuffer, QIODevice, QRect, QRectF, QSize
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from engine.report.safe import printable
from engine.report.version import VERSION
from gui.chart.look import SMALL, Look
from gui.saving.whole_file import NotWrittenError, write_whole
from gui.theme import Scheme
from gui.timeline.data import TimelineData
from gui.timeline.painter import draw, plan

_SIZE = QSize(1200, 420)
_EM = 13
_SCALE = 2
_UNIT_DPI = 96


def write_timeline(path: Path, data: TimelineData, zone: str, span: tuple[float, float]) -> None:
    """Write these times into a file that ends in .png or .svg; NotWrittenError says why it could not be."""
    makers = {".png": _png, ".svg": _svg}
    maker = makers.get(path.suffix.lower())
    if maker is None:
        raise NotWrittenError(f"{path.name} doesn't say what kind of picture it is: the name ends in .png, .svg.")
    write_whole(path, maker(data, zone, span))


def _draw(painter: QPainter, data: TimelineData, zone: str, span: tuple[float, float]) -> None:
    look = Look(Scheme.PRINT, _EM)
    area = QRectF(0, 0, _SIZE.width(), _SIZE.height())
    painter.fillRect(area, look.color("chart.background"))
    where = plan(area.adjusted(16, 12, -16, -2.2 * _EM), look, data.lanes, *span)
    draw(painter, data, zone, where, look, None)
    names = ", ".join(printable(name) for name in data.listing.sources[:3])
    more = f" and {len(data.listing.sources) - 3:,} more" if len(data.listing.sources) > 3 else ""
    words = f"{len(data.times):,} reports of {names}{more}; free memory and min of {printable(zone) or 'no zone'}"
    text = look.elided(f"{words}. Drawn by Buddyscope {VERSION}", area.width() - 32, SMALL)
    look.draw_text(painter, 16, area.bottom() - _EM * 0.7, text, "chart.text", SMALL)


def _png(data: TimelineData, zone: str, span: tuple[float, float]) -> bytes:
    image = QImage(_SIZE * _SCALE, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.scale(_SCALE, _SCALE)
    _draw(painter, data, zone, span)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    if not QImageWriter(buffer, b"png").write(image):
        raise NotWrittenError("The picture can't be turned into a PNG.")
    return bytes(buffer.data().data())


def _svg(data: TimelineData, zone: str, span: tuple[float, float]) -> bytes:
    buffer = QBuffer()
    generator = QSvgGenerator()
    generator.setOutputDevice(buffer)
    generator.setResolution(_UNIT_DPI)
    generator.setSize(_SIZE)
    generator.setViewBox(QRect(0, 0, _SIZE.width(), _SIZE.height()))
    generator.setTitle("Reports and free memory over time")
    painter = QPainter(generator)
    _draw(painter, data, zone, span)
    painter.end()
    return bytes(buffer.data().data())

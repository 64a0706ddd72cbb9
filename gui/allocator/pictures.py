"""How does an array of colours become a picture of Qt's?"""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QImage

from gui.allocator.frames import Colors


def image_of(pixels: Colors) -> QImage:
    """The picture; it shares the array's memory and keeps it."""
    pixels = np.ascontiguousarray(pixels)
    high, wide = pixels.shape
    image = QImage(pixels.data, wide, high, wide * 4, QImage.Format.Format_RGB32)
    image._pixels = pixels  # type: ignore[attr-defined]  # the picture does not own its memory
    return image
